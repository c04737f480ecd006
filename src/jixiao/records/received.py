"""A file that came in during a round, as rules see it that look past one workbook: A113, A114, G705, G706."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from jixiao.records.text import squeezed


@dataclass(frozen=True, slots=True)
class StatedForm:
    """One form of a file and what it says about whom it is of; cells are addresses on `sheet`, "" where unknown.

    `issue` tells lists apart that a unit may send several of: year and title.
    """

    form: str
    sheet: str
    unit: str = ""
    unit_cell: str = ""
    project: str = ""
    project_cell: str = ""
    codes: tuple[str, ...] = ()
    issue: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """Which form it is of its unit: kind and project, of a list that is of no one project its year and title."""
        return self.form, squeezed(self.project) or self.issue


@dataclass(frozen=True, slots=True)
class Enrolled:
    """A unit of the roster with its projects as (code, name)."""

    code: str
    name: str
    superior: str = ""
    projects: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Received:
    """One file: its forms, the unit that it counts for, and what its hidden identity says (codes "" without one).

    `near` is the name on the roster that a unit's name comes near to; `rivals` are files of the same forms of the unit
    that came in the same run and do not count.
    """

    name: str
    forms: tuple[StatedForm, ...] = ()
    unit: str = ""
    sent_to: str = ""  # the unit's code in the hidden identity
    sent_to_name: str = ""
    genuine: bool = False
    reason: str = ""
    near: str = ""
    rivals: tuple[str, ...] = ()


@dataclass(frozen=True)
class Roll:
    """The round: who is to send what. `form` is the title of its form, one per project when `by_project`."""

    form: str
    by_project: bool
    units: tuple[Enrolled, ...]

    @cached_property
    def by_code(self) -> dict[str, Enrolled]:
        """Units by their codes."""
        return {unit.code: unit for unit in self.units}

    @cached_property
    def by_name(self) -> dict[str, Enrolled]:
        """Units by their squeezed names."""
        return {squeezed(unit.name): unit for unit in self.units}


@dataclass(frozen=True)
class Arrival:
    """One file against the round."""

    file: Received
    roll: Roll


@dataclass(frozen=True)
class Turnout:
    """The whole round: what counts of it, as (unit code, squeezed project name)."""

    roll: Roll
    came: frozenset[tuple[str, str]] = field(default_factory=frozenset)

    def missing(self) -> tuple[tuple[Enrolled, tuple[str, ...]], ...]:
        """Units that owe something, with the projects they owe; no projects when the unit owes everything."""
        units = {unit for unit, _ in self.came}
        found: list[tuple[Enrolled, tuple[str, ...]]] = []
        for unit in self.roll.units:
            if unit.code not in units:
                found.append((unit, ()))
            elif self.roll.by_project:
                owed = tuple(name for _, name in unit.projects if (unit.code, squeezed(name)) not in self.came)
                found += [(unit, owed)] if owed else []
        return tuple(found)
