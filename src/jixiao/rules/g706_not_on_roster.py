"""G706 不在名册: the unit or the project of a form that came in is not on the roster."""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.records.finding import Severity
from jixiao.records.received import Arrival, Enrolled, StatedForm
from jixiao.records.text import shortened, squeezed
from jixiao.rules.near_names import same_thing
from jixiao.rules.rule import Context, Hit, Rule, hit


def check(arrival: Arrival, context: Context) -> Iterator[Hit]:
    """Units that nobody knows (or only nearly), then projects that a known unit does not have."""
    unit = arrival.roll.by_code.get(arrival.file.unit)
    told: set[tuple[str, str]] = set()
    for form in arrival.file.forms:
        for found in (_unit(form, unit, arrival), _project(form, unit, arrival, context)):
            if found is not None and (found.label or "", found.seen) not in told:
                told.add((found.label or "", found.seen))
                yield found


def _unit(form: StatedForm, unit: Enrolled | None, arrival: Arrival) -> Hit | None:
    if not form.unit or squeezed(form.unit) in arrival.roll.by_name:
        return None
    if unit is not None and not arrival.file.near:
        return None  # known by its identity or a code; A113 tells a name that differs
    said = f"单位「{shortened(form.unit)}」不在名册"
    near = f",名册里相近的是「{arrival.file.near}」,按它收下" if arrival.file.near else ""
    expected = arrival.file.near or "名册里的单位"
    cell = form.unit_cell or None
    return hit(cell=cell, label="单位名称", seen=form.unit, expected=expected, sheet=form.sheet, fact=said + near)


def _project(form: StatedForm, unit: Enrolled | None, arrival: Arrival, context: Context) -> Hit | None:
    if unit is None or not unit.projects or not form.project or not arrival.roll.by_project:
        return None
    known = {squeezed(name) for _, name in unit.projects} | {code for code, _ in unit.projects if code}
    if squeezed(form.project) in known or any(code in known for code in form.codes):
        return None
    alike = next((name for _, name in unit.projects if same_thing(name, form.project, context.policy)), "")
    near = f",相近的是「{alike}」" if alike else ""
    fact = f"项目「{shortened(form.project)}」不在「{unit.name}」的项目库里{near}"
    cell = form.project_cell or None
    expected = alike or "项目库里的项目"
    return hit(cell=cell, label="项目名称", seen=form.project, expected=expected, sheet=form.sheet, fact=fact)


RULE = Rule(
    code="G706",
    name="不在名册",
    severity=Severity.VERIFY,
    basis="",
    message="{fact}。",
    fix="核对名称;是新增的单位或项目,补进名册再收一次。",
    check=check,
    on="round",
)
