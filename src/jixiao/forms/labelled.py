"""Labelled fields of a form (项目名称, 主管部门 …): the cell right of a label, or what follows its colon."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from jixiao.forms.declaration import Field
from jixiao.forms.layout import MAX_HEADING, texts
from jixiao.forms.values import cell_text, value_at
from jixiao.records.regex import regex
from jixiao.records.text import halfwidth, squeezed
from jixiao.records.value import Value
from jixiao.workbook.grid import Cell, Sheet

_MAX_FIELD = 200
"""A cell longer than this holds running text, no fields."""
_PARTS = regex(r"\s+(?=[^\s:\d][^\s:]{1,13}:)")
"""Blanks in a cell after which another 「标签：」 begins."""


def labelled_fields(
    sheet: Sheet, fields: tuple[Field, ...], rows: range, others: re.Pattern[str]
) -> Iterator[tuple[Field, str, Value]]:
    """Each field with its label text and value, row by row.

    `others` are labels of things that are no field of the form (联系人 …): they end the search to the right, so that an
    empty field never takes its neighbour's label for a value.
    """
    for row in rows:
        for cell, flat in texts(sheet, row):
            if len(flat) > _MAX_FIELD:
                continue
            if ":" in flat:
                yield from _fields_in_cell(sheet, cell, fields, others)
            elif (field := field_of(fields, flat)) is not None:
                yield field, flat, _right_of(sheet, cell, field, fields, others)


@lru_cache(maxsize=4096)
def field_of(fields: tuple[Field, ...], flat: str) -> Field | None:
    """The field that a squeezed label text names, None when it names none."""
    if len(flat) > MAX_HEADING:
        return None
    return next((field for field in fields if field.pattern.fullmatch(flat)), None)


def _fields_in_cell(
    sheet: Sheet, cell: Cell, fields: tuple[Field, ...], others: re.Pattern[str]
) -> Iterator[tuple[Field, str, Value]]:
    """「项目名称：甲　　主管部门：乙」 in one cell: each value ends where the next label begins."""
    first, colon, rest = halfwidth(cell_text(cell)).partition(":")
    if field_of(fields, squeezed(first)) is not None:
        first = squeezed(first)  # 「主 管 部 门：」 is one label
    parts = _PARTS.split(f"{first}{colon}{rest}")
    for part in parts:
        label, _, rest = part.partition(":")
        field = field_of(fields, squeezed(label))
        if field is None:
            continue
        if rest.strip() or len(parts) > 1:
            text = rest.strip()
            yield field, squeezed(label), Value(cell.address, field.label, text=text, content=text)
        else:
            yield field, squeezed(label), _right_of(sheet, cell, field, fields, others)


def _right_of(sheet: Sheet, label: Cell, field: Field, fields: tuple[Field, ...], others: re.Pattern[str]) -> Value:
    after = sheet.area(label.row, label.column)[3] + 1
    for cell in sheet.rows.get(label.row, ()):
        flat = squeezed(cell_text(cell))
        if cell.column < after or cell.column in sheet.hidden_columns or not (flat or cell.error or cell.uncached):
            continue
        bare = flat.partition(":")[0]
        if field_of(fields, bare) or others.fullmatch(bare):
            if cell.column == after:
                return Value(label.address, field.label)  # another label stands where the value would
            break
        return value_at(sheet, label.row, cell.column, field.label)
    return value_at(sheet, label.row, after, field.label)
