"""Points of a row whose own 评分标准 can be computed (每超 1 个百分点扣 0.5 分), and how they came about in words."""

from __future__ import annotations

from decimal import Decimal

from jixiao.policy.model import Policy
from jixiao.records.numbers import plain
from jixiao.records.score_sheet import Criterion
from jixiao.records.standard import Partial, Standard, read_ratio

_SIDES = {"over": "超出", "under": "低于", "off": "偏离"}
_PARTIALS: tuple[Partial, ...] = ("whole", "share", "up")


def computed_points(row: Criterion, policy: Policy) -> tuple[Decimal | None, str]:
    """Points due by the row's standard at its 实际值 with the derivation, or None with the reason why not."""
    if row.rule is None or row.points is None:
        return None, "由评价人员打分"
    rate = read_ratio(row.actual, row.rule.bound)
    if rate is None:
        return None, "评分标准可以计算,但实际值没有填成比率"
    due = row.rule.points(rate, row.points, policy.partial_step)
    return due, _how(row.rule, rate, row.points, due, policy)


def readings(row: Criterion) -> tuple[Decimal, Decimal] | None:
    """The lowest and highest points that any usual reading of a started step gives; None when nothing is computed."""
    rate = read_ratio(row.actual, row.rule.bound) if row.rule is not None else None
    if row.rule is None or row.points is None or rate is None:
        return None
    every = [row.rule.points(rate, row.points, partial) for partial in _PARTIALS]
    return min(every), max(every)


def _how(rule: Standard, rate: Decimal, weight: Decimal, due: Decimal, policy: Policy) -> str:
    shown, points = f"{plain(rate)}%", plain(weight)
    if rule.kind == "share":
        return f"{points}×{shown}={plain(due)}" if rate < 100 else f"达到 100%,得满分 {points}"
    if rule.kind == "bands":
        return f"实际值 {shown},所在一档得 {plain(due)} 分"
    excess = rule.excess(rate)
    if excess == 0:
        return f"实际值 {shown},没有{_SIDES[rule.side]} {plain(rule.bound)}%,得满分 {points}"
    count = plain(rule.steps(rate, policy.partial_step).normalize())
    beyond = f"{_SIDES[rule.side]} {plain(rule.bound)}% 计 {plain(excess)} 个百分点"
    tail = "扣完为止" if due == 0 else f"{points}-{count}×{plain(rule.minus)}={plain(due)}"
    return f"{beyond},每 {plain(rule.step)} 个百分点扣 {plain(rule.minus)} 分:{tail}"
