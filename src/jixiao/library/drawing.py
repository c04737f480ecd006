"""The library workbook as people use it: 使用说明, indicators, 类别目录, 更新记录; the same bytes each time."""

from __future__ import annotations

import io
import math
import re
import zipfile
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from jixiao.library.columns import (
    CLASS_COLUMNS,
    CLASS_SHEET,
    COLUMNS,
    COMMON_SHEET,
    GUIDE_SHEET,
    HISTORY_COLUMNS,
    HISTORY_SHEET,
    INDUSTRY_SHEET,
    MOST_UNIT_SHEETS,
    UNIT_SHEET,
)
from jixiao.library.guide import GUIDE
from jixiao.library.merging import OUTCOMES, Merge
from jixiao.library.model import Library, LibraryIndicator
from jixiao.records.regex import regex

MERGE_SHEET = "合并报告"
SPARE_ROWS = 60
"""Empty rows with drop-downs below the last indicator of a sheet; further rows may be added as well."""
_BAND, _HEAD, _GREY = "D9E1F2", "1F4E79", "7F7F7F"
_FIXED_TIME = datetime(2026, 1, 1)
_MODIFIED = regex(rb"(<dcterms:modified[^>]*>)[^<]*")
_UNCOUNTED = regex(rb"(<f>COUNTIFS[^<]*</f>)(?:<v ?/>|<v></v>)")
_BAD_NAME = regex(r"[\[\]:*?/\\']")
_CENTRED = {"code", "scope", "sign", "value", "unit", "direction", "version", "status"}


def draw(library: Library) -> bytes:
    """The workbook's bytes, equal for equal content."""
    from openpyxl import Workbook

    book = Workbook()
    guide: Any = book.active
    guide.title = GUIDE_SHEET
    sheets = _by_sheet(library.indicators)
    for name, items in sheets:
        _draw_indicators(book.create_sheet(name), name, items)
    _draw_classes(book.create_sheet(CLASS_SHEET), library, [name for name, _ in sheets])
    _draw_history(book.create_sheet(HISTORY_SHEET), library)
    _draw_guide(guide, sheets)
    book.active = 1
    guide.sheet_view.tabSelected = False
    active = library.active()
    counts = [sum(item.kind == each.name and item.scope != "单位" for item in active) for each in library.classes]
    return _packed(book, "绩效指标库", counts)


def draw_merge(merge: Merge) -> bytes:
    """A workbook with the sheet 合并报告: one line per indicator that came in, those to look at first."""
    from openpyxl import Workbook

    book = Workbook()
    sheet: Any = book.active
    sheet.title = MERGE_SHEET
    columns = (("结果", 10), ("来件:行业/单位", 20), ("来件:二级指标", 16), ("来件:三级指标", 30), ("来件:目标", 18),
               ("本库:编号", 9), ("本库:三级指标", 30), ("说明", 46))  # fmt: skip
    counts = ",".join(f"{outcome} {merge.count(outcome)} 条" for outcome in OUTCOMES)
    _heading(sheet, f"合并报告:{counts}", columns)
    rank = {name: place for place, name in enumerate(("不一致", "疑似重复", "新增", "补充", "相同"))}
    for line in sorted(merge.lines, key=lambda line: rank[line.outcome]):
        item, ours = line.theirs, line.ours
        target = f"{item.sign}{item.value}{'' if item.unit == '日期' else item.unit}"
        texts = (line.outcome, item.owner or item.kind, item.level2, item.name, target,
                 ours.code if ours else "", ours.name if ours else "", line.words)  # fmt: skip
        _row(sheet, sheet.max_row + 1, texts, [width for _, width in columns], {0, 5})
    _finish(sheet, columns, "A3", sheet.max_row)
    return _packed(book, MERGE_SHEET)


def _by_sheet(items: Iterable[LibraryIndicator]) -> list[tuple[str, list[LibraryIndicator]]]:
    """Sheets in order: 共性, 行业, and a sheet per unit (one for all when there are too many, or none yet)."""
    listed = list(items)
    units: dict[str, list[LibraryIndicator]] = {}
    for item in listed:
        if item.scope not in ("共性", "行业"):
            units.setdefault(item.owner, []).append(item)
    own = [item for group in units.values() for item in group]
    sheets = [(name, [item for item in listed if item.scope == name[:2]]) for name in (COMMON_SHEET, INDUSTRY_SHEET)]
    if not units or len(units) > MOST_UNIT_SHEETS:
        return [*sheets, (UNIT_SHEET, own)]
    taken: set[str] = set()
    return [*sheets, *((_sheet_name(owner, taken), group) for owner, group in units.items())]


def _sheet_name(owner: str, taken: set[str]) -> str:
    """单位_某局 within 31 characters, without signs that sheet names may not have, one of a kind."""
    base = _BAD_NAME.sub("", f"{UNIT_SHEET[:2]}_{owner or '未写单位'}")[:28]
    name, number = base, 2
    while name in taken:
        name, number = f"{base}_{number}", number + 1
    taken.add(name)
    return name


# -- the sheets --------------------------------------------------------------------------------------------------------


def _draw_indicators(sheet: Any, name: str, items: Sequence[LibraryIndicator]) -> None:
    columns = [(column.heading, column.width) for column in COLUMNS]
    owner = items[0].owner if name.startswith(f"{UNIT_SHEET[:2]}_") and items else ""
    _heading(sheet, f"绩效指标库 · {owner or name}({len(items)} 条)", columns)
    centred = {place for place, column in enumerate(COLUMNS) if column.field in _CENTRED}
    widths = [column.width for column in COLUMNS]
    band = False
    for place, item in enumerate(items):
        row = sheet.max_row + 1
        band = band if place and items[place - 1].kind == item.kind else not band
        _row(
            sheet, row, [getattr(item, column.field) for column in COLUMNS], widths, centred, "EDF2F9" if band else None
        )
    last = max(sheet.max_row, 2) + SPARE_ROWS
    for place, column in enumerate(COLUMNS, 1):
        _choices(sheet, f"{_letter(place)}3:{_letter(place)}{last}", column.choices, strict=column.field != "level2")
    _retired_in_grey(sheet, f"A3:{_letter(len(COLUMNS))}{last}")
    sheet.auto_filter.ref = f"A2:{_letter(len(COLUMNS))}{max(sheet.max_row, 2)}"
    _finish(sheet, columns, "H3", sheet.max_row)


def _draw_classes(sheet: Any, library: Library, sheets: Sequence[str]) -> None:
    columns = [(heading, width) for _, heading, width in CLASS_COLUMNS]
    _heading(sheet, "类别目录", columns)
    for item in library.classes:
        row = sheet.max_row + 1
        count = "+".join(_counted(name, row) for name in sheets[:2])
        texts = (item.scope, item.name, f"={count}", "；".join(item.words), item.note)
        _row(sheet, row, texts, [width for _, width in columns], {0, 2})
        sheet.cell(row, 3).number_format = "0"
    last = sheet.max_row
    _choices(sheet, f"A3:A{last + SPARE_ROWS}", ("共性", "行业", "单位"), strict=True)
    sheet.auto_filter.ref = f"A2:{_letter(len(columns))}{last}"
    _finish(sheet, columns, "C3", last)


def _counted(name: str, row: int) -> str:
    kind, status = (_letter(1 + [column.field for column in COLUMNS].index(field)) for field in ("kind", "status"))
    return f"COUNTIFS('{name}'!${kind}:${kind},$B{row},'{name}'!${status}:${status},\"在用\")"


def _draw_history(sheet: Any, library: Library) -> None:
    columns = [(heading, width) for _, heading, width in HISTORY_COLUMNS]
    _heading(sheet, "更新记录", columns)
    for update in library.updates:
        texts = [getattr(update, field) for field, *_ in HISTORY_COLUMNS]
        _row(sheet, sheet.max_row + 1, texts, [width for _, width in columns], {0, 1, 3, 4})
    _finish(sheet, columns, "A3", sheet.max_row)


def _draw_guide(sheet: Any, sheets: Sequence[tuple[str, Sequence[LibraryIndicator]]]) -> None:
    from openpyxl.styles import Alignment, Font

    columns = (("", 16), ("", 96))
    _heading(sheet, "绩效指标库 · 使用说明", columns)
    sheet.delete_rows(2)
    for title, words in GUIDE:
        _row(sheet, sheet.max_row + 1, (title, words), [16, 96], set())
        sheet.cell(sheet.max_row, 1).font = Font(name="宋体", bold=True, color=_HEAD)
    _row(sheet, sheet.max_row + 2, ("跳到", ""), [16, 96], set(), _BAND)
    places = [(name, f"{len(items)} 条指标") for name, items in sheets]
    for name, words in [*places, (CLASS_SHEET, "类别和识别用词"), (HISTORY_SHEET, "什么时候改了什么")]:
        row = sheet.max_row + 1
        _row(sheet, row, (name, words), [16, 96], set())
        cell = sheet.cell(row, 1)
        cell.hyperlink = f"#'{name}'!A1"
        cell.font = Font(name="宋体", color="0563C1", underline="single")
        cell.alignment = Alignment(vertical="center", wrap_text=True)
    _finish(sheet, columns, None, sheet.max_row)


# -- looks -------------------------------------------------------------------------------------------------------------


def _heading(sheet: Any, title: str, columns: Sequence[tuple[str, float]]) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill

    sheet.cell(1, 1).value = title
    sheet.cell(1, 1).font = Font(name="黑体", size=15, color=_HEAD)
    sheet.cell(1, 1).alignment = Alignment(vertical="center")
    sheet.row_dimensions[1].height = 30
    for place, (name, _) in enumerate(columns, 1):
        cell = sheet.cell(2, place)
        cell.value = name
        cell.font = Font(name="宋体", bold=True, color="FFFFFF")
        cell.fill = PatternFill("solid", start_color=_HEAD)
        cell.alignment, cell.border = Alignment("center", "center", wrap_text=True), _border()
    sheet.row_dimensions[2].height = 22


def _row(
    sheet: Any, row: int, texts: Sequence[Any], widths: Sequence[float], centred: set[int], fill: str | None = None
) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill

    for place, text in enumerate(texts):
        cell = sheet.cell(row, place + 1)
        formula = isinstance(text, str) and re.match(r"=COUNTIFS\('", text)
        cell.value = text if text != "" else None
        if isinstance(text, str) and not formula:
            cell.data_type = "s" if text else cell.data_type  # 「=…」 out of a foreign library is text, never a formula
            cell.number_format = "@"
        cell.font = Font(name="宋体", size=10)
        cell.alignment = Alignment("center" if place in centred else "left", "center", wrap_text=True)
        cell.border = _border()
        if fill:
            cell.fill = PatternFill("solid", start_color=fill)
    high = max(
        _lines(str(text), width) for text, width in zip(texts, widths, strict=True) if not str(text).startswith("=")
    )
    sheet.row_dimensions[row].height = max(18, 13.5 * high + 4)


def _lines(text: str, width: float) -> int:
    wide = sum(2 if ord(sign) > 0x2E7F else 1.1 for sign in text)
    return max(1, math.ceil(wide / (width - 0.4)))


def _border() -> Any:
    from openpyxl.styles import Border, Side

    thin = Side(style="thin", color="BFBFBF")
    return Border(top=thin, bottom=thin, left=thin, right=thin)


def _choices(sheet: Any, area: str, choices: tuple[str, ...], *, strict: bool) -> None:
    from openpyxl.worksheet.datavalidation import DataValidation

    if choices:
        rule = DataValidation(type="list", formula1=f'"{",".join(choices)}"', allow_blank=True, showErrorMessage=True)
        rule.errorTitle, rule.error = "绩效指标库", "请从下拉列表里选。"
        rule.errorStyle = "stop" if strict else "warning"
        rule.add(area)
        sheet.add_data_validation(rule)


def _retired_in_grey(sheet: Any, area: str) -> None:
    from openpyxl.formatting.rule import FormulaRule
    from openpyxl.styles import Font

    status = _letter(1 + [column.field for column in COLUMNS].index("status"))
    sheet.conditional_formatting.add(area, FormulaRule([f'${status}3="停用"'], font=Font(color="A6A6A6", strike=True)))


def _letter(place: int) -> str:
    from openpyxl.utils import get_column_letter

    return str(get_column_letter(place))


def _finish(sheet: Any, columns: Sequence[tuple[str, float]], freeze: str | None, last: int) -> None:
    for place, (_, width) in enumerate(columns, 1):
        sheet.column_dimensions[_letter(place)].width = width
    sheet.freeze_panes = freeze
    sheet.sheet_view.showGridLines = False
    if freeze:
        sheet.print_title_rows = "1:2"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.print_options.horizontalCentered = True
    margins = sheet.page_margins
    margins.left = margins.right = 0.4
    margins.top, margins.bottom, margins.header, margins.footer = 0.5, 0.55, 0.3, 0.3
    sheet.oddFooter.center.text = "第 &P 页 共 &N 页"
    sheet.print_area = f"A1:{_letter(len(columns))}{max(last, 3)}"


def _packed(book: Any, title: str, counts: Sequence[int] = ()) -> bytes:
    """The bytes without clock or machine; `counts` are the results of the formulas, in their order."""
    left = iter(counts)
    book.properties.created = book.properties.modified = _FIXED_TIME
    book.properties.creator, book.properties.title = "", title
    raw, out = io.BytesIO(), io.BytesIO()
    book.save(raw)
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(out, "w") as target:
        for item in source.infolist():
            data = source.read(item)
            if item.filename == "docProps/core.xml":  # the library writes the clock into it whatever it is told
                data = _MODIFIED.sub(rb"\g<1>2026-01-01T00:00:00Z", data)
            elif item.filename.startswith("xl/worksheets/"):
                data = _UNCOUNTED.sub(lambda found: b"%s<v>%d</v>" % (found[1], next(left)), data)
            entry = zipfile.ZipInfo(item.filename, (1980, 1, 1, 0, 0, 0))
            entry.compress_type, entry.create_system, entry.external_attr = zipfile.ZIP_DEFLATED, 0, 0
            target.writestr(entry, data, compresslevel=6)
    return out.getvalue()
