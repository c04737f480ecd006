"""Warning lights of the monitoring form, compared as exact fractions: 35 of 100 in July is exactly 60 % of schedule."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from jixiao.policy.model import Policy
from jixiao.records.aim import Aim, Done
from jixiao.records.numbers import plain
from jixiao.records.units import factor_between

Colour = Literal["red", "yellow", "green", "blue"]

NAMES: dict[Colour, str] = {"red": "红", "yellow": "黄", "green": "绿", "blue": "蓝"}
NO_BUDGET = "无预算"
BY_RANGE = ("质量", "时效", "成本")  # judged by being in range, not by schedule
REVERSE_SIGNS = ("≤", "<")


@dataclass(frozen=True)
class Light:
    """A light: colour, its Chinese name, percent of schedule (two places, None where it has none) and how in words."""

    colour: Colour
    name: str
    percent: Decimal | None
    how: str


@dataclass(frozen=True)
class ScheduleWarning:
    """Spending against the month's floor: warn (预警) or ok (正常), execution rate and floor in percent, how."""

    state: Literal["warn", "ok"]
    name: str
    percent: Decimal
    floor: Decimal
    how: str


def _light(colour: Colour, percent: Decimal | None, how: str) -> Light:
    return Light(colour, NAMES[colour], percent, how)


def _places(value: Fraction) -> Decimal:
    """Rounded half up to two places, without a detour over a rounded division."""
    return Decimal(math.floor(value * 100 + Fraction(1, 2))).scaleb(-2)


def _of_schedule(done: Decimal, year: Decimal, month: int) -> Fraction:
    """Done against the share of the year that has passed, in percent; ValueError for a month outside 1–12."""
    if not 1 <= month <= 12:
        raise ValueError(f"month {month}")
    return Fraction(done) * 1200 / (Fraction(year) * month)


def _graded(share: Fraction, sum_in_words: str, policy: Policy, blue: bool) -> Light:
    red, green, top = (
        f"{plain(bound)}%" for bound in (policy.light_red_below, policy.light_green_from, policy.light_blue_from)
    )
    percent = _places(share)
    colour: Colour = "green"
    words = f"达到 {green}"
    if share < Fraction(policy.light_red_below):
        colour, words = "red", f"不足 {red}"
    elif share < Fraction(policy.light_green_from):
        colour, words = "yellow", f"达到 {red}、不足 {green}"
    elif blue and share >= Fraction(policy.light_blue_from):
        colour, words = "blue", f"达到 {top}"
    return _light(colour, percent, f"{sum_in_words}={percent}%,{words}")


def budget_light(executed: Decimal, budget: Decimal, month: int, policy: Policy) -> Light:
    """Spending against schedule, 执行÷预算÷(月÷12); no budget is red, flagged 无预算; month 1–12, else ValueError."""
    if budget <= 0:
        return _light("red", Decimal("0.00"), f"{NO_BUDGET},按 0 计")
    share = _of_schedule(executed, budget, month)
    return _graded(share, f"{plain(executed)}÷{plain(budget)}÷({month}÷12)", policy, blue=False)


def indicator_light(actual: Decimal, target: Decimal, month: int, policy: Policy) -> Light:
    """A quantity or benefit where more is better, against 目标×月÷12; blue from 120 %; month 1–12, else ValueError."""
    if target <= 0:
        met = actual >= target
        return _light("green" if met else "red", None, f"目标为 {plain(target)},{'已' if met else '未'}达到,不按月折算")
    share = _of_schedule(actual, target, month)
    return _graded(share, f"{plain(actual)}÷({plain(target)}×{month}÷12)", policy, blue=True)


def judged_by_range(dimension: str, sign: str) -> bool:
    """Whether an indicator is judged by its range (质量, 时效, 成本, all reverse ones) and not by schedule."""
    return sign in REVERSE_SIGNS or any(word in dimension for word in BY_RANGE)


def range_light(actual: Decimal, low: Decimal | None, high: Decimal | None) -> Light:
    """Within the bounds (inclusive, None = open) green, outside red."""
    if low is not None and actual < low:
        return _light("red", None, f"{plain(actual)} 低于 {plain(low)}")
    if high is not None and actual > high:
        return _light("red", None, f"{plain(actual)} 高于 {plain(high)}")
    return _light("green", None, f"{plain(actual)} 在目标范围内")


def qualitative_light(band: int) -> Light:
    """By the qualitative band: 0 reached → green, 1 partly → yellow, 2 not reached → red."""
    levels: tuple[tuple[Colour, str], ...] = (("green", "达成"), ("yellow", "部分达成"), ("red", "未达成"))
    colour, words = levels[band]
    return _light(colour, None, words)


def word_band(words: str, own: str, policy: Policy) -> int | None:
    """Which band (0 reached, 1 partly, 2 not) the words of a completed value name; None when they name none.

    `own` are the target's own words, which mean the first band where the policy says so.
    """
    if policy.qualitative_own_words and words and words == own:
        return 0
    found = (band for band in (2, 1, 0) if any(word in words for word in policy.qualitative[band].words))
    return next(found, None)


def aim_light(aim: Aim, done: Done, level2: str, month: int, policy: Policy) -> Light | None:
    """The light of an indicator by what its target and its value so far say; None where nobody can tell.

    `level2` is the second level's label (质量指标 …): quality, time, cost and reverse indicators are judged by being in
    range, other quantities against the schedule, words by their band, dates by being in time.
    """
    if done.kind in ("blank", "not_applicable"):
        return None
    if aim.kind == "deadline":
        return _deadline_light(aim, done)
    if aim.kind == "qualitative":
        band = word_band(done.text, aim.text, policy) if done.kind == "text" else None
        return qualitative_light(band) if band is not None else None
    if not aim.quantitative or done.kind != "number" or done.number is None or aim.low is None or aim.high is None:
        return None
    factor = factor_between(done.unit, aim.unit)
    if factor is None or aim.low < 0 or done.number < 0:
        return None
    actual = done.number * factor
    if aim.low != aim.high:
        return range_light(actual, aim.low, aim.high)
    if aim.reads_as in REVERSE_SIGNS or (aim.reads_as == "=" and aim.low == 0):
        return range_light(actual, None, aim.high)
    if judged_by_range(level2, aim.reads_as):
        return range_light(actual, aim.low, None)
    return indicator_light(actual, aim.low, month, policy)


def _deadline_light(aim: Aim, done: Done) -> Light | None:
    if aim.deadline is None or done.when is None:
        return None
    if done.when.last <= aim.deadline.last:
        return _light("green", None, "按时完成")
    if done.when.first > aim.deadline.last:
        return _light("red", None, f"完成时间晚于目标({aim.text})")
    return None


def goal_light(colours: Iterable[Colour]) -> Light | None:
    """The light of a goal from its indicators': any red, else any yellow, all blue, else green; None without any."""
    found = list(colours)
    if not found:
        return None
    if "red" in found:
        return _light("red", None, f"{found.count('red')} 项指标为红灯")
    if "yellow" in found:
        return _light("yellow", None, f"{found.count('yellow')} 项指标为黄灯,没有红灯")
    if set(found) == {"blue"}:
        return _light("blue", None, "各项指标都是蓝灯")
    return _light("green", None, "没有红灯和黄灯")


def schedule_warning(executed: Decimal, budget: Decimal, month: int, policy: Policy) -> ScheduleWarning | None:
    """Spending against the last floor reached by this month (Sichuan's convention); None before the first floor."""
    reached = [floor for floor in policy.month_floors if floor.month <= month]
    if not reached:
        return None
    floor = reached[-1]
    rule = f"1—{floor.month}月最低 {plain(floor.percent)}%"
    if budget <= 0:
        return ScheduleWarning("warn", "预警", Decimal("0.00"), floor.percent, f"{NO_BUDGET},按 0 计,{rule}")
    rate = Fraction(executed) * 100 / Fraction(budget)
    low = rate < Fraction(floor.percent)
    how = f"{plain(executed)}÷{plain(budget)}={_places(rate)}%,{rule},{'未达到' if low else '已达到'}"
    return ScheduleWarning("warn" if low else "ok", "预警" if low else "正常", _places(rate), floor.percent, how)
