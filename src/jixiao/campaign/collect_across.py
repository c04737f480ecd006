"""Comparing the files of a round that count with each other: what G701, G704 and F608 find between them.

What files state is read from the register twice, one file at a time: first to learn which statements could meet at
all, then to keep just those. In most rounds every project has one file, and next to nothing is kept.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, TypeVar

from jixiao.campaign.collect_rules import run_rules
from jixiao.campaign.results import FindingRow, Submission
from jixiao.campaign.round import RoundError
from jixiao.campaign.told import told_from
from jixiao.policy.model import Policy
from jixiao.records.received import Enrolled, Roll
from jixiao.rules.across_files import ACROSS, Beside, Told, Usual, agree, gathered, wording
from jixiao.rules.f608_claim_after_red import Claimed, Watched
from jixiao.rules.g704_varying_names import Naming
from jixiao.rules.near_names import bare_name, near_keys, same_thing
from jixiao.rules.same_fact import Fact

Stream = Callable[[Collection[str]], Iterator[tuple[str, dict[str, Any]]]]
"""Digests → what the files of these digests state, one at a time."""
_SEVERAL = -1
_T = TypeVar("_T", Fact, Naming, Watched, Claimed)


@dataclass(frozen=True, slots=True)
class Counted:
    """A file that counts: contents, name as people call it, the unit of the roster that it is of."""

    digest: str
    name: str
    unit: Enrolled | None


def across(
    files: Sequence[Counted],
    stream: Stream,
    roll: Roll,
    policy: Policy,
    before: Callable[[], Iterator[Told]] = lambda: iter(()),
) -> dict[str, tuple[FindingRow, ...]]:
    """Findings between files by digest of the file that they are told of; the order of `files` changes nothing.

    `before` are files of an earlier round, of which nothing is told. RoundError when what is kept of one is damaged.
    """
    turn = {unit.code: place for place, unit in enumerate(roll.units)}
    ordered = sorted(
        files, key=lambda file: (turn.get(file.unit.code if file.unit else "", len(turn)), file.name, file.digest)
    )
    places = {file.digest: place for place, file in enumerate(ordered)}
    whose = _Whose.of(roll)

    def told(rows: bool = False) -> Iterator[Told]:
        for digest, kept in stream(places.keys()):
            own = ordered[places[digest]]
            try:
                file = told_from(kept, Told(own.name, place=places[digest]), rows=rows)
            except (KeyError, TypeError, ValueError, ArithmeticError):
                raise RoundError(f"收件登记里「{own.name}」的一行坏了。请从备份恢复收件登记。") from None
            yield whose.signed(file, own.unit)
        yield from before()

    met = _Met()
    for each in told():
        met.see(each, whose, policy)
    if not met.several and not met.blocks:
        return {}
    for each in told():
        met.note(each, policy)
    usual = _usual(met.names, whose, policy)
    rows = not met.watched.isdisjoint(met.several)  # indicators are only matched with those of a monitoring form
    kept = [part for each in told(rows) if (part := met.meeting(each, usual)) is not None]
    others = gathered(kept, usual, met.lone(whose))
    own = (each for each in kept if each.place >= 0)
    found = {ordered[each.place].digest: run_rules(ACROSS, Beside(each, others), policy) for each in own}
    return {digest: rows for digest, rows in found.items() if rows}


_SAID = {"G704": ("G704", "G706", "A113"), "G701": ("G701",), "F608": ("F608",)}
"""Rules that say the same of a cell as one between files would."""


def untold(own: Submission, rows: Sequence[FindingRow]) -> tuple[FindingRow, ...]:
    """Of what only the other files show, what the file was not told of the cell already."""
    told = {(item.rule, item.sheet, item.cell) for item in own.findings}
    return tuple(row for row in rows if not any((rule, row.sheet, row.cell) in told for rule in _SAID[row.rule]))


# -- whose a statement is ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Whose:
    """The roster by bare names: units with their departments, and every name that is registered."""

    units: Mapping[str, Enrolled]
    registered: frozenset[str]  # units and departments
    projects: Mapping[str, tuple[str, ...]]  # bare project → bare names of the units that have it

    @classmethod
    def of(cls, roll: Roll) -> _Whose:
        units = {bare_name(unit.name): unit for unit in roll.units}
        projects: dict[str, tuple[str, ...]] = {}  # nearly every project is of one unit
        for bare, unit in ((bare_name(unit.name), unit) for unit in roll.units):
            for name in {bare_name(name) for _, name in unit.projects}:
                projects[name] = (*projects.get(name, ()), bare)
        superiors = {bare_name(unit.superior) for unit in roll.units}
        return cls(units, frozenset((units.keys() | superiors) - {""}), projects)

    def signed(self, told: Told, sender: Enrolled | None) -> Told:
        """The file's statements with their units as the roster knows them: a form's is the sender, a row's its own."""

        def owned(one: _T, listed: bool) -> _T:
            unit = self.units.get(bare_name(one.unit)) if listed else sender
            if unit is None:
                return one
            return replace(one, unit=unit.name, department=unit.superior or one.department)

        return replace(
            told,
            unit=sender.code if sender is not None else "",
            facts=tuple(owned(fact, fact.listed > 0) for fact in told.facts),
            names=tuple(name if name.what == "单位" else owned(name, name.listed) for name in told.names),
            watched=tuple(owned(one, False) for one in told.watched),
            claimed=tuple(owned(one, False) for one in told.claimed),
        )

    def knows(self, name: Naming) -> bool:
        """Whether the roster has the unit, or the project among those of its unit."""
        bare = bare_name(name.text)
        if name.what == "单位":
            return bare in self.registered
        units = self.projects.get(bare, ())
        return bare_name(name.unit) in units or (bool(units) and bare_name(name.unit) not in self.units)


# -- what could meet ---------------------------------------------------------------------------------------------------


@dataclass
class _Wording:
    """A name as it is used: in how many files, the first of them, and two to point at."""

    name: Naming
    count: int = 0
    files: tuple[tuple[int, str], ...] = ()


@dataclass
class _Met:
    """Which projects are spoken of in several files, which of them by whom, and wordings of names that could be odd.

    First every file is seen, then every file is noted: so only what meets anything is ever held.
    """

    projects: dict[str, int] = field(default_factory=dict)  # bare project → the one file, or _SEVERAL
    blocks: set[object] = field(default_factory=set)  # of names that the roster does not know
    units: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    watched: set[str] = field(default_factory=set)
    names: dict[tuple[str, ...], _Wording] = field(default_factory=dict)

    def see(self, told: Told, whose: _Whose, policy: Policy) -> None:
        """Learn what one file speaks of."""
        self.watched |= {bare_name(one.project) for one in told.watched}
        for project in _spoken(told):
            if self.projects.setdefault(project, told.place) != told.place:
                self.projects[project] = _SEVERAL
        for name in told.names:
            if not whose.knows(name):
                self.blocks.update(_block(name, policy))

    @cached_property
    def several(self) -> frozenset[str]:
        """The projects that several files speak of."""
        return frozenset(
            part for project, place in self.projects.items() if place == _SEVERAL for part in project.split("|")
        )

    def note(self, told: Told, policy: Policy) -> None:
        """Hold what others could meet of one file."""
        for project, unit in _spoken(told).items():
            if unit and project in self.several:
                self.units[project].add(bare_name(unit))
        near = (name for name in told.names if not self.blocks.isdisjoint(_block(name, policy)))
        for key, name in {wording(name): name for name in near}.items():
            used = self.names.setdefault(key, _Wording(name))
            used.count += 1
            used.files = tuple(sorted((*used.files, (told.place, told.file)))[:2])

    def meeting(self, told: Told, usual: Usual) -> Told | None:
        """What of a file others could contradict; None when nothing."""
        part = replace(
            told,
            facts=tuple(fact for fact in told.facts if self.projects[fact.project] == _SEVERAL),
            names=tuple(name for name in told.names if wording(name) in usual),
            watched=tuple(one for one in told.watched if self.projects[bare_name(one.project)] == _SEVERAL),
            claimed=tuple(one for one in told.claimed if self._watched_elsewhere(bare_name(one.project))),
        )
        return part if part.facts or part.names or part.watched or part.claimed else None

    def _watched_elsewhere(self, project: str) -> bool:
        return project in self.watched and self.projects[project] == _SEVERAL

    def lone(self, whose: _Whose) -> frozenset[str]:
        """The projects of several files that only one unit has, by the roster and by what the files say."""
        return frozenset(
            project
            for project in self.several
            if len({*self.units.get(project, ()), *whose.projects.get(project, ())}) <= 1
        )


def _spoken(told: Told) -> dict[str, str]:
    """Bare projects that a file speaks of, with their units."""
    spoken = {fact.project: fact.unit for fact in told.facts}
    spoken |= {bare_name(one.project): one.unit for one in told.watched}
    return spoken | {bare_name(one.project): one.unit for one in told.claimed}


def _usual(names: Mapping[tuple[str, ...], _Wording], whose: _Whose, policy: Policy) -> Usual:
    """Wordings that are not on the roster and come near to one that is, or that more files use."""
    odd = {key: used for key, used in names.items() if not whose.knows(used.name)}
    near = _blocks(names.items(), {block for used in odd.values() for block in _block(used.name, policy)}, policy)
    found = {}
    for key, used in odd.items():
        alike = {other for block in _block(used.name, policy) for other in near[block]} - {key}
        better = [names[other] for other in alike if _names_it(names[other], used, odd.keys(), policy)]
        if better:
            first = min(better, key=lambda one: _rank(one, wording(one.name) in odd))
            found[key] = first.name.text, first.files
    return found


def _blocks(
    names: Iterable[tuple[tuple[str, ...], _Wording]], wanted: Collection[object], policy: Policy
) -> dict[object, set[tuple[str, ...]]]:
    found: dict[object, set[tuple[str, ...]]] = defaultdict(set)
    for key, used in names if wanted else ():
        for block in _block(used.name, policy):
            if block in wanted:
                found[block].add(key)
    return found


def _block(name: Naming, policy: Policy) -> tuple[tuple[object, ...], ...]:
    return tuple((name.what, *key) for key in near_keys(name.text, policy))


def _names_it(other: _Wording, used: _Wording, odd: Collection[tuple[str, ...]], policy: Policy) -> bool:
    """Whether `other` is the better name of what `used` names: of one unit, near, and not itself the odder one."""
    if not same_thing(other.name.text, used.name.text, policy):
        return False
    if used.name.what == "项目" and agree(other.name, used.name) is False:
        return False
    return _rank(other, wording(other.name) in odd) < _rank(used, True)


def _rank(used: _Wording, odd: bool) -> tuple[bool, int, tuple[tuple[int, str], ...], str]:
    return odd, -used.count, used.files, used.name.text
