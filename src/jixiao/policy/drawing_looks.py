"""How the sheets of a policy workbook look: headings, bands, rows that fit their text, drop-downs, the printed page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

_NOTES = ("怎么写", "代号", "原定级别")
WIDE = {"说明", "值", "怎么写", "来源", "名称", "规则名称"}
INPUTS = {"值", "来源", "确定性", "施行日期", "级别", "试行到"}
_BAND, HEAD_COLOUR, _INPUT, _GREY = "D9E1F2", "1F4E79", "FFF8DC", "595959"


def heading(sheet: Any, title: str, columns: Sequence[tuple[str, int]]) -> None:
    """The title in row 1 and the headings of (name, width) columns in row 2."""
    from openpyxl.styles import Alignment, Font, PatternFill

    first = 2 if columns[0][0] == "代号" else 1  # a title in a hidden column would not be seen
    sheet.cell(1, first).value = title
    sheet.cell(1, first).font = Font(name="黑体", size=15, color=HEAD_COLOUR)
    sheet.cell(1, first).alignment = Alignment(vertical="center")
    sheet.row_dimensions[1].height = 30
    for column, (name, _) in enumerate(columns, 1):
        cell = sheet.cell(2, column)
        cell.value = name
        cell.font = Font(name="宋体", bold=True, color="FFFFFF")
        cell.fill = PatternFill("solid", start_color=HEAD_COLOUR)
        cell.alignment, cell.border = Alignment("center", "center"), _border()
    sheet.row_dimensions[2].height = 20


def band(sheet: Any, row: int, words: str, width: int) -> None:
    """A coloured line over so many columns that begins a section."""
    from openpyxl.styles import Alignment, Font, PatternFill

    for column in range(1, width + 1):
        cell = sheet.cell(row, column)
        cell.fill, cell.border = PatternFill("solid", start_color=_BAND), _border(sides=False)
    cell = sheet.cell(row, 2 if sheet.cell(2, 1).value == "代号" else 1)
    cell.value, cell.font = words, Font(name="黑体", size=12, color=HEAD_COLOUR)
    cell.alignment = Alignment(vertical="center")
    sheet.row_dimensions[row].height = 22


def put_row(
    sheet: Any,
    row: int,
    texts: Sequence[str],
    columns: Sequence[tuple[str, int]],
    more_inputs: Iterable[str] = (),
) -> None:
    """One line of texts, one for each column; columns of INPUTS and `more_inputs` may be changed, others are locked."""
    from openpyxl.styles import Alignment, Font, PatternFill, Protection

    inputs = INPUTS | set(more_inputs)
    for column, (text, (name, _)) in enumerate(zip(texts, columns, strict=True), 1):
        cell = sheet.cell(row, column)
        cell.value = text or None
        cell.number_format = "@"  # or Excel turns 11月5日 into a date
        note = name in _NOTES
        cell.font = Font(name="宋体", size=9 if note else 10.5, color=_GREY if note else None, bold=name in ("级别",))
        place = "left" if name in WIDE else "center"
        cell.alignment = Alignment(place, "center", wrap_text=True, indent=int(name in WIDE))
        cell.border = _border()
        cell.protection = Protection(locked=name not in inputs)
        if name in ("值", "级别", "试行到") or name in more_inputs:
            cell.fill = PatternFill("solid", start_color=_INPUT)
    high = max(
        (lines_of_text(text, width) for text, (name, width) in zip(texts, columns, strict=True) if name != "代号")
    )
    sheet.row_dimensions[row].height = min(409, max(18, 14.5 * high + 3))  # no row can be higher


def _border(*, sides: bool = True) -> Any:
    from openpyxl.styles import Border, Side

    thin = Side(style="thin", color="BFBFBF")
    return Border(top=thin, bottom=thin, left=thin if sides else None, right=thin if sides else None)


def lines_of_text(text: str, width: int) -> int:
    """Lines that a cell needs at a width in half-width characters: no program fits heights to what another wrote."""
    wide = (sum(1 + (ord(sign) > 255) for sign in line) for line in text.split("\n"))
    return sum(max(1, -(-each // (width - 2))) for each in wide)


def choices_in(sheet: Any, area: str, choices: tuple[str, ...]) -> None:
    """A drop-down of a few choices over an area (C3:C40); nothing where there are none."""
    from openpyxl.worksheet.datavalidation import DataValidation

    if choices:
        rule = DataValidation(type="list", formula1=f'"{",".join(choices)}"', allow_blank=True, showErrorMessage=True)
        rule.errorTitle, rule.error = "口径参数", f"只能写{'或'.join(choices)}"
        rule.add(area)
        sheet.add_data_validation(rule)


def finish(sheet: Any, columns: Sequence[tuple[str, int]], freeze: str | None, last: int) -> None:
    """Widths, frozen headings, protection without a password against slips, and the printed page."""
    from openpyxl.utils import get_column_letter

    for column, (_, width) in enumerate(columns, 1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.freeze_panes = freeze
    sheet.sheet_view.showGridLines = False
    sheet.protection.sheet = True
    for freedom in ("formatRows", "formatColumns", "formatCells", "insertRows", "deleteRows", "sort", "autoFilter"):
        setattr(sheet.protection, freedom, False)  # False means: not forbidden
    if freeze:
        sheet.print_title_rows = "1:2"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_options.horizontalCentered = True
    margins = sheet.page_margins
    margins.left = margins.right = 0.4
    margins.top, margins.bottom, margins.header, margins.footer = 0.5, 0.55, 0.3, 0.3
    sheet.oddFooter.center.text = "第 &P 页 共 &N 页"
    sheet.print_area = f"A1:{get_column_letter(len(columns))}{last}"
