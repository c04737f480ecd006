"""Published lists of evaluated projects (score_lists.yaml), built as printed and read with every column variant."""

from __future__ import annotations

import io
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import yaml

from jixiao.forms.read import is_form_text, read_forms
from jixiao.policy.load import load_profile
from jixiao.records.book import Book
from jixiao.records.evaluation_list import EvaluationList
from jixiao.records.numbers import read_amount, read_points, rounded
from jixiao.rules.run import judge
from jixiao.workbook.grid import Grid
from jixiao.workbook.read_file import read_grid
from tests.forms.list_books import grid_of, sheet_of

LISTS = yaml.safe_load((Path(__file__).parents[1] / "cases" / "score_lists.yaml").read_text("utf-8"))["score_lists"]
POLICY = load_profile()
CELLS = {
    "项目名称": "name",
    "评价得分": "score",
    "自评分数": "score",
    "评价结果": "grade",
    "自评等级": "grade",
    "备注": "by",
}


def content(row: dict[str, Any], heading: str, number: int) -> Any:
    """What a published row shows below a heading; money headings vary, 主管部门 and 项目单位 were not transcribed."""
    if heading == "序号":
        return number
    if "规模" in heading or "金额" in heading:
        return row["amount"]
    return row.get(CELLS.get(heading, ""))


def printed(case: dict[str, Any]) -> list[list[Any]]:
    rows = [[content(row, heading, n) for heading in case["columns"]] for n, row in enumerate(case["rows"], 1)]
    return [[case["title"]], list(case["columns"]), *rows]


def as_file(rows: list[list[Any]]) -> Grid:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    raw = io.BytesIO()
    book.save(raw)
    grid = read_grid(raw.getvalue(), "清单.xlsx", is_form_text=is_form_text)
    assert isinstance(grid, Grid)
    return grid


def the_list(grid: Grid) -> EvaluationList:
    (form,) = read_forms(grid)
    assert isinstance(form, EvaluationList)
    return form


def amounts(form: EvaluationList) -> list[Decimal]:
    read = [read_amount(item.amount, form.amount_unit) for item in form.projects]
    return [amount.value for amount in read if amount is not None]


@pytest.mark.parametrize("case", LISTS, ids=lambda case: case["id"])
def test_as_printed(case: dict[str, Any]) -> None:
    grid = as_file(printed(case))
    form = the_list(grid)
    assert [item.project.text for item in form.projects] == [row["name"] for row in case["rows"]]
    scores = [read_points(item.score) for item in form.projects]
    assert scores == [Decimal(str(row["score"])) for row in case["rows"]]
    grades = [item.grade.clean or None if item.grade else None for item in form.projects]
    assert grades == [row["grade"] for row in case["rows"]]
    computed = case["computed"]
    given, weights = [score for score in scores if score is not None], amounts(form)
    assert len(form.projects) == computed["n"]
    assert rounded(sum(given, Decimal(0)) / len(given)) == Decimal(str(computed["mean"]))
    weighted = sum(score * weight for score, weight in zip(given, weights, strict=True)) / sum(weights)
    assert rounded(weighted) == Decimal(str(computed["weighted"]))
    assert sum(weights) == Decimal(str(computed["amount_sum"]))
    assert [POLICY.grade(score) for score in given] == computed["grades_expected"]
    assert form.amount_unit == ("亿元" if "亿元" in "".join(case["columns"]) else "万元")
    assert form.year == int(next(part for part in case["title"].split("年")[:1])[-4:])
    assert judge(Book("清单.xlsx", grid, (form,)), POLICY).findings == ()


@pytest.mark.parametrize("case", LISTS, ids=lambda case: case["id"])
def test_moved_torn_and_with_a_total_row(case: dict[str, Any]) -> None:
    rows = printed(case)
    rows[1] = [f"{heading[:2]}\n {heading[2:]}" if len(heading) == 4 else heading for heading in rows[1]]
    money = next(place for place, heading in enumerate(case["columns"]) if "规模" in heading or "金额" in heading)
    total: list[Any] = ["合计", *[None] * (len(case["columns"]) - 1)]
    total[money] = case["computed"]["amount_sum"] if money else "合计"
    form = the_list(grid_of(sheet_of([*rows, total], down=4, right=3)))
    assert [item.project.text for item in form.projects] == [row["name"] for row in case["rows"]]
    if money:
        assert form.total_amount is not None
        assert form.total_amount.content == Decimal(str(case["computed"]["amount_sum"]))


def test_all_lists_in_one_workbook_and_all_on_one_sheet() -> None:
    sheets = [sheet_of(printed(case), name=case["id"]) for case in LISTS]
    assert [len(form.projects) for form in read_forms(grid_of(*sheets)) if isinstance(form, EvaluationList)] == [
        5,
        2,
        3,
        1,
    ]
    below = [row for case in LISTS for row in (*printed(case), [])]
    forms = read_forms(grid_of(sheet_of(below)))
    assert [form.title.text for form in forms] == [case["title"] for case in LISTS]
    assert [len(form.projects) for form in forms if isinstance(form, EvaluationList)] == [5, 2, 3, 1]


GRADES_ONLY = [
    ["某县2023年度专项债券项目绩效评价结果表"],
    ["序号", "主管部门", "项目单位", "项目名称", "发行金额(亿元)", "评价结果", "备注"],
    [1, "某县水利局", "某县水务公司", "城乡供水管网改造工程", 1.2, "优", None],
    [2, "某县教育局", "某县第二小学", "第二小学扩建工程", 0.4, "良", "主管部门评价"],
]


def test_a_list_without_scores_has_its_grades() -> None:
    grid = as_file(GRADES_ONLY)
    form = the_list(grid)
    assert [(item.score, item.grade and item.grade.text) for item in form.projects] == [(None, "优"), (None, "良")]
    assert judge(Book("清单.xlsx", grid, (form,)), POLICY).findings == ()


def test_four_columns_of_grades_with_ticks() -> None:
    rows = [
        ["某县2023年度重点项目绩效评价结果表"],
        ["序号", "项目名称", "评价金额(万元)", "评价得分", "评价等级", None, None, None],
        [None, None, None, None, "优", "良", "中", "差"],
        [1, "高标准农田建设项目", 560, 91, "√", None, None, None],
        [2, "校舍维修改造项目", 120, 84, "√", None, None, None],
        [3, "会展活动补助", 80, 70, None, None, "√", None],
    ]
    merged = ((2, 1, 3, 1), (2, 2, 3, 2), (2, 3, 3, 3), (2, 4, 3, 4), (2, 5, 2, 8))
    grid = grid_of(sheet_of(rows, merged=merged))
    form = the_list(grid)
    assert [item.grade and item.grade.text for item in form.projects] == ["优", "优", "中"]
    (finding,) = judge(Book("清单.xlsx", grid, (form,)), POLICY).findings
    assert (finding.rule, finding.cell) == ("E511", "E5")
