"""A106 表格结构被改动: a heading without which the form cannot be judged is gone."""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.records.filled_form import FilledForm
from jixiao.records.finding import Severity
from jixiao.rules.rule import Context, Hit, Rule, hit


def check(form: FilledForm, context: Context) -> Iterator[Hit]:
    """One finding per lost heading, at the first cell of the heading row."""
    for heading in form.missing:
        yield hit(
            cell=form.header_cell,
            label="表头",
            seen=f"没有「{heading}」列",
            expected=f"有「{heading}」列",
            heading=heading,
        )


RULE = Rule(
    code="A106",
    name="表格结构被改动",
    severity=Severity.MUST_FIX,
    basis="",
    message="表头里找不到「{heading}」列,可能被删掉或改了名。",
    fix="恢复「{heading}」列的表头,或换用新模板重填。",
    check=check,
    forms=(FilledForm,),
)
