"""A policy as a workbook: out and back unchanged, edited as a clerk edits it, and refused with every fault named."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from jixiao.policy.load import (
    PolicyError,
    check_policy,
    describe,
    load_policy,
    load_profile,
    profile_names,
)
from jixiao.policy.profile_files import policy_from, settings_of
from jixiao.policy.reasons import reason_of
from jixiao.policy.spelling import SpellingError
from jixiao.policy.wording import SPELLINGS, spell
from jixiao.policy.workbook import export_policy, policy_lines, read_policy_workbook

Edit = Callable[[dict[str, Any], Any], None]


def edited(tmp_path: Path, edits: dict[str, Any], name: str = "全国2020", more: Edit | None = None) -> Path:
    """An exported policy with some values changed, as Excel would save it."""
    book = openpyxl.load_workbook(export_policy(name, tmp_path / "原.xlsx"))
    sheet = book["口径参数"]
    cells: dict[str, Any] = {str(row[0].value): row[2] for row in sheet.iter_rows(min_row=3)}
    for key, value in edits.items():
        cells[key].value = value
    if more:
        more(cells, sheet)
    book.save(tmp_path / "改.xlsx")
    return tmp_path / "改.xlsx"


def cell_of(key: str, name: str = "全国2020") -> str:
    return f"C{[line.key for line in policy_lines(name)].index(key) + 3}"


def problems(path: Path) -> list[str]:
    found = check_policy(str(path))
    for text in found:
        own_words = re.sub(r"「[^」]*」", "", text).replace("xlsx", "").replace("Excel", "").replace("WPS", "")
        assert not re.search(r"[a-zA-Z]{2,}", own_words), text
    return found


@pytest.mark.parametrize("name", profile_names())
def test_out_and_back_is_the_same_policy(name: str, tmp_path: Path) -> None:
    path = export_policy(name, tmp_path / "口径.xlsx")
    assert read_policy_workbook(path) == load_profile(name)
    assert load_policy(str(path)) == load_profile(name)
    assert describe(str(path)) == describe(name)
    assert check_policy(str(path)) == []


def test_the_sheet_tells_a_clerk_what_to_do(tmp_path: Path) -> None:
    sheet = openpyxl.load_workbook(export_policy("师宗", tmp_path / "口径.xlsx"))["口径参数"]
    assert "只改「值」一列" in str(sheet["A1"].value)
    assert [cell.value for cell in sheet[2]] == ["代号", "名称", "值", "怎么写", "来源", "确定性", "施行日期"]
    assert sheet.freeze_panes == "D3"
    lists = {str(rule.sqref): rule.formula1 for rule in sheet.data_validations.dataValidation}
    assert lists[cell_of("reverse")] == '"比例,线性"'
    assert lists[cell_of("execution_caps_on")] == '"是,否"'
    for row in sheet.iter_rows(min_row=3, values_only=True):
        assert row[1], row
        assert row[2], row
        assert "例:" in str(row[3]), row
    labels = [row[1] for row in sheet.iter_rows(min_row=3, values_only=True)]
    assert len(set(labels)) == len(labels)


@pytest.mark.parametrize("key", SPELLINGS)
def test_the_example_of_every_setting_is_itself_accepted(key: str, tmp_path: Path) -> None:
    changed = load_policy(str(edited(tmp_path, {key: SPELLINGS[key].example})))
    assert spell(key, changed) == SPELLINGS[key].example


def test_every_setting_has_a_way_of_writing() -> None:
    keys = set(settings_of("全国2020")) - {"notice"}
    assert {key for key in SPELLINGS if not key.startswith("notice.")} == keys
    notice = type(load_profile().notice).model_fields
    assert {key.removeprefix("notice.") for key in SPELLINGS if key.startswith("notice.")} == set(notice)


def test_a_clerk_writes_as_clerks_do(tmp_path: Path) -> None:
    edits = {
        "grades": "优＝９０分; 良=80，较差＝70；\n差=0",
        "tolerance": "０.1 分",
        "execution_caps_on": True,
        "reverse": " 线性 ",
        "over_percent": 25,
        "month_floors": "6＝40%；12月=95",
        "severities": "E510＝提示",
        "code_lengths": "项目编码=18，21",
        "notice.rectify_deadline": datetime.datetime(2026, 11, 8),
        "notice.cc": "无",
        "no_reason_words": "无；略",
        "name": "本县2026",
        "effective": "2026年1月1日",
        "result_use": "（空）",
    }
    policy = load_policy(str(edited(tmp_path, edits)))
    assert [(band.name, band.lower) for band in policy.grades] == [("优", 90), ("良", 80), ("较差", 70), ("差", 0)]
    assert (policy.tolerance, policy.reverse, policy.over_percent) == (Decimal("0.1"), "linear", 25)
    assert policy.execution_caps_on is True
    assert [(floor.month, floor.percent) for floor in policy.month_floors] == [(6, 40), (12, 95)]
    assert policy.severities == {"E510": "提示"}
    assert policy.code_lengths == {"项目编码": (18, 21)}
    assert (policy.notice.rectify_deadline, policy.notice.cc) == ("11月8日", ())
    assert policy.no_reason_words == ("无", "略")
    assert (policy.name, policy.effective) == ("本县2026", "2026-01-01")


def test_a_percent_cell_is_read_in_percent(tmp_path: Path) -> None:
    def as_percent(cells: dict[str, Any], sheet: Any) -> None:
        cells["light_red_below"].number_format = "0%"

    assert load_policy(str(edited(tmp_path, {"light_red_below": 0.55}, more=as_percent))).light_red_below == 55


def test_blank_keeps_the_base_and_other_rows_are_passed_over(tmp_path: Path) -> None:
    def more(cells: dict[str, Any], sheet: Any) -> None:
        sheet.append([None, "说明:本表由绩效管理股维护"])
        sheet.append(["备注", "经局长办公会通过"])
        sheet.insert_rows(2, 2)

    blank = dict.fromkeys(("grades", "notice.agency", "notice.offices", "title"))
    assert load_policy(str(edited(tmp_path, blank, "大祥区", more))) == load_profile("大祥区")


def test_a_workbook_with_only_what_differs(tmp_path: Path) -> None:
    book: Any = openpyxl.Workbook()
    book.active.title = "参数"
    for row in (
        ["我县口径"],
        ["值", "代号", "名称"],
        ["师宗", "extends"],
        ["优=85；差=0", None, "等级"],
        ["是", "strict_weights"],
    ):
        book.active.append(row)
    book.save(tmp_path / "小.xlsx")
    policy = load_policy(str(tmp_path / "小.xlsx"))
    assert [band.name for band in policy.grades] == ["优", "差"]
    assert policy.strict_weights is True
    assert policy.notice == load_profile("师宗").notice


def test_a_changed_policy_goes_by_another_name_and_source(tmp_path: Path) -> None:
    path = edited(tmp_path, {"tolerance": 0.1})
    policy = load_policy(str(path))
    assert (policy.name, policy.title) == ("全国2020(有改动)", "全国 2020(有改动)")
    shown = {setting.key: setting for setting in describe(str(path))}
    assert (shown["tolerance"].value, shown["tolerance"].cert) == ("0.1", "C")
    assert shown["tolerance"].source.startswith("本地修改(原为「0.05」")
    assert shown["grades"] == {setting.key: setting for setting in describe("全国")}["grades"]


def test_the_message_names_cell_and_cure(tmp_path: Path) -> None:
    path = edited(tmp_path, {"grades": "优90"})
    cell = cell_of("grades")
    assert problems(path) == [
        f"口径工作簿 口径参数!{cell}:等级写成「优90」,少了等号,应写成「优=90；良=80；中=60；差=0」,请改后再用。"
    ]
    with pytest.raises(PolicyError, match="等级写成「优90」"):
        read_policy_workbook(path)


BROKEN: dict[str, list[Any]] = {
    "grades": [
        "优=90；良=95；差=0",
        "优=90；良=80",
        "优=90；优=80；差=0",
        "优=九十；差=0",
        "=90；差=0",
        "一二三四五六七=90；差=0",
    ],
    "weight_schemes": ["甲：产出=50；效益=30", "产出=50", "甲：产出=50；产出=50", "甲：产出=100\n甲：产出=100"],
    "weight_totals": ["（空）", "一百"],
    "tolerance": ["很小", -1, "1e99"],
    "execution_weight": [120],
    "reverse": ["ratio", "是"],
    "strict_weights": ["可以", "TRUE"],
    "qualitative": [
        "达成=80～100：完成",
        "甲=80～70：a\n乙=0～1：b\n丙=0～0：c",
        "甲=1～2：a\n乙=3～4：b\n丙=5～6：c",
        "甲\n乙\n丙",
    ],
    "execution_caps": ["60=69；50=59", "50=69；60=59", "50=590"],
    "month_floors": ["13月=5", "6月=40；4月=25", "4.5=20"],
    "code_lengths": ["编码=六", "编码=0", "编码=6；编码=7"],
    "light_green_from": [10],
    "light_blue_from": [79],
    "amount_ratio_high": [7999],
    "severities": ["E510=不管", "E5=提示", "510"],
    "notice.copies": [0, 21, "两份", 1.5],
    "notice.rectify_days": ["三十天", 400],
    "notice.rectify_deadline": ["十一月五日", "13月1日", "2月40日"],
    "effective": ["明年", "2026-13"],
    "extends": ["火星"],
}


@pytest.mark.parametrize(("key", "value"), [(key, value) for key, values in BROKEN.items() for value in values])
def test_a_broken_value_is_refused_with_its_cell(key: str, value: Any, tmp_path: Path) -> None:
    found = problems(edited(tmp_path, {key: value}))
    assert len(found) == 1
    assert f"口径参数!{cell_of(key)}:" in found[0]


def test_a_blank_value_that_clashes_with_a_written_one_is_told(tmp_path: Path) -> None:
    found = problems(edited(tmp_path, {"light_red_below": 90, "light_green_from": None}))
    assert found == [
        f"口径工作簿 口径参数!{cell_of('light_green_from')}:绿灯:达到序时进度的(%)没有写,"
        "沿用基础口径时绿灯下限不能低于红灯上限,请写上后再用。"
    ]


def test_new_grades_need_no_other_change(tmp_path: Path) -> None:
    policy = load_policy(str(edited(tmp_path, {"grades": "优=90；良=80；较差=70；差=0"})))
    assert policy.grade(Decimal("79.99")) == "较差"


def test_all_faults_are_told_at_once_in_the_order_of_the_sheet(tmp_path: Path) -> None:
    edits = {"light_blue_from": 1, "grades": "优90", "notice.copies": 0, "reverse": "看情况", "extends": "火星"}

    def more(cells: dict[str, Any], sheet: Any) -> None:
        sheet.append(["grade", "新等级", "优=1"])
        sheet.append(["tolerance", "误差", "1"])

    found = problems(edited(tmp_path, edits, more=more))
    told = [cell_of(key) for key in ("extends", "grades", "reverse", "light_blue_from", "notice.copies")]
    last = len(policy_lines("全国2020")) + 2
    assert re.findall(r"!(C\d+):", "".join(found)) == [*told, f"C{last + 1}", f"C{last + 2}"]
    assert "没有代号为「grade」的设置项(与它最像的是「等级」)" in found[5]
    assert "写了两次" in found[6]


def test_error_values_and_formulas_without_result_are_named(tmp_path: Path) -> None:
    found = problems(edited(tmp_path, {"over_percent": "#REF!", "tolerance": "=1+1"}))
    assert len(found) == 2
    assert f"{cell_of('tolerance')}:得分允许误差(分)是没有计算结果的公式" in found[0]
    assert f"{cell_of('over_percent')}:超额说明:超过目标的百分比是错误值「#REF!」" in found[1]


def test_what_is_no_policy_workbook(tmp_path: Path) -> None:
    (tmp_path / "网页.xlsx").write_text("<html>不是工作簿</html>", "utf-8")
    (tmp_path / "空.xlsx").write_bytes(b"")
    book: Any = openpyxl.Workbook()
    book.active.append(["项目名称", "得分"])
    book.save(tmp_path / "自评.xlsx")
    assert "找不到" in problems(tmp_path / "没有.xlsx")[0]
    for name in ("网页.xlsx", "空.xlsx"):
        assert "打不开" in problems(tmp_path / name)[0]
    assert "没有「口径参数」表" in problems(tmp_path / "自评.xlsx")[0]


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    path = export_policy("全国", tmp_path / "新夹" / "口径.xlsx")
    before = path.read_bytes()
    with pytest.raises(PolicyError, match="没有覆盖"):
        export_policy("湖北", path)
    assert path.read_bytes() == before


short_texts = st.text(max_size=3)
junk: st.SearchStrategy[Any] = st.one_of(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=8), st.decimals(), st.just("9" * 99)),
    st.lists(st.one_of(st.integers(-9, 200), short_texts, st.dictionaries(short_texts, st.integers())), max_size=4),
    st.dictionaries(short_texts, st.one_of(st.integers(), short_texts, st.just({})), max_size=2),
)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from([*settings_of("全国2020"), *load_profile().notice.__class__.model_fields]), junk)
def test_every_refusal_has_a_chinese_reason(key: str, value: Any) -> None:
    values = {each.key: each.value for each in settings_of("全国2020").values()}
    values = {**values, key: value} if key in values else {**values, "notice": {**values["notice"], key: value}}
    head = {"name": "试", "title": "试", "source": "试", "effective": "2026-01-01"}
    try:
        policy_from(head, values)
    except ValidationError as error:
        for each in error.errors():
            assert re.search(r"[\u4e00-\u9fff]", reason_of(each))


texts = st.text(alphabet="优良中差=＝；;:：～~0123456789.%、，\n（空）无 是否", max_size=24)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(sorted(SPELLINGS)), texts)
def test_whatever_is_written_is_read_or_refused(key: str, text: str) -> None:
    try:
        value, reason = SPELLINGS[key].read(text), ""
    except SpellingError as error:
        value, reason = None, str(error)
    assert value is not None or re.search(r"[\u4e00-\u9fff]", reason)
