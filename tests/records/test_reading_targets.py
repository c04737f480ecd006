"""The one parser of target and completed values: every spelling of the same thing reads the same, nothing raises."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jixiao.records.aim import Aim, Done, read_aim, read_done
from jixiao.records.numbers import read_points
from jixiao.records.units import factor_between
from jixiao.records.value import Value

TIMELY = "产出指标时效指标"
COST = "产出指标成本指标"
AMOUNT = "产出指标数量指标"


def aim(text: str, *, level: str = AMOUNT, name: str = "某项", sign: str | None = None, unit: str | None = None) -> Aim:
    cell = Value("E14", text=text, content=text)
    beside = [None if words is None else Value("F14", text=words, content=words) for words in (sign, unit)]
    return read_aim(cell, *beside, name=name, level=level, year=2023)


def done(text: object, against: Aim, *, percent: bool = False) -> Done:
    shown = str(text)
    content = Decimal(shown) if isinstance(text, int | float) else text
    return read_done(Value("F14", text=shown, content=content, percent=percent), against, year=2023)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "texts",
    [
        ["≥100人", "≧100人", ">=100人", "＞＝100人", "≥ 100 人", "≥１００人", "不低于100人", "不少于100人",
         "大于等于100人", "达到100人",
         "100人以上", "100人及以上", "100人（含）以上", "至少100人"],
        ["≤20万元", "<=20万元", "≤２０万元", "不超过20万元", "不高于20万元", "控制在20万元以内", "控制在20万元",
         "20万元以内", "20万元以下"],
        ["＝100%", "=100%", "﹦100%", "═100%", "＝100％", "＝百分之100"],
        ["≥95%", "≥95％", "不低于95%", "95%以上", "不低于百分之九十五", "≥百分之95", "≥95百分比"],
        ["＞5个", ">5个", "大于5个", "超过5个", "高于5个"],
        ["＜5起", "<5起", "小于5起", "少于5起", "低于5起"],
        ["15-20天", "15～20天", "15~20天", "15—20天", "15至20天", "15天-20天", "１５－２０天"],
        ["≥1,234.5元", "≥1234.5元", "≥1234.50元", "≥1，234.5元"],
        ["2023年12月底前", "2023年12月31日前", "12月31日前", "12月底前", "2023-12-31", "2023/12/31",
         "2023.12.31", "20231231", "2023年12月31日前完成",
         "≤12月31日", "不晚于2023年12月31日"],
        ["全年", "2023年", "2023年1月-12月", "1-12月", "2023年1月至2023年12月"],
    ],
    ids=lambda texts: texts[0],
)  # fmt: skip
def test_every_spelling_reads_the_same(texts: list[str]) -> None:
    level = TIMELY if "年" in texts[0] else AMOUNT
    read = [aim(text, level=level) for text in texts]
    first = read[0]
    for text, other in zip(texts, read, strict=True):
        assert (other.kind, other.reads_as, other.low, other.high, other.unit) == (
            first.kind, first.reads_as, first.low, first.high, first.unit,
        ), text  # fmt: skip
        if first.deadline is not None:
            assert other.deadline is not None
            assert other.deadline.last == first.deadline.last, text


@pytest.mark.parametrize(
    ("text", "low", "unit"),
    [("3.5亿元", "3.5", "亿元"), ("1.2万人次", "1.2", "万人次"), ("200万", "200", "万"), ("0起", "0", "起"),
     ("530元/人*月", "530", "元/人月"),
     ("12台(套)", "12", "台(套)"), (".5公里", "0.5", "公里"), ("≥120㎡", "120", "平方米")],
)  # fmt: skip
def test_numbers_and_units(text: str, low: str, unit: str) -> None:
    read = aim(text)
    assert (read.kind, read.low, read.unit) == ("quantity", Decimal(low), unit)


@pytest.mark.parametrize(
    "text",
    ["显著提升", "完成1部宣传片,2套方案", "6月份完成宣传片制作;9月份完成文本", "通过", "长期",
     "参照政府采购成本控制", "约100人", "20个左右",
     "严格按照预算标准1000元/人给补助对象兑付补助", "优良中低差", "≥", "年均3次左右", "20-15天", "2023年13月",
     "第五季度", "≥5个且≤8个"],
)  # fmt: skip
def test_what_is_no_expression_is_qualitative(text: str) -> None:
    assert aim(text, level=TIMELY).kind == "qualitative"


@pytest.mark.parametrize(
    ("text", "level", "reads_as"),
    [("20万元", COST, "≤"), ("20万元", AMOUNT, "="), ("30天", AMOUNT, "≤"), ("15年", "效益指标可持续影响指标",
     "="), ("100%", COST, "="),
     ("100", AMOUNT, "="), ("≥30天", AMOUNT, "≥")],
)  # fmt: skip
def test_bare_amounts_and_durations(text: str, level: str, reads_as: str) -> None:
    assert aim(text, level=level).reads_as == reads_as


def test_sign_and_unit_in_columns_of_their_own() -> None:
    read = aim("200", sign="≧", unit="平方米")
    assert (read.sign, read.low, read.unit, read.bare) == ("≥", Decimal(200), "平方米", False)
    assert aim("显著", sign="定性").kind == "qualitative"
    assert aim("2023年12月底前", sign="定性", level=TIMELY).kind == "deadline"
    assert aim("95", sign="不少于", unit="百分比").percent


@pytest.mark.parametrize("target", ["≥95%", "＝95%"])
@pytest.mark.parametrize(("actual", "percent"), [("95%", False), ("９５％", False), (95, False), (0.95, False),
(0.95, True), ("95", False), ("达到95%", False)])  # fmt: skip
def test_one_percentage_in_every_spelling(target: str, actual: object, percent: bool) -> None:
    against = aim(target, name="合格率")
    content = Decimal(str(actual)) if isinstance(actual, int | float) else actual
    shown = "95%" if percent else str(actual)
    read = read_done(Value("F14", text=shown, content=content, percent=percent), against, year=2023)  # type: ignore[arg-type]
    assert (read.kind, read.number) == ("number", Decimal(95))


def test_small_percentages_are_not_fractions() -> None:
    assert done(0.4, aim("≤0.5%", name="故障率")).number == Decimal("0.4")
    assert done(1, aim("＝100%", name="覆盖率")).number == 100


@pytest.mark.parametrize(
    ("text", "kind"),
    [("≥266米", "expression"), ("266米", "number"), ("完成266米", "number"), ("完成", "text"),
     ("已铺设266米管道", "text"), ("—", "not_applicable"),
     ("", "blank"), ("266", "number")],
)  # fmt: skip
def test_completed_values(text: str, kind: str) -> None:
    assert done(text, aim("≥266米")).kind == kind


def test_dates_as_text_and_as_dates() -> None:
    limit = aim("2023年12月底前", level=TIMELY)
    for content in ("2023年10月", "2023-10-31", "10月", datetime(2023, 10, 31), date(2023, 10, 31)):
        read = read_done(Value("F14", text=str(content), content=content), limit, year=2023)
        assert read.kind == "date", content
        assert read.when is not None
        assert read.when.last == date(2023, 10, 31)
    assert done("及时", limit).kind == "text"


@given(
    st.text(max_size=40),
    st.sampled_from([AMOUNT, TIMELY, COST, ""]),
    st.text(max_size=8),
    st.text(max_size=8),
    st.text(max_size=40),
)
def test_anything_is_read_without_a_fault(text: str, level: str, sign: str, unit: str, actual: str) -> None:
    read = aim(text, level=level, sign=sign, unit=unit)
    assert read.kind in {"quantity", "range", "deadline", "qualitative", "blank", "not_applicable"}
    assert not read.quantitative or (read.low is not None and read.high is not None and read.low <= read.high)
    assert done(actual, read).kind in {"number", "date", "text", "expression", "blank", "not_applicable"}


ALPHABET = "≥≤<>=＝0123456789.,％%-～至年月日前底人万元亿/ 控制在以内不低于第季度全"


@given(st.text(alphabet=ALPHABET, max_size=16), st.text(alphabet=ALPHABET, max_size=16))
def test_likely_jumbles_are_read_without_a_fault(text: str, actual: str) -> None:
    for level in (AMOUNT, TIMELY, COST):
        done(actual, aim(text, level=level))


@given(
    st.decimals(0, 10**9, places=2),
    st.sampled_from(["≥", "＞", "≤", "＜", "＝", ""]),
    st.sampled_from(["人", "万元", "%", "公里", "元/人·月", ""]),
)
def test_a_number_keeps_its_value(number: Decimal, sign: str, unit: str) -> None:
    read = aim(f"{sign}{number}{unit}")
    assert (read.kind, read.low, read.high) == ("quantity", number, number)
    assert read.sign == {"＞": ">", "＜": "<", "＝": "="}.get(sign, sign)
    assert done(f"{number}{unit}", read).number == number


@given(st.integers(1, 12), st.integers(2000, 2035))
def test_deadlines_end_with_their_month(month: int, year: int) -> None:
    for text in (f"{year}年{month}月底前", f"{year}年{month}月"):
        read = aim(text, level=TIMELY)
        assert read.deadline is not None
        assert (read.deadline.first, read.deadline.last.month) == (date(year, month, 1), month)
        assert (read.deadline.last.replace(day=28).month, read.deadline.last.day >= 28) == (month, True)


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("5分", "5"),
        ("99.55分", "99.55"),
        ("总分：99.05", "99.05"),
        ("99.05（优）", "99.05"),
        ("自评得分99.05分", "99.05"),
        ("良好", None),
    ],
)
def test_points(text: str, points: str | None) -> None:
    read = read_points(Value("H9", text=text, content=text))
    assert read == (None if points is None else Decimal(points))


@pytest.mark.parametrize(
    ("unit", "other", "factor"),
    [
        ("期", "期(次)", 1),
        ("个", "个乡镇", 1),
        ("批次", "批", 1),
        ("人", "人次", None),
        ("台", "人", None),
        ("万元", "元", 10_000),
        ("公里", "米", 1000),
    ],
)
def test_units_that_can_be_compared(unit: str, other: str, factor: int | None) -> None:
    assert factor_between(unit, other) == factor
