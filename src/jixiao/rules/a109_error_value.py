"""A109 单元格是错误值: a cell shows an error code instead of a value."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jixiao.records.filled_form import FilledForm
from jixiao.records.finding import Severity
from jixiao.records.value import Value
from jixiao.rules.rule import Context, Hit, Rule, hit

MEANINGS = {
    "#DIV/0!": "除数为零或空白",
    "#REF!": "引用的单元格已被删除",
    "#N/A": "没有查到对应的数据",
    "#VALUE!": "公式里混进了文字",
    "#NAME?": "公式里的名称或函数认不出",
    "#NUM!": "数字太大或算不出",
    "#NULL!": "公式里的区域没有交叉",
    "####": "列宽不够时照抄下来的符号",
}


def _error(value: Value) -> str | None:
    """The error code of a cell, also where it was pasted as text."""
    if value.error is not None:
        return value.error
    if "#" not in value.text and "＃" not in value.text:
        return None
    flat = value.flat.upper()
    if re.fullmatch(r"#{3,}", flat):
        return "####"
    return flat if flat in MEANINGS else None


def check(form: FilledForm, context: Context) -> Iterator[Hit]:
    """Every error value in the form's block, and error codes typed or pasted into input cells."""
    seen: set[str] = set()
    for value in (*form.broken, *form.inputs()):
        code = _error(value)
        if code is not None and value.cell not in seen:
            seen.add(value.cell)
            yield hit(value, seen=code, expected="正确的数值", meaning=MEANINGS.get(code, "公式出错"))


RULE = Rule(
    code="A109",
    name="单元格是错误值",
    severity=Severity.MUST_FIX,
    basis="",
    message="「{label}」是错误值 {seen}({meaning})。",
    fix="更正公式或它引用的数据,或直接填写数值。",
    check=check,
    forms=(FilledForm,),
)
