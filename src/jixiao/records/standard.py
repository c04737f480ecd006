"""A 评分标准 as score sheets write it, read where it can be computed: steps of deduction, bands, a share of the rate.

Rates and bounds are in percentage points: 103 means 103 %.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from functools import lru_cache
from typing import Literal

from jixiao.records.numbers import read_points, rounded, to_decimal
from jixiao.records.regex import regex
from jixiao.records.text import squeezed
from jixiao.records.value import Value

Partial = Literal["whole", "share", "up"]
"""What a started step costs: nothing (whole), its share, or a whole step (up)."""
ZERO, HUNDRED = Decimal(0), Decimal(100)
_N = r"-?\d+(?:\.\d+)?"
_STEP = regex(
    rf"每?(超过|超出|超|高于|高出|增加|低于|低|减少|降低|偏离|偏差|偏)(?:出|过)?"
    rf"({_N})(?:个?百分点|%)[,、]?扣(?:减)?(?:除)?({_N})分"
)
_SIGN = r"(?:≤|<=?|≥|>=?|=|等于|达到|不超过|不低于|小于等于|大于等于)?"
_FULL = regex(
    rf"{_SIGN}({_N})%?(?:\(含\))?(?:的|时|以内|及以上|以上|及以下|以下)?[,:]?(?:(?:得|计|为)?满分|(?:得|计)\d+(?:\.\d+)?分)"
)
_BAND = regex(
    rf"(?:({_N})%?(?:\(不?含\))?[-~至—–]+)?(≤|<=|<|>|大于|超过|小于|低于|不超过)?({_N})%?(?:\(不?含\))?(?:以上|以下|以内|的)?[,:]?"
    rf"(?:得|计)({_N})分"
)
_SHARE = regex(
    r"(?:按照?|根据|依据?)(?:实际)?(?:[^,;。按]{0,8}率|(?:完成)?比例)(?:计|得|算|折算|计算|给|赋)分|得分=[^,;。]*率[×*x]"
)
_OVER = ("超过", "超出", "超", "高于", "高出", "增加")
_OFF = ("偏离", "偏差", "偏")


@dataclass(frozen=True, slots=True)
class Standard:
    """How the points of a rate come about.

    `kind` steps: beyond `bound` in the `side` (over, under, off) every `step` percentage points cost `minus` points.
    `kind` bands: `bands` are (highest rate, points) ascending, above all of them `above` points. `kind` share: the
    weight times the rate, never more than the weight.
    """

    kind: Literal["steps", "bands", "share"]
    side: str = "over"
    bound: Decimal = HUNDRED
    step: Decimal = Decimal(1)
    minus: Decimal = ZERO
    bands: tuple[tuple[Decimal, Decimal], ...] = ()
    above: Decimal = ZERO

    def excess(self, rate: Decimal) -> Decimal:
        """Percentage points beyond the bound, 0 while it is kept."""
        apart = rate - self.bound
        return max(ZERO, abs(apart) if self.side == "off" else apart if self.side == "over" else -apart)

    def steps(self, rate: Decimal, partial: Partial) -> Decimal:
        """How many steps a rate costs, a started one counted as `partial` says."""
        count = self.excess(rate) / self.step
        if partial == "share":
            return count
        return count.to_integral_value(ROUND_FLOOR if partial == "whole" else ROUND_CEILING)

    def points(self, rate: Decimal, weight: Decimal, partial: Partial) -> Decimal:
        """Points due at a rate, between 0 and the weight, rounded half up to two places."""
        if self.kind == "steps":
            raw = weight - self.steps(rate, partial) * self.minus
        elif self.kind == "bands":
            raw = next((points for highest, points in self.bands if rate <= highest), self.above)
        else:
            raw = weight * rate / HUNDRED
        return rounded(min(weight, max(ZERO, raw)))


@lru_cache(maxsize=4096)
def read_standard(text: str) -> Standard | None:
    """The computable standard that a text states; None when a person must judge (文字性标准)."""
    flat = squeezed(text).replace("一个百分点", "1个百分点")
    if len(flat) > 300:
        return None
    if len(steps := list(_STEP.finditer(flat))) == 1:
        return _steps(flat, steps[0])
    if steps:
        return None
    bands = _bands(flat)
    if bands is not None:
        return bands
    return Standard("share") if _SHARE.search(flat) else None


def read_ratio(value: Value | None, bound: Decimal = HUNDRED) -> Decimal | None:
    """A rate in percentage points: 103 %, 「103%」, 103 and, where rates lie about 100, the bare fraction 1.03."""
    if value is None or value.broken or value.empty:
        return None
    shown = value.flat.endswith("%")
    number = read_points(value)
    if number is None:
        match = re.fullmatch(rf"({_N})(?:%|个?百分点)", value.flat)
        return to_decimal(match[1]) if match else None
    if value.percent or shown:
        return number
    fraction = abs(number) <= 1 if bound == 0 else abs(number) <= 5
    return number * HUNDRED if fraction and number != 0 else number


def _steps(flat: str, match: re.Match[str]) -> Standard | None:
    step, minus = to_decimal(match[2]), to_decimal(match[3])
    if step <= 0:
        return None
    side = "over" if match[1] in _OVER else "off" if match[1] in _OFF else "under"
    full = _FULL.search(flat[: match.start()])
    if full is None and not re.search(r"100%?|满分", flat[: match.start()]):
        return None
    bound = to_decimal(full[1]) if full is not None else HUNDRED
    return Standard("steps", side, bound, step, minus)


def _bands(flat: str) -> Standard | None:
    """「0 得 5 分;0—10% 得 4 分;…;超过 30% 得 0 分」, bounds belonging to the better band."""
    found = list(_BAND.finditer(flat))
    if len(found) < 3:
        return None
    bands: list[tuple[Decimal, Decimal]] = []
    above = ZERO
    for match in found:
        highest, points = to_decimal(match[3]), to_decimal(match[4])
        if match[2] in (">", "大于", "超过") or f"{match[3]}%以上" in match[0]:
            above = points
        else:
            bands.append((highest, points))
    if [item[0] for item in bands] != sorted({item[0] for item in bands}):
        return None
    return Standard("bands", bound=ZERO, bands=tuple(bands), above=above)
