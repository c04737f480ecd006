"""A111 引用了外部文件: a formula takes its value from another file, which the bureau does not have."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote

from jixiao.records.book import Book
from jixiao.records.finding import Severity
from jixiao.records.regex import regex
from jixiao.records.text import shortened
from jixiao.rules.rule import Context, Hit, Rule, hit
from jixiao.workbook.grid import Cell, Grid

_TEXT = regex(r'"[^"]*"')
# 'D:\[预算.xlsx]表 1'!A1 or [1]表!A1; the columns of a table (表1[金额]) have no sheet mark after the bracket.
_OUTSIDE = regex(r"'[^'\[\]]*\[([^\[\]]+)\](?:[^'\[\]]|'')*'!|(?<![\w\]\[])\[([^\[\]]+)\][^\s!'\"()\[\],;+*/&=<>^-]*!")


def _outside_file(cell: Cell, grid: Grid) -> str | None:
    """The file that a formula refers to: its name, or the link's target where the formula holds its number only."""
    if not cell.formula or "]" not in cell.formula:  # nearly all; the rest is looked at closely
        return None
    match = _OUTSIDE.search(_TEXT.sub("", cell.formula))
    if match is None:
        return None
    name = match[1] or match[2]
    if name.isdigit() and 0 < int(name) <= len(grid.external_links):
        name = grid.external_links[int(name) - 1]
    return "外部工作簿" if name.isdigit() else _base(name)


def _base(target: str) -> str:
    return shortened(re.split(r"[/\\]", unquote(target).rstrip("/\\"))[-1])


def check(book: Book, context: Context) -> Iterator[Hit]:
    """Every cell whose formula reaches into another file; a link without such a cell gives one finding without cell."""
    grid = book.grid
    if grid is None:
        return
    cells = [(sheet, cell, file) for sheet in grid.sheets for row in sheet.rows.values() for cell in row
             if (file := _outside_file(cell, grid)) is not None]  # fmt: skip
    for sheet, cell, file in cells:
        yield hit(cell=cell.address, sheet=sheet.name, label=cell.address, seen=shortened(cell.formula or ""),
                  expected="数值", place="这一格的公式", file=file)  # fmt: skip
    if grid.external_links and not cells:
        files = "、".join(_base(target) for target in grid.external_links)
        yield hit(seen=files, expected="没有外部链接", place="工作簿", file=files)


RULE = Rule(
    code="A111",
    name="引用了外部文件",
    severity=Severity.VERIFY,
    basis="",
    message="{place}引用了外部文件「{file}」,换一台电脑就取不到数。",
    fix="选中引用的单元格,复制后粘贴为数值;再在「数据」里断开外部链接。",
    check=check,
    on="workbook",
)
