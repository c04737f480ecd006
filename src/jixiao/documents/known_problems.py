"""Problems that evaluations keep finding, with what usually puts them right: suggestions where a list leaves it out."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache, lru_cache
from importlib import resources

from jixiao.records.regex import regex
from jixiao.records.text import squeezed

SUGGESTED = "（建议）"
"""Stands before every text that was not in the source."""

_NOISE = regex(r"[\W_]|项目|存在|情况|问题|一是|二是|三是|四是")
_LIKE = 0.72  # from this share of common letters on, two short texts speak of one problem
_SHORTEST = 5


@dataclass(frozen=True, slots=True)
class KnownProblem:
    """One usual problem: how reports word it, its category, what is asked and what proves it."""

    words: str
    standard: str
    category: str
    requirement: str
    evidence: str


@cache
def known_problems() -> tuple[KnownProblem, ...]:
    """The table of usual problems (known_problems.csv)."""
    text = (resources.files("jixiao.documents") / "known_problems.csv").read_text("utf-8")
    return tuple(KnownProblem(*row) for row in list(csv.reader(text.splitlines()))[1:])


@lru_cache(maxsize=1024)
def known_problem(text: str) -> KnownProblem | None:
    """The usual problem that a problem's text speaks of; None when it is none, or too long to be only that."""
    flat = _NOISE.sub("", squeezed(text[:200]))
    if not _SHORTEST <= len(flat) <= 60:
        return None
    scored = [(*_likeness(flat, known), -place, known) for place, known in enumerate(known_problems())]
    likeness, *_, best = max(scored, key=lambda item: item[:3])
    return best if likeness >= _LIKE else None


def _likeness(flat: str, known: KnownProblem) -> tuple[float, int]:
    """1 when one text holds the other (the earlier the better), else the share of letters they have in common."""
    best = 0.0
    for words in (known.words, known.standard):
        other = _NOISE.sub("", squeezed(words))
        if len(other) >= _SHORTEST and (other in flat or flat in other):
            return 1.0, -max(flat.find(other), 0)
        best = max(best, SequenceMatcher(None, flat, other).ratio())
    return best, 0
