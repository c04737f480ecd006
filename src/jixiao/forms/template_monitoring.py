"""The F03 template's sheet 「监控表」: where everything stands, its formulas, and what the formulas give."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any

from jixiao.forms import native_formulas as native
from jixiao.forms import template_monitoring_lights
from jixiao.forms.declaration import Column, Form
from jixiao.forms.template_book import Area, Scalar, level_groups
from jixiao.forms.template_monitoring_lights import MONTH, lights_of, row_light
from jixiao.policy.model import Policy
from jixiao.scoring.lights import NAMES, Colour, budget_light, goal_light
from jixiao.workbook.grid import address

LAST = 18  # columns A to R
TITLE, YEAR, HEAD, FUNDS, GOALS, TABLE = 2, 3, 4, 7, 11, 12
FIRST = TABLE + 2
ROWS_PER_LEVEL2 = {"产出指标": 3, "效益指标": 2}
"""Indicator rows that a level-2 label gets; labels of other dimensions get 2."""
FUND_PLACES = {"initial": (5, 5), "executed": (6, 6), "rate": (7, 7), "forecast": (8, 10), "light": (11, 12)}
FUND_PLACES |= {"reason": (13, LAST)}
"""First and last column of each column of the funds block."""
_MONEY = ("initial", "executed", "forecast")
Key = tuple[str, int]


def level_rows(form: Form) -> list[tuple[str, str, int, int]]:
    """Level-1 label, level-2 label, first and last row of each group of indicator rows."""
    return list(level_groups(form, FIRST, lambda level1: ROWS_PER_LEVEL2.get(level1, 2)))


def columns_of(form: Form) -> list[Column]:
    """The columns of the indicator table that the template shows, left to right from column B."""
    return [column for column in form.tables["indicators"] if column.in_template]


def indicator_column(form: Form, role: str) -> int:
    """Number of the column where the indicator table has that role."""
    return 2 + [column.role for column in columns_of(form)].index(role)


def head_areas(form: Form) -> dict[str, tuple[Area, Area]]:
    """Label and value areas of the labelled fields."""
    foot = level_rows(form)[-1][3] + 1 + len(form.notes)
    return {
        "project": ((HEAD, 1, HEAD, 2), (HEAD, 3, HEAD, 6)),
        "code": ((HEAD, 7, HEAD, 7), (HEAD, 8, HEAD, LAST)),
        "department": ((HEAD + 1, 1, HEAD + 1, 2), (HEAD + 1, 3, HEAD + 1, 6)),
        "agency": ((HEAD + 1, 7, HEAD + 1, 7), (HEAD + 1, 8, HEAD + 1, LAST)),
        "period": ((HEAD + 2, 1, HEAD + 2, 2), (HEAD + 2, 3, HEAD + 2, 6)),
        "filler": ((foot, 1, foot, 2), (foot, 3, foot, 4)),
        "phone": ((foot, 5, foot, 5), (foot, 6, foot, 7)),
        "date": ((foot, 8, foot, 11), (foot, 12, foot, LAST)),
    }


@lru_cache(maxsize=512)
def places(form: Form) -> dict[Key, str]:
    """Every cell by (role, row): fields and goal with row 0, 「funds.…」 by fund row, 「indicators.…」 by row."""
    found: dict[Key, str] = {(role, 0): address(*value[:2]) for role, (_, value) in head_areas(form).items()}
    found |= {("year", 0): address(YEAR, 1), ("goal", 0): address(GOALS, 3), ("goal_light", 0): address(GOALS, LAST)}
    for number in range(len(form.fund_rows)):
        for role, (column, _) in FUND_PLACES.items():
            if number == 0 or role not in ("light", "reason"):
                found[f"funds.{role}", number] = address(FUNDS + 1 + number, column)
    for row in range(FIRST, level_rows(form)[-1][3] + 1):
        for place, shown in enumerate(columns_of(form), 2):
            found[f"indicators.{shown.role}", row - FIRST] = address(row, place)
    return found


def headings(form: Form) -> dict[str, str]:
    """Address → text behind the period (执行数 …) of the headings that change with it."""
    found = {address(FUNDS, FUND_PLACES[role][0]): form.column("funds", role).label for role in ("executed", "rate")}
    found[address(TABLE, indicator_column(form, "actual"))] = form.column("indicators", "actual").label
    return found


def formulas(form: Form, policy: Policy) -> dict[str, str]:
    """Address → formula of every calculated cell; nothing is shown while nothing is filled in."""
    at = places(form)
    period = at["period", 0]
    found = {place: f'=IF({period}="","1—  月",{period})&"{text}"' for place, text in headings(form).items()}
    sources = len(form.fund_rows) - 1
    for role in _MONEY:
        block = f"{at[f'funds.{role}', 1]}:{at[f'funds.{role}', sources]}"
        found[at[f"funds.{role}", 0]] = f'=IF(COUNT({block})=0,"",ROUND(SUM({block}),6))'
    for number in range(sources + 1):
        budget, executed = (at[f"funds.{role}", number] for role in ("initial", "executed"))
        found[at["funds.rate", number]] = f'=IF(COUNT({budget},{executed})<2,"",IF({budget}=0,"",{executed}/{budget}))'
    budget, executed = (at[f"funds.{role}", 0] for role in ("initial", "executed"))
    light = native.budget_light(executed, budget, MONTH, policy)
    found[at["funds.light", 0]] = f'=IF(OR(COUNT({budget},{executed})<2,{MONTH}=0),"",{light})'
    last = level_rows(form)[-1][3]
    for row in range(FIRST, last + 1):
        found[at["indicators.light", row - FIRST]] = f"={row_light(row, FIRST)}"
    block = f"{at['indicators.light', 0]}:{at['indicators.light', last - FIRST]}"
    found[at["goal_light", 0]] = f"={_rolled_up(block)}"
    return found


def draw_lights(sheet: Any, form: Form, policy: Policy) -> None:
    """Draw the hidden sheet that calculates the indicators' lights."""
    template_monitoring_lights.draw(sheet, form, policy, places(form), level_rows(form)[-1][3] - FIRST)


def _rolled_up(block: str) -> str:
    """The goal's light from the indicators': any red, else any yellow, all blue, else green; "" without any."""
    count = {name: f'COUNTIF({block},"{name}")' for name in ("红", "黄", "绿", "蓝")}
    calm = f'IF({count["绿"]}>0,"绿",IF({count["蓝"]}>0,"蓝",""))'
    return f'IF({count["红"]}>0,"红",IF({count["黄"]}>0,"黄",{calm}))'


def results(form: Form, policy: Policy, cells: Mapping[str, Scalar]) -> dict[str, Scalar]:
    """What the formulas give for these cells (address → value); "" where they show nothing.

    A value among `cells` for a formula's place is a constant typed over it: the other formulas see that.
    """
    at = places(form)
    known: dict[str, Scalar] = {**_printed(form, at), **cells}
    given: dict[str, Scalar] = {}

    def settle(place: str, value: Scalar) -> None:
        given[place] = "" if value is None else value
        known.setdefault(place, given[place])

    period = known.get(at["period", 0]) or ""
    for place, text in headings(form).items():
        settle(place, f"{period or '1—  月'}{text}")
    for role in _MONEY:
        settle(at[f"funds.{role}", 0], _sum(known, [at[f"funds.{role}", row] for row in range(1, len(form.fund_rows))]))
    for number in range(len(form.fund_rows)):
        budget, executed = (_number(known, at[f"funds.{role}", number]) for role in ("initial", "executed"))
        settle(at["funds.rate", number], executed / budget if budget and executed is not None else None)
    month = month_of(str(period))
    budget, executed = (_number(known, at[f"funds.{role}", 0]) for role in ("initial", "executed"))
    if month and budget is not None and executed is not None:
        settle(at["funds.light", 0], budget_light(executed, budget, month, policy).name)
    else:
        settle(at["funds.light", 0], None)
    for number, name in lights_of(form, policy, known, at, month).items():
        settle(at["indicators.light", number], name)
    lights = [known.get(at["indicators.light", row - FIRST]) for row in range(FIRST, level_rows(form)[-1][3] + 1)]
    colours: dict[str, Colour] = {name: colour for colour, name in NAMES.items()}
    rolled = goal_light(colours[light] for light in lights if isinstance(light, str) and light in colours)
    settle(at["goal_light", 0], rolled.name if rolled is not None else None)
    return given


def _printed(form: Form, at: Mapping[Key, str]) -> dict[str, Scalar]:
    """The level labels that the template comes with."""
    found: dict[str, Scalar] = {}
    for level1, level2, top, _ in reversed(level_rows(form)):
        found |= {at["indicators.level2", top - FIRST]: level2}
        group = [row for label, _, row, _ in level_rows(form) if label == level1]
        found[at["indicators.level1", min(group) - FIRST]] = level1
    return found


def month_of(period: str) -> int:
    """The month that the formulas take from a period: 7 of 1—7月, 0 of anything else."""
    found = re.match(r"..([1-9]|1[0-2])(?:月|$)", period)
    return int(found[1]) if found else 0


def _number(cells: Mapping[str, Scalar], place: str) -> Decimal | None:
    value = cells.get(place)
    return Decimal(value) if isinstance(value, int | Decimal) else None


def _sum(cells: Mapping[str, Scalar], among: list[str]) -> Decimal | None:
    found = [number for place in among if (number := _number(cells, place)) is not None]
    return sum(found, Decimal(0)) if found else None
