"""C307 合计与明细不平: the total row of a list is not the sum of its amounts."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from jixiao.records.evaluation_list import EvaluationList
from jixiao.records.finding import Severity
from jixiao.records.numbers import amount_unreadable, plain, read_amount
from jixiao.rules.fund_rows import CENT
from jixiao.rules.rule import Context, Hit, Rule, hit


def applies(form: EvaluationList, _: Context) -> bool:
    """The list has a total with an amount."""
    return form.total_amount is not None and not form.total_amount.empty


def check(form: EvaluationList, _: Context) -> Iterator[Hit]:
    """The stated total against the sum of all amounts; not judged while an amount cannot be read."""
    unit = form.amount_unit
    cells = [project.amount for project in form.projects if project.amount is not None]
    total = read_amount(form.total_amount, unit)
    if total is None or any(value.broken or amount_unreadable(value, unit) for value in cells):
        return
    amounts = [amount.value for value in cells if (amount := read_amount(value, unit)) is not None]
    due = sum(amounts, Decimal(0))
    if amounts and abs(due - total.value) > CENT:
        gap = plain(abs(due - total.value))
        yield hit(form.total_amount, expected=plain(due), total=plain(total.value), unit=unit, gap=gap)


RULE = Rule(
    code="C307",
    name="合计与明细不平",
    severity=Severity.MUST_FIX,
    basis="",
    message="合计填 {total} {unit},各项目相加为 {expected} {unit},相差 {gap} {unit}。",
    fix="核对各项目金额和合计,使两者一致。",
    check=check,
    forms=(EvaluationList,),
    applies=applies,
)
