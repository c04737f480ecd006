"""What a list says: budget units, projects and their indicators, as exact values with the cells they came from."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from jixiao.bridge.problem import Problem


@dataclass(frozen=True, slots=True)
class ListedIndicator:
    """One indicator of a project; texts as the other system has them, points exact, blank where it has none."""

    level1: str
    level2: str
    name: str
    sign: str = ""
    target: str = ""
    unit_of: str = ""
    weight: Decimal | None = None
    previous: str = ""
    actual: str = ""
    note: str = ""


@dataclass(frozen=True)
class ListedProject:
    """One project with its unit. Codes are text; money is 万元, exact. `indicators` in the order of the list."""

    project_code: str
    project: str
    unit_code: str = ""
    unit: str = ""
    superior: str = ""
    year: int | None = None
    nature: str = ""
    category: str = ""
    amount: Decimal | None = None
    initial: Decimal | None = None
    fiscal: Decimal | None = None
    executed: Decimal | None = None
    goal: str = ""
    indicators: tuple[ListedIndicator, ...] = ()


@dataclass(frozen=True)
class Listed:
    """All that came out of the lists, in their order, and everything that did not map."""

    projects: tuple[ListedProject, ...]
    problems: tuple[Problem, ...]
    counts: dict[str, int] = field(default_factory=dict)  # of rows read, totals left out …

    def units(self) -> dict[str, tuple[str, str]]:
        """Unit code → name and superior, in the order of their first projects."""
        found: dict[str, tuple[str, str]] = {}
        for project in self.projects:
            name, superior = found.get(project.unit_code, ("", ""))
            found[project.unit_code] = (name or project.unit, superior or project.superior)
        return found
