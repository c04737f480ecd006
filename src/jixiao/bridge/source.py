"""A list that the other system exported (.xlsx, .xls, .csv in GBK or UTF-8) as sheets of plain cells."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path

from jixiao.workbook.file_kind import OLE, ZIP, file_kind
from jixiao.workbook.grid import Cell, Grid, Sheet
from jixiao.workbook.read_file import file_bytes, read_grid
from jixiao.workbook.refusal import MAX_COLUMNS, MAX_ROWS, Refusal

_CSV = "文本文件"
_GUARDED = re.compile(r'="(.*)"')
_ENCODINGS = ("utf-8-sig", "gb18030")


def read_source(path: Path) -> Grid | Refusal:
    """The sheets of an exported list; a Refusal when its content cannot be read. Never raises for what it holds."""
    data = file_bytes(path)
    if isinstance(data, Refusal):
        return data
    kind = file_kind(data)
    if kind in (ZIP, OLE):
        return read_grid(data, path.name, is_form_text=lambda text: True)
    if kind.startswith(_CSV):
        return _of_text(data, path.name)
    return Refusal("not_workbook", f"内容是{kind},不是工作簿,也不是 CSV。请用 Excel 或 WPS 打开后另存为 .xlsx")


def _of_text(data: bytes, name: str) -> Grid | Refusal:
    text = _decoded(data)
    if text is None:
        return Refusal("not_workbook", "文字编码认不出来,不是 GBK,也不是 UTF-8。请另存为 .xlsx")
    cells: dict[tuple[int, int], Cell] = {}
    try:
        for row, values in enumerate(_rows(text), 1):
            if row > MAX_ROWS:
                return Refusal("too_long", f"超过 {MAX_ROWS:,} 行")
            if len(values) > MAX_COLUMNS:
                return Refusal("too_wide", f"第 {row} 行超过 {MAX_COLUMNS:,} 列")
            for column, value in enumerate(values, 1):
                if plain := _unguarded(value):
                    cells[row, column] = Cell(row, column, plain)
    except csv.Error:
        return Refusal("not_workbook", "引号没有配对,分不清栏目。请另存为 .xlsx")
    return Grid(name, (Sheet(Path(name).stem[:31] or "清单", cells),))


def _decoded(data: bytes) -> str | None:
    """The text of a CSV: UTF-16 with its mark, else UTF-8, else GBK (GB 18030), as Excel and such systems write it."""
    encodings = ("utf-16",) if data.startswith((b"\xff\xfe", b"\xfe\xff")) else _ENCODINGS
    for encoding in encodings:
        try:
            return data.decode(encoding).replace("\0", "")
        except UnicodeDecodeError:
            continue
    return None


def _rows(text: str) -> Iterator[list[str]]:
    sample = [line for line in text.splitlines()[:30] if line.strip()]
    delimiter = max(",\t;", key=lambda mark: sum(line.count(mark) for line in sample))
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)


def _unguarded(value: str) -> str:
    """A field without what keeps Excel from making a number of a code: ="0012", a tab or an apostrophe in front."""
    value = value.strip()
    guarded = _GUARDED.fullmatch(value)
    value = guarded[1] if guarded else value
    return value[1:] if re.fullmatch(r"'[0-9A-Za-z-]+", value) else value
