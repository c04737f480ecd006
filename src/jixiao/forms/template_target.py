"""The templates of target declarations (F01, F02): where everything stands, the formulas, and what they give."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from jixiao.forms.declaration import Column, Form
from jixiao.forms.template_book import Area, Scalar, level_groups
from jixiao.records.numbers import rounded
from jixiao.workbook.grid import address

TITLE, YEAR, HEAD = 2, 3, 4
TASKS = 6
"""Rows for a department's main tasks."""
ROWS_PER_LEVEL2 = {"产出指标": 4, "效益指标": 2}
"""Indicator rows that a level-2 label gets in F01 (F02 has one less under 产出); labels of other dimensions get 2."""
SIDES = ("medium", "budget")
Key = tuple[str, int]


@dataclass(frozen=True)
class Plan:
    """The rows of a template, from the top: head, funds (F01) or tasks (F02), goals, indicators, total, notes, foot."""

    columns: tuple[Column, ...]
    last: int  # column
    block: int  # first row of funds or tasks
    goals: int
    table: int
    groups: tuple[tuple[str, str, int, int], ...]  # level 1, level 2, first and last row
    total: int
    foot: int

    @property
    def rows(self) -> range:
        """The indicator rows."""
        return range(self.table + 1, self.total)

    def column(self, role: str) -> int:
        """Number of the column where the indicator table has that role."""
        return 2 + [column.role for column in self.columns].index(role)


def is_department(form: Form) -> bool:
    """Whether the form is a department's: tasks instead of funds, no project period."""
    return "tasks" in form.tables


def plan(form: Form) -> Plan:
    """How a form's template is laid out."""
    columns = tuple(column for column in form.tables["indicators"] if column.in_template)
    block = HEAD + (1 if is_department(form) else 3)
    goals = block + (TASKS + 3 if is_department(form) else len(form.fund_rows))
    table = goals + 2
    less = int(is_department(form))
    usual = {"产出指标": ROWS_PER_LEVEL2["产出指标"] - less}
    groups = tuple(level_groups(form, table + 1, lambda level1: usual.get(level1, ROWS_PER_LEVEL2.get(level1, 2))))
    total = groups[-1][3] + 1
    foot = total + 1 + len(form.notes)
    return Plan(columns, len(columns) + 1, block, goals, table, groups, total, foot)


def head_areas(form: Form) -> dict[str, tuple[Area, Area]]:
    """Label and value areas of the labelled fields, and of the foot."""
    at = plan(form)
    middle = at.column("medium_target" if not is_department(form) else "target")
    pairs = (
        (("department", "code"),)
        if is_department(form)
        else (
            ("project", "code"),
            ("department", "agency"),
            ("nature", "period"),
        )
    )
    found: dict[str, tuple[Area, Area]] = {}
    for row, (left, right) in enumerate(pairs, HEAD):
        found[left] = ((row, 1, row, 2), (row, 3, row, middle - 1))
        found[right] = ((row, middle, row, middle + 1), (row, middle + 2, row, at.last))
    foot = at.foot
    found["filler"] = ((foot, 1, foot, 2), (foot, 3, foot, 3))
    found["phone"] = ((foot, 4, foot, 4), (foot, 5, foot, middle))
    found["date"] = ((foot, middle + 1, foot, middle + 2), (foot, middle + 3, foot, at.last))
    return found


def fund_areas(form: Form, row: int, side: str) -> tuple[Area, Area]:
    """Label and amount of a fund row: the whole period left, the year right."""
    at = plan(form)
    middle = at.column("medium_target")
    line = at.block + row
    if side == "medium":
        return (line, 3, line, 3), (line, 4, line, middle - 1)
    return (line, middle, line, middle + 2), (line, middle + 3, line, at.last)


def goal_areas(form: Form) -> dict[str, tuple[Area, Area]]:
    """Heading and text areas of the goals."""
    at = plan(form)
    top = at.goals
    if is_department(form):
        return {"goal": ((top, 1, top + 1, 2), (top, 3, top + 1, at.last))}
    middle = at.column("medium_target")
    return {
        "medium_goal": ((top, 3, top, middle - 1), (top + 1, 3, top + 1, middle - 1)),
        "goal": ((top, middle, top, at.last), (top + 1, middle, top + 1, at.last)),
    }


def task_areas(form: Form, row: int) -> dict[str, Area]:
    """The cells of a task (or, for `row` = TASKS, of the row 金额合计) by role."""
    at = plan(form)
    line = at.block + 2 + row
    sign, target = at.column("sign"), at.column("target")
    edges = (2, 4, sign + 1, target + 2, at.column("weight") + 1, at.last + 1)
    roles = ("name", "content", "total", "fiscal", "other")
    return {
        role: (line, first, line, beyond - 1) for role, first, beyond in zip(roles, edges[:-1], edges[1:], strict=True)
    }


@lru_cache(maxsize=512)
def places(form: Form) -> dict[Key, str]:
    """Every cell by (role, row): fields and goals with row 0, 「funds.…」, 「tasks.…」 and 「indicators.…」 by row."""
    at = plan(form)
    areas = {role: value for role, (_, value) in {**head_areas(form), **goal_areas(form)}.items()}
    found: dict[Key, str] = {(role, 0): address(*value[:2]) for role, value in areas.items()}
    found["year", 0] = address(YEAR, 1)
    if is_department(form):
        for row in range(TASKS + 1):
            for role, area in task_areas(form, row).items():
                if row < TASKS:
                    found[f"tasks.{role}", row] = address(*area[:2])
                elif role not in ("name", "content"):
                    found[f"tasks_total.{role}", 0] = address(*area[:2])
    else:
        for row in range(len(form.fund_rows)):
            for side in SIDES:
                found[f"funds.{side}", row] = address(*fund_areas(form, row, side)[1][:2])
    for row in at.rows:
        for column in at.columns:
            found[f"indicators.{column.role}", row - at.table - 1] = address(row, at.column(column.role))
    found["total.weight", 0] = address(at.total, at.column("weight"))
    return found


def _sums(form: Form) -> Iterator[tuple[str, list[str], int]]:
    """Every cell that is a sum, with what it adds up and the decimals kept; sums of sums come later."""
    at = places(form)
    if is_department(form):
        for row in range(TASKS):
            yield at["tasks.total", row], [at["tasks.fiscal", row], at["tasks.other", row]], 6
        for role in ("total", "fiscal", "other"):
            yield at[f"tasks_total.{role}", 0], [at[f"tasks.{role}", row] for row in range(TASKS)], 6
    else:
        for side in SIDES:
            yield at[f"funds.{side}", 0], [at[f"funds.{side}", row] for row in range(1, len(form.fund_rows))], 6
    yield at["total.weight", 0], [at["indicators.weight", row] for row in range(len(plan(form).rows))], 2


def formulas(form: Form) -> dict[str, str]:
    """Address → formula of every calculated cell; nothing is shown while nothing is filled in."""
    found = {}
    for place, parts, decimals in _sums(form):
        together = f"{parts[0]}:{parts[-1]}" if parts[0][0] == parts[-1][0] else ",".join(parts)
        found[place] = f'=IF(COUNT({together})=0,"",ROUND(SUM({together}),{decimals}))'
    return found


def results(form: Form, cells: Mapping[str, Scalar]) -> dict[str, Scalar]:
    """What the formulas give for these cells (address → value); "" where they show nothing.

    A value among `cells` for a formula's place is a constant typed over it: the other formulas see that.
    """
    known: dict[str, Scalar] = dict(cells)
    given: dict[str, Scalar] = {}
    for place, parts, decimals in _sums(form):
        amounts = [Decimal(value) for part in parts if isinstance(value := known.get(part), int | Decimal)]
        given[place] = rounded(sum(amounts, Decimal(0)), decimals) if amounts else ""
        known.setdefault(place, given[place])
    return given
