"""E510 超额较多未说明: an actual value lies far above its target and nothing explains why."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from jixiao.policy.model import Policy
from jixiao.records.finding import Severity
from jixiao.records.indicator_form import Indicator
from jixiao.records.numbers import plain, rounded
from jixiao.records.self_evaluation import SelfEvaluation
from jixiao.records.units import factor_between
from jixiao.rules.reasons import given_reasons, unexplained
from jixiao.rules.rule import Context, Hit, Rule, hit


def check(form: SelfEvaluation, context: Context) -> Iterator[Hit]:
    """≥, > and bare numbers exceeded by the policy's percentage and amount; zero targets have no percentage."""
    for row, reason in given_reasons(form):
        over = _over(row, context.policy)
        if over is None or row.actual is None or not unexplained(reason, form, context.policy):
            continue
        yield hit(row.actual, expected="写明超额原因,或调整目标", target=row.aim.text, percent=plain(rounded(over, 0)))


def _over(row: Indicator, policy: Policy) -> Decimal | None:
    """By how many percent the actual exceeds its target, when that is much; else None."""
    aim, done = row.aim, row.done
    bare = aim.sign == "" and aim.reads_as == "="
    if aim.kind != "quantity" or done.kind != "number" or not (aim.sign in ("≥", ">") or bare):
        return None
    factor = factor_between(done.unit, aim.unit)
    if aim.low is None or aim.low <= 0 or done.number is None or factor is None:
        return None
    apart = done.number * factor - aim.low
    percent = apart / aim.low * 100
    return percent if percent >= policy.over_percent and apart > policy.over_least else None


RULE = Rule(
    code="E510",
    name="超额较多未说明",
    severity=Severity.VERIFY,
    basis="财预〔2020〕10号",
    message="完成值 {seen},超过指标值 {target} 约 {percent}%,没有说明原因。",
    fix="在原因栏写明超额原因;目标定低了的,说明今后怎样调整目标。",
    check=check,
)
