"""Merging two libraries: what is new, what is the same, what differs, what may be the same in other words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from jixiao.library.model import (
    CODE_LETTERS,
    CONTENT,
    IndicatorClass,
    Library,
    LibraryIndicator,
    Update,
    name_key,
    next_code,
)
from jixiao.library.search import NEAR, likeness

Outcome = Literal["新增", "相同", "补充", "不一致", "疑似重复"]
OUTCOMES: tuple[Outcome, ...] = ("新增", "相同", "补充", "不一致", "疑似重复")
LABELS = {
    "scope": "层次",
    "kind": "类别",
    "owner": "行业/单位",
    "level1": "一级指标",
    "level2": "二级指标",
    "name": "三级指标",
    "sign": "性质",
    "value": "示例值",
    "unit": "计量单位",
    "direction": "方向",
    "source": "取值来源",
    "basis": "依据",
    "note": "解释",
    "code": "编号",
    "version": "版本",
    "status": "状态",
}


@dataclass(frozen=True, slots=True)
class MergeLine:
    """What became of one indicator of the other library: beside which of ours it came to stand, and what was done."""

    outcome: Outcome
    theirs: LibraryIndicator
    ours: LibraryIndicator | None
    words: str


@dataclass(frozen=True)
class Merge:
    """The library after a merge, and a line per indicator that came in."""

    library: Library
    lines: tuple[MergeLine, ...]

    def count(self, outcome: Outcome) -> int:
        """How many indicators came to that outcome."""
        return sum(line.outcome == outcome for line in self.lines)


def merge(
    ours: Library,
    theirs: Iterable[LibraryIndicator],
    *,
    day: str,
    origin: str,
    prefer_theirs: bool = False,
    with_near: bool = False,
    groups: tuple[str, ...] = (),
    classes: Iterable[IndicatorClass] = (),
    action: str = "合并",
) -> Merge:
    """Take another library's indicators in; nothing of ours is lost or overwritten unless `prefer_theirs` says so.

    `with_near` takes in what is only alike, too. `day` is the date of the history line, as the caller gives it; who
    asked for the merge is not kept. `groups` are words of equal meaning.
    """
    draft = _Draft(ours, prefer_theirs, with_near, groups)
    lines = tuple(draft.take(item) for item in theirs)
    known = {item.name for item in ours.classes}
    more = tuple(item for item in classes if item.name not in known)
    result = Merge(Library(tuple(draft.items), (*ours.classes, *more), ours.updates, ours.origin), lines)
    added, changed = len(draft.items) - len(ours.indicators), draft.changed
    detail = ",".join(f"{outcome} {result.count(outcome)} 条" for outcome in OUTCOMES if result.count(outcome))
    update = Update(day, action, origin, added, changed, detail or "没有可用的指标")
    return Merge(replace(result.library, updates=(*ours.updates, update)), lines)


def _differs(field: str, ours: str, theirs: str) -> bool:
    """Whether theirs says something else; signs are compared as they are, texts without marks."""
    return bool(theirs) and (ours != theirs if field == "sign" else name_key(ours) != name_key(theirs))


class _Draft:
    """The library while indicators are taken in, found by key, by place and by code."""

    def __init__(self, ours: Library, prefer_theirs: bool, with_near: bool, groups: tuple[str, ...]) -> None:
        self.items = list(ours.indicators)
        self.prefer_theirs, self.with_near, self.groups = prefer_theirs, with_near, groups
        self.changed = 0
        self.places = {item.key: place for place, item in enumerate(self.items)}
        self.common = {item.key[3:]: item for item in self.items if item.scope == "共性" and item.in_use}
        self.codes = {item.code for item in self.items}
        self.levels: dict[str, list[LibraryIndicator]] = {}
        for item in self.items:
            self.levels.setdefault(item.level2, []).append(item)

    def take(self, item: LibraryIndicator) -> MergeLine:
        """Take one indicator in and say what became of it."""
        place = self.places.get(item.key)
        if place is not None:
            return self._beside(place, item)
        if item.scope == "单位" and item.key[3:] in self.common:  # a unit's own value is no other indicator
            return MergeLine("相同", item, self.common[item.key[3:]], "共性指标库已有,不重复收录")
        near = self._near(item)
        if near is not None and not self.with_near:
            return MergeLine("疑似重复", item, near, f"与 {near.code}“{near.name}”相近,没有收录,请人工取舍")
        return self._add(item, near)

    def _beside(self, place: int, item: LibraryIndicator) -> MergeLine:
        own = self.items[place]
        differing = [name for name in CONTENT if _differs(name, getattr(own, name), getattr(item, name))]
        if not differing:
            return MergeLine("相同", item, own, "内容相同")
        filled = {name: getattr(item, name) for name in differing if not getattr(own, name)}
        clashing = [name for name in differing if name not in filled]
        told = ";".join(f"{LABELS[each]}:本库“{getattr(own, each)}”,来件“{getattr(item, each)}”" for each in clashing)
        if self.prefer_theirs:
            filled |= {name: getattr(item, name) for name in clashing}
        if filled:
            self.items[place] = replace(own, **filled)
            self.changed += 1
        if clashing:
            return MergeLine("不一致", item, own, f"{told}。{'按来件改' if self.prefer_theirs else '保留本库'}")
        return MergeLine("补充", item, own, "补上" + "、".join(LABELS[name] for name in filled))

    def _near(self, item: LibraryIndicator) -> LibraryIndicator | None:
        """One of ours at the same level and for the same readers whose name is very alike."""
        rivals = [
            other
            for other in self.levels.get(item.level2, ())
            if other.level1 == item.level1 and (other.owner == item.owner or other.scope == "共性")
        ]
        scored = [(likeness(item.name, other.name, self.groups), -place) for place, other in enumerate(rivals)]
        best = max(scored, default=(0.0, 0))
        return rivals[-best[1]] if best[0] >= NEAR else None

    def _add(self, item: LibraryIndicator, near: LibraryIndicator | None) -> MergeLine:
        words = "收录"
        code = item.code
        if not code or code in self.codes:
            code = next_code(self.codes, CODE_LETTERS.get(item.scope, "D"))
            words = f"收录,编号“{item.code}”已被占用,改为 {code}" if item.code else f"收录,编号 {code}"
        added = replace(item, code=code)
        if near is not None:
            words += f";与 {near.code}“{near.name}”相近"
        self.codes.add(code)
        self.places[added.key] = len(self.items)
        self.levels.setdefault(added.level2, []).append(added)
        self.items.append(added)
        return MergeLine("新增", item, near, words)
