"""Names in a roster that differ by so little that one thing may be written twice; superiors that nobody knows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from jixiao.campaign.roster import PROJECTS, UNITS, Roster, RosterFault
from jixiao.policy.model import Policy
from jixiao.records.finding import Severity
from jixiao.records.text import shortened
from jixiao.rules.near_names import bare_name, same_thing

_LEAST = 5
"""Signs of a name below which one sign more makes another name."""
_LONGEST_SLIP = 2

Named = tuple[str, int]  # a name and its row


def near_faults(roster: Roster, policy: Policy) -> Iterator[RosterFault]:
    """Units, superiors and projects of one unit with nearly the same name, superiors that are no unit: all 请核实."""
    yield from _near(roster, UNITS, "name", "单位名称", [(unit.name, unit.row) for unit in roster.units], policy)
    superiors: dict[str, int] = {}
    for unit in roster.units:
        superiors.setdefault(unit.superior, unit.row)
    yield from _near(roster, UNITS, "superior", "主管部门", list(superiors.items()), policy)
    yield from _unlisted(roster, superiors)
    projects: dict[str, list[Named]] = defaultdict(list)
    for item in roster.projects:
        projects[item.unit_code].append((item.name, item.row))
    for names in projects.values():
        yield from _near(roster, PROJECTS, "name", "同一单位的项目名称", names, policy)


def _near(
    roster: Roster, sheet: str, role: str, label: str, names: Sequence[Named], policy: Policy
) -> Iterator[RosterFault]:
    """A fault for every name with an earlier one near it; equal names are told elsewhere.

    Neighbours are looked up, not compared one by one, so that 25,000 units take seconds.
    """
    known: dict[str, list[Named]] = defaultdict(list)
    for name, row in names:
        if name:
            known[bare_name(name)].append((name, row))
    for name, row in names:
        near = {one for key in _neighbours(bare_name(name)) for one in known.get(key, ()) if one[0] != name}
        for other, at in sorted(near, key=lambda one: one[1]):
            if not _alike(name, other, policy):
                continue
            later, earlier = sorted(((name, row), (other, at)), key=lambda one: one[1], reverse=True)
            message = f"{label}「{shortened(later[0])}」和第 {earlier[1]} 行的「{shortened(earlier[0])}」只差一两个字。"
            cell = roster.cells.get((sheet, later[1], role), f"{sheet}!A{later[1]}")
            yield RosterFault(Severity.VERIFY, cell, message, "核对是不是同一个;是同一个的,写成一样或删去一行。")


def _neighbours(name: str) -> Iterator[str]:
    """The name itself and what is left of it without one or two neighbouring signs, or with two of them exchanged."""
    yield name
    for more in range(1, _LONGEST_SLIP + 1):
        for start in range(len(name) - more + 1):
            yield name[:start] + name[start + more :]
    for place in range(len(name) - 1):
        pair = name[place : place + 2]
        if pair[0] < pair[1]:  # else both names of a pair would tell of it
            yield name[:place] + pair[::-1] + name[place + 2 :]


def _alike(one: str, other: str, policy: Policy) -> bool:
    first, second = sorted((bare_name(one), bare_name(other)), key=len)
    if first == second:
        return one < other  # told once
    if same_thing(one, other, policy):
        return True
    if len(second) != len(first) + 1 or len(first) < _LEAST:
        return False
    place = next((place for place, sign in enumerate(first) if sign != second[place]), len(first))
    return second[place] not in policy.name_marks and not second[place].isnumeric()


def _unlisted(roster: Roster, superiors: dict[str, int]) -> Iterator[RosterFault]:
    """Superiors that are no unit of the roster, where nearly all others are."""
    units = {unit.name for unit in roster.units}
    named = [name for name in superiors if name]
    missing = [name for name in named if name not in units]
    if len(missing) * 4 > len(named):
        return  # the roster lists only the units below its departments
    for name in missing:
        cell = roster.cells.get((UNITS, superiors[name], "superior"), f"{UNITS}!A{superiors[name]}")
        message = f"主管部门「{shortened(name)}」不在单位名册,别的主管部门都在。"
        yield RosterFault(Severity.VERIFY, cell, message, "补上这个单位,或改正主管部门名称;确实不用报送的,不用改。")
