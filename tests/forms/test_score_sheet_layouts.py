"""Score sheets in the layouts that circulate: other headings, sections, ticks, moved, torn, several in a book."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jixiao.demo.examples import EXAMPLES
from jixiao.forms.read import is_form_text, read_forms
from jixiao.policy.load import load_profile
from jixiao.records.book import Book
from jixiao.records.score_sheet import ScoreSheet
from jixiao.rules.run import Outcome, judge
from jixiao.workbook.grid import Cell, Grid, Sheet
from jixiao.workbook.read_file import read_grid
from tests.forms.score_sheet_layouts import (
    ASSESSMENT_MERGES,
    ASSESSMENT_TICKED,
    BOND,
    BOND_MERGES,
    DEPARTMENT_HUNAN,
    PARTY_ONE_RATER,
    REVIEW_88,
    REVIEW_88_MERGES,
    Row,
    book_of,
    sheet_of,
)

POLICY = load_profile()
LAYOUTS: dict[str, tuple[list[Row], tuple[str, ...]]] = {
    "F06": (REVIEW_88, REVIEW_88_MERGES),
    "F07": (ASSESSMENT_TICKED, ASSESSMENT_MERGES),
    "F08": (PARTY_ONE_RATER, ()),
    "F15": (BOND, BOND_MERGES),
    "F16": (DEPARTMENT_HUNAN, ()),
}
TOTALS = {"F06": "89", "F07": "74", "F08": "91", "F15": "94.5", "F16": "88.5"}


def judged(grid: Grid) -> Outcome:
    return judge(Book(grid.name, grid, read_forms(grid)), POLICY)


def one(grid: Grid) -> ScoreSheet:
    (form,) = read_forms(grid)
    assert isinstance(form, ScoreSheet)
    return form


def content(form: ScoreSheet) -> object:
    """All that was read, without where it stands."""
    rows = [
        (row.levels, row.name.text, row.points, [value.text for value in row.given], row.rule) for row in form.criteria
    ]
    fields = {role: value.text for role, value in form.fields.items()}
    total = [value.text for value in form.total.given] if form.total else None
    return form.code, form.year, fields, rows, total


@pytest.mark.parametrize("code", LAYOUTS)
def test_a_layout_of_its_own_is_read_and_gives_no_alarm(code: str) -> None:
    outcome = judged(book_of(sheet_of(*LAYOUTS[code])))
    (found,) = outcome.forms
    assert isinstance(found.form, ScoreSheet)
    assert (found.form.code, found.form.missing) == (code, ())
    assert found.score is not None
    assert found.score.due == found.score.claimed == Decimal(TOTALS[code])
    assert sum(row.points or 0 for row in found.form.criteria) == 100
    assert outcome.findings == ()


@pytest.mark.parametrize("code", LAYOUTS)
@pytest.mark.parametrize(("down", "right"), [(3, 0), (0, 2), (7, 5)])
def test_a_moved_sheet_reads_the_same(code: str, down: int, right: int) -> None:
    rows, merges = LAYOUTS[code]
    assert content(one(book_of(sheet_of(rows, merges, down=down, right=right)))) == content(
        one(book_of(sheet_of(rows, merges)))
    )


@pytest.mark.parametrize("code", LAYOUTS)
def test_full_width_blanks_and_line_breaks_in_headings_change_nothing(code: str) -> None:
    rows, merges = LAYOUTS[code]
    wide = [
        [
            value.replace("分值", "分 值").replace("得分", "得\n分").replace("标准", "标　准")
            if isinstance(value, str)
            else value
            for value in line
        ]
        for line in rows[:7]
    ] + rows[7:]
    levels = [(row.levels, row.points) for row in one(book_of(sheet_of(wide, merges))).criteria]
    assert levels == [(row.levels, row.points) for row in one(book_of(sheet_of(rows, merges))).criteria]


def test_sections_with_their_points_in_the_label_are_no_criteria() -> None:
    form = one(book_of(sheet_of(REVIEW_88, REVIEW_88_MERGES)))
    assert [row.levels for row in form.criteria] == [
        (name,) for name in ("完整性审核", "相关性审核", "适当性审核", "可行性审核") for _ in range(2)
    ]
    assert form.at("outcome") is not None
    assert form.words("outcome") == "修改后通过"


def test_several_kinds_in_one_book_and_two_of_a_kind_on_one_sheet() -> None:
    stacked = [*PARTY_ONE_RATER, [None], *[[*line] for line in PARTY_ONE_RATER]]
    stacked[len(PARTY_ONE_RATER) + 1] = ["第三方机构考评表（被评价单位填写）"]
    sheets = [sheet_of(*LAYOUTS[code], name=code) for code in LAYOUTS if code != "F08"]
    forms = read_forms(book_of(*sheets, sheet_of(stacked, name="考评")))
    assert [(form.sheet, form.code) for form in forms if isinstance(form, ScoreSheet)] == [
        ("F06", "F06"),
        ("F07", "F07"),
        ("F15", "F15"),
        ("F16", "F16"),
        ("考评", "F08"),
        ("考评", "F08"),
    ]
    assert [len(form.criteria) for form in forms if isinstance(form, ScoreSheet) and form.code == "F08"] == [3, 3]


def test_without_its_title_a_table_is_known_by_what_its_rows_speak_of() -> None:
    assert one(book_of(sheet_of(DEPARTMENT_HUNAN[2:]))).code == "F16"
    assert one(book_of(sheet_of(BOND[3:-1]))).code == "F15"
    assert one(book_of(sheet_of(REVIEW_88[2:]))).code == "F06"


def test_headings_repeated_where_a_page_ends_go_on_with_the_table() -> None:
    rows = [*DEPARTMENT_HUNAN[:7], DEPARTMENT_HUNAN[2], *DEPARTMENT_HUNAN[7:]]
    form = one(book_of(sheet_of(rows)))
    assert len(form.criteria) == 8
    assert form.total is not None


def test_a_lost_column_of_points_is_told_once() -> None:
    rows = [[*line[:6]] for line in DEPARTMENT_HUNAN]
    outcome = judged(book_of(sheet_of(rows)))
    assert [(found.rule, found.seen) for found in outcome.findings if found.rule == "A106"] == [
        ("A106", "没有「得分」列")
    ]


def test_a_title_that_lost_its_table_still_is_that_form() -> None:
    rows: list[Row] = [*ASSESSMENT_TICKED[:4], *ASSESSMENT_TICKED[-2:]]
    form = one(book_of(sheet_of(rows)))
    assert form.code == "F07"
    assert set(form.missing) == {"评估要点", "得分"}


def test_experts_columns_are_averaged_into_the_last() -> None:
    rows: list[Row] = [
        ["事前绩效评估评分表"],
        ["项目名称", "供水管网改造"],
        ["评估维度", "评估指标", "分值", "专家1", "专家2", "专家3", "平均分"],
        ["立项必要性", "政策相关", 50, 40, 41, 42, 41],
        ["筹资合规性", "筹资合规", 50, 45, 45, 48, 46],
        ["合计", None, 100, 85, 86, 90, 87],
    ]
    outcome = judged(book_of(sheet_of(rows)))
    (found,) = outcome.forms
    assert isinstance(found.form, ScoreSheet)
    assert found.form.raters == ("专家1", "专家2", "专家3")
    assert found.score is not None
    assert (found.score.due, found.score.claimed) == (Decimal(87), Decimal(87))
    assert outcome.findings == ()
    rows[-1][-1] = 88
    wrong = judged(book_of(sheet_of(rows)))
    assert [(item.rule, item.cell, item.expected) for item in wrong.findings] == [("E507", "G6", "87")]


def test_forms_of_other_kinds_are_no_score_sheets() -> None:
    table: list[Row] = [
        ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "偏差原因分析及改进措施"],
        ["产出指标", "数量指标", "养护里程", "≥80公里", "86公里", 90, 90, None],
    ]
    listing: list[Row] = [["序号", "项目名称", "评价金额", "得分", "等级"], [1, "村道硬化", 80, 92, "优"]]
    declared: list[Row] = [
        ["一级指标", "二级指标", "三级指标", "指标值"],
        ["产出指标", "数量指标", "养护里程", "≥80公里"],
    ]
    for title, rows in (
        ("项目支出绩效自评表（2025年度）", [["项目名称", "农村公路养护"], *table]),
        ("绩效评价结果清单", listing),
        ("事前绩效评估结果汇总表", listing),
        ("第三方机构考评结果一览表", [["序号", "机构名称", "考评得分", "等级"], [1, "甲事务所", 92, "优秀"]]),
        ("项目支出绩效目标申报表（2025年度）", [["项目名称", "农村公路养护"], *declared, ["审核意见", "通过"]]),
        ("关于报送绩效目标审核表的通知", [["请于3月5日前报送绩效目标审核表。"]]),
    ):
        forms = read_forms(book_of(sheet_of([[title], *rows])))
        assert not [form for form in forms if isinstance(form, ScoreSheet)], title


def test_odd_content_is_read_without_a_crash() -> None:
    rows = [[*line] for line in DEPARTMENT_HUNAN]
    rows[3][6], rows[4][3], rows[5][5], rows[6][6] = "满分", "五分", "很好", -3
    rows[7][2], rows[8][6], rows[9][6] = "指" * 4000, "1e999", "9" * 400
    sheet = sheet_of(rows)
    cells = {
        **sheet.cells,
        (11, 7): Cell(11, 7, None, error="#DIV/0!"),
        (12, 7): Cell(12, 7, None, formula="=1", uncached=True),
    }
    outcome = judged(book_of(Sheet("表", cells, ((1, 1, 1, 7), (4, 1, 500, 1)))))
    assert not [found for found in outcome.findings if "未能运行" in found.message]
    assert {"A108", "A109", "E506", "E514"} <= {found.rule for found in outcome.findings}


def test_each_level_with_its_own_weights_counts_those_of_the_single_rows() -> None:
    rows: list[Row] = [
        ["部门整体支出绩效评价指标评分表"],
        ["一级指标", "分值", "二级指标", "分值", "三级指标", "分值", "评分标准", "得分"],
        ["投入", 40, "目标设定", 20, "绩效目标合理性", 10, "酌情打分", 10],
        [None, None, None, None, "绩效指标明确性", 10, "酌情打分", 9],
        [None, None, "预算配置", 20, "在职人员控制率", 20, "≤100%得满分", 20],
        ["产出", 60, "职责履行", 60, "实际完成率", 60, "酌情打分", 55],
        ["总分", 100, None, 100, None, 100, None, 94],
    ]
    outcome = judged(book_of(sheet_of(rows, ("A3:A5", "B3:B5", "C3:C4", "D3:D4"))))
    (found,) = outcome.forms
    assert isinstance(found.form, ScoreSheet)
    assert [row.points for row in found.form.criteria] == [10, 10, 20, 60]
    assert [row.levels for row in found.form.criteria][1] == ("投入", "目标设定")
    assert outcome.findings == ()


def test_dimensions_that_repeat_the_sum_of_their_rows_are_no_criteria() -> None:
    names = ("立项必要性", "投入经济性", "绩效目标合理性", "实施方案可行性", "筹资合规性")
    rows: list[Row] = [
        ["事前绩效评估审核表"],
        ["项目名称", "供水管网改造"],
        ["评估内容", "分值", "评分（优5 良4 中3 差0）"],
    ]
    for name in names:
        rows += [[name, 20, 16], *[[f"{name}第{number}项", 5, 4] for number in range(1, 5)]]
    rows += [["合计", 100, 80], ["评估结论", "予以支持"]]
    outcome = judged(book_of(sheet_of(rows)))
    (found,) = outcome.forms
    assert isinstance(found.form, ScoreSheet)
    assert len(found.form.criteria) == 20
    assert {row.dimension for row in found.form.criteria} == set(names)
    assert outcome.findings == ()


@pytest.mark.parametrize(
    "title",
    [
        "2023年度城乡居民基本养老保险基金绩效评价评分表",
        "专项债券项目绩效评价指标体系及得分情况表",
        "青禾县2024年度政府购买服务项目支出绩效评价打分表",
        "项目支出绩效评价指标评分表",
        "财政重点评价评分表",
        "附件1：绩效评价指标体系",
        "××项目绩效评价评分明细表",
    ],
)
def test_titles_of_bonds_funds_and_bought_services(title: str) -> None:
    assert one(book_of(sheet_of([[title], *BOND[2:]], ()))).code == "F15"


def test_a_choice_that_was_not_made_is_not_judged() -> None:
    rows = [[*line] for line in REVIEW_88]
    rows[16][4] = "通过/修改/退回"
    assert judged(book_of(sheet_of(rows, REVIEW_88_MERGES))).findings == ()


def stretched(sheet: Sheet, rows: list[int], columns: list[int]) -> Sheet:
    """The sheet with an empty row before each of `rows` and an empty column before each of `columns`."""

    def row_at(row: int) -> int:
        return row + sum(before <= row for before in rows)

    def column_at(column: int) -> int:
        return column + sum(before <= column for before in columns)

    cells = {
        (row_at(row), column_at(column)): replace(cell, row=row_at(row), column=column_at(column), formula=None)
        for (row, column), cell in sheet.cells.items()
    }
    merged = tuple(
        (row_at(top), column_at(left), row_at(bottom), column_at(right)) for top, left, bottom, right in sheet.merged
    )
    return Sheet(sheet.name, cells, merged)


GOOD = {
    item.form.code: read_grid(item.build(POLICY), "表.xlsx", is_form_text=is_form_text)
    for item in EXAMPLES
    if item.good and item.form.code in LAYOUTS
}


@pytest.mark.parametrize("code", LAYOUTS)
@settings(max_examples=25, deadline=None)
@given(rows=st.lists(st.integers(1, 45), max_size=4, unique=True), columns=st.lists(st.integers(1, 10), max_size=3))
def test_inserted_rows_and_columns_change_nothing(code: str, rows: list[int], columns: list[int]) -> None:
    grid = GOOD[code]
    assert isinstance(grid, Grid)
    moved = stretched(grid.sheets[0], rows, columns)
    assert content(one(book_of(moved))) == content(one(book_of(grid.sheets[0])))
    assert judged(book_of(moved)).findings == ()


def test_forms_of_other_kinds_above_and_below_on_the_same_sheet_are_read_too() -> None:
    evaluated: list[Row] = [
        ["绩效评价结果清单"],
        ["序号", "项目名称", "评价金额", "得分", "等级"],
        [1, "村道硬化", 80, 92, "优"],
    ]
    self_evaluated: list[Row] = [
        ["项目支出绩效自评表"],
        ["项目名称", "农村公路养护", "实施单位", "公路养护中心"],
        ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "偏差原因分析及改进措施"],
        ["产出指标", "数量指标", "养护里程", "≥80公里", "86公里", 100, 100, None],
        ["总分", None, None, None, None, 100, 100, None],
    ]
    for below in (evaluated, self_evaluated):
        forms = read_forms(book_of(sheet_of([*DEPARTMENT_HUNAN, [None], *below])))
        assert [form.form for form in forms] == [
            "部门整体支出绩效评价评分表",
            "评价结果清单" if below is evaluated else "项目支出绩效自评表",
        ]
        (score_sheet,) = (form for form in forms if isinstance(form, ScoreSheet))
        assert len(score_sheet.criteria) == 8
    forms = read_forms(book_of(sheet_of([*evaluated, [None], *DEPARTMENT_HUNAN])))
    assert [form.form for form in forms] == ["评价结果清单", "部门整体支出绩效评价评分表"]
