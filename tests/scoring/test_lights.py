"""The lights that need more than the calculation cases: ranges, words, goals, months between floors."""

from __future__ import annotations

from decimal import Decimal

import pytest

from jixiao.policy.load import load_profile
from jixiao.scoring.lights import (
    Colour,
    budget_light,
    goal_light,
    indicator_light,
    judged_by_range,
    qualitative_light,
    range_light,
    schedule_warning,
)

NATIONAL, SICHUAN = load_profile("全国"), load_profile("四川")


def test_a_light_says_how_it_came_about() -> None:
    light = budget_light(Decimal(35), Decimal(100), 7, NATIONAL)
    assert (light.name, light.percent) == ("黄", Decimal("60.00"))
    assert light.how == "35÷100÷(7÷12)=60.00%,达到 60%、不足 80%"
    light = indicator_light(Decimal(96), Decimal(120), 8, NATIONAL)
    assert (light.name, light.how) == ("蓝", "96÷(120×8÷12)=120.00%,达到 120%")


def test_spending_has_no_blue_light() -> None:
    assert budget_light(Decimal(100), Decimal(100), 1, NATIONAL).colour == "green"


def test_bounds_come_from_the_policy() -> None:
    strict = NATIONAL.model_copy(update={"light_red_below": Decimal(70)})
    assert budget_light(Decimal(35), Decimal(100), 7, strict).colour == "red"


@pytest.mark.parametrize("month", [0, 13])
def test_a_month_outside_the_year_is_refused(month: int) -> None:
    with pytest.raises(ValueError, match="month"):
        budget_light(Decimal(1), Decimal(2), month, NATIONAL)


@pytest.mark.parametrize(("actual", "colour"), [("0", "green"), ("3", "green"), ("-1", "red")])
def test_a_target_of_zero_is_not_divided_by(actual: str, colour: str) -> None:
    light = indicator_light(Decimal(actual), Decimal(0), 8, NATIONAL)
    assert (light.colour, light.percent) == (colour, None)


@pytest.mark.parametrize(
    ("dimension", "sign", "by_range"),
    [
        ("质量指标", "≥", True),
        ("成本指标", "≤", True),
        ("时效", "=", True),
        ("数量指标", "≤", True),
        ("数量指标", "≥", False),
        ("满意度指标", "≥", False),
        ("社会效益指标", "<", True),
    ],
)
def test_which_indicators_are_judged_by_range(dimension: str, sign: str, by_range: bool) -> None:
    assert judged_by_range(dimension, sign) is by_range


@pytest.mark.parametrize(
    ("low", "actual", "high", "colour"),
    [
        ("95", "95", None, "green"),
        ("95", "94.99", None, "red"),
        (None, "30", "30", "green"),
        (None, "30.01", "30", "red"),
        ("1", "2", "3", "green"),
        ("1", "0", "3", "red"),
        ("1", "4", "3", "red"),
    ],
)
def test_range(low: str | None, actual: str, high: str | None, colour: str) -> None:
    bounds = [None if bound is None else Decimal(bound) for bound in (low, high)]
    assert range_light(Decimal(actual), bounds[0], bounds[1]).colour == colour


def test_words() -> None:
    assert [qualitative_light(band).name for band in range(3)] == ["绿", "黄", "红"]


@pytest.mark.parametrize(
    ("colours", "goal"),
    [
        (["green", "red", "yellow"], "red"),
        (["blue", "yellow"], "yellow"),
        (["blue", "blue"], "blue"),
        (["blue", "green"], "green"),
        (["green"], "green"),
    ],
)
def test_goal(colours: list[Colour], goal: str) -> None:
    light = goal_light(colours)
    assert light is not None
    assert light.colour == goal


def test_a_goal_without_indicators_has_no_light() -> None:
    assert goal_light([]) is None


@pytest.mark.parametrize(
    ("month", "executed", "state"),
    [
        (4, "24.99", "warn"),
        (5, "25", "ok"),
        (7, "39.99", "warn"),
        (7, "59", "ok"),
        (9, "60", "ok"),
        (12, "79", "warn"),
    ],
)
def test_between_floors_the_last_one_counts(month: int, executed: str, state: str) -> None:
    warning = schedule_warning(Decimal(executed), Decimal(100), month, SICHUAN)
    assert warning is not None
    assert warning.state == state


def test_no_floor_before_the_first_month_nor_elsewhere() -> None:
    assert schedule_warning(Decimal(0), Decimal(100), 3, SICHUAN) is None
    assert schedule_warning(Decimal(0), Decimal(100), 10, NATIONAL) is None


def test_no_budget_is_a_warning_that_says_so() -> None:
    warning = schedule_warning(Decimal(0), Decimal(0), 6, SICHUAN)
    assert warning is not None
    assert (warning.state, warning.floor) == ("warn", Decimal(40))
    assert "无预算" in warning.how
