"""Marks in a worksheet part: our conditional formats above the unit's own, or our templates' address list."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from jixiao.records.regex import regex
from jixiao.workbook.grid import address, position
from jixiao.workbook.xml_splice import (
    Edit,
    Element,
    append_child,
    attributes,
    children,
    escape,
    root,
    set_attribute,
    unescape,
)

# What Excel's own rule manager shows for our rules; always true, and the sign by which we know them again.
_WORD = "绩效标记："
_SIGN = f'"{_WORD}'
_TAIL = r"(?>(?:[^\"'>]|\"[^\"]*+\"|'[^']*+')*)>"
_RULE = regex(rf"<(?:[\w.-]+:)?cfRule\b{_TAIL}")
_DATA_END = regex(r"</(?:[\w.-]+:)?sheetData\s*>|<(?:[\w.-]+:)?sheetData(?:\s[^<>]*)?/>")
_PRIORITY = regex(r"\spriority\s*=\s*[\"'](\d+)[\"']")
_BEFORE = (
    *("sheetCalcPr", "sheetProtection", "protectedRanges", "scenarios", "autoFilter", "sortState", "dataConsolidate"),
    *("customSheetViews", "mergeCells", "phoneticPr"),
)
_MOST_CELLS = 400  # cells per rule, so that no sqref gets too long for other programs
_ADDRESS_COLUMN, _SEVERITY_COLUMN = 4, 5


def mark_edits(text: str, groups: Mapping[str, Sequence[str]], formats: Mapping[str, int]) -> list[Edit]:
    """Edits that mark cells (severity → addresses, gravest first) in a worksheet part above all its own formats."""
    top, after_data = root(text), _after_sheet_data(text)
    at = after_data
    for element in children(text, top, after_data):
        if element.name not in _BEFORE:
            break
        at = element.end
    rules: list[str] = []
    for severity, cells in groups.items():
        for first in range(0, len(cells), _MOST_CELLS):
            chosen = " ".join(cells[first : first + _MOST_CELLS])
            rules.append(_rule(top.prefix, chosen, severity, formats[severity], len(rules) + 1))
    return [Edit(at, at, "".join(rules)), *_later_priorities(text, at, len(rules))]


def unmark_edits(text: str) -> list[Edit]:
    """Edits that take our conditional formats out of a worksheet part, also after Excel has saved it its own way."""
    if _WORD not in text and "&#" not in text:  # some programs write Chinese as character references
        return []
    edits: list[Edit] = []
    for block in children(text, root(text), _after_sheet_data(text)):
        if block.name != "conditionalFormatting":
            continue
        rules = list(children(text, block))
        ours = [rule for rule in rules if _SIGN in unescape(text[rule.start : rule.end])]
        gone = [block] if len(ours) == len(rules) else ours
        edits += [Edit(item.start, item.end, "") for item in gone if ours]
    return edits


def reads_list(text: str) -> bool:
    """Whether a worksheet has the template's conditional format that reads the address list."""
    return "_jx_marks" in text


def list_edits(text: str, marks: Sequence[tuple[str, str]], capacity: int) -> list[Edit]:
    """Edits that make (address, severity) pairs the content of the template's address list, one pair a row.

    The list is columns D and E of the hidden sheet from row 1; what stands there beyond the pairs is emptied.
    """
    data = next(item for item in children(text, root(text)) if item.name == "sheetData")
    rows = dict(_numbered(text, data, int))
    edits: list[Edit] = []
    fresh: dict[int, str] = {}
    for number in range(1, capacity + 1):
        pair = marks[number - 1] if number <= len(marks) else ("", "")
        if number in rows:
            edits += _row_edits(text, rows[number], number, pair)
        elif pair[0]:
            cells = _text_cell(data.prefix, number, _ADDRESS_COLUMN, pair[0], "")
            cells += _text_cell(data.prefix, number, _SEVERITY_COLUMN, pair[1], "")
            fresh[number] = f'<{data.prefix}row r="{number}">{cells}</{data.prefix}row>'
    return edits + _row_insertions(text, data, rows, fresh)


def _row_insertions(text: str, data: Element, rows: Mapping[int, Element], fresh: Mapping[int, str]) -> list[Edit]:
    places: dict[int, str] = {}
    for number, xml in fresh.items():
        place = min((row.start for other, row in rows.items() if other > number), default=-1)
        places[place] = places.get(place, "") + xml
    return [append_child(text, data, xml) if at < 0 else Edit(at, at, xml) for at, xml in places.items()]


def _row_edits(text: str, row: Element, number: int, pair: tuple[str, str]) -> list[Edit]:
    cells = dict(_numbered(text, row, lambda at: position(at)[1]))
    edits: list[Edit] = []
    places: dict[int, str] = {}
    for column, value in zip((_ADDRESS_COLUMN, _SEVERITY_COLUMN), pair, strict=True):
        old = cells.get(column)
        look = attributes(text, old).get("s", "") if old else ""
        xml = _text_cell(row.prefix, number, column, value, look)
        if old and (value or text[old.inner : old.inner_end].strip()):
            edits.append(Edit(old.start, old.end, xml))
        elif value:
            place = min((cell.start for other, cell in cells.items() if other > column), default=-1)
            places[place] = places.get(place, "") + xml
    edits += [append_child(text, row, xml) if at < 0 else Edit(at, at, xml) for at, xml in places.items()]
    spans = set_attribute(text, row, "spans", None) if places else None  # would be untrue now, and is only a hint
    return [*edits, spans] if spans else edits


def _text_cell(prefix: str, row: int, column: int, value: str, look: str) -> str:
    start = f'<{prefix}c r="{address(row, column)}"' + (f' s="{look}"' if look else "")
    if not value:
        return start + "/>"
    p = prefix
    return f'{start} t="inlineStr"><{p}is><{p}t xml:space="preserve">{escape(value)}</{p}t></{p}is></{p}c>'


def _numbered(text: str, parent: Element, number: Callable[[str], int]) -> Iterator[tuple[int, Element]]:
    """Rows or cells with their number; one without its own `r` follows the one before it."""
    last = 0
    for element in children(text, parent):
        stated = attributes(text, element).get("r")
        last = number(stated) if stated else last + 1
        yield last, element


def _after_sheet_data(text: str) -> int:
    """Where the cells of a worksheet part end; ValueError when it has none."""
    start = text.rfind("<", 0, max(text.rfind("sheetData"), 0))  # from behind: the cells may be megabytes
    match = _DATA_END.match(text, max(start, 0)) or _DATA_END.search(text)
    if not match:
        raise ValueError("no sheetData")
    return match.end()


def _rule(prefix: str, cells: str, severity: str, number: int, priority: int) -> str:
    p = prefix
    formula = escape(f'{_SIGN}{severity}"<>""').replace("&quot;", '"')
    return (
        f'<{p}conditionalFormatting sqref="{cells}"><{p}cfRule type="expression" dxfId="{number}"'
        f' priority="{priority}"><{p}formula>{formula}</{p}formula></{p}cfRule></{p}conditionalFormatting>'
    )


def _later_priorities(text: str, at: int, by: int) -> Iterator[Edit]:
    """The sheet's own rules, the x14 ones in its extension list too, moved behind ours."""
    for match in _RULE.finditer(text, at):
        found = _PRIORITY.search(match[0])
        if found:
            start = match.start()
            yield Edit(start + found.start(1), start + found.end(1), str(int(found[1]) + by))
