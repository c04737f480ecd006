"""Drawing the sheets of the target templates: F01 of a project, F02 of a department."""

from __future__ import annotations

from typing import Any

from jixiao.forms.declaration import Field, Form
from jixiao.forms.target_declaration import NATURE_CHOICES
from jixiao.forms.template_book import (
    FORMATS,
    FORMULA_FILL,
    LABEL_FILL,
    Area,
    growing,
    lay,
    page,
    prompt,
    protect,
    reads_marks,
)
from jixiao.forms.template_library import offer_names
from jixiao.forms.template_target import (
    SIDES,
    TASKS,
    TITLE,
    YEAR,
    Plan,
    formulas,
    fund_areas,
    goal_areas,
    head_areas,
    is_department,
    plan,
    task_areas,
)
from jixiao.workbook.grid import column_letters

FOOT_LABELS = {"filler": "填报人", "phone": "联系电话"}
GOAL_LABELS = {"medium_goal": "中期目标", "goal": "年度目标"}
GOAL_HINTS = {
    "medium_goal": "跨年度项目写整个项目期要做成什么;一年完成的不填。",
    "goal": "写明本年要做成什么、达到什么效果,用文字,不要只填金额。",
}


def draw(sheet: Any, form: Form, year: int | None) -> None:
    """Draw the whole form on an empty openpyxl sheet."""
    at = plan(form)
    for number, width in enumerate([5, *(column.width for column in at.columns)], 1):
        sheet.column_dimensions[column_letters(number)].width = width
    _draw_title(sheet, form, at, year)
    _draw_fields(sheet, form)
    if is_department(form):
        _draw_tasks(sheet, form, at)
    else:
        _draw_funds(sheet, form, at)
    _draw_goals(sheet, form, at)
    _draw_indicators(sheet, form, at)
    _draw_total(sheet, at)
    for row, note in enumerate(form.notes, at.total + 1):
        lay(sheet, (row, 1, row, at.last), note, horizontal="left", size=9.5, border=False)
        sheet.row_dimensions[row].height = 17
    for place, formula in formulas(form).items():
        sheet[place] = formula
    reads_marks(sheet, (TITLE, 1, at.foot, at.last))
    protect(sheet)
    page(sheet, landscape=False, repeat=at.table, last=(1, 1, at.foot, at.last))
    sheet.sheet_view.showGridLines = False
    sheet.sheet_view.zoomScale = 100


def _draw_title(sheet: Any, form: Form, at: Plan, year: int | None) -> None:
    sheet.row_dimensions[1].height = 6
    title = form.title.replace("部门整体", "部门（单位）整体")
    lay(sheet, (TITLE, 1, TITLE, at.last), title, font="黑体", size=18, border=False)
    area = (YEAR, 1, YEAR, at.last)
    lay(sheet, area, f"（{year}年度）" if year else "（    年度）", size=12, border=False, locked=year is not None)
    if year is None:
        prompt(sheet, [area], "年度", "写成（2026年度）的样子。")
    sheet.row_dimensions[TITLE].height, sheet.row_dimensions[YEAR].height = 32, 20


def _draw_fields(sheet: Any, form: Form) -> None:
    fields: dict[str, Field] = {field.role: field for field in form.fields}
    for role, (label, value) in head_areas(form).items():
        field = fields.get(role)
        lay(sheet, label, field.label if field else FOOT_LABELS[role], fill=LABEL_FILL)
        as_text = role in ("code", "phone", "date", "period")
        lay(sheet, value, None, locked=False, horizontal="left", format=FORMATS["code"] if as_text else None)
        choices = NATURE_CHOICES if role == "nature" else ()
        if field and field.hint:
            prompt(sheet, [value], field.label, field.hint, choices=choices)
        sheet.row_dimensions[label[0]].height = 26


def _draw_funds(sheet: Any, form: Form, at: Plan) -> None:
    last = at.block + len(form.fund_rows) - 1
    lay(sheet, (at.block, 1, last, 2), "项目资金\n（万元）", fill=LABEL_FILL)
    for column, side in zip(form.tables["funds"], SIDES, strict=True):
        amounts: list[Area] = []
        for row, name in enumerate(form.fund_rows):
            label, amount = fund_areas(form, row, side)
            text = f"{column.label}：" if row == 0 else name if row == 1 else f"　　　{name}"
            lay(sheet, label, text, fill=LABEL_FILL, horizontal="left", size=9.5)
            fill = FORMULA_FILL if row == 0 else None
            lay(sheet, amount, None, format=FORMATS["money"], fill=fill, locked=row == 0)
            amounts += [amount] if row else []
        prompt(sheet, amounts, column.label, column.hint, column.kind)
    for row in range(at.block, last + 1):
        sheet.row_dimensions[row].height = 24


def _draw_tasks(sheet: Any, form: Form, at: Plan) -> None:
    last = at.block + 2 + TASKS
    lay(sheet, (at.block, 1, last, 1), "年\n度\n主\n要\n任\n务", fill=LABEL_FILL)
    columns = {column.role: column for column in form.tables["tasks"]}
    heads = task_areas(form, -1)
    for role in ("name", "content"):
        area = heads[role]
        lay(sheet, (at.block, area[1], at.block + 1, area[3]), columns[role].label, fill=LABEL_FILL)
    lay(sheet, (at.block, heads["total"][1], at.block, at.last), "预算金额（万元）", fill=LABEL_FILL)
    for role in ("total", "fiscal", "other"):
        lay(sheet, heads[role], columns[role].label, fill=LABEL_FILL)
    for role, column in columns.items():
        areas = [task_areas(form, row)[role] for row in range(TASKS)]
        for area in areas:
            money = column.kind == "money"
            look = {"fill": FORMULA_FILL} if role == "total" else {}
            side = "center" if money else "left"
            kind = FORMATS["money"] if money else None
            lay(sheet, area, None, locked=role == "total", horizontal=side, format=kind, **look)
        if role != "total":
            prompt(sheet, areas, column.label, column.hint, column.kind)
    whole = task_areas(form, TASKS)
    lay(sheet, (last, 2, last, whole["content"][3]), "金额合计", fill=LABEL_FILL, bold=True)
    for role in ("total", "fiscal", "other"):
        lay(sheet, whole[role], None, fill=FORMULA_FILL, bold=True, format=FORMATS["money"])
    for row in range(at.block, last + 1):
        sheet.row_dimensions[row].height = 30 if at.block + 1 < row < last else 24


def _draw_goals(sheet: Any, form: Form, at: Plan) -> None:
    if not is_department(form):
        lay(sheet, (at.goals, 1, at.goals + 1, 2), "总体目标", fill=LABEL_FILL)
    for role, (label, text) in goal_areas(form).items():
        name = "年度总体目标" if is_department(form) else GOAL_LABELS[role]
        lay(sheet, label, name, fill=LABEL_FILL)
        lay(sheet, text, None, locked=False, horizontal="left", vertical="top")
        prompt(sheet, [text], name, GOAL_HINTS[role])
    sheet.row_dimensions[at.goals].height, sheet.row_dimensions[at.goals + 1].height = 22, 78


def _draw_indicators(sheet: Any, form: Form, at: Plan) -> None:
    first, last = at.rows[0], at.rows[-1]
    lay(sheet, (at.table, 1, last, 1), "绩\n效\n指\n标", fill=LABEL_FILL)
    for column in at.columns:
        place = at.column(column.role)
        lay(sheet, (at.table, place, at.table, place), column.label, fill=LABEL_FILL)
        if column.role in ("level1", "level2"):
            continue
        for row in at.rows:
            left = column.role in ("name", "note")
            lay(sheet, (row, place, row, place), None, locked=False, horizontal="left" if left else "center")
        if column.role == "name" and not is_department(form):
            offer_names(sheet, at, column.label, column.hint)  # a cell takes one validation only
            continue
        prompt(sheet, [(first, place, last, place)], column.label, column.hint, column.kind, column.choices)
    _draw_levels(sheet, form, at)
    sheet.row_dimensions[at.table].height = 30
    growing(sheet, at.rows, at.last + 1)


def _draw_levels(sheet: Any, form: Form, at: Plan) -> None:
    """Labels of both levels over their rows, each with a drop-down."""
    first, last = at.rows[0], at.rows[-1]
    for level1, _ in form.level1:
        rows = [row for label, _, top, bottom in at.groups if label == level1 for row in (top, bottom)]
        lay(sheet, (min(rows), 2, max(rows), 2), level1, locked=False)
    for _, level2, top, bottom in at.groups:
        lay(sheet, (top, 3, bottom, 3), level2, locked=False)
    level1s = tuple(level1 for level1, _ in form.level1)
    level2s = tuple(level2 for _, group in form.level1 for level2 in group)
    prompt(sheet, [(first, 2, last, 2)], "一级指标", "从下拉列表选。", choices=level1s)
    prompt(sheet, [(first, 3, last, 3)], "二级指标", "从下拉列表选。用不着的行留空。", choices=level2s)


def _draw_total(sheet: Any, at: Plan) -> None:
    weight = at.column("weight")
    lay(sheet, (at.total, 1, at.total, weight - 1), "分值合计", fill=LABEL_FILL, bold=True)
    lay(sheet, (at.total, weight, at.total, weight), None, fill=FORMULA_FILL, bold=True)
    lay(sheet, (at.total, weight + 1, at.total, at.last), None, fill=LABEL_FILL)
    sheet.row_dimensions[at.total].height = 24
