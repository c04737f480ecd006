"""C304 执行数大于预算数: more was spent than the budget of the year."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from jixiao.policy.model import Policy
from jixiao.records.finding import Severity
from jixiao.records.indicator_form import FundRow, IndicatorForm
from jixiao.records.monitoring import Monitoring
from jixiao.records.numbers import plain
from jixiao.records.self_evaluation import SelfEvaluation
from jixiao.rules.fund_rows import CENT, budgets, column_ties, heading_of, money, understated
from jixiao.rules.rule import Context, Hit, Rule, hit
from jixiao.scoring.arithmetic import units_mixed


def applies(form: IndicatorForm, _: Context) -> bool:
    """The form has a funds block."""
    return bool(form.fund_rows())


def check(form: IndicatorForm, context: Context) -> Iterator[Hit]:
    """The total row; where it is within its budget and its columns add up, the sources too."""
    funds = form.funds
    if funds is None or funds.total is None:
        return
    against = "budget" if funds.total.budget is not None or isinstance(form, SelfEvaluation) else "initial"
    if understated(funds, against):
        return
    total = tuple(_over((funds.total,), funds.unit, context.policy))
    yield from total
    if not total and column_ties(funds, against) and column_ties(funds, "executed"):
        yield from _over(funds.sources, funds.unit, context.policy)


def _over(rows: tuple[FundRow, ...], unit: str, policy: Policy) -> Iterator[Hit]:
    for row in rows:
        bases, executed = budgets(row, unit), money(row, "executed", unit)
        heading, budget = max(bases, key=lambda base: base[1], default=("", Decimal(0)))
        if row.executed is None or executed is None or budget <= 0 or executed - budget <= CENT:
            continue
        if units_mixed(budget, executed, policy):
            continue
        words = {"spent": plain(executed), "budget": plain(budget), "unit": unit, "row": row.label.strip()}
        words |= {"column": heading_of(row.executed), "against": heading}
        yield hit(row.executed, expected=f"不超过 {plain(budget)}", **words)


RULE = Rule(
    code="C304",
    name="执行数大于预算数",
    severity=Severity.VERIFY,
    basis="",
    message="{row}的{column} {spent} {unit},大于{against} {budget} {unit}。",
    fix="核对执行数;年中追加的,全年预算数按调整后的预算填。",
    check=check,
    forms=(SelfEvaluation, Monitoring),
    applies=applies,
)
