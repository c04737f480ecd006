"""Drawing a sample of self-evaluations for review (抽查): at least so many percent, by department and amount.

Nothing here rests on a random number generator. Everything to be drawn has a name (单位|项目); the SHA-256 of
「种子|单位|项目」 in hex digits is its lot (抽签码), and in every layer the smallest lots are drawn. So the seed on
the list is all that anybody needs to draw the same sample again, whatever the program, machine or order of the files.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from itertools import groupby

from jixiao.policy.model import Policy
from jixiao.records.numbers import plain
from jixiao.rules.g715_sample_too_small import least_sample

LARGE, USUAL = "大额", "一般"
FULL, SLOW, RED, BAD = "自评满分", "执行率低而得分高", "红灯项目", "上年差评"
REASONS = (FULL, SLOW, RED, BAD)
"""What the policy's `sample_forced` may name."""


@dataclass(frozen=True)
class Case:
    """One thing that may be drawn: a project, or a whole unit. Money in 万元, points of 100, rate in percent.

    `key` is 单位|项目 by code where it has one; `red` says what is red, `last` is last year's grade, `source` the file.
    """

    key: str
    superior: str
    unit: str
    project: str
    code: str = ""
    amount: Decimal | None = None
    score: Decimal | None = None
    grade: str = ""
    rate: Decimal | None = None
    red: tuple[str, ...] = ()
    last: str = ""
    source: str = ""


@dataclass(frozen=True)
class Drawn:
    """A case with its layer (department, 大额 or 一般), its lot and why it was drawn; `why` is "" when it was not."""

    case: Case
    layer: tuple[str, str]
    lot: str
    why: str = ""
    forced: bool = False


@dataclass(frozen=True)
class Layer:
    """One layer: how many it has, its money in 万元, its places, how many were drawn, forced ones among them.

    More than its places are drawn only where more are forced.
    """

    department: str
    tier: str
    size: int
    amount: Decimal
    places: int
    drawn: int
    forced: int


@dataclass(frozen=True)
class Sample:
    """The whole drawing: everything there was (in the order of departments) and the layers."""

    seed: str
    percent: Decimal
    least: int
    every: tuple[Drawn, ...]
    layers: tuple[Layer, ...]
    by_amount: bool

    @property
    def drawn(self) -> tuple[Drawn, ...]:
        """What was drawn."""
        return tuple(item for item in self.every if item.why)


def lot(seed: str, key: str) -> str:
    """The lot of a key: SHA-256 of 「seed|key」 in UTF-8, 64 hex digits."""
    return hashlib.sha256(f"{seed}|{key}".encode()).hexdigest()


def draw(cases: Iterable[Case], seed: str, percent: Decimal, policy: Policy) -> Sample:
    """Draw at least `percent` of the cases, rounded up; forced ones fill their layer's places first.

    Of two cases with one key the last by source counts.
    """
    single = {case.key: case for case in sorted(cases, key=lambda case: (case.source, case.project))}
    large = _large(single.values(), seed, policy)
    every = [
        Drawn(case, (case.superior or case.unit, LARGE if case.key in large else USUAL), lot(seed, case.key))
        for case in single.values()
    ]
    every.sort(key=lambda item: (item.layer, item.lot))
    layers = {layer: list(items) for layer, items in groupby(every, key=lambda item: item.layer)}
    least = least_sample(len(every), percent)
    places = _places(layers, least, seed, by_amount=policy.sample_by_amount)
    drawn = {layer: _in_layer(items, places[layer], policy) for layer, items in layers.items()}
    told = tuple(
        Layer(
            department=layer[0],
            tier=layer[1],
            size=len(items),
            amount=sum((item.case.amount or Decimal(0) for item in items), Decimal(0)),
            places=places[layer],
            drawn=sum(bool(item.why) for item in items),
            forced=sum(item.forced for item in items),
        )
        for layer, items in drawn.items()
    )
    flat = tuple(item for items in drawn.values() for item in items)
    return Sample(seed, percent, least, flat, told, policy.sample_by_amount)


def forced_reasons(case: Case, policy: Policy) -> list[str]:
    """Why a case is drawn in any case, in words; none when nothing that the policy asks for holds."""
    found = []
    if FULL in policy.sample_forced and case.score is not None and case.score >= policy.sample_full_score:
        found.append(f"自评满分({plain(case.score)} 分)")
    slow = case.rate is not None and case.rate < policy.sample_rate_below
    if SLOW in policy.sample_forced and slow and case.score is not None and case.score >= policy.sample_score_from:
        rate = plain(Decimal(math.floor(Fraction(case.rate or 0) * 100)) / 100)  # never rounded up to the limit
        found.append(f"执行率 {rate}% 而自评 {plain(case.score)} 分")
    if RED in policy.sample_forced and case.red:
        found.append(f"红灯项目({len(case.red)} 处红灯)")
    if BAD in policy.sample_forced and case.last in policy.sample_bad_grades:
        found.append(f"上年等级为「{case.last}」")
    return found


def _large(cases: Iterable[Case], seed: str, policy: Policy) -> set[str]:
    """Keys of the largest cases that together make up the policy's share of all money; the one that reaches it too."""
    known = sorted(
        ((case.amount or Decimal(0), case.key) for case in cases), key=lambda pair: (-pair[0], lot(seed, pair[1]))
    )
    goal = sum((amount for amount, _ in known), Decimal(0)) * policy.sample_large_percent / 100
    reached, found = Decimal(0), set()
    for amount, key in known:
        if reached >= goal:
            break
        reached += amount
        found.add(key)
    return found


# -- places ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Share:
    """Somebody who gets places: how many it can take at most, and what its share is by."""

    name: str
    size: int
    weight: Fraction


def allocate(places: int, shares: Sequence[Share], tie: Callable[[str], str], least: int = 0) -> dict[str, int]:
    """Places by weight: nobody gets more than its size, everybody `least` where they suffice, the rest by remainders.

    Whose exact share is below `least` gets `least`, whose share is above its size gets its size, and the others share
    what is left; equal remainders go by `tie`. Without any weight sizes count.
    """
    least = least if places >= least * len(shares) else 0
    given: dict[str, int] = {}
    left = list(shares)
    while left:
        rest = places - sum(given.values())
        whole = sum((share.weight for share in left), Fraction(0))
        exact = {
            share.name: rest
            * (share.weight / whole if whole else Fraction(share.size, sum(each.size for each in left)))
            for share in left
        }
        low = {share.name: least for share in left if exact[share.name] < min(least, share.size)}
        fixed = low or {share.name: share.size for share in left if exact[share.name] >= share.size}
        if not fixed:
            return given | _by_remainder(rest, exact, tie)
        given |= fixed
        left = [share for share in left if share.name not in fixed]
    if not (rest := places - sum(given.values())):
        return given
    # those with the least share can still take what the full ones could not
    room = [replace(share, size=share.size - given[share.name]) for share in shares if share.size > given[share.name]]
    more = allocate(rest, room, tie)
    return {name: number + more.get(name, 0) for name, number in given.items()}


def _by_remainder(places: int, exact: Mapping[str, Fraction], tie: Callable[[str], str]) -> dict[str, int]:
    given = {name: math.floor(share) for name, share in exact.items()}
    order = sorted(exact, key=lambda name: (given[name] - exact[name], tie(name)))
    for name in order[: places - sum(given.values())]:
        given[name] += 1
    return given


def _places(
    layers: Mapping[tuple[str, str], Sequence[Drawn]], least: int, seed: str, *, by_amount: bool
) -> dict[tuple[str, str], int]:
    """Places of every layer: first among departments, each one at least where they suffice, then among its layers."""

    def share(name: str, items: Sequence[Drawn]) -> Share:
        money = sum((Fraction(item.case.amount or 0) for item in items), Fraction(0))
        return Share(name, len(items), money if by_amount else Fraction(len(items)))

    departments: dict[str, list[Drawn]] = {}
    for (department, _), items in layers.items():
        departments.setdefault(department, []).extend(items)

    def tie(name: str) -> str:
        return lot(seed, name)

    whole = allocate(least, [share(name, items) for name, items in departments.items()], tie, least=1)
    found = {}
    for department, places in whole.items():
        own = [share(tier, items) for (name, tier), items in layers.items() if name == department]
        for tier, number in allocate(places, own, tie).items():
            found[department, tier] = number
    return found


def _in_layer(items: Sequence[Drawn], places: int, policy: Policy) -> list[Drawn]:
    """The layer's cases in the order of their lots; forced ones are drawn, then the smallest lots fill the places."""
    department, tier = items[0].layer
    reasons = [forced_reasons(item.case, policy) for item in items]
    left = places - sum(bool(each) for each in reasons)
    found = []
    for item, why in zip(items, reasons, strict=True):
        if why:
            found.append(Drawn(item.case, item.layer, item.lot, "必抽:" + ";".join(why), forced=True))
        elif left > 0:
            left -= 1
            words = f"抽签:{department}{tier}层 {len(items)} 个抽 {places} 个"
            found.append(Drawn(item.case, item.layer, item.lot, words))
        else:
            found.append(item)
    return found
