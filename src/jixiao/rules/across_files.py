"""Rules that compare forms, between the separate files of a round: G701, G704 and F608.

A file leaves a small statement of what others may contradict (Told); rules look at one file beside the others. Two
units may well have projects of one name: without the unit a name tells something only where just one unit has it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from jixiao.rules import f608_claim_after_red, g701_two_numbers, g704_varying_names
from jixiao.rules.f608_claim_after_red import Claimed, Watched, claims
from jixiao.rules.g704_varying_names import Naming
from jixiao.rules.near_names import bare_name
from jixiao.rules.rule import Context, Hit, Rule
from jixiao.rules.same_fact import Fact, comparable, contradiction, equal

Owned = Fact | Naming | Watched | Claimed
Usual = Mapping[tuple[str, ...], tuple[str, tuple[tuple[int, str], ...]]]
"""A wording that is none of the usual → the usual one, and (place, name) of files in which that stands."""


@dataclass(frozen=True)
class Told:
    """What one file of a round states; `file` is its name, `unit` whose it is ("" unknown), `place` its turn."""

    file: str
    unit: str = ""
    place: int = 0
    facts: tuple[Fact, ...] = ()
    names: tuple[Naming, ...] = ()
    watched: tuple[Watched, ...] = ()
    claimed: tuple[Claimed, ...] = ()


@dataclass(frozen=True)
class Others:
    """The round's files as one of them sees it; `lone` are the projects (bare names) that only one unit has.

    `facts` by what and project, the most original first; `usual` is what names come near to; `watched` by bare name of
    the project.
    """

    facts: Mapping[tuple[str, str], tuple[tuple[Told, Fact], ...]] = field(default_factory=dict)
    usual: Usual = field(default_factory=dict)
    watched: Mapping[str, tuple[tuple[Told, Watched], ...]] = field(default_factory=dict)
    lone: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Beside:
    """One file beside the others of its round."""

    file: Told
    others: Others


def wording(name: Naming) -> tuple[str, ...]:
    """What makes two namings one: what is named, its bare name, and whose it is."""
    return name.what, bare_name(name.text), bare_name(name.unit), bare_name(name.department)


def agree(one: Owned, other: Owned) -> bool | None:
    """Whether two statements are of one unit; None where one does not say, or names the department for the unit."""
    here, there = ((bare_name(each.unit), bare_name(each.department)) for each in (one, other))
    if here[0] and here[0] == there[0]:
        return True
    names, more = set(here) - {""}, set(there) - {""}
    if not names or not more:
        return None
    if here[0] and there[0]:
        return None if here[0] == there[1] or here[1] == there[0] else False
    return None if names & more else False


def _of_one(one: Owned, other: Owned, project: str, lone: frozenset[str]) -> bool:
    sure = agree(one, other)
    return sure is True or (sure is None and all(name in lone for name in project.split("|")))


def gathered(files: Iterable[Told], usual: Usual, lone: frozenset[str]) -> Others:
    """What the files state, arranged for looking up; `usual` and `lone` as of Others."""
    facts: dict[tuple[str, str], list[tuple[Told, Fact]]] = {}
    watched: dict[str, list[tuple[Told, Watched]]] = {}
    for told in files:
        for fact in told.facts:
            facts.setdefault((fact.what, fact.project), []).append((told, fact))
        for one in told.watched:
            watched.setdefault(bare_name(one.project), []).append((told, one))
    return Others(
        {key: tuple(sorted(found, key=_original)) for key, found in facts.items()},
        usual,
        {key: tuple(found) for key, found in watched.items()},
        lone,
    )


def _original(told: tuple[Told, Fact]) -> tuple[int, int, str, str]:
    file, fact = told
    return fact.listed, file.place, fact.sheet, fact.cell


def other_numbers(beside: Beside, _: Context) -> Iterator[Hit]:
    """Numbers and grades that another file tells differently.

    The finding is at the list where a project's own form says otherwise. Of equals nobody knows which is right: both
    are told, but of one unit's files only the later.
    """
    file, others = beside.file, beside.others
    for fact in file.facts:
        before = others.facts.get((fact.what, fact.project), ())
        first = next((pair for pair in before if _answers(pair, file, fact, others.lone)), None)
        if first is not None and not equal(fact, first[1]):
            where = f"「{first[0].file}」的{first[1].sheet}!{first[1].cell}"
            yield contradiction(fact, first[1], where)


def _answers(pair: tuple[Told, Fact], file: Told, fact: Fact, lone: frozenset[str]) -> bool:
    """Whether a statement of another file is one to go by."""
    told, other = pair
    if told.place == file.place or not comparable(fact, other) or other.listed > fact.listed:
        return False
    apart = not told.unit or not file.unit or told.unit != file.unit
    return (other.listed < fact.listed or apart or told.place < file.place) and _of_one(fact, other, fact.project, lone)


def other_names(beside: Beside, _: Context) -> Iterator[Hit]:
    """Names that come near to one that is on the roster, or that more files of the round use."""
    told: set[tuple[str, str]] = set()
    for name in beside.file.names:
        text, files = beside.others.usual.get(wording(name), ("", ()))
        file = next((other for place, other in files if place != beside.file.place), None)
        if file is not None and (name.what, name.text) not in told:
            told.add((name.what, name.text))
            words = {"what": name.what, "other": text, "file": file}
            yield Hit(name.cell, name.label, name.text, text, name.sheet, words)


def red_elsewhere(beside: Beside, context: Context) -> Iterator[Hit]:
    """Claims of a self-evaluation against the project's last monitoring form, when that came in another file."""
    for claimed in beside.file.claimed:
        project = bare_name(claimed.project)
        same = [
            (told, one)
            for told, one in beside.others.watched.get(project, ())
            if (one.year is None or claimed.year is None or one.year == claimed.year)
            and _of_one(claimed, one, project, beside.others.lone)
        ]
        told, last = max(same, key=lambda pair: (pair[1].month, pair[0].place), default=(beside.file, None))
        if last is not None and told.place != beside.file.place:
            where = f"{last.where}(「{told.file}」)"
            yield from claims(replace(last, where=where), claimed, context.policy)


ACROSS: tuple[Rule, ...] = (
    replace(g701_two_numbers.RULE, check=other_numbers),
    replace(
        g704_varying_names.RULE,
        check=other_names,
        message="{what}名称“{seen}”与「{file}」里的“{other}”近似,疑为同一{what}。",
    ),
    replace(f608_claim_after_red.RULE, check=red_elsewhere),
)
"""The same rules by their numbers, each looking at a file Beside the others."""
