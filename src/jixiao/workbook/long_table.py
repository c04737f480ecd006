"""Lists of thousands of rows on paper, written row by row: memory does not grow with them.

They look like documents.table_sheet, which holds every cell before it writes the first.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from jixiao.documents.layout import table_rows
from jixiao.documents.table_sheet import Row
from jixiao.documents.words import printable

_SIZE, _MOST_POINTS = 10.0, 300.0
_LONGEST = 32767 // 2  # what a cell holds whatever the characters are
_MIDDLE = {"text_wrap": True, "align": "center", "valign": "vcenter"}
_BASE = {"text_wrap": True, "valign": "top", "border": 1, "font_name": "宋体", "font_size": _SIZE}
_LOOKS: dict[str, dict[str, Any]] = {
    "title": {**_MIDDLE, "font_name": "方正小标宋简体", "font_size": 18},
    "note": {**_MIDDLE, "font_name": "仿宋_GB2312", "font_size": 11, "align": "left"},
    "head": {**_BASE, **_MIDDLE, "font_name": "黑体", "bold": True, "bg_color": "#E7E6E6"},
    "text": {**_BASE, "align": "left"},
    "number": {**_BASE, "align": "center"},
}


@dataclass(frozen=True)
class LongTable:
    """A sheet with one list: title and note above it, columns as (heading, width in characters), rows in their turn."""

    name: str
    title: str
    note: str
    columns: Sequence[tuple[str, float]]
    rows: Iterable[Row]


def long_tables(title: str, tables: Iterable[LongTable]) -> bytes:
    """A workbook of lists as bytes, a sheet each. All text is literal; equal bytes for equal tables."""
    from datetime import datetime

    from xlsxwriter import Workbook

    plain = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    target = io.BytesIO()
    with Workbook(target, {**plain, "constant_memory": True}) as book:
        book.set_properties({"title": title, "created": datetime(2000, 1, 1)})
        looks = {name: book.add_format(look) for name, look in _LOOKS.items()}
        for table in tables:
            _draw(book.add_worksheet(table.name), table, looks)
    return target.getvalue()


def _draw(sheet: Any, table: LongTable, looks: dict[str, Any]) -> None:
    wide = len(table.columns) - 1
    for column, (_, width) in enumerate(table.columns):
        sheet.set_column(column, column, width)
    for row, (text, look, height) in enumerate(((table.title, "title", 32), (table.note, "note", 22))):
        sheet.set_row(row, height)
        sheet.merge_range(row, 0, row, wide, "", looks[look])
        sheet.write_string(row, 0, printable(text), looks[look])
    sheet.set_row(2, 26)
    for column, (heading, _) in enumerate(table.columns):
        sheet.write_string(2, column, heading, looks["head"])
    last = _draw_rows(sheet, table, looks)
    sheet.autofilter(2, 0, max(last, 2), wide)
    sheet.freeze_panes(3, 0)
    sheet.hide_gridlines(2)
    _set_page(sheet)


def _draw_rows(sheet: Any, table: LongTable, looks: dict[str, Any]) -> int:
    """Write the rows; the number of the last one, from 0."""
    widths = tuple(width for _, width in table.columns)
    at = 3
    for row in table.rows:
        for piece in table_rows([_text(item) for item in row], widths, _SIZE, most=_MOST_POINTS):
            sheet.set_row(at, max(piece.height, 20.0))
            for column, (text, own) in enumerate(zip(piece.texts, row, strict=True)):
                if isinstance(own, str):
                    sheet.write_string(at, column, text, looks["text"])
                elif piece.first:
                    sheet.write_number(at, column, own, looks["number"])
                else:
                    sheet.write_blank(at, column, None, looks["number"])
            at += 1
    return at - 1


def _text(item: str | int | Decimal) -> str:
    return printable(f"{item:f}" if isinstance(item, Decimal) else str(item))[:_LONGEST]


def _set_page(sheet: Any) -> None:
    centimetre = 1 / 2.54
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=centimetre, right=centimetre, top=1.6 * centimetre, bottom=1.6 * centimetre)
    sheet.center_horizontally()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0, 2)
    sheet.set_footer("&C第 &P 页 共 &N 页")
