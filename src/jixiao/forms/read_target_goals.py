"""Reading the goals of a target declaration: 中期目标 and 年度目标, beside or under their labels."""

from __future__ import annotations

import re
from dataclasses import replace

from jixiao.forms.layout import MAX_HEADING, flat_at, texts
from jixiao.forms.values import cell_text, value_at
from jixiao.records.regex import regex
from jixiao.records.value import Value
from jixiao.workbook.grid import Cell, Sheet

_MEDIUM = regex(
    r"(?:项目)?(?:中期|长期|中长期|实施期|项目期|项目周期|实施周期|周期|规划期)(?:绩效|总体|总|预期)*目标(?:\(.*\))?"
)
_YEAR = regex(r"(?:项目|部门)?(?:年度|本年度?|当年度?|全年|20\d\d年度?)(?:绩效|总体|总|预期)*目标(?:\(.*\))?")
_ANY = regex(
    r"(?:项目|部门|单位|整体|支出|绩效|总体|预期|年度|总|资金|专项|任务)*目标(?:\(.*\))?|(?:绩效)?目标(?:内容|描述|概述)|"
    r"(?:总体|年度)?绩效目标(?:描述|概述)"
)
_NUMBERED = regex(r"目标\d|[(]?\d+[).、:]|[一二三四五六七八九十]+、|第[一二三四五]")


def read_target_goals(sheet: Sheet, rows: range) -> tuple[Value | None, Value | None]:
    """Goal texts of the year and of the whole period within `rows`; None where the form has no place for them."""
    labels = [
        (cell, flat.rstrip(":"))
        for row in rows
        for cell, flat in texts(sheet, row)
        if "目标" in flat and len(flat) <= MAX_HEADING
    ]
    inline = _inline(sheet, rows)
    medium = _innermost([cell for cell, flat in labels if _MEDIUM.fullmatch(flat)])
    year = _innermost([cell for cell, flat in labels if _YEAR.fullmatch(flat)])
    if year is None:
        others = [cell for cell, flat in labels if _ANY.fullmatch(flat) and not _MEDIUM.fullmatch(flat)]
        year = _beside(others, medium) if medium is not None else _innermost(others)
    known = {cell.address for cell in (medium, year) if cell is not None}
    goal = _text(sheet, year, rows, known, "年度目标") if year is not None else inline
    return goal, _text(sheet, medium, rows, known, "中期目标") if medium is not None else None


def _innermost(cells: list[Cell]) -> Cell | None:
    """The label farthest right: labels of whole sections stand left of those of their parts."""
    return max(cells, key=lambda cell: (cell.column, -cell.row), default=None)


def _beside(cells: list[Cell], medium: Cell) -> Cell | None:
    """Beside a 中期目标 a plain 「目标」 counts only in its row, not the section's label left of it."""
    return _innermost([cell for cell in cells if cell.column > medium.column or cell.row != medium.row])


def _inline(sheet: Sheet, rows: range) -> Value | None:
    """「年度目标：……」 with label and text in one cell."""
    for row in rows:
        for cell, flat in texts(sheet, row):
            label, colon, rest = flat.partition(":")
            if colon and rest and len(label) <= MAX_HEADING and (_YEAR.fullmatch(label) or _ANY.fullmatch(label)):
                text = re.split("[:：]", cell_text(cell), maxsplit=1)[-1].strip()
                return Value(cell.address, "年度目标", text=text, content=text)
    return None


def _text(sheet: Sheet, label: Cell, rows: range, labels: set[str], name: str) -> Value | None:
    """The text right of a label, or below it where another label or nothing stands at its right."""
    top, left, bottom, right = sheet.area(label.row, label.column)
    beside = sheet.cell(top, right + 1)
    taken = beside is not None and beside.address in labels
    place = beside is not None or sheet.area(top, right + 1)[3] > right + 1
    further = next((cell for cell, _ in texts(sheet, top) if cell.column > right), None)
    if not place and further is not None and further.address not in labels and bottom == top:
        return value_at(sheet, top, further.column, name)  # an empty column stands between
    if not taken and place:
        return _joined(sheet, range(top, bottom + 1), right + 1, name)
    below = sheet.area(bottom + 1, left)[2]
    if bottom + 1 >= rows.stop:
        return None if taken or right > left else value_at(sheet, top, right + 1, name)
    last = below
    while last + 1 < rows.stop and _NUMBERED.match(flat_at(sheet, last + 1, left)):
        last += 1
    return _joined(sheet, range(bottom + 1, last + 1), left, name)


def _joined(sheet: Sheet, rows: range, column: int, name: str) -> Value:
    """Goals numbered in rows of their own are one text, to be clicked at the first."""
    first = value_at(sheet, rows.start, column, name)
    own = [row for row in rows[1:] if sheet.anchor(row, column)[0] == row]
    lines = [text for row in own if (text := cell_text(sheet.cell(row, column)))]
    if not lines:
        return first
    text = "\n".join([first.text, *lines]).strip()
    return replace(first, text=text, content=text)
