"""The workbook part: its sheets in order with their parts, defined names, date system and links to other files."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from jixiao.records.regex import regex
from jixiao.workbook.package import Package, local, parse_tree, part_key, xml_part
from jixiao.workbook.refusal import Refused

_DEFAULT = "xl/workbook.xml"
_LINK = regex(r"xl/externallinks/externallink[^/]*\.xml")


@dataclass(frozen=True, slots=True)
class SheetEntry:
    """One worksheet as the workbook lists it: its name, state (visible, hidden, veryHidden) and part."""

    name: str
    state: str
    part: str


@dataclass(frozen=True, slots=True)
class Book:
    """What the workbook part says; `names` has local names as 「sheet!name」; parts are None when there is none."""

    sheets: tuple[SheetEntry, ...]
    names: dict[str, str]
    date1904: bool
    strings: str | None
    styles: str | None
    external_links: tuple[str, ...]
    has_macros: bool


def truth(text: str | None) -> bool:
    """An XML boolean; absent is false."""
    return text in ("1", "true", "on")


def _attribute(element: Any, name: str) -> str | None:
    """An attribute by local name, whatever namespace its writer used for it."""
    return next((value for key, value in element.attrib.items() if local(key) == name), None)


def _relations(package: Package, source: str) -> dict[str, tuple[str, str]]:
    """The relations of a part: id to (last word of the type, target part, or the text of an outside target)."""
    folder, _, file = source.rpartition("/")
    name = f"{folder}/_rels/{file}.rels"
    xml = xml_part(package, name)
    relations = {}
    for one in parse_tree(xml, name) if xml else ():
        if local(one) != "Relationship":
            continue
        target = one.get("Target", "")
        if one.get("TargetMode") != "External":
            target = target.replace("\\", "/")
            target = posixpath.normpath(posixpath.join("/" + folder, target)).lstrip("/")
            if part_key(target) not in package.parts:
                target = unquote(target)
        relations[one.get("Id", "")] = (one.get("Type", "").rpartition("/")[2], target)
    return relations


def _workbook_name(package: Package) -> str:
    """The part that is the workbook: by its usual name, else by the package's relations; Refused when there is none."""
    if _DEFAULT in package.parts:
        return _DEFAULT
    for kind, target in _relations(package, "").values():
        if kind == "officeDocument" and part_key(target) in package.parts:
            return target
    raise Refused("missing_part", "缺少工作簿部件 xl/workbook.xml")


def read_book(package: Package) -> Book:
    """The workbook part of a package; Refused when it, or the part of a sheet it lists, is missing or malformed."""
    name = _workbook_name(package)
    root = parse_tree(xml_part(package, name) or b"", name)
    if local(root) != "workbook":
        raise Refused("malformed_xml", f"部件 {name} 不是工作簿")
    relations = _relations(package, name)
    children = {local(child): child for child in root}
    entries = list(children.get("sheets", ()))
    if not entries:
        raise Refused("missing_part", "工作簿里没有工作表")
    kinds = {kind: target for kind, target in relations.values() if part_key(target) in package.parts}
    return Book(
        sheets=tuple(sheet for entry in entries if (sheet := _sheet_entry(package, entry, relations))),
        names=_names(children.get("definedNames", ()), entries),
        date1904="workbookPr" in children and truth(children["workbookPr"].get("date1904")),
        strings=kinds.get("sharedStrings"),
        styles=kinds.get("styles"),
        external_links=_external_links(package),
        has_macros=any(part.endswith("vbaproject.bin") for part in package.parts),
    )


def _sheet_entry(package: Package, entry: Any, relations: dict[str, tuple[str, str]]) -> SheetEntry | None:
    """A listed worksheet; None for chart, dialog and macro sheets, which hold no form."""
    title = entry.get("name", "")
    kind, target = relations.get(_attribute(entry, "id") or "", ("worksheet", ""))
    if kind != "worksheet":
        return None
    if part_key(target) not in package.parts:
        raise Refused("missing_part", f"缺少工作表「{title}」的部件")
    return SheetEntry(title, entry.get("state", "visible"), target)


def _names(defined: Any, entries: list[Any]) -> dict[str, str]:
    names = {}
    for one in defined:
        name, sheet = one.get("name", ""), one.get("localSheetId", "")
        if sheet.isdecimal() and int(sheet) < len(entries):
            name = f"{entries[int(sheet)].get('name', '')}!{name}"
        names[name] = "".join(one.itertext())
    return names


def _external_links(package: Package) -> tuple[str, ...]:
    """Where the links to other workbooks point, as written in the file."""
    parts = sorted(part for part in package.parts if _LINK.fullmatch(part))
    return tuple(target for part in parts for _, target in _relations(package, part).values())
