"""The form's sheet in the F04 and F05 templates: where everything stands, its formulas, what the formulas give."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache

from jixiao.forms.declaration import Column, Form
from jixiao.forms.template_book import Area, Scalar, level_groups
from jixiao.policy.model import Policy
from jixiao.records.numbers import rounded
from jixiao.workbook.grid import address

LAST = 9  # columns A to I
TITLE, YEAR, HEAD, FUNDS, GOALS, TABLE = 2, 3, 4, 6, 11, 13
FIRST = TABLE + 1
ROWS_PER_LEVEL2 = {"产出指标": 4, "效益指标": 2}
"""Indicator rows that a level-2 label gets in the template; labels of other dimensions get 2."""
_MONEY = ("initial", "budget", "executed")
FUND_REASON = "预算调整较大、执行率偏低的,写明原因。"
Key = tuple[str, int]
SUBJECT = {"F04": "project", "F05": "department"}
"""The field that names what a form evaluates."""


@lru_cache(maxsize=512)
def level_rows(form: Form) -> list[tuple[str, str, int, int]]:
    """Level-1 label, level-2 label, first and last row of each group of indicator rows."""
    return list(level_groups(form, FIRST, lambda level1: ROWS_PER_LEVEL2.get(level1, 2)))


def columns_of(form: Form, table: str) -> list[Column]:
    """The columns that the template shows; the funds block has room for a reason beside the points."""
    beside = "reason" if table == "funds" else None
    return [column for column in form.tables[table] if column.in_template or column.role == beside]


def fund_column(form: Form, role: str) -> int:
    """Number of the column where the funds block has that role."""
    return 3 + [column.role for column in columns_of(form, "funds")].index(role)


def indicator_column(form: Form, role: str) -> int:
    """Number of the column where the indicator table has that role."""
    return 2 + [column.role for column in columns_of(form, "indicators")].index(role)


def head_areas(form: Form) -> dict[str, tuple[Area, Area]]:
    """Label and value areas of the labelled fields."""
    foot = level_rows(form)[-1][3] + 2 + len(form.notes)
    if form.code == "F05":
        return {
            "department": ((HEAD, 1, HEAD, 1), (HEAD, 2, HEAD, 4)),
            "code": ((HEAD, 5, HEAD, 5), (HEAD, 6, HEAD, LAST)),
            "filler": ((HEAD + 1, 1, HEAD + 1, 1), (HEAD + 1, 2, HEAD + 1, 4)),
            "date": ((HEAD + 1, 5, HEAD + 1, 5), (HEAD + 1, 6, HEAD + 1, LAST)),
            "leader": ((foot, 1, foot, 1), (foot, 2, foot, 3)),
            "phone": ((foot, 4, foot, 4), (foot, 5, foot, LAST)),
        }
    return {
        "project": ((HEAD, 1, HEAD, 1), (HEAD, 2, HEAD, 4)),
        "code": ((HEAD, 5, HEAD, 5), (HEAD, 6, HEAD, LAST)),
        "department": ((HEAD + 1, 1, HEAD + 1, 1), (HEAD + 1, 2, HEAD + 1, 4)),
        "agency": ((HEAD + 1, 5, HEAD + 1, 5), (HEAD + 1, 6, HEAD + 1, LAST)),
        "filler": ((foot, 1, foot, 1), (foot, 2, foot, 3)),
        "phone": ((foot, 4, foot, 4), (foot, 5, foot, 5)),
        "date": ((foot, 6, foot, 6), (foot, 7, foot, LAST)),
    }


@lru_cache(maxsize=512)
def places(form: Form) -> dict[Key, str]:
    """Every cell by (role, row): fields and goals with row 0, 「funds.…」 by fund row, 「indicators.…」 by row."""
    found: dict[Key, str] = {(role, 0): address(*value[:2]) for role, (_, value) in head_areas(form).items()}
    found |= {
        ("year", 0): address(YEAR, 1),
        ("goal", 0): address(GOALS + 1, 2),
        ("goal_done", 0): address(GOALS + 1, 6),
    }
    for number in range(len(form.fund_rows)):
        for place, column in enumerate(columns_of(form, "funds"), 3):
            if number and column.role == "reason":
                continue  # one cell for all fund rows
            found[f"funds.{column.role}", number] = address(FUNDS + 1 + number, place)
    last = level_rows(form)[-1][3]
    indicators = columns_of(form, "indicators")
    for row in range(FIRST, last + 1):
        for number, column in enumerate(indicators, 2):
            found[f"indicators.{column.role}", row - FIRST] = address(row, number)
    for role in ("weight", "score", "reason"):  # the grade stands under the reasons
        found["total.grade" if role == "reason" else f"total.{role}", 0] = address(
            last + 1, indicator_column(form, role)
        )
    return found


def formulas(form: Form, policy: Policy) -> dict[str, str]:
    """Address → formula of every calculated cell; nothing is shown while nothing is filled in."""
    at = places(form)
    sources = len(form.fund_rows) - 1
    found = {}
    for role in _MONEY:
        block = f"{at[f'funds.{role}', 1]}:{at[f'funds.{role}', sources]}"
        found[at[f"funds.{role}", 0]] = f'=IF(COUNT({block})=0,"",ROUND(SUM({block}),6))'
    budget, executed, weight = (at[f"funds.{role}", 0] for role in ("budget", "executed", "weight"))
    empty = f'OR({budget}="",{executed}="")'
    found[at["funds.rate", 0]] = f'=IF({empty},"",IF({budget}=0,"",{executed}/{budget}))'
    points = f"ROUND(MAX(0,MIN({weight},{executed}*{weight}/{budget})),2)"
    found[at["funds.score", 0]] = f'=IF({empty},"",IF({budget}=0,"",{points}))'
    last = level_rows(form)[-1][3] - FIRST
    for role in ("weight", "score"):
        block = f"{at[f'indicators.{role}', 0]}:{at[f'indicators.{role}', last]}"
        whole = f"SUM({at[f'funds.{role}', 0]},{block})"
        found[at[f"total.{role}", 0]] = f'=IF(COUNT({block})=0,"",ROUND({whole},2))'
    total = at["total.score", 0]
    nested = f'"{policy.grades[-1].name}"'
    for band in reversed(policy.grades[:-1]):
        nested = f'IF({total}>={band.lower:f},"{band.name}",{nested})'
    found[at["total.grade", 0]] = f'=IF({total}="","",{nested})'
    return found


def results(form: Form, policy: Policy, cells: Mapping[str, Scalar]) -> dict[str, Scalar]:
    """What the formulas give for these cells (address → value); "" where they show nothing.

    A value among `cells` for a formula's place is a constant typed over it: the other formulas see that.
    """
    at = places(form)
    known: dict[str, Scalar] = {at["funds.weight", 0]: policy.execution_weight, **cells}
    given: dict[str, Scalar] = {}

    def settle(place: str, value: Scalar) -> None:
        given[place] = "" if value is None else value
        known.setdefault(place, given[place])

    funds, points_of = _blocks(form)
    for role, block in funds:
        settle(at[f"funds.{role}", 0], _sum(known, block))
    rate, points = _execution(*(_number(known, at[f"funds.{role}", 0]) for role in ("budget", "executed", "weight")))
    settle(at["funds.rate", 0], rate)
    settle(at["funds.score", 0], points)
    for role, block in points_of:
        total = _sum(known, block)
        execution = _number(known, at[f"funds.{role}", 0]) or Decimal(0)
        settle(at[f"total.{role}", 0], None if total is None else rounded(total + execution))
    claimed = _number(known, at["total.score", 0])
    settle(at["total.grade", 0], None if claimed is None else policy.grade(claimed))
    return given


@lru_cache(maxsize=512)
def _blocks(form: Form) -> tuple[tuple[tuple[str, list[str]], ...], tuple[tuple[str, list[str]], ...]]:
    """The cells that the totals add up, by role: money by fund row, points by indicator."""
    at, rows = places(form), range(level_rows(form)[-1][3] - FIRST + 1)
    funds = [(role, [at[f"funds.{role}", row] for row in range(1, len(form.fund_rows))]) for role in _MONEY]
    points = [(role, [at[f"indicators.{role}", row] for row in rows]) for role in ("weight", "score")]
    return tuple(funds), tuple(points)


def _number(cells: Mapping[str, Scalar], place: str) -> Decimal | None:
    value = cells.get(place)
    return Decimal(value) if isinstance(value, int | Decimal) else None


def _sum(cells: Mapping[str, Scalar], among: list[str]) -> Decimal | None:
    found = [number for place in among if place in cells and (number := _number(cells, place)) is not None]
    return sum(found, Decimal(0)) if found else None


def _execution(
    budget: Decimal | None, executed: Decimal | None, weight: Decimal | None
) -> tuple[Decimal | None, Decimal | None]:
    """Execution rate and its points, as the formulas have them; a test holds them against the scoring engine."""
    if not budget or executed is None:
        return None, None
    rate = executed / budget
    return rate, rounded(max(Decimal(0), min(Decimal(1), rate)) * (weight or Decimal(0)))
