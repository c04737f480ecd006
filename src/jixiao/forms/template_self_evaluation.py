"""The sheet 「自评表」 of the F04 template: where everything stands, its formulas, and what the formulas give."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from jixiao.forms.declaration import Column, Field, Form
from jixiao.forms.template_book import (
    FORMATS,
    FORMULA_FILL,
    LABEL_FILL,
    Area,
    Scalar,
    growing,
    lay,
    page,
    prompt,
    protect,
    reads_marks,
)
from jixiao.policy.model import Policy
from jixiao.records.numbers import rounded
from jixiao.scoring.arithmetic import execution_points
from jixiao.workbook.grid import address

LAST = 9  # columns A to I
TITLE, YEAR, HEAD, FUNDS, GOALS, TABLE = 2, 3, 4, 6, 11, 13
FIRST = TABLE + 1
ROWS_PER_LEVEL2 = {"产出指标": 4, "效益指标": 2}
"""Indicator rows that a level-2 label gets in the template; labels of other dimensions get 2."""
FOOT_LABELS = {"filler": "填报人", "phone": "联系电话"}
_MONEY = ("initial", "budget", "executed")
Key = tuple[str, int]


def level_rows(form: Form) -> list[tuple[str, str, int, int]]:
    """Level-1 label, level-2 label, first and last row of each group of indicator rows."""
    groups = []
    row = FIRST
    for level1, level2s in form.level1:
        for level2 in level2s:
            count = ROWS_PER_LEVEL2.get(level1, 2)
            groups.append((level1, level2, row, row + count - 1))
            row += count
    return groups


def _columns(form: Form, table: str) -> list[Column]:
    return [column for column in form.tables[table] if column.in_template]


def _fund_column(form: Form, role: str) -> int:
    return 3 + [column.role for column in _columns(form, "funds")].index(role)


def _indicator_column(form: Form, role: str) -> int:
    return 2 + [column.role for column in _columns(form, "indicators")].index(role)


def _head(form: Form) -> dict[str, tuple[Area, Area]]:
    """Label and value areas of the labelled fields."""
    foot = level_rows(form)[-1][3] + 2 + len(form.notes)
    return {
        "project": ((HEAD, 1, HEAD, 1), (HEAD, 2, HEAD, 4)),
        "code": ((HEAD, 5, HEAD, 5), (HEAD, 6, HEAD, LAST)),
        "department": ((HEAD + 1, 1, HEAD + 1, 1), (HEAD + 1, 2, HEAD + 1, 4)),
        "agency": ((HEAD + 1, 5, HEAD + 1, 5), (HEAD + 1, 6, HEAD + 1, LAST)),
        "filler": ((foot, 1, foot, 1), (foot, 2, foot, 3)),
        "phone": ((foot, 4, foot, 4), (foot, 5, foot, 5)),
        "date": ((foot, 6, foot, 6), (foot, 7, foot, LAST)),
    }


def places(form: Form) -> dict[Key, str]:
    """Every cell by (role, row): fields and goals with row 0, 「funds.…」 by fund row, 「indicators.…」 by row."""
    found: dict[Key, str] = {(role, 0): address(*value[:2]) for role, (_, value) in _head(form).items()}
    found |= {
        ("year", 0): address(YEAR, 1),
        ("goal", 0): address(GOALS + 1, 2),
        ("goal_done", 0): address(GOALS + 1, 6),
    }
    for number in range(len(form.fund_rows)):
        for column in _columns(form, "funds"):
            found[f"funds.{column.role}", number] = address(FUNDS + 1 + number, _fund_column(form, column.role))
    last = level_rows(form)[-1][3]
    for row in range(FIRST, last + 1):
        for column in _columns(form, "indicators"):
            found[f"indicators.{column.role}", row - FIRST] = address(row, _indicator_column(form, column.role))
    for role in ("weight", "score", "reason"):  # the grade stands under the reasons
        found["total.grade" if role == "reason" else f"total.{role}", 0] = address(
            last + 1, _indicator_column(form, role)
        )
    return found


def formulas(form: Form, policy: Policy) -> dict[str, str]:
    """Address → formula of every calculated cell; nothing is shown while nothing is filled in."""
    at = places(form)
    sources = len(form.fund_rows) - 1
    found = {}
    for role in _MONEY:
        block = f"{at[f'funds.{role}', 1]}:{at[f'funds.{role}', sources]}"
        found[at[f"funds.{role}", 0]] = f'=IF(COUNT({block})=0,"",ROUND(SUM({block}),6))'
    budget, executed, weight = (at[f"funds.{role}", 0] for role in ("budget", "executed", "weight"))
    empty = f'OR({budget}="",{executed}="")'
    found[at["funds.rate", 0]] = f'=IF({empty},"",IF({budget}=0,"",{executed}/{budget}))'
    points = f"ROUND(MAX(0,MIN({weight},{executed}*{weight}/{budget})),2)"
    found[at["funds.score", 0]] = f'=IF({empty},"",IF({budget}=0,"",{points}))'
    last = level_rows(form)[-1][3] - FIRST
    for role in ("weight", "score"):
        block = f"{at[f'indicators.{role}', 0]}:{at[f'indicators.{role}', last]}"
        whole = f"SUM({at[f'funds.{role}', 0]},{block})"
        found[at[f"total.{role}", 0]] = f'=IF(COUNT({block})=0,"",ROUND({whole},2))'
    total = at["total.score", 0]
    nested = f'"{policy.grades[-1].name}"'
    for band in reversed(policy.grades[:-1]):
        nested = f'IF({total}>={band.lower:f},"{band.name}",{nested})'
    found[at["total.grade", 0]] = f'=IF({total}="","",{nested})'
    return found


def results(form: Form, policy: Policy, cells: Mapping[str, Scalar]) -> dict[str, Scalar]:
    """What the formulas give for these cells (address → value), by the engine's own arithmetic; "" where nothing."""
    at = places(form)
    known: dict[str, Scalar] = dict(cells)
    given: dict[str, Scalar] = {}

    def number(place: str) -> Decimal | None:
        value = known.get(place)
        return Decimal(value) if isinstance(value, int | Decimal) else None

    def settle(place: str, value: Scalar) -> None:
        given[place] = "" if value is None else value
        known.setdefault(place, given[place])  # a constant typed over the formula is what the others see

    def total_of(role: str, rows: range) -> Decimal | None:
        found = [value for row in rows if (value := number(at[role, row])) is not None]
        return sum(found, Decimal(0)) if found else None

    for role in _MONEY:
        settle(at[f"funds.{role}", 0], total_of(f"funds.{role}", range(1, len(form.fund_rows))))
    budget, executed = number(at["funds.budget", 0]), number(at["funds.executed", 0])
    known.setdefault(at["funds.weight", 0], policy.execution_weight)
    weight = number(at["funds.weight", 0])
    rate = due = None
    if budget and executed is not None:
        rate = executed / budget
        due = execution_points(budget, executed, weight or Decimal(0))
    settle(at["funds.rate", 0], rate)
    settle(at["funds.score", 0], due)
    rows = range(level_rows(form)[-1][3] - FIRST + 1)
    for role in ("weight", "score"):
        total = total_of(f"indicators.{role}", rows)
        extra = number(at[f"funds.{role}", 0]) or Decimal(0)
        settle(at[f"total.{role}", 0], None if total is None else rounded(total + extra))
    points = number(at["total.score", 0])
    settle(at["total.grade", 0], None if points is None else policy.grade(points))
    return given


# -- drawing -----------------------------------------------------------------------------------------------------------


def draw(sheet: Any, form: Form, policy: Policy, year: int | None) -> None:
    """Draw the whole form on an empty openpyxl sheet."""
    widths = [9.5, *(column.width for column in _columns(form, "indicators"))]
    for column, width in enumerate(widths, 1):
        sheet.column_dimensions[address(1, column)[:-1]].width = width
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
    for role, (label, value) in _head(form).items():
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
    lay(sheet, (FUNDS, 1, last, 1), "项目资金\n（万元）", fill=LABEL_FILL)
    lay(sheet, (FUNDS, 2, FUNDS, 2), None, fill=LABEL_FILL)
    columns = _columns(form, "funds")
    for column in columns:
        place = _fund_column(form, column.role)
        lay(sheet, (FUNDS, place, FUNDS, place), column.label, fill=LABEL_FILL)
        for row in range(FUNDS + 1, last + 1):
            _draw_fund_cell(sheet, column, row, place, policy)
        if column.kind == "money":
            prompt(sheet, [(FUNDS + 2, place, last, place)], column.label, column.hint, column.kind)
    for row, label in enumerate(form.fund_rows, FUNDS + 1):
        lay(sheet, (row, 2, row, 2), label, fill=LABEL_FILL, horizontal="left", size=9.5)
    rest = 3 + len(columns)
    lay(sheet, (FUNDS, rest, last, LAST), None, fill=LABEL_FILL)
    _heights(sheet, range(FUNDS, last + 1), 30)


def _draw_fund_cell(sheet: Any, column: Column, row: int, place: int, policy: Policy) -> None:
    total = row == FUNDS + 1
    value: object = None
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
    columns = _columns(form, "indicators")
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
    level1s = tuple(level1 for level1, _ in form.level1)
    level2s = tuple(level2 for _, group in form.level1 for level2 in group)
    for level1 in level1s:
        rows = [row for label, _, top, bottom in groups if label == level1 for row in (top, bottom)]
        lay(sheet, (min(rows), 2, max(rows), 2), level1, locked=False)
    for _, level2, top, bottom in groups:
        lay(sheet, (top, 3, bottom, 3), level2, locked=False)
    prompt(sheet, [(FIRST, 2, last, 2)], "一级指标", "从下拉列表选。", choices=level1s)
    prompt(sheet, [(FIRST, 3, last, 3)], "二级指标", "从下拉列表选。用不着的行留空。", choices=level2s)
    _heights(sheet, range(TABLE, TABLE + 1), 30)
    growing(sheet, range(FIRST, last + 1), LAST + 1)


def _draw_total(sheet: Any, form: Form, row: int) -> None:
    weight = _indicator_column(form, "weight")
    lay(sheet, (row, 1, row, weight - 1), "总分", fill=LABEL_FILL, bold=True)
    for column in range(weight, LAST + 1):
        kind = {weight + 1: FORMATS["points"], LAST: '"等级："@'}.get(column)
        lay(sheet, (row, column, row, column), None, fill=FORMULA_FILL, bold=True, format=kind)
    sheet.row_dimensions[row].height = 26


def _draw_notes(sheet: Any, form: Form, first: int) -> None:
    for row, note in enumerate(form.notes, first):
        lay(sheet, (row, 1, row, LAST), note, horizontal="left", size=9.5, border=False)
        sheet.row_dimensions[row].height = 17
