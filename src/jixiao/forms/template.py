"""Template workbooks from the declarations: plain .xlsx without macros, the same bytes for the same declaration."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

from jixiao.forms import template_guide, template_list, template_self_evaluation, template_self_evaluation_sheet
from jixiao.forms.declaration import Form
from jixiao.forms.template_book import FORM_SHEETS, GUIDE_SHEET, Scalar, add_hidden, packed, with_values, zipped
from jixiao.policy.model import Policy

Key = tuple[str, int]


def build_template(form: Form, policy: Policy, *, year: int | None = None, rows: int | None = None) -> bytes:
    """The blank template of a form (F04 or F17) as .xlsx bytes, equal for equal arguments.

    `year` is printed in the head; `rows` is the number of rows of an F17 list. KeyError for a form without a template.
    """
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = FORM_SHEETS[form.code]
    if form.code == "F04":
        template_self_evaluation_sheet.draw(sheet, form, policy, year)
    else:
        template_list.draw(sheet, form, policy, year, rows or template_list.ROWS)
    template_guide.draw(book.create_sheet(GUIDE_SHEET), form, policy)
    add_hidden(book, form, policy, formula_cells(form, policy, rows), year)
    return packed(book, form, _results(form, policy, {}, rows))


def input_places(form: Form, rows: int | None = None) -> dict[Key, str]:
    """Address of every place of a template by (role, row): ("project", 0), ("funds.budget", 1), ("indicators.name", 3).

    Rows count from 0; row 0 of the funds is the total row. Formula cells are among the places.
    """
    if form.code == "F04":
        return template_self_evaluation.places(form)
    return template_list.places(form, rows or template_list.ROWS)


def formula_cells(form: Form, policy: Policy, rows: int | None = None) -> dict[str, str]:
    """Address → formula of the cells that a template calculates."""
    if form.code == "F04":
        return template_self_evaluation.formulas(form, policy)
    return template_list.formulas(form, rows or template_list.ROWS)


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
    if form.code == "F04":
        return template_self_evaluation.results(form, policy, inputs)
    return template_list.results(form, inputs, rows or template_list.ROWS)
