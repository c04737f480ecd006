"""Grid: a workbook as plain values with addresses, no library objects.

Read from a file or from live Excel; everything between Grid and Patch thinks without either.
Rows and columns are 1-based, as a person counts them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from functools import cached_property, lru_cache

Scalar = str | Decimal | bool | datetime | date | time | None
Area = tuple[int, int, int, int]
"""First row, first column, last row, last column."""


@lru_cache(maxsize=4096)
def column_letters(column: int) -> str:
    """Column number to letters: 1 → A, 28 → AB."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """Letters to column number: A → 1, AB → 28."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def address(row: int, column: int) -> str:
    """Row and column to an A1 address."""
    return f"{column_letters(column)}{row}"


def position(a1: str) -> tuple[int, int]:
    """A1 address (with or without $) to (row, column); ValueError when it is none."""
    match = re.fullmatch(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})", a1)
    if not match:
        raise ValueError(a1)
    return int(match[2]), column_number(match[1])


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell that holds something.

    `value` is the constant or the cached result: text as written, numbers as Decimal (15 significant digits,
    as Excel shows them), dates as datetime; None when there is nothing or no result.
    `error` is the error code (#DIV/0! …), `uncached` says a formula came without any cached result.
    """

    row: int
    column: int
    value: Scalar
    number_format: str = "General"
    formula: str | None = None
    error: str | None = None
    uncached: bool = False

    @property
    def address(self) -> str:
        """The A1 address."""
        return address(self.row, self.column)

    @property
    def percent(self) -> bool:
        """Whether the number format shows the number as a percentage."""
        return "%" in self.number_format


@dataclass(frozen=True)
class Sheet:
    """One worksheet: its filled cells by (row, column), merges, and what is hidden.

    `detailed` is False for a sheet that the file reader only skimmed because nothing on it resembles a form;
    then `cells` is empty.
    """

    name: str
    cells: dict[tuple[int, int], Cell] = field(default_factory=dict)
    merged: tuple[Area, ...] = ()
    state: str = "visible"
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    protected: bool = False
    detailed: bool = True

    @cached_property
    def _anchors(self) -> dict[tuple[int, int], Area]:
        return {
            (row, column): area
            for area in self.merged
            if (area[2] - area[0] + 1) * (area[3] - area[1] + 1) <= 20_000
            for row in range(area[0], area[2] + 1)
            for column in range(area[1], area[3] + 1)
        }

    @cached_property
    def rows(self) -> dict[int, list[Cell]]:
        """Filled cells by row number, rows ascending, each row left to right."""
        rows: dict[int, list[Cell]] = {}
        for key in sorted(self.cells):
            rows.setdefault(key[0], []).append(self.cells[key])
        return rows

    def area(self, row: int, column: int) -> Area:
        """The merged area that covers a cell, or the cell itself."""
        return self._anchors.get((row, column), (row, column, row, column))

    def anchor(self, row: int, column: int) -> tuple[int, int]:
        """Top left cell of the merged area that covers (row, column)."""
        return self.area(row, column)[:2]

    def cell(self, row: int, column: int) -> Cell | None:
        """The cell at a place, seen through merges; None when it is empty."""
        return self.cells.get(self.anchor(row, column))


@dataclass(frozen=True)
class Grid:
    """A whole workbook.

    `names` maps defined names to their reference text (「自评表!$G$7」). `identity` is what the hidden identity
    sheet of our own templates says (form, version, unit …), empty for foreign workbooks. `legacy` is set for
    .xls/.et/.ods content that was read by value only.
    """

    name: str
    sheets: tuple[Sheet, ...]
    names: dict[str, str] = field(default_factory=dict)
    identity: dict[str, str] = field(default_factory=dict)
    has_macros: bool = False
    external_links: tuple[str, ...] = ()
    legacy: str | None = None

    def sheet(self, name: str) -> Sheet | None:
        """The sheet of that name, or None."""
        return next((sheet for sheet in self.sheets if sheet.name == name), None)
