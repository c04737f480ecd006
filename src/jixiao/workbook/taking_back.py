"""Taking our writing out of a copy: exactly, by the record in it; or by our signs, once Excel has saved it anew."""

from __future__ import annotations

import posixpath
from collections.abc import Sequence

from jixiao.workbook.lay_on import change_for, done, replacement
from jixiao.workbook.marks_xml import list_edits, unmark_edits
from jixiao.workbook.package_edit import (
    CONTENT_TYPES,
    Book,
    Package,
    has_part,
    part,
    read_book,
    relations,
    relations_path,
    type_removals,
)
from jixiao.workbook.patch import Patch, SheetPlan
from jixiao.workbook.patch_record import Record, split_record, with_record
from jixiao.workbook.sheet_places import MARKER, mark_list, removal_edits, written_sheets
from jixiao.workbook.sheet_plan_xml import sheet_xml
from jixiao.workbook.xml_splice import Edit, inverse, set_attribute, splice


def recorded(package: Package, patch: Patch) -> Package:
    """The package with a patch laid on it and the record that takes it back."""
    change = change_for(package, patch)
    undo = {name: inverse(part(package, name), edits) for name, edits in change.edits.items()}
    book = read_book(package)
    written = done(package, change)
    text = with_record(part(written, book.path), Record(patch, undo, tuple(change.added)))
    return written.changed({book.path: text})


def taken_back(package: Package) -> tuple[Package, Patch]:
    """The package as it was before it was written to, and the patch it carried (an empty one when none is recorded).

    The record is believed only if the patch in it, laid on what it gives back, makes exactly this package:
    a forged one could otherwise show the bureau other figures than those that were checked.
    """
    book = read_book(package)
    text, record = split_record(book.text)
    if text == book.text:
        return package, Patch()
    bare = package.changed({book.path: text})
    if record is None:
        return bare, Patch()
    try:
        before = bare.changed({name: splice(part(bare, name), edits) for name, edits in record.undo.items()})
        before = before.changed(dict.fromkeys(record.added))
        change = change_for(before, record.patch)
        again = done(before, change)
    except (ValueError, TypeError, KeyError, AttributeError):
        return bare, Patch()
    touched = {*change.edits, *change.added}
    same = touched == {*record.undo, *record.added} and all(part(again, name) == part(bare, name) for name in touched)
    return (before, record.patch) if same else (bare, Patch())


def without_marks(package: Package) -> Package:
    """The package without marks of ours that are known by their signs only."""
    book = read_book(package)
    paths = [sheet.path for sheet in book.sheets if sheet.path and has_part(package, sheet.path)]
    edits = {path: unmark_edits(part(package, path)) for path in paths}
    listed = mark_list(book)
    if listed:
        edits[listed[0]] = list_edits(part(package, listed[0]), (), listed[1])
    return package.edited(edits)


def without_sheets(package: Package) -> Package:
    """The package without sheets of ours known by their marker; in our templates they are emptied and hidden."""
    book = read_book(package)
    gone = {index for index in written_sheets(book).values() if book.sheets[index].state == "visible"}
    left = [sheet for index, sheet in enumerate(book.sheets) if index not in gone and sheet.state == "visible"]
    if not gone or not left:
        return package
    return _hidden(package, book, gone) if mark_list(book) else _removed(package, book, gone)


def _hidden(package: Package, book: Book, indexes: set[int]) -> Package:
    edits: dict[str, list[Edit]] = {}
    for index in indexes:
        sheet = book.sheets[index]
        edits |= replacement(package, sheet.path or "", sheet_xml(SheetPlan(sheet.name, ()), (), {}, book.namespace))
        state = set_attribute(book.text, sheet.element, "state", "hidden")
        gone = [name.element for name in book.names if name.local == index and name.name != MARKER]
        edits.setdefault(book.path, []).extend([*([state] if state else []), *(Edit(e.start, e.end, "") for e in gone)])
    return package.edited(edits)


def _removed(package: Package, book: Book, indexes: set[int]) -> Package:
    rows = relations(package, book.path)
    chosen = [book.sheets[index] for index in sorted(indexes)]
    elements = [rows[sheet.relation][2] for sheet in chosen]
    dropped = {name for sheet in chosen if sheet.path for name in _with_printer_settings(package, sheet.path)}
    edits = {
        book.path: removal_edits(book, indexes),
        relations_path(book.path): [Edit(item.start, item.end, "") for item in elements],
        CONTENT_TYPES: type_removals(package, {name.lower() for name in dropped}),
    }
    return package.edited(edits).changed(dict.fromkeys(dropped))


def _with_printer_settings(package: Package, path: str) -> Sequence[str]:
    """A sheet part, its relationships part, and the printer settings Excel gave it when saving."""
    name = relations_path(path)
    settings = [
        target for kind, target, _ in relations(package, path).values() if posixpath.basename(kind) == "printerSettings"
    ]
    return [item for item in (path, name, *settings) if has_part(package, item)]
