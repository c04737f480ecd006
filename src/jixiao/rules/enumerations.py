"""Enumerations in running text: how many are claimed and how many are named. What may be meant openly is not judged.

An open list (…等, 包括 …) names some of them; two words joined by 和 may be one item or two; so a list comes to a span
of counts, and only a claim outside of it is a fault.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from jixiao.records.chinese_number import COUNT, whole_number
from jixiao.records.regex import regex
from jixiao.records.sentences import amounts

_NOUN = r"[^。;:,“”《》()\d]{0,24}?"
_FORWARD = regex(
    rf"(?<![\d.第])({COUNT})(?:个|类|项|种|家|大类|大项)({_NOUN}),?((?:具体|分别|依次)(?:项目)?(?:为|是|有)?:?|即:?|(?:包括|包含):|:|--+|——+)"
)
_ORDINALS = regex(rf"(?<![\d.第])({COUNT})(?:个|项|类|点|大|种)?(?:方面)?({_NOUN})[,:](?=(?:\(?一\)?是|第一[,、是]))")
_ASPECTS = "方面|维度|环节|阶段|等级|层面|原则|大类|类别|层次|要素"
_BACKWARD = regex(
    rf"({COUNT})(?:个|大|项)?(?:{_ASPECTS})|({COUNT})(?:个|家)(?:部门|单位|乡镇|街道)|(?<=[”》])({COUNT})(?:个|项|家|份)"
)
_JOINED = regex("以及|和|与|及|/|或")
_OPEN = regex(r"等(?:$|[^级次待候价])")
_NESTED = regex(r"\([^()]*\)")
_HAN = "一二三四五六七八九十"
_LONG = 45
"""Characters of an item: what is longer is a clause and no item."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A claimed count that the list does not bear out, at `start` to `end` of the text; `named` items are in it."""

    start: int
    end: int
    claimed: int
    named: int


@dataclass(frozen=True, slots=True)
class _Listed:
    """How many items a list has at least and at most, and whether it is left open."""

    least: int
    most: int
    open: bool


def _masked(text: str) -> str:
    """The text with what is in brackets left out and each quoted name one letter, so that marks in them don't count."""
    text = _NESTED.sub("", text)
    return re.sub("《[^《》]*》|“[^“”]*”|<[^<>]*>", "名", text)


def _listed(text: str) -> _Listed | None:
    """What a list of items divided by 、 (or by commas only) comes to; None when it is no such list."""
    masked = _masked(text)
    mark = "、" if "、" in masked else ","
    if mark == "、":
        masked = masked.partition(",")[0]
    opened = _OPEN.search(masked)
    if opened:
        masked = masked[: opened.start()]
    items = [item for item in masked.split(mark) if item]
    if len(items) < 2 or max(map(len, items)) > _LONG:
        return None
    return _Listed(len(items), len(items) + len(_JOINED.findall(masked)), opened is not None)


def wrong_counts(text: str) -> Iterator[Claim]:
    """Claims of a sentence (flat text) whose list has another number of items."""
    yield from _forward(text)
    yield from _ordinals(text)
    yield from _backward(text)


def _forward(text: str) -> Iterator[Claim]:
    """「十五类……,具体为甲类、乙类」."""
    for match in _FORWARD.finditer(text):
        claimed, rest = whole_number(match[1]), text[match.end() :].rstrip("。;!?")
        rest = re.split("[;。]", rest)[0]
        listed = _listed(rest)
        if claimed is None or claimed < 2 or listed is None or re.match(r"\(?一\)?是|第一|\(?1", rest):
            continue
        if claimed in (len(amounts(rest)), rest.count("《"), rest.count("“")):
            continue
        few = claimed > listed.most and (not listed.open or listed.least * 5 >= claimed * 4)
        if few or claimed < listed.least:
            yield Claim(match.start(), len(text), claimed, listed.least)


def _ordinals(text: str) -> Iterator[Claim]:
    """「三个方面:一是……二是……」; `text` may be a whole paragraph."""
    for match in _ORDINALS.finditer(text):
        claimed, rest = whole_number(match[1]), text[match.end() :]
        named, at = 0, 0
        for letter in _HAN:
            found = re.compile(rf"(?:^|[,;。:、])(?:\(?{letter}\)?是|第{letter}[,、是])").search(rest, max(at - 1, 0))
            if found is None:
                break
            named, at = named + 1, found.end()
        if claimed is not None and 2 <= claimed <= 10 and named >= 2 and named != claimed:
            yield Claim(match.start(), match.end() + at, claimed, named)


def _backward(text: str) -> Iterator[Claim]:
    """「投入、过程、产出、效果四个方面」, 「“甲”、“乙”2个项目」, 「甲局、乙局、丙局3个部门」."""
    for match in _BACKWARD.finditer(text):
        claimed = whole_number(match[1] or match[2] or match[3])
        start = max(text.rfind(mark, 0, match.start()) for mark in "。;:,!?") + 1
        before = text[start : match.start()]
        listed = _listed(before) if "、" in _masked(before) else None
        if claimed is None or claimed < 2 or listed is None or re.search(r"\d", _masked(before).partition("、")[2]):
            continue
        off = 0 if listed.least <= claimed <= listed.most else claimed - listed.least
        quoted = match[3] is not None
        near = abs(off) <= 3 if (match[1] or quoted) else abs(off) == 1 and listed.least >= 3
        if off and near and (off < 0 or not listed.open):
            yield Claim(start, match.end(), claimed, listed.least)
