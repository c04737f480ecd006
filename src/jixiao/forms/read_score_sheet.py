"""Reading score sheets (F06, F07, F08, F15, F16) from a sheet: found by titles and headings, in whatever layout."""

from __future__ import annotations

from jixiao.forms.declaration import Form
from jixiao.forms.find_forms import Block
from jixiao.forms.find_score_sheets import ScoreBlock, find_score_blocks
from jixiao.forms.labelled import labelled_fields
from jixiao.forms.layout import texts
from jixiao.forms.page import Page, as_page
from jixiao.forms.read_head import fields_of, region_of, with_broken, year_of
from jixiao.forms.read_score_rows import read_rows
from jixiao.forms.score_sheet_columns import NEIGHBOUR, RATERS, SINGLE
from jixiao.forms.values import value_at
from jixiao.records.regex import regex
from jixiao.records.score_sheet import Criterion, ScoreSheet, ScoreTotal
from jixiao.records.value import Value
from jixiao.workbook.grid import Sheet

_NEIGHBOUR = regex(NEIGHBOUR)
_IN_YUAN = regex(r"\(元\)|单位:(?:人民币)?元")
_LEAST_FIELDS = 2
"""So many labelled places make a form of a title that has lost its table."""


def read_score_sheets(sheet: Sheet) -> tuple[ScoreSheet, ...]:
    """Every score sheet of a sheet, top to bottom."""
    page = as_page(sheet)
    forms = (_read_block(page, found) for found in find_score_blocks(page))
    return tuple(form for form in forms if form is not None)


def _read_block(page: Page, found: ScoreBlock) -> ScoreSheet | None:
    form, block = found.form, found.block
    table = block.tables[0] if block.tables else None
    if table is None and _labelled(page, form, block) < _LEAST_FIELDS:
        return None
    columns = dict(table.columns) if table is not None else {}
    raters = [role for role in RATERS if role in columns]
    criteria, total, last = read_rows(page, block, columns, raters, form.fields)
    fields = fields_of(page, block, last, form.fields, _NEIGHBOUR)
    fields = {role.rstrip("0123456789"): value for role, value in fields.items()}
    year, year_cell = year_of(page, block, form.fields)
    title = _title(page, block)
    sheet = ScoreSheet(
        form=form.title,
        code=form.code,
        scale=form.scale,
        sheet=page.name,
        title=title,
        year=year,
        year_cell=year_cell,
        header_cell=table.first_cell if table is not None else title.cell,
        columns=dict(table.cells) if table is not None else {},
        missing=_missing(form, columns),
        fields=fields,
        amount_unit=_amount_unit(page, block),
        raters=tuple(table.labels[role] for role in raters) if table is not None else (),
        criteria=criteria,
        total=total,
        required=_required(form, fields, criteria, total),
        region=region_of(page, block),
    )
    return with_broken(page, sheet)


def _labelled(page: Page, form: Form, block: Block) -> int:
    return sum(1 for _ in labelled_fields(page, form.fields, range(block.top, block.bottom + 1), _NEIGHBOUR))


def _title(page: Page, block: Block) -> Value:
    row = block.title_row if block.title_row is not None else next(iter(page.lines), 1)
    line = texts(page, row)
    cell = max(line, key=lambda item: len(item[1]))[0] if line else None
    return value_at(page, row, cell.column if cell is not None else 1, "表名")


def _missing(form: Form, columns: dict[str, int]) -> tuple[str, ...]:
    """Headings that the form cannot do without: what is judged, and the points (or a verdict in words)."""
    lost = []
    if not columns.keys() & {"name", "level1", "level2", "points"}:
        lost.append(form.column("criteria", "name").label)
    points = [column.label for column in form.tables["criteria"] if column.role in (*RATERS, "score")]
    if not columns.keys() & {*RATERS, *SINGLE, "rating"}:
        lost += points
    elif form.code == "F08" and len([role for role in RATERS if role in columns]) == 1:
        lost += [
            column.label for column in form.tables["criteria"] if column.role in RATERS and column.role not in columns
        ]
    return tuple(lost)


def _amount_unit(page: Page, block: Block) -> str:
    lines = (texts(page, row) for row in range(block.top, block.bottom + 1))
    return "元" if any(_IN_YUAN.search(flat) for line in lines for _, flat in line if len(flat) <= 40) else "万元"


def _required(
    form: Form, fields: dict[str, Value], criteria: tuple[Criterion, ...], total: ScoreTotal | None
) -> tuple[Value, ...]:
    """Cells that may not stay blank: required labelled places, the points of every row that counts, the total."""
    cells = [fields[field.role] for field in form.fields if field.required and field.role in fields]
    for row in criteria:
        if row.not_applicable or (row.points is None and row.weight is None and not row.given):
            continue
        if row.weight is not None and row.points is None:
            cells.append(row.weight)
        computed = row.rule is not None and row.actual is not None and row.actual.blank
        cells += [row.actual] if computed and row.actual is not None else row.given
    if total is not None:
        cells += [value for value in total.given if value.formula is None]
    return tuple(cells)
