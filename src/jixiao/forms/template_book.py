"""What our template workbooks share: looks, marks by hidden list, identity, protection, equal bytes each time."""

from __future__ import annotations

import io
import math
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from copy import copy
from decimal import Decimal
from typing import Any
from weakref import WeakKeyDictionary

from jixiao.forms.declaration import Form
from jixiao.policy.model import Policy
from jixiao.workbook.grid import address, column_letters, position

RESULT_SHEETS = ("校验结果", "计分明细")
GUIDE_SHEET = "填报说明"
IDENTITY_SHEET = "_jixiao"
MARK_ROWS = 400
ROW_HEIGHT, LINE_HEIGHT = 27, 13.5
FORMATS = {"money": "#,##0.00####", "points": "0.00", "percent": "0.00%", "code": "@"}
# The same light fills and dark type that marks have in workbooks which are not ours.
MARK_COLOURS = {"必须改": ("9C0006", "FFC7CE"), "请核实": ("7F6000", "FFEB9C"), "提示": ("1F4E79", "DDEBF7")}
LABEL_FILL, FORMULA_FILL = "EDEDED", "F7F7F7"
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_CORE = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<cp:coreProperties xmlns:cp="http://schemas.openxmlformats'
    '.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl'
    '.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>{title}</dc:title><dc:creator>'
    '</dc:creator><dcterms:created xsi:type="dcterms:W3CDTF">2026-01-01T00:00:00Z</dcterms:created><dcterms:modified '
    'xsi:type="dcterms:W3CDTF">2026-01-01T00:00:00Z</dcterms:modified></cp:coreProperties>'
)
_APP = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Properties xmlns="http://schemas.openxmlformats.org/'
    'officeDocument/2006/extended-properties"><Application>Microsoft Excel</Application></Properties>'
)

Scalar = str | int | Decimal | None
Area = tuple[int, int, int, int]


def level_groups(form: Form, first: int, rows: Callable[[str], int]) -> Iterator[tuple[str, str, int, int]]:
    """Level-1 label, level-2 label, first and last row of each group of indicator rows from row `first` on.

    `rows` says how many a level-2 label below a level 1 usually gets; the form's own shape goes before.
    """
    usual = [(one, two, rows(one)) for one, level2s in form.level1 for two in level2s]
    for level1, level2, count in form.shape or usual:
        yield level1, level2, first, first + count - 1
        first += count


def a1(area: Area) -> str:
    """The area as A1 text: one cell or first:last."""
    first, last = address(area[0], area[1]), address(area[2], area[3])
    return first if first == last else f"{first}:{last}"


def lay(sheet: Any, area: Area, value: object = None, **look: Any) -> None:
    """Put a value into an area (merged when it is more than one cell) with font, border, fill, alignment and lock.

    Looks: size, bold, font, fill, color, horizontal, vertical, format, border (default yes), locked (default yes).
    """
    looks = _LOOKS.setdefault(sheet.parent, {})
    key = tuple(sorted(look.items()))
    for row in range(area[0], area[2] + 1):
        for column in range(area[1], area[3] + 1):
            cell = sheet.cell(row, column)
            if key in looks:
                cell._style = copy(looks[key])  # openpyxl looks styles up one by one, which is half of all drawing
            else:
                _dress(cell, look)
                looks[key] = copy(cell._style)
    sheet.cell(area[0], area[1]).value = value
    if area[:2] != area[2:]:
        sheet.merge_cells(a1(area))


_LOOKS: WeakKeyDictionary[Any, dict[tuple[tuple[str, Any], ...], Any]] = WeakKeyDictionary()
"""Workbook → look → openpyxl's own row of style numbers."""


def _dress(cell: Any, look: Mapping[str, Any]) -> None:
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side

    edge = Side(style="thin", color="000000")
    cell.font = Font(
        name=look.get("font", "宋体"),
        size=look.get("size", 10.5),
        bold=look.get("bold", False),
        color=look.get("color"),
    )
    cell.alignment = Alignment(look.get("horizontal", "center"), look.get("vertical", "center"), wrap_text=True)
    if look.get("border", True):
        cell.border = Border(edge, edge, edge, edge)
    if look.get("fill"):
        cell.fill = PatternFill("solid", fgColor=look["fill"])
    cell.number_format = look.get("format") or "General"
    cell.protection = Protection(locked=look.get("locked", True))


def prompt(
    sheet: Any, areas: Iterable[Area], title: str, hint: str, kind: str = "text", choices: tuple[str, ...] = ()
) -> None:
    """An input message for areas, with a drop-down for choices or limits for money (≥ 0) and points (0–100)."""
    from openpyxl.worksheet.datavalidation import DataValidation

    rule = _limits(kind, choices)
    if rule:
        rule |= {"showErrorMessage": True, "errorTitle": title[:32]}
    if hint:
        rule |= {"showInputMessage": True, "promptTitle": title[:32], "prompt": hint[:255]}
    validation = DataValidation(allow_blank=True, **rule)
    for area in areas:
        validation.add(a1(area))
    sheet.add_data_validation(validation)


def _limits(kind: str, choices: tuple[str, ...]) -> dict[str, Any]:
    """What a cell accepts, in the words of openpyxl; empty where anything goes."""
    if choices:
        listed = '"' + ",".join(choices) + '"'
        return {"type": "list", "formula1": listed, "error": "请从下拉列表里选。", "errorStyle": "warning"}
    if kind == "money":
        error = "请填不小于 0 的数,单位万元。"
        return {"type": "decimal", "operator": "greaterThanOrEqual", "formula1": "0", "error": error}
    if kind == "points":
        error = "请填 0 到 100 的数。"
        return {"type": "decimal", "operator": "between", "formula1": "0", "formula2": "100", "error": error}
    return {}


def growing(sheet: Any, rows: range, column: int) -> None:
    """Let rows grow with their text from about two lines on; `column` is an unused one beyond the print area."""
    from openpyxl.styles import Font

    # A height that is not marked as set by hand is fitted anew when somebody types in the row; the large font of an
    # empty cell keeps the row from shrinking to one line then.
    for row in rows:
        sheet.row_dimensions[row].height = ROW_HEIGHT
        sheet.cell(row, column).font = Font(name="宋体", size=19)
    sheet.column_dimensions[column_letters(column)].width = 1.5


def reads_marks(sheet: Any, area: Area) -> None:
    """Conditional formats over an area that show the cells listed on the hidden sheet, gravest severity first."""
    from openpyxl.formatting.rule import Rule
    from openpyxl.styles import Font, PatternFill
    from openpyxl.styles.differential import DifferentialStyle

    place = f'"{sheet.title}!"&ADDRESS(ROW(),COLUMN(),4)'
    for severity, (color, fill) in MARK_COLOURS.items():
        style = DifferentialStyle(font=Font(bold=True, color=color), fill=PatternFill(bgColor=fill, fill_type="solid"))
        formula = f'COUNTIFS(_jx_marks,{place},_jx_severities,"{severity}")>0'
        sheet.conditional_formatting.add(
            a1(area), Rule(type="expression", formula=[formula], dxf=style, stopIfTrue=True)
        )


def protect(sheet: Any) -> None:
    """Protection without a password, against slips: rows may be inserted, hidden and made higher."""
    sheet.protection.sheet = True
    for freedom in ("formatRows", "formatColumns", "insertRows"):
        setattr(sheet.protection, freedom, False)  # False means: not forbidden


def page(sheet: Any, *, landscape: bool, repeat: int | None, last: Area, paper: int = 9) -> None:
    """A4 (paper 9, A3 is 8), fit to width, centred, print titles and page numbers."""
    sheet.page_setup.paperSize = paper
    sheet.page_setup.orientation = "landscape" if landscape else "portrait"
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.print_options.horizontalCentered = True
    margins = sheet.page_margins
    margins.left = margins.right = 0.5
    margins.top, margins.bottom, margins.header, margins.footer = 0.6, 0.6, 0.3, 0.3
    sheet.oddFooter.center.text = "第 &P 页 共 &N 页"
    sheet.print_area = a1(last)
    if repeat:
        sheet.print_title_rows = f"{repeat}:{repeat}"


def add_hidden(book: Any, form: Form, policy: Policy, formulas: Iterable[str], year: int | None) -> None:
    """The hidden sheets and names: identity, mark list, result sheets, and a name for every formula cell."""
    from openpyxl.workbook.defined_name import DefinedName

    for name in RESULT_SHEETS:
        book.create_sheet(name).sheet_state = "hidden"
    sheet = book.create_sheet(IDENTITY_SHEET)
    sheet.sheet_state = "veryHidden"
    identity = {
        "form": form.code,
        "version": form.version,
        "policy": policy.name,
        "template": f"{form.code}-{form.version}",
        "year": str(year or ""),
    }
    for row, (key, value) in enumerate(identity.items(), 1):
        sheet.cell(row, 1).value, sheet.cell(row, 2).value = key, value
        sheet.cell(row, 2).number_format = "@"
    names = {
        "_jx_marks": f"{IDENTITY_SHEET}!$D$1:$D${MARK_ROWS}",
        "_jx_severities": f"{IDENTITY_SHEET}!$E$1:$E${MARK_ROWS}",
    }
    for number, cell in enumerate(formulas, 1):
        row, column = position(cell)
        absolute = f"${column_letters(column)}${row}"
        names[f"_jxf_{number}"] = f"{form.sheet_name}!{absolute}"
    for name, text in names.items():
        book.defined_names[name] = DefinedName(name, attr_text=text, hidden=True)


def packed(book: Any, form: Form, results: Mapping[str, Scalar]) -> bytes:
    """The workbook's bytes, equal for equal content; `results` are the cached values of the form sheet's formulas."""
    raw = io.BytesIO()
    book.save(raw)
    with zipfile.ZipFile(raw) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    parts |= document_properties(form.title)
    parts["xl/worksheets/sheet1.xml"] = with_values(parts["xl/worksheets/sheet1.xml"], {}, results)
    return zipped(parts)


def document_properties(title: str) -> dict[str, bytes]:
    """The parts that say what a document is, without author and clock."""
    return {"docProps/core.xml": _CORE.format(title=title).encode(), "docProps/app.xml": _APP.encode()}


def zipped(parts: Mapping[str, bytes]) -> bytes:
    """A zip of parts in their order that holds no clock and no machine."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type, entry.create_system, entry.external_attr = zipfile.ZIP_DEFLATED, 0, 0
            target.writestr(entry, content, compresslevel=6)
    return out.getvalue()


def with_values(xml: bytes, inputs: Mapping[str, Scalar], results: Mapping[str, Scalar]) -> bytes:
    """A worksheet part with input cells set (a formula there goes) and cached results set beside formulas.

    KeyError(address) when the sheet has no such cell.
    """
    from lxml import etree

    root = etree.fromstring(xml)
    cells = {cell.get("r"): cell for cell in root.iter(f"{_MAIN}c")}
    for place, value in inputs.items():
        _set(cells[place], value)
    for place, value in results.items():
        if place not in inputs:
            _set(cells[place], value, keep_formula=True)
    _fit_rows(root, inputs)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


def _fit_rows(root: Any, inputs: Mapping[str, Scalar]) -> None:
    """Make growing rows as high as the longest text put into them, and leave them free to grow."""
    widths = {int(one.get("min")): float(one.get("width")) for one in root.iter(f"{_MAIN}col")}
    lines: dict[int, int] = {}
    for place, value in inputs.items():
        row, column = position(place)
        # a Chinese character takes two of the units in which column widths are told, and the edges take one
        taken = sum(2 if ord(letter) > 0x2E7F else 1.1 for letter in str(value or ""))
        lines[row] = max(lines.get(row, 1), math.ceil(taken / (widths.get(column, 9) - 1)))
    for row in root.iter(f"{_MAIN}row"):
        if row.get("ht") == str(ROW_HEIGHT):
            row.attrib.pop("customHeight", None)
            row.set("ht", str(max(ROW_HEIGHT, LINE_HEIGHT * lines.get(int(row.get("r")), 1) + 3)))


def _set(cell: Any, value: Scalar, *, keep_formula: bool = False) -> None:
    from lxml import etree

    formula = cell.find(f"{_MAIN}f") if keep_formula else None
    for child in list(cell):
        cell.remove(child)
    cell.attrib.pop("t", None)
    if formula is not None:
        cell.append(formula)
        formula.tail = None
    if formula is not None and (value is None or isinstance(value, str)):
        cell.set("t", "str")
        etree.SubElement(cell, f"{_MAIN}v").text = value or ""
    elif isinstance(value, str) and value:
        cell.set("t", "inlineStr")
        text = etree.SubElement(etree.SubElement(cell, f"{_MAIN}is"), f"{_MAIN}t")
        text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        text.text = value
    elif isinstance(value, int | Decimal):
        etree.SubElement(cell, f"{_MAIN}v").text = format(value, "f") if isinstance(value, Decimal) else str(value)
