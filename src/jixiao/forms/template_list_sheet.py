"""Drawing a list or letter with a table on an openpyxl sheet: looks after GB/T 9704 where it is a letter."""

from __future__ import annotations

from typing import Any

from jixiao.forms.declaration import Column, Field, Form
from jixiao.forms.list_kind import ListKind
from jixiao.forms.list_kinds import kind_of
from jixiao.forms.template_book import (
    FORMULA_FILL,
    LABEL_FILL,
    growing,
    lay,
    page,
    prompt,
    protect,
    reads_marks,
)
from jixiao.forms.template_list import (
    TOTAL_HEIGHT,
    Spot,
    choices_of,
    columns_of,
    format_of,
    formulas,
    spots,
)
from jixiao.policy.model import Policy
from jixiao.workbook.grid import address, column_letters

_LIST = {"title": ("黑体", 18), "text": ("宋体", 10.5), "heading": ("黑体", 10.5)}
_LETTER = {"title": ("方正小标宋简体", 22), "text": ("仿宋_GB2312", 14), "heading": ("黑体", 14)}


def draw(sheet: Any, form: Form, policy: Policy, year: int | None, rows: int | None) -> None:
    """Draw the whole form on an empty openpyxl sheet."""
    kind, columns = kind_of(form), columns_of(form)
    count = rows or kind.rows
    for number, column in enumerate(columns, 1):
        sheet.column_dimensions[column_letters(number)].width = column.width
    end, heads = 1, 1
    for spot in spots(form, rows):
        _draw_part(sheet, kind, spot, policy, year, count)
        end = spot.row
        if spot.part.kind == "table":
            heads, end = spot.row, spot.row + count + bool(kind.sums)
    for note in form.notes:
        end += 1
        lay(sheet, (end, 1, end, len(columns)), note, horizontal="left", size=9.5, border=False, font=_font(kind)[0])
        sheet.row_dimensions[end].height = 17
    for place, formula in formulas(form, rows).items():
        sheet[place] = formula
    reads_marks(sheet, (1, 1, end, len(columns)))
    protect(sheet)
    page(sheet, landscape=kind.landscape, repeat=heads, last=(1, 1, end, len(columns)), paper=kind.paper)
    _finish(sheet, kind, heads)


def _finish(sheet: Any, kind: ListKind, heads: int) -> None:
    """Frozen headings for lists; official margins (上 3.7、下 3.5、左 2.8、右 2.6 cm) for letters."""
    sheet.sheet_view.showGridLines = False
    if kind.letter:
        margins = sheet.page_margins
        margins.top, margins.bottom, margins.left, margins.right = (round(cm / 2.54, 2) for cm in (3.7, 3.5, 2.8, 2.6))
        if kind.landscape:
            margins.top, margins.bottom, margins.left, margins.right = (
                round(cm / 2.54, 2) for cm in (2.8, 2.6, 2.2, 2.2)
            )
    else:
        sheet.freeze_panes = address(heads + 1, kind.freeze)


def _font(kind: ListKind, part: str = "text") -> tuple[str, float]:
    return (_LETTER if kind.letter else _LIST)[part]


def _draw_part(sheet: Any, kind: ListKind, spot: Spot, policy: Policy, year: int | None, count: int) -> None:
    part, row = spot.part, spot.row
    width = len(columns_of(kind.form))
    sheet.row_dimensions[row].height = part.height
    name, size = _font(kind)
    if part.kind == "title":
        title, large = _font(kind, "title")
        lay(sheet, (row, 1, row, width), kind.form.title, font=title, size=large, border=False, locked=False)
    elif part.kind == "year":
        text = f"（{year}年度）" if year else "（    年度）"
        lay(sheet, (row, 1, row, width), text, font=name, size=12, border=False, locked=False)
    elif part.kind in ("heading", "text"):
        look = _font(kind, part.kind)
        lay(sheet, (row, 1, row, width), part.text, font=look[0], size=look[1], border=False, horizontal="left")
    elif part.kind == "table":
        _draw_table(sheet, kind, row, count, policy)
    elif part.kind in ("pair", "long"):
        _draw_labelled(sheet, kind, spot, policy)
    else:
        _draw_unlabelled(sheet, kind, spot, size)


def _draw_labelled(sheet: Any, kind: ListKind, spot: Spot, policy: Policy) -> None:
    font, size = _font(kind)[0], 12 if kind.letter else 10.5
    for role, (left, until), (first, last) in zip(spot.part.roles, spot.labels, spot.values, strict=True):
        field, row = kind.field(role), spot.row
        lay(sheet, (row, left, row, until), field.label, font=font, size=size, fill=LABEL_FILL)
        look = {"horizontal": "left", "locked": False} if not field.calculated else {"fill": FORMULA_FILL}
        shown = None if field.role in ("total", "done") and field.calculated else format_of(field.kind)
        lay(sheet, (row, first, row, last), None, font=font, size=size, format=shown, **look)
        if not field.calculated:
            _ask(sheet, field, (row, first, row, last), policy)


def _draw_unlabelled(sheet: Any, kind: ListKind, spot: Spot, size: float) -> None:
    """A place of a letter that has no label: number centred, addressee left, signature and date on the right."""
    field = kind.field(spot.part.roles[0])
    (first, last), row = spot.values[0], spot.row
    across = {"left": "left", "centre": "center", "right": "center"}[spot.part.kind]
    form = format_of(field.kind)
    lay(
        sheet,
        (row, first, row, last),
        None,
        font=_font(kind)[0],
        size=size,
        border=False,
        locked=False,
        horizontal=across,
        format=form,
    )
    prompt(sheet, [(row, first, row, last)], field.label, field.hint)


def _draw_table(sheet: Any, kind: ListKind, row: int, count: int, policy: Policy) -> None:
    columns = columns_of(kind.form)
    font = _font(kind)[0]
    for number, column in enumerate(columns, 1):
        unit = "(万元)" if column.kind == "money" and "(" not in column.label else ""
        label = (column.label + unit).replace("(", "\n(")
        lay(sheet, (row, number, row, number), label, font=font, fill=LABEL_FILL, bold=True)
        _draw_cells(sheet, kind, column, number, range(row + 1, row + 1 + count))
        if not column.calculated:
            _ask(sheet, column, (row + 1, number, row + count, number), policy)
    sheet.row_dimensions[row].height = kind.head_height
    growing(sheet, range(row + 1, row + 1 + count), len(columns) + 1)
    if kind.sums:
        _draw_total(sheet, kind, row + 1 + count)


def _draw_cells(sheet: Any, kind: ListKind, column: Column, number: int, rows: range) -> None:
    left = column.kind == "long_text" or column.width >= 18
    code = "@" if column.role in kind.as_text else format_of(column.kind)
    look: dict[str, Any] = {"locked": False} if not column.calculated else {"fill": FORMULA_FILL}
    for row in rows:
        area = (row, number, row, number)
        lay(sheet, area, None, font=_font(kind)[0], horizontal="left" if left else "center", format=code, **look)


def _draw_total(sheet: Any, kind: ListKind, row: int) -> None:
    columns = columns_of(kind.form)
    first = min(number for number, column in enumerate(columns, 1) if column.role in kind.sums)
    lay(sheet, (row, 1, row, first - 1), "合计", fill=LABEL_FILL, bold=True, font=_font(kind)[0])
    summed = [number for number, column in enumerate(columns, 1) if column.role in kind.sums]
    for number in summed:
        lay(sheet, (row, number, row, number), None, fill=FORMULA_FILL, bold=True, format=format_of("money"))
    for number in range(first, len(columns) + 1):
        if number not in summed:
            lay(sheet, (row, number, row, number), None, fill=LABEL_FILL)
    sheet.row_dimensions[row].height = TOTAL_HEIGHT


def _ask(sheet: Any, each: Column | Field, area: tuple[int, int, int, int], policy: Policy) -> None:
    """The input message, with a drop-down where there are choices and a date's limits where a date is due."""
    prompt(sheet, [area], each.label, each.hint, each.kind, choices_of(each, policy))
