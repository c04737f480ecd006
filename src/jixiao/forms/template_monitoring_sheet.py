"""Drawing the sheet 「监控表」 of the F03 template."""

from __future__ import annotations

from typing import Any

from jixiao.forms.declaration import Column, Field, Form
from jixiao.forms.monitoring import CAUSES, LIKELIHOODS
from jixiao.forms.template_book import (
    FORMATS,
    FORMULA_FILL,
    LABEL_FILL,
    growing,
    lay,
    page,
    prompt,
    protect,
    reads_marks,
)
from jixiao.forms.template_monitoring import (
    FIRST,
    FUND_PLACES,
    FUNDS,
    GOALS,
    LAST,
    TABLE,
    TITLE,
    YEAR,
    columns_of,
    formulas,
    head_areas,
    indicator_column,
    level_rows,
    places,
)
from jixiao.policy.model import Policy
from jixiao.workbook.grid import column_letters

FOOT_LABELS = {"filler": "填报人", "phone": "联系电话"}
GROUPS = (
    ("偏差原因分析", (*(role for role, _, _ in CAUSES), "reason")),
    ("完成目标可能性", tuple(r for r, _, _ in LIKELIHOODS)),
)
"""Headings over several columns."""
LIGHT_COLOURS = {
    "红": ("9C0006", "F8B4B4"),
    "黄": ("7F6000", "FFE699"),
    "绿": ("1E5631", "C6E0B4"),
    "蓝": ("1F4E79", "BDD7EE"),
}
"""Dark type on a light fill for each light; the word itself stays, so that it also reads in black and white."""
SIDE = 3.6


def draw(sheet: Any, form: Form, policy: Policy, year: int | None) -> None:
    """Draw the whole form on an empty openpyxl sheet."""
    for number, width in enumerate([SIDE, *(column.width for column in columns_of(form))], 1):
        sheet.column_dimensions[column_letters(number)].width = width
    _draw_title(sheet, form, year)
    _draw_fields(sheet, form)
    _draw_funds(sheet, form)
    _draw_goal(sheet)
    _draw_indicators(sheet, form)
    last = level_rows(form)[-1][3]
    for row, note in enumerate(form.notes, last + 1):
        lay(sheet, (row, 1, row, LAST), note, horizontal="left", size=9.5, border=False)
        sheet.row_dimensions[row].height = 16
    for place, formula in formulas(form, policy).items():
        sheet[place] = formula
    foot = last + 1 + len(form.notes)
    reads_marks(sheet, (TITLE, 1, foot, LAST))
    _colour_lights(sheet, form)
    protect(sheet)
    page(sheet, landscape=True, repeat=TABLE, last=(1, 1, foot, LAST))
    sheet.print_title_rows = f"{TABLE}:{TABLE + 1}"
    sheet.sheet_view.showGridLines = False
    sheet.sheet_view.zoomScale = 100


def _draw_title(sheet: Any, form: Form, year: int | None) -> None:
    lay(sheet, (TITLE, 1, TITLE, LAST), form.title, font="黑体", size=18, border=False)
    area = (YEAR, 1, YEAR, LAST)
    lay(sheet, area, f"（{year}年度）" if year else "（    年度）", size=12, border=False, locked=year is not None)
    if year is None:
        prompt(sheet, [area], "年度", "写成（2026年度）的样子。")
    for row, height in ((1, 6), (TITLE, 30), (YEAR, 19)):
        sheet.row_dimensions[row].height = height


def _draw_fields(sheet: Any, form: Form) -> None:
    fields: dict[str, Field] = {field.role: field for field in form.fields}
    for role, (label, value) in head_areas(form).items():
        field = fields.get(role)
        lay(sheet, label, field.label if field else FOOT_LABELS[role], fill=LABEL_FILL)
        as_text = role in ("code", "phone", "date", "period")
        lay(sheet, value, None, locked=False, horizontal="left", format=FORMATS["code"] if as_text else None)
        if field and field.hint:
            prompt(sheet, [value], field.label, field.hint, choices=field.choices)
        sheet.row_dimensions[label[0]].height = 23
        if role == "period":
            lay(
                sheet,
                (label[0], 7, label[0], LAST),
                "选了监控期间,下面的栏目名和预警灯随着变。",
                horizontal="left",
                size=9.5,
            )


def _draw_funds(sheet: Any, form: Form) -> None:
    last = FUNDS + len(form.fund_rows)
    lay(sheet, (FUNDS, 1, last, 1), "项目\n资金", fill=LABEL_FILL)
    lay(sheet, (FUNDS, 2, FUNDS, 4), "（万元）", fill=LABEL_FILL)
    for role, (first, end) in FUND_PLACES.items():
        column = form.column("funds", role)
        lay(sheet, (FUNDS, first, FUNDS, end), column.label, fill=LABEL_FILL)
        if role in ("light", "reason"):
            free = role == "reason"
            fill, side = (None, "left") if free else (FORMULA_FILL, "center")
            lay(sheet, (FUNDS + 1, first, last, end), None, locked=not free, fill=fill, horizontal=side, bold=not free)
            prompt(sheet, [(FUNDS + 1, first, last, end)], column.label, column.hint)
            continue
        for row in range(FUNDS + 1, last + 1):
            fixed = row == FUNDS + 1 or column.calculated
            fill = FORMULA_FILL if fixed else None
            lay(sheet, (row, first, row, end), None, format=FORMATS[column.kind], fill=fill, locked=fixed)
        if not column.calculated:
            prompt(sheet, [(FUNDS + 2, first, last, end)], column.label, column.hint, column.kind)
    for row, label in enumerate(form.fund_rows, FUNDS + 1):
        lay(sheet, (row, 2, row, 4), label, fill=LABEL_FILL, horizontal="left", size=9.5)
    for row in range(FUNDS, last + 1):
        sheet.row_dimensions[row].height = 28 if row == FUNDS else 22


def _draw_goal(sheet: Any) -> None:
    lay(sheet, (GOALS, 1, GOALS, 2), "年度总体\n目标", fill=LABEL_FILL)
    area = (GOALS, 3, GOALS, LAST - 2)
    lay(sheet, area, None, locked=False, horizontal="left")
    prompt(sheet, [area], "年度总体目标", "照抄批复的年度总体目标。")
    lay(sheet, (GOALS, LAST - 1, GOALS, LAST - 1), "目标预警灯", fill=LABEL_FILL)
    lay(sheet, (GOALS, LAST, GOALS, LAST), None, fill=FORMULA_FILL, bold=True)
    sheet.row_dimensions[GOALS].height = 48


def _draw_indicators(sheet: Any, form: Form) -> None:
    last = level_rows(form)[-1][3]
    lay(sheet, (TABLE, 1, last, 1), "绩\n效\n指\n标", fill=LABEL_FILL)
    grouped = {role: label for label, roles in GROUPS for role in roles}
    for label, roles in GROUPS:
        columns = [indicator_column(form, role) for role in roles]
        lay(sheet, (TABLE, min(columns), TABLE, max(columns)), label, fill=LABEL_FILL)
    for place, column in enumerate(columns_of(form), 2):
        head = (TABLE + 1 if column.role in grouped else TABLE, place, TABLE + 1, place)
        lay(sheet, head, _broken(column), fill=LABEL_FILL, size=9.5 if column.role in grouped else 10.5)
        if column.role not in ("level1", "level2"):
            _draw_column(sheet, column, place, last)
    _draw_levels(sheet, form)
    sheet.row_dimensions[TABLE].height = 20
    sheet.row_dimensions[TABLE + 1].height = 44
    growing(sheet, range(FIRST, last + 1), LAST + 1)


def _broken(column: Column) -> str:
    """A heading broken where it reads well in a narrow column: 经费 / 保障."""
    label = column.label
    if column.width >= 6 or len(label) < 4:
        return label
    if len(label) % 2:  # 完全 / 不可能
        return f"{label[:-3]}\n{label[-3:]}"
    return "\n".join(label[start : start + 2] for start in range(0, len(label), 2))


def _draw_column(sheet: Any, column: Column, place: int, last: int) -> None:
    left = column.role in ("name", "reason", "note")
    fill = FORMULA_FILL if column.calculated else None
    for row in range(FIRST, last + 1):
        side = "left" if left else "center"
        look = {"fill": fill, "locked": column.calculated, "bold": column.calculated, "size": 9.5 if left else 10.5}
        lay(sheet, (row, place, row, place), None, horizontal=side, **look)
    prompt(sheet, [(FIRST, place, last, place)], column.label, column.hint, column.kind, column.choices)


def _draw_levels(sheet: Any, form: Form) -> None:
    """Labels of both levels over their rows, each with a drop-down."""
    groups = level_rows(form)
    last = groups[-1][3]
    level1s = tuple(level1 for level1, _ in form.level1)
    level2s = tuple(level2 for _, group in form.level1 for level2 in group)
    for level1 in level1s:
        rows = [row for label, _, top, bottom in groups if label == level1 for row in (top, bottom)]
        lay(sheet, (min(rows), 2, max(rows), 2), level1, locked=False)
    for _, level2, top, bottom in groups:
        lay(sheet, (top, 3, bottom, 3), level2, locked=False)
    prompt(sheet, [(FIRST, 2, last, 2)], "一级指标", "从下拉列表选。", choices=level1s)
    prompt(sheet, [(FIRST, 3, last, 3)], "二级指标", "从下拉列表选。用不着的行留空。", choices=level2s)


def _colour_lights(sheet: Any, form: Form) -> None:
    from openpyxl.formatting.rule import Rule
    from openpyxl.styles import Font, PatternFill
    from openpyxl.styles.differential import DifferentialStyle

    at = places(form)
    first, end = at["indicators.light", 0], at["indicators.light", level_rows(form)[-1][3] - FIRST]
    for area in (f"{first}:{end}", at["funds.light", 0], at["goal_light", 0]):
        top = area.partition(":")[0]
        for name, (color, fill) in LIGHT_COLOURS.items():
            style = DifferentialStyle(font=Font(color=color), fill=PatternFill(bgColor=fill, fill_type="solid"))
            rule = Rule(type="expression", formula=[f'{top}="{name}"'], dxf=style)
            sheet.conditional_formatting.add(area, rule)
