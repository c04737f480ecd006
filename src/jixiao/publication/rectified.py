"""主要问题 and 整改情况 of the public list out of the rectification ledger: which problem belongs to which entry."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from jixiao.campaign.use_of_results_facts import WHOLE, Named
from jixiao.campaign.use_of_results_projects import may_be_one
from jixiao.documents.words import printable, unended
from jixiao.publication.entries import Entry
from jixiao.records.list_arithmetic import DOING, DONE


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem of the ledger: unit and project as it names them, whether it is closed (销号), where it stands.

    `year` is that of its notice (文号, else 下发日期), None where neither is known; `number` the notice's 文号.
    """

    unit: str
    project: str
    text: str
    closed: bool
    year: int | None
    where: str
    number: str = ""
    replied: bool = False
    overdue: bool = False

    @property
    def of(self) -> Named:
        """The project that it is about; without a project it is about the unit as a whole."""
        return _named(self.project, self.unit)


@dataclass(frozen=True)
class Joined:
    """Problems by the place of their entry, and those that belong to none of the entries."""

    own: Mapping[int, tuple[Problem, ...]]
    left: tuple[Problem, ...]


def _named(project: str, unit: str, department: str = "") -> Named:
    """A project by name and unit; 某单位整体支出 is the unit's whole spending, whatever it is called."""
    return Named(WHOLE if not project or project.endswith(WHOLE) else project, unit, department)


def joined(entries: Sequence[Entry], problems: Sequence[Problem]) -> Joined:
    """Which problems belong to which entry: the same project of the same unit, and the year before the notice.

    A notice speaks of the year before; where only its own year, or an earlier one, is published, it belongs there. An
    entry for which there are notices of the right year takes none of another. One that says itself how its problems
    were put right takes none.
    """
    by_name = _by_name(entries)
    own: dict[int, list[tuple[int, Problem]]] = defaultdict(list)
    for problem in problems:
        known = by_name.get(problem.of.key, ())
        fits = [(_distance(entry, problem), place) for place, entry, name in known if may_be_one(name, problem.of)]
        near = [(distance, place) for distance, place in fits if distance is not None]
        least = min((distance for distance, _ in near), default=None)
        for distance, place in near:
            if distance == least:
                own[place].append((distance, problem))
    nearest = {place: min(distance for distance, _ in told) for place, told in own.items()}
    taken = {place: tuple(one for far, one in told if far == nearest[place]) for place, told in own.items()}
    used = {id(one) for told in taken.values() for one in told}
    return Joined(taken, tuple(one for one in problems if id(one) not in used))


def _by_name(entries: Sequence[Entry]) -> dict[str, list[tuple[int, Entry, Named]]]:
    """Entries that take problems, with their places, by the key of their project's name."""
    found: dict[str, list[tuple[int, Entry, Named]]] = defaultdict(list)
    for place, entry in enumerate(entries):
        if not entry.status:
            name = _named(entry.project, entry.unit, entry.department)
            found[name.key].append((place, entry, name))
    return found


def _distance(entry: Entry, problem: Problem) -> int | None:
    """How well the years fit, 0 is best: notice of the year after, the same, a later one; None: too early."""
    if problem.year is None or not entry.year.isdigit():
        return 0
    after = problem.year - int(entry.year)
    return {1: 0, 0: 1}.get(after, after) if after >= 0 else None


def rectified(entry: Entry, problems: Sequence[Problem]) -> Entry:
    """The entry with 主要问题 and 整改情况 from its problems; unchanged without any."""
    if not problems:
        return entry
    texts = [unended(printable(one.text)) for one in problems]
    told = texts[0] if len(texts) == 1 else ";".join(f"{number}.{text}" for number, text in enumerate(texts, 1))
    closed = sum(one.closed for one in problems)
    return replace(entry, problem=told, status=_status(closed, len(problems)), problems=len(problems), closed=closed)


def _status(closed: int, every: int) -> str:
    """整改情况 in the words of the list: 已完成, 正在整改, or how many of each."""
    if closed in (0, every):
        return DONE if closed else DOING
    return f"{DONE}{closed}个,{DOING}{every - closed}个"
