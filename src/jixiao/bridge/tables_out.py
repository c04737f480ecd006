"""Plain tables as sheets: headings, literal cells, a filter, print set-up; codes always text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from jixiao.bridge.problem import Problem
from jixiao.documents.layout import capacity, wrap
from jixiao.documents.result_sheet import CELL, HEAD
from jixiao.documents.words import printable
from jixiao.workbook.patch import Print, Put, SheetPlan, Style

_TEXT = replace(CELL, number_format="@")
_NUMBER = replace(CELL, horizontal="right")
_LONGEST = 32_000
REPORT = "导入报告"


def plain_sheet(
    name: str, columns: Sequence[tuple[str, float]], rows: Iterable[Sequence[str | int | Decimal | None]]
) -> SheetPlan:
    """A sheet with headings (text, width) in row 1 and the rows below; texts stay literal texts, numbers numbers."""
    puts = [Put(1, column, heading, HEAD) for column, (heading, _) in enumerate(columns, 1)]
    heights = {1: 26.0}
    last = 1
    for last, row in enumerate(rows, 2):
        lines = 1
        for column, (value, (_, width)) in enumerate(zip(row, columns, strict=True), 1):
            value = printable(value)[:_LONGEST] if isinstance(value, str) else value
            puts.append(Put(last, column, value if value != "" else None, _look(value)))
            if isinstance(value, str) and len(value) * 2 > width:
                lines = max(lines, len(wrap(value[:2000], capacity(width, 10.5))))
        heights[last] = min(lines * 14.5 + 4, 400.0)
    return SheetPlan(
        name=name,
        puts=tuple(puts),
        widths={column: width for column, (_, width) in enumerate(columns, 1)},
        heights=heights,
        freeze=(2, 1),
        filter=(1, 1, max(last, 2), len(columns)),
        page=Print(landscape=True, left=1, right=1, top=1.5, bottom=1.5, repeat=(1, 1), footer="&C第 &P 页 共 &N 页"),
    )


def _look(value: str | int | Decimal | None) -> Style:
    return _NUMBER if isinstance(value, int | Decimal) else _TEXT


def problem_sheet(problems: Sequence[Problem], name: str = REPORT) -> SheetPlan:
    """What did not map, gravest first within the order of the lists."""
    columns = (
        ("序号", 6.0),
        ("级别", 8.0),
        ("文件", 24.0),
        ("工作表", 14.0),
        ("单元格", 9.0),
        ("问题", 52.0),
        ("怎么办", 36.0),
    )
    order = {severity: place for place, severity in enumerate(type(problems[0].severity))} if problems else {}
    listed = sorted(problems, key=lambda problem: order[problem.severity])
    rows = [
        (number, str(one.severity), one.file, one.sheet, one.cell, one.message, one.fix)
        for number, one in enumerate(listed, 1)
    ]
    return plain_sheet(name, columns, rows or [(1, "—", "", "", "", "全部对上,没有问题。", "")])
