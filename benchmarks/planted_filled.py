"""The well-filled example of a form in its own template, with a change laid on: where each cell stands, as bytes."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from typing import Any

from jixiao.demo.examples import EXAMPLES, YEAR, Example
from jixiao.forms.read import is_form_text
from jixiao.forms.template import Key, build_template, fill_template, formula_cells, input_places
from jixiao.policy.load import load_profile
from jixiao.workbook.grid import Area, Cell, Grid, address, position
from jixiao.workbook.read_file import read_grid

POLICY = load_profile()
HEADING = "heading:"
Place = tuple[int, int]


@dataclass(frozen=True)
class Broken:
    """An error value in a cell."""

    code: str = "#REF!"


@dataclass(frozen=True)
class Uncached:
    """A formula that was never calculated."""

    formula: str = "1+1"


Content = str | int | Decimal | None | Broken | Uncached
Change = Mapping[Key, Content]


def _stays(place: Place) -> Place:
    return place


@dataclass
class Drawn:
    """A sheet as plain cells and merges; `now` tells where a cell of the template stands."""

    cells: dict[Place, Cell]
    merges: list[Area]
    now: Callable[[Place], Place] = _stays


@cache
def blank(form_title: str) -> tuple[Example, bytes]:
    """The well-filled example of a form and its blank template."""
    example = next(one for one in EXAMPLES if one.good and one.form.title == form_title)
    return example, build_template(example.form, POLICY, year=YEAR, rows=example.rows)


@cache
def places(form_title: str) -> dict[Key, str]:
    """Address by key; ("heading:indicators.name", 0) is the heading above that column's first row."""
    example, _ = blank(form_title)
    found = dict(input_places(example.form, example.rows))
    sheet = sheet_of(filled(form_title, {}))
    for (role, row), cell in list(found.items()):
        if row == 0 and not role.startswith(("field.", "funds.", "total")):
            at = position(cell)
            above = (at[0] - 1, at[1])
            top = next(((a, b) for a, b, c, d in sheet.merges if a <= above[0] <= c and b <= above[1] <= d), above)
            found[HEADING + role, 0] = address(*top)
    return found


def overwritten(form_title: str, change: Change) -> frozenset[Key]:
    """The keys of a change whose cells the template calculates."""
    example, _ = blank(form_title)
    formulas = formula_cells(example.form, POLICY, example.rows)
    at = places(form_title)
    return frozenset(key for key, value in change.items() if at[key] in formulas and value is not None)


def filled(form_title: str, change: Change) -> bytes:
    """The example's workbook with a change laid on, as the standard template has it."""
    example, data = blank(form_title)
    at = input_places(example.form, example.rows)
    plain: dict[Key, Any] = {key: value for key, value in change.items() if key in at and not _special(value)}
    values = {**example.values(), **plain}
    values = {key: value for key, value in values.items() if value is not None or key in plain}
    data = fill_template(data, example.form, POLICY, values, rows=example.rows)
    special = {places(form_title)[key]: value for key, value in change.items() if key not in plain}
    return _patched(data, special) if special else data


def _special(value: Content) -> bool:
    return isinstance(value, Broken | Uncached)


_SHEET_PART = "xl/worksheets/sheet1.xml"


def _patched(data: bytes, special: Mapping[str, Content]) -> bytes:
    """The package with cells of its first sheet replaced by errors, formulas without result, text or nothing."""
    with zipfile.ZipFile(io.BytesIO(data)) as source:
        parts = {info: source.read(info) for info in source.infolist()}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        for info, content in parts.items():
            if info.filename == _SHEET_PART:
                for cell, value in special.items():
                    content = _with_special(content, cell, value)
            target.writestr(info, content)
    return out.getvalue()


def _with_special(xml: bytes, cell: str, value: Content) -> bytes:
    if isinstance(value, Broken):
        inner = f' t="e"><v>{value.code}</v></c>'
    elif isinstance(value, Uncached):
        inner = f"><f>{value.formula}</f></c>"
    else:
        inner = f' t="inlineStr"><is><t>{value or ""}</t></is></c>'
    return with_cell(xml, cell, inner.encode())


def with_cell(xml: bytes, cell: str, inner: bytes) -> bytes:
    """A sheet's XML with what follows a cell's address and style replaced."""
    pattern = re.compile(rf'<c r="{cell}"((?: s="\d+")?)[^>]*?(?:/>|>.*?</c>)'.encode(), re.DOTALL)
    changed, times = pattern.subn(lambda match: b'<c r="' + cell.encode() + b'"' + match[1] + inner, xml)
    assert times == 1, cell
    return changed


def sheet_of(data: bytes) -> Drawn:
    """The first sheet of a workbook as plain cells."""
    grid = read_grid(data, "表.xlsx", is_form_text=is_form_text)
    assert isinstance(grid, Grid)
    sheet = grid.sheets[0]
    return Drawn({at: replace(cell, formula=None) for at, cell in sheet.cells.items()}, list(sheet.merged))


def drawn(form_title: str, change: Change) -> Drawn:
    """The example with a change laid on, as values without formulas and hidden identity."""
    return sheet_of(filled(form_title, change))
