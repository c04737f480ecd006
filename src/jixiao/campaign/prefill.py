"""What goes into a unit's forms before they go out: who it is, budgets, and the targets approved earlier.

Roll-forward (目标结转): monitoring and self-evaluation forms carry the approved indicators, targets and weights, so
that no unit types them again and D407 knows what was approved.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from jixiao.campaign.assemble import FormSheet, tab_names
from jixiao.campaign.master import Shape
from jixiao.campaign.roster import Project, Roster, Unit
from jixiao.forms.declaration import Form
from jixiao.forms.template import DRAWINGS, Key
from jixiao.forms.template_book import Scalar
from jixiao.policy.model import Policy
from jixiao.records.indicator_form import Indicator
from jixiao.records.target_declaration import TargetDeclaration
from jixiao.records.text import halfwidth, squeezed
from jixiao.rules.e501_weight_total import weight_sums

BY_DEPARTMENT = frozenset({"F02", "F05"})
"""Forms that a unit fills in once, for itself as a whole."""
CARRIES_TARGETS = frozenset({"F03", "F04", "F05"})
"""Forms that carry the approved targets."""
_WITH_EXECUTION = frozenset({"F04", "F05"})
"""Forms that give the execution rate points of its own."""
_STEPS = (1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128)
"""Rows that a group of indicators gets: the next of these, so that a round needs few different shapes."""
_MONEY = {
    "F01": ("funds.budget", 1),
    "F03": ("funds.initial", 1),
    "F04": ("funds.initial", 1),
    "F05": ("funds.initial", 0),
}

Approved = Mapping[tuple[str, str], TargetDeclaration]
"""Approved targets by (unit, project): codes where both are known, else squeezed names; project "" for a department."""


@dataclass(frozen=True)
class UnitForms:
    """What one unit gets: its form sheets, in the order of its projects."""

    unit: Unit
    forms: tuple[FormSheet, ...]


def approved_of(forms: Iterable[TargetDeclaration], roster: Roster) -> dict[tuple[str, str], TargetDeclaration]:
    """Approved declarations by unit and project code (or name, without one); those of strangers are left out.

    A unit is known by its name, or, when it has another name now, by the code of the project.
    """
    units = {squeezed(unit.name): unit.code for unit in roster.units}
    projects = {(item.unit_code, squeezed(item.name)): item for item in roster.projects}
    coded = {item.code: item for item in roster.projects if item.code}
    found: dict[tuple[str, str], TargetDeclaration] = {}
    for form in forms:
        name = squeezed(form.project_name or "")
        by_code = next((coded[cell.clean] for cell in form.codes if cell.clean in coded), None)
        code = units.get(squeezed(form.unit_name or "")) or (by_code.unit_code if by_code is not None else None)
        if code is None:
            continue
        item = projects.get((code, name)) or (by_code if by_code is not None and by_code.unit_code == code else None)
        if item is not None or not name:
            found[code, project_key(item) if item else ""] = form
    return found


def project_key(project: Project) -> str:
    """What tells a project from others of its unit: its code, else its name."""
    return project.code or squeezed(project.name)


def fitting(form: Form, approved: Approved, policy: Policy) -> tuple[Approved, tuple[TargetDeclaration, ...]]:
    """The targets as the form can carry them, and those whose weights it cannot: these go out without weights.

    Points of a declaration may add up to 100, those of a self-evaluation only with the execution rate's (E501); a unit
    could not put it right in locked cells. The approved weights are kept for D407 all the same.
    """
    if form.code not in _WITH_EXECUTION:
        return approved, ()
    loose = {key: declared for key, declared in approved.items() if not _ties(declared, policy)}
    return {**approved, **{key: _weightless(each) for key, each in loose.items()}}, tuple(loose.values())


def _ties(declared: TargetDeclaration, policy: Policy) -> bool:
    sums = weight_sums(declared)
    accepted = {total - policy.execution_weight for total in policy.weight_totals}
    return sums is None or any(abs(one - right) <= policy.tolerance for one in sums for right in accepted)


def _weightless(declared: TargetDeclaration) -> TargetDeclaration:
    rows = tuple(row.model_copy(update={"points": None}) for row in declared.indicators)
    return declared.model_copy(update={"indicators": rows})


def unit_forms(form: Form, roster: Roster, approved: Approved) -> Iterator[UnitForms]:
    """What every unit of the roster gets, one after the other; units without projects get one form to fill in."""
    roles = frozenset(role for role, _ in DRAWINGS[form.code].places(form, None))
    for unit in roster.units:
        projects: Sequence[Project | None] = roster.projects_of(unit) or (None,)
        if form.code in BY_DEPARTMENT:
            projects = (None,)
        names = tab_names(form.sheet_name, [item.name if item else "" for item in projects])
        told = zip(projects, names, strict=True)
        yield UnitForms(unit, tuple(_sheet(form, unit, item, name, approved, roles) for item, name in told))


def _sheet(
    form: Form, unit: Unit, project: Project | None, name: str, approved: Approved, roles: frozenset[str]
) -> FormSheet:
    told = _identity(form, unit, project)
    values: dict[Key, Scalar] = {key: value for key, value in told.items() if value not in (None, "")}
    shape: Shape = ()
    if form.code in CARRIES_TARGETS:
        declared = approved.get((unit.code, project_key(project) if project else ""))
        if declared is not None and declared.judged:
            shape, carried = _carried(declared)
            values |= carried
    values = {key: value for key, value in values.items() if key[0] in roles}
    return FormSheet(shape, name, values, tuple(values))


def _identity(form: Form, unit: Unit, project: Project | None) -> dict[Key, Scalar]:
    superior = unit.superior or unit.name
    if form.code in BY_DEPARTMENT:
        return {("department", 0): unit.name, ("code", 0): unit.code}
    values: dict[Key, Scalar] = {("department", 0): superior, ("agency", 0): unit.name}
    if project is not None:
        values |= {("project", 0): project.name, ("code", 0): project.code, ("nature", 0): project.nature}
        if form.code in _MONEY:
            values[_MONEY[form.code]] = project.amount
    return values


def _carried(declared: TargetDeclaration) -> tuple[Shape, dict[Key, Scalar]]:
    """Shape and values of the approved goal and indicators."""
    shape: list[tuple[str, str, int]] = []
    values: dict[Key, Scalar] = {}
    if declared.goal is not None and not declared.goal.empty:
        values["goal", 0] = declared.goal.clean
    row = 0
    for (one, two), group in groupby(declared.judged, key=_levels):
        rows = list(group)
        count = next((step for step in _STEPS if step >= len(rows)), len(rows))
        shape.append((one, two, count))
        for offset, indicator in enumerate(rows):
            values |= _indicator(indicator, row + offset)
        row += count
    return tuple(shape), values


def _levels(indicator: Indicator) -> tuple[str, str]:
    return _full(indicator.level1), _full(indicator.level2)


def _full(label: str) -> str:
    """A level label as forms print it: 「产出」 becomes 「产出指标」."""
    flat = squeezed(label)
    return flat if not flat or flat.endswith(("指标", ")")) else f"{flat}指标"


def _indicator(indicator: Indicator, row: int) -> dict[Key, Scalar]:
    from jixiao.forms.read_indicators import clean_name

    values: dict[Key, Scalar] = {
        ("indicators.name", row): clean_name(indicator.name.text),
        ("indicators.target", row): target_text(indicator),
    }
    if indicator.points is not None:
        values["indicators.weight", row] = indicator.points
    return values


def target_text(indicator: Indicator) -> str:
    """The target as one text: sign, value and unit, where a declaration has them in columns of their own."""
    target = halfwidth(indicator.target.text)
    sign = halfwidth(indicator.sign.text) if indicator.sign is not None else ""
    unit = halfwidth(indicator.unit.text) if indicator.unit is not None and not indicator.unit.empty else ""
    if not indicator.aim.quantitative or indicator.aim.kind == "deadline":
        return target
    if sign and not target.startswith(tuple("≥≤=<>＝≧≦")) and sign != "定性":
        # with the half-width sign the text would turn into a formula when somebody types it again
        target = f"{'＝' if sign == '=' else sign}{target}"
    return target if not unit or target.endswith(unit) else f"{target}{unit}"
