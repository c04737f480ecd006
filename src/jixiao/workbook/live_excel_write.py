"""Patch → the open workbook: whole sheets by one call each, marks as one block and three conditional formats a sheet.

Result sheets are laid out as in files (`new_workbook`), opened for a moment and copied over by Excel, so that print
set-up, widths and links are the same and the number of calls does not depend on how many rows a result has.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from jixiao.workbook.apply_patch import new_workbook
from jixiao.workbook.live_excel import (
    LOCKED_SHEET,
    MARKS_LOCKED,
    SPOILT,
    LiveProblem,
    check_writable,
    is_shown,
    last_shown,
)
from jixiao.workbook.live_excel_marks import clear_marks, list_is_spoilt, marks_are_listed, own_formats, show_marks
from jixiao.workbook.patch import Patch, SheetPlan
from jixiao.workbook.sheet_places import MARKER

_PARKED = "_jx_{name}"
"""What the hidden, empty result sheet of our own templates is called while a written one has its name."""


def write_live(book: Any, patch: Patch) -> None:
    """Lay a patch on the open workbook: its marks replace ours, its sheets replace ours of the same name, no others.

    LiveProblem, before anything is changed, when the workbook or a sheet to mark cannot be written to.
    """
    check_writable(book)
    _check_markable(book, patch)
    written = _copied(book, patch.sheets) if patch.sheets else []
    try:
        if not patch.keep_marks:
            clear_marks(book)
            show_marks(book, patch.marks)
        _settle(book, patch.sheets, written)
    except Exception:
        _drop(written)
        _unpark(book)
        if not patch.keep_marks:
            clear_marks(book)
        raise


def clear_live(book: Any) -> None:
    """「清除标记」: the workbook without our marks and sheets, everything else as it was.

    LiveProblem, before anything is changed, when the workbook or a sheet with our marks cannot be written to.
    """
    check_writable(book)
    _check_clearable(book)
    clear_marks(book)
    for sheet in our_sheets(book).values():
        sheet.delete()
    _unpark(book)


def _unpark(book: Any) -> None:
    """Give the template's empty result sheets their names back where no written one bears them."""
    names = {sheet.name: sheet for sheet in book.sheets}
    start = _PARKED.format(name="")
    for name, sheet in names.items():
        if name.startswith(start) and name.removeprefix(start) not in names:
            sheet.name = name.removeprefix(start)


def our_sheets(book: Any) -> dict[str, Any]:
    """Planned name → sheet for every sheet that bears our sign; of copies that the user made only the first."""
    found: dict[str, Any] = {}
    for name in book.names:
        place, _, plain = name.name.rpartition("!")
        if plain == MARKER and place:
            title = place[1:-1].replace("''", "'") if place.startswith("'") else place
            planned = str(name.refers_to).lstrip("=").strip('"').replace('""', '"')
            found.setdefault(planned, book.sheets[title])
    return found


def _check_markable(book: Any, patch: Patch) -> None:
    if patch.keep_marks or marks_are_listed(book):
        return
    if list_is_spoilt(book):
        raise LiveProblem(SPOILT.format(name=book.name))
    for name in dict.fromkeys(mark.sheet for mark in patch.marks):
        if book.sheets[name].api.ProtectContents:
            raise LiveProblem(LOCKED_SHEET.format(name=name))
    _check_clearable(book)


def _check_clearable(book: Any) -> None:
    """Excel refuses to take formats off a sheet that was protected after we had marked it."""
    for sheet, _ in own_formats(book):
        if sheet.api.ProtectContents:
            raise LiveProblem(MARKS_LOCKED.format(name=sheet.name))


def _settle(book: Any, plans: Sequence[SheetPlan], written: Sequence[Any]) -> None:
    """Let the new sheets take the places of our earlier ones of these names, and give them our sign."""
    earlier = our_sheets(book)
    for plan in plans:
        if plan.name in earlier:
            earlier[plan.name].delete()
    for plan, sheet in zip(plans, written, strict=True):
        sheet.name = _free_name(book, plan.name, sheet)
        sheet.names.add(MARKER, '="' + plan.name.replace('"', '""') + '"').api.Visible = False


def _copied(book: Any, plans: Sequence[SheetPlan]) -> list[Any]:
    """The planned sheets as new ones at the end of the workbook, under the names that Excel gave them."""
    written: list[Any] = []
    with TemporaryDirectory(prefix="jixiao-", ignore_cleanup_errors=True) as folder:
        path = Path(folder) / f"{Path(folder).name}.xlsx"
        path.write_bytes(new_workbook(plans))
        source = book.app.books.open(str(path), update_links=False, read_only=True, add_to_mru=False)
        try:
            for sheet in list(source.sheets):
                written.append(sheet.copy(after=last_shown(book)))
        except Exception:
            _drop(written)
            raise
        finally:
            source.close()
    return written


def _drop(sheets: Iterable[Any]) -> None:
    for sheet in sheets:
        with suppress(Exception):  # the fault that led here is the one to report
            sheet.delete()


def _free_name(book: Any, wanted: str, own: Any) -> str:
    """The wanted name, or with (2), (3) …; the empty hidden sheet that our templates keep for it makes way."""
    taken = {sheet.name.casefold(): sheet for sheet in book.sheets if sheet != own}
    kept = taken.get(wanted.casefold())
    if kept is not None and not is_shown(kept) and marks_are_listed(book):
        kept.name = _PARKED.format(name=wanted)
        return wanted
    name, number = wanted, 1
    while name.casefold() in taken:
        number += 1
        name = f"{wanted[:26]}({number})"
    return name
