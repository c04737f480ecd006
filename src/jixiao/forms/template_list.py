"""The sheet 「评价结果清单」 of the F17 template: one row a problem, a total of the amounts."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from jixiao.forms.declaration import Column, Form
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
from jixiao.policy.model import Policy
from jixiao.workbook.grid import address, column_letters

TITLE, YEAR, TABLE = 1, 2, 3
A3 = 8  # fifteen columns are not legible on A4
FIRST = TABLE + 1
ROWS = 34
Key = tuple[str, int]


def columns_of(form: Form) -> list[Column]:
    """The columns that the template shows, left to right."""
    return [column for column in form.tables["projects"] if column.in_template]


def places(form: Form, rows: int = ROWS) -> dict[Key, str]:
    """Every cell by (role, row): the year, the columns' cells by row from 0, and the total amount."""
    found: dict[Key, str] = {("title", 0): address(TITLE, 1), ("year", 0): address(YEAR, 1)}
    for number, column in enumerate(columns_of(form), 1):
        for row in range(rows):
            found[column.role, row] = address(FIRST + row, number)
        if column.role == "amount":
            found["total.amount", 0] = address(FIRST + rows, number)
    return found


def formulas(form: Form, rows: int = ROWS) -> dict[str, str]:
    """Address → formula of the total amount; nothing is shown while there is none."""
    at = places(form, rows)
    block = f"{at['amount', 0]}:{at['amount', rows - 1]}"
    return {at["total.amount", 0]: f'=IF(COUNT({block})=0,"",ROUND(SUM({block}),6))'}


def results(form: Form, cells: Mapping[str, Scalar], rows: int = ROWS) -> dict[str, Scalar]:
    """What the total gives for these cells (address → value)."""
    at = places(form, rows)
    amounts = [cells.get(at["amount", row]) for row in range(rows)]
    found = [Decimal(value) for value in amounts if isinstance(value, int | Decimal)]
    return {at["total.amount", 0]: sum(found, Decimal(0)) if found else ""}


def draw(sheet: Any, form: Form, policy: Policy, year: int | None, rows: int = ROWS) -> None:
    """Draw the whole list on an empty openpyxl sheet."""
    columns = columns_of(form)
    width, last = len(columns), FIRST + rows - 1
    lay(sheet, (TITLE, 1, TITLE, width), form.title, font="黑体", size=18, border=False, locked=False)
    text = f"（{year}年度）" if year else "（    年度）"
    lay(sheet, (YEAR, 1, YEAR, width), text, size=12, border=False, locked=False)
    sheet.row_dimensions[TITLE].height, sheet.row_dimensions[YEAR].height = 34, 20
    for number, column in enumerate(columns, 1):
        sheet.column_dimensions[column_letters(number)].width = column.width
        _draw_column(sheet, column, number, last, policy)
    sheet.row_dimensions[TABLE].height = 34
    growing(sheet, range(FIRST, last + 1), width + 1)
    _draw_total(sheet, form, last + 1)
    for row, note in enumerate(form.notes, last + 2):
        lay(sheet, (row, 1, row, width), note, horizontal="left", size=9.5, border=False)
        sheet.row_dimensions[row].height = 17
    end = last + 1 + len(form.notes)
    reads_marks(sheet, (TITLE, 1, end, width))
    protect(sheet)
    sheet.freeze_panes = address(FIRST, 5)
    page(sheet, landscape=True, repeat=TABLE, last=(1, 1, end, width), paper=A3)
    sheet.sheet_view.showGridLines = False


def _draw_column(sheet: Any, column: Column, number: int, last: int, policy: Policy) -> None:
    label = column.label + ("(万元)" if column.kind == "money" else "")
    lay(sheet, (TABLE, number, TABLE, number), label.replace("(", "\n("), fill=LABEL_FILL, bold=True)
    wide = column.kind == "long_text" or column.width >= 18
    kind = FORMATS["code"] if column.role == "number" else FORMATS.get(column.kind)
    for row in range(FIRST, last + 1):
        lay(sheet, (row, number, row, number), None, locked=False, horizontal="left" if wide else "center", format=kind)
    choices = tuple(band.name for band in policy.grades) if column.kind == "grade" else column.choices
    prompt(sheet, [(FIRST, number, last, number)], column.label, column.hint, column.kind, choices)


def _draw_total(sheet: Any, form: Form, row: int) -> None:
    amount = [column.role for column in columns_of(form)].index("amount") + 1
    lay(sheet, (row, 1, row, amount - 1), "合计", fill=LABEL_FILL, bold=True)
    lay(sheet, (row, amount, row, amount), None, fill=FORMULA_FILL, bold=True, format=FORMATS["money"])
    for column in range(amount + 1, len(columns_of(form)) + 1):
        lay(sheet, (row, column, row, column), None, fill=LABEL_FILL)
    for place, formula in formulas(form, row - FIRST).items():
        sheet[place] = formula
    sheet.row_dimensions[row].height = 26
