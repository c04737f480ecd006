"""Numbered headings of a document: 第一部分, 一、, （一）, 1., （1） — what GB/T 9704-2012 calls 结构层次序数."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from jixiao.records.chinese_number import whole_number
from jixiao.records.manuscript import Paragraph
from jixiao.records.regex import regex

_HAN = "一二三四五六七八九十百"
PARTS, ARTICLE, FIRST, SECOND, THIRD, FOURTH = range(6)
"""Kinds from the top down: 第一部分 (or 第一章), 第一条, 一、, （一）, 1. (or 1、), （1）."""
_PATTERNS = (
    regex(rf"(第([{_HAN}]+|\d{{1,2}})(?:部分|章))(?=[:、,\u4e00-\u9fff]|$)"),
    regex(rf"(第([{_HAN}]+)条)"),
    regex(rf"(([{_HAN}]+)、)"),
    regex(rf"(\(([{_HAN}]+)\))"),
    regex(r"((\d{1,2})(?:、(?=\D|(?:19|20)\d\d年)|\.(?=\D|(?:19|20)\d\d年)))"),
    regex(r"(\((\d{1,2})\))(?!\d)"),
)
_ATTACHMENT = regex(r"附(?:件|表|录)\d{0,2}:?$|附(?:件|表|录)\d{1,2}:|附(?:件|表|录):(?=1[.、])")
_NUMERALS = "零一二三四五六七八九"


@dataclass(frozen=True, slots=True)
class Heading:
    """A paragraph that begins with a number: the number's kind, its value, and how it is written (half-width)."""

    at: Paragraph
    kind: int
    number: int
    written: str


def headings(paragraphs: Iterable[Paragraph]) -> Iterator[Heading | None]:
    """The headings in order, None where an attachment begins anew; what Word numbers by itself has no text."""
    for at in paragraphs:
        if attached := _ATTACHMENT.match(at.flat):
            yield None
            if attached.end() < len(at.flat) and not attached[0][-2:-1].isdigit():  # 「附件:1.甲表」 begins a list
                yield Heading(at, THIRD, 1, at.flat[: attached.end() + 2])
        elif not at.listed and (found := heading(at)):
            yield found


def heading(at: Paragraph) -> Heading | None:
    """The number with which a paragraph begins, None when it begins with none."""
    for kind, pattern in enumerate(_PATTERNS):
        match = pattern.match(at.flat)
        if match and (number := whole_number(match[2])):
            return Heading(at, kind, number, match[1])
    return None


def spelled(kind: int, number: int, like: str) -> str:
    """A number in the spelling of its kind: 「（三）」, 「7、」 where the sample `like` has 、, 「7.」 else."""
    if kind == PARTS:
        return f"第{_numeral(number)}{'章' if like.endswith('章') else '部分'}"
    if kind == ARTICLE:
        return f"第{_numeral(number)}条"
    if kind == FIRST:
        return f"{_numeral(number)}、"
    if kind == THIRD:
        return f"{number}{'、' if like.endswith('、') else '.'}"
    return f"（{_numeral(number) if kind == SECOND else number}）"


def tokens(kind: int, number: int) -> re.Pattern[str]:
    """A pattern for that number of that kind anywhere in a flat text."""
    if kind == THIRD:
        return re.compile(rf"(?<![\d.]){number}[.、](?!\d)")
    return re.compile(re.escape(spelled(kind, number, "").replace("（", "(").replace("）", ")")))


def _numeral(number: int) -> str:
    tens, ones = divmod(number, 10)
    return (_NUMERALS[tens] if tens > 1 else "") + ("十" if tens else "") + (_NUMERALS[ones] if ones else "")
