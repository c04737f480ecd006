"""The warning lights of a whole monitoring form: of its money, of each indicator, of the goal, and what is red.

Money and targets are watched side by side (财预〔2019〕136号), so the project's own light is the worse of the two.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from jixiao.policy.model import Policy
from jixiao.records.indicator_form import FundRow, Funds
from jixiao.records.monitoring import MonitoredIndicator, Monitoring
from jixiao.records.numbers import plain, read_amount
from jixiao.records.text import squeezed
from jixiao.records.units import factor_between
from jixiao.records.value import Value
from jixiao.scoring.arithmetic import units_mixed
from jixiao.scoring.lights import (
    NAMES,
    REVERSE_SIGNS,
    Light,
    ScheduleWarning,
    aim_light,
    budget_light,
    goal_light,
    schedule_warning,
)

MONEY, TARGET, GOAL = "资金", "指标", "目标"


@dataclass(frozen=True)
class Lit:
    """One thing with a light: money, an indicator or the goal.

    `cell` is where its value stands, `target` and `done` what the two say, `stated` the form's own light cell, `light`
    the computed one (None where nobody can tell), `remark` what the form says about it.
    """

    what: str
    row: int
    cell: str
    label: str
    target: str
    done: str
    stated: Value | None
    light: Light | None
    remark: str = ""


@dataclass(frozen=True)
class FormLights:
    """All lights of a form at the end of `month`; `assumed` says that the form itself names no month.

    `project` is the worse of money and goal; `warning` the least spending of the month, where the policy has one.
    """

    month: int
    assumed: bool
    money: tuple[Lit, ...]
    targets: tuple[Lit, ...]
    goal: Lit | None
    project: Light | None
    warning: ScheduleWarning | None


def month_of(form: Monitoring, policy: Policy) -> int:
    """The last month of the form's period: its own, else the policy's (7 by 财预〔2019〕136号)."""
    return form.month if form.month is not None else policy.monitoring_month


def budget_cell(row: FundRow) -> Value | None:
    """The budget that spending is measured against: the adjusted one where it is filled in, else the initial one."""
    return row.budget if row.budget is not None and not row.budget.empty else row.initial


def amounts_of(row: FundRow, unit: str) -> tuple[Decimal, Decimal] | None:
    """Budget and spending of a funds row in the form's unit; None when one is blank, illegible or negative."""
    budget, executed = read_amount(budget_cell(row), unit), read_amount(row.executed, unit)
    if budget is None or executed is None or budget.value < 0 or executed.value < 0:
        return None
    return budget.value, executed.value


def form_lights(form: Monitoring, policy: Policy) -> FormLights:
    """Every light of the form; never raises."""
    month = month_of(form, policy)
    money = tuple(_money(form.funds, month, policy)) if form.funds is not None else ()
    targets = tuple(_target(row, month, policy) for row in form.monitored())
    rolled = goal_light(lit.light.colour for lit in targets if lit.light is not None)
    place = form.goal_light or form.goal
    goal = None
    if place is not None and rolled is not None:
        goal = Lit(GOAL, 0, place.cell, "年度总体目标", "", "", form.goal_light, rolled)
    project = goal_light(light.colour for light in (money[0].light if money else None, rolled) if light is not None)
    return FormLights(month, form.month is None, money, targets, goal, project, _warning(form, month, policy))


def falls_short(row: MonitoredIndicator) -> bool:
    """Whether the forecast for the whole year misses the target; False where the two cannot be compared."""
    aim, done = row.aim, row.forecast_done
    if not aim.quantitative or done.kind != "number" or done.number is None or aim.low is None or aim.high is None:
        return False
    factor = factor_between(done.unit, aim.unit)
    if factor is None or done.number < 0:
        return False
    value = done.number * factor
    if aim.low != aim.high:
        return not aim.low <= value <= aim.high
    return value > aim.high if aim.reads_as in REVERSE_SIGNS else value < aim.low


def red_items(form: Monitoring, policy: Policy) -> tuple[Lit, ...]:
    """What is red, money first, each with the reason in `light.how`: the lines of a 红灯清单.

    Spending below the least of its month counts as red where the policy has such floors.
    """
    lights = form_lights(form, policy)
    red = [lit for lit in (*lights.money, *lights.targets) if lit.light is not None and lit.light.colour == "red"]
    warning = lights.warning
    if warning is not None and warning.state == "warn" and lights.money and lights.money[0] not in red:
        red.insert(0, replace(lights.money[0], light=Light("red", NAMES["red"], warning.percent, warning.how)))
    return tuple(red)


def _money(funds: Funds, month: int, policy: Policy) -> list[Lit]:
    """The total row, and those sources that state a light of their own."""
    found = []
    for row in (*((funds.total,) if funds.total is not None else ()), *funds.sources):
        stated: Value | None = getattr(row, "light", None)
        amounts = amounts_of(row, funds.unit)
        if row is not funds.total and (stated is None or stated.empty or amounts is None or amounts[0] == 0):
            continue
        light = None
        if amounts is not None and not units_mixed(*amounts, policy):
            light = budget_light(amounts[1], amounts[0], month, policy)
        target, done = (f"{plain(each)} {funds.unit}" for each in amounts) if amounts is not None else ("", "")
        cell = row.executed.cell if row.executed is not None else row.label_cell
        remark = row.reason.clean if row.reason is not None and not row.reason.empty else ""
        found.append(Lit(MONEY, row.row, cell, row.label.strip(), target, done, stated, light, remark))
    return found


def _target(row: MonitoredIndicator, month: int, policy: Policy) -> Lit:
    light = aim_light(row.aim, row.done, squeezed(row.level2 or row.level1), month, policy)
    place = row.actual or row.name
    unit = row.unit.clean if row.unit is not None and not row.unit.empty else ""
    sign = row.sign.clean if row.sign is not None and not row.sign.empty else ""
    words = [value.clean for value in (row.reason, row.note) if value is not None and not value.empty]
    done = row.actual.clean if row.actual is not None else ""
    label = row.name.clean or place.label
    return Lit(
        TARGET, row.row, place.cell, label, f"{sign}{row.target.clean}{unit}", done, row.light, light, ";".join(words)
    )


def _warning(form: Monitoring, month: int, policy: Policy) -> ScheduleWarning | None:
    if form.funds is None or form.funds.total is None:
        return None
    amounts = amounts_of(form.funds.total, form.funds.unit)
    return schedule_warning(amounts[1], amounts[0], month, policy) if amounts is not None else None
