"""The grammar of target expressions: sign, number or range, unit — when that is all a text holds.

「≥95%」, 「不低于 95%」, 「控制在20万元以内」, 「15-20天」 and 「百分之九十五」 are expressions;
「每年3次」, 「约100人」, 「2级」 and any sentence that contains a number are none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from jixiao.records.numbers import NUMBER, to_decimal
from jixiao.records.regex import regex
from jixiao.records.text import squeezed
from jixiao.records.units import canonical, looks_like_unit

_SIGNS = (
    (regex(r"≧|⩾|>=|=>|≥=|>﹦|>═|〉="), "≥"),
    (regex(r"≦|⩽|<=|=<|≤="), "≤"),
    (regex(r"═|==|﹦|゠"), "="),
    (regex(r"〉|﹥"), ">"),
    (regex(r"〈|﹤"), "<"),
)
_BEFORE = (
    ("≥", r"≥|大于等于|大于或等于|高于或等于|不低于|不少于|不小于|不得低于|不得少于|不短于|至少|达到|达"),
    ("≤", r"≤|小于等于|小于或等于|低于或等于|不超过|不高于|不大于|不多于|不得超过|不得高于|不长于|控制在|最多|至多"),
    (">", r">|大于|高于|超过|多于"),
    ("<", r"<|小于|低于|少于|短于"),
    ("=", r"=|等于"),
)
_PREFIX = tuple((sign, regex(pattern)) for sign, pattern in _BEFORE)
_LOOSE = regex(r"(?:达到?|控制在)$")  # words that may precede a sign of their own: 达到≥95%
_SUFFIX = (
    ("≥", regex(r"\(?(?:及|或|含|\(含\)|\(及\))?\)?以上\)?$")),
    ("≤", regex(r"\(?(?:及|或|含|\(含\)|\(及\))?\)?(?:以下|以内|之内|之下|内)\)?$")),
)
_ENDING = regex(r"(?:\(含(?:本数)?\)|[。;,、.:])+$")
_DONE_PERCENT = regex(r"(?<=%)(?:完成|达标|合格|到位|覆盖)$")
_NUMBER = regex(rf"({NUMBER})(.*)", re.DOTALL)
_RANGE = regex(rf"({NUMBER})([^\d.,+\-~—–―至到]*)(?:-|~|—|–|―|至|到)({NUMBER})(.*)", re.DOTALL)
_PERCENT_WORDS = regex(r"百分之([0-9.]+|[零一二三四五六七八九十百点]+)")
_HAN_DIGITS = {"零": 0, "一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}


@lru_cache(maxsize=8192)
def flat_expression(text: str) -> str:
    """Half-width text without blanks, every way of writing a sign brought to one."""
    flat = squeezed(text)
    for pattern, sign in _SIGNS:
        flat = pattern.sub(sign, flat)
    return flat


def _han_number(text: str) -> Decimal | None:
    whole, _, fraction = text.partition("点")
    total = 0
    for part in re.findall(r"[一二三四五六七八九]?[百十]|[零一二三四五六七八九]", whole):
        digit = _HAN_DIGITS.get(part[0], 1)
        total += digit * {"百": 100, "十": 10}.get(part[-1], 1)
    digits = "".join(str(_HAN_DIGITS[letter]) for letter in fraction if letter in _HAN_DIGITS)
    return Decimal(f"{total}.{digits}") if digits else Decimal(total)


def _percent_words(text: str) -> str:
    def arabic(match: re.Match[str]) -> str:
        number = match[1] if match[1][0] in "0123456789." else str(_han_number(match[1]))
        return f"{number}%"

    return _PERCENT_WORDS.sub(arabic, text)


@dataclass(frozen=True, slots=True)
class Amount:
    """A sign ("" when bare), the number (low and high differ in a range) and the unit as written after it."""

    sign: str
    low: Decimal
    high: Decimal
    unit: str


@lru_cache(maxsize=8192)
def read_amount_expression(text: str) -> Amount | None:
    """Sign, number or range, unit — when that is all the flat text holds."""
    rest = _DONE_PERCENT.sub("", _ENDING.sub("", _percent_words(text)))
    sign, rest = _leading_sign(rest)
    for candidate, pattern in _SUFFIX:
        if (match := pattern.search(rest)) and match.start() > 0:
            if sign and sign != candidate and not (sign in "<≤" and candidate == "≤"):
                return None
            sign, rest = candidate, rest[: match.start()]
            break
    yuan, rest = ("元", rest[1:]) if rest[:1] == "¥" else ("", rest)
    if match := _RANGE.fullmatch(rest.removesuffix("之间")):
        return _range(sign, match)
    match = _NUMBER.fullmatch(rest)
    if not match or (match[2] and not looks_like_unit(match[2])):
        return None
    value = to_decimal(match[1])
    return Amount(sign, value, value, match[2] or yuan)


def _leading_sign(text: str) -> tuple[str, str]:
    """The sign that a flat text starts with, and what follows; 「达到≥」 and 「控制在≤」 are one sign."""
    sign, rest = "", text
    for _ in range(2):
        for candidate, pattern in _PREFIX:
            if (match := pattern.match(rest)) and (not sign or _LOOSE.fullmatch(text[: len(text) - len(rest)])):
                sign, rest = candidate, rest[match.end() :]
                break
        else:
            break
    return sign, rest


def _range(sign: str, match: re.Match[str]) -> Amount | None:
    low, high = to_decimal(match[1]), to_decimal(match[3])
    unit = match[4] or match[2]
    if sign not in ("", "≤") or low >= high or (unit and not looks_like_unit(unit)):
        return None
    if match[2] and match[4] and canonical(match[2]) != canonical(match[4]) and match[2] + "元" != match[4]:
        return None
    if unit[:1] in ("年", "学") and low > 1900:
        return None  # 2022—2023学年 is no amount
    return Amount("", low, high, unit)
