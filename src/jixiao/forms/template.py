"""Template workbooks from the declarations: plain .xlsx without macros, the same bytes for the same declaration."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from jixiao.forms import (
    template_guide,
    template_library,
    template_list,
    template_list_sheet,
    template_monitoring,
    template_monitoring_lights,
    template_monitoring_sheet,
    template_score_sheet,
    template_score_sheet_drawing,
    template_score_sheet_formulas,
    template_self_evaluation,
    template_self_evaluation_sheet,
    template_target,
    template_target_sheet,
    template_trial,
    template_trial_sheet,
    template_trial_values,
)
from jixiao.forms.declaration import Form
from jixiao.forms.template_book import GUIDE_SHEET, Scalar, add_hidden, packed, with_values, zipped
from jixiao.policy.model import Policy

Key = tuple[str, int]
_FORM_PART, _BESIDE_PART = "xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"


@dataclass(frozen=True)
class Beside:
    """A second sheet that only calculates: name, how it is drawn and packed, and what it shows for a form's cells."""

    name: str
    draw: Callable[[Any, Form, Policy], None]
    shared: Callable[[bytes], bytes]
    results: Callable[[Form, Policy, Mapping[str, Scalar]], dict[str, Scalar]]


@dataclass(frozen=True)
class Drawing:
    """How a form's sheet is drawn: the sheet itself, its places, its formulas, and what the formulas give.

    `rows` is the number of rows of a list; other forms leave it alone. `beside` is a second sheet, where it has one.
    """

    draw: Callable[[Any, Form, Policy, int | None, int | None], None]
    places: Callable[[Form, int | None], dict[Key, str]]
    formulas: Callable[[Form, Policy, int | None], dict[str, str]]
    results: Callable[[Form, Policy, Mapping[str, Scalar], int | None], dict[str, Scalar]]
    beside: Beside | None = None


_TARGET = Drawing(
    draw=lambda sheet, form, policy, year, rows: template_target_sheet.draw(sheet, form, year),
    places=lambda form, rows: template_target.places(form),
    formulas=lambda form, policy, rows: template_target.formulas(form),
    results=lambda form, policy, inputs, rows: template_target.results(form, inputs),
)
_LIBRARY = Beside(template_library.LIBRARY_SHEET, template_library.draw, lambda part: part, template_library.results)

DRAWINGS: dict[str, Drawing] = {
    "F01": replace(_TARGET, beside=_LIBRARY),
    "F02": _TARGET,
    **dict.fromkeys(
        ("F04", "F05"),
        Drawing(
            draw=lambda sheet, form, policy, year, rows: template_self_evaluation_sheet.draw(sheet, form, policy, year),
            places=lambda form, rows: template_self_evaluation.places(form),
            formulas=lambda form, policy, rows: template_self_evaluation.formulas(form, policy),
            results=lambda form, policy, inputs, rows: template_self_evaluation.results(form, policy, inputs),
            beside=Beside(
                template_trial.TRIAL_SHEET,
                template_trial_sheet.draw,
                template_trial_sheet.shared,
                template_trial_values.results,
            ),
        ),
    ),
    "F03": Drawing(
        draw=lambda sheet, form, policy, year, rows: template_monitoring_sheet.draw(sheet, form, policy, year),
        places=lambda form, rows: template_monitoring.places(form),
        formulas=lambda form, policy, rows: template_monitoring.formulas(form, policy),
        results=lambda form, policy, inputs, rows: template_monitoring.results(form, policy, inputs),
        beside=Beside(
            template_monitoring_lights.LIGHTS_SHEET,
            template_monitoring.draw_lights,
            lambda part: template_trial_sheet.shared(part, template_monitoring_lights.shared_columns()),
            lambda form, policy, known: {},
        ),
    ),
    **dict.fromkeys(
        ("F06", "F07", "F08", "F15", "F16"),
        Drawing(
            draw=lambda sheet, form, policy, year, rows: template_score_sheet_drawing.draw(sheet, form, policy, year),
            places=lambda form, rows: template_score_sheet.places(form),
            formulas=lambda form, policy, rows: template_score_sheet_formulas.formulas(form, policy),
            results=lambda form, policy, inputs, rows: template_score_sheet_formulas.results(form, policy, inputs),
        ),
    ),
    **dict.fromkeys(
        ("F09", "F10", "F11", "F12", "F13", "F14", "F17", "F18"),
        Drawing(
            draw=template_list_sheet.draw,
            places=template_list.places,
            formulas=lambda form, policy, rows: template_list.formulas(form, rows),
            results=lambda form, policy, inputs, rows: template_list.results(form, inputs, rows),
        ),
    ),
}
"""By the form's code. A new form is one entry here."""


def build_template(
    form: Form,
    policy: Policy,
    *,
    year: int | None = None,
    rows: int | None = None,
    handed: template_guide.Handed | None = None,
) -> bytes:
    """The blank template of a form as .xlsx bytes, equal for equal arguments.

    `year` is printed in the head; `rows` is the number of rows of a list; `handed` is for one that goes out filled in.
    KeyError for a form without a template.
    """
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = form.sheet_name
    drawing = DRAWINGS[form.code]
    drawing.draw(sheet, form, policy, year, rows)
    beside = drawing.beside
    if beside is not None:
        beside.draw(book.create_sheet(beside.name), form, policy)
    template_guide.draw(book.create_sheet(GUIDE_SHEET), form, policy, handed)
    add_hidden(book, form, policy, formula_cells(form, policy, rows), year)
    data = packed(book, form, _results(form, policy, {}, rows))
    if beside is None:
        return data
    parts = _parts(data)
    parts[_BESIDE_PART] = beside.shared(parts[_BESIDE_PART])
    return _filled(parts, form, policy, {}, rows)


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
    return _filled(_parts(data), form, policy, inputs, rows)


def _parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as source:
        return {name: source.read(name) for name in source.namelist()}


def _filled(
    parts: dict[str, bytes], form: Form, policy: Policy, inputs: Mapping[str, Scalar], rows: int | None
) -> bytes:
    """The package with inputs set and the results of every sheet's formulas beside them."""
    results = _results(form, policy, inputs, rows)
    parts[_FORM_PART] = with_values(parts[_FORM_PART], inputs, results)
    beside = DRAWINGS[form.code].beside
    if beside is not None:
        shown = beside.results(form, policy, {**results, **inputs})
        parts[_BESIDE_PART] = with_values(parts[_BESIDE_PART], {}, shown)
    return zipped(parts)


def _results(form: Form, policy: Policy, inputs: Mapping[str, Scalar], rows: int | None) -> dict[str, Scalar]:
    return DRAWINGS[form.code].results(form, policy, inputs, rows)
