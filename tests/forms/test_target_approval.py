"""F18 in other layouts: merged projects, headings of other counties, and declarations that are titled 批复表."""

from __future__ import annotations

from typing import Any

from jixiao.forms.read import read_forms
from jixiao.records.list_form import ListForm
from tests.forms.list_books import grid_of, sheet_of

HEAD = [
    "序号",
    "预算单位",
    "项目名称",
    "批复金额（元）",
    "年度总体目标",
    "绩效指标",
    "目标值",
    "权重",
    "批复文件文号",
    "批复时间",
]
ROWS: list[list[Any]] = [
    ["青禾县2026年部门预算项目绩效目标批复情况表"],
    HEAD,
    [1, "县水利局", "河道清淤", 1200000, "清淤 8 公里", "清淤长度", "≥8公里", 50, "青财预〔2026〕3号", "2026年2月6日"],
    [None, None, None, None, None, "群众满意度", "≥90%", 50, None, None],
    [2, "县教育局", "校舍维修", 300000, "维修 3 所学校", "维修校舍", "3所", 100, "青财预〔2026〕3号", "2026年2月6日"],
    ["合计", None, None, 1500000],
]
DECLARED: list[list[Any]] = [
    ["项目支出绩效目标批复表"],
    ["（2026年度）"],
    ["项目名称", "河道清淤", None, None],
    ["实施单位", "县水利局", None, None],
    ["年度资金总额（万元）", 120, None, None],
    ["一级指标", "二级指标", "三级指标", "指标值"],
    ["产出指标", "数量指标", "清淤长度", "≥8公里"],
    ["效益指标", "社会效益指标", "保护农田", "≥2000亩"],
]


def approval(rows: list[list[Any]], **moved: Any) -> ListForm:
    (form,) = read_forms(grid_of(sheet_of(rows, **moved)))
    assert isinstance(form, ListForm)
    assert (form.code, form.form) == ("F18", "绩效目标批复表")
    return form


def test_headings_of_another_county_in_yuan_and_moved() -> None:
    for moved in ({}, {"down": 3, "right": 2}):
        form = approval(ROWS, **moved)
        assert (form.amount_unit, form.year, len(form.rows)) == ("元", 2026, 3)
        assert [value.text for value in form.column("indicator")] == ["清淤长度", "群众满意度", "维修校舍"]
        assert form.totals["amount"].text == "1500000"
        # what stands in a project's first row is not asked for again
        assert not [value.label for value in form.required if value.empty and "满意度" in value.label]


def test_it_is_known_by_its_columns_without_a_title() -> None:
    assert len(approval(ROWS[1:]).rows) == 3


def test_a_declaration_that_is_titled_as_approved_stays_a_declaration() -> None:
    (form,) = read_forms(grid_of(sheet_of(DECLARED)))
    assert form.form == "项目支出绩效目标申报表"
    assert form.project_name == "河道清淤"
