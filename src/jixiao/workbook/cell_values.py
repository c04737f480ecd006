"""From what a cell's XML says (type, style, formula, text) to the Cell that people see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from decimal import Decimal

from jixiao.workbook.grid import Cell, Scalar, address
from jixiao.workbook.number_formats import GENERAL, Format, moment, number
from jixiao.workbook.refusal import MAX_COLUMNS, MAX_ROWS, Refused
from jixiao.workbook.shared_strings import xml_text


@dataclass(frozen=True, slots=True)
class Tables:
    """What cells refer to: shared strings and cell formats by index, and whether day 0 is in 1904."""

    strings: list[str]
    formats: tuple[Format, ...]
    date1904: bool = False


@dataclass(frozen=True, slots=True)
class RawCell:
    """A cell as its XML says: type, style index, formula and result text (None when absent), both without entities."""

    row: int
    column: int
    kind: str
    style: str
    formula: str | None
    text: str | None


def check_extent(row: int, column: int, sheet: str) -> None:
    """Refused when a cell that holds something lies beyond the limits."""
    if row > MAX_ROWS:
        raise Refused("too_long", f"工作表「{sheet}」第 {row:,} 行有内容，上限 {MAX_ROWS:,} 行")
    if column > MAX_COLUMNS:
        raise Refused("too_wide", f"工作表「{sheet}」的 {address(row, column)} 有内容，上限 {MAX_COLUMNS:,} 列")


def cell_format(tables: Tables, style: str) -> Format:
    """The format of a style index; General when there is no such style."""
    index = int(style or 0)
    return tables.formats[index] if index < len(tables.formats) else GENERAL


def build_cell(raw: RawCell, tables: Tables) -> Cell | None:
    """The Cell, None when it holds nothing; Refused when it points at a shared string that does not exist."""
    code, dated = cell_format(tables, raw.style)
    text = raw.text
    if text is None or (raw.kind not in ("str", "inlineStr") and not text.strip()):
        if raw.formula is None:
            return None
        return Cell(raw.row, raw.column, None, code, raw.formula, None, True)
    if text == "" and raw.formula is None:
        return None
    if raw.kind == "e":
        return Cell(raw.row, raw.column, None, code, raw.formula, text)
    value = _value(raw, text, tables, dated)
    return None if value == "" and raw.formula is None else Cell(raw.row, raw.column, value, code, raw.formula)


def _value(raw: RawCell, text: str, tables: Tables, dated: bool) -> Scalar:
    if raw.kind == "s":
        if text.strip().isdecimal() and int(text) < len(tables.strings):
            return tables.strings[int(text)]
        raise Refused("malformed_xml", f"单元格 {address(raw.row, raw.column)} 引用了不存在的共享字符串")
    if raw.kind in ("str", "inlineStr"):
        return text
    if raw.kind == "b":
        return text.strip() in ("1", "true")
    if raw.kind == "d":
        return _iso(text)
    amount = number(text.strip())
    if amount is None:
        return text
    return _dated(amount, tables) if dated else amount


def _dated(amount: Decimal, tables: Tables) -> Scalar:
    """A serial number under a date format; it stays a number where the calendar has no such day."""
    when = moment(amount, tables.date1904)
    return amount if when is None else when


def _iso(text: str) -> Scalar:
    """An ISO 8601 date, date with time, or time; other text stays text."""
    try:
        if text[2:3] == ":" or text.startswith("T"):
            return time.fromisoformat(text)
        return datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        return text


def text_of(kind: str, characters: str) -> str:
    """The result text of a <v> element: strings carry _xHHHH_ escapes, other types do not."""
    return xml_text(characters) if "&" in characters or kind == "str" else characters
