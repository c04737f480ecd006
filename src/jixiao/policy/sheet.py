"""The sheet 「口径参数」: lines written as an .xlsx for a clerk to edit, and read back with their cells."""

from __future__ import annotations

import datetime
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from jixiao.policy.profile_files import PolicyError
from jixiao.policy.spelling import plain_number

SHEET = "口径参数"
COLUMNS = ("代号", "名称", "值", "怎么写", "来源", "确定性", "施行日期")
WIDTHS = (11, 28, 46, 40, 34, 8, 12)
INTRO = (
    "口径参数:本县的等级、分值、算法、预警和通知写法。只改「值」一列,改后保存,校验时指定这个文件即可;"
    "留空表示沿用基础口径。确定性:A 原文或公开表亲见,B 公开规定、未核到原文,C 建议值,B、C 两类请对照本地文件后再用。"
)
MOST_ROWS = 2000  # a policy has some sixty lines; more is a stray format, not a policy
VALUE_COLUMN = COLUMNS.index("值")


@dataclass(frozen=True)
class Line:
    """One line to write: a setting or a head entry such as the name; `choices` becomes a drop-down list."""

    key: str
    label: str
    value: str
    how: str
    source: str = ""
    cert: str = ""
    effective: str = ""
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Row:
    """One line as found: the address of its value (口径参数!C7), its texts, and what is broken about the value."""

    number: int
    cell: str
    key: str
    label: str
    value: str
    source: str
    cert: str
    effective: str
    fault: str = ""


def write_sheet(lines: Iterable[Line], path: Path) -> None:
    """Write the lines as a workbook; OSError when the place cannot be written."""
    from openpyxl import Workbook

    book = Workbook()
    sheet: Any = book.active
    sheet.title = SHEET
    sheet.append([INTRO])
    sheet.append(COLUMNS)
    for line in lines:
        sheet.append([line.key, line.label, line.value, line.how, line.source, line.cert, line.effective])
        _choices(sheet, line.choices)
    _looks(sheet)
    book.save(path)


def _choices(sheet: Any, choices: tuple[str, ...]) -> None:
    from openpyxl.worksheet.datavalidation import DataValidation

    if choices:
        rule = DataValidation(type="list", formula1=f'"{",".join(choices)}"', allow_blank=True, showErrorMessage=True)
        rule.errorTitle, rule.error = "口径参数", f"只能写{'或'.join(choices)}"
        rule.add(f"C{sheet.max_row}")
        sheet.add_data_validation(rule)


def _looks(sheet: Any) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    for index, width in enumerate(WIDTHS, 1):
        sheet.column_dimensions[get_column_letter(index)].width = width
    for row in sheet.iter_rows(min_row=2):
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.number_format = "@"  # or Excel turns 11月5日 into a date
        sheet.row_dimensions[row[0].row].height = 16 * max(map(_lines, row[1:], WIDTHS[1:]))
        row[0].font = Font(color="808080", size=9)
        row[VALUE_COLUMN].fill = PatternFill("solid", start_color="FFF8DC")
    for cell in sheet[2]:
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", start_color="D9E1F2")
    sheet.column_dimensions["A"].hidden = True  # the names within the program are for the reader, not for the clerk
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(COLUMNS))
    sheet["A1"].alignment = Alignment(wrap_text=True, vertical="center")
    sheet.row_dimensions[1].height = 36
    sheet.freeze_panes = "D3"
    sheet.print_title_rows = "2:2"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight = 0
    sheet.print_options.gridLines = True
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


def _lines(cell: Any, width: int) -> int:
    """Lines that a cell needs at a width in half-width characters: no program fits heights to what another wrote."""
    wide = (sum(1 + (ord(sign) > 255) for sign in line) for line in str(cell.value or "").split("\n"))
    return sum(1 + each // (width - 2) for each in wide)


def read_sheet(path: Path) -> list[Row]:
    """The lines of a policy workbook in order; PolicyError when there is no such file, workbook or sheet."""
    from openpyxl import load_workbook

    if not path.is_file():
        raise PolicyError(f"口径工作簿「{path.name}」找不到,请核对文件名和所在文件夹。")
    try:
        with path.open("rb") as file:
            found = _find(load_workbook(file, read_only=True, data_only=True))
        with path.open("rb") as file:
            formulas = _find(load_workbook(file, read_only=True)) if found else None
    except Exception as error:  # openpyxl raises whatever the broken part makes fail; to the clerk it is one thing
        raise PolicyError(
            f"口径工作簿「{path.name}」打不开:不是 xlsx 工作簿、已损坏或设了打开密码。"
            "请用 Excel 或 WPS 另存为不加密的 .xlsx 后再用。"
        ) from error
    if not found:
        raise PolicyError(
            f"口径工作簿「{path.name}」里没有「{SHEET}」表(要有「代号」和「值」两列)。请先导出一份口径工作簿,在它上面改。"
        )
    return list(_rows(*found, formulas))


Cells = list[tuple[Any, ...]]


def _find(book: Any) -> tuple[str, Cells] | None:
    """Title and cells of the sheet 口径参数, or else of the first that has its header."""
    for sheet in sorted(book.worksheets, key=lambda each: each.title != SHEET):
        sheet.reset_dimensions()  # the recorded extent may be wrong in files that other programs wrote
        cells = list(sheet.iter_rows(max_row=MOST_ROWS, max_col=30))
        if _header(cells):
            return sheet.title, cells
    return None


def _header(cells: Cells) -> tuple[int, dict[str, int]] | None:
    for index, row in enumerate(cells[:30]):
        columns = {_flat(cell.value): place for place, cell in enumerate(row) if cell.value is not None}
        if "代号" in columns and "值" in columns:
            return index, columns
    return None


def _flat(value: Any) -> str:
    return unicodedata.normalize("NFKC", str(value)).replace(" ", "").replace("\n", "")


def _rows(title: str, cells: Cells, formulas: tuple[str, Cells] | None) -> Iterator[Row]:
    header = _header(cells)
    if header is None:
        return
    top, columns = header
    for index in range(top + 1, len(cells)):
        texts = {name: _text(_at(cells[index], columns.get(name))) for name in COLUMNS}
        if not any(texts.values()):
            continue
        place = columns["值"]
        fault = _fault(_at(cells[index], place), _at(formulas[1][index], place) if formulas else None)
        yield Row(
            number=index + 1,
            cell=f"{title}!{_letter(place)}{index + 1}",
            key=_flat(texts["代号"]),
            label=texts["名称"],
            value="" if fault else texts["值"],
            source=texts["来源"],
            cert=texts["确定性"],
            effective=texts["施行日期"],
            fault=fault,
        )


def _letter(place: int) -> str:
    from openpyxl.utils import get_column_letter

    return get_column_letter(place + 1)


def _at(row: tuple[Any, ...], place: int | None) -> Any:
    return row[place] if place is not None and place < len(row) else None


def _fault(cell: Any, formula: Any) -> str:
    if cell is not None and cell.data_type == "e":
        return f"是错误值「{cell.value}」"
    if formula is not None and formula.data_type == "f" and (cell is None or cell.value is None):
        return "是没有计算结果的公式"
    return ""


def _text(cell: Any) -> str:
    value = None if cell is None else cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime.datetime | datetime.date):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, int | float):
        number = Decimal(str(value))
        return plain_number(number * 100 if "%" in str(cell.number_format) else number)
    return str(value).replace("\r\n", "\n").strip()
