"""The lines of a policy workbook with their cells, found by the headings, through the reader of submitted files."""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

from jixiao.policy.profile_files import PolicyError
from jixiao.policy.spelling import plain_number
from jixiao.workbook.grid import Cell, Grid, Sheet, address
from jixiao.workbook.read_file import read_path

SHEET, RULE_SHEET, HISTORY_SHEET = "口径参数", "规则级别", "历年改动"
AS_USUAL = "按原定"
MOST_ROWS = 2000  # a policy has some hundred lines; more is a stray format, not a policy
_HEADS = {SHEET: {"代号", "值"}, RULE_SHEET: {"规则号", "级别"}, HISTORY_SHEET: {"代号", "值"}}


@dataclass(frozen=True)
class Row:
    """One line as found: its place (sheet, row), the address of its value (口径参数!C7), its texts, what is broken.

    `key` is the line (grades, severities.E510), blank where the sheet gives only a name.
    """

    place: tuple[int, int]
    cell: str
    key: str
    label: str
    value: str
    source: str
    cert: str
    effective: str
    fault: str = ""


def read_rows(path: Path) -> list[Row]:
    """The lines of a policy workbook in order; PolicyError when there is no such file, workbook or sheet."""
    if not path.exists():
        raise PolicyError(f"口径工作簿「{path.name}」找不到,请核对文件名和所在文件夹。")
    read = read_path(path, is_form_text=lambda text: True)
    if not isinstance(read, Grid):
        raise PolicyError(
            f"口径工作簿「{path.name}」打不开:{read.detail or '不是工作簿'}。"
            "请用 Excel 或 WPS 另存为不加密的 .xlsx 后再用。"
        )
    if read.legacy is not None:
        raise PolicyError(
            f"口径工作簿「{path.name}」打不开:内容是{read.legacy},不是 xlsx。请用 Excel 或 WPS 另存为 .xlsx 后再用。"
        )
    return rows_of(read)


def rows_of(grid: Grid) -> list[Row]:
    """The lines of the sheets 口径参数, 规则级别 and 历年改动; PolicyError when neither of the first two is there."""
    sheets = [_pick(grid, SHEET), _pick(grid, RULE_SHEET), grid.sheet(HISTORY_SHEET)]
    if sheets[0] is None and sheets[1] is None:
        raise PolicyError(
            f"口径工作簿「{grid.name}」里没有「{SHEET}」表(要有「代号」和「值」两列)。请先导出一份口径工作簿,在它上面改。"
        )
    rows: list[Row] = []
    for number, sheet in enumerate(sheets):
        if sheet is not None:
            rows += _rules(sheet, number) if number == 1 else _settings(sheet, number)
    return rows


def _pick(grid: Grid, name: str) -> Sheet | None:
    """The sheet of that name, or else the first that has its headings: copies beside it are none of ours."""
    own = grid.sheet(name)
    if own is not None and _header(own, _HEADS[name]):
        return own
    others = (sheet for sheet in grid.sheets if sheet.name not in _HEADS)
    return next((sheet for sheet in others if _header(sheet, _HEADS[name])), None)


def _header(sheet: Sheet, wanted: set[str]) -> tuple[int, dict[str, int]] | None:
    """The row of the headings and the column of each."""
    for number, cells in list(sheet.rows.items())[:30]:
        columns = {flat(_text(cell)): cell.column for cell in reversed(cells)}
        if wanted <= set(columns):
            return number, columns
    return None


def flat(words: str) -> str:
    """Words without blanks, in one width."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", words))


def _settings(sheet: Sheet, rank: int) -> Iterator[Row]:
    for row, columns in _lines(sheet, _HEADS[SHEET]):
        found = _row(sheet, rank, row, columns, "值")
        key = flat(_text(sheet.cell(row, columns["代号"])))
        label = _text(sheet.cell(row, columns["名称"])) if "名称" in columns else ""
        if any((key, label, found.value, found.fault)):
            yield replace(found, key=key, label=label)


def _rules(sheet: Sheet, rank: int) -> Iterator[Row]:
    """Two lines per rule: its severity (the usual one is no deviation) and, where it is on trial, until when."""
    for row, columns in _lines(sheet, _HEADS[RULE_SHEET]):
        code = flat(_text(sheet.cell(row, columns["规则号"]))).upper()
        level = _row(sheet, rank, row, columns, "级别")
        usual = _text(sheet.cell(row, columns["原定级别"])) if "原定级别" in columns else ""
        if level.value and level.value == usual:
            level = replace(level, value=AS_USUAL)
        if code:
            yield replace(level, key=f"severities.{code}", label=code)
        if code and "试行到" in columns:
            until = _row(sheet, rank, row, columns, "试行到")
            gone = until.fault or until.value or not level.value
            yield replace(until, key=f"trial_until.{code}", label=code, value=until.value if gone else AS_USUAL)


def _lines(sheet: Sheet, wanted: set[str]) -> Iterator[tuple[int, dict[str, int]]]:
    header = _header(sheet, wanted)
    if header is not None:
        yield from ((row, header[1]) for row in list(sheet.rows)[:MOST_ROWS] if row > header[0])


def _row(sheet: Sheet, rank: int, row: int, columns: dict[str, int], name: str) -> Row:
    names = ("来源", "确定性", "施行日期")
    source, cert, day = (_text(sheet.cell(row, columns[each])) if each in columns else "" for each in names)
    cell, place = sheet.cell(row, columns[name]), address(row, columns[name])
    fault = _fault(cell) or _merged(sheet, row, columns[name])
    value = "" if fault else _text(cell)
    return Row((rank, row), f"{sheet.name}!{place}", "", "", value, source, cert, day, fault)


def _merged(sheet: Sheet, row: int, column: int) -> str:
    """What is wrong when a value's cell is merged with other rows: it would say the same of two settings."""
    area = sheet.area(row, column)
    return "和别的行合并成一格了,要取消合并、各写各的" if area[0] != area[2] else ""


def _fault(cell: Cell | None) -> str:
    if cell is None:
        return ""
    if cell.error is not None:
        return f"是错误值「{cell.error}」"
    return "是没有计算结果的公式" if cell.uncached else ""


def _text(cell: Cell | None) -> str:
    value = None if cell is None else cell.value
    if cell is None or value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime.datetime | datetime.date):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, Decimal):
        return plain_number(value * 100 if cell.percent else value)
    return str(value).replace("\r\n", "\n").strip()
