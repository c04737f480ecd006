"""The 85 calculation cases of the domain data, each a test, and what must hold for all numbers."""

from __future__ import annotations

import csv
from collections import Counter
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jixiao.policy.load import load_profile
from jixiao.policy.model import Policy
from jixiao.scoring.arithmetic import execution_points, points_for
from jixiao.scoring.caps import cap_for
from jixiao.scoring.lights import NO_BUDGET, budget_light, indicator_light, schedule_warning

VECTORS = Path(__file__).resolve().parents[1] / "domain" / "calc_vectors.csv"
SIGNS = {">=": "≥", "<=": "≤", "<": "<", ">": ">", "=": "="}
PLATFORM_NOTE = "national/daxiang/"


@cache
def rows() -> list[dict[str, str]]:
    with VECTORS.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def of(*kinds: str) -> list[Any]:
    return [pytest.param(row, id=f"{line}-{row['kind']}") for line, row in enumerate(rows(), 2) if row["kind"] in kinds]


def numbers(row: dict[str, str]) -> tuple[Decimal, Decimal]:
    return Decimal(row["target_or_budget"]), Decimal(row["actual_or_exec"])


def test_every_case_is_tested() -> None:
    counts = Counter(row["kind"] for row in rows())
    assert counts == {
        "indicator": 21,
        "budget_exec": 10,
        "light_budget_60_80": 13,
        "light_index_pos": 7,
        "light_sichuan": 8,
        "grade": 16,
        "cap_by_exec_rate": 10,
    }
    assert counts.total() == 85


@pytest.mark.parametrize("row", of("indicator"))
@pytest.mark.parametrize(("convention", "column"), [("ratio", "expected"), ("linear", "expected_alt_linear_or_value")])
def test_points(row: dict[str, str], convention: str, column: str) -> None:
    target, actual = numbers(row)
    weight = Decimal(row["weight_or_month"])
    assert points_for(SIGNS[row["op"]], target, target, actual, weight, convention) == Decimal(row[column])


@pytest.mark.parametrize("row", of("budget_exec"))
def test_execution_points(row: dict[str, str]) -> None:
    budget, executed = numbers(row)
    due = execution_points(budget, executed, Decimal(row["weight_or_month"]))
    assert due is None if row["expected"] == "ERR除零" else due == Decimal(row["expected"])


@pytest.mark.parametrize("row", of("light_budget_60_80"))
def test_budget_light(row: dict[str, str]) -> None:
    budget, executed = numbers(row)
    light = budget_light(executed, budget, int(row["weight_or_month"]), load_profile())
    assert (light.colour, light.percent) == (row["expected"], Decimal(row["expected_alt_linear_or_value"]))
    assert (NO_BUDGET in light.how) == (budget == 0)


@pytest.mark.parametrize("row", of("light_index_pos"))
def test_indicator_light(row: dict[str, str]) -> None:
    target, actual = numbers(row)
    light = indicator_light(actual, target, int(row["weight_or_month"]), load_profile())
    assert (light.colour, light.percent) == (row["expected"], Decimal(row["expected_alt_linear_or_value"]))


@pytest.mark.parametrize("row", of("light_sichuan"))
def test_schedule_warning(row: dict[str, str]) -> None:
    budget, executed = numbers(row)
    warning = schedule_warning(executed, budget, int(row["weight_or_month"]), load_profile("四川"))
    assert warning is not None
    assert (warning.state, warning.name) == {"warn": ("warn", "预警"), "ok": ("ok", "正常")}[row["expected"]]


@pytest.mark.parametrize("row", of("grade"))
def test_grade(row: dict[str, str]) -> None:
    total = Decimal(row["target_or_budget"] or row["actual_or_exec"])
    assert row["note"].startswith(PLATFORM_NOTE)
    assert load_profile("全国2020").grade(total) == row["expected"]
    assert load_profile("大祥区").grade(total) == row["expected_alt_linear_or_value"]
    assert load_profile("平台默认").grade(total) == row["note"].removeprefix(PLATFORM_NOTE).partition("(")[0]


def capped() -> Policy:
    return load_profile().model_copy(update={"execution_caps_on": True})


@pytest.mark.parametrize("row", of("cap_by_exec_rate"))
def test_cap(row: dict[str, str]) -> None:
    rate = Decimal(row["target_or_budget"] or row["actual_or_exec"])
    assert cap_for(rate, capped()) == Decimal(row["expected"])
    assert cap_for(rate, load_profile()) == 100  # the default leaves caps off


amounts = st.decimals(min_value="0", max_value="1000000", places=2)
positive = st.decimals(min_value="0.01", max_value="1000000", places=2)
weights = st.decimals(min_value="0.5", max_value="50", places=1)
signs = st.sampled_from(["≥", ">", "=", "≤", "<"])
conventions = st.sampled_from(["ratio", "linear"])
months = st.integers(min_value=1, max_value=12)
few = settings(max_examples=150, deadline=None)
ORDER = ["red", "yellow", "green", "blue"]


@few
@given(signs, amounts, amounts, amounts, weights, conventions)
def test_points_lie_within_the_weight(
    sign: str, low: Decimal, high: Decimal, actual: Decimal, weight: Decimal, convention: str
) -> None:
    low, high = sorted((low, high))
    assert 0 <= points_for(sign, low, high, actual, weight, convention) <= weight


@few
@given(signs, positive, amounts, amounts, weights, conventions)
def test_points_go_with_the_actual(
    sign: str, target: Decimal, first: Decimal, second: Decimal, weight: Decimal, convention: str
) -> None:
    less, more = sorted((first, second))
    for_less, for_more = (points_for(sign, target, target, each, weight, convention) for each in (less, more))
    assert for_less >= for_more if sign in ("≤", "<") else for_less <= for_more


@few
@given(signs, positive, amounts, weights, conventions)
def test_a_met_target_gives_full_points_and_a_clear_miss_does_not(
    sign: str, target: Decimal, actual: Decimal, weight: Decimal, convention: str
) -> None:
    due = points_for(sign, target, target, actual, weight, convention)
    met = actual <= target if sign in ("≤", "<") else actual >= target
    clear_miss = actual > target * Decimal("1.05") if sign in ("≤", "<") else actual < target * Decimal("0.95")
    assert due == weight or not met
    assert due < weight or not clear_miss


@few
@given(positive, positive, weights)
def test_ratio_gives_no_less_than_linear(target: Decimal, actual: Decimal, weight: Decimal) -> None:
    ratio, linear = (points_for("≤", target, target, actual, weight, each) for each in ("ratio", "linear"))
    assert ratio >= linear


@few
@given(positive, amounts, amounts, months)
def test_more_done_never_gives_a_worse_light(year: Decimal, first: Decimal, second: Decimal, month: int) -> None:
    less, more = sorted((first, second))
    for light in (budget_light, indicator_light):
        colours = [light(each, year, month, load_profile()).colour for each in (less, more)]
        assert ORDER.index(colours[0]) <= ORDER.index(colours[1])


@few
@given(positive, amounts, months)
def test_a_later_month_never_gives_a_better_light(year: Decimal, done: Decimal, month: int) -> None:
    colours = [budget_light(done, year, each, load_profile()).colour for each in range(month, 13)]
    assert [ORDER.index(each) for each in colours] == sorted((ORDER.index(each) for each in colours), reverse=True)


@few
@given(st.decimals(min_value="0", max_value="150", places=2), st.decimals(min_value="0", max_value="150", places=2))
def test_a_higher_execution_rate_never_lowers_the_cap(first: Decimal, second: Decimal) -> None:
    less, more = sorted((first, second))
    assert cap_for(less, capped()) <= cap_for(more, capped()) <= 100


@few
@given(st.integers(min_value=1, max_value=10**6), months)
def test_lights_change_exactly_at_the_bound(budget: int, month: int) -> None:
    at_bound = Decimal(budget * month)  # of a budget of 20 × this, exactly 60 % of schedule
    light = budget_light(at_bound, Decimal(budget * 20), month, load_profile())
    assert (light.colour, light.percent) == ("yellow", Decimal("60.00"))
    just_below = at_bound - Decimal("0.000001")
    assert budget_light(just_below, Decimal(budget * 20), month, load_profile()).colour == "red"
