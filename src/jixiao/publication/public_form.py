"""The public version of a submitted form: a new workbook with what may be read, and nothing else of the file.

No hidden sheet, comment, author, formula or macro of the submitted file can slip into it, since only texts are taken.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

from jixiao.documents.layout import capacity, measure, wrap
from jixiao.documents.words import printable
from jixiao.forms.values import cell_text
from jixiao.workbook.grid import Cell, Sheet
from jixiao.workbook.patch import Print, Put, SheetPlan, Style

_SIZE = 10.0
_LONG = 12
"""Characters from which a text stands on the left and decides no width."""
_LABEL = 24
"""Characters up to which a text with line breaks is a label."""
_BROKEN = re.compile(r"(?<=[\u4e00-\u9fff])\s*\n\s*(?=[\u4e00-\u9fff(（])")
_LEAST, _MOST = 7.0, 26.0
_TEXT = Style(size=_SIZE, border=True, horizontal="center")
_LEFT = Style(size=_SIZE, border=True, horizontal="left")
_TITLE = Style(font="黑体", size=16, bold=True, horizontal="center")


def public_sheet(sheet: Sheet, without: Mapping[str, str], title_cell: str) -> SheetPlan:
    """A sheet as it may be read by everybody: visible rows and columns, texts of `without` instead of their cells."""
    cells = [cell for _, cell in sorted(sheet.cells.items()) if not _hidden(sheet, cell)]
    rows = sorted(_rows_told(sheet, cells) - sheet.hidden_rows)
    columns = sorted({column for cell in cells for column in _reach(sheet, cell)[1]} - sheet.hidden_columns)
    across = {column: place for place, column in enumerate(columns, 1)}
    down = {row: place for place, row in enumerate(rows, 1)}
    widths = {across[column]: _width(sheet, cells, column, without) for column in columns}
    puts, merges, heights = [], [], dict.fromkeys(down.values(), 18.0)
    for cell in cells:
        text = _one_line(without.get(cell.address, cell_text(cell)))
        reached = _reach(sheet, cell)
        own_rows = [down[at] for at in reached[0] if at in down]
        if not own_rows:
            continue
        own_columns = [across[at] for at in reached[1] if at in across]
        style = _TITLE if cell.address == title_cell else _LEFT if len(text) >= _LONG else _TEXT
        puts.append(Put(own_rows[0], own_columns[0], _content(cell, text), style))
        if len(own_rows) * len(own_columns) > 1:
            merges.append((own_rows[0], own_columns[0], own_rows[-1], own_columns[-1]))
        room = sum(widths[at] for at in own_columns)
        needed = len(wrap(text, capacity(room, style.size))) * style.size * 1.4 + 5
        for at in own_rows:
            heights[at] = max(heights[at], min(needed / len(own_rows), 390.0))
    filled = tuple(_framed(puts, merges, (len(rows), len(columns)), down.get(_row_of(cells, title_cell), 0)))
    page = Print(landscape=sum(widths.values()) > 95, left=1.5, right=1.5, top=1.8, bottom=1.8, center=True)
    return SheetPlan(
        name=sheet.name, puts=filled, widths=widths, heights=heights, merges=tuple(merges), page=page,
        show_gridlines=False,
    )  # fmt: skip


def _rows_told(sheet: Sheet, cells: list[Cell]) -> set[int]:
    """Rows in which something begins: an indicator's row that nobody filled in, within the label beside it, is none.

    A row that is blank from end to end stays, as the gap that it is.
    """
    reached = {row for cell in cells for row in _reach(sheet, cell)[0]}
    told = {cell.row for cell in cells if cell_text(cell)}
    within = {row for cell in cells if cell_text(cell) for row in _reach(sheet, cell)[0]}
    return told | (reached - within)


def _one_line(text: str) -> str:
    """A text on one line; a label that was broken between two characters (绩↵效↵指↵标) is one word again."""
    return printable(_BROKEN.sub("", text) if len(text) < _LABEL else text)


def _hidden(sheet: Sheet, cell: Cell) -> bool:
    rows, columns = _reach(sheet, cell)
    return set(rows) <= sheet.hidden_rows or set(columns) <= sheet.hidden_columns


def _reach(sheet: Sheet, cell: Cell) -> tuple[range, range]:
    top, left, bottom, right = sheet.area(cell.row, cell.column)
    return range(top, bottom + 1), range(left, right + 1)


def _width(sheet: Sheet, cells: list[Cell], column: int, without: Mapping[str, str]) -> float:
    """Wide enough for the column's own short texts; long ones are wrapped."""
    wide = _LEAST
    for cell in cells:
        if list(_reach(sheet, cell)[1]) == [column]:
            text = without.get(cell.address, cell_text(cell))
            wide = max(wide, min(measure(text) * 2 + 2, _MOST if len(text) >= _LONG else 18.0))
    return wide


def _content(cell: Cell, text: str) -> str | Decimal | None:
    """Numbers stay numbers where they are shown as they are; everything else is the text that a person reads."""
    if isinstance(cell.value, Decimal) and text == f"{cell.value:f}":
        return cell.value
    return text or None


def _row_of(cells: list[Cell], address: str) -> int:
    return next((cell.row for cell in cells if cell.address == address), 0)


def _framed(
    puts: list[Put], merges: list[tuple[int, int, int, int]], size: tuple[int, int], title_row: int
) -> list[Put]:
    """The cells, and a border around every other cell below the title."""
    taken = {(put.row, put.column) for put in puts}
    wide = {top for top, left, bottom, right in merges if top == bottom and (left, right) == (1, size[1])}
    more = [
        Put(row, column, None, _TEXT)
        for row in range(title_row + 1, size[0] + 1)
        for column in range(1, size[1] + 1)
        if (row, column) not in taken and (row not in wide or row > title_row + 2)
    ]
    return [*puts, *more]
