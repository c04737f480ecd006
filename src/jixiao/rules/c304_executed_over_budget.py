"""C304 执行数大于预算数: more was spent than the budget of the year."""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.policy.model import Policy
from jixiao.records.finding import Severity
from jixiao.records.indicator_form import FundRow
from jixiao.records.numbers import plain
from jixiao.records.self_evaluation import SelfEvaluation
from jixiao.rules.fund_rows import CENT, column_ties, money
from jixiao.rules.rule import Context, Hit, Rule, hit
from jixiao.scoring.arithmetic import units_mixed


def applies(form: SelfEvaluation, _: Context) -> bool:
    """The form has a funds block."""
    return bool(form.fund_rows())


def check(form: SelfEvaluation, context: Context) -> Iterator[Hit]:
    """The total row; where it is within its budget and its columns add up, the sources too."""
    funds = form.funds
    if funds is None or funds.total is None:
        return
    total = tuple(_over((funds.total,), funds.unit, context.policy))
    yield from total
    if not total and column_ties(funds, "budget") and column_ties(funds, "executed"):
        yield from _over(funds.sources, funds.unit, context.policy)


def _over(rows: tuple[FundRow, ...], unit: str, policy: Policy) -> Iterator[Hit]:
    for row in rows:
        budget, executed = money(row, "budget", unit), money(row, "executed", unit)
        if budget is None or executed is None or budget <= 0 or executed - budget <= CENT:
            continue
        if units_mixed(budget, executed, policy):
            continue
        words = {"spent": plain(executed), "budget": plain(budget), "unit": unit, "row": row.label.strip()}
        yield hit(row.executed, expected=f"不超过 {plain(budget)}", **words)


RULE = Rule(
    code="C304",
    name="执行数大于预算数",
    severity=Severity.VERIFY,
    basis="",
    message="{row}的全年执行数 {spent} {unit},大于全年预算数 {budget} {unit}。",
    fix="核对执行数;年中追加的,全年预算数按调整后的预算填。",
    check=check,
    applies=applies,
)
