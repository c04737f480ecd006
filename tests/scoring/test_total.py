"""Points of whole forms: bounds, sums, derivations that compute, and how unjudged lines enter the total."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jixiao.forms.read import read_forms
from jixiao.policy.load import load_profile
from jixiao.records.numbers import rounded
from jixiao.records.score import Score
from jixiao.records.self_evaluation import SelfEvaluation
from jixiao.scoring.total import score_form
from tests.forms.layouts import LAYOUTS, Content, Row, to_grid

POLICY = load_profile()
LINEAR = POLICY.model_copy(update={"reverse": "linear"})


def scored(content: Content, policy=POLICY) -> Score:
    (form,) = read_forms(to_grid(LAYOUTS["A1"](content)))
    assert isinstance(form, SelfEvaluation)
    return score_form(form, policy)


def with_rows(*rows: Row, **changes: object) -> Content:
    return replace(Content(**changes), rows=rows)  # type: ignore[arg-type]


def row(target: str, actual: object, weight: object = 10, score: object = 10, level2: str = "数量指标") -> Row:
    return Row("产出指标", level2, "某项工作量", "", target, "", actual, weight, score)


numbers = st.decimals(0, 10_000, places=2).filter(lambda number: number > 0)


@given(
    st.lists(st.tuples(st.sampled_from("≥≤＝"), numbers, numbers, st.integers(1, 30)), min_size=1, max_size=6),
    st.booleans(),
)
@settings(max_examples=60, deadline=None)
def test_lines_stay_within_their_weight_and_add_up(
    items: list[tuple[str, Decimal, Decimal, int]], linear: bool
) -> None:
    content = with_rows(*(row(f"{sign}{goal}个", f"{actual}个", weight) for sign, goal, actual, weight in items))
    score = scored(content, LINEAR if linear else POLICY)
    assert len(score.lines) == len(items) + 1
    for line in score.lines:
        assert line.due is not None
        assert line.weight is not None
        assert 0 <= line.due <= rounded(line.weight)
        assert line.due == rounded(line.due)
    assert score.due == sum((line.due or Decimal(0) for line in score.lines), Decimal(0))


@given(numbers, numbers, st.integers(1, 30), st.booleans())
@settings(max_examples=60, deadline=None)
def test_the_derivation_computes_to_the_points(goal: Decimal, actual: Decimal, weight: int, linear: bool) -> None:
    for sign in "≥≤":
        line = scored(with_rows(row(f"{sign}{goal}个", f"{actual}个", weight)), LINEAR if linear else POLICY).lines[1]
        formula = re.search(r"([0-9.×÷()−]+)=([0-9.]+)$", line.how)
        if formula is None:
            assert line.how == f"达到目标,得满分 {weight}" or "不得分" in line.how
            continue
        value = eval(
            re.sub(r"([0-9.]+)", r"Decimal('\1')", formula[1].replace("×", "*").replace("÷", "/").replace("−", "-"))
        )
        assert rounded(max(value, Decimal(0))) == line.due == rounded(Decimal(formula[2]))


@pytest.mark.parametrize(
    ("target", "actual", "level2", "kind", "due"),
    [
        ("≥100人", "95人", "数量指标", "quantity", "9.50"),
        ("15-20人", "12", "数量指标", "range", "8.00"),
        ("15-20人", "25", "数量指标", "range", "8.00"),
        ("15-20人", "17", "数量指标", "range", "10.00"),
        ("0起", "0", "质量指标", "quantity", "10.00"),
        ("0起", "1", "质量指标", "quantity", "0.00"),
        ("2023年11月30日前", "2023年11月20日", "时效指标", "deadline", "10.00"),
        ("2023年11月30日前", "2023年12月2日", "时效指标", "late", None),
        ("2023年11月30日前", "按时完成", "时效指标", "deadline_unread", None),
        ("2023年12月15日前", "2023年12月", "时效指标", "deadline_unread", None),
        ("显著提升", "达成", "质量指标", "qualitative", None),
        ("≥100人", "≥100人", "数量指标", "copied", None),
        ("≥100人", "完成", "数量指标", "text", None),
        ("≥10台", "8人", "数量指标", "unit_mismatch", None),
        ("20万元", "19.5万元", "成本指标", "quantity", "10.00"),
        ("20万元", "200000元", "成本指标", "quantity", "10.00"),
        ("30天", "25天", "时效指标", "quantity", "10.00"),
        ("100", "98", "质量指标", "quantity", "9.80"),
    ],
)
def test_how_a_line_is_judged(target: str, actual: str, level2: str, kind: str, due: str | None) -> None:
    line = scored(with_rows(row(target, actual, level2=level2))).lines[1]
    assert (line.kind, None if line.due is None else str(line.due)) == (kind, due)


@pytest.mark.parametrize(
    ("actual", "claimed", "total"),
    [("达成", 9, "18.55"), ("达成", 7, None), ("部分达成", 7, "16.55"), ("部分达成", 9, None), ("未完成", 3,
     "12.55"), ("显著提升", 8, "17.55"),
     ("做了许多工作", 2, "11.55"), ("做了许多工作", 11, None)],
)  # fmt: skip
def test_unjudged_points_count_if_they_lie_in_their_band(actual: str, claimed: int, total: str | None) -> None:
    score = scored(with_rows(row("显著提升", actual, 10, claimed, level2="质量指标")))
    assert (None if score.due is None else str(score.due)) == total


def test_a_total_row_of_zero_over_filled_sources_has_no_due() -> None:
    drawn = LAYOUTS["A1"](Content())
    drawn.cells[6, 4] = drawn.cells[6, 5] = 0
    (form,) = read_forms(to_grid(drawn))
    assert isinstance(form, SelfEvaluation)
    execution = score_form(form, POLICY).lines[0]
    assert (execution.kind, execution.due) == ("execution", None)


def test_more_than_the_budget_is_capped() -> None:
    line = scored(replace(Content(), executed=120)).lines[0]
    assert str(line.due) == "10.00"
    assert "超过 100%" in line.how
