"""Reading lists and letters with a table (F09–F14, F18) from a sheet into one record, by their declarations."""

from __future__ import annotations

import re
from dataclasses import replace

from jixiao.forms.find_lists import ListBlock, find_lists
from jixiao.forms.layout import flat_at, texts
from jixiao.forms.list_kind import ListKind
from jixiao.forms.page import Page, as_page
from jixiao.forms.read_letter import letter_fields, letter_items
from jixiao.forms.read_list_head import amount_unit, labelled, year_of
from jixiao.forms.values import value_at
from jixiao.records.filled_form import FilledForm
from jixiao.records.list_form import ListForm, ListRow
from jixiao.records.regex import regex
from jixiao.records.text import shortened
from jixiao.records.value import Value
from jixiao.workbook.grid import Sheet, position

OWN_SHEET = regex(r"(校验结果|计分明细|整改通知|问题清单及整改台账|试算)(?:\(\d+\))?")
"""Sheets that this program writes itself."""
_FURTHER = regex(r".{6,}(?:表|清单|台账|意见书|情况报告|通知)(?:\(.*\))?$")  # the title of another table below
TOTAL = regex(r"合计|总计|共计|合计数")
_SUBTOTAL = regex(r"小计|平均(?:分|数)?")
_NOTE = regex(
    r"(?:注|备注|说明)(?:[:：\d].*|$)|填表|制表|审核人|经办|填报人|附件?[:：]|\(盖章\)|^[(（]?[一二三四五六七八九十]+[、)）]|^\(本"
)


def read_list_forms(sheet: Sheet) -> tuple[FilledForm, ...]:
    """Every list and letter of a known kind on a sheet, top to bottom.

    Of the program's own sheets only a notice is read, and a ledger that a unit has answered in.
    """
    own = OWN_SHEET.fullmatch(sheet.name)
    if own and own[1] in ("校验结果", "计分明细", "试算"):
        return ()
    page = as_page(sheet)
    forms = [_read(page, block, produced=bool(own) and block.kind.form.code == "F09") for block in find_lists(page)]
    if own and own[1] == "问题清单及整改台账":
        return tuple(form for form in forms if any(row.holds("status") for row in form.rows))
    return tuple(forms)


def _read(page: Page, block: ListBlock, *, produced: bool) -> ListForm:
    kind = block.kind
    rows, totals, last = _rows(page, block)
    if block.table is not None:
        block = replace(block, bottom=_last_of_foot(page, block, last))
    foot = range(last + 1, block.bottom + 1) if block.table else range(0)
    fields = labelled(page, kind, block.head) | labelled(page, kind, foot)
    found = letter_fields(page, block, foot)
    fields = found | fields if block.table else fields | found
    if block.table is None:
        rows = letter_items(page, block)
    year, year_cell = year_of(page, block)
    title = _title(page, block)
    form = ListForm(
        form=kind.record,
        code=kind.form.code,
        sheet=page.name,
        title=title,
        year=year,
        year_cell=year_cell,
        header_cell=block.table.first_cell if block.table else title.cell,
        columns=dict(block.table.cells) if block.table else {},
        missing=_missing(block),
        kinds=_kinds(kind),
        fields=fields,
        rows=rows,
        totals=totals,
        statements=_statements(page, block, rows),
        amount_unit=amount_unit(page, block),
        produced=produced,
        region=_region(page, block),
    )
    return _with_broken(page, form.model_copy(update={"required": _required(kind, form)}))


def _last_of_foot(page: Page, block: ListBlock, last: int) -> int:
    """The last row that belongs to the form: before a further table, of whatever kind, and before its title."""
    ends = last
    for row in range(last + 1, block.bottom + 1):
        line = texts(page, row)
        labels = [flat.partition(":")[0] for _, flat in line]
        mine = any(field.pattern.fullmatch(label) for field in block.kind.form.fields for label in labels)
        if len(line) > 2 and not mine and not any(":" in flat for _, flat in line):
            return ends
        if mine or len(line) > 1 or not _may_be_title(page, row):
            ends = row
    return block.bottom


def _may_be_title(page: Page, row: int) -> bool:
    """Whether a row is blank or a single short text that ends in a word for a table."""
    return all(_FURTHER.search(flat) for _, flat in texts(page, row))


def _title(page: Page, block: ListBlock) -> Value:
    if block.title is not None:
        return value_at(page, block.title.row, block.title.column, "标题")
    row = block.table.top if block.table else block.top
    return Value(block.table.first_cell if block.table else f"A{row}", "标题")


def _kinds(kind: ListKind) -> dict[str, str]:
    """What every role holds; a column goes before a field of the same name."""
    fields = {field.role: str(field.kind) for field in kind.form.fields}
    return fields | {column.role: str(column.kind) for column in kind.columns}


def _missing(block: ListBlock) -> tuple[str, ...]:
    """Headings of the least columns that the table does not have."""
    if block.table is None:
        return ()
    return tuple(
        column.label
        for column in block.kind.columns
        if column.role in block.kind.least and column.role not in block.table.columns
    )


# -- rows --------------------------------------------------------------------------------------------------------------


def _rows(page: Page, block: ListBlock) -> tuple[tuple[ListRow, ...], dict[str, Value], int]:
    """Rows with content, the total row's cells by role, and the last row of the table."""
    if block.table is None:
        return (), {}, block.bottom
    rows: list[ListRow] = []
    totals: dict[str, Value] = {}
    last = block.table.bottom
    for row in range(block.table.bottom + 1, block.bottom + 1):
        sort = _row_sort(page, block, row)
        if sort == "end":
            break
        if sort == "total":
            totals = _totals(page, block, row)
        if sort == "content":
            rows.append(_row(page, block, row, len(rows) + 1))
        last = last if sort == "blank" else row
    return tuple(rows), totals, last


def _row_sort(page: Page, block: ListBlock, row: int) -> str:
    """total, subtotal, end (notes, fields, signatures), blank or content."""
    assert block.table is not None
    own = texts(page, row)
    if not own:
        return "blank"
    first = own[0][1].rstrip(":")
    if TOTAL.fullmatch(first) or TOTAL.fullmatch(flat_at(page, row, _item(block))):
        return "total"
    if _SUBTOTAL.fullmatch(first):
        return "subtotal"
    label = own[0][1].partition(":")[0]
    names_field = any(field.pattern.fullmatch(label) for field in block.kind.form.fields)
    item = _item(block)
    area = page.area(own[0][0].row, own[0][0].column)
    across = len(own) == 1 and area[1] <= item < area[3]
    if across or (len(own) <= 2 and _NOTE.search(first)) or (len(own) <= 4 and names_field and area[3] < item):
        return "end"
    if len(own) <= 2 and names_field:
        return "end"
    if len(own) == 1 and own[0][0].column != item and _FURTHER.search(own[0][1]):
        return "end"
    if block.kind.letter and len(own) == 1 and not area[1] <= item <= area[3]:
        return "end"  # a letter's signature and date stand below its table
    filled = (role for role, column in block.table.columns.items() if flat_at(page, row, column))
    return "content" if any(role != "number" and role not in _calculated(block.kind) for role in filled) else "blank"


def _item(block: ListBlock) -> int:
    """The column that names what a row is about; the first one where a table lost it."""
    assert block.table is not None
    return block.table.columns.get(block.kind.item, min(block.table.columns.values()))


def _calculated(kind: ListKind) -> set[str]:
    return {column.role for column in kind.columns if column.calculated}


def _row(page: Page, block: ListBlock, row: int, place: int) -> ListRow:
    assert block.table is not None
    columns, labels = block.table.columns, block.table.labels
    name = shortened(value_at(page, row, _item(block)).clean, 18) or f"第{place}行"
    cells = {role: value_at(page, row, column, f"{name} · {_bare(labels[role])}") for role, column in columns.items()}
    return ListRow(row=row, cells=cells)


def _bare(label: str) -> str:
    return re.sub(r"\([^()]*\)$", "", label)


def _totals(page: Page, block: ListBlock, row: int) -> dict[str, Value]:
    assert block.table is not None
    kinds = {column.role: column.kind for column in block.kind.columns}
    return {
        role: value_at(page, row, column, f"合计 · {_bare(block.table.labels[role])}")
        for role, column in block.table.columns.items()
        if kinds[role] == "money"
    }


# -- what belongs to the whole form ------------------------------------------------------------------------------------


def _required(kind: ListKind, form: ListForm) -> tuple[Value, ...]:
    """Cells that may not stay blank: required fields, and required columns of every row that says something.

    A carried column (the project of several problems) needs the first row of each project only. A letter without a
    table needs only what every letter has. Places that the sheet does not have are not asked for.
    """
    letter = any(role in form.fields for role in kind.unlabelled - {"number"})
    found = []
    for field in kind.form.fields:
        value = form.fields.get(field.role)
        if value is None and letter and field.role in kind.unlabelled:
            value = Value(form.title.cell, field.label)
        if field.required and value is not None:
            found.append(value)
    needed = [column for column in kind.columns if column.required]
    above = None
    for row in form.rows if form.columns else ():
        goes_on = above is not None and (not row.holds("project") or _same(row, above, "project"))
        for column in needed:
            value = row.at(column.role)
            if value is not None and not (goes_on and column.role in kind.carried):
                found.append(value)
        above = row
    return tuple({value.cell + value.label: value for value in found}.values())


def _same(one: ListRow, other: ListRow, role: str) -> bool:
    mine, theirs = one.at(role), other.at(role)
    return mine is not None and theirs is not None and mine.flat == theirs.flat


def _statements(page: Page, block: ListBlock, rows: tuple[ListRow, ...]) -> tuple[Value, ...]:
    """Texts of one cell that stand outside the table's rows: openings, notes, opinions."""
    table = {row.row for row in rows} if block.table else set()
    return tuple(
        value_at(page, cell.row, cell.column, "文字")
        for row in range(block.top, block.bottom + 1)
        if row not in table
        for cell, flat in texts(page, row)
        if len(flat) > 8 and (block.title is None or cell != block.title)
    )


def _region(page: Page, block: ListBlock) -> tuple[int, int, int, int]:
    cells = [cell for row, line in page.rows.items() if block.top <= row <= block.bottom for cell in line]
    left, right = (edge((cell.column for cell in cells), default=1) for edge in (min, max))
    return block.top, left, max((cell.row for cell in cells), default=block.top), right


def _with_broken(page: Page, form: ListForm) -> ListForm:
    """The form with every error value or formula without result in its region."""
    labels = {value.cell: value.label for value in form.inputs()}
    top, left, bottom, right = form.region
    broken = tuple(
        value_at(page, *position(cell.address), labels.get(cell.address, "单元格"))
        for row, line in page.rows.items()
        if top <= row <= bottom
        for cell in line
        if (cell.error is not None or cell.uncached) and left <= cell.column <= right
    )
    return form.model_copy(update={"broken": broken})
