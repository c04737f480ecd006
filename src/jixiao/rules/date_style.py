"""Dates as official documents write them (GB/T 9704-2012): 2023年4月5日."""

from __future__ import annotations

import re

from jixiao.records.regex import regex

_HAN = "〇零○一二三四五六七八九"
_DIGIT = {letter: str(index if index < 3 else index - 2) for index, letter in enumerate(_HAN)} | {"零": "0", "○": "0"}
_HAN_YEAR = regex(rf"([{_HAN}]{{4}})年(?:([一二三四五六七八九十]{{1,2}})月)?(?:([一二三四五六七八九十]{{1,3}})[日号])?")
_DOTTED = regex(r"(?<!\d)((?:19|20)\d{2})([-./])(0?[1-9]|1[0-2])(?:\2(0?[1-9]|[12]\d|3[01]))?(?![\d公里米元万亿%])月?")
COMPACT = regex(r"(?<!\d)((?:19|20)\d{2})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?!\d)")
_PADDED = regex(r"(年|月|^)0(\d)(?=[月日号])")
_SHORT_YEAR = regex(r"(?<!\d)(\d{2})年(?=\d{1,2}月)")


def _han(text: str) -> int:
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return int("".join(_DIGIT[letter] for letter in text))
    return (int(_DIGIT[tens]) if tens else 1) * 10 + (int(_DIGIT[ones]) if ones else 0)


def _from_han(match: re.Match[str]) -> str:
    year = "".join(_DIGIT[letter] for letter in match[1])
    month = f"{_han(match[2])}月" if match[2] else ""
    return f"{year}年{month}{f'{_han(match[3])}日' if match[3] else ''}"


def _from_parts(year: str, month: str, day: str | None) -> str:
    return f"{year}年{int(month)}月{f'{int(day)}日' if day else ''}"


def tidy(text: str) -> str:
    """A squeezed text with its dates as 2023年4月5日: Arabic digits, four-digit year, no padding zeros."""
    text = _HAN_YEAR.sub(_from_han, text)
    text = _DOTTED.sub(lambda match: _from_parts(match[1], match[3], match[4]), text)
    text = COMPACT.sub(lambda match: _from_parts(match[1], match[2], match[3]), text)
    text = _SHORT_YEAR.sub(r"20\1年", text)
    return _PADDED.sub(r"\1\2", _PADDED.sub(r"\1\2", text))
