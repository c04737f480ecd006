"""A113 单位身份不符: the workbook was sent to one unit and speaks of another, or its identity was tampered with."""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.records.finding import Severity
from jixiao.records.received import Arrival, Received, StatedForm
from jixiao.records.text import shortened, squeezed
from jixiao.rules.rule import Context, Hit, Rule, hit


def check(arrival: Arrival, context: Context) -> Iterator[Hit]:
    """A file with a hidden identity against the roster and against the unit that its forms name."""
    file = arrival.file
    if not file.sent_to:
        return
    unit = arrival.roll.by_code.get(file.sent_to)
    name = unit.name if unit is not None else file.sent_to_name
    if unit is None:
        fact = f"工作簿是发给「{shortened(name)}」({shortened(file.sent_to)})的,名册里没有这个单位编码"
        yield _hit(next(iter(file.forms), None), name, fact)
        return
    other = [form for form in file.forms if form.unit and squeezed(form.unit) != squeezed(name)]
    for form in other:
        yield _hit(form, name, f"工作簿是发给「{shortened(name)}」的,表里填的是「{shortened(form.unit)}」")
    if not other and not file.genuine:
        yield _hit(next(iter(file.forms), None), name, _tampered(file, name))


def _tampered(file: Received, name: str) -> str:
    return f"{file.reason or '身份标识被改过'},不能确认就是发给「{shortened(name)}」的工作簿"


def _hit(form: StatedForm | None, name: str, fact: str) -> Hit:
    if form is None:
        return hit(label="单位名称", seen="", expected=name, fact=fact)
    cell = form.unit_cell or None
    return hit(cell=cell, label="单位名称", seen=form.unit, expected=name, sheet=form.sheet, fact=fact)


RULE = Rule(
    code="A113",
    name="单位身份不符",
    severity=Severity.MUST_FIX,
    basis="",
    message="{fact}。",
    fix="用下发给本单位的工作簿重新填报;工作簿丢失的,请财政部门重发。",
    check=check,
    on="round",
)
