"""Real layouts A1–A12, moved, torn apart, stacked, with columns in another order: all read as the same form."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jixiao.forms.read import read_forms
from jixiao.policy.load import load_profile
from jixiao.records.numbers import read_amount
from jixiao.records.self_evaluation import SelfEvaluation
from jixiao.scoring.total import score_form
from jixiao.workbook.grid import Grid, Sheet

from .layouts import (
    FULL,
    LAYOUTS,
    WITHOUT_LEVELS,
    WITHOUT_POINTS,
    Content,
    Drawn,
    Row,
    full_funds,
    funds,
    goals,
    head,
    moved,
    stacked,
    table,
    to_grid,
    to_sheet,
    torn,
)

CONTENT = Content()
POLICY = load_profile()


def one(drawn: Drawn) -> SelfEvaluation:
    forms = read_forms(to_grid(drawn))
    assert len(forms) == 1
    form = forms[0]
    assert isinstance(form, SelfEvaluation)
    return form


def agrees(form: SelfEvaluation, name: str, content: Content = CONTENT) -> None:
    """Everything that the content says is found in the form, whatever the layout."""
    assert (form.unit_name, form.project_name, form.year) == (content.unit, content.project, content.year)
    assert form.department is not None
    assert form.department.text == content.department
    assert form.goal is not None
    assert form.goal_done is not None
    assert (form.goal.text, form.goal_done.text) == (content.goal, content.done)
    assert form.missing == ()
    assert len(form.judged) == len(content.rows)
    for read, meant in zip(form.judged, content.rows, strict=True):
        assert meant.name in read.name.text
        if name not in WITHOUT_LEVELS:
            assert meant.level1 in read.level1
            assert read.level2 == meant.level2
        assert read.actual is not None
        assert str(meant.actual) in read.actual.text
        if "前" in str(meant.target):
            assert read.aim.kind == "deadline"
        else:
            assert read.aim.low == Decimal(str(meant.target))
            assert read.aim.unit == meant.unit
            assert read.aim.reads_as == {"＝": "="}.get(meant.sign, meant.sign)
    assert form.funds is not None
    assert form.funds.total is not None
    executed = read_amount(form.funds.total.executed, form.funds.unit)
    assert executed is not None
    assert executed.value == Decimal(str(content.executed))
    if name in WITHOUT_POINTS:
        assert score_form(form, POLICY).due is None
    elif name == "A5":
        assert score_form(form, POLICY).due == Decimal("98.60")
    else:
        score = score_form(form, POLICY)
        assert score.due == score.claimed == content.total
        assert [line.due for line in score.lines if line.kind != "execution"] == [
            Decimal(str(row.score)).quantize(Decimal("0.01")) for row in content.rows
        ]


@pytest.mark.parametrize("name", LAYOUTS)
def test_layout_is_read(name: str) -> None:
    agrees(one(LAYOUTS[name](CONTENT)), name)


@pytest.mark.parametrize("name", LAYOUTS)
def test_moved_origin(name: str) -> None:
    agrees(one(moved(LAYOUTS[name](CONTENT), 4, 3)), name)


@pytest.mark.parametrize("name", LAYOUTS)
def test_merges_torn_apart(name: str) -> None:
    agrees(one(torn(LAYOUTS[name](CONTENT))), name)


def test_forms_one_under_another_and_on_several_sheets() -> None:
    other = replace(CONTENT, project="农村饮水安全巩固提升", unit="某某县供水站")
    grid = to_grid(stacked(LAYOUTS["A1"](CONTENT), LAYOUTS["A4"](other), LAYOUTS["A2"](CONTENT)), LAYOUTS["A5"](other))
    forms = read_forms(grid)
    assert [form.sheet for form in forms] == ["自评表1", "自评表1", "自评表1", "自评表2"]
    for form, (name, content) in zip(
        forms, (("A1", CONTENT), ("A4", other), ("A2", CONTENT), ("A5", other)), strict=True
    ):
        assert isinstance(form, SelfEvaluation)
        agrees(form, name, content)


COLUMNS = {
    "年度指标值": lambda row: row.glued,
    "实际完成值": lambda row: row.actual,
    "分值": lambda row: row.weight,
    "得分": lambda row: row.score,
    "偏差原因分析及改进措施": lambda row: row.reason,
    "备注": lambda row: "",
}


@given(st.permutations(list(COLUMNS)), st.integers(0, 6), st.integers(0, 5), st.booleans())
@settings(max_examples=40, deadline=None)
def test_columns_in_any_order(order: list[str], down: int, right: int, tear: bool) -> None:
    drawn = Drawn()
    row = goals(drawn, CONTENT, funds(drawn, CONTENT, head(drawn, CONTENT, 10), FULL, full_funds(CONTENT)), 10)
    places = {heading: 5 + index for index, heading in enumerate(order)}
    table(
        drawn,
        CONTENT,
        row,
        ["一级指标", "二级指标", "三级指标", *order],
        lambda item: [COLUMNS[heading](item) for heading in order],
        total=[(places["分值"], 100), (places["得分"], float(CONTENT.total))],
    )
    drawn = moved(drawn, down, right)
    agrees(one(torn(drawn) if tear else drawn), "A1")


def test_amounts_in_yuan_by_the_header() -> None:
    content = replace(CONTENT, initial=1_200_000, budget=1_000_000, executed=955_000)
    drawn = LAYOUTS["A1"](content)
    drawn.cells = {
        place: str(value).replace("（万元）", "（元）") if isinstance(value, str) else value
        for place, value in drawn.cells.items()
    }
    form = one(drawn)
    assert form.funds is not None
    assert form.funds.unit == "元"
    assert form.funds.total is not None
    amount = read_amount(form.funds.total.budget, "元")
    assert amount is not None
    assert amount.wan == 100
    assert score_form(form, POLICY).due == content.total


def test_a_blank_form_beside_a_filled_one_was_not_submitted() -> None:
    blank = Drawn()
    row = goals(
        blank,
        Content(goal="", done=""),
        funds(blank, CONTENT, head(blank, Content(project="", unit="", department=""), 9), FULL, [None] * 6),
        9,
    )
    headings = [
        "一级指标",
        "二级指标",
        "三级指标",
        "年度指标值",
        "实际完成值",
        "分值",
        "得分",
        "偏差原因分析及改进措施",
    ]
    empty = Content(rows=(Row("产出指标", "数量指标", "", "", "", "", "", "", ""),))
    table(blank, empty, row, headings, lambda item: [""] * 5, total=[(7, 100)])
    assert len(read_forms(to_grid(blank))) == 1
    both = read_forms(to_grid(LAYOUTS["A1"](CONTENT), blank))
    assert [form.sheet for form in both] == ["自评表1"]


def test_hidden_sheets_are_no_submission() -> None:
    sheet = to_sheet(LAYOUTS["A1"](CONTENT))
    assert read_forms(Grid("甲.xlsx", (replace(sheet, state="hidden"),))) == ()


def test_a_form_that_lost_its_table_is_still_one() -> None:
    drawn = LAYOUTS["A1"](CONTENT)
    drawn.cells = {place: value for place, value in drawn.cells.items() if place[0] < 11}
    drawn.merges = [area for area in drawn.merges if area[0] < 11]
    form = one(drawn)
    assert form.missing == ("三级指标", "年度指标值", "实际完成值")
    assert form.header_cell == "A1"


@pytest.mark.parametrize("heading", ["年度", "实际"])
def test_a_lost_column_is_named(heading: str) -> None:
    drawn = LAYOUTS["A12"](CONTENT)
    lost = {"年度": "年度指标值(A)", "实际": "全年实际值(B)"}[heading]
    drawn.cells = {place: value for place, value in drawn.cells.items() if value != lost}
    assert one(drawn).missing == ({"年度": "年度指标值", "实际": "实际完成值"}[heading],)


@pytest.mark.parametrize(
    "text",
    ["部门整体支出绩效目标审核表", "项目支出绩效目标执行监控表", "项目支出绩效目标申报表"],
)
def test_other_forms_are_not_taken_for_this_one(text: str) -> None:
    drawn = LAYOUTS["A6"](CONTENT)
    drawn.cells[1, 1] = text
    assert not any(isinstance(form, SelfEvaluation) for form in read_forms(to_grid(drawn)))


def test_a_cover_page_that_lists_the_form_is_none() -> None:
    cover = Drawn()
    cover.put(1, 1, "报送资料目录")
    cover.put(2, 1, "1", "项目支出绩效自评表")
    cover.put(3, 1, "2", "评分依据", "得分", "说明")
    assert read_forms(to_grid(cover)) == ()


@given(st.dictionaries(st.tuples(st.integers(1, 12), st.integers(1, 8)), st.sampled_from(
    ["自评表", "项目支出绩效自评表", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "总分",
     "年度资金总额", "全年预算数", "全年执行数", "执行率", "项目名称", "其中", "/", "—", "≥5个", "5", "……", "注:",
     "年度总体目标", "预期目标", "一级指标", "产出指标(50分)", "2023年12月前"]
), max_size=40))  # fmt: skip
@settings(max_examples=150, deadline=None)
def test_any_jumble_is_read_without_a_fault(cells: dict[tuple[int, int], str]) -> None:
    drawn = Drawn(cells=dict(cells))
    for form in read_forms(Grid("乱.xlsx", (to_sheet(drawn) if cells else Sheet("空"),))):
        if isinstance(form, SelfEvaluation):
            score_form(form, POLICY)


@pytest.mark.parametrize(("label", "grade"), [("自评等级", "优"), ("等级：良", None)])
def test_a_grade_in_a_row_of_its_own(label: str, grade: str | None) -> None:
    drawn = LAYOUTS["A4"](CONTENT)
    row = next(place[0] for place, value in drawn.cells.items() if value == "合计") + 1
    drawn.cells = {(r + (r >= row), c): value for (r, c), value in drawn.cells.items()}
    drawn.merges = [(a + (a >= row), b, c + (c >= row), d) for a, b, c, d in drawn.merges]
    drawn.put(row, 1, label, grade)
    form = one(drawn)
    assert form.total is not None
    assert form.total.grade is not None
    assert form.total.grade.text == (grade or "良")


def test_weights_shown_as_percentages() -> None:
    drawn = LAYOUTS["A11"](CONTENT)
    for place, value in list(drawn.cells.items()):
        if place[1] == 8 and isinstance(value, int) and place[0] > 12:
            drawn.cells[place] = value / 100
            drawn.formats[place] = "0%"
    assert score_form(one(drawn), POLICY).due == CONTENT.total
