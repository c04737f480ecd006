"""Lists drawn cell by cell: rows of texts and numbers as sheets, moved, torn and put one below another."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from jixiao.workbook.grid import Cell, Grid, Sheet

Rows = Sequence[Sequence[Any]]


def sheet_of(rows: Rows, name: str = "表", down: int = 0, right: int = 0, merged: tuple[Any, ...] = ()) -> Sheet:
    """A sheet with the rows from A1 on, moved down and right; numbers become decimals, None stays empty."""
    cells = {}
    for row, texts in enumerate(rows, 1 + down):
        for column, value in enumerate(texts, 1 + right):
            if value is not None and value != "":
                content = Decimal(str(value)) if isinstance(value, int | float) else value
                cells[row, column] = Cell(row, column, content)
    areas = tuple((top + down, left + right, bottom + down, end + right) for top, left, bottom, end in merged)
    return Sheet(name=name, cells=cells, merged=areas)


def grid_of(*sheets: Sheet) -> Grid:
    """A workbook in memory."""
    return Grid("表.xlsx", sheets)
