"""The compiled template of a round: every shape of its form drawn once with openpyxl, cut at the cells to fill in.

Forms of one round differ only in the rows that their indicators need. All shapes are drawn into one workbook, so that
their sheets share one table of styles and any of them can be put together in a unit's workbook.
"""

from __future__ import annotations

import io
import math
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from jixiao.forms.declaration import Form
from jixiao.forms.template import DRAWINGS, Drawing, Key
from jixiao.forms.template_book import (
    GUIDE_SHEET,
    LABEL_FILL,
    LINE_HEIGHT,
    ROW_HEIGHT,
    Scalar,
    document_properties,
    with_values,
)
from jixiao.forms.template_guide import draw as draw_guide
from jixiao.policy.model import Policy
from jixiao.workbook.compiled import CutSheet, cut, named
from jixiao.workbook.grid import position
from jixiao.workbook.zip_raw import Packed, pack

Shape = tuple[tuple[str, str, int], ...]
"""Level 1, level 2 and number of rows of each group of indicators; empty for the form's usual rows."""
PatternKey = tuple[Shape, frozenset[str]]
"""A shape, and the roles whose cells go out pre-filled and locked (project, funds.initial …)."""
FORM_TOKEN, BESIDE_TOKEN = "JXFORMX", "JXSIDEX"
"""Stand for sheet names in the XML of a shape; a unit's workbook gives them."""


@dataclass(frozen=True, eq=False)
class Pattern:
    """One shape of the form. `beside` is the sheet that computes next to it, None where there is none.

    The two reach into one another by names of their own (name → area), so that they do not depend on what they are
    called in a unit's workbook.
    """

    form: Form
    sheet: CutSheet
    beside: Packed | None
    beside_name: str
    beside_state: str  # visible, hidden
    places: Mapping[Key, str]
    formulas: Mapping[str, str]
    shown: Mapping[str, Scalar]  # what the formulas show while nothing is filled in
    widths: Mapping[str, float]  # address of an input cell → width of its area in characters
    tall: frozenset[int]  # rows with a height, which may need more
    form_prints: Mapping[str, str]  # _xlnm.Print_Area … → absolute area
    beside_prints: Mapping[str, str]
    into_form: Mapping[str, str]  # name → area of the form that the sheet beside it reads
    into_beside: Mapping[str, str]

    def heights(self, contents: Mapping[str, Scalar]) -> dict[int, float]:
        """Row → height in points for rows whose text needs more than the usual two lines."""
        found: dict[int, float] = {}
        for place, content in contents.items():
            # a Chinese character takes two of the units in which column widths are told, and the edges take one
            width = max(self.widths.get(place, 9) - 1, 1)
            if not isinstance(content, str) or 2 * len(content) <= width:
                continue
            row, _ = position(place)
            taken = sum(2 if ord(letter) > 0x2E7F else 1.1 for letter in content)
            height = LINE_HEIGHT * math.ceil(taken / width) + 3
            if row in self.tall and height > max(ROW_HEIGHT, found.get(row, 0)):
                found[row] = height
        return found


@dataclass(frozen=True)
class Master:
    """What the workbooks of a round share: patterns, the instructions, and the parts that never change."""

    form: Form
    policy: Policy
    patterns: Mapping[PatternKey, Pattern]
    guide: Packed
    guide_prints: Mapping[str, str]
    parts: Mapping[str, Packed]


def shaped(form: Form, shape: Shape) -> Form:
    """The form with the rows of a shape."""
    if not shape:
        return form
    level1s = dict.fromkeys(one for one, _, _ in shape)
    level1 = tuple((one, tuple(dict.fromkeys(two for each, two, _ in shape if each == one))) for one in level1s)
    return replace(form, shape=shape, level1=level1)


def build_master(form: Form, policy: Policy, year: int, keys: Iterable[PatternKey]) -> Master:
    """Draw every shape that the round needs, once for each set of locked roles."""
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.worksheets[0])
    drawing = DRAWINGS[form.code]
    wanted = list(dict.fromkeys(keys))
    variants = [replace(shaped(form, shape), sheet_name=FORM_TOKEN) for shape, _ in wanted]
    for number, (variant, (_, locked)) in enumerate(zip(variants, wanted, strict=True)):
        sheet = book.create_sheet(FORM_TOKEN)
        drawing.draw(sheet, variant, policy, year, None)
        _lock(sheet, drawing.places(variant, None), locked)
        sheet.title = f"F{number}"
        if drawing.beside is not None:
            drawing.beside.draw(book.create_sheet(f"B{number}"), variant, policy)
    draw_guide(book.create_sheet(GUIDE_SHEET), form, policy)
    parts = _saved(book)
    files = {sheet.title: f"xl/worksheets/sheet{number}.xml" for number, sheet in enumerate(book.worksheets, 1)}
    patterns = {
        shape: _pattern(
            form, variant, policy, drawing, book, f"{number}", {name: parts[file] for name, file in files.items()}
        )
        for number, (shape, variant) in enumerate(zip(wanted, variants, strict=True))
    }
    static = ("xl/theme/theme1.xml", "xl/styles.xml", "xl/sharedStrings.xml", "_rels/.rels")
    kept = {name: parts[name] for name in static if name in parts} | document_properties(form.title)
    packed = {name: pack(content, 9) for name, content in kept.items()}
    return Master(
        form,
        policy,
        patterns,
        pack(with_values(parts[files[GUIDE_SHEET]], {}, {}), 9),
        _prints(book[GUIDE_SHEET]),
        packed,
    )


def _lock(sheet: Any, places: Mapping[Key, str], locked: frozenset[str]) -> None:
    """Pre-filled cells look like the form's own labels and cannot be typed over by a slip."""
    from openpyxl.styles import PatternFill, Protection

    for (role, _), place in places.items():
        if role in locked:
            cell = sheet[place]
            cell.protection = Protection(locked=True)
            cell.fill = PatternFill("solid", fgColor=LABEL_FILL)


def _saved(book: Any) -> dict[str, bytes]:
    raw = io.BytesIO()
    book.save(raw)
    with zipfile.ZipFile(raw) as source:
        return {name: source.read(name) for name in source.namelist()}


def _pattern(
    form: Form, variant: Form, policy: Policy, drawing: Drawing, book: Any, number: str, xml: Mapping[str, bytes]
) -> Pattern:
    places, formulas = drawing.places(variant, None), drawing.formulas(variant, policy, None)
    sheet = book[f"F{number}"]
    widths = _widths(sheet, places.values())
    own, tall = xml[f"F{number}"], frozenset(row for row, look in sheet.row_dimensions.items() if look.height)
    shown = {place: value for place, value in drawing.results(variant, policy, {}, None).items() if place in formulas}
    beside, beside_prints, name, state = None, {}, "", "visible"
    into_form: dict[str, str] = {}
    into_beside: dict[str, str] = {}
    if drawing.beside is not None:
        name, state = drawing.beside.name, str(book[f"B{number}"].sheet_state)
        beside_shown = drawing.beside.results(variant, policy, drawing.results(variant, policy, {}, None))
        drawn = with_values(drawing.beside.shared(xml[f"B{number}"]), {}, beside_shown)
        drawn, into_form = named(drawn, FORM_TOKEN, form.sheet_name)
        beside = pack(drawn, 9)
        beside_prints = _prints(book[f"B{number}"])
        # openpyxl writes what is not ASCII as character references
        own = own.replace(f"{name}!".encode("ascii", "xmlcharrefreplace"), f"{BESIDE_TOKEN}!".encode())
        own, into_beside = named(own, BESIDE_TOKEN, name)
    cells = cut(with_values(own, {}, shown), {*places.values(), *formulas}, tall, (FORM_TOKEN,))
    prints = (_prints(sheet), beside_prints)
    return Pattern(
        variant, cells, beside, name, state, places, formulas, shown, widths, tall, *prints, into_form, into_beside
    )


def _widths(sheet: Any, places: Iterable[str]) -> dict[str, float]:
    """Width of each place's area: a merged cell is as wide as all its columns."""
    columns: dict[int, float] = {}
    for dimension in sheet.column_dimensions.values():
        columns |= dict.fromkeys(range(dimension.min or 0, (dimension.max or 0) + 1), float(dimension.width))
    last = {(area.min_row, area.min_col): area.max_col for area in sheet.merged_cells.ranges}
    found = {}
    for place in places:
        row, column = position(place)
        found[place] = sum(columns.get(each, 9.0) for each in range(column, last.get((row, column), column) + 1))
    return found


def _prints(sheet: Any) -> dict[str, str]:
    """Print titles and area of a sheet as absolute references without the sheet's name."""
    found = {}
    if sheet.print_title_rows:
        found["_xlnm.Print_Titles"] = "$" + str(sheet.print_title_rows).replace("$", "").replace(":", ":$")
    if sheet.print_area:
        found["_xlnm.Print_Area"] = str(sheet.print_area).rpartition("!")[2]
    return found
