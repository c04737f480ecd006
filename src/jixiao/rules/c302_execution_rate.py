"""C302 执行率算错: the stated execution rate is not executed ÷ budget."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from jixiao.policy.model import Policy
from jixiao.records.finding import Severity
from jixiao.records.indicator_form import FundRow, IndicatorForm
from jixiao.records.monitoring import Monitoring
from jixiao.records.numbers import plain, read_rate, rounded
from jixiao.records.self_evaluation import SelfEvaluation
from jixiao.rules.fund_rows import budgets, money
from jixiao.rules.rule import Context, Hit, Rule, hit
from jixiao.scoring.arithmetic import units_mixed


def applies(form: IndicatorForm, _: Context) -> bool:
    """The funds block has a column for the execution rate."""
    return any(row.rate is not None for row in form.fund_rows())


def check(form: IndicatorForm, context: Context) -> Iterator[Hit]:
    """Stated and computed rate of each funds row may differ by the policy's percentage points."""
    unit = form.funds.unit if form.funds else "万元"
    then = ",并核对执行率得分" if isinstance(form, SelfEvaluation) else ""
    for row in form.fund_rows():
        executed, stated = money(row, "executed", unit), _readings(row)
        bases = [amount for _, amount in budgets(row, unit) if amount > 0]
        if row.rate is None or executed is None or executed < 0 or not stated or not bases:
            continue
        if any(_agrees(executed, budget, stated, context.policy) for budget in bases):
            continue
        how = f"{plain(executed)}÷{plain(bases[0])}"
        yield hit(row.rate, expected=_shown(executed / bases[0] * 100), how=how, row=row.label.strip(), then=then)


_FRACTION = 2
"""A plain number up to this may be a fraction: files of old formats do not tell that 1.02 is shown as 102%."""


def _agrees(executed: Decimal, budget: Decimal, stated: tuple[Decimal, ...], policy: Policy) -> bool:
    """Whether a reading of the stated rate is executed ÷ budget, or cannot be held against it."""
    due = executed / budget * 100
    # a rate over 100 is often stated as 100: the excess itself is C304's
    if (due > 100 and Decimal(100) in stated) or units_mixed(budget, executed, policy):
        return True
    return any(abs(rate - due) <= policy.rate_tolerance for rate in stated)


def _shown(rate: Decimal) -> str:
    """A rate in two places; one beyond all sense is shown by its size only."""
    return f"{rounded(rate)}%" if rate < 10**9 else "极大的数,请先核对金额"


def _readings(row: FundRow) -> tuple[Decimal, ...]:
    """The stated rate in percentage points; a plain number near 1 may be a fraction or already a percentage."""
    rate = read_rate(row.rate)
    if rate is None or row.rate is None:
        return ()
    content = row.rate.content
    if isinstance(content, Decimal) and not row.rate.percent and 0 < content <= 1:
        return (rate, content)
    if isinstance(content, Decimal) and not row.rate.percent and 1 < content <= _FRACTION:
        return (rate, content * 100)
    return (rate,)


RULE = Rule(
    code="C302",
    name="执行率算错",
    severity=Severity.MUST_FIX,
    basis="财预〔2020〕10号",
    message="{row}的执行率填 {seen},应为 {expected}({how})。",
    fix="把执行率改为 {expected}{then}。",
    check=check,
    forms=(SelfEvaluation, Monitoring),
    applies=applies,
)
