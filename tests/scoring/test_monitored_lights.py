"""Lights of whole monitoring forms: both conventions' months, what is red, what nobody can tell."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from jixiao.forms.read import read_forms
from jixiao.policy.load import load_profile
from jixiao.records.aim import Aim, Done, read_aim, read_done
from jixiao.records.monitoring import Monitoring
from jixiao.records.value import Value
from jixiao.scoring.lights import aim_light, word_band
from jixiao.scoring.monitored_lights import falls_short, form_lights, month_of, red_items
from tests.forms.monitoring_layouts import ROWS, Draft, grid, half_year, ministry, split_columns

NATIONAL, SICHUAN = load_profile("全国"), load_profile("四川")


def form_of(draft: Draft) -> Monitoring:
    (form,) = read_forms(grid(draft.sheet()))
    assert isinstance(form, Monitoring)
    return form


def light_of(target: str, actual: str, level2: str = "数量指标", month: int = 8) -> str | None:
    aim = read_aim(Value("A1", text=target, content=target), None, None, name="指标", level=level2, year=2025)
    light = aim_light(aim, read_done(Value("B1", text=actual, content=actual), aim, year=2025), level2, month, NATIONAL)
    return light.name if light is not None else None


@pytest.mark.parametrize(
    ("target", "actual", "level2", "name"),
    [
        *(("≥120公里", "47.9公里", "数量指标", "红"), ("≥120公里", "48公里", "数量指标", "黄")),
        *(("≥120公里", "64公里", "数量指标", "绿"), ("≥120公里", "96公里", "数量指标", "蓝")),
        *(
            ("≥95%", "94.9%", "质量指标", "红"),
            ("≥95%", "95%", "质量指标", "绿"),
            ("≤20万元", "21万元", "成本指标", "红"),
        ),
        *(
            ("≤3件", "3件", "生态效益指标", "绿"),
            ("0件", "1件", "数量指标", "红"),
            ("15-20天", "22天", "时效指标", "红"),
        ),
        *(("≤20万元", "180000元", "经济成本指标", "绿"), ("2025年6月底前", "2025年7月3日", "时效指标", "红")),
        *(("2025年6月底前", "2025年6月3日", "时效指标", "绿"), ("2025年12月底前", "正在施工", "时效指标", None)),
        *(("建立制度", "未建立,未完成", "数量指标", "红"), ("建立制度", "部分完成", "数量指标", "黄")),
        *(("建立制度", "建立制度", "数量指标", "绿"), ("建立制度", "见附件", "数量指标", None)),
        *(
            ("≥120公里", "48人", "数量指标", None),
            ("≥120公里", "尚未开工", "数量指标", None),
            ("", "5", "数量指标", None),
        ),
    ],
)
def test_the_light_of_an_indicator(target: str, actual: str, level2: str, name: str | None) -> None:
    assert light_of(target, actual, level2) == name


def test_a_form_in_any_layout_gets_the_same_lights_for_the_same_month() -> None:
    lights = form_lights(form_of(ministry()), NATIONAL)
    assert (lights.month, lights.assumed) == (7, False)
    assert [lit.light and lit.light.name for lit in (*lights.money, *lights.targets)] == [
        "绿",
        "绿",
        "绿",
        "绿",
        "红",
        "蓝",
    ]
    assert lights.goal
    assert lights.goal.light
    assert (lights.goal.light.name, lights.project and lights.project.name) == ("红", "红")
    later = form_lights(form_of(split_columns()), NATIONAL)
    assert [lit.light and lit.light.name for lit in later.targets] == ["绿", "绿", "绿", "红", "蓝"]


def test_red_items_come_with_their_reasons_money_first() -> None:
    form = form_of(ministry(span="1—10月"))
    red = red_items(form, NATIONAL)
    assert [(lit.what, lit.label) for lit in red] == [("指标", "受益农田面积")]
    assert red[0].light
    assert red[0].light.how == "900÷(3200×10÷12)=33.75%,不足 60%"
    assert red[0].remark == "下游两座水库尚未开工;9月追加两个施工队"
    draft = ministry(span="1—10月")
    draft.line(6, ["年度资金总额：", None, 100, 45], 2)
    money = red_items(form_of(draft), NATIONAL)[0]
    assert (money.what, money.target, money.done, money.cell) == ("资金", "100 万元", "45 万元", "E6")


def test_a_form_without_a_period_takes_the_policys_month() -> None:
    form = form_of(ministry(span="本期"))
    assert form.month is None
    assert month_of(form, NATIONAL) == 7
    assert month_of(form, NATIONAL.model_copy(update={"monitoring_month": 9})) == 9
    assert form_lights(form, NATIONAL).assumed


def test_the_least_spending_of_the_month_is_told_where_the_policy_has_one() -> None:
    form = form_of(half_year())
    assert form_lights(form, NATIONAL).warning is None
    warning = form_lights(form, SICHUAN.for_year(2025)).warning
    assert warning
    assert (warning.name, warning.floor) == ("正常", Decimal(40))
    draft = half_year()
    draft.line(5, ["年度财政资金总额", 100, 39, 98])
    money = red_items(form_of(draft), SICHUAN.for_year(2025))[0]
    assert (money.what, money.light and money.light.how) == ("资金", "39÷100=39.00%,1—6月最低 40%,未达到")
    assert "资金" not in [lit.what for lit in red_items(form_of(draft), NATIONAL)]


@pytest.mark.parametrize(
    ("target", "forecast", "short"),
    [
        ("≥6座", "5座", True),
        ("≥6座", "6座", False),
        ("≤6天", "7天", True),
        ("5-6座", "7座", True),
        ("≥6座", "好", False),
    ],
)
def test_a_forecast_short_of_the_target(target: str, forecast: str, short: bool) -> None:
    row = {**ROWS[0], "target": target, "forecast": forecast}
    (monitored,) = form_of(ministry((row,))).monitored()
    assert falls_short(monitored) is short


def test_bands_of_words() -> None:
    words = ("达成预期指标", "基本完成", "未完成", "见附件", "")
    assert [word_band(text, "建立制度", NATIONAL) for text in words] == [0, 1, 2, None, None]
    assert word_band("建立制度", "建立制度", NATIONAL) == 0


def test_a_deadline_told_only_to_the_year_is_left_alone() -> None:
    aim = read_aim(Value("A1", text="2025年6月底前"), None, None, name="完工", level="时效指标", year=2025)
    done = read_done(Value("B1", text="2025年"), aim, year=2025)
    assert done.when
    assert done.when.last == date(2025, 12, 31)
    assert aim_light(aim, done, "时效指标", 8, NATIONAL) is None
    assert aim_light(Aim("blank"), Done("number", number=Decimal(1)), "数量指标", 8, NATIONAL) is None
