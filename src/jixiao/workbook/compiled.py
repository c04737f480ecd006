"""A worksheet prepared for filling a thousand times: cut once at its holes, put together anew per copy.

What stays between two holes is compressed once and kept. A deflate stream may be joined from pieces that were each
flushed to a whole byte and do not look back into one another, so a copy costs only what was put into it.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from xml.sax.saxutils import escape

from jixiao.records.regex import regex
from jixiao.workbook.grid import column_letters, position
from jixiao.workbook.zip_raw import Packed

Content = str | int | float | Decimal | None
_CELL = regex(rb'<c r="([A-Z]+[0-9]+)"([^>]*?)(?:/>|>(.*?)</c>)', re.DOTALL)
_STYLE = regex(rb' s="\d+"')
_FORMULA = regex(rb"<f[ >/].*?(?:</f>|/>)", re.DOTALL)
_HEIGHT = regex(rb'(<row r="([0-9]+)"[^>]*? ht=")([0-9.]+)')
_CONTROL = regex("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_SPECIAL = regex("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff&<>]")
_SHORT, _STORED, _BLOCK = 300, 800, 0xFFFF
"""Bytes: text between holes shorter than this goes with them; so much is stored, not compressed; a block's most."""
_END = b"\x03\x00"


@dataclass(frozen=True)
class _Hole:
    """One place that may be filled: a cell (`opening` is its `<c r= s=`), a row's height, or a word standing for one.

    `blank` is what stands there in the template, `formula` the cell's own.
    """

    key: str
    opening: bytes
    blank: bytes
    formula: bytes = b""


@dataclass(frozen=True)
class _Text:
    """What stands between two filled holes: plain, and as a piece of a deflate stream unless it is short."""

    plain: bytes
    packed: bytes | None


@dataclass(frozen=True)
class CutSheet:
    """A sheet cut at its holes: texts[0] hole[0] texts[1] … texts[-1]."""

    texts: tuple[bytes, ...]
    holes: tuple[_Hole, ...]
    where: Mapping[str, tuple[int, ...]]  # key of a hole → its numbers
    _between: dict[tuple[int, int], _Text] = field(default_factory=dict, compare=False, repr=False)

    def between(self, first: int, last: int) -> _Text:
        """The text from after hole `first` (−1: the beginning) up to hole `last`, with the blank holes inside it."""
        found = self._between.get((first, last))
        if found is None:
            blanks = [hole.blank for hole in self.holes[first + 1 : last]]
            pieces = [text for pair in zip(self.texts[first + 1 : last], blanks, strict=False) for text in pair]
            plain = b"".join([*pieces, self.texts[last]])
            found = _Text(plain, _flushed(plain) if len(plain) > _SHORT else None)
            self._between[first, last] = found
        return found


def height_of(row: int) -> str:
    """The key of the hole for a row's height in points."""
    return f"row {row}"


def cut(xml: bytes, cells: Iterable[str], rows: Iterable[int] = (), words: Iterable[str] = ()) -> CutSheet:
    """Cut a worksheet part at the cells to fill, at the heights of rows, and at every standing of words.

    A word must not stand inside one of the cells. KeyError(address) when a cell or row is not there.
    """
    wanted = {*cells, *map(height_of, rows)}
    found = [(match.span(), _cell_hole(match)) for match in _CELL.finditer(xml) if match[1].decode() in wanted]
    found += [
        (match.span(3), _Hole(height_of(int(match[2])), b"", match[3]))
        for match in _HEIGHT.finditer(xml)
        if height_of(int(match[2])) in wanted
    ]
    for word in words:
        found += [(match.span(), _Hole(word, b"", match[0])) for match in re.finditer(re.escape(word.encode()), xml)]
    found.sort(key=lambda each: each[0])
    lost = wanted - {hole.key for _, hole in found}
    if lost:
        raise KeyError(min(lost))
    edges = [0, *(edge for span, _ in found for edge in span), len(xml)]
    texts = tuple(xml[start:end] for start, end in zip(edges[::2], edges[1::2], strict=True))
    where: dict[str, tuple[int, ...]] = defaultdict(tuple)
    for number, (_, hole) in enumerate(found):
        where[hole.key] += (number,)
    return CutSheet(texts, tuple(hole for _, hole in found), dict(where))


def _cell_hole(match: re.Match[bytes]) -> _Hole:
    style, formula = _STYLE.search(match[2]), _FORMULA.search(match[3] or b"")
    opening = b'<c r="' + match[1] + b'"' + (style[0] if style else b"")
    return _Hole(match[1].decode(), opening, match[0], formula[0] if formula else b"")


def filled(part: CutSheet, contents: Mapping[str, Content]) -> Packed:
    """The worksheet, compressed, with its holes filled (key → content): equal bytes for equal contents.

    Text becomes a literal string, never a formula; a formula cell keeps its formula and takes the content as its
    result; a word becomes the text. None leaves the hole as it stands. KeyError for a hole that the sheet has not.
    """
    told = [(number, content) for key, content in contents.items() if content is not None for number in part.where[key]]
    told.sort(key=_number)
    stream: list[bytes] = []
    loose: list[bytes] = []
    crc = size = 0
    before = -1
    for number, content in [*told, (len(part.holes), None)]:
        text = part.between(before, number)
        if text.packed is None:
            loose.append(text.plain)
        else:
            own = b"".join(loose)
            crc, size = zlib.crc32(text.plain, zlib.crc32(own, crc)), size + len(own) + len(text.plain)
            stream += [_loose(own), text.packed]
            loose = []
        if content is not None:
            loose.append(_content(part.holes[number], content))
        before = number
    own = b"".join(loose)
    stream += [_loose(own), _END]
    return Packed(b"".join(stream), zlib.crc32(own, crc), size + len(own))


def _number(told: tuple[int, object]) -> int:
    return told[0]


def _flushed(plain: bytes) -> bytes:
    """A piece of a deflate stream that ends on a whole byte and needs nothing before it."""
    engine = zlib.compressobj(9, zlib.DEFLATED, -15)
    return engine.compress(plain) + engine.flush(zlib.Z_FULL_FLUSH)


def _loose(plain: bytes) -> bytes:
    if not plain:
        return b""
    if len(plain) <= _STORED:
        return struct.pack("<BHH", 0, len(plain), _BLOCK - len(plain)) + plain
    engine = zlib.compressobj(1, zlib.DEFLATED, -12, 4)  # small tables: setting them up costs more than so little text
    return engine.compress(plain) + engine.flush(zlib.Z_FULL_FLUSH)


def _content(hole: _Hole, content: Content) -> bytes:
    if isinstance(content, str):
        text = (escape(_CONTROL.sub("", content)) if _SPECIAL.search(content) else content).encode()
        if not hole.opening:
            return text
        if hole.formula:
            return hole.opening + b' t="str">' + hole.formula + b"<v>" + text + b"</v></c>"
        return hole.opening + b' t="inlineStr"><is><t xml:space="preserve">' + text + b"</t></is></c>"
    number = (
        f"{content:f}" if isinstance(content, Decimal) else f"{content:g}" if isinstance(content, float) else content
    )
    if not hole.opening:
        return str(number).encode()
    return b"%b>%b<v>%b</v></c>" % (hole.opening, hole.formula, str(number).encode())


def named(xml: bytes, sheet: str, prefix: str) -> tuple[bytes, dict[str, str]]:
    """A part whose formulas reach into another sheet by names instead: the part, and name → absolute area.

    So the part is the same whatever that sheet is called. ValueError for a reference that slides down a shared formula.
    """
    areas: dict[str, str] = {}

    def name(match: re.Match[bytes]) -> bytes:
        area = ":".join(absolute(corner) for corner in match[1].decode().split(":"))
        told = f"{prefix}_{area.replace('$', '').replace(':', '_')}"
        areas[told] = area
        return told.encode()

    pattern = re.escape(sheet.encode()) + rb"!(\$?[A-Z]{1,3}\$?[0-9]+(?::\$?[A-Z]{1,3}\$?[0-9]+)?)"
    for formula in re.findall(rb'<f t="shared"[^>]*>([^<]*)</f>', xml):
        for place in re.findall(pattern, formula):
            if place.count(b"$") != 2 * (1 + place.count(b":")):
                raise ValueError(f"{sheet}!{place.decode()}")
    return re.sub(pattern, name, xml), areas


def absolute(place: str) -> str:
    """An A1 address, with or without $, as one that stays where it is: B4 → $B$4."""
    row, column = position(place)
    return f"${column_letters(column)}${row}"
