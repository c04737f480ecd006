"""Template workbooks from the declarations: plain .xlsx without macros, the same bytes for the same declaration."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from jixiao.forms import template_guide, template_list, template_self_evaluation, template_self_evaluation_sheet
from jixiao.forms.declaration import Form
from jixiao.forms.template_book import GUIDE_SHEET, Scalar, add_hidden, packed, with_values, zipped
from jixiao.policy.model import Policy

Key = tuple[str, int]


@dataclass(frozen=True)
class Drawing:
    """How a form's sheet is drawn: the sheet itself, its places, its formulas, and what the formulas give.

    `rows` is the number of rows of a list; other forms leave it alone.
    """

    draw: Callable[[Any, Form, Policy, int | None, int | None], None]
    places: Callable[[Form, int | None], dict[Key, str]]
    formulas: Callable[[Form, Policy, int | None], dict[str, str]]
    results: Callable[[Form, Policy, Mapping[str, Scalar], int | None], dict[str, Scalar]]


DRAWINGS: dict[str, Drawing] = {
    "F04": Drawing(
        draw=lambda sheet, form, policy, year, rows: template_self_evaluation_sheet.draw(sheet, form, policy, year),
        places=lambda form, rows: template_self_evaluation.places(form),
        formulas=lambda form, policy, rows: template_self_evaluation.formulas(form, policy),
        results=lambda form, policy, inputs, rows: template_self_evaluation.results(form, policy, inputs),
    ),
    "F17": Drawing(
        draw=lambda sheet, form, policy, year, rows: template_list.draw(
            sheet, form, policy, year, rows or template_list.ROWS
        ),
        places=lambda form, rows: template_list.places(form, rows or template_list.ROWS),
        formulas=lambda form, policy, rows: template_list.formulas(form, rows or template_list.ROWS),
        results=lambda form, policy, inputs, rows: template_list.results(form, inputs, rows or template_list.ROWS),
    ),
}
"""By the form's code. A new form is one entry here."""


def build_template(form: Form, policy: Policy, *, year: int | None = None, rows: int | None = None) -> bytes:
    """The blank template of a form as .xlsx bytes, equal for equal arguments.

    `year` is printed in the head; `rows` is the number of rows of an F17 list. KeyError for a form without a template.
    """
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = form.sheet_name
    DRAWINGS[form.code].draw(sheet, form, policy, year, rows)
    template_guide.draw(book.create_sheet(GUIDE_SHEET), form, policy)
    add_hidden(book, form, policy, formula_cells(form, policy, rows), year)
    return packed(book, form, _results(form, policy, {}, rows))


def input_places(form: Form, rows: int | None = None) -> dict[Key, str]:
    """Address of every place of a template by (role, row): ("project", 0), ("funds.budget", 1), ("indicators.name", 3).

    Rows count from 0; row 0 of the funds is the total row. Formula cells are among the places.
    """
    return DRAWINGS[form.code].places(form, rows)


def formula_cells(form: Form, policy: Policy, rows: int | None = None) -> dict[str, str]:
    """Address → formula of the cells that a template calculates."""
    return DRAWINGS[form.code].formulas(form, policy, rows)


def fill_template(
    data: bytes, form: Form, policy: Policy, values: Mapping[Key, Scalar], *, rows: int | None = None
) -> bytes:
    """A template with places filled in (money in 万元, points, text) and its formulas' cached results renewed.

    A value for a formula's place replaces the formula. `form`, `policy` and `rows` are those it was built with;
    KeyError when there is no such place.
    """
    at = input_places(form, rows)
    inputs = {at[key]: value for key, value in values.items()}
    with zipfile.ZipFile(io.BytesIO(data)) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    name = "xl/worksheets/sheet1.xml"
    parts[name] = with_values(parts[name], inputs, _results(form, policy, inputs, rows))
    return zipped(parts)


def _results(form: Form, policy: Policy, inputs: Mapping[str, Scalar], rows: int | None) -> dict[str, Scalar]:
    return DRAWINGS[form.code].results(form, policy, inputs, rows)
