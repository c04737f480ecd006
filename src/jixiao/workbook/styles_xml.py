"""Adding cell looks to an existing styles.xml: what is there keeps its number, ours are appended behind it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from jixiao.workbook.patch import Style
from jixiao.workbook.xml_splice import (
    Edit,
    Element,
    append_child,
    attributes,
    children,
    escape,
    root,
    set_attribute,
)

Look = tuple[Style, bool]
"""A style, and whether the text starts like a formula and must be kept as text (quotePrefix)."""

SEVERITIES = ("必须改", "请核实", "提示")
"""The three severities, gravest first: the order in which their marks win."""

# Light fill and dark bold type: readable on paper printed in grey as well.
MARK_COLOURS = {"必须改": ("9C0006", "FFC7CE"), "请核实": ("7F6000", "FFEB9C"), "提示": ("1F4E79", "DDEBF7")}
_ORDER = ("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs", "tableStyles")
_CHILD = {"numFmts": "numFmt", "fonts": "font", "fills": "fill", "borders": "border", "cellXfs": "xf", "dxfs": "dxf"}
_BUILT_IN = {"General": 0, "0": 1, "0.00": 2, "#,##0": 3, "#,##0.00": 4, "0%": 9, "0.00%": 10, "@": 49}
_QUOTE = ' quotePrefix="1"'
_MOST_LOOKS = 64000  # Excel refuses a workbook with more cell formats


@dataclass
class _Shelf:
    """One container of styles.xml while it is being extended: how many it has, and what is put behind them."""

    count: int
    added: dict[str, int] = field(default_factory=dict)

    def place(self, xml: str) -> int:
        """The number under which this fragment stands, added once."""
        return self.added.setdefault(xml, self.count + len(self.added))


def add_styles(
    text: str, looks: Iterable[Look], severities: Iterable[str]
) -> tuple[list[Edit], dict[Look, int], dict[str, int]]:
    """Edits for styles.xml, the cell format number of each look and the dxf number of each severity."""
    edits, numbers, marks = _added(text, tuple(looks), tuple(severities))
    return list(edits), dict(numbers), dict(marks)


@lru_cache(maxsize=4)
def _added(
    text: str, looks: tuple[Look, ...], severities: tuple[str, ...]
) -> tuple[list[Edit], dict[Look, int], dict[str, int]]:
    """Workbooks by the batch ask for the same looks again and again."""
    top = root(text)
    found = {item.name: item for item in children(text, top)}
    p = top.prefix
    shelves = {name: _Shelf(_count(text, found.get(name), _CHILD[name])) for name in _CHILD}
    formats = _used_formats(text, found.get("numFmts"))
    numbers: dict[Look, int] = {}
    for look in looks:
        if look not in numbers:
            xml = _xf(look, shelves, formats, p)
            full = shelves["cellXfs"].count + len(shelves["cellXfs"].added) >= _MOST_LOOKS
            numbers[look] = 0 if full else shelves["cellXfs"].place(xml)
    marks = {severity: shelves["dxfs"].place(_dxf(severity, p)) for severity in severities}
    edits = [edit for name in _ORDER if name in shelves for edit in _extend(text, top, found, name, shelves[name])]
    return edits, numbers, marks


def _count(text: str, container: Element | None, name: str) -> int:
    """How many children a container really has: the count attribute is often wrong."""
    if container is None or container.empty_tag:
        return 0
    tag = re.compile(rf"<{re.escape(container.prefix + name)}[\s/>]")
    return sum(1 for _ in tag.finditer(text, container.inner, container.inner_end))


def _used_formats(text: str, container: Element | None) -> dict[str, int]:
    """Number formats the workbook declares itself: code → number."""
    if container is None:
        return {}
    rows = (attributes(text, item) for item in children(text, container))
    return {row["formatCode"]: int(row["numFmtId"]) for row in rows if "formatCode" in row and "numFmtId" in row}


def _extend(text: str, top: Element, found: Mapping[str, Element], name: str, shelf: _Shelf) -> list[Edit]:
    if not shelf.added:
        return []
    xml, total = "".join(shelf.added), str(shelf.count + len(shelf.added))
    container = found.get(name)
    if container is not None:
        count = set_attribute(text, container, "count", total) if "count" in attributes(text, container) else None
        return [edit for edit in (count, append_child(text, container, xml)) if edit]
    p = top.prefix
    later = [found[item].start for item in (*_ORDER[_ORDER.index(name) + 1 :], "colors", "extLst") if item in found]
    whole = f'<{p}{name} count="{total}">{xml}</{p}{name}>'
    if top.empty_tag:
        return [append_child(text, top, whole)]
    at = min(later, default=top.inner_end)
    return [Edit(at, at, whole)]


def _xf(look: Look, shelves: Mapping[str, _Shelf], formats: dict[str, int], p: str) -> str:
    style, quote = look
    font = shelves["fonts"].place(_font(style, p))
    fill = shelves["fills"].place(_solid(style.fill, p)) if style.fill else 0
    edge = shelves["borders"].place(_thin_border(p)) if style.border else 0
    number = _number_format(style.number_format, shelves["numFmts"], formats, p)
    across = "" if style.horizontal == "general" else f' horizontal="{escape(style.horizontal)}"'
    across += f' vertical="{escape(style.vertical)}"' + (' wrapText="1"' if style.wrap else "")
    across += f' indent="{style.indent}"' if style.indent else ""
    lock = "" if style.locked else f'<{p}protection locked="0"/>'
    return (
        f'<{p}xf numFmtId="{number}" fontId="{font}" fillId="{fill}" borderId="{edge}" xfId="0"'
        f'{_QUOTE if quote else ""} applyNumberFormat="1" applyFont="1" applyFill="1"'
        f' applyBorder="1" applyAlignment="1" applyProtection="1"><{p}alignment{across}/>{lock}</{p}xf>'
    )


def _number_format(code: str, shelf: _Shelf, formats: dict[str, int], p: str) -> int:
    if code in _BUILT_IN:
        return _BUILT_IN[code]
    if code not in formats:
        formats[code] = max([163, *formats.values()]) + 1
        shelf.place(f'<{p}numFmt numFmtId="{formats[code]}" formatCode="{escape(code)}"/>')
    return formats[code]


def _font(style: Style, p: str) -> str:
    marks = (f"<{p}b/>" if style.bold else "") + (f"<{p}u/>" if style.underline else "")
    colour = f'<{p}color rgb="FF{style.color}"/>' if style.color else ""
    return (
        f'<{p}font>{marks}<{p}sz val="{style.size:g}"/>{colour}<{p}name val="{escape(style.font)}"/>'
        f'<{p}charset val="134"/></{p}font>'
    )


def _solid(colour: str, p: str) -> str:
    return (
        f'<{p}fill><{p}patternFill patternType="solid"><{p}fgColor rgb="FF{colour}"/><{p}bgColor indexed="64"/>'
        f"</{p}patternFill></{p}fill>"
    )


def _thin_border(p: str) -> str:
    sides = "".join(
        f'<{p}{side} style="thin"><{p}color indexed="64"/></{p}{side}>' for side in ("left", "right", "top", "bottom")
    )
    return f"<{p}border>{sides}<{p}diagonal/></{p}border>"


def _dxf(severity: str, p: str) -> str:
    colour, fill = MARK_COLOURS[severity]
    return (
        f'<{p}dxf><{p}font><{p}b/><{p}i val="0"/><{p}color rgb="FF{colour}"/></{p}font>'
        f'<{p}fill><{p}patternFill patternType="solid"><{p}fgColor rgb="FF{fill}"/><{p}bgColor rgb="FF{fill}"/>'
        f"</{p}patternFill></{p}fill></{p}dxf>"
    )
