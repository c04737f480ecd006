"""Where planned sheets go in a workbook: onto our earlier sheet, or behind the last one under a free name.

A sheet is ours when it has the hidden sheet-local name `_jx_sheet`, whose constant text is the planned sheet name.
Such a name outlives saving in Excel, WPS and LibreOffice, renaming and moving. In our own templates (they have the
name `_jx_marks` on the sheet `_jixiao`) a hidden sheet of the planned name is ours as well.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from jixiao.records.regex import regex
from jixiao.workbook.package_edit import Book, Package, has_part
from jixiao.workbook.patch import SheetPlan
from jixiao.workbook.sheet_plan_xml import absolute_text, quoted_sheet
from jixiao.workbook.xml_splice import (
    Edit,
    Element,
    append_child,
    attributes,
    child,
    children,
    escape,
    set_attribute,
)

MARKER = "_jx_sheet"
_LIST = regex(r"'?_jixiao'?!\$D\$1:\$D\$([0-9]{1,5})\Z")
_LONGEST_NAME = 31
_FORBIDDEN = str.maketrans("[]:*?/\\", "［］：＊？／＼")
_RELATIONSHIPS = regex(r"xmlns:([\w.-]+)\s*=\s*[\"'][^\"']*/officeDocument/(?:2006/)?relationships[\"']")


@dataclass(frozen=True, slots=True)
class Place:
    """Where one plan goes: final sheet name, index, part; `relation` is empty when it replaces ours."""

    plan: SheetPlan
    name: str
    index: int
    path: str
    relation: str
    sheet_id: int


def mark_list(book: Book) -> tuple[str, int] | None:
    """The part of the template's address list and how many addresses it holds; None in foreign workbooks."""
    found = [match for name in book.names if name.name == "_jx_marks" and (match := _LIST.match(name.text.strip()))]
    sheets = [sheet.path for sheet in book.sheets if sheet.name == "_jixiao" and sheet.path]
    return (sheets[0], int(found[0][1])) if found and sheets else None


def written_sheets(book: Book) -> dict[str, int]:
    """Planned name → index of each sheet that bears our marker; of copies made by the user only the first counts."""
    found: dict[str, int] = {}
    for name in book.names:
        if name.name == MARKER and name.local is not None and name.local < len(book.sheets):
            found.setdefault(name.text.strip()[1:-1].replace('""', '"'), name.local)
    return found


def _our_sheets(book: Book) -> dict[str, int]:
    """Planned name → index of the sheet to write onto: marked ones, and in our templates hidden ones of that name."""
    hidden = (
        {sheet.name: i for i, sheet in enumerate(book.sheets) if sheet.state != "visible"} if mark_list(book) else {}
    )
    return {**hidden, **written_sheets(book)}


def places(package: Package, book: Book, plans: Sequence[SheetPlan]) -> list[Place]:
    """A place for each plan, in their order; two plans of one name get two sheets."""
    ours = _our_sheets(book)
    taken = {sheet.name.casefold() for sheet in book.sheets}
    relation = _next_number((sheet.relation for sheet in book.sheets), r"rIdJx(\d+)")
    part_number = max(
        [
            _next_number((name for name in package.index if has_part(package, name)), r".*/sheet(\d+)\.xml"),
            len(book.sheets) + 1,
        ]
    )
    sheet_id = max([sheet.sheet_id for sheet in book.sheets], default=0) + 1
    found: list[Place] = []
    index = len(book.sheets)
    for plan in plans:
        old = ours.pop(plan.name, None)
        path = None if old is None else book.sheets[old].path
        if old is not None and path:
            found.append(Place(plan, book.sheets[old].name, old, path, "", book.sheets[old].sheet_id))
            continue
        path = posixpath.join(posixpath.dirname(book.path), f"worksheets/sheet{part_number}.xml")
        found.append(Place(plan, _free_name(plan.name, taken), index, path, f"rIdJx{relation}", sheet_id))
        part_number, relation, sheet_id, index = part_number + 1, relation + 1, sheet_id + 1, index + 1
    return found


def _next_number(names: Iterable[str], pattern: str) -> int:
    matches = (re.fullmatch(pattern, name) for name in names)
    return max((int(match[1]) for match in matches if match), default=0) + 1


def _free_name(wanted: str, taken: set[str]) -> str:
    """The wanted sheet name as Excel allows it, with (2), (3) … when it is taken; the result is taken then."""
    clean = re.sub("[\x00-\x1f\ud800-\udfff\ufffe\uffff]", "", wanted).translate(_FORBIDDEN).strip()
    clean = re.sub("^'|'$", "’", clean) or "工作表"
    clean = clean + "_" if clean.casefold() == "history" else clean  # Excel keeps that name for itself
    name, number = _cut(clean, _LONGEST_NAME), 1
    while name.casefold() in taken:
        number += 1
        suffix = f"({number})"
        name = _cut(clean, _LONGEST_NAME - len(suffix)) + suffix
    taken.add(name.casefold())
    return name


def _cut(name: str, units: int) -> str:
    """The name cut to so many UTF-16 units, which is how Excel counts; no quote or blank is left at the end."""
    cut = name.encode("utf-16-le")[: 2 * units].decode("utf-16-le", "ignore")
    return cut if cut == name else cut.rstrip("' ")


def workbook_edits(book: Book, chosen: Sequence[Place], *, ours: bool) -> list[Edit]:
    """Edits of the workbook part that list the placed sheets, show hidden ones of ours and define their names."""
    holder = child(book.text, book.top, "sheets")
    if holder is None:
        raise ValueError("no sheets element")
    edits: list[Edit] = []
    for place in chosen:
        if not place.relation:
            shown = set_attribute(book.text, book.sheets[place.index].element, "state", None)
            gone = [name.element for name in book.names if name.local == place.index]
            edits += [*([shown] if shown else []), *(Edit(item.start, item.end, "") for item in gone)]
    new = "".join(_sheet_row(book, place) for place in chosen if place.relation)
    edits += [append_child(book.text, holder, new)] if new else []
    return edits + _name_edits(book, [row for place in chosen for row in _name_rows(place, ours)])


def _sheet_row(book: Book, place: Place) -> str:
    tag = book.text[book.top.start : book.top.inner]
    match = _RELATIONSHIPS.search(tag)
    declared = "" if match else f' xmlns:r="{book.family}"'
    key = match[1] if match else "r"
    return (
        f'<{book.top.prefix}sheet{declared} name="{escape(place.name)}" sheetId="{place.sheet_id}"'
        f' {key}:id="{place.relation}"/>'
    )


def _name_rows(place: Place, ours: bool) -> list[tuple[str, int, str, bool]]:
    """Defined names of one placed sheet: (name, sheet index, text, hidden)."""
    sheet, plan = quoted_sheet(place.name), place.plan
    rows: list[tuple[str, int, str, bool]] = []
    if plan.filter:
        rows.append(("_xlnm._FilterDatabase", place.index, f"{sheet}!{absolute_text(plan.filter)}", True))
    if plan.page.area:
        rows.append(("_xlnm.Print_Area", place.index, f"{sheet}!{absolute_text(plan.page.area)}", False))
    if plan.page.repeat:
        first, last = plan.page.repeat
        rows.append(("_xlnm.Print_Titles", place.index, f"{sheet}!${first}:${last}", False))
    if ours:
        rows.append((MARKER, place.index, '"' + plan.name.replace('"', '""') + '"', True))
    return rows


def _name_edits(book: Book, rows: Sequence[tuple[str, int, str, bool]]) -> list[Edit]:
    if not rows:
        return []
    p = book.top.prefix
    xml = "".join(
        f'<{p}definedName name="{name}" localSheetId="{index}"{" hidden=" + chr(34) + "1" + chr(34) if hidden else ""}>'
        f"{escape(text)}</{p}definedName>"
        for name, index, text, hidden in rows
    )
    holder = child(book.text, book.top, "definedNames")
    if holder is not None:
        return [append_child(book.text, holder, xml)]
    before = ("sheets", "functionGroups", "externalReferences")
    at = max(item.end for item in children(book.text, book.top) if item.name in before)
    return [Edit(at, at, f"<{p}definedNames>{xml}</{p}definedNames>")]


def removal_edits(book: Book, gone: set[int]) -> list[Edit]:
    """Edits of the workbook part that take sheets out by index and renumber what counts sheets by index."""
    left = [index for index in range(len(book.sheets)) if index not in gone]
    moved = {old: new for new, old in enumerate(left)}
    shown = next((new for new, old in enumerate(left) if book.sheets[old].state == "visible"), 0)
    edits = [Edit(book.sheets[index].element.start, book.sheets[index].element.end, "") for index in gone]
    holder = child(book.text, book.top, "definedNames")
    if holder is not None and all(name.local in gone for name in book.names):
        edits.append(Edit(holder.start, holder.end, ""))
    else:
        edits += [Edit(name.element.start, name.element.end, "") for name in book.names if name.local in gone]
        kept = [name for name in book.names if name.local is not None and name.local in moved]
        edits += _numbered(book, [(name.element, "localSheetId", moved[name.local or 0]) for name in kept])
    views = child(book.text, book.top, "bookViews")
    for view in children(book.text, views) if views else ():
        stated = attributes(book.text, view)
        keys = [key for key in ("activeTab", "firstSheet") if key in stated]
        edits += _numbered(book, [(view, key, moved.get(int(stated[key]), shown)) for key in keys])
    return edits


def _numbered(book: Book, rows: Sequence[tuple[Element, str, int]]) -> list[Edit]:
    edits = (set_attribute(book.text, element, key, str(number)) for element, key, number in rows)
    return [edit for edit in edits if edit]
