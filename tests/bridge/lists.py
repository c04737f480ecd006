"""Exported lists for the tests: workbooks and CSV files as such systems write them, from plain rows."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl

from jixiao.bridge.importing import read_lists
from jixiao.bridge.listed import Listed
from jixiao.bridge.mapping import Mapping, mapping_of, standard_mapping
from jixiao.bridge.mapping_book import mapping_workbook
from jixiao.bridge.source import read_source
from jixiao.workbook.grid import Grid
from jixiao.workbook.read_file import read_grid

Rows = Sequence[Sequence[Any]]
CODE, OTHER = "510000240000012345678", "005100240000012345679"
PROJECT_HEADS = ("单位代码", "单位名称", "主管部门", "项目代码", "项目名称", "全年预算数")
PROJECTS: Rows = (
    PROJECT_HEADS,
    ("001001", "县教育局机关", "县教育局", CODE, "校舍维修", 1234567.89),
    ("001002", "县第一中学", "县教育局", OTHER, "食堂改造", "800,000"),
)
INDICATOR_HEADS = ("项目代码", "一级指标", "二级指标", "三级指标", "指标性质", "指标值", "度量单位", "分值")
INDICATORS: Rows = (
    INDICATOR_HEADS,
    (CODE, "产出指标", "数量指标", "维修校舍面积", "≥", "1200", "平方米", 20),
    (CODE, "", "质量指标", "验收合格率", "＝", "100", "%", 20),
    (CODE, "效益指标", "社会效益指标", "受益学生", "≥", 860, "人", 40),
    (CODE, "满意度指标", "服务对象满意度指标", "师生满意度", "≥", "90", "%", 10),
    (OTHER, "产出指标", "数量指标", "改造食堂", "≥", "1", "个", 50),
)


def xlsx(*sheets: Rows, merges: Sequence[str] = (), names: Sequence[str] = ()) -> bytes:
    """A workbook of these sheets; merges are on the first one."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for number, rows in enumerate(sheets):
        sheet = book.create_sheet(names[number] if names else f"表{number + 1}")
        for row, values in enumerate(rows, 1):
            for column, value in enumerate(values, 1):
                if value not in (None, ""):
                    sheet.cell(row, column).value = value
    for area in merges:
        book.worksheets[0].merge_cells(area)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def text(rows: Rows, encoding: str = "gb18030", delimiter: str = ",") -> bytes:
    """A CSV of these rows."""
    lines = [delimiter.join(f'"{value}"' if delimiter in str(value) else str(value) for value in row) for row in rows]
    return "\r\n".join(lines).encode(encoding)


def put(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def imported(folder: Path, *files: bytes, mapping: Mapping | None = None, suffix: str = ".xlsx") -> Listed:
    """What an import of these files gives."""
    paths = [put(folder, f"清单{number}{suffix}", data) for number, data in enumerate(files)]
    return read_lists(((path.name, read_source(path)) for path in paths), mapping or standard_mapping())


def edited(changes: dict[tuple[str, str, str], str | None], *, remove: str | None = None) -> bytes:
    """The mapping workbook after a bureau's edits: (sheet, our field or heading, column) → text."""
    book = openpyxl.load_workbook(io.BytesIO(mapping_workbook()))
    for (name, line, column), content in changes.items():
        sheet = book[name]
        heads = {sheet.cell(3, place).value: place for place in range(1, sheet.max_column + 1)}
        first = next(
            (
                row
                for row in range(4, sheet.max_row + 1)
                if line in (sheet.cell(row, 1).value, sheet.cell(row, 2).value)
            ),
            0,
        ) or next(row for row in range(4, 40) if sheet.cell(row, 1).value is None and sheet.cell(row, 2).value is None)
        sheet.cell(first, heads[column]).value = content
    if remove:
        del book[remove]
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def mapping_from(data: bytes) -> Mapping:
    grid = read_grid(data, "对照表.xlsx", is_form_text=lambda words: True)
    assert isinstance(grid, Grid)
    return mapping_of(grid)


def messages(listed: Listed, severity: str = "必须改") -> list[tuple[str, str]]:
    """Cell and message of the problems of a severity."""
    return [(one.cell, one.message) for one in listed.problems if one.severity == severity]
