"""Reading a library workbook, ours or another's: sheets and columns by their headings, broken rows told by cell."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

from jixiao.library.checking import doubles, faults_of
from jixiao.library.columns import (
    CLASS_SHEET,
    COMMON_SHEET,
    GUIDE_SHEET,
    HISTORY_SHEET,
    INDUSTRY_SHEET,
    UNIT_SHEET,
    column_of,
)
from jixiao.library.merging import LABELS
from jixiao.library.model import (
    IN_USE,
    LEVELS,
    IndicatorClass,
    Library,
    LibraryIndicator,
    Update,
    standard_level1,
    standard_level2,
)
from jixiao.records.numbers import plain
from jixiao.records.regex import regex
from jixiao.records.text import halfwidth, squeezed
from jixiao.workbook.grid import Cell, Grid, Sheet, address
from jixiao.workbook.read_file import read_path

MOST_ROWS = 50_000
_SIGNS = {"=": "＝", "==": "＝", ">": "＞", "<": "＜", ">=": "≥", "<=": "≤", "≧": "≥", "≦": "≤", "﹦": "＝", "═": "＝"}
_VALUE = regex(r"(≥|≤|>=|<=|≧|≦|=|>|<)?\s*(\d[\d.,]*(?:-\d[\d.,]*)?)\s*(\D{0,12})")
_OFF = {"停用", "否", "禁用", "作废", "废止", "已停用"}


class LibraryError(Exception):
    """A library that cannot be read at all; the text is for the user."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One broken place of a library workbook: sheet, cell, what is wrong; `left_out`: the row cannot be used at all."""

    sheet: str
    cell: str
    words: str
    left_out: bool = False

    def __str__(self) -> str:
        return f"{self.sheet}!{self.cell}:{self.words}{'(这一行没有收进来)' if self.left_out else ''}"


@dataclass(frozen=True)
class LibraryReading:
    """What came of reading: the usable part, and every broken place."""

    library: Library
    problems: tuple[Problem, ...]


def read_library(path: Path) -> LibraryReading:
    """Read a library workbook; LibraryError when there is no such file, workbook, or sheet with 三级指标."""
    if not path.exists():
        raise LibraryError(f"指标库「{path.name}」找不到,请核对文件名和所在文件夹。")
    read = read_path(path, is_form_text=lambda text: True)
    if not isinstance(read, Grid):
        raise LibraryError(
            f"指标库「{path.name}」打不开:{read.detail or '不是工作簿'}。"
            "请用 Excel 或 WPS 另存为不加密的 .xlsx 后再用。"
        )
    return library_of(read)


def library_of(grid: Grid) -> LibraryReading:
    """The library in a workbook that was read; LibraryError when no sheet has the headings 三级指标 and 二级指标."""
    problems: list[Problem] = []
    found: list[tuple[LibraryIndicator, Sheet, int, dict[str, int]]] = []
    tables = 0
    for sheet in grid.sheets:
        heading = _heading(sheet) if sheet.state == "visible" else None
        if heading is None or sheet.name in (CLASS_SHEET, HISTORY_SHEET, GUIDE_SHEET):
            continue
        tables += 1
        found += [(item, sheet, row, heading[1]) for row, item in _indicators(sheet, *heading, problems)]
    if not tables:
        raise LibraryError(f"「{grid.name}」里没有指标库(要有「二级指标」「三级指标」两列的表)。")
    places = {id(item): (sheet, row, columns) for item, sheet, row, columns in found}
    library = Library(tuple(item for item, *_ in found), _classes(grid), _updates(grid))
    for earlier, later, words in doubles(library):
        sheet, row, columns = places[id(later)]
        other, line, _ = places[id(earlier)]
        column = columns["code" if "编号" in words and "code" in columns else "name"]
        problems.append(Problem(sheet.name, address(row, column), f"{words},见{other.name}第 {line} 行"))
    return LibraryReading(library, tuple(problems))


def _heading(sheet: Sheet) -> tuple[int, dict[str, int]] | None:
    """The heading row and the column of each field."""
    for row, cells in list(sheet.rows.items())[:30]:
        columns: dict[str, int] = {}
        flats = [(cell.column, squeezed(_text(cell))) for cell in cells]
        own = {flat for _, flat in flats}
        measured = {"unit"} if own & {"计量单位", "度量单位", "指标单位"} else set()
        for place, flat in flats:
            column = column_of(flat, measured) if flat else None
            if column is not None:
                columns.setdefault(column.field, place)
        if {"name", "level2"} <= set(columns):
            return row, columns
    return None


def _indicators(
    sheet: Sheet, top: int, columns: dict[str, int], problems: list[Problem]
) -> Iterator[tuple[int, LibraryIndicator]]:
    carried = {"kind": "", "owner": "", "level1": "", "level2": ""}
    for row in [line for line in sheet.rows if line > top][:MOST_ROWS]:
        texts = {field: _text(sheet.cell(row, place)) for field, place in columns.items()}
        if not any(texts.values()) or squeezed(texts["name"]) == "三级指标":
            continue
        for cell in (sheet.cell(row, place) for place in columns.values()):
            if cell is not None and (cell.error is not None or cell.uncached):
                problems.append(Problem(sheet.name, cell.address, f"是错误值或没有结果的公式({cell.error or '公式'})"))
        merged = "level1" in columns and not texts.get("level1")
        for field in carried:
            if texts.get(field):
                carried[field] = texts[field]
            elif merged and field in columns and field != "owner":
                texts[field] = carried[field]  # levels written once for several rows
        item = _indicator(texts, sheet.name)
        broken = list(faults_of(item))
        essential = {"name", "level1", "level2"} & {field for field, _ in broken}
        for field, words in broken:
            place = columns.get(field, columns["name"])
            told = words if field in columns else f"{words}(表里没有「{LABELS[field]}」一列)"
            problems.append(Problem(sheet.name, address(row, place), told, left_out=field in essential))
        if not essential:
            yield row, item


def _indicator(texts: dict[str, str], sheet: str) -> LibraryIndicator:
    sign, value, unit = _split(texts.get("sign", ""), texts.get("value", ""), texts.get("unit", ""))
    level1, level2 = standard_level1(texts.get("level1", "")), standard_level2(texts["level2"])
    if not texts.get("level1"):
        level1 = next((name for name, own in LEVELS.items() if level2 in own), "")
    if level1 == "产出指标" and level2 == "经济成本指标":
        level2 = "成本指标"
    owner = texts.get("owner", "")
    status = texts.get("status", "")
    return LibraryIndicator(
        code=squeezed(texts.get("code", "")),
        scope=texts.get("scope") or _scope(sheet, owner),
        kind=texts.get("kind", ""),
        level1=level1 or texts.get("level1", ""),
        level2=level2 or texts["level2"],
        name=texts["name"],
        sign=sign,
        value=value,
        unit=unit,
        direction=texts.get("direction", ""),
        source=texts.get("source", ""),
        basis=texts.get("basis", ""),
        note=texts.get("note", ""),
        version=texts.get("version", ""),
        status="停用" if status in _OFF else IN_USE if status in ("", "是", "启用", "已启用") else status,
        owner=owner,
    )


def _scope(sheet: str, owner: str) -> str:
    for name, scope in ((COMMON_SHEET, "共性"), (INDUSTRY_SHEET, "行业"), (UNIT_SHEET[:2], "单位")):
        if sheet.startswith(name):
            return scope
    return "单位" if owner else "共性"


def _split(sign: str, value: str, unit: str) -> tuple[str, str, str]:
    """Sign, number and unit: where a library writes 「≥95%」 in one cell, the cell is taken apart."""
    sign = _SIGNS.get(squeezed(sign), squeezed(sign))
    match = _VALUE.fullmatch(halfwidth(value))
    if match and match[3] and squeezed(match[3]) == squeezed(unit):
        value = match[2]
    elif match and (match[1] or (match[3] and not unit)):
        own = match[1] or ""
        return sign or _SIGNS.get(own, own) or "＝", match[2], unit or match[3]
    if not sign:
        sign = "＝" if match else "定性" if value else ""
    return sign, value, unit


def _classes(grid: Grid) -> tuple[IndicatorClass, ...]:
    rows = _table(grid.sheet(CLASS_SHEET), ("层次", "类别"))
    return tuple(
        IndicatorClass(row["层次"], row["类别"], tuple(_words(row.get("识别用词", ""))), row.get("说明", ""))
        for row in rows
        if row["类别"]
    )


def _words(text: str) -> Iterable[str]:
    return filter(None, (squeezed(word) for word in re.split(r"[;；、,，\s]+", text)))


def _updates(grid: Grid) -> tuple[Update, ...]:
    rows = _table(grid.sheet(HISTORY_SHEET), ("日期", "做了什么"))
    return tuple(
        Update(
            row["日期"], row["做了什么"], row.get("来源", ""), _whole(row.get("新增", "")), _whole(row.get("修改", "")),
            row.get("结果", ""),
        )
        for row in rows
        if row["做了什么"]
    )  # fmt: skip


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0


def _table(sheet: Sheet | None, needed: tuple[str, ...]) -> list[dict[str, str]]:
    """The rows under a heading row with the needed headings, by heading."""
    if sheet is None:
        return []
    for top, cells in list(sheet.rows.items())[:10]:
        columns = {squeezed(_text(cell)): cell.column for cell in reversed(cells)}
        if set(needed) <= set(columns):
            below = [row for row in sheet.rows if row > top][:MOST_ROWS]
            return [{name: _text(sheet.cell(row, place)) for name, place in columns.items()} for row in below]
    return []


def _text(cell: Cell | None) -> str:
    value = None if cell is None else cell.value
    if cell is None or value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime.datetime | datetime.date):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, Decimal):
        return plain(value * 100) + "%" if cell.percent else plain(value)
    return halfwidth(str(value)) if not isinstance(value, str) else _tidy(value)


def _tidy(text: str) -> str:
    """Text as written, trimmed: full-width signs such as ＝ stay, blanks and line breaks become one blank."""
    return " ".join(text.replace("\u3000", " ").split())


def with_origin(library: Library, origin: str) -> Library:
    """The library with words that say where it was found."""
    return replace(library, origin=origin)
