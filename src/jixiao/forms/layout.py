"""Where the columns of a table are: its heading rows, found by what they say, never by position."""

from __future__ import annotations

from dataclasses import dataclass, field

from jixiao.forms.declaration import Column, heading_role
from jixiao.forms.page import Page
from jixiao.forms.values import cell_text
from jixiao.records.regex import regex
from jixiao.records.text import squeezed
from jixiao.workbook.grid import Cell, Sheet, address

MAX_HEADING = 32
"""A longer text is no heading."""
MAX_DEPTH = 5
"""Rows that a heading merged downwards may take."""
_GROUP_WORDS = regex(
    r"绩效指标|年度绩效指标|绩效目标|指标|年度指标值|预期指标值|自评得分|评价指标|指标值|目标值|年度|全年|实际|偏差|原因|完成|值|"
    r"年度指标|绩效指标完成情况|指标完成情况|评分|年初|一级|二级|三级|年度绩效目标\d*(?:\(\d+分\))?|绩效指标\(\d+分\)"
)


@dataclass(frozen=True)
class Headings:
    """The heading rows of a table: first and last row, role → column, and role → the heading's cell address.

    `names` are names of columns for messages where their role alone does not tell them (1—7月执行数).
    """

    top: int
    bottom: int
    columns: dict[str, int]
    cells: dict[str, str]
    labels: dict[str, str]
    first_cell: str
    names: dict[str, str] = field(default_factory=dict)


def flat_at(sheet: Sheet, row: int, column: int) -> str:
    """Squeezed text of the cell at a place, through merges."""
    if isinstance(sheet, Page):
        return sheet.flats.get(sheet.anchor(row, column), "")
    return squeezed(cell_text(sheet.cell(row, column)))


def texts(sheet: Sheet, row: int) -> list[tuple[Cell, str]]:
    """The cells of a row that show text, with their squeezed text."""
    if isinstance(sheet, Page):
        return sheet.lines.get(row, [])
    return [(cell, flat) for cell in sheet.rows.get(row, ()) if (flat := squeezed(cell_text(cell)))]


def _role(columns: tuple[Column, ...], flat: str) -> str | None:
    return heading_role(columns, flat.rstrip(":")) if len(flat) <= MAX_HEADING else None


def read_headings(sheet: Sheet, row: int, columns: tuple[Column, ...], lowest: int) -> Headings:
    """The headings around `row`: one to three rows, with grouped, merged or torn headings put together.

    `lowest` is the last row that may belong to what is above (headings never start at or before it).
    """
    top = bottom = row
    while top - 1 > lowest and _is_heading_row(sheet, top - 1, columns) and row - top < 2:
        top -= 1
    for cell in sheet.rows.get(row, ()):  # a heading merged downwards takes the rows below with it
        if _role(columns, squeezed(cell_text(cell))):
            bottom = max(bottom, min(sheet.area(cell.row, cell.column)[2], row + MAX_DEPTH - 1))
    while bottom - row < 2 and _is_heading_row(sheet, bottom + 1, columns):
        bottom += 1
    return _assemble(sheet, top, bottom, columns)


def _is_heading_row(sheet: Sheet, row: int, columns: tuple[Column, ...]) -> bool:
    own = texts(sheet, row)
    if not own:
        return False
    roles = [_role(columns, flat) for _, flat in own]
    words = [
        role is not None or _GROUP_WORDS.fullmatch(flat) is not None for role, (_, flat) in zip(roles, own, strict=True)
    ]
    return all(words) and (any(roles) or len(own) >= 2)


def _assemble(sheet: Sheet, top: int, bottom: int, columns: tuple[Column, ...]) -> Headings:
    width = {
        column for row in range(top, bottom + 1) for cell in sheet.rows.get(row, ()) for column in _span(sheet, cell)
    }
    found: dict[str, int] = {}
    cells: dict[str, str] = {}
    labels: dict[str, str] = {}
    for column in sorted(width):
        parts: list[tuple[str, tuple[int, int]]] = []
        for row in range(top, bottom + 1):
            anchor = sheet.anchor(row, column)
            flat = flat_at(sheet, row, column)
            if flat and (not parts or parts[-1][1] != anchor):
                parts.append((flat, anchor))
        role, place, label = _column_role(parts, columns)
        if role is None or place is None:
            continue
        if role in found and (role not in ("score", "weight") or found[role] > found.get("name", 0)):
            continue
        if place[1] != column and role in found:
            continue
        found[role], cells[role], labels[role] = column, address(*place), label
    first = next((cell.address for row in range(top, bottom + 1) for cell, _ in texts(sheet, row)), address(top, 1))
    return Headings(top, bottom, found, cells, labels, first)


def _span(sheet: Sheet, cell: Cell) -> range:
    area = sheet.area(cell.row, cell.column)
    return range(area[1], min(area[3], area[1] + 60) + 1)


def _column_role(
    parts: list[tuple[str, tuple[int, int]]], columns: tuple[Column, ...]
) -> tuple[str | None, tuple[int, int] | None, str]:
    """Role by the lowest heading, else by upper and lower put together (年度 / 指标值), else by an upper one."""
    if not parts:
        return None, None, ""
    joined = "".join(flat for flat, _ in parts)
    if len(parts) > 1 and len(parts[-1][0]) <= 2 and (role := _role(columns, joined)):
        return role, parts[-1][1], joined
    for flat, anchor in reversed(parts):
        if role := _role(columns, flat):
            return role, anchor, flat
    if role := _role(columns, joined):
        return role, parts[0][1], joined
    return None, None, ""
