"""Drawing the sheet 「试算」 of the F04 template, and sharing its formulas down their columns."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from jixiao.forms.declaration import Form
from jixiao.forms.native_words import unit_table
from jixiao.forms.template_book import FORMATS, FORMULA_FILL, LABEL_FILL, a1, lay, page
from jixiao.forms.template_trial import (
    COLUMNS,
    EXECUTION,
    FIRST,
    HEADS,
    HIDDEN_FIRST,
    HIDDEN_LAST,
    LAST,
    SUMMARY,
    formulas,
    shared_columns,
    summary_places,
    units_area,
)
from jixiao.policy.model import Policy
from jixiao.records.numbers import plain
from jixiao.workbook.grid import column_letters

WIDTHS = (7, 25, 16, 15, 24, 7.5, 9.5, 9.5, 8)
HEADINGS = ("表中行", "三级指标", "目标读作", "完成读作", "指标校验", "分值", "按口径\n应得分", "填报\n得分", "差")
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RED, _AMBER = ("9C0006", "FFC7CE"), ("7F6000", "FFEB9C")


def draw(sheet: Any, form: Form, policy: Policy) -> None:
    """Draw the whole trial on an empty openpyxl sheet."""
    for number, width in enumerate(WIDTHS, 1):
        sheet.column_dimensions[column_letters(number)].width = width
    wide = len(COLUMNS)
    lay(sheet, (1, 1, 1, wide), "试算", font="黑体", size=18, border=False)
    lay(sheet, (2, 1, 2, wide), None, size=12, border=False)
    lay(sheet, (3, 1, 3, wide), _note(policy), horizontal="left", size=9.5, border=False)
    for row, height in ((1, 32), (2, 20), (3, 46), (SUMMARY, 24), (SUMMARY + 1, 24), (HEADS, 32), (EXECUTION, 24)):
        sheet.row_dimensions[row].height = height
    _draw_summary(sheet)
    for number, heading in enumerate(HEADINGS, 1):
        lay(sheet, (HEADS, number, HEADS, number), heading, fill=LABEL_FILL, bold=True)
        _draw_body(sheet, number)
    sheet.cell(EXECUTION, 2).value = "预算执行率"
    _draw_hidden(sheet)
    for place, formula in formulas(form, policy).items():
        sheet[place] = f"={formula}"
    _colour(sheet, policy)
    sheet.protection.sheet = True
    for freedom in ("formatRows", "formatColumns"):
        setattr(sheet.protection, freedom, False)  # False means: not forbidden
    page(sheet, landscape=False, repeat=None, last=(1, 1, LAST, wide))
    sheet.page_setup.fitToHeight = 1
    sheet.freeze_panes = f"A{HEADS + 1}"
    sheet.sheet_view.showGridLines = False


def _note(policy: Policy) -> str:
    reverse = "目标÷完成" if policy.reverse == "ratio" else "1−(完成−目标)÷目标"
    return (
        f"这一页照自评表上填的数,按「{policy.title}」口径自动计算,供报送前自己核对,不用填写。"
        f"反向指标(≤)超出目标的按 {reverse} 计分。"
        "定性指标和写成日期的指标算不出分,合计时先用填报得分;读法不对的,把指标值改写成「符号+数+单位」。"
        "应得分以财政部门校验结果为准。"
    )


def _draw_summary(sheet: Any) -> None:
    at = summary_places()
    labels = (("按口径总分", 1, 2), ("按口径等级", 4, 4), ("填报总分", 6, 7))
    for label, first, last in labels:
        lay(sheet, (SUMMARY, first, SUMMARY, last), label, fill=LABEL_FILL, bold=True)
    for label, first, last in (("填报与口径相差", 1, 2), ("填报等级", 4, 4)):
        lay(sheet, (SUMMARY + 1, first, SUMMARY + 1, last), label, fill=LABEL_FILL, bold=True)
    for role in ("due", "grade", "apart", "claimed_grade"):
        cell = sheet[at[role]]
        look = {"format": FORMATS["points"]} if role in ("due", "apart") else {}
        lay(sheet, (cell.row, cell.column, cell.row, cell.column), None, bold=True, fill=FORMULA_FILL, **look)
    top = (SUMMARY, 8, SUMMARY, 9)
    lay(sheet, top, None, bold=True, fill=FORMULA_FILL, format=FORMATS["points"])
    lay(sheet, (SUMMARY + 1, 6, SUMMARY + 1, 9), None, size=9.5, fill=FORMULA_FILL)


def _draw_body(sheet: Any, number: int) -> None:
    role = COLUMNS[number - 1]
    kind = FORMATS["points"] if role in ("due", "claimed", "apart") else None
    left = "left" if role in ("name", "verdict") else "center"
    for row in range(EXECUTION, LAST + 1):
        lay(sheet, (row, number, row, number), None, size=9.5, horizontal=left, format=kind, border=row == EXECUTION)
        if number == 1 and row > EXECUTION:
            sheet.row_dimensions[row].height = 24


def _draw_hidden(sheet: Any) -> None:
    column, first, _ = units_area()
    for row, (name, base, factor) in enumerate(unit_table(), first):
        sheet.cell(row, column).value, sheet.cell(row, column + 1).value = name, base
        sheet.cell(row, column + 2).value = float(factor)
    for number in range(HIDDEN_FIRST, HIDDEN_LAST + 1):
        sheet.column_dimensions[column_letters(number)].hidden = True


def _colour(sheet: Any, policy: Policy) -> None:
    """Red where claimed and due part, amber where a target is missed, lines around the rows in use."""
    from openpyxl.formatting.rule import Rule
    from openpyxl.styles import Border, Font, PatternFill, Side
    from openpyxl.styles.differential import DifferentialStyle

    def rule(area: str, formula: str, **style: Any) -> None:
        dxf = DifferentialStyle(**style)
        sheet.conditional_formatting.add(area, Rule(type="expression", formula=[formula], dxf=dxf))

    edge, limit = Side(style="thin", color="000000"), plain(policy.tolerance)
    lines = Border(edge, edge, edge, edge)

    def shade(color: str, fill: str) -> dict[str, Any]:
        # LibreOffice takes the first format that applies and no other, so each has the lines too
        pattern = PatternFill(bgColor=fill, fill_type="solid")
        return {"font": Font(bold=True, color=color), "fill": pattern, "border": lines}

    rule(a1((EXECUTION, 9, LAST, 9)), f"ABS(N($I{EXECUTION}))>{limit}", **shade(*_RED))
    rule(a1((EXECUTION, 5, LAST, 5)), f'LEFT($E{EXECUTION},3)="未达成"', **shade(*_AMBER))
    rule(a1((FIRST, 1, LAST, len(COLUMNS))), f'$A{FIRST}<>""', border=lines)
    at = summary_places()
    rule(at["apart"], f"ABS(N({at['apart']}))>{limit}", **shade(*_RED))
    rule(
        at["claimed_grade"],
        f'AND({at["grade"]}<>"",{at["grade"]}<>{at["claimed_grade"]})',
        **shade(*_RED),
    )


def shared(xml: bytes, columns: Iterable[tuple[str, int, int]] | None = None) -> bytes:
    """A sheet's part with every formula that runs down a column written once, which makes it a tenth the size.

    `columns` are letters, first and last row; without them those of this sheet.
    """
    from lxml import etree

    root = etree.fromstring(xml)
    cells = {cell.get("r"): cell for cell in root.iter(f"{_MAIN}c")}
    for number, (letters, first, last) in enumerate(shared_columns() if columns is None else columns):
        for row in range(first, last + 1):
            formula = cells[f"{letters}{row}"].find(f"{_MAIN}f")
            assert formula is not None  # drawn from the same columns
            formula.set("t", "shared")
            formula.set("si", str(number))
            if row == first:
                formula.set("ref", f"{letters}{first}:{letters}{last}")
            else:
                formula.text = None
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))
