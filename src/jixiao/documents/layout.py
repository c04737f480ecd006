"""How text fills paper: lines of a paragraph, rows of a table, so that heights are known before anything is drawn.

Widths are counted in CJK characters of the cell's own size; Latin letters and digits take half of one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import zip_longest

from jixiao.records.regex import regex

_TOKEN = regex(r"[!-~]{1,24}|.", re.DOTALL)
_NO_START = set("，。；：、？！）》〉」』】〕”’…—%,.;:?!)]}")
_MOST_POINTS = 400.0  # Excel's row limit is 409.5
_CHARACTER = 7 / 96 * 72  # points per unit of column width (a digit of 宋体 11)
_PADDING = 5.0  # points that cell borders take from a column


@lru_cache(maxsize=8192)
def measure(text: str) -> float:
    """Width of a text in CJK characters."""
    return sum(1.0 if unicodedata.east_asian_width(letter) in "WFA" else 0.5 for letter in text)


def wrap(text: str, width: float) -> list[str]:
    """The lines that a text takes at a width; at least one. Words stay whole, no line starts with 「，」."""
    if len(text) <= width and "\n" not in text:  # even if all of it were Chinese
        return [text]
    return list(_wrapped(text, width))


@lru_cache(maxsize=1024)
def _wrapped(text: str, width: float) -> tuple[str, ...]:
    """Letters by the batch say the same sentences again and again, and a paragraph is asked for more than once."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line, used = "", 0.0
        for token, size in _tokens(paragraph, width):
            if used + size > width and line and token not in _NO_START:
                lines.append(line)
                line, used = "", 0.0
            line, used = line + token, used + size
        lines.append(line)
    return tuple(lines)


def _tokens(text: str, width: float) -> Iterator[tuple[str, float]]:
    for token in _TOKEN.findall(text):
        size = measure(token)
        if size <= width:
            yield token, size
        else:
            yield from ((letter, measure(letter)) for letter in token)


def capacity(width: float, size: float) -> float:
    """How many CJK characters of `size` points one line of a column `width` (Excel units) holds, on the safe side."""
    return max(1.0, (width * _CHARACTER - _PADDING) / size * 0.96)


@dataclass(frozen=True)
class TableRow:
    """One row to write: its texts, its height in points, whether it begins the entry (or goes on with it)."""

    texts: tuple[str, ...]
    height: float
    first: bool


def table_rows(
    texts: Sequence[str], widths: Sequence[float], size: float, most: float = _MOST_POINTS
) -> list[TableRow]:
    """A table row as one or more rows, none taller than `most` points: what does not fit goes on in the next."""
    pitch = size * 1.35
    limit = max(1, int((most - 6) / pitch))
    chunks = []
    for text, width in zip(texts, widths, strict=True):
        lines = wrap(text, capacity(width, size))
        chunks.append([lines[start : start + limit] for start in range(0, len(lines), limit)])
    rows = []
    for index, parts in enumerate(zip_longest(*chunks, fillvalue=[])):
        tallest = max(len(part) for part in parts)
        rows.append(TableRow(tuple("".join(part) for part in parts), tallest * pitch + 6, index == 0))
    return rows


def balanced(text: str, width: float, breaks: Sequence[int]) -> list[str]:
    """A heading in as few lines as the width needs, about equally long, broken at `breaks` where that is possible."""
    count = len(wrap(text, width))
    places = [*sorted({place for place in breaks if 0 < place < len(text)}), len(text)]
    lines: list[str] = []
    start = 0
    for left in range(count, 0, -1):
        rest = text[start:]
        if left == 1 and measure(rest) <= width:
            return [*lines, rest]
        aim = measure(rest) / left
        fitting = [place for place in places if place > start and measure(text[start:place]) <= width]
        end = min(fitting, key=lambda place: abs(measure(text[start:place]) - aim), default=0)
        if not end or abs(measure(text[start:end]) - aim) > 3 or measure(text[end:]) > width * (left - 1):
            end = start + len(wrap(rest, max(aim, measure(rest) - width * (left - 1)) + 0.5)[0])
        lines.append(text[start:end])
        start = end
    return [*lines, *wrap(text[start:], width)] if text[start:] else lines
