"""A worksheet prepared for filling a thousand times: cut once at its input cells, joined anew per copy."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from xml.sax.saxutils import escape

Content = str | int | Decimal | None
_CELL = re.compile(rb'<c r="([A-Z]+[0-9]+)"([^>]*?)(?:/>|>(.*?)</c>)', re.DOTALL)
_STYLE = re.compile(rb' s="\d+"')
_FORMULA = re.compile(rb"<f[ >/].*?(?:</f>|/>)", re.DOTALL)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


@dataclass(frozen=True)
class _Slot:
    """One cell that may be filled: its opening `<c r= s=`, the cell as it stands in the template, its formula."""

    address: str
    opening: bytes
    blank: bytes
    formula: bytes


@dataclass(frozen=True)
class CutSheet:
    """A sheet cut at its slots: texts[0] slot[0] texts[1] … texts[-1]."""

    texts: tuple[bytes, ...]
    slots: tuple[_Slot, ...]


def cut(xml: bytes, cells: Iterable[str]) -> CutSheet:
    """Cut a worksheet part at the cells to fill; KeyError(address) when one is not there."""
    wanted = frozenset(cells)
    texts: list[bytes] = []
    slots: list[_Slot] = []
    at = 0
    for match in _CELL.finditer(xml):
        address = match[1].decode()
        if address not in wanted:
            continue
        style = _STYLE.search(match[2])
        opening = b'<c r="' + match[1] + b'"' + (style[0] if style else b"")
        formula = _FORMULA.search(match[3] or b"")
        texts.append(xml[at : match.start()])
        slots.append(_Slot(address, opening, match[0], formula[0] if formula else b""))
        at = match.end()
    texts.append(xml[at:])
    lost = wanted - {slot.address for slot in slots}
    if lost:
        raise KeyError(min(lost))
    return CutSheet(tuple(texts), tuple(slots))


def joined(part: CutSheet, contents: Mapping[str, Content]) -> bytes:
    """The worksheet with cells filled in (address → content), equal bytes for equal contents.

    Text becomes a literal string, never a formula; a formula cell keeps its formula and takes the content as its
    result. None leaves the cell as it stands. KeyError for a cell that the sheet was not cut at.
    """
    pieces = [part.texts[0]]
    used = 0
    for slot, text in zip(part.slots, part.texts[1:], strict=True):
        content = contents.get(slot.address)
        used += slot.address in contents
        pieces += [slot.blank if content is None else _cell(slot, content), text]
    if used != len(contents):
        raise KeyError(min(contents.keys() - {slot.address for slot in part.slots}))
    return b"".join(pieces)


def _cell(slot: _Slot, content: Content) -> bytes:
    if not isinstance(content, str):
        number = f"{content:f}" if isinstance(content, Decimal) else str(content)
        return slot.opening + b">" + slot.formula + b"<v>" + number.encode() + b"</v></c>"
    text = escape(_CONTROL.sub("", content)).encode()
    if slot.formula:
        return slot.opening + b' t="str">' + slot.formula + b"<v>" + text + b"</v></c>"
    return slot.opening + b' t="inlineStr"><is><t xml:space="preserve">' + text + b"</t></is></c>"
