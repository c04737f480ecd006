"""A sheet as a person compares labels on it: every filled cell with its squeezed text, worked out once."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cached_property

from jixiao.forms.values import cell_text
from jixiao.records.text import squeezed
from jixiao.workbook.grid import Cell, Sheet


@dataclass(frozen=True)
class Page(Sheet):
    """A sheet that remembers the texts of its cells, because reading a form asks for each of them many times."""

    @cached_property
    def lines(self) -> dict[int, list[tuple[Cell, str]]]:
        """By row number, ascending: the cells that show text, left to right, with their squeezed text."""
        lines: dict[int, list[tuple[Cell, str]]] = {}
        for row, cells in self.rows.items():
            line = []
            for cell in cells:
                content = cell.value
                flat = squeezed(content if isinstance(content, str) else cell_text(cell))
                if flat:
                    line.append((cell, flat))
            if line:
                lines[row] = line
        return lines

    @cached_property
    def flats(self) -> dict[tuple[int, int], str]:
        """Squeezed text by the cell's own place."""
        return {(cell.row, cell.column): flat for line in self.lines.values() for cell, flat in line}

    def cell(self, row: int, column: int) -> Cell | None:
        """The cell at a place, seen through merges; None when it is empty."""
        area = self._anchors.get((row, column))
        return self.cells.get((row, column) if area is None else area[:2])


def as_page(sheet: Sheet) -> Page:
    """The sheet as a page, itself if it is one already."""
    return (
        sheet
        if isinstance(sheet, Page)
        else Page(**{field.name: getattr(sheet, field.name) for field in fields(Sheet)})
    )


def columns_only(page: Page, first: int, last: int) -> Page:
    """The part of a page between two columns: one of several forms that stand side by side."""
    kept = {field.name: getattr(page, field.name) for field in fields(Sheet)}
    kept["cells"] = {place: cell for place, cell in page.cells.items() if first <= place[1] <= last}
    kept["merged"] = tuple(area for area in page.merged if first <= area[1] <= last)
    return Page(**kept)


def rows_only(page: Page, first: int, last: int) -> Page:
    """The part of a page between two rows: one of several forms that stand one under another."""
    kept = {field.name: getattr(page, field.name) for field in fields(Sheet)}
    kept["cells"] = {place: cell for place, cell in page.cells.items() if first <= place[0] <= last}
    kept["merged"] = tuple(area for area in page.merged if first <= area[0] <= last)
    return Page(**kept)


def without(page: Page, regions: list[tuple[int, int, int, int]]) -> Page:
    """What is left of a page beside the forms that were read from it (top, left, bottom, right)."""

    def outside(row: int, column: int) -> bool:
        return not any(top <= row <= bottom and left <= column <= right for top, left, bottom, right in regions)

    kept = {field.name: getattr(page, field.name) for field in fields(Sheet)}
    kept["cells"] = {place: cell for place, cell in page.cells.items() if outside(*place)}
    kept["merged"] = tuple(area for area in page.merged if outside(area[0], area[1]))
    return Page(**kept)
