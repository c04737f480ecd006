"""F608 红灯后自评称完成: a monitoring form showed red, the self-evaluation claims all was done and says no word."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from jixiao.policy.model import Policy
from jixiao.records.book import Book
from jixiao.records.filled_form import FilledForm
from jixiao.records.finding import Severity
from jixiao.records.indicator_form import Indicator, IndicatorForm
from jixiao.records.monitoring import Monitoring
from jixiao.records.numbers import plain, read_amount
from jixiao.records.self_evaluation import SelfEvaluation
from jixiao.records.value import Value
from jixiao.rules.reasons import says_nothing
from jixiao.rules.rule import Context, Hit, Rule, hit
from jixiao.rules.same_project import matched, stage_name, successive
from jixiao.scoring.lights import aim_light
from jixiao.scoring.monitored_lights import MONEY, red_items

TOTAL = 0
"""Stands for the row of the whole money, which no indicator has."""


def check(book: Book, context: Context) -> Iterator[Hit]:
    """Each self-evaluation against the last monitoring of its project, within the workbook."""
    yield from claims_after_red(book.forms, context.policy)


def claims_after_red(forms: Sequence[FilledForm], policy: Policy) -> Iterator[Hit]:
    """The same over any forms; hits carry the sheet of the self-evaluation."""
    for before, after in successive(forms):
        if isinstance(after, SelfEvaluation):
            yield from claims(watched_of(before, policy), claimed_of(after, policy), policy)


@dataclass(frozen=True)
class Watched:
    """What a monitoring form leaves for the self-evaluation to answer: its rows, and what is red of them.

    `reds` are (row of the sheet or TOTAL, what is red, how). `where` names the form.
    """

    project: str
    unit: str
    department: str
    year: int | None
    month: int
    where: str
    rows: tuple[Indicator, ...]
    reds: tuple[tuple[int, str, str], ...]


@dataclass(frozen=True)
class Claimed:
    """What a self-evaluation claims without a word of how: (row of the sheet or TOTAL, cell, label, seen, claim)."""

    project: str
    unit: str
    department: str
    year: int | None
    sheet: str
    rows: tuple[Indicator, ...]
    claims: tuple[tuple[int, str, str, str, str], ...]


def watched_of(form: Monitoring, policy: Policy) -> Watched:
    """The red lights of a monitoring form, of its whole money and of its indicators."""
    total = form.funds.total.row if form.funds is not None and form.funds.total is not None else None
    reds = [
        (TOTAL if lit.what == MONEY else lit.row, lit.label, lit.light.how if lit.light is not None else "")
        for lit in red_items(form, policy)
        if lit.what != MONEY or lit.row == total
    ]
    return Watched(*_whose(form), form.month or 0, stage_name(form), form.judged, tuple(reds))


def claimed_of(form: SelfEvaluation, policy: Policy) -> Claimed:
    """What a self-evaluation says to be done in full; a reason given there settles it."""
    found = [(TOTAL, *claim) for claim in _money(form)]
    for row in form.judged:
        if row.actual is None or (row.reason is not None and not says_nothing(row.reason.text, policy)):
            continue
        if _met(row, policy):
            found.append((row.row, *_at(row.actual), f"自评填“{row.actual.clean}”,已达到目标"))
    return Claimed(*_whose(form), form.sheet, form.judged, tuple(found))


def _whose(form: IndicatorForm) -> tuple[str, str, str, int | None]:
    cells = (form.project, form.agency, form.department)
    project, unit, department = ("" if cell is None or cell.empty else cell.clean for cell in cells)
    return project, unit, department, form.year


def _money(form: SelfEvaluation) -> Iterator[tuple[str, str, str, str]]:
    """The whole budget spent, with no reason beside it."""
    total = form.funds.total if form.funds is not None else None
    if total is None or form.funds is None:
        return
    budget, executed = read_amount(total.budget, form.funds.unit), read_amount(total.executed, form.funds.unit)
    if total.executed is None or budget is None or executed is None or not 0 < budget.value <= executed.value:
        return
    if total.reason is None or total.reason.empty:
        yield *_at(total.executed), f"全年执行 {plain(executed.value)} {form.funds.unit},执行率 100%"


def _at(value: Value) -> tuple[str, str, str]:
    return value.cell, value.label, hit(value).seen


def _met(row: Indicator, policy: Policy) -> bool:
    """Whether the year's value meets the target: by December the schedule is the whole target."""
    light = aim_light(row.aim, row.done, row.level2 or row.level1, 12, policy)
    if light is None or light.colour in ("red", "yellow"):
        return False
    return light.percent is None or light.percent >= 100


def claims(before: Watched, after: Claimed, policy: Policy) -> Iterator[Hit]:
    """Every red light of the monitoring that the self-evaluation claims to have made good, saying nothing of how."""
    told = {claim[0]: claim[1:] for claim in after.claims}
    if not before.reds or not told:
        return
    found, _ = matched(before.rows, after.rows, policy.similar_name)
    pairs = {match.before.row: match.after.row for match in found if match.after is not None}
    for row, what, how in before.reds:
        claim = told.get(TOTAL if row == TOTAL else pairs.get(row, -1))
        if claim is not None:
            cell, label, seen, words = claim
            say = {"what": what, "where": before.where, "how": how, "claim": words}
            yield Hit(cell, label, seen, "核对", after.sheet, say)


RULE = Rule(
    code="F608",
    name="红灯后自评称完成",
    severity=Severity.VERIFY,
    basis="财预〔2019〕136号",
    message="“{what}”在{where}上为红灯({how}),{claim},没有说明怎样补上的。",
    fix="核对完成数和佐证材料,并在原因栏写明红灯以后采取了什么措施。",
    check=check,
    on="workbook",
)
