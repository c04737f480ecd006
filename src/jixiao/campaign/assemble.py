"""One unit's workbook, joined from the pieces of the round's compiled template: one form sheet per project."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from xml.sax.saxutils import escape, quoteattr

from jixiao.campaign.identity import LOCKED_NAME
from jixiao.campaign.master import BESIDE_TOKEN, FORM_TOKEN, Master, Pattern, PatternKey, Shape
from jixiao.forms.template import DRAWINGS, Key
from jixiao.forms.template_book import (
    GUIDE_SHEET,
    IDENTITY_SHEET,
    MARK_ROWS,
    RESULT_SHEETS,
    Scalar,
    document_properties,
)
from jixiao.workbook.compiled import joined
from jixiao.workbook.grid import column_letters, position
from jixiao.workbook.zip_raw import Packed, pack, zip_of

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_EMPTY = f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetData/></worksheet>'.encode()
_TYPES = {
    "xl/workbook.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
    "xl/styles.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml",
    "xl/sharedStrings.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml",
    "xl/theme/theme1.xml": "application/vnd.openxmlformats-officedocument.theme+xml",
    "docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
    "docProps/app.xml": "application/vnd.openxmlformats-officedocument.extended-properties+xml",
}
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_SHARED = {"theme": "xl/theme/theme1.xml", "styles": "xl/styles.xml", "sharedStrings": "xl/sharedStrings.xml"}
_NOT_PLAIN = re.compile(r"[^\u4e00-\u9fffA-Za-z0-9]+")
_FAST = 2
"""Compression of the parts that every unit has of its own: they are half of the time at the usual level."""
_LONGEST = 14
"""Characters of a project's name on its sheet's tab."""


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


@dataclass
class _Listed:
    """The workbook's sheets and defined names while it is put together."""

    sheets: list[tuple[str, str, Packed]] = field(default_factory=list)  # name, state, part
    names: list[tuple[str, str, int | None]] = field(default_factory=list)  # name, text, sheet index

    def add(self, name: str, state: str, part: Packed, prints: Mapping[str, str] | None = None) -> None:
        for key, area in (prints or {}).items():
            self.names.append((key, f"'{name}'!{area}", len(self.sheets)))
        self.sheets.append((name, state, part))


@dataclass
class Assembler:
    """Puts workbooks together; what is the same in many of them is compressed once and kept."""

    master: Master
    _kept: dict[tuple[object, ...], Packed] = field(default_factory=dict)

    def workbook(self, forms: Sequence[FormSheet], identity: Mapping[str, str]) -> bytes:
        """A unit's workbook as .xlsx bytes, equal for equal arguments; KeyError for a role that the form has not."""
        listed = _Listed()
        besides = []
        for number, form in enumerate(forms, 1):
            pattern = self.master.patterns[form.key]
            beside = f"{pattern.beside_name}{number if len(forms) > 1 else ''}"
            listed.add(form.name, "visible", pack(self._form_xml(pattern, form, beside), _FAST), pattern.form_prints)
            besides.append((pattern, form, beside))
        for pattern, form, beside in besides:
            if pattern.beside is not None:
                listed.add(beside, pattern.beside_state, self._beside(pattern, form, beside), pattern.beside_prints)
        listed.add(GUIDE_SHEET, "visible", self._once(GUIDE_SHEET, self.master.guide), self.master.guide_prints)
        for name in RESULT_SHEETS:
            listed.add(name, "hidden", self._once(name, _EMPTY))
        listed.add(IDENTITY_SHEET, "veryHidden", pack(_identity_xml(identity)))
        listed.names += self._hidden_names(forms)
        return self._zip(listed)

    def _once(self, key: object, content: bytes) -> Packed:
        if (key,) not in self._kept:
            self._kept[(key,)] = pack(content)
        return self._kept[(key,)]

    def _beside(self, pattern: Pattern, form: FormSheet, beside: str) -> Packed:
        key = (form.shape, form.name, beside)
        if key not in self._kept:
            assert pattern.beside is not None
            part = pack(pattern.beside.replace(FORM_TOKEN.encode(), form.name.encode()), _FAST)
            if len(self._kept) > 500:  # tabs with project names repeat rarely
                return part
            self._kept[key] = part
        return self._kept[key]

    def _form_xml(self, pattern: Pattern, form: FormSheet, beside: str) -> bytes:
        at = pattern.places
        inputs = {at[key]: value for key, value in form.values.items() if value not in (None, "")}
        drawing = DRAWINGS[self.master.form.code]
        results = drawing.results(pattern.form, self.master.policy, inputs, None)
        contents = {place: value for place, value in results.items() if place in pattern.formulas}
        xml = joined(pattern.sheet, {**contents, **inputs})
        for row, height in pattern.heights(inputs).items():
            xml = re.sub(rb'(<row r="%d"[^>]*? ht=")[\d.]+' % row, rb"\g<1>%g" % height, xml, count=1)
        return xml.replace(FORM_TOKEN.encode(), form.name.encode()).replace(BESIDE_TOKEN.encode(), beside.encode())

    def _hidden_names(self, forms: Sequence[FormSheet]) -> list[tuple[str, str, int | None]]:
        names: list[tuple[str, str, int | None]] = [
            ("_jx_marks", f"{IDENTITY_SHEET}!$D$1:$D${MARK_ROWS}", None),
            ("_jx_severities", f"{IDENTITY_SHEET}!$E$1:$E${MARK_ROWS}", None),
        ]
        formulas = [(form, place) for form in forms for place in self.master.patterns[form.key].formulas]
        names += [(f"_jxf_{n}", _absolute(form.name, place), None) for n, (form, place) in enumerate(formulas, 1)]
        signed = [(form, self.master.patterns[form.key].places[key]) for form in forms for key in form.signed]
        names += [(f"{LOCKED_NAME}{n}", _absolute(form.name, place), None) for n, (form, place) in enumerate(signed, 1)]
        return names

    def _zip(self, listed: _Listed) -> bytes:
        static = {**self.master.parts, **document_properties(self.master.form.title)}
        parts = {name: self._once(name, content) for name, content in static.items()}
        parts["xl/workbook.xml"] = pack(_workbook_xml(listed))
        sheets = [f"xl/worksheets/sheet{number}.xml" for number in range(1, len(listed.sheets) + 1)]
        parts["xl/_rels/workbook.xml.rels"] = pack(_relations_xml(sheets, parts))
        types = pack(_types_xml(sheets, parts))
        body = [(name, part) for name, (_, _, part) in zip(sheets, listed.sheets, strict=True)]
        return zip_of([("[Content_Types].xml", types), *parts.items(), *body])


def tab_names(title: str, projects: Sequence[str]) -> list[str]:
    """A sheet name per project: the form's own for a single one, else numbered with the project's name."""
    if len(projects) <= 1:
        return [title]
    # letters, digits and Chinese characters only: such a name needs no quotes in formulas
    return [
        f"{title}{number}_{_NOT_PLAIN.sub('', name)[:_LONGEST]}".rstrip("_") for number, name in enumerate(projects, 1)
    ]


def _absolute(sheet: str, place: str) -> str:
    row, column = position(place)
    return f"{sheet}!${column_letters(column)}${row}"


def _identity_xml(identity: Mapping[str, str]) -> bytes:
    rows = "".join(
        f'<row r="{row}">{_text(f"A{row}", key)}{_text(f"B{row}", value)}</row>'
        for row, (key, value) in enumerate(identity.items(), 1)
    )
    return f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetData>{rows}</sheetData></worksheet>'.encode()


def _text(place: str, text: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'


def _workbook_xml(listed: _Listed) -> bytes:
    sheets = "".join(
        f'<sheet name={quoteattr(name)} sheetId="{number}" state="{state}" r:id="rId{number}"/>'
        for number, (name, state, _) in enumerate(listed.sheets, 1)
    )
    names = "".join(_defined_name(*name) for name in listed.names)
    return (
        f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><workbookPr/><workbookProtection lockStructure="1"/>'
        f'<bookViews><workbookView activeTab="0"/></bookViews><sheets>{sheets}</sheets>'
        f'<definedNames>{names}</definedNames><calcPr calcId="124519" fullCalcOnLoad="1"/></workbook>'
    ).encode()


def _defined_name(name: str, text: str, index: int | None) -> str:
    where = 'hidden="1"' if index is None else f'localSheetId="{index}"'
    return f'<definedName name="{name}" {where}>{escape(text)}</definedName>'


def _relations_xml(sheets: Sequence[str], parts: Mapping[str, object]) -> bytes:
    targets = [(f"{_OFFICE}/worksheet", name) for name in sheets]
    for name, kind in (
        ("xl/theme/theme1.xml", "theme"),
        ("xl/styles.xml", "styles"),
        ("xl/sharedStrings.xml", "sharedStrings"),
    ):
        if name in parts:
            targets.append((f"{_OFFICE}/{kind}", name))
    lines = "".join(
        f'<Relationship Id="rId{number}" Type="{kind}" Target="{name.removeprefix("xl/")}"/>'
        for number, (kind, name) in enumerate(targets, 1)
    )
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{lines}</Relationships>'.encode()


def _types_xml(sheets: Sequence[str], parts: Mapping[str, object]) -> bytes:
    known = [(name, _TYPES[name]) for name in parts if name in _TYPES] + [(name, _SHEET_TYPE) for name in sheets]
    lines = "".join(f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, kind in known)
    return (
        f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{lines}</Types>'
    ).encode()
