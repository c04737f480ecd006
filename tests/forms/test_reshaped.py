"""Forms as units reshape them, each with its whole truth: as drawn, moved elsewhere, with all merges gone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from jixiao.forms.read import read_forms
from jixiao.records.self_evaluation import SelfEvaluation
from jixiao.workbook.grid import Grid

from .layouts import Content, Drawn, moved, to_grid, to_sheet, torn
from .reshaped import HEADS, plain_form, widened
from .reshaped_tables import TABLES
from .reshaped_traps import TRAPS
from .truths import read_back, truth_of

CONTENT = Content()
BUILDERS = {**HEADS, **TABLES, **TRAPS}
NEEDS_MERGES = {"横向合并", "符号数单位"}
"""Torn apart these lose what only the merge said."""


def one(drawn: Drawn) -> SelfEvaluation:
    forms = read_forms(to_grid(drawn))
    assert len(forms) == 1
    assert isinstance(forms[0], SelfEvaluation)
    return forms[0]


@pytest.mark.parametrize("name", BUILDERS)
def test_reshaped_form_reads_as_its_truth(name: str) -> None:
    drawn, truth = BUILDERS[name](CONTENT)
    assert read_back(one(drawn)) == truth


@pytest.mark.parametrize("name", BUILDERS)
def test_reshaped_form_moved_elsewhere(name: str) -> None:
    drawn, truth = BUILDERS[name](CONTENT)
    assert read_back(one(moved(drawn, 3, 2))) == truth


@pytest.mark.parametrize("name", [name for name in BUILDERS if name not in NEEDS_MERGES])
def test_reshaped_form_with_its_merges_gone(name: str) -> None:
    drawn, truth = BUILDERS[name](CONTENT)
    assert read_back(one(torn(drawn))) == truth


def test_cover_instructions_and_form_are_one_form() -> None:
    cover, guide = Drawn(), Drawn()
    cover.put(3, 2, "2023年度项目支出绩效自评表")
    cover.put(6, 2, "填报单位：某某县水务局（盖章）")
    cover.put(7, 2, "填报日期：2024年1月15日")
    guide.put(1, 1, "项目支出绩效自评表填报说明")
    guide.put(2, 1, "一、项目名称按预算批复填写,主管部门填一级预算单位。")
    guide.put(3, 1, "二、一级指标、二级指标、三级指标、年度指标值按批复的绩效目标填写,得分不得超过分值。")
    guide.put(4, 1, "栏目", "三级指标", "年度指标值", "实际完成值")
    guide.put(5, 1, "写法", "写清考核什么", "符号+数+单位", "据实填写")
    forms = read_forms(to_grid(cover, guide, plain_form(CONTENT)))
    assert [(form.sheet, read_back(form)) for form in forms if isinstance(form, SelfEvaluation)] == [
        ("自评表3", truth_of(CONTENT))
    ]


def test_a_hidden_column_is_not_what_stands_beside_a_label() -> None:
    drawn = widened(plain_form(CONTENT), 2)
    for row in (3, 4):
        drawn.put(row, 2, "辅助")
    sheet = replace(to_sheet(drawn), hidden_columns=frozenset({2}))
    (form,) = read_forms(Grid("某单位.xlsx", (sheet,)))
    assert isinstance(form, SelfEvaluation)
    assert read_back(form) == truth_of(CONTENT)


def test_forms_side_by_side_are_two() -> None:
    other = replace(CONTENT, project="农村饮水安全巩固提升", unit="某某县供水站")
    both, right = plain_form(CONTENT), moved(plain_form(other), 0, 11)
    both.cells |= right.cells
    both.merges += right.merges
    forms = read_forms(to_grid(both))
    assert [read_back(form) for form in forms if isinstance(form, SelfEvaluation)] == [
        truth_of(CONTENT),
        truth_of(other),
    ]
