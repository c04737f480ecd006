"""A108 公式没有计算结果: a formula came without a stored result, so nobody knows what it shows."""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.records.filled_form import FilledForm
from jixiao.records.finding import Severity
from jixiao.records.text import shortened
from jixiao.rules.rule import Context, Hit, Rule, hit


def check(form: FilledForm, context: Context) -> Iterator[Hit]:
    """Every formula cell of the form without a cached value; it is never read as 0."""
    for value in form.broken:
        if value.uncached and value.error is None:
            yield hit(value, seen=shortened(value.formula or "公式"), expected="有计算结果的公式或数值")


RULE = Rule(
    code="A108",
    name="公式没有计算结果",
    severity=Severity.MUST_FIX,
    basis="",
    message="「{label}」的公式没有计算结果,无法核对。",
    fix="用 Excel 或 WPS 打开文件,保存后再报。",
    check=check,
    forms=(FilledForm,),
)
