"""Dated values and trials: each form is judged by what was in force in its own year, and new rules warn first."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from jixiao.policy.export import export_policy
from jixiao.policy.load import PolicyError, load_policy, load_profile
from jixiao.policy.model import Policy
from jixiao.records.book import Book
from jixiao.records.finding import Severity
from jixiao.records.self_evaluation import SelfEvaluation
from jixiao.rules.run import ON_TRIAL, judge
from jixiao.tasks.policies import rule_entries
from tests.rules.pages import Section, section_book

RULES = rule_entries()
HARD = "优=95；良=85；中=70；差=0"


def workbook(path: Path, *, settings: Any = (), changes: Any = (), rules: Any = (), name: str = "全国2020") -> Path:
    """An exported policy: settings {name: (value, day)}, later changes (name, value, day), rules {code: (level, …)}."""
    book = openpyxl.load_workbook(export_policy(name, path.with_name(f"原_{path.name}"), RULES))
    for row in book["口径参数"].iter_rows(min_row=3):
        if row[1].value in dict(settings):
            row[2].value, row[6].value = dict(settings)[row[1].value]
    for row in book["规则级别"].iter_rows(min_row=3):
        for column, text in zip((2, 3, 7), dict(rules).get(row[0].value, ()), strict=False):
            row[column].value = text
    for row, (label, value, day) in enumerate(changes, 3):
        sheet = book["历年改动"]
        sheet.cell(row, 2).value, sheet.cell(row, 3).value, sheet.cell(row, 4).value = label, value, day
    book.save(path)
    return path


def first(policy: Policy, year: int | None) -> str:
    """The grade of 92 points in a year."""
    return policy.for_year(year).grade(load_profile().grades[0].lower + 2)


def test_a_setting_changed_from_a_day_on_leaves_earlier_years_alone(tmp_path: Path) -> None:
    policy = load_policy(str(workbook(tmp_path / "口径.xlsx", settings={"等级": (HARD, "2026-01-01")})))
    assert [first(policy, year) for year in (2019, 2025, 2026, 2030)] == ["优", "优", "良", "良"]
    assert first(policy, None) == "良"


@pytest.mark.parametrize("day", [datetime(2026, 1, 1), "2026年1月1日", "2026/1/1", "2026-01-01"])
def test_the_day_is_read_however_it_is_written(day: Any, tmp_path: Path) -> None:
    policy = load_policy(str(workbook(tmp_path / "口径.xlsx", settings={"等级": (HARD, day)})))
    assert [span.since for span in policy.dated] == ["", "2026-01-01"]


def test_the_old_day_left_alone_means_every_year(tmp_path: Path) -> None:
    policy = load_policy(str(workbook(tmp_path / "口径.xlsx", settings={"等级": (HARD, "2020-02-25")})))
    assert policy.dated == ()
    assert first(policy, 2019) == "良"


def test_a_new_day_for_the_whole_policy_dates_all_its_changes(tmp_path: Path) -> None:
    edits = {"施行日期": ("2026-01-01", None), "等级": (HARD, "2020-02-25"), "得分允许误差(分)": (0.1, "2025-01-01")}
    policy = load_policy(str(workbook(tmp_path / "口径.xlsx", settings=edits)))
    assert [first(policy, year) for year in (2025, 2026)] == ["优", "良"]
    assert [str(policy.for_year(year).tolerance) for year in (2024, 2025, 2026)] == ["0.05", "0.1", "0.1"]


def test_later_changes_make_a_chain(tmp_path: Path) -> None:
    changes = [
        ("等级", HARD, "2025-01-01"),
        ("等级", "优=91；差=0", "2027-01-01"),
        ("整改通知 · 报送份数", 3, "2026-07-01"),
    ]
    policy = load_policy(str(workbook(tmp_path / "口径.xlsx", changes=changes)))
    assert [first(policy, year) for year in (2024, 2025, 2026, 2027)] == ["优", "良", "良", "优"]
    assert [policy.for_year(year).notice.copies for year in (2025, 2026)] == [2, 3]
    assert first(policy.as_of(date(2026, 12, 31)), None) == "良"
    assert first(policy.as_of(date(2027, 1, 1)), None) == "优"
    assert first(policy.as_of(date(2023, 1, 1)), 2027) == "优"


def test_a_rule_by_its_name_in_the_later_changes(tmp_path: Path) -> None:
    changes = [
        ("E510 超额较多未说明", "关闭", "2026-01-01"),
        ("D403", "提示", "2026-01-01"),
        ("D403", "按原定", "2027-01-01"),
    ]
    policy = load_policy(str(workbook(tmp_path / "口径.xlsx", changes=changes)))
    levels = [policy.for_year(year).severity_of("E510", "请核实", year)[0] for year in (2025, 2026)]
    assert levels == ["请核实", "关闭"]
    levels = [policy.for_year(year).severity_of("D403", "请核实", year)[0] for year in (2025, 2026, 2027)]
    assert levels == ["请核实", "提示", "请核实"]


def test_a_chain_survives_another_export(tmp_path: Path) -> None:
    changes = [("等级", HARD, "2025-01-01"), ("E510", "试行", "2026-01-01")]
    edits = {"得分允许误差(分)": (0.2, "2020-02-25"), "等级": ("优=92；差=0", "2023-01-01")}
    rules = {"D403": ("关闭",), "C308": ("试行", "2026年度")}
    path = workbook(tmp_path / "口径.xlsx", settings=edits, changes=changes, rules=rules, name="师宗")
    again = export_policy(str(path), tmp_path / "再导出.xlsx", RULES)
    assert load_policy(str(again)) == load_policy(str(path))


def test_a_broken_later_change_is_refused_with_its_cell(tmp_path: Path) -> None:
    changes = [
        ("等级", "优=95", "2025-01-01"),
        ("等第", "优=95；差=0", "2025-01-01"),
        ("必备维度", "产出", "哪天"),
        ("反向", 1, ""),
    ]
    with pytest.raises(PolicyError) as caught:
        load_policy(str(workbook(tmp_path / "口径.xlsx", changes=changes)))
    told = "\n".join(caught.value.problems)
    assert "历年改动!C3:等级写成「优=95」" in told
    assert "历年改动!C4:没有名称为「等第」的设置项(与它最像的是「等级」)" in told
    assert "历年改动!C5" in told
    assert "施行日期" in told
    assert "历年改动!C6:没有名称为「反向」" in told


def test_a_value_of_one_year_that_clashes_is_told(tmp_path: Path) -> None:
    changes = [("绿灯:达到序时进度的(%)", 50, "2026-01-01")]
    with pytest.raises(PolicyError, match=r"历年改动!C3:绿灯.*不能低于红灯上限"):
        load_policy(str(workbook(tmp_path / "口径.xlsx", changes=changes)))


def test_sichuans_floors_hold_from_the_year_of_their_document() -> None:
    sichuan = load_profile("四川")
    assert sichuan.for_year(2024).month_floors == ()
    assert sichuan.for_year(2025).month_floors == sichuan.month_floors != ()


# -- trials ------------------------------------------------------------------------------------------------------------


def vague(year: int | None) -> Book:
    """A self-evaluation with a finding of E507 (total) and others, of a year."""
    book, _ = section_book(Section("E507", "试", False, ((["格", "内容"], [["H20", "98"]]),), ()))
    form = book.forms[0]
    assert isinstance(form, SelfEvaluation)
    return Book(book.name, book.grid, (form.model_copy(update={"year": year}),))


def levels_of(policy: Policy, year: int | None) -> dict[str, tuple[Severity, bool]]:
    found = judge(vague(year), policy).findings
    return {finding.rule: (finding.severity, finding.message.startswith(ON_TRIAL)) for finding in found}


def test_a_rule_on_trial_only_hints_and_says_so() -> None:
    usual = levels_of(load_profile(), 2024)
    code = next(code for code, (severity, _) in usual.items() if severity is Severity.MUST_FIX)
    policy = load_profile().model_copy(update={"severities": {code: "试行"}})
    assert levels_of(policy, 2024)[code] == (Severity.HINT, True)
    assert {one: found for one, found in levels_of(policy, 2024).items() if one != code} == {
        one: found for one, found in usual.items() if one != code
    }
    assert judge(vague(2024), policy).count(Severity.MUST_FIX) < judge(vague(2024), load_profile()).count(
        Severity.MUST_FIX
    )


def test_a_trial_ends_with_its_day() -> None:
    policy = load_profile().model_copy(update={"severities": {"E507": "试行"}, "trial_until": {"E507": "2026-06-30"}})
    assert policy.as_of(date(2026, 6, 30)).severity_of("E507", "必须改", 2026) == ("提示", True)
    assert policy.as_of(date(2026, 7, 1)).severity_of("E507", "必须改", 2026) == ("必须改", False)


def test_a_trial_ends_with_its_round() -> None:
    policy = load_profile().model_copy(update={"severities": {"E507": "请核实"}, "trial_until": {"E507": "2026"}})
    found = [policy.severity_of("E507", "必须改", year) for year in (2025, 2026, 2027, None)]
    assert found == [("提示", True), ("提示", True), ("请核实", False), ("提示", True)]


def test_a_trial_as_a_clerk_writes_it(tmp_path: Path) -> None:
    rules = {
        "E510": ("试行", "2026年度"),
        "D403": ("必须改", datetime(2026, 9, 30)),
        "C308": ("关闭",),
        "E504": ("", ""),
    }
    policy = load_policy(str(workbook(tmp_path / "口径.xlsx", rules=rules)))
    assert policy.severities == {"E510": "试行", "D403": "必须改", "C308": "关闭"}
    assert policy.trial_until == {"E510": "2026", "D403": "2026-09-30"}


def test_several_forms_of_several_years_each_by_its_own(tmp_path: Path) -> None:
    policy = load_policy(str(workbook(tmp_path / "口径.xlsx", rules={"E507": ("关闭", None, "2026-01-01")})))
    book = vague(2025)
    both = Book(book.name, book.grid, (*book.forms, *vague(2026).forms))
    statuses = [form.statuses for form in judge(both, policy).forms]
    assert ["E507" in one for one in statuses] == [True, False]
