"""Replies as they come in: read from a 整改情况报告 or from an answered ledger sheet, matched to the ledger's items."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher

from jixiao.ledger.entries import Item
from jixiao.ledger.sources import OwnSheet, own_sheets
from jixiao.records.list_arithmetic import day_said, state_of
from jixiao.records.list_form import RECTIFICATION_REPORT, ListForm, ListRow
from jixiao.records.text import squeezed
from jixiao.records.value import Value
from jixiao.rules.near_names import bare_name
from jixiao.rules.run import Outcome

_ALIKE = 0.6
"""Share of equal signs from which two wordings may be one problem; people are asked to look."""
_UNLIKE = 0.3
"""Below this an equal number stands over quite another problem."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One row of a reply. `status` is one of the three states where the words can be read, else the words."""

    sheet: str
    cell: str
    code: str
    problem: str
    measures: str
    status: str
    readable: bool
    done_on: date | None
    evidence: str
    person: str

    @property
    def silent(self) -> bool:
        """Whether the row answers nothing."""
        return not (self.measures or self.status or self.evidence)


@dataclass(frozen=True, slots=True)
class Reply:
    """One reply to one notice; `number` is the notice's 发文字号, `own_number` that of the reply."""

    sheet: str
    number: str
    unit: str
    project: str = ""
    own_number: str = ""
    dated: date | None = None
    reasons: str = ""
    mechanism: str = ""
    answers: tuple[Answer, ...] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """An answer with its item; `doubt` says why people should look, "" when the numbers agree."""

    answer: Answer
    item: Item
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class Matching:
    """Answers with items, answers that fit none, items that nobody answered."""

    matches: tuple[Match, ...]
    strangers: tuple[Answer, ...]
    unanswered: tuple[Item, ...]


def replies_of(outcome: Outcome) -> tuple[Reply, ...]:
    """Every reply that a judged workbook holds: F10 forms, and our ledger sheets that somebody has answered in."""
    forms = [form for form in outcome.book.forms if isinstance(form, ListForm)]
    reports = [_of_form(form) for form in forms if form.form == RECTIFICATION_REPORT]
    named = {squeezed(reply.number) for reply in reports}
    sheets = [_of_sheet(sheet) for sheet in own_sheets(outcome.book.grid)]
    answered = [reply for reply in sheets if any(not answer.silent for answer in reply.answers)]
    return (*reports, *(reply for reply in answered if squeezed(reply.number) not in named))


def _of_form(form: ListForm) -> Reply:
    field = form.fields.get
    return Reply(
        sheet=form.sheet,
        number=squeezed(_said(field("notice"))),
        unit=form.unit_name or "",
        project=form.project_name or "",
        own_number=_said(field("number")),
        dated=day_said(field("date"), form.year),
        reasons=_said(field("reasons")),
        mechanism=_said(field("mechanism")),
        answers=tuple(_answer(form, row) for row in form.rows),
    )


def _answer(form: ListForm, row: ListRow) -> Answer:
    place = row.at("problem") or next(iter(row.cells.values()))
    code = _said(row.at("problem_number")) or _said(row.at("number"))
    roles = ("problem", "measures", "status", "done_on", "evidence", "duty")
    return _made(form.sheet, place.cell, code, [row.at(role) for role in roles], form.year)


def _of_sheet(sheet: OwnSheet) -> Reply:
    heads = ("问题描述", "整改措施", "完成情况", "完成日期", "佐证附件名", "责任人")
    answers = tuple(
        _made(sheet.name, cells["问题描述"].cell, _said(cells["问题编号"]), [cells[head] for head in heads], None)
        for _, cells in sheet.rows
    )
    project = next((_said(cells["项目"]) for _, cells in sheet.rows), "")
    return Reply(sheet.name, squeezed(sheet.number), sheet.unit, project, answers=answers)


def _made(sheet: str, cell: str, code: str, cells: Sequence[Value | None], year: int | None) -> Answer:
    problem, measures, status, done_on, evidence, person = cells
    state = state_of(status)
    return Answer(
        sheet=sheet,
        cell=cell,
        code=code,
        problem=_said(problem),
        measures=_said(measures),
        status=state or _said(status),
        readable=state is not None,
        done_on=day_said(done_on, year),
        evidence=_said(evidence),
        person=_said(person),
    )


def _said(value: Value | None) -> str:
    return "" if value is None or value.empty or value.broken else value.text.strip()


# -- matching ----------------------------------------------------------------------------------------------------------


def matched(answers: Sequence[Answer], items: Sequence[Item]) -> Matching:
    """Each answer with at most one item: first by number, then by wording, the most alike first.

    An answer found by its wording, or whose wording is far from that of the item with its number, carries a doubt.
    """
    speaking = [answer for answer in answers if not answer.silent]
    open_items = {item.id: item for item in items}
    found: dict[int, Match] = {}
    by_code = {squeezed(item.code): item for item in items}
    for place, answer in enumerate(speaking):
        item = by_code.get(squeezed(answer.code)) if answer.code else None
        if item is not None and item.id in open_items:
            found[place] = Match(answer, item, _doubt(answer, item))
            del open_items[item.id]
    for place, match in _by_wording(speaking, found, open_items):
        found[place] = match
    strangers = tuple(answer for place, answer in enumerate(speaking) if place not in found)
    taken = {match.item.id for match in found.values()}
    return Matching(
        tuple(found[place] for place in sorted(found)),
        strangers,
        tuple(item for item in items if item.id not in taken),
    )


def _doubt(answer: Answer, item: Item) -> str:
    if not answer.problem or _alike(answer.problem, item.problem) >= _UNLIKE:
        return ""
    return f"编号“{answer.code}”相同,问题的写法却大不一样"


def _by_wording(
    answers: Sequence[Answer], found: dict[int, Match], items: dict[int, Item]
) -> Iterator[tuple[int, Match]]:
    pairs = [
        (_alike(answer.problem, item.problem), place, item)
        for place, answer in enumerate(answers)
        if place not in found and answer.problem
        for item in items.values()
    ]
    left = dict(items)
    done: set[int] = set()
    for share, place, item in sorted(pairs, key=lambda pair: (-pair[0], pair[1], pair[2].id)):
        if share < _ALIKE:
            return
        if place not in done and item.id in left:
            done.add(place)
            del left[item.id]
            yield place, Match(answers[place], item, "编号对不上,按问题的写法对应")


def _alike(one: str, other: str) -> float:
    """Share of equal signs; 1 where one wording is a part of the other, as units shorten what the notice says."""
    first, second = bare_name(squeezed(one)), bare_name(squeezed(other))
    if not first or not second:
        return 0.0
    if first in second or second in first:
        return 1.0
    return SequenceMatcher(None, first, second, autojunk=False).ratio()
