"""Drawing the sheet 「自评表」 of the F04 and F05 templates."""

from __future__ import annotations

from typing import Any

from jixiao.forms.declaration import Column, Field, Form
from jixiao.forms.template_book import (
    FORMATS,
    FORMULA_FILL,
    LABEL_FILL,
    Scalar,
    growing,
    lay,
    page,
    prompt,
    protect,
    reads_marks,
)
from jixiao.forms.template_self_evaluation import (
    FIRST,
    FUND_REASON,
    FUNDS,
    GOALS,
    LAST,
    TABLE,
    TITLE,
    YEAR,
    columns_of,
    formulas,
    fund_column,
    head_areas,
    indicator_column,
    level_rows,
)
from jixiao.policy.model import Policy
from jixiao.workbook.grid import column_letters

FOOT_LABELS = {"filler": "填报人", "phone": "联系电话", "leader": "负责人"}
FUNDS_LABELS = {"F04": "项目资金\n（万元）", "F05": "整体支出\n（万元）"}


def draw(sheet: Any, form: Form, policy: Policy, year: int | None) -> None:
    """Draw the whole form on an empty openpyxl sheet."""
    widths = [9.5, *(column.width for column in columns_of(form, "indicators"))]
    for column, width in enumerate(widths, 1):
        sheet.column_dimensions[column_letters(column)].width = width
    last = level_rows(form)[-1][3]
    _draw_title(sheet, form, year)
    _draw_fields(sheet, form)
    _draw_funds(sheet, form, policy)
    _draw_goals(sheet)
    _draw_indicators(sheet, form)
    _draw_total(sheet, form, last + 1)
    _draw_notes(sheet, form, last + 2)
    for place, formula in formulas(form, policy).items():
        sheet[place] = formula
    foot = last + 2 + len(form.notes)
    reads_marks(sheet, (TITLE, 1, foot, LAST))
    protect(sheet)
    page(sheet, landscape=False, repeat=TABLE, last=(1, 1, foot, LAST))
    sheet.sheet_view.showGridLines = False
    sheet.sheet_view.zoomScale = 100


def _heights(sheet: Any, rows: range, points: float) -> None:
    for row in rows:
        sheet.row_dimensions[row].height = points


def _draw_title(sheet: Any, form: Form, year: int | None) -> None:
    sheet.row_dimensions[1].height = 6
    lay(sheet, (TITLE, 1, TITLE, LAST), form.title, font="黑体", size=18, border=False)
    text = f"（{year}年度）" if year else "（    年度）"
    area = (YEAR, 1, YEAR, LAST)
    lay(sheet, area, text, size=12, border=False, locked=year is not None)
    if year is None:
        prompt(sheet, [area], "年度", "写成（2026年度）的样子。")
    _heights(sheet, range(TITLE, TITLE + 1), 32)
    _heights(sheet, range(YEAR, YEAR + 1), 20)


def _draw_fields(sheet: Any, form: Form) -> None:
    fields: dict[str, Field] = {field.role: field for field in form.fields}
    for role, (label, value) in head_areas(form).items():
        field = fields.get(role)
        text = field.label if field else FOOT_LABELS[role]
        lay(sheet, label, text, fill=LABEL_FILL)
        as_text = role in ("code", "phone", "date")
        lay(sheet, value, None, locked=False, horizontal="left", format=FORMATS["code"] if as_text else None)
        if field and field.hint:
            prompt(sheet, [value], field.label, field.hint)
        sheet.row_dimensions[label[0]].height = 26


def _draw_funds(sheet: Any, form: Form, policy: Policy) -> None:
    last = FUNDS + len(form.fund_rows)
    lay(sheet, (FUNDS, 1, last, 1), FUNDS_LABELS[form.code], fill=LABEL_FILL)
    lay(sheet, (FUNDS, 2, FUNDS, 2), None, fill=LABEL_FILL)
    for column in columns_of(form, "funds"):
        place = fund_column(form, column.role)
        lay(sheet, (FUNDS, place, FUNDS, place), column.label, fill=LABEL_FILL)
        if column.role == "reason":
            area = (FUNDS + 1, place, last, place)
            lay(sheet, area, None, locked=False, horizontal="left", size=9.5)
            prompt(sheet, [area], column.label, FUND_REASON)
            continue
        for row in range(FUNDS + 1, last + 1):
            _draw_fund_cell(sheet, column, row, place, policy)
        if column.kind == "money":
            prompt(sheet, [(FUNDS + 2, place, last, place)], column.label, column.hint, column.kind)
    for row, label in enumerate(form.fund_rows, FUNDS + 1):
        lay(sheet, (row, 2, row, 2), label, fill=LABEL_FILL, horizontal="left", size=9.5)
    _heights(sheet, range(FUNDS, last + 1), 30)


def _draw_fund_cell(sheet: Any, column: Column, row: int, place: int, policy: Policy) -> None:
    total = row == FUNDS + 1
    value: Scalar = None
    if column.kind != "money" and not total:
        value = "—"
    elif column.role == "weight":
        value = policy.execution_weight
    kind = None if column.role == "weight" else FORMATS[column.kind]
    fill = FORMULA_FILL if total or column.kind != "money" else None
    lay(sheet, (row, place, row, place), value, format=kind, fill=fill, locked=fill is not None)


def _draw_goals(sheet: Any) -> None:
    lay(sheet, (GOALS, 1, GOALS + 1, 1), "年度总体\n目标", fill=LABEL_FILL)
    halves = (
        ("预期目标", 2, 5, "写明本年要做成什么,用文字,不要只填金额。"),
        ("实际完成情况", 6, LAST, "对照预期目标写明做成了什么。"),
    )
    for label, first, last, hint in halves:
        lay(sheet, (GOALS, first, GOALS, last), label, fill=LABEL_FILL)
        area = (GOALS + 1, first, GOALS + 1, last)
        lay(sheet, area, None, locked=False, horizontal="left", vertical="top")
        prompt(sheet, [area], label, hint)
    _heights(sheet, range(GOALS, GOALS + 1), 22)
    _heights(sheet, range(GOALS + 1, GOALS + 2), 84)


def _draw_indicators(sheet: Any, form: Form) -> None:
    groups = level_rows(form)
    last = groups[-1][3]
    lay(sheet, (TABLE, 1, last, 1), "绩\n效\n指\n标", fill=LABEL_FILL)
    columns = columns_of(form, "indicators")
    for place, column in enumerate(columns, 2):
        lay(sheet, (TABLE, place, TABLE, place), column.label, fill=LABEL_FILL)
        if column.role in ("level1", "level2"):
            continue
        left = column.role in ("name", "reason")
        for row in range(FIRST, last + 1):
            area = (row, place, row, place)
            kind = FORMATS["points"] if column.role == "score" else None
            lay(sheet, area, None, locked=False, horizontal="left" if left else "center", format=kind)
        prompt(sheet, [(FIRST, place, last, place)], column.label, column.hint, column.kind, column.choices)
    _draw_levels(sheet, form)
    _heights(sheet, range(TABLE, TABLE + 1), 30)
    growing(sheet, range(FIRST, last + 1), LAST + 1)


def _draw_levels(sheet: Any, form: Form) -> None:
    """Labels of both levels over their rows, each with a drop-down."""
    groups = level_rows(form)
    last = groups[-1][3]
    level1s = tuple(level1 for level1, _ in form.level1)
    offered = form.column("indicators", "level1").choices or level1s
    level2s = tuple(level2 for _, group in form.level1 for level2 in group)
    for level1 in level1s:
        rows = [row for label, _, top, bottom in groups if label == level1 for row in (top, bottom)]
        lay(sheet, (min(rows), 2, max(rows), 2), level1, locked=False)
    for _, level2, top, bottom in groups:
        lay(sheet, (top, 3, bottom, 3), level2, locked=False)
    prompt(sheet, [(FIRST, 2, last, 2)], "一级指标", "从下拉列表选。", choices=offered)
    prompt(sheet, [(FIRST, 3, last, 3)], "二级指标", "从下拉列表选。用不着的行留空。", choices=level2s)


def _draw_total(sheet: Any, form: Form, row: int) -> None:
    weight = indicator_column(form, "weight")
    lay(sheet, (row, 1, row, weight - 1), "总分", fill=LABEL_FILL, bold=True)
    for column in range(weight, LAST + 1):
        kind = {weight + 1: FORMATS["points"], LAST: '"等级："@'}.get(column)
        lay(sheet, (row, column, row, column), None, fill=FORMULA_FILL, bold=True, format=kind)
    sheet.row_dimensions[row].height = 26


def _draw_notes(sheet: Any, form: Form, first: int) -> None:
    for row, note in enumerate(form.notes, first):
        lay(sheet, (row, 1, row, LAST), note, horizontal="left", size=9.5, border=False)
        sheet.row_dimensions[row].height = 17
