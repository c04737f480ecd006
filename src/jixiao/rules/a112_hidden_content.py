"""A112 隐藏内容里有数据: hidden sheets, or hidden rows and columns beside a form, hold data."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator

from jixiao.forms.values import cell_text
from jixiao.records.book import Book
from jixiao.records.finding import Severity
from jixiao.records.indicator_form import IndicatorForm
from jixiao.records.regex import regex
from jixiao.records.text import means_nothing, shortened
from jixiao.rules.rule import Context, Hit, Rule, hit
from jixiao.workbook.grid import Area, Cell, Sheet, column_letters

_OUR_SHEETS = {"_jixiao", "校验结果", "计分明细", "整改通知", "问题清单及整改台账", "填报说明", "预警灯计算", "预警灯"}
# In a workbook of several forms they are numbered: 预警灯计算1, 预警灯计算2.
# Sheets that Excel and WPS keep for themselves.
_PROGRAM_SHEETS = regex(r"_xl(?:fn|nm|ws|pm).*|_56F9DC9755BA.*|WpsReserved_.*", re.IGNORECASE)


def _data(cell: Cell) -> bool:
    return cell.error is not None or cell.uncached or not means_nothing(cell_text(cell))


def _labels(book: Book, sheet: Sheet) -> set[str]:
    """Cells that only label a row: hiding an unused row 「其他资金」 or a template's spare indicator hides no data."""
    places: set[str] = set()
    for form in book.forms:
        if form.sheet == sheet.name and isinstance(form, IndicatorForm):
            places |= {row.label_cell for row in form.fund_rows()} | {row.level1_cell or "" for row in form.indicators}
            places |= {value.cell for row in form.indicators if row.placeholder for value in row.inputs()}
    return places


def _runs(numbers: Iterable[int]) -> list[tuple[int, int]]:
    """Contiguous stretches of numbers, first and last, ascending."""
    runs: list[tuple[int, int]] = []
    for number in sorted(numbers):
        if runs and runs[-1][1] == number - 1:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    return runs


def _first_inside(cells: list[tuple[Cell, Area]], hidden: frozenset[int], axis: int) -> dict[tuple[int, int], Cell]:
    """The first cell in each hidden stretch of rows (axis 0) or columns (axis 1); merged cells only if hidden whole."""
    runs = _runs(hidden)
    starts = [first for first, _ in runs]
    found: dict[tuple[int, int], Cell] = {}
    for cell, area in cells:
        index = bisect_right(starts, area[axis]) - 1
        if index >= 0 and area[axis + 2] <= runs[index][1]:
            found.setdefault(runs[index], cell)
    return found


def _hidden_parts(sheet: Sheet, labels: set[str]) -> Iterator[tuple[str, Cell]]:
    """Words for every hidden stretch with data, and its first data cell in reading order."""
    if not sheet.hidden_rows and not sheet.hidden_columns:
        return
    cells = [
        (cell, sheet.area(cell.row, cell.column))
        for row in sheet.rows.values()
        for cell in row
        if _data(cell) and cell.address not in labels
    ]
    for (first, last), cell in _first_inside(cells, sheet.hidden_rows, 0).items():
        yield f"第 {first if first == last else f'{first}—{last}'} 行", cell
    for (first, last), cell in _first_inside(cells, sheet.hidden_columns, 1).items():
        left, right = column_letters(first), column_letters(last)
        yield f"第 {left if first == last else f'{left}—{right}'} 列", cell


def _found(book: Book) -> Iterator[tuple[str, Sheet, Cell]]:
    with_form = {form.sheet for form in book.forms}
    for sheet in book.grid.sheets if book.grid else ():
        if sheet.state != "visible":
            own = sheet.name.rstrip("0123456789") in _OUR_SHEETS or _PROGRAM_SHEETS.fullmatch(sheet.name)
            first = next((cell for row in sheet.rows.values() for cell in row if _data(cell)), None)
            if first is not None and not own:
                yield f"工作表「{sheet.name}」", sheet, first
        elif sheet.name in with_form:
            for words, cell in _hidden_parts(sheet, _labels(book, sheet)):
                yield words, sheet, cell


def check(book: Book, context: Context) -> Iterator[Hit]:
    """One finding per hidden sheet, row stretch or column stretch with data, at its first data cell."""
    for region, sheet, cell in _found(book):
        seen = shortened(cell.error or cell_text(cell) or "公式", 24)
        yield hit(cell=cell.address, sheet=sheet.name, label=region, seen=seen, expected="不藏数据")


RULE = Rule(
    code="A112",
    name="隐藏内容里有数据",
    severity=Severity.VERIFY,
    basis="",
    message="隐藏的{label}里有数据(如「{seen}」)。",
    fix="取消隐藏后核对;用不着的,删除后再报。",
    check=check,
    on="workbook",
)
