"""The same fact in two forms or rows of one workbook (G701): a project's amount, score, grade; a list's total."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from jixiao.policy.model import Policy
from jixiao.records.book import Book
from jixiao.records.evaluation_list import EvaluatedProject, EvaluationList
from jixiao.records.filled_form import FilledForm
from jixiao.records.list_form import PUBLICATION_LIST, RECTIFICATION_LEDGER, SPOT_CHECK, ListForm, ListRow
from jixiao.records.numbers import plain, read_amount, read_points, rounded
from jixiao.records.self_evaluation import SelfEvaluation
from jixiao.records.value import Value
from jixiao.rules.e511_grade import read_grade
from jixiao.rules.near_names import bare_name
from jixiao.rules.rule import Hit

_CLOSE = Decimal("0.005")
TOTAL = "合计"
"""The fact of a whole list; its project is the names of all, with strokes between them."""
_UNITS = ("unit", "duty", "agency")


@dataclass(frozen=True)
class Fact:
    """One statement: of what, of which project (by its bare name), for which year and kind of evaluation, where.

    `number` is an amount in 万元 or points, None for a grade, which is its `text`; `year` and `kind` None where the
    place does not say. `unit` and `department` are whose project it is, as written; `listed` 0 for a project's own
    form, 1 for the 评价结果清单, 2 for lists that repeat what stands there.
    """

    what: str
    project: str
    shown: str
    number: Decimal | None
    text: str
    cell: str
    label: str
    sheet: str
    year: int | None = None
    kind: str | None = None
    unit: str = ""
    department: str = ""
    listed: int = 0


def differing(book: Book, policy: Policy) -> Iterator[Hit]:
    """Every statement that is not what the workbook said of the same thing before, once per statement."""
    known: dict[tuple[str, str], list[Fact]] = {}
    for form in book.forms:
        for fact in facts_of(form, policy):
            told = known.setdefault((fact.what, fact.project), [])
            first = next((earlier for earlier in told if _elsewhere(earlier, fact) and comparable(earlier, fact)), None)
            told.append(fact)
            if first is not None and not equal(first, fact):
                yield contradiction(fact, first, f"{first.sheet}!{first.cell}")


def contradiction(fact: Fact, other: Fact, where: str) -> Hit:
    """The hit at a statement that is not what the other says, which stands at `where`."""
    words = {"name": fact.shown, "what": fact.what, "other": other.text, "where": where}
    return Hit(fact.cell, fact.label, fact.text, other.text, fact.sheet, words)


def _elsewhere(one: Fact, other: Fact) -> bool:
    return (one.sheet, one.cell) != (other.sheet, other.cell)


def comparable(one: Fact, other: Fact) -> bool:
    """Whether neither year nor kind of evaluation says that the two are different things."""
    years = one.year is None or other.year is None or one.year == other.year
    return years and (one.kind is None or other.kind is None or one.kind == other.kind)


def equal(one: Fact, other: Fact) -> bool:
    """Equal, or equal as far as the coarser of two numbers tells: 2624.74 and 2625."""
    if one.number is None or other.number is None:
        return one.text == other.text
    places = min(_places(one.number), _places(other.number))
    return abs(rounded(one.number, places) - rounded(other.number, places)) < _CLOSE


def _places(number: Decimal) -> int:
    return len(plain(number).partition(".")[2])


# -- what each form states ---------------------------------------------------------------------------------------------


def facts_of(form: FilledForm, policy: Policy) -> Iterator[Fact]:
    """What a form states of projects: 评价 and 自评 scores are facts of their own, each with its grade."""
    if isinstance(form, EvaluationList):
        yield from _of_list(form, policy)
    elif isinstance(form, ListForm) and form.form != RECTIFICATION_LEDGER:
        yield from _of_list_form(form, policy)
    elif isinstance(form, SelfEvaluation) and form.project is not None and form.total is not None:
        score, grade = form.total.score, form.total.grade
        stated = (("自评得分", score, "points"), ("自评等级", grade, "grade"))
        yield from _facts(form, form.project, stated, policy, whose=(form.agency, form.department))


def _of_list(form: EvaluationList, policy: Policy) -> Iterator[Fact]:
    for item in form.projects:
        own = _is_own(item)
        stated = (
            ("评价金额", item.amount, form.amount_unit),
            ("自评得分" if own else "评价得分", item.score, "points"),
            ("自评等级" if own else "评价等级", item.grade, "grade"),
        )
        whose = (item.unit, item.department)
        yield from _facts(form, item.project, stated, policy, kind=_kind(item.kind), whose=whose)
    names = [item.project for item in form.projects]
    yield from _total(form, names, form.total_amount, form.amount_unit, policy)


def _is_own(item: EvaluatedProject) -> bool:
    labels = [value.label for value in (item.score, item.grade) if value is not None]
    return any("自评" in label.rpartition(" · ")[2] for label in labels) or "自评" in (
        item.kind.flat if item.kind else ""
    )


def _of_list_form(form: ListForm, policy: Policy) -> Iterator[Fact]:
    for row in form.rows:
        project = row.at("project")
        if project is not None:
            year = row.at("year")
            own = int(year.flat[:4]) if year is not None and year.flat[:4].isdigit() else form.year
            kind = _kind(row.at("kind"))
            whose = next((at for role in _UNITS if (at := row.at(role)) is not None and not at.empty), None)
            yield from _facts(
                form,
                project,
                _stated(form, row, kind),
                policy,
                kind=kind,
                year=own,
                whose=(whose, row.at("department")),
            )
    if (project := form.fields.get("project")) is not None:
        head = (
            ("评价金额", "amount", form.amount_unit),
            ("评价得分", "score", "points"),
            ("评价等级", "grade", "grade"),
        )
        stated = tuple((what, form.fields.get(role), how) for what, role, how in head)
        yield from _facts(form, project, stated, policy, whose=(form.fields.get("to"), None))
    names = [value for row in form.rows if (value := row.at("project")) is not None]
    if _amount_of(form) == "评价金额":
        yield from _total(form, names, form.totals.get("amount"), form.amount_unit, policy)


def _stated(form: ListForm, row: ListRow, kind: str | None) -> tuple[tuple[str, Value | None, str], ...]:
    whose = "复核" if form.form == SPOT_CHECK else "自评" if kind and "自评" in kind else "评价"
    return (
        (_amount_of(form), row.at("amount"), form.amount_unit),
        ("自评得分", row.at("self_score"), "points"),
        (f"{whose}得分", row.at("score"), "points"),
        (f"{whose}等级", row.at("grade"), "grade"),
    )


def _amount_of(form: ListForm) -> str:
    """What the amounts of a list are: evaluated money, or what that kind of opinion speaks of."""
    return "评价金额" if form.form == PUBLICATION_LIST or "评价结果" in form.form else f"{form.form}金额"


def _kind(value: Value | None) -> str | None:
    return None if value is None or value.empty else value.flat


def _facts(
    form: FilledForm,
    project: Value,
    stated: tuple[tuple[str, Value | None, str], ...],
    policy: Policy,
    *,
    kind: str | None = None,
    year: int | None = None,
    whose: tuple[Value | None, Value | None] = (None, None),
) -> Iterator[Fact]:
    """Facts of one project: (what, cell, 「points」, 「grade」 or the unit of money) for what can be read."""
    name = bare_name(project.text)
    unit, department = ("" if at is None or at.empty else at.clean.rstrip(":") for at in whose)
    for what, at, how in stated if name else ():
        value = _value(at, how, policy)
        if at is not None and value is not None:
            text = f"{plain(value)} {'分' if how == 'points' else '万元'}" if isinstance(value, Decimal) else value
            number = value if isinstance(value, Decimal) else None
            place = (at.cell, at.label, form.sheet, year or form.year, kind)
            yield Fact(what, name, project.clean, number, text, *place, unit, department, _listed(form))


def _listed(form: FilledForm) -> int:
    return 1 if isinstance(form, EvaluationList) else 2 if isinstance(form, ListForm) else 0


def _value(at: Value | None, how: str, policy: Policy) -> Decimal | str | None:
    if how == "points":
        return read_points(at)
    if how == "grade":
        return read_grade(at, policy)
    amount = read_amount(at, how)
    return amount.wan.normalize() if amount is not None else None


def _total(form: FilledForm, names: list[Value], at: Value | None, unit: str, policy: Policy) -> Iterator[Fact]:
    """The total of a list as a fact of the set of its projects."""
    value = _value(at, unit, policy)
    keys = sorted({bare_name(name.text) for name in names} - {""})
    if at is not None and isinstance(value, Decimal) and len(keys) > 1:
        shown = f"同样 {len(keys)} 个项目"
        place = (at.cell, at.label, form.sheet, form.year)
        yield Fact(TOTAL, "|".join(keys), shown, value, f"{plain(value)} 万元", *place, listed=_listed(form))
