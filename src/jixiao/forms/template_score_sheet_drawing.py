"""Drawing the sheets of the score sheets' templates."""

from __future__ import annotations

import math
from itertools import groupby
from typing import Any

from jixiao.forms.declaration import Column, Criterion, Field, Form
from jixiao.forms.score_sheet_columns import RATERS
from jixiao.forms.template_book import (
    FORMATS,
    FORMULA_FILL,
    LABEL_FILL,
    ROW_HEIGHT,
    growing,
    lay,
    page,
    prompt,
    protect,
    reads_marks,
)
from jixiao.forms.template_score_sheet import (
    TITLE,
    YEAR,
    columns_of,
    field_areas,
    first_row,
    last_row,
    points_columns,
    rule_of,
    standard_text,
    table_row,
    total_row,
    weight_of,
)
from jixiao.forms.template_score_sheet_formulas import formulas
from jixiao.policy.model import Policy
from jixiao.workbook.grid import address, column_letters

OPEN_FORMS = ("F15", "F16")
"""Forms whose criteria are written anew for each project: their texts and weights are open to change."""
_TEXTS = ("name", "meaning", "points", "standard")
_SIZE, _LINE = 9.5, 12.6


def draw(sheet: Any, form: Form, policy: Policy, year: int | None) -> None:
    """Draw the whole form on an empty openpyxl sheet."""
    columns, end = columns_of(form), last_row(form)
    width = len(columns)
    for number, column in enumerate(columns, 1):
        sheet.column_dimensions[column_letters(number)].width = column.width
    _draw_title(sheet, form, year, width)
    _draw_fields(sheet, form, policy)
    _draw_table(sheet, form, policy)
    _draw_total(sheet, form)
    for row, note in enumerate(form.notes, end - len(form.notes) + 1):
        lay(sheet, (row, 1, row, width), note, horizontal="left", size=9.5, border=False)
        sheet.row_dimensions[row].height = 17
    for place, formula in formulas(form, policy).items():
        sheet[place] = formula
    reads_marks(sheet, (TITLE, 1, end, width))
    protect(sheet)
    sheet.freeze_panes = address(first_row(form), 1)
    landscape = sum(column.width for column in columns) > 140
    page(sheet, landscape=landscape, repeat=table_row(form), last=(1, 1, end, width))
    if landscape:
        _break_between_dimensions(sheet, form)
    else:
        sheet.page_setup.fitToHeight = 1
    sheet.sheet_view.showGridLines = False


def _break_between_dimensions(sheet: Any, form: Form) -> None:
    """A page break where a dimension ends, so that no merged label is torn between two pages."""
    from openpyxl.worksheet.pagebreak import Break

    row = first_row(form)
    for _, group in groupby(form.criteria, key=lambda item: item.levels[:1]):
        row += len(list(group))
        if row - first_row(form) > len(form.criteria) / 2:
            sheet.row_breaks.append(Break(id=row - 1))
            return


def _draw_title(sheet: Any, form: Form, year: int | None, width: int) -> None:
    lay(sheet, (TITLE, 1, TITLE, width), form.title, font="黑体", size=18, border=False)
    text = f"（{year}年度）" if year else "（    年度）"
    area = (YEAR, 1, YEAR, width)
    lay(sheet, area, text, size=12, border=False, locked=year is not None)
    if year is None:
        prompt(sheet, [area], "年度", "写成（2026年度）的样子。")
    sheet.row_dimensions[TITLE].height, sheet.row_dimensions[YEAR].height = 34, 20


def _draw_fields(sheet: Any, form: Form, policy: Policy) -> None:
    areas = field_areas(form)
    for field in form.fields:
        label, value = areas[field.role]
        text = field.label + ("\n（万元）" if field.kind == "money" else "")
        lay(sheet, label, text, fill=LABEL_FILL, size=10)
        look: dict[str, Any] = {"horizontal": "left", "format": FORMATS.get(field.kind)}
        if field.role in ("round", "returned"):
            look["format"] = "0"
        if field.kind in ("text", "date"):
            look["format"] = FORMATS["code"] if field.kind == "date" else None
        if field.calculated:
            look |= {"fill": FORMULA_FILL, "bold": True}
        lay(sheet, value, None, locked=field.calculated, **look)
        if not field.calculated:
            prompt(sheet, [value], field.label, field.hint, field.kind, choices_of(field, policy))
        sheet.row_dimensions[label[0]].height = 64 if field.kind == "long_text" else 32


def choices_of(field: Field, policy: Policy) -> tuple[str, ...]:
    """What a field's drop-down offers; the conclusions are those of the policy."""
    if field.role == "conclusion":
        return tuple(band.name for band in policy.appraisal_outcomes)
    return field.choices


def _draw_table(sheet: Any, form: Form, policy: Policy) -> None:
    heading, first = table_row(form), first_row(form)
    last = total_row(form) - 1
    for number, column in enumerate(columns_of(form), 1):
        lay(sheet, (heading, number, heading, number), column.label, fill=LABEL_FILL, bold=True)
        if column.role in ("level1", "level2"):
            _draw_levels(sheet, form, int(column.role[-1]) - 1, number)
            continue
        for row, criterion in enumerate(form.criteria, first):
            _draw_cell(sheet, form, policy, column, criterion, (row, number, row, number))
        if column.hint:
            prompt(sheet, [(first, number, last, number)], column.label, column.hint, _limit(column))
    sheet.row_dimensions[heading].height = 30
    growing(sheet, range(first, last + 1), len(columns_of(form)) + 1)
    for row, criterion in enumerate(form.criteria, first):
        sheet.row_dimensions[row].height = _height(form, criterion, policy)


def _limit(column: Column) -> str:
    return "points" if column.role in ("weight", "score", *RATERS) else "text"


def _draw_levels(sheet: Any, form: Form, depth: int, number: int) -> None:
    """One merged cell for the rows that share a level."""
    row = first_row(form)
    for levels, group in groupby(form.criteria, key=lambda item: item.levels[: depth + 1]):
        count = len(list(group))
        text = levels[depth] if depth < len(levels) else ""
        lay(sheet, (row, number, row + count - 1, number), text, fill=LABEL_FILL, size=_SIZE)
        row += count


def _draw_cell(
    sheet: Any, form: Form, policy: Policy, column: Column, criterion: Criterion, area: tuple[int, int, int, int]
) -> None:
    weight = weight_of(form, criterion, policy)
    rule = rule_of(form, criterion, policy)
    open_text = form.code in OPEN_FORMS
    look: dict[str, Any] = {"size": _SIZE, "format": None, "locked": False}
    value: object = None
    if column.role in _TEXTS:
        value = criterion.name if column.role == "name" else getattr(criterion, column.role)
        if column.role == "standard":
            value = standard_text(form, criterion, policy)
        look |= {"horizontal": "left" if column.role != "name" else "center", "locked": not open_text}
        look["fill"] = None if open_text else LABEL_FILL
    elif column.role == "weight":
        value = weight if weight is not None else "—"
        look |= {"locked": not open_text, "fill": None if open_text else LABEL_FILL}
    elif column.role in ("score", *RATERS):
        look["format"] = FORMATS["points"]
        value = "—" if weight is None else None
        if rule is not None:
            look |= {"fill": FORMULA_FILL, "locked": True}
    elif column.role == "actual":
        look["format"] = FORMATS["percent"] if rule is not None else None
    else:
        look["horizontal"] = "left"
    lay(sheet, area, value or None, **look)


def _height(form: Form, criterion: Criterion, policy: Policy) -> float:
    """As high as the longest printed text needs."""
    lines = 1
    for column in columns_of(form):
        text = standard_text(form, criterion, policy) if column.role == "standard" else ""
        if column.role in ("name", "meaning", "points"):
            text = getattr(criterion, column.role)
        taken = sum(2 if ord(letter) > 0x2E7F or letter in "“”÷×≤≥—" else 1.1 for letter in text)
        lines = max(lines, math.ceil(taken * _SIZE / 10.5 / (column.width - 1)))
    needed = lines * _LINE + 6
    return ROW_HEIGHT if needed <= ROW_HEIGHT else round(needed, 1)


def _draw_total(sheet: Any, form: Form) -> None:
    row = total_row(form)
    calculated = {"weight", *(role for role, _ in points_columns(form))}
    first = next(number for number, column in enumerate(columns_of(form), 1) if column.role in calculated)
    label = (row, 1, row, first - 1)
    lay(sheet, label, "总分", fill=LABEL_FILL, bold=True)
    for number, column in enumerate(columns_of(form)[first - 1 :], first):
        kind = FORMATS["points"] if column.role in ("score", *RATERS) else None
        fill = FORMULA_FILL if column.role in calculated else LABEL_FILL
        lay(sheet, (row, number, row, number), None, fill=fill, bold=True, format=kind)
    sheet.row_dimensions[row].height = 26
