"""B204 编码格式不对: a code that Excel took for a number lost its zeros or its last digits."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from jixiao.policy.model import Policy
from jixiao.records.finding import Severity
from jixiao.records.indicator_form import IndicatorForm
from jixiao.records.numbers import plain
from jixiao.records.regex import regex
from jixiao.records.value import Value
from jixiao.rules.rule import Context, Hit, Rule, hit
from jixiao.workbook.grid import position

_SCIENTIFIC = regex(r"\d(?:\.\d+)?[eE]\+?\d{1,2}")
EXACT_DIGITS = 15
"""Excel keeps this many digits of a number; what follows becomes zeros."""
SHOWN_DIGITS = 11
"""With the format General, Excel shows longer whole numbers in scientific notation."""


def _scientific(value: Value, form: IndicatorForm, context: Context) -> bool:
    """Whether the cell shows scientific notation: as text, or as a number in such a format."""
    if isinstance(value.content, str):
        return bool(_SCIENTIFIC.fullmatch(value.flat))
    sheet = context.book.grid.sheet(form.sheet) if context.book.grid else None
    cell = sheet.cell(*position(value.cell)) if sheet else None
    if cell is None or not isinstance(cell.value, Decimal):
        return False
    return "E+" in cell.number_format or (cell.number_format == "General" and cell.value >= Decimal(10) ** SHOWN_DIGITS)


def _lengths(label: str, policy: Policy) -> tuple[int, ...]:
    return next((lengths for key, lengths in policy.code_lengths.items() if key and key in label), ())


def _fault(value: Value, form: IndicatorForm, context: Context) -> tuple[str, str] | None:
    """What is wrong with a code and what is expected; None for a code that may be right."""
    lengths = _lengths(value.label, context.policy)
    expected = f"{'或'.join(map(str, lengths))} 位编码" if lengths else "以文本录入的完整编码"
    digits = plain(value.content) if isinstance(value.content, Decimal) else value.flat
    if isinstance(value.content, Decimal) and value.content >= Decimal(10) ** EXACT_DIGITS:
        return f"超过 {EXACT_DIGITS} 位,按数字录入后末尾几位已经变成 0", expected
    if _scientific(value, form, context):
        return "成了科学计数", expected
    if lengths and digits.isdecimal() and len(digits) not in lengths:
        lost = ",前面的 0 可能丢了" if isinstance(value.content, Decimal) and len(digits) < max(lengths) else ""
        return f"是 {len(digits)} 位,应为 {'或'.join(map(str, lengths))} 位{lost}", expected
    return None


def check(form: IndicatorForm, context: Context) -> Iterator[Hit]:
    """One finding per code cell; digits are counted only where the policy states how many there must be."""
    for value in form.codes:
        if not value.empty and not value.broken and (fault := _fault(value, form, context)):
            yield hit(value, expected=fault[1], fact=fault[0])


RULE = Rule(
    code="B204",
    name="编码格式不对",
    severity=Severity.MUST_FIX,
    basis="",
    message="{label}「{seen}」{fact}。",
    fix="把单元格设为文本格式,重新录入:{expected}。",
    check=check,
    forms=(IndicatorForm,),
    applies=lambda form, context: bool(form.codes),
)
