"""Facts brought together by project, so that results, lights, assessments and open problems meet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypeVar

from jixiao.campaign.use_of_results_facts import Fact, Named
from jixiao.records.text import squeezed

Kind = TypeVar("Kind", bound=Fact)


@dataclass
class Project:
    """All facts about one project while they are brought together."""

    names: list[Named] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)

    def of(self, kind: type[Kind]) -> list[Kind]:
        """The facts of one kind in the order of the sources."""
        return [fact for fact in self.facts if isinstance(fact, kind)]

    def first(self, part: str) -> str:
        """The first name, unit, department or code that any source states."""
        return next((text for name in self.names if (text := getattr(name, part))), "")


def brought_together(facts: Iterable[Fact]) -> tuple[list[Project], list[Fact]]:
    """Facts by project: equal names whose codes and units do not contradict; a fact that fits several is a stray.

    Facts that state unit and department are taken first, so that those that say less find their project.
    """
    projects: list[Project] = []
    known: dict[tuple[str, str], list[Project]] = {}
    strays: list[Fact] = []
    for fact in sorted(facts, key=lambda fact: -len(fact.of.units)):
        fitting = [project for project in _candidates(known, fact.of) if _fits(project, fact.of)]
        if len(fitting) > 1:
            strays.append(fact)
            continue
        if not fitting:
            fitting = [Project()]
            projects += fitting
        fitting[0].names.append(fact.of)
        fitting[0].facts.append(fact)
        for place in _places(fact.of):
            own = known.setdefault((fact.of.key, place), [])
            if not any(project is fitting[0] for project in own):
                own.append(fitting[0])
    return projects, strays


_TAIL = 3
"""Names of one unit end alike, with or without the county in front; a season's units need not all be compared."""
_ALL, _NO_UNIT = "*", ""


def _places(named: Named) -> list[str]:
    """Under what a project is kept beside its name: all, and how its unit and department end."""
    return [_ALL, *(unit[-_TAIL:] for unit in named.units), *([] if named.units else [_NO_UNIT])]


def _candidates(known: dict[tuple[str, str], list[Project]], named: Named) -> list[Project]:
    ends = [*(unit[-_TAIL:] for unit in named.units), _NO_UNIT] if named.units else [_ALL]
    found = [project for end in dict.fromkeys(ends) for project in known.get((named.key, end), [])]
    return list({id(project): project for project in found}.values())


def _fits(project: Project, named: Named) -> bool:
    codes = {name.code for name in project.names if name.code}
    if codes and named.code:
        return named.code in codes
    return all(may_be_one(name, named) for name in project.names)


def may_be_one(one: Named, other: Named) -> bool:
    """Whether two statements can be of one unit: schools of one bureau are not, a school and its bureau are."""
    if not one.units or not other.units:
        return True
    pairs: tuple[tuple[str, str], ...]
    if one.unit and other.unit:
        pairs = ((one.unit, other.unit), (one.unit, other.department), (one.department, other.unit))
    else:
        pairs = ((one.unit or one.department, other.unit or other.department), (one.department, other.department))
    return any(_one_unit(squeezed(mine), squeezed(theirs)) for mine, theirs in pairs)


def _one_unit(one: str, other: str) -> bool:
    """Whether two names are one unit's, be it with or without the county in front."""
    short, long = sorted((one, other), key=len)
    return bool(short) and (short == long or (long.endswith(short) and len(short) >= 3))
