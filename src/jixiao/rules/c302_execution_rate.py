"""C302 执行率算错: the stated execution rate is not executed ÷ budget."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from jixiao.records.finding import Severity
from jixiao.records.indicator_form import FundRow
from jixiao.records.numbers import plain, read_rate, rounded
from jixiao.records.self_evaluation import SelfEvaluation
from jixiao.rules.fund_rows import money
from jixiao.rules.rule import Context, Hit, Rule, hit
from jixiao.scoring.arithmetic import units_mixed


def applies(form: SelfEvaluation, _: Context) -> bool:
    """The funds block has a column for the execution rate."""
    return any(row.rate is not None for row in form.fund_rows())


def check(form: SelfEvaluation, context: Context) -> Iterator[Hit]:
    """Stated and computed rate of each funds row may differ by the policy's percentage points."""
    for row in form.fund_rows():
        budget = money(row, "budget", form.funds.unit if form.funds else "万元")
        executed = money(row, "executed", form.funds.unit if form.funds else "万元")
        if row.rate is None or budget is None or executed is None or budget <= 0 or executed < 0:
            continue
        due = executed / budget * 100
        stated = _readings(row)
        # a rate over 100 is often stated as 100: the excess itself is C304's
        if not stated or (due > 100 and Decimal(100) in stated) or units_mixed(budget, executed, context.policy):
            continue
        if all(abs(rate - due) > context.policy.rate_tolerance for rate in stated):
            how = f"{plain(executed)}÷{plain(budget)}"
            yield hit(row.rate, expected=_shown(due), how=how, row=row.label.strip())


def _shown(rate: Decimal) -> str:
    """A rate in two places; one beyond all sense is shown by its size only."""
    return f"{rounded(rate)}%" if rate < 10**9 else "极大的数,请先核对金额"


def _readings(row: FundRow) -> tuple[Decimal, ...]:
    """The stated rate in percentage points; a plain number up to 1 may be a fraction or already a percentage."""
    rate = read_rate(row.rate)
    if rate is None or row.rate is None:
        return ()
    content = row.rate.content
    if isinstance(content, Decimal) and not row.rate.percent and 0 < content <= 1:
        return (rate, content)
    return (rate,)


RULE = Rule(
    code="C302",
    name="执行率算错",
    severity=Severity.MUST_FIX,
    basis="财预〔2020〕10号",
    message="{row}的执行率填 {seen},应为 {expected}({how})。",
    fix="把执行率改为 {expected},并核对执行率得分。",
    check=check,
    applies=applies,
)
