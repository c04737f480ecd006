"""How rule pages write cells: one text per cell, and the in-memory sheets that the texts become."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from jixiao.workbook.grid import Area, Cell, Sheet, column_number, position

ERRORS = ("#DIV/0!", "#REF!", "#N/A", "#VALUE!", "#NAME?", "#NUM!", "#NULL!")
_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?")
_FORMATTED = re.compile(r"(\S+) \[(.+)\]")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_VISIBLE = str.maketrans({"␣": " ", "⏎": "\n", "␠": "\u200b"})


def cell_from(row: int, column: int, text: str) -> Cell | None:
    """The cell that a page text describes (see the module docstring of pages.py); None for a blank or deleted one."""
    if text in ("", "(空)"):
        return None
    if text.startswith("=") and " " in text:
        return _formula(row, column, text)
    if text in ERRORS:
        return Cell(row, column, None, error=text)
    if len(text) > 1 and text[0] == text[-1] == '"':
        return Cell(row, column, text[1:-1].translate(_VISIBLE))
    if match := _FORMATTED.fullmatch(text):
        if _DAY.fullmatch(match[1]):
            return Cell(row, column, datetime.fromisoformat(match[1]), number_format=match[2])
        if _NUMBER.fullmatch(match[1]):
            return Cell(row, column, Decimal(match[1]), number_format=match[2])
    if _NUMBER.fullmatch(text):
        return Cell(row, column, Decimal(text))
    return Cell(row, column, text.translate(_VISIBLE))


def _formula(row: int, column: int, text: str) -> Cell:
    formula, _, result = text.rpartition(" ")
    if result == "无结果":
        return Cell(row, column, None, formula=formula, uncached=True)
    value = cell_from(row, column, result)
    assert value is not None, text
    return Cell(row, column, value.value, value.number_format, formula, value.error)


@dataclass
class Draft:
    """A sheet being written: cells by address, merges, hidden rows and columns."""

    name: str
    cells: dict[tuple[int, int], Cell] = field(default_factory=dict)
    merged: list[Area] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    state: str = "visible"

    def put(self, a1: str, text: str) -> None:
        """Write a page text at an A1 address; a blank or 「(空)」 deletes what is there."""
        row, column = position(a1)
        cell = cell_from(row, column, text)
        if cell is None:
            self.cells.pop((row, column), None)
        else:
            self.cells[row, column] = cell

    def text(self, a1: str, text: str) -> None:
        """Write plain text at an A1 address, whatever it looks like."""
        row, column = position(a1)
        self.cells[row, column] = Cell(row, column, text)

    def merge(self, area: str) -> None:
        """Merge an area such as B4:I4."""
        first, last = (position(corner) for corner in area.split(":"))
        self.merged.append((*first, *last))

    def hide(self, what: str) -> None:
        """Hide a row (「15」) or a column (「J」)."""
        if what.isdigit():
            self.hidden_rows.add(int(what))
        else:
            self.hidden_columns.add(column_number(what))

    def sheet(self) -> Sheet:
        """The finished sheet."""
        return Sheet(
            name=self.name,
            cells=self.cells,
            merged=tuple(self.merged),
            state=self.state,
            hidden_rows=frozenset(self.hidden_rows),
            hidden_columns=frozenset(self.hidden_columns),
        )
