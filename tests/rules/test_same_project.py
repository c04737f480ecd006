"""Rules across forms of one project: given forms of one workbook or of several files, and never of two projects."""

from __future__ import annotations

from typing import Any

import pytest

from jixiao.forms.read import read_forms
from jixiao.policy.load import load_profile
from jixiao.records.book import Book
from jixiao.records.filled_form import FilledForm
from jixiao.records.indicator_form import IndicatorForm
from jixiao.rules.c309_amount_not_carried import amounts_not_carried
from jixiao.rules.d407_changed_target import changed_targets
from jixiao.rules.f604_less_than_before import decreased
from jixiao.rules.f608_claim_after_red import claims_after_red
from jixiao.rules.run import judge
from jixiao.rules.same_project import later_with_earlier, same_project, successive
from jixiao.workbook.grid import Grid, Sheet
from tests.forms.monitoring_layouts import ROWS, Draft, grid, ministry

POLICY = load_profile()
WEIGHTS = (30, 20, 10, 20, 10)


def declaration(rows: tuple[dict[str, Any], ...] = ROWS, amount: Any = 100) -> Sheet:
    draft = Draft()
    draft.line(1, ["项目支出绩效目标申报表"])
    draft.line(2, ["（2025年度）"])
    draft.line(3, ["项目名称", "小型水库维修养护"])
    draft.line(4, ["主管部门", "某某县水务局", None, "实施单位", "某某县水库管理站"])
    draft.line(5, ["年度资金总额（万元）", amount])
    draft.line(6, ["年度目标", "完成六座小型水库维修养护,保障安全度汛。"])
    draft.line(7, ["一级指标", "二级指标", "三级指标", "指标值", "分值"])
    for number, row in enumerate(rows):
        draft.line(8 + number, [row.get("l1"), row["l2"], row["name"], row["target"], WEIGHTS[number]])
    return draft.sheet("申报")


def evaluation(rows: tuple[dict[str, Any], ...] = ROWS, done: tuple[str, ...] = (), executed: Any = 98) -> Sheet:
    draft = Draft()
    draft.line(1, ["项目支出绩效自评表"])
    draft.line(2, ["（2025年度）"])
    draft.line(3, ["项目名称", "小型水库维修养护"])
    draft.line(4, ["主管部门", "某某县水务局", None, "实施单位", "某某县水库管理站"])
    draft.line(5, ["资金（万元）", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"])
    draft.line(6, ["年度资金总额", 100, 100, executed, 10, f"{executed}%", executed / 10])
    draft.line(7, ["年度目标", "完成六座水库维修养护。", None, "实际完成情况", "完成。"])
    draft.line(8, ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "偏差原因"])
    for number, row in enumerate(rows):
        value = done[number] if done else row["forecast"]
        weight = WEIGHTS[number]
        reason = "两座水库推迟到次年" if value == "2600亩" else None
        points = 16.25 if value == "2600亩" else weight
        draft.line(9 + number, [row.get("l1"), row["l2"], row["name"], row["target"], value, weight, points, reason])
    return draft.sheet("自评")


def forms_of(*sheets: Sheet) -> tuple[FilledForm, ...]:
    """The forms of sheets that came as a file each."""
    return tuple(form for sheet in sheets for form in read_forms(grid(sheet)))


def cells(hits: Any) -> list[tuple[str | None, str | None]]:
    return [(hit.sheet, hit.cell) for hit in hits]


def changed(number: int, **changes: Any) -> tuple[dict[str, Any], ...]:
    return tuple({**row, **changes} if place == number else row for place, row in enumerate(ROWS))


def test_three_forms_that_go_together_give_no_finding_of_these_rules() -> None:
    book = grid(declaration(), ministry().sheet(), evaluation())
    forms = read_forms(book)
    assert len(forms) == 3
    found = {finding.rule for finding in judge(Book("表.xlsx", book, forms), POLICY).findings}
    assert found & {"D407", "C309", "F604", "F608"} == set()


def test_forms_of_several_files_are_compared_as_those_of_one() -> None:
    forms = forms_of(declaration(), ministry(changed(0, target="≥4座")).sheet(), evaluation(changed(1, name="合格率")))
    assert cells(changed_targets(forms, POLICY.similar_name)) == [("监控", "E12"), ("自评", "C10")]
    assert [(stage.form, later.sheet) for stage, later in later_with_earlier(forms)] == [
        ("项目支出绩效目标申报表", "监控"),
        ("项目支出绩效目标申报表", "自评"),
    ]


def test_without_a_declaration_the_self_evaluation_is_held_against_the_last_monitoring() -> None:
    early, late = ministry(span="1—6月").sheet("六月"), ministry(changed(4, target="≥85%"), span="1—9月").sheet("九月")
    forms = forms_of(early, late, evaluation())
    assert cells(changed_targets(forms, POLICY.similar_name)) == [("自评", "D13")]
    assert [(one.sheet, other.sheet) for one, other in successive(forms)] == [("六月", "九月"), ("九月", "自评")]


def test_a_dropped_indicator_is_told_at_the_heading_and_a_changed_weight_at_its_cell() -> None:
    kept = ROWS[:2] + ROWS[3:]
    forms = forms_of(declaration(), evaluation(kept))
    found = list(changed_targets(forms, POLICY.similar_name))
    assert ("自评", "A8") in cells(found)
    assert found[0].words["fact"] == "申报表上的指标“维修总成本”在本表没有了"


@pytest.mark.parametrize(
    ("field", "text"), [("project", "大型水库维修养护"), ("year", "（2024年度）"), ("unit", "某某县林业局")]
)
def test_forms_of_different_projects_years_or_units_are_never_compared(field: str, text: str) -> None:
    draft = ministry(changed(0, target="≥4座"))
    place = {"project": (3, 3), "year": (2, 1), "unit": (4, 6)}[field]
    draft.cells[place] = text
    if field == "unit":
        draft.cells[4, 3] = text
    forms = forms_of(declaration(amount=80), draft.sheet(), evaluation())
    first, second = forms[0], forms[1]
    assert isinstance(first, IndicatorForm)
    assert isinstance(second, IndicatorForm)
    assert not same_project(first, second)
    assert [hit for hit in changed_targets(forms, POLICY.similar_name) if hit.sheet == "监控"] == []
    assert [hit for hit in amounts_not_carried(forms, POLICY) if hit.sheet == "监控"] == []


@pytest.mark.parametrize("target", ["6座以上", "不少于6座", "≥ 6 座", "≥6", "6座"])
def test_another_spelling_of_the_same_target_is_no_change(target: str) -> None:
    forms = forms_of(declaration(), ministry(changed(0, target=target)).sheet())
    assert cells(changed_targets(forms, POLICY.similar_name)) == []


def test_an_amount_that_does_not_carry_over_is_told_once_a_form() -> None:
    forms = forms_of(declaration(amount=90), ministry().sheet(), evaluation())
    assert cells(amounts_not_carried(forms, POLICY)) == [("监控", "D6"), ("自评", "B6")]
    assert cells(amounts_not_carried(forms_of(declaration(amount="100万元"), evaluation()), POLICY)) == []


def test_sums_that_shrink_between_forms() -> None:
    forms = forms_of(ministry().sheet(), evaluation(done=("3座", "100%", "98万元", "2600亩", "93%"), executed=40))
    assert cells(decreased(forms, POLICY)) == [("自评", "D6"), ("自评", "E9")]


def test_a_red_light_and_then_a_claim_of_all_done() -> None:
    done = ("6座", "100%", "98万元", "3200亩", "93%")
    forms = forms_of(ministry().sheet(), evaluation(done=done))
    assert cells(claims_after_red(forms, POLICY)) == [("自评", "E12")]
    assert cells(claims_after_red(forms_of(ministry().sheet(), evaluation()), POLICY)) == []


def test_findings_of_a_workbook_name_the_sheet() -> None:
    book: Grid = grid(declaration(), ministry(changed(0, target="≥4座")).sheet())
    found = [item for item in judge(Book("表.xlsx", book, read_forms(book)), POLICY).findings if item.rule == "D407"]
    assert [(item.sheet, item.cell, item.message) for item in found] == [
        ("监控", "E12", "“维修水库座数”的指标值改成了“≥4座”,申报表上是“≥6座”。")
    ]
