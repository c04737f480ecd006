"""The bundled inputs, and lists of evaluated projects as counties print them."""

from __future__ import annotations

import io
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import yaml

from jixiao.demo import demo_files
from jixiao.demo.evaluated_projects import FILE, NOTE, PROJECTS, problems_of
from jixiao.forms.read import is_form_text, read_forms
from jixiao.forms.read_evaluation_list import read_evaluation_lists
from jixiao.records.evaluation_list import EvaluationList
from jixiao.records.filled_form import FilledForm
from jixiao.records.self_evaluation import SelfEvaluation
from jixiao.workbook.grid import Cell, Grid, Sheet
from jixiao.workbook.read_file import read_grid

CASES = Path(__file__).parents[1] / "cases"
LISTS = yaml.safe_load((CASES / "score_lists.yaml").read_text("utf-8"))["score_lists"]
FILES = dict(demo_files())


def forms_of(data: bytes) -> tuple[FilledForm, ...]:
    grid = read_grid(data, "清单.xlsx", is_form_text=is_form_text)
    assert isinstance(grid, Grid)
    return read_forms(grid)


def workbook(rows: list[list[Any]], merges: tuple[str, ...] = ()) -> bytes:
    book = openpyxl.Workbook()
    assert book.active
    for row in rows:
        book.active.append(row)
    for area in merges:
        book.active.merge_cells(area)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def read_list(rows: list[list[Any]], merges: tuple[str, ...] = ()) -> EvaluationList:
    (form,) = forms_of(workbook(rows, merges))
    assert isinstance(form, EvaluationList)
    return form


# -- the demo's inputs -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [name for name in FILES if name != FILE])
def test_each_published_form_is_read_and_named_after_its_unit(name: str) -> None:
    forms = [form for form in forms_of(FILES[name]) if isinstance(form, SelfEvaluation)]
    assert len(forms) == 1
    unit, year, *_ = name.split("_")
    assert forms[0].unit_name == unit
    assert str(forms[0].year) == year
    assert f"| {name} | http" in (Path(__file__).parents[2] / "src/jixiao/demo/SOURCE.md").read_text("utf-8")


def test_there_are_eight_published_forms_and_the_list() -> None:
    assert len(FILES) == 9
    assert FILE in FILES


def test_the_list_holds_eight_projects_with_every_problem_of_the_source() -> None:
    (form,) = forms_of(FILES[FILE])
    assert isinstance(form, EvaluationList)
    assert form.year == 2022
    assert [item.project.text for item in form.projects] == [name for name, _ in PROJECTS]
    assert [len(item.problems) for item in form.projects] == [len(problems_of(number)) for number in range(1, 9)]
    assert sum(len(item.problems) for item in form.projects) == 39
    for item in form.projects:
        places = [item.score, item.grade, item.amount]
        assert all(value is not None and value.blank for value in places)  # the source gives none
        assert item.note
        assert item.note.text.startswith(NOTE)
        assert [problem.number and problem.number.text for problem in item.problems] == [
            str(number) for number in range(1, len(item.problems) + 1)
        ]
        assert all(not problem.text.blank for problem in item.problems)
    named = Counter(item.unit.text for item in form.projects if item.unit)
    assert named == {"开发区·铁山区建设局": 2, "农业农村局": 1, "": 5}
    assert form.projects[1].problems[0].text.label == "亮山路沿线绿化提档升级工程项目 · 问题描述"


# -- lists as printed --------------------------------------------------------------------------------------------------


def printed(case: dict[str, Any]) -> list[list[Any]]:
    by_heading = {
        "项目名称": "name",
        "评价得分": "score",
        "自评分数": "score",
        "评价结果": "grade",
        "自评等级": "grade",
    }
    by_heading |= {"发行金额(亿元)": "amount", "债券规模": "amount", "截至2023年底已发债券规模": "amount", "备注": "by"}
    rows: list[list[Any]] = [[case["title"]], case["columns"]]
    for number, item in enumerate(case["rows"], 1):
        rows.append([number if head == "序号" else item.get(by_heading.get(head, "")) for head in case["columns"]])
    return rows


@pytest.mark.parametrize("case", LISTS, ids=[case["id"] for case in LISTS])
def test_a_published_list_is_read_as_printed(case: dict[str, Any]) -> None:
    form = read_list(printed(case))
    assert form.title.text == case["title"]
    assert f"{form.year}年" in case["title"]
    assert form.amount_unit == ("亿元" if "亿元" in "".join(case["columns"]) else "万元")
    assert [item.project.text for item in form.projects] == [row["name"] for row in case["rows"]]
    for item, row in zip(form.projects, case["rows"], strict=True):
        amount = Decimal(str(row["amount"]))
        assert [value and value.content for value in (item.score, item.amount)] == [Decimal(str(row["score"])), amount]
        assert (item.grade and item.grade.text) == (row["grade"] or "")
        assert item.problems == ()
    amounts = [Decimal(item.amount.text) for item in form.projects if item.amount]
    assert sum(amounts) == Decimal(str(case["computed"]["amount_sum"]))


HEAD = ["序号", "主管部门", "项目名称", "评价金额(万元)", "得分", "等级", "问题描述", "整改要求"]


def test_a_project_over_several_rows_merged_blank_or_repeated() -> None:
    rows: list[list[Any]] = [
        ["2023年度财政重点评价结果清单"],
        HEAD,
        [1, "甲局", "道路", 100, 88.5, "良", "资料未归档", "归档"],
        [None, None, None, None, None, None, "合同要素不全", "补签"],
        [2, "乙局", "水厂", 50, 92, "优", "未验收", "验收"],
        [None, "乙局", None, None, None, None, "支付滞后", "加快支付"],
        [3, "丙局", "学校", 30, 79.99, "中", "超预算", "说明"],
        [3, "丙局", "学校", None, None, None, "未公开", "公开"],
        ["合计", None, None, 180],
        ["注:金额为评价覆盖的金额。"],
        ["填表人:", "", "联系电话:"],
    ]
    form = read_list(rows, ("A3:A4", "B3:B4", "C3:C4", "D3:D4", "E3:E4", "F3:F4"))
    shown = [(item.project.text, [problem.text.text for problem in item.problems]) for item in form.projects]
    assert shown == [
        ("道路", ["资料未归档", "合同要素不全"]),
        ("水厂", ["未验收", "支付滞后"]),
        ("学校", ["超预算", "未公开"]),
    ]
    assert form.total_amount
    assert (form.total_amount.cell, form.total_amount.content) == ("D9", Decimal(180))
    assert form.projects[2].score
    assert (form.projects[2].score.cell, form.projects[2].score.label) == ("E7", "学校 · 得分")
    assert form.region == (1, 1, 9, 8)


def test_total_row_first_two_lists_and_a_unit_line() -> None:
    rows: list[list[Any]] = [
        ["甲县2022年绩效评价结果表"],
        ["单位:元"],
        ["序号", "项目名称", "金额", "评价得分", "自评得分"],
        ["合计", None, 300],
        [1, "甲", 100, 90, 98],
        [2, "乙", 200, 80, 97],
        [3],
        [],
        ["甲县2023年绩效评价结果表"],
        ["序号", "项目名称", "金额(万元)", "评价等级"],
        [1, "丙", 3, "优"],
    ]
    first, second = forms_of(workbook(rows))
    assert isinstance(first, EvaluationList)
    assert isinstance(second, EvaluationList)
    assert (first.year, first.amount_unit, second.year, second.amount_unit) == (2022, "元", 2023, "万元")
    assert first.total_amount
    assert first.total_amount.text == "300"
    assert [(item.project.text, item.score and item.score.text) for item in first.projects] == [
        ("甲", "90"),
        ("乙", "80"),
    ]
    assert [item.grade and item.grade.text for item in second.projects] == ["优"]


def test_a_project_without_a_name_is_kept_and_an_error_cell_is_broken() -> None:
    rows: list[list[Any]] = [
        ["评价结果清单"],
        HEAD,
        [1, "甲局", None, 10, 88, "良", None, None],
        [2, "乙局", "水厂", 5, "=1/0", "优", None, None],
    ]
    form = read_list(rows)
    assert [item.project.text for item in form.projects] == ["", "水厂"]
    assert form.projects[0].score
    assert form.projects[0].score.label == "未填名称的项目 · 得分"
    assert [value.cell for value in form.broken] == ["E4"]


def test_other_tables_and_our_own_result_sheets_are_no_lists() -> None:
    cells = {(1, column): Cell(1, column, text) for column, text in enumerate(["项目名称", "得分", "三级指标"], 1)}
    assert read_evaluation_lists(Sheet("表", cells)) == ()
    cells = {(1, column): Cell(1, column, text) for column, text in enumerate(HEAD, 1)}
    assert len(read_evaluation_lists(Sheet("清单", cells))) == 1
    assert read_evaluation_lists(Sheet("问题清单及整改台账", cells)) == ()
    assert read_evaluation_lists(Sheet("空", {})) == ()
