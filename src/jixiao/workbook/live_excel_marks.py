"""Marks in the open workbook: an address list on a hidden sheet, read by conditional formats; cells stay untouched.

Our templates bring list and formats along; then showing marks is one block write. Other workbooks get both, and lose
both with 「清除标记」. Either way the number of calls does not depend on how many cells are marked.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from jixiao.records.regex import regex
from jixiao.workbook.grid import position
from jixiao.workbook.live_excel import last_shown
from jixiao.workbook.patch import Mark
from jixiao.workbook.sheet_places import MARKER
from jixiao.workbook.styles_xml import MARK_COLOURS, SEVERITIES

LIST_SHEET = "_jixiao"
_TEMPLATE_LIST = "_jx_marks"
_LIST, _LEVELS = "_jx_live", "_jx_live_levels"
_SIGN = '"绩效标记：'  # the sign by which files know our conditional formats again, too
_CAPACITY = regex(r"='?_jixiao'?!\$D\$1:\$D\$([0-9]{1,5})\Z")
_COLUMNS = (4, 5)


def marks_are_listed(book: Any) -> bool:
    """Whether the workbook is one of our templates, whose conditional formats read an address list."""
    return _capacity(book) > 0


def show_marks(book: Any, marks: Sequence[Mark]) -> None:
    """Show these marks, each cell once with its gravest severity; earlier ones must have been cleared."""
    rows = [[f"{sheet}!{cell}", severity] for (sheet, cell), severity in _gravest(marks).items()]
    if not rows:
        return
    capacity = _capacity(book)
    if capacity:
        _fill(book.sheets[LIST_SHEET], rows[:capacity])
        return
    _add_list(book, rows)
    for name in dict.fromkeys(mark.sheet for mark in marks):
        _add_formats(book.sheets[name], [position(mark.cell) for mark in marks if mark.sheet == name])


def clear_marks(book: Any) -> None:
    """Take our marks away: the template's list is emptied, or our formats, names and list are removed."""
    capacity = _capacity(book)
    if capacity:
        _fill(book.sheets[LIST_SHEET], [[None, None]] * capacity)
        return
    listed = _own_list(book)
    if listed is None:
        return
    for _, formats in own_formats(book):
        for one in reversed(formats):
            one.delete()
    for name in [name for name in book.names if name.name in (_LIST, _LEVELS)]:
        name.delete()
    listed.delete()


def own_formats(book: Any) -> list[tuple[Any, list[Any]]]:
    """Sheets that bear conditional formats of ours, with these formats; none in our templates, which keep theirs."""
    if _own_list(book) is None:
        return []
    found = [(sheet, [one for one in sheet.cells.conditional_formats if _is_own(one)]) for sheet in book.sheets]
    return [(sheet, formats) for sheet, formats in found if formats]


def _is_own(one: Any) -> bool:
    return _SIGN in str(one.formula or "")


def list_is_spoilt(book: Any) -> bool:
    """Whether a list sheet is there that is neither a whole template's nor ours."""
    there = LIST_SHEET in [sheet.name for sheet in book.sheets]
    return there and not _capacity(book) and _own_list(book) is None


def _own_list(book: Any) -> Any:
    """The list sheet that we added to a foreign workbook, or None."""
    found = [sheet for sheet in book.sheets if sheet.name == LIST_SHEET]
    return found[0] if found and any(name.name.endswith(MARKER) for name in found[0].names) else None


def _capacity(book: Any) -> int:
    """How many addresses the template's list holds; 0 in other workbooks."""
    if _TEMPLATE_LIST not in book.names:
        return 0
    match = _CAPACITY.match(str(book.names[_TEMPLATE_LIST].refers_to))
    return int(match[1]) if match else 0


def _gravest(marks: Sequence[Mark]) -> dict[tuple[str, str], str]:
    """Each marked cell once, gravest severity first."""
    found: dict[tuple[str, str], str] = {}
    for mark in sorted(marks, key=lambda mark: SEVERITIES.index(mark.severity)):
        found.setdefault((mark.sheet, mark.cell), mark.severity)
    return found


def _fill(sheet: Any, rows: Sequence[Sequence[str | None]]) -> None:
    """Write address and severity pairs as one block; the apostrophe keeps text text and is not part of it."""
    values = [[None if text is None else f"'{text}" for text in row] for row in rows]
    sheet.range((1, _COLUMNS[0]), (len(rows), _COLUMNS[1])).value = values


def _add_list(book: Any, rows: Sequence[Sequence[str | None]]) -> None:
    """The hidden list sheet of a foreign workbook, with the names by which the conditional formats read it."""
    sheet = book.sheets.add(LIST_SHEET, after=last_shown(book))
    sheet.names.add(MARKER, f'="{LIST_SHEET}"').api.Visible = False
    _fill(sheet, rows)
    sheet.visible = False
    for name, letter in ((_LIST, "D"), (_LEVELS, "E")):
        book.names.add(name, f"={LIST_SHEET}!${letter}$1:${letter}${len(rows)}").api.Visible = False


def _add_formats(sheet: Any, places: Sequence[tuple[int, int]]) -> None:
    """Three conditional formats over the block that holds all marked cells; the last one added comes first."""
    rows, columns = [row for row, _ in places], [column for _, column in places]
    block = sheet.range((min(rows), min(columns)), (max(rows), max(columns)))
    title = re.sub(r"([~?*])", r"~\1", sheet.name).replace('"', '""')
    for severity in reversed(SEVERITIES):
        font, fill = MARK_COLOURS[severity]
        formula = (
            f'=AND({_SIGN}{severity}"<>"",'
            f'COUNTIFS({_LIST},"{title}!"&ADDRESS(ROW(),COLUMN(),4),{_LEVELS},"{severity}")>0)'
        )
        block.conditional_formats.add_custom(formula, fill_color=f"#{fill}", font_color=f"#{font}", font_bold=True)
