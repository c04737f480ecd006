"""F608 红灯后自评称完成: a monitoring form showed red, the self-evaluation claims all was done and says no word."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from jixiao.policy.model import Policy
from jixiao.records.book import Book
from jixiao.records.filled_form import FilledForm
from jixiao.records.finding import Severity
from jixiao.records.indicator_form import Indicator
from jixiao.records.monitoring import Monitoring
from jixiao.records.numbers import plain, read_amount
from jixiao.records.self_evaluation import SelfEvaluation
from jixiao.records.value import Value
from jixiao.rules.reasons import says_nothing
from jixiao.rules.rule import Context, Hit, Rule, hit
from jixiao.rules.same_project import matched, stage_name, successive
from jixiao.scoring.lights import aim_light
from jixiao.scoring.monitored_lights import MONEY, Lit, red_items


def check(book: Book, context: Context) -> Iterator[Hit]:
    """Each self-evaluation against the last monitoring of its project, within the workbook."""
    yield from claims_after_red(book.forms, context.policy)


def claims_after_red(forms: Sequence[FilledForm], policy: Policy) -> Iterator[Hit]:
    """The same over any forms; hits carry the sheet of the self-evaluation."""
    for before, after in successive(forms):
        if not isinstance(after, SelfEvaluation):
            continue
        red = red_items(before, policy)
        pairs = {
            match.before.row: match.after for match in matched(before.judged, after.judged, policy.similar_name)[0]
        }
        for lit in red:
            if lit.what == MONEY:
                yield from _money(lit, before, after)
            elif (row := pairs.get(lit.row)) is not None:
                yield from _claim(lit, row, before, after, policy)


def _money(lit: Lit, before: Monitoring, after: SelfEvaluation) -> Iterator[Hit]:
    total = after.funds.total if after.funds is not None else None
    if total is None or after.funds is None or before.funds is None or before.funds.total is None:
        return
    if lit.row != before.funds.total.row:
        return
    budget, executed = read_amount(total.budget, after.funds.unit), read_amount(total.executed, after.funds.unit)
    if budget is None or executed is None or not 0 < budget.value <= executed.value:
        return
    if total.reason is not None and not total.reason.empty:
        return
    claim = f"全年执行 {plain(executed.value)} {after.funds.unit},执行率 100%"
    yield _hit(total.executed, lit, claim, before, after)


def _claim(lit: Lit, row: Indicator, before: Monitoring, after: SelfEvaluation, policy: Policy) -> Iterator[Hit]:
    """A target that was far off and is said to be met; a reason given in the self-evaluation settles it."""
    if row.actual is None or (row.reason is not None and not says_nothing(row.reason.text, policy)):
        return
    if _met(row, policy):
        yield _hit(row.actual, lit, f"自评填“{row.actual.clean}”,已达到目标", before, after)


def _met(row: Indicator, policy: Policy) -> bool:
    """Whether the year's value meets the target: by December the schedule is the whole target."""
    light = aim_light(row.aim, row.done, row.level2 or row.level1, 12, policy)
    if light is None or light.colour in ("red", "yellow"):
        return False
    return light.percent is None or light.percent >= 100


def _hit(at: Value | None, lit: Lit, claim: str, before: Monitoring, after: SelfEvaluation) -> Hit:
    how = lit.light.how if lit.light is not None else ""
    words = {"what": lit.label, "where": stage_name(before), "how": how, "claim": claim}
    return hit(at, expected="核对", sheet=after.sheet, **words)


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
