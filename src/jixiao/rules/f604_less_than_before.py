"""F604 累计数比上期减少: a sum since January is smaller than it was at the end of an earlier period."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from jixiao.policy.model import Policy
from jixiao.records.aim import read_done
from jixiao.records.book import Book
from jixiao.records.filled_form import FilledForm
from jixiao.records.finding import Severity
from jixiao.records.indicator_form import Indicator, IndicatorForm
from jixiao.records.monitoring import Monitoring
from jixiao.records.numbers import plain, read_amount
from jixiao.records.units import factor_between
from jixiao.rules.rule import Context, Hit, Rule, hit
from jixiao.rules.same_project import matched, stage_name, successive
from jixiao.scoring.arithmetic import units_mixed
from jixiao.scoring.lights import judged_by_range


def check(book: Book, context: Context) -> Iterator[Hit]:
    """Columns of two periods in one form, and each form against the one before it, within the workbook."""
    yield from decreased(book.forms, context.policy)


def decreased(forms: Sequence[FilledForm], policy: Policy) -> Iterator[Hit]:
    """The same over any forms; hits carry the sheet of the later amount."""
    for form in forms:
        if isinstance(form, Monitoring):
            yield from _within(form, policy)
    for before, after in successive(forms):
        yield from _money_between(before, after, policy)
        matches, _ = matched(before.judged, after.judged, policy.similar_name)
        for match in matches:
            if match.after is not None:
                yield from _value_between(match.before, match.after, before, after)


def _within(form: Monitoring, policy: Policy) -> Iterator[Hit]:
    unit = form.funds.unit if form.funds is not None else "万元"
    for row in form.fund_rows():
        earlier, now = read_amount(getattr(row, "earlier", None), unit), read_amount(row.executed, unit)
        if earlier is None or now is None or units_mixed(earlier.value, now.value, policy):
            continue
        if now.value < earlier.value:
            words = {"before": f"{plain(earlier.value)} {unit}", "where": "上期", "now": f"{plain(now.value)} {unit}"}
            yield hit(row.executed, expected=f"不小于 {plain(earlier.value)}", sheet=form.sheet, **words)
    for indicator in form.monitored():
        done = read_done(indicator.earlier, indicator.aim, year=form.year)
        yield from _smaller(indicator, indicator, done.number, done.unit, "上期", form.sheet)


def _money_between(before: Monitoring, after: IndicatorForm, policy: Policy) -> Iterator[Hit]:
    """The total rows of two forms, in 万元."""
    if before.funds is None or after.funds is None or before.funds.total is None or after.funds.total is None:
        return
    earlier = read_amount(before.funds.total.executed, before.funds.unit)
    now = read_amount(after.funds.total.executed, after.funds.unit)
    if earlier is None or now is None or now.wan >= earlier.wan or units_mixed(earlier.wan, now.wan, policy):
        return
    words = {"before": f"{plain(earlier.wan)} 万元", "now": f"{plain(now.wan)} 万元", "where": stage_name(before)}
    yield hit(after.funds.total.executed, expected=f"不小于 {words['before']}", sheet=after.sheet, **words)


def _value_between(one: Indicator, other: Indicator, before: Monitoring, after: IndicatorForm) -> Iterator[Hit]:
    yield from _smaller(one, other, one.done.number, one.done.unit, stage_name(before), after.sheet)


def _smaller(
    one: Indicator, other: Indicator, number: Decimal | None, unit: str, where: str, sheet: str
) -> Iterator[Hit]:
    """Sums only: quantities of which more is better; rates and costs may go down."""
    aim, now = one.aim, other.done.number
    if not aim.quantitative or aim.percent or aim.rate_like or judged_by_range(one.level2, aim.reads_as):
        return
    factor = factor_between(unit, other.done.unit or unit)
    if number is None or now is None or other.done.kind != "number" or factor is None or now >= number * factor:
        return
    words = {"before": f"{plain(number)}{unit}", "now": f"{plain(now)}{other.done.unit}", "where": where}
    yield hit(other.actual, expected=f"不小于 {words['before']}", sheet=sheet, **words)


RULE = Rule(
    code="F604",
    name="累计数比上期减少",
    severity=Severity.VERIFY,
    basis="",
    message="{label}为 {now},比{where}的 {before} 还少,累计数不应减少。",
    fix="核对本期和上期的累计数;有收回、冲销的,在备注里说明。",
    check=check,
    on="workbook",
)
