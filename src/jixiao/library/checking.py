"""What makes an entry of the library usable: complete, one of a kind, its sign and direction at one."""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.library.model import DIRECTIONS, LEVELS, SCOPES, SIGNS, STATUSES, Library, LibraryIndicator

_UPWARD, _DOWNWARD = ("≥", "＞"), ("≤", "＜")


def faults_of(item: LibraryIndicator) -> Iterator[tuple[str, str]]:
    """(field, what is wrong) of one entry, as far as it can be told without the others."""
    if not item.name:
        yield "name", "三级指标没有填"
    if item.level1 not in LEVELS:
        yield "level1", f"一级指标要写{'、'.join(LEVELS)}之一"
    elif item.level2 not in LEVELS[item.level1]:
        yield "level2", f"{item.level1}下的二级指标要写{'、'.join(LEVELS[item.level1])}之一"
    if item.scope not in SCOPES:
        yield "scope", f"层次要写{'、'.join(SCOPES)}之一"
    if item.sign not in SIGNS:
        yield "sign", f"性质要写{'、'.join(SIGNS)}之一"
    if item.status not in STATUSES:
        yield "status", f"状态要写{'或'.join(STATUSES)}"
    if item.direction and item.direction not in DIRECTIONS:
        yield "direction", f"方向要写{'或'.join(DIRECTIONS)}"
    yield from _at_odds(item)


def _at_odds(item: LibraryIndicator) -> Iterator[tuple[str, str]]:
    if item.sign in SIGNS and item.sign != "定性" and not item.unit:
        yield "unit", "定量指标没有填计量单位"
    if (item.sign in _UPWARD and item.direction == "负向") or (item.sign in _DOWNWARD and item.direction == "正向"):
        yield "direction", f"性质“{item.sign}”和方向“{item.direction}”矛盾"
    if item.scope != "共性" and item.scope in SCOPES and not item.owner:
        yield "owner", f"{item.scope}指标要写明行业或单位"


def doubles(library: Library) -> Iterator[tuple[LibraryIndicator, LibraryIndicator, str]]:
    """(earlier, later, what they share) for entries with one code, and for entries at one place with one name."""
    codes: dict[str, LibraryIndicator] = {}
    keys: dict[tuple[str, ...], LibraryIndicator] = {}
    for item in library.indicators:
        if item.code and item.code in codes:
            yield codes[item.code], item, f"编号“{item.code}”重复"
        if item.key in keys:
            yield keys[item.key], item, f"同一类别、同一位置的三级指标“{item.name}”重复"
        codes.setdefault(item.code, item)
        keys.setdefault(item.key, item)
