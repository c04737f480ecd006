"""What stands above and below the tables of an indicator form: year, labelled fields; and its extent."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TypeVar

from jixiao.forms.declaration import Field
from jixiao.forms.find_forms import MAX_TITLE, Block
from jixiao.forms.labelled import field_of, labelled_fields
from jixiao.forms.layout import texts
from jixiao.forms.page import Page
from jixiao.forms.values import value_at
from jixiao.records.filled_form import FilledForm
from jixiao.records.regex import regex
from jixiao.records.value import Value

F = TypeVar("F", bound=FilledForm)
_YEAR = regex(r"((?:19|20)\d{2})(?:年度|年(?!\d{1,2}月)|\)|$)")
_CHINESE_YEAR = regex(r"二[〇○零][〇○零一二三四五六七八九]{2}(?=年)")
_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_YEAR_LINE = regex(r"[(\[]?(?:年度[:：]?)?\d{4}(?:年度|年)?[)\]]?.{0,8}|.*\d{4}年度?\).*")
_DOES_THE_WORK = regex("实施|使用|承担|执行")


def with_broken(page: Page, form: F) -> F:
    """The form with every error value or formula without result in its block, labelled where it is an input."""
    top, left, bottom, right = form.region
    cells = [
        cell
        for row, line in page.rows.items()
        if top <= row <= bottom
        for cell in line
        if (cell.error is not None or cell.uncached) and left <= cell.column <= right
    ]
    if not cells:
        return form
    labels = {value.cell: value.label for value in form.inputs()}
    broken = tuple(value_at(page, cell.row, cell.column, labels.get(cell.address, "单元格")) for cell in cells)
    return form.model_copy(update={"broken": broken})


def year_of(page: Page, block: Block, fields: tuple[Field, ...]) -> tuple[int | None, Value | None]:
    """The year in the title or in the rows just around it (「（2019年度）」), never one in a field's value."""
    start = block.head.start
    for row in (start, start + 1, start + 2, start - 1):
        line = texts(page, row)
        if not block.top <= row < block.head.stop or (
            row != start and line and field_of(fields, line[0][1].partition(":")[0])
        ):
            continue
        for cell, flat in line:
            flat = _CHINESE_YEAR.sub(lambda found: found[0].translate(_DIGITS), flat)
            match = _YEAR.search(flat) if len(flat) <= MAX_TITLE else None
            if match and (row == start or _YEAR_LINE.fullmatch(flat)):
                return int(match[1]), value_at(page, cell.row, cell.column, "年度")
    return None, None


def fields_of(
    page: Page, block: Block, last_row: int, fields: tuple[Field, ...], others: re.Pattern[str]
) -> dict[str, Value]:
    """Fields by role (code0, date1 … for those that may stand more than once), from above and below the tables."""
    found: dict[str, Value] = {}
    agency_label = ""
    head, foot = block.head, range(max(last_row, block.head.stop) + 1, block.bottom + 1)
    for rows in (head, foot):
        for field, label, value in labelled_fields(page, fields, rows, others):
            if field.role in ("code", "date"):
                found[f"{field.role}{len(found)}"] = replace(value, label=label)
            elif field.role == "agency":
                better = bool(_DOES_THE_WORK.search(label)) and not _DOES_THE_WORK.search(agency_label)
                if "agency" not in found or better:
                    found["agency"], agency_label = value, label
            elif field.role not in found or (found[field.role].empty and not value.empty):
                found[field.role] = value  # a label without a value may be a heading of some other table
    return found


def region_of(page: Page, block: Block) -> tuple[int, int, int, int]:
    """Top, left, bottom and right of the block's filled cells."""
    columns = [cell.column for row, cells in page.rows.items() if block.top <= row <= block.bottom for cell in cells]
    return block.top, min(columns, default=1), block.bottom, max(columns, default=1)
