"""A policy as a workbook: out and back unchanged, edited as a clerk edits it, and refused with every fault named."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from decimal import Decimal
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from jixiao.policy.export import export_policy as export_with_rules
from jixiao.policy.lines import HEAD_LABELS
from jixiao.policy.load import (
    PolicyError,
    check_policy,
    describe,
    load_policy,
    load_profile,
    profile_names,
)
from jixiao.policy.model import NoticeSettings
from jixiao.policy.profile_files import policy_from, settings_of
from jixiao.policy.reasons import reason_of
from jixiao.policy.spelling import SpellingError
from jixiao.policy.wording import SPELLINGS, spell
from jixiao.policy.workbook import read_policy_workbook
from jixiao.rules.registry import RULES as REGISTERED
from jixiao.tasks.policies import rule_entries

Edit = Callable[[dict[str, Any], Any], None]
RULES = rule_entries()


def export_policy(name: str, path: Path) -> Path:
    return export_with_rules(name, path, RULES)


def edited(tmp_path: Path, edits: dict[str, Any], name: str = "全国2020", more: Edit | None = None) -> Path:
    """An exported policy with some values changed, as Excel would save it."""
    book = openpyxl.load_workbook(export_policy(name, tmp_path / "原.xlsx"))
    sheet = book["口径参数"]
    cells: dict[str, Any] = {str(row[0].value): row[2] for row in sheet.iter_rows(min_row=3)}
    cells |= {f"severities.{row[0].value}": row[2] for row in book["规则级别"].iter_rows(min_row=3)}
    cells |= {f"trial_until.{row[0].value}": row[3] for row in book["规则级别"].iter_rows(min_row=3)}
    for key, value in edits.items():
        cells[key].value = value
    if more:
        more(cells, sheet)
    book.save(tmp_path / "改.xlsx")
    return tmp_path / "改.xlsx"


@cache
def places(name: str = "全国2020") -> dict[str, int]:
    """Line → its row on the main sheet; 「last」 is the sheet's last row."""
    with TemporaryDirectory() as folder:
        sheet = openpyxl.load_workbook(export_policy(name, Path(folder) / "口径.xlsx"))["口径参数"]
        rows = {str(row[0].value): row[0].row for row in sheet.iter_rows(min_row=3) if row[0].value}
        return {**rows, "last": sheet.max_row}


def cell_of(key: str) -> str:
    return f"C{places()[key]}"


def problems(path: Path) -> list[str]:
    found = check_policy(str(path))
    for text in found:
        own_words = (
            re.sub(r"「[^」]*」", "", text)
            .replace("xlsx", "")
            .replace("Excel", "")
            .replace("WPS", "")
            .replace("(HTML)", "")
        )
        assert not re.search(r"[a-zA-Z]{2,}", own_words), text
    return found


@pytest.mark.parametrize("name", profile_names())
def test_out_and_back_is_the_same_policy(name: str, tmp_path: Path) -> None:
    path = export_policy(name, tmp_path / "口径.xlsx")
    assert read_policy_workbook(path) == load_profile(name)
    assert load_policy(str(path)) == load_profile(name)
    assert describe(str(path)) == describe(name)
    assert check_policy(str(path)) == []


def test_the_sheets_tell_a_clerk_what_to_do(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(export_policy("师宗", tmp_path / "口径.xlsx"))
    assert book.sheetnames == ["填写说明", "口径参数", "规则级别", "历年改动"]
    assert any("只改浅黄色的格" in str(row[1].value) for row in book["填写说明"].iter_rows())
    sheet = book["口径参数"]
    assert [cell.value for cell in sheet[2]] == ["代号", "名称", "值", "怎么写", "来源", "确定性", "施行日期"]
    assert sheet.freeze_panes == "D3"
    lists = {str(rule.sqref): rule.formula1 for rule in sheet.data_validations.dataValidation}
    assert lists[cell_of("reverse")] == '"比例,线性"'
    assert lists[cell_of("execution_caps_on")] == '"是,否"'
    lines = [row for row in sheet.iter_rows(min_row=3) if row[0].value]
    for row in lines:
        assert row[1].value, row
        assert row[2].value, row
        assert "例:" in str(row[3].value), row
    assert len({row[1].value for row in lines}) == len(lines)


def test_only_what_may_be_changed_takes_input(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(export_policy("全国", tmp_path / "口径.xlsx"))
    assert all(sheet.protection.sheet for sheet in book)
    heads = {cell.column: cell.value for cell in book["口径参数"][2]}
    for row in book["口径参数"].iter_rows(min_row=3):
        for cell in row if row[0].value else ():
            assert cell.protection.locked == (heads[cell.column] in ("代号", "名称", "怎么写"))


def test_one_line_per_rule_with_a_drop_down(tmp_path: Path) -> None:
    sheet = openpyxl.load_workbook(export_policy("全国", tmp_path / "口径.xlsx"))["规则级别"]
    lines = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=3) if row[1].value]
    assert [(line[0], line[1], line[2], line[4]) for line in lines] == [
        (rule.code, rule.name, rule.severity.value, rule.severity.value) for rule in REGISTERED
    ]
    assert all(line[5] and line[6] and line[7] for line in lines)
    (choices,) = sheet.data_validations.dataValidation
    assert choices.formula1 == '"必须改,请核实,提示,关闭,试行"'
    assert all(f"C{row[0].row}" in choices.sqref for row in sheet.iter_rows(min_row=3) if row[1].value)


def test_every_field_of_the_policy_has_its_line(tmp_path: Path) -> None:
    """Also those that are added later: label, source, certainty and date of effect are never blank."""
    for name in profile_names():
        book = openpyxl.load_workbook(export_policy(name, tmp_path / f"{name}.xlsx"))
        lines = {str(row[0]): row for row in book["口径参数"].iter_rows(min_row=3, values_only=True) if row[0]}
        fields = {key for key in settings_of(name) if key not in ("notice", "severities", "trial_until")}
        assert fields | {f"notice.{part}" for part in NoticeSettings.model_fields} == set(lines) - set(HEAD_LABELS)
        for key in set(lines) - set(HEAD_LABELS):
            assert all(lines[key][column] for column in (1, 2, 3, 4, 5, 6)), key


@pytest.mark.parametrize("key", SPELLINGS)
def test_the_example_of_every_setting_is_itself_accepted(key: str, tmp_path: Path) -> None:
    def more(cells: dict[str, Any], sheet: Any) -> None:
        if key not in cells:  # the rules' own settings may stand on one line, too
            sheet.append([key, "规则", SPELLINGS[key].example])

    edits = {key: SPELLINGS[key].example} if key in places() else {}
    changed = load_policy(str(edited(tmp_path, edits, more=more)))
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
        "severities.E510": "提示",
        "severities.D403": "试行",
        "trial_until.D403": datetime.datetime(2026, 12, 31),
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
    assert policy.severities == {"E510": "提示", "D403": "试行"}
    assert policy.trial_until == {"D403": "2026-12-31"}
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
    "severities.E510": ["不管", "E510=提示", 1],
    "trial_until.E510": ["以后", "2026-13-01", 26],
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
    assert (f"口径参数!{cell_of(key)}:" if key in places() else "规则 E510 的") in found[0]


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
    last = places()["last"]
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
