"""C306 金额为负或不是数: a money cell holds text that is no amount, or a negative one."""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.records.filled_form import FilledForm
from jixiao.records.finding import Severity
from jixiao.records.numbers import amount_unreadable, read_amount
from jixiao.rules.b202_leftover_placeholders import leftover
from jixiao.rules.rule import Context, Hit, Rule, hit


def check(form: FilledForm, context: Context) -> Iterator[Hit]:
    """Each money cell of the funds block, or of the list and its total; leftovers of the template are B202's."""
    for value, unit in form.money_cells():
        if leftover(value, context.policy):
            continue
        if amount_unreadable(value, unit):
            yield hit(value, expected="数字", fault="不是金额", unit=unit)
        elif (amount := read_amount(value, unit)) is not None and amount.value < 0:
            yield hit(value, expected="不小于 0 的数", fault="金额不应为负", unit=unit)


RULE = Rule(
    code="C306",
    name="金额为负或不是数",
    severity=Severity.MUST_FIX,
    basis="",
    message="{label}填“{seen}”,{fault}。",
    fix="改填以{unit}为单位的数字,说明文字写到原因栏或备注。",
    check=check,
    forms=(FilledForm,),
)
