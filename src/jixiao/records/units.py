"""Units of measure: one spelling for each, and which can be compared."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

from jixiao.records.regex import regex

_SPELLINGS = {
    "%": "% 百分比 百分率 百分数 个百分点 百分点 %(百分比) 百分比(%)",
    "人": "名 位",
    "平方米": "m2 平米 m² ㎡ 平方",
    "立方米": "m3 立方 方",
    "公里": "km 千米 ㎞",
    "米": "m",
    "厘米": "cm",
    "公斤": "kg 千克",
    "吨": "t",
    "平方公里": "km2 平方千米",
    "小时": "h 个小时",
    "天": "日 日历天 个日历天 自然日 个自然日",
    "年": "年度 个年度",
    "元": "元人民币 人民币元 圆 元整",
    "万元": "万元整",
    "工作日": "个工作日",
    "周": "个星期 星期 个周",
    "季度": "个季度",
    "分米": "dm",
}
_SAME = {word: unit for unit, words in _SPELLINGS.items() for word in words.split()}
_SCALED = {
    **{
        unit: ("长度", factor)
        for unit, factor in {"米": "1", "公里": "1000", "厘米": "0.01", "毫米": "0.001", "里": "500"}.items()
    },
    **{unit: ("重量", factor) for unit, factor in {"公斤": "1", "吨": "1000", "克": "0.001", "斤": "0.5"}.items()},
    **{
        unit: ("时间", factor)
        for unit, factor in {"分钟": "1", "小时": "60", "天": "1440", "秒": "0.0166666666666667"}.items()
    },
    **{unit: ("月数", factor) for unit, factor in {"月": "1", "个月": "1", "年": "12"}.items()},
    **{unit: ("面积", factor) for unit, factor in {"平方米": "1", "平方公里": "1000000", "公顷": "10000"}.items()},
}
DURATIONS = {"天", "小时", "分钟", "秒", "月", "个月", "年", "周", "工作日", "季度"}
_BRACKETED = regex(r"\([^()]*\)")
_UNIT = regex(r"(?:[A-Za-z\u4e00-\u9fff%‰°]|\([A-Za-z\u4e00-\u9fff])[A-Za-z\u4e00-\u9fff%‰°²³/·*×.\-()、]*")
_POWER = regex(r"(?<![A-Za-z])([kdc]?m)[23]")  # NFKC makes m2 of ㎡ and m²
_APPROXIMATE = regex(r"左右|上下|余|以上|以下|多$|^[多来几]")
_NO_UNIT = regex(r"完成|办结|验收|提升|提高|增长|下降|减少|增加|改善|达标|实现|[的了]|^[级等号]$|^%[^/(]")
"""Words of a sentence, and ordinals (2级 is no amount of 级): what follows a number is then no unit."""
MAX_LETTERS = 6
"""A number followed by at most this many letters (per part of a compound unit) reads as amount and unit."""


@lru_cache(maxsize=2048)
def canonical(unit: str) -> str:
    """One spelling per unit: 百分比 → %, ㎡ → 平方米, 元/人*月 → 元/人月."""
    bare = unit.strip("()") if unit.startswith("(") else unit
    if bare in _SAME:
        return _SAME[bare]
    head, slash, rest = bare.partition("/")
    head = _SAME.get(head, head)
    return head + slash + re.sub(r"[·*×.\-每、]", "", rest)


def looks_like_unit(text: str) -> bool:
    """Whether the text after a number can be a unit: short, no sentence marks."""
    text = _POWER.sub(r"\1", text)
    if not _UNIT.fullmatch(text) or _APPROXIMATE.search(text) or _NO_UNIT.search(text):
        return False
    outside = re.sub(r"\([^()]*\)", "", text)
    return all(len(part) <= MAX_LETTERS for part in re.split(r"[/·*×.\-、]", outside)) and len(text) <= 16


def split_scale(unit: str) -> tuple[Decimal, str]:
    """A leading 万/亿 (also 千, 百 before 元 or 人) taken off a unit: 万元 → (10000, 元)."""
    for word, factor in (("亿", 10**8), ("千万", 10**7), ("百万", 10**6), ("十万", 10**5), ("万", 10**4)):
        if unit.startswith(word):
            return Decimal(factor), unit[len(word) :]
    if re.match(r"[千百](?:元|人|户)", unit):
        return Decimal(1000 if unit[0] == "千" else 100), unit[1:]
    return Decimal(1), unit


def _same_measure(unit: str, other: str) -> bool:
    """Whether one unit is the other with more said: 期 and 期(次), 个 and 个乡镇, 批 and 批次 — never 人 and 人次."""
    short, long = sorted((_BRACKETED.sub("", unit), _BRACKETED.sub("", other)), key=len)
    return bool(short) and long.startswith(short) and {short, long} != {"人", "人次"} and "/" not in long


def factor_between(unit: str, other: str) -> Decimal | None:
    """What an amount in `unit` is multiplied with to be in `other`; None when the two cannot be compared.

    An absent unit takes the other's. A compound unit without its second part (元 against 元/人) is accepted.
    """
    here, there = canonical(unit), canonical(other)
    if not here or not there or here == there:
        return Decimal(1)
    here_scale, here_base = split_scale(here)
    there_scale, there_base = split_scale(there)
    scale = here_scale / there_scale
    if here_base == there_base or not here_base or not there_base:
        return scale
    if _same_measure(here_base, there_base):
        return scale
    head, _, rest = here_base.partition("/")
    other_head, _, other_rest = there_base.partition("/")
    if head == other_head and (not rest or not other_rest):
        return scale
    if head in _SCALED and other_head in _SCALED and rest == other_rest and _SCALED[head][0] == _SCALED[other_head][0]:
        return scale * Decimal(_SCALED[head][1]) / Decimal(_SCALED[other_head][1])
    return None
