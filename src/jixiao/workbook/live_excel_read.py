"""The open workbook → Grid: what its cells show from Excel itself, all around them by the file reader.

Calls, whatever the number of cells: one copy of the workbook as Excel has it in memory, unsaved changes too (formulas,
number formats, merges, hidden and protected parts, names: what xlwings gives only cell by cell), and per sheet that
may hold a form one block read of all its values. So the same reader decides what is on a sheet, live or in a file.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, time
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from jixiao.workbook.grid import Cell, Grid, Scalar, Sheet
from jixiao.workbook.number_formats import number
from jixiao.workbook.read_file import mentions_form, read_grid
from jixiao.workbook.refusal import Refusal

_ERRORS = ("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#SPILL!", "#CALC!", "#GETTING_DATA")


def book_bytes(book: Any) -> bytes:
    """The workbook as Excel would save it now; one call, the open workbook keeps its name and its unsaved state."""
    with TemporaryDirectory(prefix="jixiao-") as folder:
        copy = Path(folder) / f"copy{Path(book.name).suffix or '.xlsx'}"
        book.api.SaveCopyAs(str(copy))
        return copy.read_bytes()


def read_live(book: Any, *, is_form_text: Callable[[str], bool] = mentions_form) -> Grid | Refusal:
    """The Grid of an open workbook, or the Refusal that a file like it would get."""
    read = read_grid(book_bytes(book), book.name, is_form_text=is_form_text)
    if not isinstance(read, Grid) or read.legacy is not None:
        return read
    return replace(read, sheets=tuple(_as_shown(book, sheet) for sheet in read.sheets))


def _as_shown(book: Any, sheet: Sheet) -> Sheet:
    """The sheet with the values that Excel shows now, read as one block."""
    if not sheet.cells:
        return sheet
    last = (max(row for row, _ in sheet.cells), max(column for _, column in sheet.cells))
    area = book.sheets[sheet.name].range((1, 1), last)
    block = area.options(ndim=2, dates=datetime, err_to_str=True).value
    cells = {(row, column): _cell(cell, block[row - 1][column - 1]) for (row, column), cell in sheet.cells.items()}
    return replace(sheet, cells=cells)


def _cell(cell: Cell, shown: Any) -> Cell:
    if shown is None or (cell.formula is None and isinstance(cell.value, str)):
        return cell  # Excel gives long texts cut off, and the copy has them whole
    if shown == "" and cell.value is None:
        return replace(cell, error=None, uncached=False)  # a formula that shows nothing: files say None of it
    if isinstance(shown, str) and shown in _ERRORS and cell.value is None:
        return replace(cell, value=None, error=shown, uncached=False)
    return replace(cell, value=plain_value(shown, cell.value), error=None, uncached=False)


def plain_value(shown: Any, known: Scalar = None) -> Scalar:
    """A value from Excel as a Grid holds it: numbers with 15 digits, dates as datetime, clock times as time.

    `known` is what the copy says. It stays where Excel tells the same less exactly: amounts in currency formats come
    with four decimals, dates without parts of a second, and some formats as a date here and as a number there.
    """
    if isinstance(shown, bool | str):
        return shown
    if isinstance(shown, int | float | Decimal):
        if isinstance(known, datetime | time):
            return known
        rough = isinstance(shown, Decimal) and isinstance(known, Decimal) and abs(shown - known) < Decimal("0.0001")
        return known if rough else number(repr(float(shown)))
    if isinstance(shown, datetime):
        plain = shown.replace(tzinfo=None)
        same = isinstance(known, datetime) and abs((plain - known).total_seconds()) < 1
        if same or isinstance(known, Decimal | time):
            return known
        return plain.time() if plain.year < 1900 else plain
    return shown if isinstance(shown, time) else str(shown)
