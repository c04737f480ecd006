"""A workbook package as texts to splice: parts, relationships, content types, sheets and names of the workbook part."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from urllib.parse import unquote

from jixiao.records.regex import regex
from jixiao.workbook.xml_splice import Edit, Element, append_child, attributes, child, children, root, splice, unescape
from jixiao.workbook.zip_raw import Member, PackageError, inflate, read_members, write_zip

_DECLARED = regex(r"^\ufeff?<\?xml[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9._-]+)")
_TYPES = "[content_types].xml"
WORKSHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
STYLES_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"


@dataclass(frozen=True)
class Package:
    """A zip and what is to be different in it: `texts` part name in lower case → new text, None for a dropped part."""

    data: bytes
    members: tuple[Member, ...]
    comment: bytes = b""
    texts: Mapping[str, str | None] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)  # lower case → spelling, of parts to be added
    read: dict[str, tuple[str, str]] = field(default_factory=dict)  # memory of inflated parts: (text, encoding)

    @cached_property
    def index(self) -> dict[str, Member]:
        """Members by lower-case name; of two with one name the last counts, as everywhere."""
        return {member.name.lower(): member for member in self.members}

    def changed(self, texts: Mapping[str, str | None]) -> Package:
        """The same package with more parts changed."""
        return replace(self, texts={**self.texts, **{name.lower(): text for name, text in texts.items()}})

    def edited(self, edits: Mapping[str, list[Edit]]) -> Package:
        """The same package with edits done on some parts."""
        return self.changed({name: splice(part(self, name), items) for name, items in edits.items() if items})


@dataclass(frozen=True, slots=True)
class SheetEntry:
    """One sheet of the workbook part: `path` is its part, None when there is none to be found."""

    name: str
    sheet_id: int
    state: str
    relation: str
    path: str | None
    element: Element


@dataclass(frozen=True, slots=True)
class Name:
    """One defined name: `local` is the index of its sheet, None when it is the workbook's."""

    name: str
    local: int | None
    text: str
    element: Element


@dataclass(frozen=True, slots=True)
class Book:
    """The workbook part taken apart. `family` is the relationship type without its last word (Strict has another)."""

    path: str
    text: str
    top: Element
    namespace: str
    family: str
    sheets: tuple[SheetEntry, ...]
    names: tuple[Name, ...]
    styles: str | None


def open_package(data: bytes) -> Package:
    """The package in these bytes; PackageError when they are no zip."""
    members, comment = read_members(data)
    return Package(data, members, comment)


def has_part(package: Package, name: str) -> bool:
    """Whether the package has this part now."""
    key = name.lower()
    return package.texts[key] is not None if key in package.texts else key in package.index


def part(package: Package, name: str) -> str:
    """The text of one part; PackageError when there is none."""
    key = name.lower()
    text = package.texts[key] if key in package.texts else _original(package, key)[0]
    if text is None:
        raise PackageError("工作簿内部缺少部件，文件已损坏。")
    return text


def _original(package: Package, key: str) -> tuple[str, str]:
    """Text and encoding of a part as it is in the zip."""
    if key not in package.read:
        if key not in package.index:
            raise PackageError("工作簿内部缺少部件，文件已损坏。")
        raw = inflate(package.data, package.index[key])
        encoding = _encoding(raw)
        package.read[key] = (raw.decode(encoding, "surrogateescape"), encoding)
    return package.read[key]


def _encoding(raw: bytes) -> str:
    """The encoding of an XML part by its first bytes; the byte order mark stays in the text."""
    if raw[:2] in (b"\xff\xfe", b"<\x00"):
        return "utf-16-le"
    if raw[:2] in (b"\xfe\xff", b"\x00<"):
        return "utf-16-be"
    match = _DECLARED.match(raw[:200].decode("latin-1").removeprefix("ï»¿"))
    stated = match[1].lower() if match else "utf-8"
    return {"utf8": "utf-8", "gb2312": "gb18030", "gbk": "gb18030", "us-ascii": "utf-8"}.get(stated, stated)


def _encoded(package: Package, key: str, text: str) -> bytes:
    """A part's new text in the encoding it had, or in UTF-8 when the text says so itself."""
    encoding = package.read[key][1] if key in package.read else "utf-8"
    match = _DECLARED.match(text)
    if match and match[1].lower() == "utf-8":
        encoding = "utf-8"
    return text.encode(encoding, "surrogateescape" if encoding == "utf-8" else "xmlcharrefreplace")


def save_package(package: Package) -> bytes:
    """The package as a zip: members whose text did not change are copied raw."""
    kept: dict[Member, bytes | None] = {}
    for member in package.members:
        key = member.name.lower()
        if key not in package.texts or package.index[key] is not member:
            kept[member] = None
            continue
        text = package.texts[key]
        if text is not None:
            kept[member] = None if text == _original(package, key)[0] else _encoded(package, key, text)
    added = {
        package.names.get(key, key): _encoded(package, key, text)
        for key, text in package.texts.items()
        if text is not None and key not in package.index
    }
    return write_zip(package.data, kept, added, package.comment)


def relations_path(path: str) -> str:
    """The relationships part of a part."""
    folder, name = posixpath.split(path)
    return posixpath.join(folder, "_rels", name + ".rels")


def relations(package: Package, path: str) -> dict[str, tuple[str, str, Element]]:
    """Relationships of a part: id → (type, target part, element); external ones have an empty target."""
    name = relations_path(path)
    return _relations(part(package, name), path) if has_part(package, name) else {}


@lru_cache(maxsize=32)
def _relations(text: str, path: str) -> dict[str, tuple[str, str, Element]]:
    found: dict[str, tuple[str, str, Element]] = {}
    for element in children(text, root(text)):
        row = attributes(text, element)
        target = unquote(row.get("Target", "")).replace("\\", "/")
        inside = posixpath.normpath(posixpath.join("/", posixpath.dirname(path), target)).lstrip("/")
        external = row.get("TargetMode") == "External"
        found[row.get("Id", "")] = (row.get("Type", ""), "" if external else inside, element)
    return found


def read_book(package: Package) -> Book:
    """The workbook part; PackageError when the package is no Excel workbook."""
    start = [row for row in relations(package, "").values() if row[0].endswith("/officeDocument")]
    if not start or not has_part(package, start[0][1]):
        raise PackageError("文件不是 Excel 工作簿(.xlsx)。")
    kind, path, _ = start[0]
    name = relations_path(path)
    return _book(part(package, path), path, kind, part(package, name) if has_part(package, name) else "")


@lru_cache(maxsize=8)
def _book(text: str, path: str, kind: str, rows: str) -> Book:
    """The workbook part taken apart; one run asks for it several times."""
    top = root(text)
    if top.name != "workbook":
        raise PackageError("文件不是 Excel 工作簿(.xlsx)。")
    targets = _relations(rows, path) if rows else {}
    styles = next((target for kind, target, _ in targets.values() if kind.endswith("/styles")), None)
    namespace = attributes(text, top).get("xmlns" + (":" + top.prefix[:-1] if top.prefix else ""), "")
    family = kind.rpartition("/")[0]
    return Book(path, text, top, namespace, family, _sheets(text, top, targets), _names(text, top), styles)


def _sheets(text: str, top: Element, targets: Mapping[str, tuple[str, str, Element]]) -> tuple[SheetEntry, ...]:
    holder = child(text, top, "sheets")
    found: list[SheetEntry] = []
    for element in children(text, holder) if holder else ():
        row = attributes(text, element)
        relation = next((value for key, value in row.items() if key.rpartition(":")[2] == "id"), "")
        kind, path, _ = targets.get(relation, ("", "", element))
        state, sheet_id = row.get("state", "visible"), int(row.get("sheetId", "0"))
        sheet = path if kind.endswith("/worksheet") else None
        found.append(SheetEntry(row.get("name", ""), sheet_id, state, relation, sheet, element))
    return tuple(found)


def _names(text: str, top: Element) -> tuple[Name, ...]:
    holder = child(text, top, "definedNames")
    found: list[Name] = []
    for element in children(text, holder) if holder else ():
        row = attributes(text, element)
        local = int(row["localSheetId"]) if "localSheetId" in row else None
        found.append(Name(row.get("name", ""), local, unescape(text[element.inner : element.inner_end]), element))
    return tuple(found)


def relation_edit(package: Package, path: str, rows: list[tuple[str, str, str]]) -> tuple[str, Edit]:
    """The edit that adds (id, type, target) rows to a part's relationships, and the name of that part."""
    name = relations_path(path)
    text = part(package, name)
    top = root(text)
    xml = "".join(f'<{top.prefix}Relationship Id="{i}" Type="{kind}" Target="{to}"/>' for i, kind, to in rows)
    return name, append_child(text, top, xml)


def type_edit(package: Package, rows: list[tuple[str, str]]) -> Edit:
    """The edit that adds (part, content type) rows to the content types."""
    text = part(package, _TYPES)
    top = root(text)
    xml = "".join(f'<{top.prefix}Override PartName="/{name}" ContentType="{kind}"/>' for name, kind in rows)
    return append_child(text, top, xml)


def type_removals(package: Package, gone: set[str]) -> list[Edit]:
    """The edits that take the content types of dropped parts (lower-case names) out."""
    text = part(package, _TYPES)
    rows = ((item, attributes(text, item).get("PartName", "")) for item in children(text, root(text)))
    return [Edit(item.start, item.end, "") for item, name in rows if name.lstrip("/").lower() in gone]


CONTENT_TYPES = _TYPES
