"""The built-in profiles: found by what users call them, with provenance, different only where they say so."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from datetime import date
from decimal import Decimal
from importlib import resources

import pytest

from jixiao.documents.notice_parts import report_day
from jixiao.policy.load import (
    PolicyError,
    check_policy,
    describe,
    load_policy,
    load_profile,
    profile_names,
)
from jixiao.policy.model import Policy, in_scheme
from jixiao.policy.profile_files import find_profile, settings_of

NAMES = profile_names()
COUNTY_NAMES = {"大祥区2024", "师宗县2023", "湖北", "四川", "银川", "平台默认"}


def test_the_default_comes_first_and_all_are_there() -> None:
    assert NAMES[0] == "全国2020"
    assert set(NAMES[1:]) == COUNTY_NAMES


@pytest.mark.parametrize("name", NAMES)
def test_every_setting_has_its_provenance(name: str) -> None:
    assert load_profile(name).name == name
    for setting in settings_of(name).values():
        assert setting.source.strip(), setting.key
        assert setting.cert in {"A", "B", "C", "A_C"}, setting.key
        assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", setting.effective), setting.key
        assert re.search(r"[\u4e00-\u9fff]", setting.label), setting.key


def test_every_field_of_the_policy_is_a_setting_with_provenance() -> None:
    head = {"name", "title", "source", "effective", "aliases"}
    found = {"origin", "broken", "dated"}  # how it was found, not what it says
    assert set(settings_of("全国2020")) == set(Policy.model_fields) - head - found


@pytest.mark.parametrize("name", sorted(COUNTY_NAMES))
def test_a_profile_states_only_what_it_has_a_source_for(name: str) -> None:
    file = resources.files("jixiao.policy") / "profiles" / f"{name}.toml"
    profile = tomllib.loads(file.read_text("utf-8"))
    assert profile["extends"] == "全国2020"
    base, own = settings_of("全国2020"), settings_of(name)
    stated = {entry["key"] for entry in profile["setting"]}
    assert stated <= set(base)
    for key in set(base) - stated:
        assert own[key] == base[key]


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("大祥区", "大祥区2024"),
        ("大祥区 2024", "大祥区2024"),
        ("邵阳市大祥区 2024", "大祥区2024"),
        ("大祥区２０２４", "大祥区2024"),
        ("师宗", "师宗县2023"),
        ("师宗县", "师宗县2023"),
        ("湖北", "湖北"),
        ("湖北省", "湖北"),
        ("四川口径", "四川"),
        ("银川", "银川"),
        ("平台", "平台默认"),
        ("national", "全国2020"),
        ("全国 2020", "全国2020"),
    ],
)
def test_names_and_aliases(words: str, name: str) -> None:
    assert find_profile(words) == name
    assert load_policy(words) == load_profile(name)


def test_no_two_profiles_share_a_name() -> None:
    called = [
        word.replace(" ", "")
        for name in NAMES
        for word in {name, *load_profile(name).aliases, load_profile(name).title}
    ]
    by_profile = {(word, find_profile(word)) for word in called}
    assert len({word for word, _ in by_profile}) == len(by_profile)


@pytest.mark.parametrize("words", ["", "火星", "2023", "县"])
def test_an_unknown_name_lists_what_there_is(words: str) -> None:
    with pytest.raises(PolicyError) as caught:
        find_profile(words)
    assert "全国2020、" in str(caught.value)
    assert check_policy(words) == [str(caught.value)]


def test_a_file_of_another_kind_is_told_apart_from_a_name() -> None:
    assert check_policy("口径.xls") == ["口径工作簿「口径.xls」不是 xlsx 格式,请用 Excel 或 WPS 另存为 .xlsx 后再用。"]


def test_daxiang_has_its_own_grades_and_inherits_the_rest() -> None:
    daxiang, national = load_profile("大祥区"), load_profile()
    assert [(band.name, band.lower) for band in daxiang.grades] == [("优", 90), ("良", 80), ("较差", 70), ("差", 0)]
    assert settings_of("大祥区2024")["grades"].cert == "A"
    assert daxiang.qualitative == national.qualitative
    assert daxiang.weight_schemes == national.weight_schemes
    assert daxiang.notice.offices == national.notice.offices


def test_shizong_writes_its_own_notices() -> None:
    shizong, national = load_profile("师宗县"), load_profile()
    notice = shizong.notice
    assert (notice.agency, notice.number_prefix, notice.form) == ("师宗县财政局", "师财绩", "正式文件")
    assert (notice.copies, notice.rectify_deadline) == (2, "11月5日")
    assert (notice.offices, notice.cc) == (("资金管理股", "绩效管理股"), ("预算股",))
    assert notice.consequence == national.notice.consequence
    assert shizong.appraisal_above == 500
    assert national.appraisal_above == 0
    assert shizong.grades == national.grades


def test_each_line_of_a_notice_has_its_own_source() -> None:
    shown = {setting.key: setting for setting in describe("师宗")}
    national = {setting.key: setting for setting in describe("全国")}
    assert shown["notice.offices"].cert == "A"
    assert "11月5日前" in shown["notice.offices"].source
    assert shown["notice.consequence"] == national["notice.consequence"]
    assert shown["notice.rectify_days"].cert == "B"


def test_provinces() -> None:
    hubei, sichuan, yinchuan = load_profile("湖北"), load_profile("四川"), load_profile("银川")
    assert list(hubei.weight_schemes.values()) == [{"执行率": 20, "绩效指标": 80}]
    assert [(band.low, band.high) for band in hubei.qualitative] == [
        (Decimal("0.8"), 1),
        (Decimal("0.5"), Decimal("0.8")),
        (0, Decimal("0.5")),
    ]
    assert {"执行率": 10, "绩效指标": 90} in sichuan.weight_schemes.values()
    assert (sichuan.execution_reason_on, sichuan.execution_reason_below) == (True, 90)
    assert [(floor.month, floor.percent) for floor in sichuan.month_floors] == [(4, 25), (6, 40), (8, 60), (10, 80)]
    assert load_profile().month_floors == ()
    assert list(yinchuan.weight_schemes.values()) == [{"决策": 10, "管理": 25, "产出": 30, "效益": 35}]


def test_a_scheme_that_fixes_only_the_indicators_together() -> None:
    points = {"执行率": Decimal(20), "产出": Decimal(40), "效益": Decimal(30), "满意度": Decimal(10)}
    (hubei,) = load_profile("湖北").weight_schemes.values()
    assert in_scheme(points, hubei) == {"执行率": 20, "绩效指标": 80}
    national = load_profile().weight_schemes["不设成本"]
    assert in_scheme(points, national) == points


def test_linear_only_where_the_source_says_so() -> None:
    assert [name for name in NAMES if load_profile(name).reverse == "linear"] == ["平台默认"]
    assert "线性" not in settings_of("全国2020")["reverse"].source
    assert settings_of("平台默认")["reverse"].cert == "A"


@pytest.mark.parametrize("name", NAMES)
def test_what_is_shown_is_plain_chinese(name: str) -> None:
    shown = {setting.key: setting for setting in describe(name)}
    assert shown["reverse"].value in ("比例", "线性")
    assert shown["strict_weights"].value == "否"
    for setting in shown.values():
        assert isinstance(setting.value, str)
        assert setting.value
        assert not re.search(r"[a-zA-Z_]{2,}", setting.value + setting.label + setting.source), setting


def test_loading_a_profile_needs_no_spreadsheet_library() -> None:
    code = "import sys, jixiao.policy.load as load; load.load_policy('大祥区'); print('openpyxl' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "False"


def test_a_day_of_rest_moves_only_where_the_bureau_says_so() -> None:
    notice = load_profile().notice
    saturday, monday = date(2026, 9, 26), date(2026, 9, 28)
    assert notice.working_day(saturday) == saturday
    moving = notice.model_copy(update={"workday_due": True})
    assert moving.working_day(saturday) == monday
    holiday = moving.model_copy(update={"holidays": ("2026-09-28", "2026-09-29")})
    assert holiday.working_day(saturday) == date(2026, 9, 30)
    assert moving.model_copy(update={"extra_workdays": ("2026-09-26",)}).working_day(saturday) == saturday
    assert report_day(moving.model_copy(update={"rectify_days": 30}), date(2026, 8, 27)) == monday
    assert settings_of("全国2020")["notice"].value["holidays"] == []
    shown = {setting.key: setting for setting in describe("师宗")}
    assert (shown["notice.holidays"].cert, shown["notice.offices"].cert) == ("C", "A")
