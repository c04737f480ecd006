"""The arithmetic of points: what one quantitative line is due (财预〔2020〕10号 and the two reverse conventions)."""

from __future__ import annotations

from decimal import Decimal

from jixiao.policy.model import Policy
from jixiao.records.numbers import rounded


def positive_points(target: Decimal, actual: Decimal, weight: Decimal) -> Decimal:
    """≥ >: met → full, else weight × actual ÷ target, never below 0; a zero target is met by 0."""
    if actual >= target:
        return rounded(weight)
    if target <= 0:
        return rounded(Decimal(0))
    return rounded(max(Decimal(0), weight * actual / target))


def equal_points(target: Decimal, actual: Decimal, weight: Decimal) -> Decimal:
    """＝ and bare numbers: as positive, but a zero target gives nothing above 0."""
    if target == 0:
        return rounded(weight if actual <= 0 else Decimal(0))
    return positive_points(target, actual, weight)


def reverse_points(target: Decimal, actual: Decimal, weight: Decimal, convention: str) -> Decimal:
    """≤ <: kept → full; else by ratio weight × target ÷ actual, or linear weight × (1 − (actual − target) ÷ target)."""
    if actual <= target:
        return rounded(weight)
    if target <= 0:
        return rounded(Decimal(0))
    if convention == "linear":
        return rounded(max(Decimal(0), weight * (1 - (actual - target) / target)))
    return rounded(weight * target / actual)


def range_points(low: Decimal, high: Decimal, actual: Decimal, weight: Decimal, convention: str) -> Decimal:
    """A range: inside → full, outside → ratio to the nearer bound."""
    if actual < low:
        return positive_points(low, actual, weight)
    return reverse_points(high, actual, weight, convention)


def execution_points(budget: Decimal, executed: Decimal, weight: Decimal) -> Decimal | None:
    """Execution rate × weight, capped at the weight; None without a budget (nothing to divide by)."""
    if budget <= 0:
        return None
    return rounded(min(Decimal(1), max(Decimal(0), executed / budget)) * weight)


def points_for(
    sign: str, low: Decimal, high: Decimal, actual: Decimal, weight: Decimal, convention: str = "ratio"
) -> Decimal:
    """Points of one line by its sign (≥ > = ≤ <, or a range when the bounds differ)."""
    if low != high:
        return range_points(low, high, actual, weight, convention)
    if sign in ("≤", "<"):
        return reverse_points(low, actual, weight, convention)
    if sign in ("≥", ">"):
        return positive_points(low, actual, weight)
    return equal_points(low, actual, weight)


def units_mixed(one: Decimal, other: Decimal, policy: Policy) -> bool:
    """Whether two statements of one amount differ by about 10 000 times: 元 taken for 万元, which C303 says."""
    small, large = sorted((one, other))
    return small > 0 and policy.amount_ratio_low <= large / small <= policy.amount_ratio_high
