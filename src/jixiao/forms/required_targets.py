"""Which cells of a target declaration may not stay blank (B201)."""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.forms.department_targets import FORM as DEPARTMENT_FORM
from jixiao.forms.read_self_evaluation import dimension
from jixiao.records.numbers import read_amount
from jixiao.records.target_declaration import DeclaredIndicator, TargetDeclaration
from jixiao.records.value import Value

_SORTED = ("产出", "效益")
"""Dimensions with more than one level 2: there a blank level 2 leaves open what the indicator is."""


def with_required(form: TargetDeclaration) -> TargetDeclaration:
    """The form with its required cells: project or department, unit, funds, goal, indicators, tasks."""
    cells = [*_head(form), *_funds(form), *_tasks(form), *_indicators(form)]
    return form.model_copy(update={"required": tuple({value.cell: value for value in cells}.values())})


def _head(form: TargetDeclaration) -> Iterator[Value]:
    if form.project is not None:
        yield form.project
    units = [value for value in (form.agency, form.department) if value is not None]
    if units and all(value.empty for value in units):
        yield units[0]
    if form.goal is not None:
        yield form.goal


def _funds(form: TargetDeclaration) -> Iterator[Value]:
    """The year's total; blank over filled sources is C301's."""
    funds = form.funds
    if funds is None or funds.total is None or funds.total.budget is None:
        return
    sources = [read_amount(row.budget, funds.unit) for row in funds.sources]
    if not any(amount is not None and amount.value for amount in sources) and funds.total.budget.blank:
        yield funds.total.budget


def _tasks(form: TargetDeclaration) -> Iterator[Value]:
    if form.form != DEPARTMENT_FORM.title:
        return
    for task in form.tasks:
        yield task.name
        if task.total is not None and all(value.blank for value in task.amounts()):
            yield task.total


def _indicators(form: TargetDeclaration) -> Iterator[Value]:
    rows = form.judged
    if not rows and form.columns.keys() >= {"name", "target"}:
        yield Value(form.columns["name"], "绩效指标")
    weighted = [row for row in rows if row.weight is not None and not row.weight.blank]
    for row in rows:
        assert isinstance(row, DeclaredIndicator)
        yield from _indicator(form, row, level2=True)
        if len(weighted) * 2 > len(rows) and row.weight is not None and row.weight.blank and not row.subitem:
            yield row.weight
    for row in form.judged_medium:
        yield from _indicator(form, row, level2=False)


def _indicator(form: TargetDeclaration, row: DeclaredIndicator, *, level2: bool) -> Iterator[Value]:
    if form.has("name") and row.name.blank:
        yield row.name
    if form.has("target") and row.target.blank:
        yield row.target
    place = row.level2_value
    if level2 and place is not None and place.blank and not row.level2 and dimension(row.level1) in _SORTED:
        yield place
