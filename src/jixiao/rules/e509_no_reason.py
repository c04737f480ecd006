"""E509 扣分未写原因: points were deducted, but the reason column is blank or says nothing."""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.records.finding import Severity
from jixiao.records.indicator_form import Indicator
from jixiao.records.numbers import plain, read_amount, read_points, rounded
from jixiao.records.score_sheet import ScoreSheet
from jixiao.records.self_evaluation import SelfEvaluation
from jixiao.rules.b202_leftover_placeholders import leftover
from jixiao.rules.reasons import given_reasons, unexplained
from jixiao.rules.rule import Context, Hit, Rule, hit
from jixiao.rules.score_sheet_points import reason_hits


def check(form: SelfEvaluation | ScoreSheet, context: Context) -> Iterator[Hit]:
    """Indicator rows below their weight without a reason; the execution rate row only where the policy asks for it."""
    if isinstance(form, ScoreSheet):
        yield from reason_hits(form, context.policy)
        return
    if context.policy.execution_reason_on:
        yield from _execution(form, context)
    for row, reason in given_reasons(form):
        if row.reason is None or not _deducted(row) or not unexplained(reason, form, context.policy):
            continue
        if leftover(row.reason, context.policy):
            continue  # B202 says it
        fault = f"得分 {plain(read_points(row.score))} 分,低于分值 {plain(row.points)} 分"
        yield hit(row.reason, expected="扣分原因和改进措施", fault=fault)


def _deducted(row: Indicator) -> bool:
    score, weight = read_points(row.score), row.points
    return score is not None and weight is not None and 0 <= rounded(score) < rounded(weight)


def _execution(form: SelfEvaluation, context: Context) -> Iterator[Hit]:
    policy = context.policy
    row = form.funds.total if form.funds is not None else None
    if form.funds is None or row is None:
        return
    budget, executed = read_amount(row.budget, form.funds.unit), read_amount(row.executed, form.funds.unit)
    if budget is None or executed is None or budget.value <= 0:
        return
    rate = executed.value / budget.value * 100
    own = form.execution_row.reason if form.execution_row is not None else row.reason
    place = own or row.score
    if place is None or rate >= policy.execution_reason_below or not unexplained(own, form, policy):
        return
    fault = f"预算执行率 {plain(rounded(rate))}%,低于 {plain(policy.execution_reason_below)}%"
    yield hit(place, seen=None if own else f"{plain(rounded(rate))}%", expected="执行率偏低的原因", fault=fault)


RULE = Rule(
    code="E509",
    name="扣分未写原因",
    severity=Severity.MUST_FIX,
    basis="财预〔2020〕10号",
    message="{fault},没有写原因。",
    fix="写明扣分原因和改进措施;没有扣分理由的,更正得分。",
    check=check,
    forms=(SelfEvaluation, ScoreSheet),
    applies=lambda form, context: form.has("reason") or context.policy.execution_reason_on,
)
