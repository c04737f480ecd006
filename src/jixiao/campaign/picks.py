"""Lists that a bureau picks from its projects: what departments evaluate, what was not assessed, what is red."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from jixiao.campaign.results import Submission
from jixiao.campaign.roster import Roster
from jixiao.campaign.sample import lot
from jixiao.campaign.sample_cases import Owned, owned
from jixiao.policy.model import Policy
from jixiao.records.filled_form import FilledForm
from jixiao.records.monitoring import Monitoring
from jixiao.records.numbers import read_amount, rounded
from jixiao.records.score_sheet import ScoreSheet
from jixiao.records.target_declaration import TargetDeclaration
from jixiao.records.text import squeezed
from jixiao.records.value import Value
from jixiao.rules.assessed_projects import asked, assessments, not_made, same_name
from jixiao.scoring.outcomes import named_conclusion

COUNTY = "全县(区)"


@dataclass(frozen=True)
class Budgeted:
    """A project with its budget of the year in 万元 (None where nobody states one) and its department."""

    department: str
    unit: str
    project: str
    code: str
    amount: Decimal | None

    @property
    def key(self) -> str:
        """What lots are drawn by: 单位|项目."""
        return f"{squeezed(self.unit)}|{self.code or squeezed(self.project)}"


def budgeted_of(roster: Roster) -> list[Budgeted]:
    """The roster's projects; a unit without superior is a department by itself."""
    units = {unit.code: unit for unit in roster.units}
    found = []
    for item in roster.projects:
        unit = units.get(item.unit_code)
        name = unit.name if unit is not None else item.unit_code
        department = unit.superior if unit is not None and unit.superior else name
        found.append(Budgeted(department, name, item.name, item.code, item.amount))
    return found


@dataclass(frozen=True)
class Picked:
    """A project picked, with the department's share (percent, exact) that all picked so far make up."""

    item: Budgeted
    reached: Fraction


@dataclass(frozen=True)
class Pick:
    """What one department (or the whole county) evaluates: its money in 万元, the goal, and what was picked in order.

    `unknown` counts projects without an amount; they are never picked.
    """

    department: str
    total: Decimal
    goal: Decimal
    projects: int
    picked: tuple[Picked, ...]
    unknown: int

    @property
    def amount(self) -> Decimal:
        """The money of what was picked, in 万元."""
        return sum((each.item.amount or Decimal(0) for each in self.picked), Decimal(0))


def for_evaluation(
    projects: Iterable[Budgeted], percent: Decimal, *, seed: str | None = None, whole: bool = False
) -> list[Pick]:
    """Per department the projects that make up `percent` of its budget: the largest first, or by lot with a `seed`.

    The one that reaches the goal is picked, too. `whole` takes the county as one department.
    """
    groups: dict[str, list[Budgeted]] = {}
    for item in projects:
        groups.setdefault(COUNTY if whole else item.department, []).append(item)
    return [_picked(name, items, percent, seed) for name, items in groups.items()]


def _picked(name: str, items: Sequence[Budgeted], percent: Decimal, seed: str | None) -> Pick:
    known = [item for item in items if item.amount]
    total = sum((item.amount or Decimal(0) for item in known), Decimal(0))
    goal = total * percent / 100
    if seed is None:
        known.sort(key=lambda item: (-(item.amount or 0), item.key))
    else:
        known.sort(key=lambda item: lot(seed, item.key))
    reached, found = Decimal(0), []
    for item in known:
        if reached >= goal:
            break
        reached += item.amount or Decimal(0)
        found.append(Picked(item, Fraction(reached) * 100 / Fraction(total)))
    return Pick(name, total, goal, len(items), tuple(found), sum(item.amount is None for item in items))


# -- 应评未评 --------------------------------------------------------------------------------------------------------

DONE, UNFINISHED, NONE = "已评估", "有评估表,没有得分和结论", "没有事前评估表"


@dataclass(frozen=True)
class Assessed:
    """A project above the limit: the money it asks for in 万元, what became of its assessment, and where it says so."""

    unit: str
    project: str
    amount: Decimal
    state: str
    conclusion: str = ""
    suggested: Decimal | None = None
    place: str = ""


def assessed_of(
    read: Sequence[tuple[str, Sequence[FilledForm]]], roster: Roster | None, limit: Decimal, policy: Policy
) -> list[Assessed]:
    """Every project that asks for more than `limit` 万元, by the declarations, assessment forms and the roster.

    `read` are (file, its forms). Projects are one by name, and by unit where both sides name one. Largest first.
    """
    sheets = [form for _, forms in read for form in assessments(forms)]
    unfinished = {each.project for _, forms in read for each in not_made(forms)}
    found: list[tuple[_Asking, Assessed]] = []
    for each in _asking(read, roster):
        if each.wan > limit and not any(each.is_of(other.units, other.project) for other, _ in found):
            found.append((each, _assessed(each, sheets, unfinished, policy)))
    return sorted((item for _, item in found), key=lambda item: (-item.amount, item.unit, item.project))


@dataclass(frozen=True)
class _Asking:
    """A project that asks for money (万元): the names of its unit and department, and where it stands."""

    units: tuple[str, ...]
    project: str
    wan: Decimal
    place: str

    def is_of(self, units: Iterable[str], project: str) -> bool:
        """Whether another statement speaks of this project: one name, and no unit that contradicts."""
        here, there = ({squeezed(name) for name in names} - {""} for names in (self.units, units))
        return same_name(self.project, project) and (not here or not there or bool(here & there))


def _asking(read: Sequence[tuple[str, Sequence[FilledForm]]], roster: Roster | None) -> Iterator[_Asking]:
    """What asks for money: declarations first, then assessment forms, then the roster."""
    for name, forms in read:
        for form in forms:
            if isinstance(form, TargetDeclaration):
                units = _names(form.agency, form.department)
                for each in asked([form]):
                    yield _Asking(units, each.project, each.wan, f"{name} · {form.sheet}")
    for name, forms in read:
        for form in forms:
            if isinstance(form, ScoreSheet) and form.code == "F07" and form.project_name:
                amount = read_amount(form.at("applied"), form.amount_unit)
                if amount is not None:
                    yield _Asking(_units(form), form.project_name, amount.wan, f"{name} · {form.sheet}")
    for item in budgeted_of(roster) if roster is not None else ():
        if item.amount is not None:
            yield _Asking((item.unit, item.department), item.project, item.amount, "名册的项目库")


def _units(form: ScoreSheet) -> tuple[str, ...]:
    return _names(form.at("agency"), form.at("department"))


def _names(*cells: Value | None) -> tuple[str, ...]:
    return tuple(value.clean for value in cells if value is not None and not value.empty)


def _assessed(each: _Asking, sheets: Sequence[ScoreSheet], unfinished: Iterable[str], policy: Policy) -> Assessed:
    unit, project, amount, place = (each.units or ("",))[0], each.project, each.wan, each.place
    made = next((form for form in sheets if each.is_of(_units(form), form.project_name or "")), None)
    if made is None:
        state = UNFINISHED if any(same_name(project, name) for name in unfinished) else NONE
        return Assessed(unit, project, amount, state, place=place)
    suggested = read_amount(made.at("suggested"), made.amount_unit)
    names = [band.name for band in policy.appraisal_outcomes]
    conclusion = named_conclusion(made.at("conclusion"), names) or ""
    return Assessed(unit, project, amount, DONE, conclusion, suggested.wan if suggested else None, place)


# -- 红灯 ------------------------------------------------------------------------------------------------------------

_MONITORED = str(Monitoring.model_fields["form"].default)


@dataclass(frozen=True)
class RedProject:
    """A project with red lights: what is red and why, in words; money in 万元, rate in percent."""

    department: str
    unit_key: str
    unit: str
    project: str
    budget: Decimal | None
    executed: Decimal | None
    rate: Decimal | None
    items: tuple[str, ...]
    year: int | None = None


@dataclass(frozen=True)
class RedList:
    """All red projects in the order of departments and units, and of how many monitored ones (by department, too)."""

    projects: tuple[RedProject, ...]
    monitored: int
    by_department: Mapping[str, tuple[int, int]]  # red, monitored

    @property
    def share(self) -> Decimal:
        """Red of monitored projects in percent, two places: 149 of 1,128 are 13.21."""
        return rounded(Decimal(len(self.projects)) * 100 / self.monitored) if self.monitored else Decimal(0)


def red_list(submissions: Iterable[Submission], roster: Roster | None) -> RedList:
    """The red projects among all monitoring forms; of two forms of one project the last by file name counts."""
    forms = sorted(
        (item for item in owned(submissions, roster) if item.form.form == _MONITORED),
        key=lambda item: (item.source, item.form.sheet),
    )
    single = {item.key: item for item in forms}
    counts: dict[str, tuple[int, int]] = {}
    for item in single.values():
        red, every = counts.get(item.superior, (0, 0))
        counts[item.superior] = (red + bool(item.form.red_items), every + 1)
    listed = sorted((_red(item) for item in single.values() if item.form.red_items), key=_order)
    return RedList(tuple(listed), len(single), dict(sorted(counts.items())))


def _red(item: Owned) -> RedProject:
    form = item.form
    name = item.project.name if item.project is not None else form.project
    money = (item.amount, form.executed, form.rate)
    return RedProject(item.superior, item.unit_key, item.unit_name, name, *money, form.red_items, form.year)


def _order(item: RedProject) -> tuple[str, str, str]:
    return item.department, item.unit, item.project
