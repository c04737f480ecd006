"""All that a workbook in the double shows, as values to compare."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Look:
    """One sheet: cells with value, style and note, formats in their order, merges, state, names, and its surroundings.

    `around` is what belongs to the sheet as a whole: its place, protection, panes, drop-downs, widths and heights.
    """

    cells: dict[str, tuple[Any, ...]]
    formats: list[tuple[int, str, str]]
    merged: list[str]
    state: str
    names: dict[str, str]
    around: tuple[Any, ...]


def look_of_book(book: Any) -> dict[str, Look]:
    """Look by sheet name, in the workbook's order; the workbook's own names stand with the first sheet."""
    wb = book.impl.wb
    looks = {sheet.title: _look(sheet) for sheet in wb.worksheets}
    next(iter(looks.values())).names.update({f"!{key}": name.attr_text for key, name in wb.defined_names.items()})
    return looks


def _look(sheet: Any) -> Look:
    cells = {
        cell.coordinate: (cell.value, cell.comment and cell.comment.text, *(cell._style or ()))
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None or cell.has_style
    }
    formats = [
        (rule.priority, str(block.sqref), str(rule.formula))
        for block in sheet.conditional_formatting
        for rule in block.rules
    ]
    names = {key: name.attr_text for key, name in sheet.defined_names.items()}
    merged = sorted(area.coord for area in sheet.merged_cells.ranges)
    return Look(cells, sorted(formats), merged, sheet.sheet_state, names, _around(sheet))


def _around(sheet: Any) -> tuple[Any, ...]:
    columns = {letter: (column.width, column.hidden) for letter, column in sheet.column_dimensions.items()}
    rows = {number: (row.height, row.hidden) for number, row in sheet.row_dimensions.items()}
    choices = sorted((str(one.sqref), str(one.formula1)) for one in sheet.data_validations.dataValidation)
    return sheet.parent.index(sheet), sheet.protection.sheet, sheet.freeze_panes, choices, columns, rows
