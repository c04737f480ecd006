"""E512 总分超过执行率封顶: where the county caps totals by execution rate, the claimed total lies above the cap."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from jixiao.policy.model import Policy
from jixiao.records.finding import Severity
from jixiao.records.numbers import plain, read_amount, rounded
from jixiao.records.self_evaluation import SelfEvaluation
from jixiao.rules.rule import Context, Hit, Rule, hit


def check(form: SelfEvaluation, context: Context) -> Iterator[Hit]:
    """Claimed total above the cap of the execution rate's band; off unless the policy switches caps on."""
    place = form.total.score if form.total is not None else None
    claimed = context.score.claimed if context.score is not None else None
    rate = _rate(form)
    if not context.policy.execution_caps_on or place is None or claimed is None or rate is None:
        return
    cap = _cap(rate, context.policy)
    if cap is not None and claimed > cap:
        yield hit(
            place, seen=plain(claimed), expected=f"不超过 {plain(cap)}", cap=plain(cap), rate=plain(rounded(rate))
        )


def _rate(form: SelfEvaluation) -> Decimal | None:
    """Execution rate in percent; None without a budget above 0."""
    funds = form.funds
    if funds is None or funds.total is None:
        return None
    budget, executed = read_amount(funds.total.budget, funds.unit), read_amount(funds.total.executed, funds.unit)
    if budget is None or executed is None or budget.value <= 0:
        return None
    return executed.value / budget.value * 100


def _cap(rate: Decimal, policy: Policy) -> Decimal | None:
    """The cap of the lowest band that the rate falls below; None above all bands."""
    return min((band.cap for band in policy.execution_caps if rate < band.below), default=None)


RULE = Rule(
    code="E512",
    name="总分超过执行率封顶",
    severity=Severity.VERIFY,
    basis="地方口径",
    message="执行率 {rate}%,总分最高 {cap} 分,填的是 {seen} 分。",
    fix="把总分改到 {cap} 分以内;有特殊情况的另附说明。",
    check=check,
    applies=lambda form, context: context.policy.execution_caps_on,
)
