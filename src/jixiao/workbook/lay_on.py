"""What a patch changes in a package: edits per part and whole new parts, computed without touching the package."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from jixiao.workbook.grid import address, position
from jixiao.workbook.marks_xml import list_edits, mark_edits, reads_list
from jixiao.workbook.package_edit import (
    CONTENT_TYPES,
    STYLES_TYPE,
    WORKSHEET_TYPE,
    Book,
    Package,
    SheetEntry,
    has_part,
    part,
    read_book,
    relation_edit,
    relations_path,
    type_edit,
)
from jixiao.workbook.patch import Mark, Patch, Put
from jixiao.workbook.sheet_places import Place, mark_list, places, workbook_edits
from jixiao.workbook.sheet_plan_xml import all_puts, looks_of, sheet_xml
from jixiao.workbook.styles_xml import SEVERITIES, add_styles
from jixiao.workbook.xml_splice import Edit, splice
from jixiao.workbook.zip_raw import PackageError

_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_NO_RELATIONS = (
    _DECLARATION
    + '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
)

Groups = dict[str, dict[str, list[str]]]
"""Sheet part → severity → addresses."""


@dataclass(frozen=True, slots=True)
class Change:
    """Edits by part name, and the parts that are new."""

    edits: Mapping[str, list[Edit]]
    added: Mapping[str, str]


def change_for(package: Package, patch: Patch, *, ours: bool = True) -> Change:
    """The change a patch makes; with `ours` the sheets get the sign by which a later run knows them again.

    PackageError when a mark names a sheet that is not there; ValueError when the package's XML is broken.
    """
    book = read_book(package)
    chosen = places(package, book, patch.sheets)
    groups, listed = _grouped(package, book, patch.marks)
    puts = [_linked(all_puts(place.plan), chosen) for place in chosen]
    looks = dict.fromkeys(look for sheet in puts for look in looks_of(sheet).values())
    used = [severity for severity in SEVERITIES if any(severity in group for group in groups.values())]
    styles, style_text = _styles_part(package, book)
    style_edits, numbers, formats = add_styles(style_text, looks, used)
    edits = {path: mark_edits(part(package, path), group, formats) for path, group in groups.items()}
    if listed:
        path, capacity = mark_list(book) or ("", 0)
        edits[path] = edits.get(path, []) + list_edits(part(package, path), listed, capacity)
    added: dict[str, str] = {}
    for place, cells in zip(chosen, puts, strict=True):
        xml = sheet_xml(place.plan, cells, numbers, book.namespace, selected=not book.sheets and place.index == 0)
        if place.relation:
            added[place.path] = xml
        else:
            edits |= replacement(package, place.path, xml)
    if has_part(package, styles):
        edits[styles] = style_edits
    elif style_edits:
        added[styles] = splice(style_text, style_edits)
    edits[book.path] = workbook_edits(book, chosen, ours=ours)
    edits |= _registered(package, book, chosen, styles if styles in added else "")
    return Change({name: items for name, items in edits.items() if items}, added)


def done(package: Package, change: Change) -> Package:
    """The package with a change made."""
    return package.edited(change.edits).changed(change.added)


def plain_styles(namespace: str) -> str:
    """A styles part with nothing but the default look (宋体 11) that every workbook must have."""
    return (
        f'{_DECLARATION}<styleSheet xmlns="{namespace}"><fonts count="1"><font><sz val="11"/><name val="宋体"/>'
        '<charset val="134"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill>'
        '<patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/>'
        '<diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>'
        '</cellStyleXfs><cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
    )


def replacement(package: Package, path: str, xml: str) -> dict[str, list[Edit]]:
    """Edits that give a sheet part of ours new contents; its relationships are emptied, for nothing refers to them."""
    edits = {path: [Edit(0, len(part(package, path)), xml)]}
    name = relations_path(path)
    if has_part(package, name):
        edits[name] = [Edit(0, len(part(package, name)), _NO_RELATIONS)]
    return edits


def _styles_part(package: Package, book: Book) -> tuple[str, str]:
    """Name and text of the styles part; a plain one for the rare workbook that has none."""
    if book.styles and has_part(package, book.styles):
        return book.styles, part(package, book.styles)
    names = (posixpath.join(posixpath.dirname(book.path), name) for name in ("styles.xml", "styles-jixiao.xml"))
    return next(name for name in names if not has_part(package, name)), plain_styles(book.namespace)


def _linked(puts: Sequence[Put], chosen: Sequence[Place]) -> Sequence[Put]:
    """The puts with links to planned sheets led to the names those sheets got."""
    renamed = {place.plan.name: place.name for place in chosen if place.plan.name != place.name}
    if not renamed:
        return puts
    return [
        replace(put, link=(renamed[put.link[0]], put.link[1])) if put.link and put.link[0] in renamed else put
        for put in puts
    ]


def _registered(package: Package, book: Book, chosen: Sequence[Place], styles: str) -> dict[str, list[Edit]]:
    """Edits of relationships and content types for the parts that are new."""
    folder = posixpath.dirname(book.path)
    rows = [(p.relation, f"{book.family}/worksheet", p.path.removeprefix(f"{folder}/")) for p in chosen if p.relation]
    types = [(place.path, WORKSHEET_TYPE) for place in chosen if place.relation]
    if styles:
        rows.append(("rIdJxStyles", f"{book.family}/styles", posixpath.basename(styles)))
        types.append((styles, STYLES_TYPE))
    if not rows:
        return {}
    name, edit = relation_edit(package, book.path, rows)
    return {name: [edit], CONTENT_TYPES: [type_edit(package, types)]}


def _grouped(package: Package, book: Book, marks: Sequence[Mark]) -> tuple[Groups, list[tuple[str, str]]]:
    """Marks that become conditional formats, and those that go to the template's address list."""
    known = mark_list(book)
    groups: Groups = {}
    listed: list[tuple[str, str]] = []
    for (sheet, cell), severity in _gravest(book, marks).items():
        if known and len(listed) < known[1] and reads_list(part(package, sheet.path or "")):
            listed.append((f"{sheet.name}!{cell}", severity))
        else:
            groups.setdefault(sheet.path or "", {}).setdefault(severity, []).append(cell)
    ordered = {path: {s: group[s] for s in SEVERITIES if s in group} for path, group in groups.items()}
    return ordered, listed


def _gravest(book: Book, marks: Sequence[Mark]) -> dict[tuple[SheetEntry, str], str]:
    """Each marked cell once, with the gravest severity said of it."""
    by_name = {sheet.name.casefold().strip(): sheet for sheet in book.sheets}
    by_name |= {sheet.name: sheet for sheet in book.sheets}
    found: dict[tuple[SheetEntry, str], str] = {}
    for mark in marks:
        sheet = by_name.get(mark.sheet) or by_name.get(mark.sheet.casefold().strip())
        if sheet is None or sheet.path is None:
            raise PackageError(f"工作簿里没有工作表「{mark.sheet}」，无法标记。")
        key = sheet, address(*position(mark.cell))
        if SEVERITIES.index(mark.severity) <= SEVERITIES.index(found.get(key, SEVERITIES[-1])):
            found[key] = mark.severity
    return found
