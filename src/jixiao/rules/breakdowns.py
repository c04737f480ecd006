"""Totals in running text with their parts: 「5000万元,具体为甲1556.59万元、乙……」, 「11个项目(其中甲4个、乙7个)」."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from jixiao.records.chinese_number import COUNT, whole_number
from jixiao.records.regex import regex
from jixiao.records.sentences import Amount, Sentence, amounts, in_wan

_COMPLETE = regex(r"(?:具体(?:项目)?(?:及|和)?(?:金额|资金|明细)?|分别|依次)(?:为|是|如下)?:?")
_PART = regex(r"\(?其中:?|包括:?")
# What follows a total is no part of it where it tells what became of the money or compares it.
_NO_PARTS = regex(
    "执行|使用|到位|拨付|完成|结余|年初|调整|已|实际|同比|增长|增加|减少|上年|剩余|结转|节约|核减|送审|审定|平均|每|占|最高|最低"
)
_NESTED = regex(r"\([^()]*\)")
_COUNTED = regex(rf"(?<![\d.第至到\-—各])({COUNT})(个|家|户|项|所|座)(?!月|百分|工作日|小时|方面|阶段|等级)")
_SUMMED_UP = regex("[,;](?:共计|合计|总计|共|(?:涉及|覆盖|分布)[^,;]{0,6}(?:部门|单位|乡镇|街道|村))")
_OTHER_THINGS = ("部门", "单位", "乡镇", "街道", "村", "社区", "企业", "学校", "人", "户", "县", "区")
_NOUN = regex("[\u4e00-\u9fff]{1,6}")


@dataclass(frozen=True, slots=True)
class MoneyParts:
    """A total and the amounts that are told as its parts; `complete` where they are said to be all of them."""

    total: Amount
    parts: tuple[Amount, ...]
    earlier: tuple[Amount, ...]  # all amounts before the parts, the total among them
    complete: bool
    begins: int  # where the telling of the parts begins in the sentence


def _without_nested(text: str) -> str:
    """Inner brackets blanked out, so that parts of parts don't count; places stay."""
    return _NESTED.sub(lambda match: "\0" * len(match[0]), text)


def money_parts(sentence: Sentence) -> MoneyParts | None:
    """The sentence's total of money and its parts (two or more), None when it tells none."""
    told = amounts(sentence.text)
    if len(told) < 3:
        return None
    for pattern, complete in ((_COMPLETE, True), (_PART, False)):
        for match in pattern.finditer(sentence.text):
            earlier = [amount for amount in told if amount.wan and amount.end <= match.start()]
            if not earlier:
                continue
            rest = _without_nested(sentence.text[match.end() :])
            if match[0].startswith("("):
                rest = rest.partition(")")[0]
            moved = [
                Amount(match.end() + one.start, match.end() + one.end, one.wan, one.number, one.unit)
                for one in amounts(rest)
            ]
            if len(moved) > 1 and not _NO_PARTS.search(rest):
                return MoneyParts(earlier[-1], tuple(moved), tuple(earlier), complete, match.end())
    return None


def _places(number: str) -> int:
    return len(number.partition(".")[2])


def slack(values: tuple[Amount, ...]) -> Decimal:
    """How far rounding alone may put a sum off, in 万元: half a last place for each number.

    Numbers of one unit are taken to be as exact as the most exact of them: 40 beside 30.5 is 40.0.
    """
    finest: dict[str, int] = {}
    for value in values:
        finest[value.unit] = max(finest.get(value.unit, 0), _places(value.number))
    return sum((in_wan(Decimal(1).scaleb(-finest[value.unit]), value.unit) / 2 for value in values), Decimal(0))


def money_off(told: MoneyParts) -> Decimal | None:
    """What the parts come to when they cannot be the total's; None when they can (parts may be left out of 其中)."""
    added = sum((part.wan for part in told.parts), Decimal(0))
    if any(abs(added - amount.wan) <= slack((amount, *told.parts)) for amount in told.earlier):
        return None
    return added if told.complete or added > told.total.wan else None


@dataclass(frozen=True, slots=True)
class CountParts:
    """A count and the counts that are told as its parts, at `start` to `end` of the sentence."""

    start: int
    end: int
    total: int
    parts: tuple[int, ...]


def _thing(found: re.Match[str], text: str) -> str | None:
    """Which of the things that are counted beside projects a count is of, None for projects and the like."""
    behind = _NOUN.match(text, found.end())
    noun = behind[0] if behind else text[max(0, found.start() - 6) : found.start()]
    return next((word for word in _OTHER_THINGS if word in noun), None)


def count_parts_off(sentence: Sentence) -> CountParts | None:
    """Parts after 其中 that exceed their total, or fall short of it by so little that one of them must be wrong."""
    text = sentence.text
    match = re.search(r"\(?其中:?", text)
    if match is None or "各" in text[match.end() :]:
        return None
    rest = _without_nested(text[match.end() :])
    rest = rest.partition(")")[0] if match[0].startswith("(") else rest
    if ended := _SUMMED_UP.search(rest):
        rest = rest[: ended.start()]
    before = [(found, whole_number(found[1])) for found in _COUNTED.finditer(text[: match.start()])]
    if not before or len(re.findall("其中", text)) > 1:
        return None
    total_at, total = before[-1]
    after = [found for found in _COUNTED.finditer(rest) if found[2] == total_at[2]]
    if any(_thing(found, rest) not in (None, _thing(total_at, text)) for found in after):
        return None
    parts = tuple(number for found in after if (number := whole_number(found[1])))
    added = sum(parts)
    if len(parts) < 2 or not total or added in [number for _, number in before]:
        return None
    if added > total or (len(parts) > 2 and total - added <= max(1, total // 10)):
        return CountParts(total_at.start(), match.end() + after[-1].end(), total, parts)
    return None
