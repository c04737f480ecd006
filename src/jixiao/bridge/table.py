"""Finding a list on a sheet by its headings: title rows above, merged or two-row headings, columns in any order."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from jixiao.bridge.mapping import Line, heading_key
from jixiao.forms.values import cell_text
from jixiao.records.text import halfwidth, squeezed
from jixiao.workbook.grid import Cell, Sheet, address

_SEARCHED = 30
"""Rows with content among which the headings are looked for."""
_DEPTH = 3
_MONEY = re.compile(r"\((?:单位:)?(?:人民币)?(元|百元|千元|万元|亿元)\)|单位:(?:人民币)?(元|百元|千元|万元|亿元)")
_TOTAL = re.compile(r"(?:本页|本单位|全部|全县|全市|全区)?(?:合计|总计|小计|共计|汇总)(?:数|金额|数额)?:?")

_LAST_OF_TOTAL = set("计总数额:")


@dataclass(frozen=True)
class Table:
    """A list on a sheet: its heading rows, the column of every line of the mapping, what is missing and unknown.

    `money` is the unit that a heading or a line above the table states, by column; `unknown` are headings (text, cell)
    that the mapping does not have.
    """

    sheet: Sheet
    top: int
    bottom: int
    columns: dict[str, int]
    missing: tuple[Line, ...]
    unknown: tuple[tuple[str, str], ...]
    money: dict[int, str]

    def rows(self) -> Iterator[int]:
        """The rows of the list: neither blank nor a total, nor the headings once more."""
        for row in sorted(self._below):
            if row not in self._totals and not self._is_heading(row):
                yield row

    def totals(self) -> int:
        """How many rows below the headings are totals."""
        return len(self._totals)

    def cell(self, row: int, role: str) -> Cell | None:
        """The cell of a field in a row, seen through merges; None when blank or when there is no such column."""
        column = self.columns.get(role)
        return self.sheet.cell(row, column) if column is not None else None

    def place(self, row: int, role: str) -> str:
        """The address of a field in a row, of the row's first cell where the list has no such column."""
        return address(row, self.columns.get(role, 1))

    @cached_property
    def _below(self) -> dict[int, list[str]]:
        """Squeezed texts by row, of the rows below the headings."""
        rows = {row: cells for row, cells in self.sheet.rows.items() if row > self.bottom}
        return {row: [squeezed(cell_text(cell)) for cell in cells] for row, cells in rows.items()}

    @cached_property
    def _totals(self) -> frozenset[int]:
        return frozenset(row for row, texts in self._below.items() if self._is_total(row, texts))

    @cached_property
    def _headings(self) -> list[list[str]]:
        heads = range(self.top, self.bottom + 1)
        return [[squeezed(cell_text(cell)) for cell in self.sheet.rows.get(row, ())] for row in heads]

    def _is_total(self, row: int, texts: list[str]) -> bool:
        named = [text for text in texts if text[-1:] in _LAST_OF_TOTAL and len(text) <= 10 and _TOTAL.fullmatch(text)]
        if not named:
            return False
        return next(text for text in texts if text) in named or not squeezed(cell_text(self.cell(row, "project_code")))

    def _is_heading(self, row: int) -> bool:
        return len(self._below[row]) > 2 and self._below[row] in self._headings


def find_table(sheet: Sheet, lines: Sequence[Line]) -> Table | None:
    """The list on a sheet; None when no row has at least two of its headings."""
    wanted = {heading_key(heading): line.role for line in lines for heading in line.headings}
    best = (1, 0, 0, 0)  # headings found, fewer rows first, top, bottom
    found: dict[str, int] = {}
    for top in sorted(sheet.rows)[:_SEARCHED]:
        for depth in range(_DEPTH):
            columns = _columns(sheet, top, top + depth, wanted)
            if (len(columns), -depth) > best[:2]:
                best, found = (len(columns), -depth, top, top + depth), columns
    if not found:
        return None
    top, bottom = best[2:]
    unknown = tuple(_unknown(sheet, top, bottom, wanted, set(found.values())))
    missing = tuple(line for line in lines if line.headings and line.role not in found)
    return Table(sheet, top, bottom, found, missing, unknown, _money(sheet, top, bottom))


def _parts(sheet: Sheet, column: int, top: int, bottom: int) -> list[str]:
    """The texts of a column's heading from the top down, each merged cell once."""
    parts: list[tuple[str, tuple[int, int]]] = []
    for row in range(top, bottom + 1):
        text = halfwidth(cell_text(sheet.cell(row, column)))
        anchor = sheet.anchor(row, column)
        if text and (not parts or parts[-1][1] != anchor):
            parts.append((text, anchor))
    return [text for text, _ in parts]


def _width(sheet: Sheet, top: int, bottom: int) -> list[int]:
    columns = set()
    for row in range(top, bottom + 1):
        for cell in sheet.rows.get(row, ()):
            area = sheet.area(cell.row, cell.column)
            columns |= set(range(area[1], min(area[3], area[1] + 200) + 1))
    return sorted(columns)


def _columns(sheet: Sheet, top: int, bottom: int, wanted: dict[str, str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for column in _width(sheet, top, bottom):
        role = _role(_parts(sheet, column, top, bottom), wanted)
        if role is not None:
            found.setdefault(role, column)
    return found


def _role(parts: list[str], wanted: dict[str, str]) -> str | None:
    """By upper and lower heading together, else by the lowest; 「编码」 under 「项目」 is 项目编码."""
    if not parts:
        return None
    for text in ("".join(parts), "".join(parts[-2:]), parts[-1]):
        if (role := wanted.get(heading_key(text))) is not None:
            return role
    return None


def _unknown(sheet: Sheet, top: int, bottom: int, wanted: dict[str, str], taken: set[int]) -> Iterator[tuple[str, str]]:
    for column in _width(sheet, top, bottom):
        parts = _parts(sheet, column, top, bottom)
        if column not in taken and parts and heading_key(parts[-1]) not in ("", "序号"):
            yield "".join(parts), address(*sheet.anchor(bottom, column))


def _money(sheet: Sheet, top: int, bottom: int) -> dict[int, str]:
    """The unit of money that headings state, by column; one that stands above the table counts for all columns."""
    above = ""
    for row in sorted(sheet.rows):
        if row < top:
            for cell in sheet.rows[row]:
                above = _unit_in(cell_text(cell)) or above
    found = {}
    for column in _width(sheet, top, bottom):
        stated = next((unit for part in _parts(sheet, column, top, bottom) if (unit := _unit_in(part))), above)
        if stated:
            found[column] = stated
    return found


def _unit_in(text: str) -> str:
    match = _MONEY.search(squeezed(text)) if len(text) <= 60 else None
    return (match[1] or match[2]) if match else ""
