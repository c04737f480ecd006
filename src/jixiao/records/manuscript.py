"""A manuscript (文稿: report, notice, evaluation report) as rules see it: numbered paragraphs and its tables."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePath

SUFFIXES = frozenset({".docx", ".docm", ".dotx", ".doc", ".wps", ".txt"})
"""Names of files that are taken as documents; what they are is then told by their content."""

_WIDE = {0xFF01 + place: 0x21 + place for place in range(94)} | {ord("〔"): "〔", ord("〕"): "〕"}
_DROPPED = frozenset("\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff")


def is_document(name: str) -> bool:
    """Whether a file's name or path says that it is a document and no workbook."""
    return PurePath(name).suffix.lower() in SUFFIXES


@lru_cache(maxsize=8192)
def _flattened(text: str) -> tuple[str, tuple[int, ...]]:
    """Half-width text without blanks, and where each of its characters stands in the text as written.

    Tabs between words stay: they divide the cells of a table that was flattened into lines.
    """
    first, last = len(text) - len(text.lstrip()), len(text.rstrip())
    kept = [
        (letter, place)
        for place, letter in enumerate(text)
        if (letter == "\t" and first < place < last) or not (letter.isspace() or letter in _DROPPED)
    ]
    return "".join(letter for letter, _ in kept).translate(_WIDE), tuple(place for _, place in kept)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph. `number` counts from 1 and counts blank ones too: the line of a text file, the paragraph of Word.

    `listed` says that Word numbers it by itself, so that its number is no text; `in_table` that it is in a table.
    """

    number: int
    text: str
    listed: bool = False
    in_table: bool = False

    @property
    def flat(self) -> str:
        """The text without any blanks but tabs, full-width letters, digits and marks made half-width."""
        return _flattened(self.text)[0]

    @property
    def blank(self) -> bool:
        """Whether there is nothing to read."""
        return not self.flat

    def quote(self, start: int, end: int) -> str:
        """The text as written that stands from `start` to `end` of `flat`."""
        places = _flattened(self.text)[1]
        return self.text[places[start] : places[end - 1] + 1] if start < end else ""


@dataclass(frozen=True, slots=True)
class Cell:
    """One table cell and the paragraph that it is (or begins with)."""

    paragraph: Paragraph
    flat: str


Table = tuple[tuple[Cell, ...], ...]
"""Rows of cells, as many in each row as the table has columns."""


@dataclass(frozen=True)
class Manuscript:
    """One document. `kind` is what it is for people; `legacy` the old format that it came in, None for .docx and .txt.

    `paragraphs` holds all of them in order, those of the tables too.
    """

    kind: str
    paragraphs: tuple[Paragraph, ...]
    tables: tuple[Table, ...] = ()
    legacy: str | None = None

    @property
    def running(self) -> tuple[Paragraph, ...]:
        """The paragraphs that hold text and stand outside tables."""
        return tuple(paragraph for paragraph in self.paragraphs if not paragraph.in_table and not paragraph.blank)
