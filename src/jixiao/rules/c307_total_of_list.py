"""C307 合计与明细不平: a stated total outside the funds block is not the sum of its parts."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from jixiao.records.filled_form import FilledForm, Sum
from jixiao.records.finding import Severity
from jixiao.records.numbers import amount_unreadable, plain, read_amount
from jixiao.rules.fund_rows import CENT
from jixiao.rules.rule import Context, Hit, Rule, hit
from jixiao.rules.text_totals import untied_in_text


def applies(form: FilledForm, _: Context) -> bool:
    """The form has a total with an amount."""
    return any(not each.total.empty for each in form.sums())


def check(form: FilledForm, _: Context) -> Iterator[Hit]:
    """Each stated total against the sum of its parts; not judged while an amount cannot be read."""
    for each in form.sums():
        yield from _untied(each)


def _untied(each: Sum) -> Iterator[Hit]:
    unit = each.unit
    total = read_amount(each.total, unit)
    if total is None or any(value.broken or amount_unreadable(value, unit) for value in each.parts):
        return
    amounts = [amount.value for value in each.parts if (amount := read_amount(value, unit)) is not None]
    due = sum(amounts, Decimal(0))
    if amounts and abs(due - total.value) > CENT:
        gap = plain(abs(due - total.value))
        words = {"total": plain(total.value), "unit": unit, "gap": gap, "whole": each.name, "parts": each.parts_name}
        yield hit(each.total, expected=plain(due), **words)


RULE = Rule(
    code="C307",
    name="合计与明细不平",
    severity=Severity.MUST_FIX,
    basis="",
    message="{whole}填 {total} {unit},{parts}相加为 {expected} {unit},相差 {gap} {unit}。",
    fix="核对{parts}金额和合计,使两者一致。",
    check=check,
    forms=(FilledForm,),
    applies=applies,
    in_text=untied_in_text,
    text_message="合计写的是 {total} {unit},各项相加为 {expected},相差 {gap}。",
    text_fix="核对各项金额和合计,使两者一致。",
)
