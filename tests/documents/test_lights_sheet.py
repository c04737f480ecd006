"""The sheet 预警灯: every light with its derivation, only where there is a monitoring form."""

from __future__ import annotations

import io
from datetime import date, datetime

import openpyxl

from jixiao.demo.example_monitoring import bad_values, good_values
from jixiao.documents.lights_sheet import FILLS, HEADINGS, NAME, lights_sheet
from jixiao.documents.notice import no_notice_notes, notices_for
from jixiao.forms.monitoring import FORM
from jixiao.forms.read import read_forms
from jixiao.forms.template import build_template, fill_template
from jixiao.policy.load import load_profile
from jixiao.records.book import Book
from jixiao.rules.run import Outcome, judge
from jixiao.tasks.check import check_data
from jixiao.tasks.checked_copies import marked_copy
from jixiao.workbook.apply_patch import clear_patch
from jixiao.workbook.grid import Grid
from tests.forms.monitoring_layouts import grid, ministry
from tests.rules.pages import standard_form_grid

POLICY = load_profile()


def outcome_of(book: Grid) -> Outcome:
    return judge(Book("表.xlsx", book, read_forms(book)), POLICY)


def test_every_light_stands_on_a_line_with_a_link_and_how_it_came_about() -> None:
    plan = lights_sheet(outcome_of(grid(ministry(light=True).sheet())))
    assert plan
    lines = {row: [put.value for put in plan.puts if put.row == row] for row in {put.row for put in plan.puts}}
    assert lines[2] == list(HEADINGS)
    red = next(line for line in lines.values() if line[0] == "F15")
    assert red[1:8] == ["指标", "受益农田面积", "≥3200亩", "900亩", "红", "红", "900÷(3200×7÷12)=48.21%,不足 60%"]
    assert [put.link for put in plan.puts if put.value == "F15"] == [("监控", "F15")]
    assert [put.style.fill for put in plan.puts if put.value == "红" and put.column == 7] == [FILLS["red"]] * 2
    assert lines[max(lines)] == ["项目:红灯(资金与绩效目标双监控,取较差的一个);红灯 1 项。"]


def test_without_a_monitoring_form_there_is_no_such_sheet() -> None:
    assert lights_sheet(outcome_of(standard_form_grid())) is None


def test_the_checked_copy_has_the_sheet_and_is_read_as_before() -> None:
    data = fill_template(build_template(FORM, POLICY, year=2025), FORM, POLICY, bad_values())
    outcome = check_data(data, "监控表.xlsx", POLICY)
    copy = marked_copy(data, outcome, datetime(2026, 1, 1))
    assert copy
    assert NAME in openpyxl.load_workbook(io.BytesIO(copy)).sheetnames
    assert check_data(copy, "监控表.xlsx", POLICY).findings == outcome.findings
    assert clear_patch(copy) == data


def test_a_file_with_nothing_but_a_monitoring_form_gets_words_instead_of_a_notice() -> None:
    outcome = outcome_of(grid(ministry(light=True).sheet()))
    assert notices_for(outcome, on=date(2025, 9, 1)) == ()
    assert no_notice_notes(outcome, on=date(2025, 9, 1)) == (
        "整改通知按自评表和评价结果清单出具,本文件只有项目支出绩效目标执行监控表,未生成整改通知。",
    )


def test_a_form_filled_in_well_gets_the_sheet_too() -> None:
    data = fill_template(build_template(FORM, POLICY, year=2025), FORM, POLICY, good_values())
    plan = lights_sheet(check_data(data, "监控表.xlsx", POLICY))
    assert plan
    assert plan.puts[0].value == "监控表 · 农村公路日常养护与路面修复 · 青禾县农村公路养护中心 · 1—8月"
