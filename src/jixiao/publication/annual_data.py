"""年度数据: what staff enter for the annual report because no round of the product knows it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from jixiao.forms.values import cell_text, value_at
from jixiao.publication.entries import Entry
from jixiao.records.numbers import read_amount
from jixiao.records.text import halfwidth, squeezed
from jixiao.workbook.grid import Grid, Sheet, address

BASICS, WORK, ITEMS, PARTS, GRADES, KINDS, PROSE = (
    "基本情况",
    "工作数据",
    "重点评价项目",
    "分项明细",
    "等级个数",
    "分类得分",
    "文字",
)
COLUMNS: Mapping[str, tuple[str, ...]] = {
    BASICS: ("事项", "内容"),
    WORK: ("环节", "事项", "数量", "单位", "属于", "出处"),
    ITEMS: ("主管单位", "项目名称", "类型", "项目个数", "金额(万元)", "得分", "等级"),
    PARTS: ("所属项目", "分项", "项目个数", "金额(万元)"),
    GRADES: ("等级", "个数"),
    KINDS: ("类别", "个数", "平均得分"),
    PROSE: ("章节", "内容"),
}
"""Sheets of the entry workbook with their headings."""
_NUMBERS = {"数量", "项目个数", "金额(万元)", "得分", "个数", "平均得分"}
_TOTAL = re.compile(r"合计|总计")
_EXAMPLE = re.compile(r"例[:：]")
_SEARCHED = 12


class DataError(ValueError):
    """The entry workbook cannot be used; the message says where and why and what to do, in Chinese."""


@dataclass(frozen=True)
class Line:
    """One line of a sheet: texts and numbers by heading, and where it stands (年度数据.xlsx!工作数据!第5行)."""

    where: str
    texts: Mapping[str, str]
    numbers: Mapping[str, Decimal | None]

    def text(self, heading: str) -> str:
        """What stands under a heading; "" where there is nothing."""
        return self.texts.get(heading, "")

    def number(self, heading: str) -> Decimal | None:
        """The number under a heading, None where there is none."""
        return self.numbers.get(heading)


@dataclass(frozen=True)
class YearData:
    """The entry workbook: lines by sheet, and the 合计 line of a sheet where it has one."""

    lines: Mapping[str, tuple[Line, ...]]
    totals: Mapping[str, Line]

    def of(self, sheet: str) -> tuple[Line, ...]:
        """The lines of a sheet; none where it is missing or empty."""
        return self.lines.get(sheet, ())

    def basic(self, name: str) -> str:
        """An entry of 基本情况; "" where it is not filled in."""
        return next((line.text("内容") for line in self.of(BASICS) if line.text("事项") == name), "")

    def prose(self, chapter: str) -> tuple[str, ...]:
        """The paragraphs that were written for a chapter."""
        return tuple(line.text("内容") for line in self.of(PROSE) if line.text("章节") == chapter)


EMPTY = YearData({}, {})


def with_evaluated(data: YearData, entries: Sequence[Entry]) -> YearData:
    """The data with 重点评价项目 out of evaluation lists and score sheets instead of typed in; an entry is one project.

    DataError when projects are typed in as well: nobody could tell which are the same.
    """
    if data.of(ITEMS):
        raise DataError(f"「{ITEMS}」填了 {len(data.of(ITEMS))} 行,又给了评价结果文件。两样只用一样,免得重复。")
    return YearData({**data.lines, ITEMS: tuple(_evaluated(entry) for entry in entries)}, data.totals)


def _evaluated(entry: Entry) -> Line:
    texts = {"主管单位": entry.department or entry.unit, "项目名称": entry.project, "等级": entry.grade}
    return Line(entry.source, texts, {"项目个数": Decimal(1), "金额(万元)": entry.amount, "得分": entry.score})


def read_data(path: Path) -> YearData:
    """The entry workbook; DataError with every cell that cannot be understood."""
    from jixiao.workbook.read_file import read_path

    read = read_path(path, is_form_text=lambda text: True)
    if not isinstance(read, Grid):
        raise DataError(f"「{path.name}」读不了:{read.detail}。请用 Excel 或 WPS 另存为 .xlsx 再用。")
    return data_of(read, path.name)


def data_of(grid: Grid, name: str) -> YearData:
    """The entries that a workbook holds, sheets found by their names, columns by their headings."""
    lines: dict[str, tuple[Line, ...]] = {}
    totals: dict[str, Line] = {}
    faults: list[str] = []
    for kind in COLUMNS:
        sheet = grid.sheet(kind)
        if sheet is None:
            continue
        own = list(_lines(sheet, kind, name, faults))
        lines[kind] = tuple(line for line in own if not _TOTAL.fullmatch(_first(line)))
        totals.update((kind, line) for line in own if _TOTAL.fullmatch(_first(line)))
    if not lines:
        wanted = "、".join(COLUMNS)
        raise DataError(f"「{name}」里没有年度数据的工作表({wanted})。请用 jixiao report template 生成的表填写。")
    if faults:
        raise DataError("\n".join(faults))
    return YearData(lines, totals)


def _first(line: Line) -> str:
    return squeezed(next((text for text in line.texts.values() if text), ""))


def _lines(sheet: Sheet, kind: str, name: str, faults: list[str]) -> Iterator[Line]:
    top, places = _headings(sheet, COLUMNS[kind])
    if not places:
        faults.append(f"{name}!{kind}:没有找到栏名({'、'.join(COLUMNS[kind])})。请不要改动栏名。")
        return
    for row in sorted(row for row in sheet.rows if row > top):
        texts = {head: halfwidth(cell_text(sheet.cell(row, column))) for head, column in places.items()}
        if not any(texts.values()) or _EXAMPLE.match(next(text for text in texts.values() if text)):
            continue
        if kind in (BASICS, PROSE):
            texts |= {"内容": cell_text(sheet.cell(row, places["内容"])).strip()} if "内容" in places else {}
        numbers = {}
        for head in _NUMBERS & places.keys():
            numbers[head] = _number(sheet, row, places[head], f"{name}!{kind}", head, faults)
        yield Line(f"{name}!{kind}!第{row}行", texts, numbers)


def _headings(sheet: Sheet, wanted: Sequence[str]) -> tuple[int, dict[str, int]]:
    names = {squeezed(head): head for head in wanted}
    for row in sorted(sheet.rows)[:_SEARCHED]:
        flats = ((squeezed(cell_text(cell)).rstrip("★*"), cell.column) for cell in sheet.rows[row])
        found = {names[flat]: column for flat, column in flats if flat in names}
        if len(found) >= 2:
            return row, found
    return 0, {}


def _number(sheet: Sheet, row: int, column: int, where: str, head: str, faults: list[str]) -> Decimal | None:
    value = value_at(sheet, row, column)
    if value.empty and not value.broken:
        return None
    amount = read_amount(value, "万元")
    if amount is None:
        seen = value.error or value.clean or "没有结果的公式"
        faults.append(f"{where}!{address(row, column)}:「{head}」填的是「{seen}」,不是数。请改成数字。")
    return amount.value if amount is not None else None
