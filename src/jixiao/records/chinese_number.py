"""Whole numbers in Chinese numerals: 十五 → 15, 两 → 2, 一百零二 → 102."""

from __future__ import annotations

_DIGITS = {letter: place for place, letter in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
_UNITS = {"十": 10, "百": 100, "千": 1000}
NUMERALS = "零〇一二两三四五六七八九十百千"
COUNT = rf"(?:\d{{1,6}}|[{NUMERALS}]{{1,7}})"
"""A count in Arabic or Chinese numerals, for patterns."""


def whole_number(text: str) -> int | None:
    """The number that Arabic digits or Chinese numerals (up to 千) mean; None when they mean none."""
    if text.isascii() and text.isdigit():
        return int(text)
    total, digit = 0, -1
    for letter in text:
        if letter in _UNITS:
            if digit < 0 and total:
                return None
            total += (1 if digit < 0 else digit) * _UNITS[letter]
            digit = -1
        elif letter in _DIGITS and digit <= 0:
            digit = _DIGITS[letter]
        else:
            return None
    return total + max(digit, 0) if text else None
