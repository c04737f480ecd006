"""Searching the library: by words with synonyms and pairs of characters, by class and level; the nearest indicator."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from jixiao.library.model import IndicatorClass, Library, LibraryIndicator, name_key
from jixiao.records.regex import regex
from jixiao.records.text import squeezed

NEAR = 0.75
"""Two names at least so alike (0–1) may mean the same thing: somebody should look."""
CLOSE = 0.34
"""From this likeness on an indicator is spoken of as close to another; below it only shows how one is written."""
_SPLIT = regex(r"[\s,,、;;]+")
_KIND_BONUS = 0.2


@dataclass(frozen=True, slots=True)
class Match:
    """An indicator found, with its score: the higher the better, comparable within one search only."""

    indicator: LibraryIndicator
    score: float


@lru_cache(maxsize=16384)
def pairs_of(key: str) -> frozenset[str]:
    """The pairs of neighbouring characters of a text; a single character stands for itself."""
    return frozenset(key[place : place + 2] for place in range(len(key) - 1)) or frozenset(key)


@lru_cache(maxsize=256)
def _heads(groups: tuple[str, ...]) -> tuple[tuple[re.Pattern[str], str], ...]:
    found = []
    for group in groups:
        words = [word for word in re.split(r"[=＝/]", group) if word]
        others = sorted(words[1:], key=len, reverse=True)
        if others:
            found.append((re.compile("|".join(map(re.escape, others))), words[0]))
    return tuple(found)


@lru_cache(maxsize=16384)
def canonical(key: str, groups: tuple[str, ...]) -> str:
    """A text with every word of a group (「完工=竣工=建成」) replaced by the group's first word."""
    for pattern, head in _heads(groups):
        key = pattern.sub(head, key)
    return key


def likeness(one: str, other: str, groups: tuple[str, ...] = ()) -> float:
    """How alike two indicator names are, from 0 to 1 (twice the common pairs of characters over all pairs)."""
    here, there = (pairs_of(canonical(name_key(name), groups)) for name in (one, other))
    return 2 * len(here & there) / (len(here) + len(there)) if here and there else 0.0


def search(
    library: Library,
    words: str = "",
    *,
    kind: str = "",
    level: str = "",
    owner: str = "",
    retired: bool = False,
    groups: tuple[str, ...] = (),
    limit: int | None = 20,
) -> list[Match]:
    """Indicators that answer every word, best first; without words all of the class, level and owner in their order.

    `kind`, `level` and `owner` are parts of the class's, level's and owner's name. `groups` are words of equal
    meaning, as in the policy.
    """
    tokens = [squeezed(token) for token in _SPLIT.split(words) if squeezed(token)]
    found = []
    for place, item in enumerate(library.indicators):
        if (item.in_use or retired) and _fits(item, kind, level, owner):
            scores = [_score(token, item, groups) for token in tokens]
            if all(scores):
                found.append((-sum(scores), place, item))
    found.sort(key=lambda each: each[:2])
    return [Match(item, round(-score, 2)) for score, _, item in found[:limit]]


def _fits(item: LibraryIndicator, kind: str, level: str, owner: str) -> bool:
    wanted = ((kind, item.kind), (level, item.level1 + item.level2), (owner, item.owner))
    return all(squeezed(part) in squeezed(whole) for part, whole in wanted)


def _score(token: str, item: LibraryIndicator, groups: tuple[str, ...]) -> float:
    """What a word is worth: most in the name, less in class and level, a part where only pairs of characters agree."""
    word, name = canonical(name_key(token), groups), canonical(name_key(item.name), groups)
    if not word:
        return 0.0
    if word in name:
        return 3 + len(word) / max(len(name), 1)
    if word in squeezed(item.kind):
        return 2.0
    if word in item.level2 or word in item.level1:
        return 1.5
    if any(word in squeezed(text) for text in (item.owner, item.note, item.unit)):
        return 1.0
    common = len(pairs_of(word) & pairs_of(name)) / len(pairs_of(word))
    return 2 * common if common >= 0.5 else 0.0


def class_of(library: Library, texts: Iterable[str]) -> IndicatorClass | None:
    """The class that a project's texts (name, goal, indicators) speak of, by the classes' words; None when by none."""
    whole = "\n".join(squeezed(text) for text in texts)
    scored = [
        (sum(min(whole.count(word), 3) for word in item.words), -place) for place, item in enumerate(library.classes)
    ]
    best = max(scored, default=(0, 0))
    return library.classes[-best[1]] if best[0] else None


def nearest(
    library: Library,
    name: str,
    level1: str,
    level2: str,
    *,
    about: Sequence[str] = (),
    groups: tuple[str, ...] = (),
) -> Match | None:
    """The indicator in use at a level that is most like a name, those of the project's class before others.

    `level1` and `level2` are standard names; where level 2 has none, level 1 counts; None when that has none either.
    The score is the likeness of the names alone.
    """
    active = library.active()
    pool = [item for item in active if item.level2 == level2] or [item for item in active if item.level1 == level1]
    if not pool:
        return None
    own = class_of(library, (name, *about))
    alike = [likeness(name, item.name, groups) for item in pool]
    bonus = [_KIND_BONUS if own is not None and item.kind == own.name else 0.0 for item in pool]
    best = max(range(len(pool)), key=lambda place: (alike[place] + bonus[place], -place))
    return Match(pool[best], alike[best])
