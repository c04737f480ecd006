"""A106 表格结构被改动: a heading without which the form cannot be judged is gone."""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.records.filled_form import FilledForm
from jixiao.records.finding import Severity
from jixiao.rules.rule import Context, Hit, Rule, hit


def check(form: FilledForm, context: Context) -> Iterator[Hit]:
    """One finding per lost heading, at the first cell of the heading row; one for a table on another sheet."""
    if form.table_on:
        yield hit(
            cell=form.header_cell,
            label="表头",
            seen="没有指标表",
            expected="指标表在同一张工作表",
            heading="」「".join(form.missing),
            why=f"指标表在另一张工作表「{form.table_on}」上",
            fix=f"把工作表「{form.table_on}」的指标表剪切、粘贴到这张表下面,一张表放在一张工作表里",
        )
        return
    for heading in form.missing:
        yield hit(
            cell=form.header_cell,
            label="表头",
            seen=f"没有「{heading}」列",
            expected=f"有「{heading}」列",
            heading=heading,
            why="可能被删掉或改了名",
            fix=f"恢复「{heading}」列的表头",
        )


RULE = Rule(
    code="A106",
    name="表格结构被改动",
    severity=Severity.MUST_FIX,
    basis="",
    message="表头里找不到「{heading}」列,{why}。",
    fix="{fix},或换用新模板重填。",
    check=check,
    forms=(FilledForm,),
)
