"""Entries of the public list (公开清单) out of judged files: self-evaluations, evaluation lists, score sheets."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from jixiao.campaign.facts import amounts_of
from jixiao.documents.words import printable
from jixiao.policy.model import Policy
from jixiao.records.evaluation_list import EvaluationList
from jixiao.records.list_form import PUBLICATION_LIST, ListForm, ListRow
from jixiao.records.numbers import read_amount, read_points, rounded
from jixiao.records.score_sheet import ScoreSheet
from jixiao.records.self_evaluation import SelfEvaluation
from jixiao.records.text import squeezed
from jixiao.records.value import Value
from jixiao.rules.run import FormOutcome, Outcome

SELF, DEPARTMENT, FINANCE = "单位自评", "部门评价", "财政重点评价"
NONE = "—"
"""Stands on the public list for the score and the grade that an evaluation list does not state."""
_PUBLIC_SHEETS = ("F15", "F16")


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the public list. `amount` in 万元, `score` out of 100; `source` is the cell that it stands at."""

    year: str
    unit: str
    project: str
    amount: Decimal | None
    kind: str
    score: Decimal | None
    grade: str
    problem: str = ""
    status: str = ""
    place: str = ""
    published: str = ""  # ISO date or what the list says
    source: str = ""
    department: str = ""
    problems: int = 0  # of the rectification ledger
    closed: int = 0  # of these
    unscored: bool = False  # the evaluation list states neither score nor grade, for this project has none

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What makes it the same entry in another file."""
        return self.year, squeezed(self.unit), squeezed(self.project), self.kind

    @property
    def lacks(self) -> tuple[str, ...]:
        """What the list may not lack and the entry has not, by the list's headings."""
        scored = {} if self.unscored else {"得分": self.score is not None, "等级": bool(self.grade)}
        told = {"单位": bool(self.unit), "项目": bool(self.project), **scored}
        return tuple(heading for heading, there in told.items() if not there)

    @property
    def told(self) -> tuple[Decimal | None, Decimal | None, str]:
        """What two files must agree on."""
        return self.amount, self.score, self.grade


def entries_of(outcome: Outcome, file: str) -> tuple[Entry, ...]:
    """Every result of a judged file that belongs on the public list, in the order of its sheets."""
    found: list[Entry] = []
    for item in outcome.forms:
        found += _of_form(item, outcome.policy.for_year(item.form.year), f"{file}!{item.form.sheet}")
    return tuple(found)


def _of_form(item: FormOutcome, policy: Policy, source: str) -> Iterator[Entry]:
    form = item.form
    if isinstance(form, EvaluationList):
        yield from _of_list(form, policy, source)
    elif isinstance(form, ListForm) and form.form == PUBLICATION_LIST:
        yield from (_of_row(row, form, source) for row in form.rows)
    elif isinstance(form, SelfEvaluation) and not form.blank:
        yield _of_self(item, form, source)
    elif isinstance(form, ScoreSheet) and form.code in _PUBLIC_SHEETS and not form.blank and item.score is not None:
        yield _of_sheet(item, form, source)


def _year(year: int | None) -> str:
    return str(year) if year is not None else ""


def _scored(item: FormOutcome) -> tuple[Decimal | None, str]:
    """The score as computed, else as claimed where nothing can be computed, and the grade that follows."""
    score = item.score
    if score is None:
        return None, ""
    due = score.due if score.due is not None else score.claimed
    return (rounded(due) if due is not None else None), score.grade or ""


def _of_self(item: FormOutcome, form: SelfEvaluation, source: str) -> Entry:
    budget, _ = amounts_of(form)
    points, grade = _scored(item)
    unit = printable(form.unit_name)
    name = printable(form.project_name) or (f"{unit}整体支出" if unit else "")
    place = form.project.cell if form.project is not None else form.title.cell
    told = Entry(_year(form.year), unit, name, budget, SELF, points, grade, source=f"{source}!{place}")
    return replace(told, department=_text(form.department))


def _of_sheet(item: FormOutcome, form: ScoreSheet, source: str) -> Entry:
    points, grade = _scored(item)
    amount = read_amount(form.at("amount"), form.amount_unit)
    unit = printable(form.unit_name)
    name = printable(form.project_name) or (f"{unit}整体支出" if unit else "")
    wan = amount.wan if amount is not None else None
    told = Entry(_year(form.year), unit, name, wan, FINANCE, points, grade, source=f"{source}!{form.title.cell}")
    return replace(told, department=printable(form.words("department")))


def _text(value: Value | None) -> str:
    return "" if value is None or value.empty else printable(value.clean)


def _of_list(form: EvaluationList, policy: Policy, source: str) -> Iterator[Entry]:
    for item in form.projects:
        amount = read_amount(item.amount, form.amount_unit)
        points = read_points(item.score)
        score = rounded(points) if points is not None else None
        problems = ";".join(text.rstrip("。;；") for each in item.problems if (text := _text(each.text)))
        yield Entry(
            year=_year(form.year),
            unit=_text(item.unit) or _text(item.department),
            project=_text(item.project),
            amount=amount.wan if amount is not None else None,
            kind=_text(item.kind) if _text(item.kind).endswith("评价") else FINANCE,
            score=score,
            grade=_text(item.grade) or (policy.grade(score) if score is not None else ""),
            unscored=not _text(item.score) and not _text(item.grade),
            problem=problems,
            department=_text(item.department),
            source=f"{source}!{item.project.cell}",
        )


def _of_row(row: ListRow, form: ListForm, source: str) -> Entry:
    amount = read_amount(row.at("amount"), form.amount_unit)
    points = read_points(row.at("score"))
    day = row.at("published")
    content = day.content if day is not None else None
    published = content.date().isoformat() if isinstance(content, datetime) else _text(day)
    cell = row.cells["project"].cell if "project" in row.cells else f"A{row.row}"
    return Entry(
        year=_text(row.at("year")) or _year(form.year),
        unit=_text(row.at("duty")),
        project=_text(row.at("project")),
        amount=amount.wan if amount is not None else None,
        kind=_text(row.at("kind")),
        score=rounded(points) if points is not None else None,
        grade=_text(row.at("grade")),
        unscored=all((value := row.at(role)) is not None and value.clean == NONE for role in ("score", "grade")),
        problem=_text(row.at("problem")),
        status=_text(row.at("status")),
        place=_text(row.at("place")),
        published=published,
        source=f"{source}!{cell}",
    )


def agreed(entries: Sequence[Entry]) -> tuple[tuple[Entry, ...], tuple[tuple[Entry, ...], ...]]:
    """Entries that may stand on one list, equal ones once, and groups that tell one project's result differently."""
    groups: dict[tuple[str, str, str, str], list[Entry]] = defaultdict(list)
    for entry in entries:
        groups[entry.key].append(entry)
    fine = [own[0] for own in groups.values() if len({entry.told for entry in own}) == 1]
    clashes = tuple(tuple(own) for own in groups.values() if len({entry.told for entry in own}) > 1)
    return tuple(sorted(fine, key=lambda entry: (entry.year, entry.unit, entry.project))), clashes
