"""Cells of a Grid as values of a form: the text a person sees, with the address to click."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache

from jixiao.records.numbers import plain, rounded
from jixiao.records.regex import regex
from jixiao.records.value import Value
from jixiao.workbook.grid import Cell, Scalar, Sheet, address

_LITERAL = regex(r'"([^"]*)"|\\(.)')
_CONDITION = regex(r"\[[^\]]*\]")


@lru_cache(maxsize=1024)
def _affixes(number_format: str) -> tuple[str, str]:
    """Literal text that a number format puts before and after the number: 0"人" → ("", "人")."""
    section = _CONDITION.sub("", number_format.split(";")[0])
    if '"' not in section and "\\" not in section:
        return "", ""
    marked = _LITERAL.sub(lambda match: "\x00" + (match[1] if match[1] is not None else match[2]) + "\x01", section)
    digits = [index for index, letter in enumerate(marked) if letter in "0#?"]
    if not digits:
        return "", ""
    before = "".join(re.findall("\x00([^\x01]*)\x01", marked[: digits[0]]))
    after = "".join(re.findall("\x00([^\x01]*)\x01", marked[digits[-1] :]))
    return before.strip(" ()_-"), after.strip(" ()_-")


@lru_cache(maxsize=1024)
def _decimals(number_format: str) -> tuple[int, bool]:
    """Decimals of a number format's first section, and whether trailing zeros are shown."""
    match = re.search(r"\.([0#?]+)", number_format.split(";")[0])
    return (len(match[1]), "0" in match[1]) if match else (0, True)


def _percent_text(number: Decimal, number_format: str) -> str:
    places, zeros = _decimals(number_format)
    shown = rounded(number * 100, places)
    return f"{shown:f}%" if zeros else f"{plain(shown)}%"


def shown_text(value: Scalar, number_format: str = "General") -> str:
    """What a person reads in a cell; numbers keep all their digits unless shown as a percentage."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, Decimal):
        if number_format == "General":
            return plain(value)
        if "%" in number_format:
            return _percent_text(value, number_format)
        before, after = _affixes(number_format)
        return f"{before}{plain(value)}{after}"
    if isinstance(value, datetime):
        clock = f" {value:%H:%M}" if (value.hour or value.minute) else ""
        return f"{value.year}年{value.month}月{value.day}日{clock}"
    if isinstance(value, date):
        return f"{value.year}年{value.month}月{value.day}日"
    return value.strftime("%H:%M") if isinstance(value, time) else str(value)


def cell_text(cell: Cell | None) -> str:
    """The text a person reads in a cell, empty when there is none."""
    return "" if cell is None else shown_text(cell.value, cell.number_format)


def value_at(sheet: Sheet, row: int, column: int, label: str = "") -> Value:
    """The value at a place (seen through merges), blank when nothing is there."""
    cell = sheet.cell(row, column)
    if cell is None:
        return Value(address(*sheet.anchor(row, column)), label)
    content = cell.value
    percent = "%" in cell.number_format
    if isinstance(content, str):
        text = content
    else:
        text = shown_text(content, cell.number_format)
        if isinstance(content, Decimal) and not percent and any(_affixes(cell.number_format)):
            content = text  # the number format writes a sign or a unit: 100 shown as 100人
    return Value(cell.address, label, text, content, percent, cell.formula, cell.error, cell.uncached)
