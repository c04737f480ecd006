"""One unit's workbook, put together from the round's compiled template: one form sheet per project."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from xml.sax.saxutils import escape, quoteattr

from jixiao.campaign.identity import LOCKED_NAME
from jixiao.campaign.master import BESIDE_TOKEN, FORM_TOKEN, Master, Pattern, PatternKey, Shape
from jixiao.forms.template import DRAWINGS, Key
from jixiao.forms.template_book import GUIDE_SHEET, IDENTITY_SHEET, MARK_ROWS, RESULT_SHEETS, Scalar
from jixiao.workbook.compiled import Content, absolute, filled, height_of
from jixiao.workbook.zip_raw import Packed, pack, zip_of

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_EMPTY = pack(f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetData/></worksheet>'.encode())
_TYPES = {
    "xl/workbook.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
    "xl/styles.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml",
    "xl/sharedStrings.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml",
    "xl/theme/theme1.xml": "application/vnd.openxmlformats-officedocument.theme+xml",
    "docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
    "docProps/app.xml": "application/vnd.openxmlformats-officedocument.extended-properties+xml",
}
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_RELATED = {"xl/theme/theme1.xml": "theme", "xl/styles.xml": "styles", "xl/sharedStrings.xml": "sharedStrings"}
_NOT_PLAIN = re.compile(r"[^\u4e00-\u9fffA-Za-z0-9]+")
_HIDDEN = ' hidden="1"'
_FAST = 1
"""Compression of the small parts that every unit has of its own."""
_LONGEST = 14
"""Characters of a project's name on its sheet's tab."""
_APART = 10_000
"""Names of cells are numbered from one ten-thousand to the next, form by form, so that they sort in that order."""


@dataclass(frozen=True)
class FormSheet:
    """One form to go out: shape, name of its sheet, what stands in it; `signed` are the cells that may not change."""

    shape: Shape
    name: str
    values: Mapping[Key, Scalar]
    signed: tuple[Key, ...] = ()

    @property
    def key(self) -> PatternKey:
        """The pattern that it is made from."""
        return self.shape, frozenset(role for role, _ in self.signed)


def workbook(master: Master, forms: Sequence[FormSheet], identity: Mapping[str, str]) -> bytes:
    """A unit's workbook as .xlsx bytes, equal for equal arguments; KeyError for a role that the form has not."""
    patterns = [master.patterns[form.key] for form in forms]
    sides = [f"{pattern.beside_name}{number if len(forms) > 1 else ''}" for number, pattern in enumerate(patterns, 1)]
    sheets = [
        (form.name, "visible", _form(master, pattern, form)) for pattern, form in zip(patterns, forms, strict=True)
    ]
    for name, pattern in zip(sides, patterns, strict=True):
        if pattern.beside is not None:
            sheets.append((name, pattern.beside_state, pattern.beside))
    names = [
        _form_names(pattern, form.signed, number, len(forms)).replace(FORM_TOKEN, form.name).replace(BESIDE_TOKEN, side)
        for number, (pattern, form, side) in enumerate(zip(patterns, forms, sides, strict=True))
    ]
    names += [_defined_name(name, f"{GUIDE_SHEET}!{area}", len(sheets)) for name, area in master.guide_prints.items()]
    sheets.append((GUIDE_SHEET, "visible", master.guide))
    sheets += [(name, "hidden", _EMPTY) for name in RESULT_SHEETS]
    sheets.append((IDENTITY_SHEET, "veryHidden", pack(_identity_xml(identity), _FAST)))
    book = pack(_workbook_xml([(name, state) for name, state, _ in sheets], [*_MARKS, *names]), _FAST)
    pages = _pages(len(sheets))
    around = _around(pages, tuple(master.parts))
    body = [(page, part) for page, (_, _, part) in zip(pages, sheets, strict=True)]
    return zip_of([*around, ("xl/workbook.xml", book), *master.parts.items(), *body])


def _form(master: Master, pattern: Pattern, form: FormSheet) -> Packed:
    """One project's sheet: what is told of it, what its formulas make of that, and rows as high as that needs."""
    at = pattern.places
    inputs = {at[key]: value for key, value in form.values.items() if value not in (None, "")}
    results = DRAWINGS[master.form.code].results(pattern.form, master.policy, inputs, None)
    blank = pattern.shown
    contents: dict[str, Content] = {
        place: value for place, value in results.items() if place in blank and value != blank[place]
    }
    contents |= inputs
    contents |= {height_of(row): height for row, height in pattern.heights(inputs).items()}
    return filled(pattern.sheet, {**contents, FORM_TOKEN: form.name})


@lru_cache(maxsize=256)
def _form_names(pattern: Pattern, signed: tuple[Key, ...], number: int, count: int) -> str:
    """The defined names of the number-th form (from 0) of a workbook of `count`, with tokens for sheet names."""
    form, side, base = FORM_TOKEN, BESIDE_TOKEN, number * _APART
    found = [_defined_name(name, f"'{form}'!{area}", number) for name, area in pattern.form_prints.items()]
    found += [_defined_name(name, f"{side}!{area}", number, hidden=True) for name, area in pattern.into_beside.items()]
    if pattern.beside is not None:
        local = count + number
        found += [_defined_name(name, f"'{side}'!{area}", local) for name, area in pattern.beside_prints.items()]
        found += [_defined_name(name, f"{form}!{area}", local, hidden=True) for name, area in pattern.into_form.items()]
    cells = [(f"_jxf_{base + n}", place) for n, place in enumerate(pattern.formulas, 1)]
    cells += [(f"{LOCKED_NAME}{base + n}", pattern.places[key]) for n, key in enumerate(signed, 1)]
    return "".join([*found, *(_defined_name(name, f"{form}!{absolute(place)}", hidden=True) for name, place in cells)])


@lru_cache(maxsize=64)
def _pages(count: int) -> tuple[str, ...]:
    return tuple(f"xl/worksheets/sheet{number}.xml" for number in range(1, count + 1))


@lru_cache(maxsize=64)
def _around(pages: tuple[str, ...], parts: tuple[str, ...]) -> tuple[tuple[str, Packed], ...]:
    """The parts that say what is in the package."""
    return (
        ("[Content_Types].xml", pack(_types_xml(pages, ("xl/workbook.xml", *parts)))),
        ("xl/_rels/workbook.xml.rels", pack(_relations_xml(pages, parts))),
    )


def tab_names(title: str, projects: Sequence[str]) -> list[str]:
    """A sheet name per project: the form's own for a single one, else numbered with the project's name."""
    if len(projects) <= 1:
        return [title]
    # letters, digits and Chinese characters only: such a name needs no quotes in formulas
    return [
        f"{title}{number}_{_NOT_PLAIN.sub('', name)[:_LONGEST]}".rstrip("_") for number, name in enumerate(projects, 1)
    ]


def _identity_xml(identity: Mapping[str, str]) -> bytes:
    rows = "".join(
        f'<row r="{row}">{_text(f"A{row}", key)}{_text(f"B{row}", value)}</row>'
        for row, (key, value) in enumerate(identity.items(), 1)
    )
    return f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetData>{rows}</sheetData></worksheet>'.encode()


def _text(place: str, text: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'


@lru_cache(maxsize=1024)
def _sheet_element(name: str, state: str, number: int) -> str:
    return f'<sheet name={quoteattr(name)} sheetId="{number}" state="{state}" r:id="rId{number}"/>'


def _workbook_xml(listed: Sequence[tuple[str, str]], names: Iterable[str]) -> bytes:
    sheets = "".join(_sheet_element(name, state, number) for number, (name, state) in enumerate(listed, 1))
    return (
        f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><workbookPr/><workbookProtection lockStructure="1"/>'
        f'<bookViews><workbookView activeTab="0"/></bookViews><sheets>{sheets}</sheets>'
        f'<definedNames>{"".join(names)}</definedNames><calcPr calcId="124519" fullCalcOnLoad="1"/></workbook>'
    ).encode()


def _defined_name(name: str, text: str, index: int | None = None, *, hidden: bool = False) -> str:
    where = "" if index is None else f' localSheetId="{index}"'
    return f'<definedName name="{name}"{where}{_HIDDEN if hidden else ""}>{text}</definedName>'


_MARKS = (
    _defined_name("_jx_marks", f"{IDENTITY_SHEET}!$D$1:$D${MARK_ROWS}", hidden=True),
    _defined_name("_jx_severities", f"{IDENTITY_SHEET}!$E$1:$E${MARK_ROWS}", hidden=True),
)


def _relations_xml(pages: Iterable[str], parts: Iterable[str]) -> bytes:
    targets = [("worksheet", page) for page in pages]
    targets += [(kind, name) for name, kind in _RELATED.items() if name in parts]
    lines = "".join(
        f'<Relationship Id="rId{number}" Type="{_OFFICE}/{kind}" Target="{name.removeprefix("xl/")}"/>'
        for number, (kind, name) in enumerate(targets, 1)
    )
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{lines}</Relationships>'.encode()


def _types_xml(pages: Iterable[str], parts: Iterable[str]) -> bytes:
    known = [(name, _TYPES[name]) for name in parts if name in _TYPES] + [(page, _SHEET_TYPE) for page in pages]
    lines = "".join(f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, kind in known)
    return (
        f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{lines}</Types>'
    ).encode()
