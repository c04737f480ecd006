"""Sentences of a document and the amounts and counts in them, each knowing where it stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from jixiao.records.chinese_number import COUNT
from jixiao.records.manuscript import Manuscript, Paragraph
from jixiao.records.numbers import to_decimal
from jixiao.records.regex import regex

_END = regex(r"[。!?]")
_LONGEST = 2000
"""Letters of a sentence: what runs on longer is read in pieces, so that no text costs more than its length."""
_WAN = {"元": Decimal("0.0001"), "千元": Decimal("0.1"), "万": Decimal(1), "万元": Decimal(1), "亿": Decimal(10_000)}
_WAN["亿元"] = _WAN["亿"]
_AMOUNT = regex(
    r"(?<![\d.,])(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(亿元|万元|千元|元|亿|万)(?![平公立千吨人户亩次米个只株份册])"
)
MEASURES = "个|类|项|家|种|条|名|户|处|只|份|座|所|方面|部分|大类|环节|阶段|等级|维度|部门|单位|乡镇|街道"
_QUANTITY = regex(rf"({COUNT})({MEASURES})")


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount of money in a flat text, in 万元; `unit` as written there."""

    start: int
    end: int
    wan: Decimal
    number: str
    unit: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """A part of a paragraph up to its full stop; `start` is its place in the paragraph's flat text."""

    paragraph: Paragraph
    start: int
    text: str


def sentences(manuscript: Manuscript) -> Iterator[Sentence]:
    """The sentences outside tables, in reading order; a sentence ends at a full stop or with its paragraph."""
    for paragraph in manuscript.running:
        flat, first = paragraph.flat, 0
        for end in (*(match.end() for match in _END.finditer(flat)), len(flat)):
            for start in range(first, end, _LONGEST):
                yield Sentence(paragraph, start, flat[start : min(end, start + _LONGEST)])
            first = end


def in_wan(number: Decimal, unit: str) -> Decimal:
    """A number of 元, 万元, 亿元 … in 万元."""
    return number * _WAN[unit]


def amounts(text: str) -> list[Amount]:
    """Every amount of money in a flat text."""
    return [
        Amount(match.start(), match.end(), in_wan(to_decimal(match[1]), match[2]), match[1], match[2])
        for match in _AMOUNT.finditer(text)
    ]
