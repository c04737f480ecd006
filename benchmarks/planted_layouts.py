"""Filled-in templates in every layout that units send them in: each knows where a cell of the template went."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from typing import Any

from benchmarks.planted_filled import HEADING, Change, Drawn, Place, blank, drawn, filled, places, sheet_of

from jixiao.forms.read import is_form_text, read_forms
from jixiao.forms.template import Key
from jixiao.workbook.grid import Cell, Grid, address, position
from jixiao.workbook.read_file import read_grid


@dataclass(frozen=True)
class Laid:
    """A workbook: its bytes, the sheet of the form, where a cell of the template stands, the form's heading cell."""

    data: bytes
    sheet: str
    at: Callable[[str], str]
    header: str | None
    name: str = "表.xlsx"
    torn: bool = False

    def where(self, form_title: str, key: Key, change: Change) -> str:
        """The cell of a key. Where merges were torn apart, a blank field is the cell right beside its label's text."""
        cell = places(form_title)[key]
        if self.torn and change.get(key, "") is None:
            row, column = position(cell)
            typed = {position(one) for (role, _), one in places(form_title).items() if not role.startswith(HEADING)}
            before = (
                b
                for a, b, c, d in sheet_of(filled(form_title, {})).merges
                if a <= row <= c and d == column - 1 and (a, b) not in typed
            )
            cell = address(row, next(before, column - 1) + 1)
        return self.at(cell)


# -- plain sheets ------------------------------------------------------------------------------------------------------


def moved(form: Drawn, down: int, right: int) -> Drawn:
    """The same form further down and to the right."""
    cells = {(r + down, c + right): replace(one, row=r + down, column=c + right) for (r, c), one in form.cells.items()}
    merges = [(a + down, b + right, c + down, d + right) for a, b, c, d in form.merges]

    def now(place: Place) -> Place:
        row, column = form.now(place)
        return row + down, column + right

    return Drawn(cells, merges, now)


def torn(form: Drawn) -> Drawn:
    """All merges gone, as after pasting values."""
    return Drawn(form.cells, [], form.now)


_LABEL = re.compile("[\u4e00-\u9fff]{2,12}")


def spaced(form: Drawn, inputs: set[Place]) -> Drawn:
    """Labels and headings with blanks inside, a full-width colon behind fields and line breaks in longer ones."""
    cells = dict(form.cells)
    for at, cell in form.cells.items():
        if at not in inputs and isinstance(cell.value, str) and _LABEL.fullmatch(cell.value):
            text = cell.value
            half = len(text) // 2
            cells[at] = replace(cell, value=f"{text[:half]}{'  ' if len(text) < 5 else chr(10)}{text[half:]}")
    return Drawn(cells, form.merges, form.now)


def turned(form: Drawn, columns: list[int], rows: range) -> Drawn:
    """The second half of these columns before the first half, over these rows; merges across them are given up."""
    half = len(columns) // 2
    to = dict(zip([*columns[half:], *columns[:half]], columns, strict=True))
    went = {(row, column): (row, to[column]) for row in rows for column in columns}
    cells = {went.get(at, at): one for at, one in form.cells.items()}
    cells = {(row, column): replace(one, row=row, column=column) for (row, column), one in cells.items()}
    merges = []
    for a, b, c, d in form.merges:
        touched = c >= rows.start and a < rows.stop and any(b <= column <= d for column in columns)
        if not touched:
            merges.append((a, b, c, d))
        elif b == d:
            merges.append((a, to[b], c, to[b]))
    return Drawn(cells, merges, lambda place: went.get(place, place))


def written(sheets: Mapping[str, Drawn]) -> bytes:
    """A workbook as a plain spreadsheet program writes it."""
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

    book = Workbook()
    del book[book.sheetnames[0]]
    for name, form in sheets.items():
        sheet: Worksheet = book.create_sheet(name)
        for (row, column), one in form.cells.items():
            cell = sheet.cell(row, column)
            value: Any = float(one.value) if isinstance(one.value, Decimal) else one.value
            cell.value = one.error or ("=1+1" if one.uncached else value)
            if isinstance(value, str) and value.startswith("="):
                cell.data_type = "s"
            cell.number_format = one.number_format
        for top, left, bottom, right in form.merges:
            sheet.merge_cells(start_row=top, start_column=left, end_row=bottom, end_column=right)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


# -- layouts -----------------------------------------------------------------------------------------------------------


def partner(form_title: str) -> str:
    """Another form for the same workbook, of another unit and project."""
    return "部门整体支出绩效自评表" if form_title != "部门整体支出绩效自评表" else "项目支出绩效自评表"


def _as_standard(form_title: str, change: Change) -> dict[str, Drawn]:
    raise AssertionError("written from the template's own package")


def _as_moved(form_title: str, change: Change) -> dict[str, Drawn]:
    return {"表": moved(drawn(form_title, change), 4, 3)}


def _as_torn(form_title: str, change: Change) -> dict[str, Drawn]:
    return {"表": torn(drawn(form_title, change))}


def _as_spaced(form_title: str, change: Change) -> dict[str, Drawn]:
    inputs = {position(cell) for key, cell in places(form_title).items() if not key[0].startswith(HEADING)}
    return {"表": spaced(drawn(form_title, change), inputs)}


def _as_turned(form_title: str, change: Change) -> dict[str, Drawn]:
    columns, rows = turning(form_title)
    return {"表": turned(drawn(form_title, change), columns, rows)}


def _as_stacked(form_title: str, change: Change) -> dict[str, Drawn]:
    above = drawn(partner(form_title), {})
    below = moved(drawn(form_title, change), max(row for row, _ in above.cells) + 2, 0)
    return {"表": Drawn({**above.cells, **below.cells}, above.merges + below.merges, below.now)}


def _as_second(form_title: str, change: Change) -> dict[str, Drawn]:
    cover = Drawn({(3, 2): Cell(3, 2, "2025年度报送材料"), (5, 2): Cell(5, 2, "目录见后")}, [])
    return {"封面": cover, "别的表": drawn(partner(form_title), {}), "表": drawn(form_title, change)}


LAYOUTS: dict[str, Callable[[str, Change], dict[str, Drawn]]] = {
    "标准模板": _as_standard,
    "移位": _as_moved,
    "拆合并": _as_torn,
    "标签带空": _as_spaced,
    "换列": _as_turned,
    "上下叠放": _as_stacked,
    "另一张表": _as_second,
}


@cache
def turning(form_title: str) -> tuple[list[int], range]:
    """The columns of a form's main table that can be put in another order, and the rows of the table."""
    example, _ = blank(form_title)
    at = {key: position(cell) for key, cell in places(form_title).items()}
    merges = sheet_of(filled(form_title, {})).merges
    name = next(one for one in ("indicators", "criteria", "") if one == "" or one in example.form.tables)
    roles = [
        column.role
        for table in ([name] if name else list(example.form.tables))
        for column in example.form.tables[table]
    ]
    keys = [(f"{name}.{role}" if name else role, 0) for role in roles if role not in ("level1", "level2", "number")]
    starts = {key: at[key] for key in keys if key in at}
    top = min(at[HEADING + key[0], 0][0] for key in starts)
    last = max(at[key, row][0] for key, _ in starts for row in count_rows(at, key))
    rows = range(top, last + 2)
    wide = {c for a, b, e, d in merges for c in range(b, d + 1) if d > b and a < last and e >= top}
    columns = sorted({column for _, column in starts.values()} - wide - {1})
    return columns, rows


def count_rows(at: Mapping[Key, Place], role: str) -> Iterator[int]:
    """The rows of a table in which a role has a cell."""
    return (row for row in range(400) if (role, row) in at) if (role, 1) in at else iter((0,))


def laid(form_title: str, layout: str, change: Change) -> Laid:
    """A form with a change laid on, in a layout."""
    if layout == "标准模板":
        example, _ = blank(form_title)
        data = filled(form_title, change)
        return Laid(data, example.form.sheet_name, lambda cell: cell, header_of(data, example.form.sheet_name))
    sheets = LAYOUTS[layout](form_title, change)
    form, data = sheets["表"], written(sheets)

    def at(cell: str) -> str:
        return address(*form.now(position(cell)))

    return Laid(data, "表", at, header_of(data, "表", form_title), torn=layout == "拆合并")


def header_of(data: bytes, sheet: str, form_title: str | None = None) -> str | None:
    """The cell that stands for a form as a whole; of several forms on a sheet the one of that title."""
    grid = read_grid(data, "表.xlsx", is_form_text=is_form_text)
    assert isinstance(grid, Grid)
    found = [one for one in read_forms(grid) if one.sheet == sheet]
    named = [one for one in found if one.form == form_title]
    chosen = (named or found)[-1:]
    return getattr(chosen[0], "header_cell", None) if chosen else None
