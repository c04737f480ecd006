"""Target forms in every family of layouts, several in a workbook, and forms that are no target forms."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jixiao.forms.read import READERS, read_forms
from jixiao.forms.read_target_declaration import read_target_declarations
from jixiao.policy.load import load_profile
from jixiao.records.book import Book
from jixiao.records.filled_form import FilledForm
from jixiao.records.finding import Finding, RuleStatus
from jixiao.records.numbers import read_amount
from jixiao.records.self_evaluation import SelfEvaluation
from jixiao.records.target_declaration import TargetDeclaration
from jixiao.rules.run import judge
from jixiao.workbook.grid import Cell, Grid
from tests.forms import target_layouts
from tests.forms.target_layouts import LAYOUTS, LINES, body, drawn, head, text
from tests.rules.cells import Draft
from tests.rules.pages import standard_form_grid

POLICY = load_profile()
PLAIN = ("一级指标", "二级指标", "三级指标", "指标值")
Row = tuple[str, str, str, str]


def target_forms(grid: Grid) -> list[TargetDeclaration]:
    return [form for form in read_forms(grid) if isinstance(form, TargetDeclaration)]


def findings(grid: Grid) -> tuple[Finding, ...]:
    return judge(Book(grid.name, grid, read_forms(grid)), POLICY).findings


def grid_of(*drafts: Draft) -> Grid:
    return Grid("申报表.xlsx", tuple(draft.sheet() for draft in drafts))


def rows_of(form: TargetDeclaration) -> list[Row]:
    return [(row.level1, row.level2, row.name.text.removeprefix("指标1："), row.target.text) for row in form.indicators]


def amount(form: TargetDeclaration) -> Decimal | None:
    total = form.funds.total if form.funds is not None else None
    found = read_amount(total.budget, form.funds.unit) if total is not None and form.funds is not None else None
    return found.wan if found is not None else None


@pytest.mark.parametrize("name", list(LAYOUTS))
def test_every_family_reads_the_same_and_gives_no_false_alarm(name: str) -> None:
    grid = drawn(name)
    (form,) = read_forms(grid)
    assert isinstance(form, TargetDeclaration)
    assert rows_of(form) == list(LINES)
    assert (form.year, form.unit_name, form.project_name) == (2025, "青禾县供水服务中心", "老城区供水管网改造")
    assert amount(form) == 330
    assert form.goal is not None
    assert form.goal.text == "完成老城区供水管网改造,漏损率降到 9% 以下。"
    assert form.span is not None
    assert form.nature is not None
    assert form.nature.text == "新增项目"
    assert findings(grid) == ()


@pytest.mark.parametrize("name", [name for name in LAYOUTS if name.startswith(("T4", "T12"))])
def test_the_whole_period_stands_beside_the_year(name: str) -> None:
    (form,) = target_forms(drawn(name))
    medium = [(row.level1, row.level2, row.name.text, row.target.text) for row in form.medium_indicators]
    assert medium == list(LINES)
    assert {row.target.cell for row in form.medium_indicators}.isdisjoint(row.target.cell for row in form.indicators)


def test_the_year_may_stand_left_of_the_whole_period() -> None:
    draft = Draft("Sheet1")
    row = head(draft, 7)
    text(draft, row, "一级指标", "年度目标", "", "", "长期目标")
    for merge in (f"A{row}:A{row + 1}", f"B{row}:D{row}", f"E{row}:G{row}"):
        draft.merge(merge)
    body(draft, row + 1, ("", *PLAIN[1:], *PLAIN[1:]), lambda line: (*line, line[1], f"{line[2]}(三年)", line[3]))
    (form,) = target_forms(grid_of(draft))
    assert rows_of(form) == list(LINES)
    assert all(row.name.text.endswith("(三年)") for row in form.medium_indicators)


def test_an_indicator_for_the_whole_period_alone_lacks_nothing_in_the_year() -> None:
    draft = Draft("Sheet1")
    columns = (*PLAIN[:3], "中期指标值", "年度指标值")
    body(draft, head(draft, 5), columns, lambda line: (*line[:3], line[3], "" if line[2] == "居民满意度" else line[3]))
    grid = grid_of(draft)
    (form,) = target_forms(grid)
    assert (len(form.indicators), len(form.medium_indicators)) == (7, 8)
    assert [finding.rule for finding in findings(grid)] == ["D401"]


def test_villages_across_give_one_target_each() -> None:
    grid = target_layouts.villages()
    (form,) = target_forms(grid)
    pipes = [(row.place, row.target.text, row.target.cell) for row in form.indicators if "管网长度" in row.name.text]
    assert pipes == [("上河村", "≥3公里", "E10"), ("下河村", "≥5公里", "F10"), ("青石社区", "≥4公里", "G10")]
    meters = [row.place for row in form.indicators if "水表" in row.name.text]
    assert meters == ["上河村", "青石社区"]
    assert len(form.indicators) == 3 * len(LINES) - 1
    assert form.indicators[1].target.label == "改造供水管网长度 · 下河村 · 指标值"
    assert findings(grid) == ()


def test_indicators_may_run_across_the_sheet() -> None:
    grid = target_layouts.across()
    (form,) = target_forms(grid)
    assert rows_of(form) == [*LINES, *LINES]
    assert [row.place for row in form.indicators] == ["上河村"] * 8 + ["下河村"] * 8
    assert findings(grid) == ()


def test_a_wide_table_holds_one_form_per_project() -> None:
    grid = target_layouts.wide()
    pipes, lamps = target_forms(grid)
    assert (pipes.project_name, pipes.unit_name, amount(pipes)) == ("老城区供水管网改造", "青禾县供水服务中心", 330)
    assert (lamps.project_name, lamps.unit_name, amount(lamps)) == (
        "路灯节能改造",
        "青禾县市政维护中心",
        Decimal("86.5"),
    )
    assert lamps.goal is not None
    assert lamps.goal.cell == "E7"
    assert [(row.aim.sign, row.aim.low, row.aim.unit) for row in lamps.indicators] == [
        ("≥", 640, "盏"),
        ("≥", 30, "%"),
        ("≥", 90, "%"),
    ]
    assert findings(grid) == ()


def test_a_department_declares_tasks_with_their_budget() -> None:
    grid = target_layouts.department()
    (form,) = target_forms(grid)
    assert (form.form, form.year, form.unit_name) == ("部门整体支出绩效目标申报表", 2025, "青禾县住房和城乡建设局")
    assert [(task.name.text, *(value.text for value in task.amounts())) for task in form.tasks] == [
        ("供水改造", "330", "300", "30"),
        ("路灯改造", "86.5", "86.5", ""),
    ]
    assert form.tasks_total is not None
    assert [value.text for value in form.tasks_total.amounts()] == ["416.5", "386.5", "30"]
    assert form.goal is not None
    assert form.goal.text == "目标1：完成供水管网改造。\n目标2：更换节能路灯 640 盏。"
    assert rows_of(form) == list(LINES)
    assert findings(grid) == ()


def test_signs_and_units_in_columns_of_their_own() -> None:
    cells = {
        "改造供水管网长度": ("≥", "12", "公里"),
        "工程完工时间": ("", "2025年10月底前", ""),
        "居民满意度": ("≥", "92", "%"),
    }
    for columns in (
        ("指标性质", "指标值", "度量单位"),
        ("绩效指标性质", "绩效指标值", "绩效度量单位"),
        ("指标值类型", "指标值内容", "度量单位"),
    ):
        draft = Draft("Sheet1")
        row = head(draft, 6)
        lines = [line for line in LINES if line[2] in cells]
        text(draft, row, *PLAIN[:3], *columns)
        for offset, line in enumerate(lines, 1):
            text(draft, row + offset, *line[:3], *cells[line[2]])
        (form,) = target_forms(grid_of(draft))
        seen = [(each.aim.kind, each.aim.sign, each.aim.low, each.aim.unit) for each in form.indicators]
        assert seen == [("quantity", "≥", 12, "公里"), ("deadline", "", None, ""), ("quantity", "≥", 92, "%")]


def test_a_department_may_state_its_budget_without_tasks() -> None:
    draft = Draft("Sheet1")
    text(draft, 1, "2025年部门整体支出绩效目标表")
    text(draft, 2, "部门名称：青禾县住建局")
    text(draft, 3, "年度预算（万元）", "年度预算总额", "416.5")
    text(draft, 4, "", "基本支出", "86.5")
    text(draft, 5, "", "项目支出", "330")
    text(draft, 6, "整体绩效目标", "完成供水改造。")
    body(draft, 7, PLAIN, lambda line: line)
    grid = grid_of(draft)
    (form,) = target_forms(grid)
    assert (form.form, form.unit_name, form.year) == ("部门整体支出绩效目标申报表", "青禾县住建局", 2025)
    assert (amount(form), len(form.fund_rows())) == (Decimal("416.5"), 3)
    assert findings(grid) == ()


# -- funds -------------------------------------------------------------------------------------------------------------


def _inline(draft: Draft, row: int) -> None:
    text(draft, row, "项目资金", "年度资金总额：330万元")
    text(draft, row + 1, "", "其中：财政拨款：300万元")
    text(draft, row + 2, "", "其他资金：30万元")


def _in_a_row(draft: Draft, row: int) -> None:
    text(draft, row, "资金总额(万元)", "330", "财政拨款", "300", "其他资金", "30")


def _headed(draft: Draft, row: int) -> None:
    text(draft, row, "项目资金（万元）", "年度资金总额", "财政拨款", "其他资金")
    text(draft, row + 1, "", "330", "300", "30")
    draft.merge(f"A{row}:A{row + 1}")


def _in_yuan(draft: Draft, row: int) -> None:
    text(draft, row, "项目资金（元）", "年度资金总额", "3300000")
    text(draft, row + 1, "", "财政拨款", "3000000")
    text(draft, row + 2, "", "其他资金", "300000")


def _nested(draft: Draft, row: int) -> None:
    text(draft, row, "项目资金（万元）", "年度资金总额", "330")
    text(draft, row + 1, "", "财政拨款小计", "300")
    text(draft, row + 2, "", "一般公共预算", "180")
    text(draft, row + 3, "", "政府性基金", "120")
    text(draft, row + 4, "", "自有资金小计", "30")
    text(draft, row + 5, "", "事业收入", "30")


def _halves(draft: Draft, row: int) -> None:
    text(draft, row, "项目资金（万元）", "中期资金总额：", "990", "年度资金总额：", "330")
    text(draft, row + 1, "", "其中：财政拨款", "900", "其中：财政拨款", "300")
    text(draft, row + 2, "", "其他资金", "90", "其他资金", "30")


def _numbers_after_labels(draft: Draft, row: int) -> None:
    text(draft, row, "项目资金（万元）", "中期资金总额：990", "年度资金总额：330")
    text(draft, row + 1, "", "其中：财政拨款 900", "其中：财政拨款 300")
    text(draft, row + 2, "", "      其他资金 90", "      其他资金 30 万元")


def _total_last(draft: Draft, row: int) -> None:
    text(draft, row, "项目资金（万元）", "财政拨款", "300")
    text(draft, row + 1, "", "其他资金", "30")
    text(draft, row + 2, "", "合计", "330")


def _beside_other_fields(draft: Draft, row: int) -> None:
    text(draft, row, "资金来源", "财政拨款", "项目类别", "基础设施")
    text(draft, row + 1, "年度资金总额（万元）", "330", "项目负责人", "主管副局长")
    text(draft, row + 2, "其中：财政拨款", "300", "其他资金", "30")


FUNDS: tuple[Callable[[Draft, int], None], ...] = (
    _inline,
    _in_a_row,
    _headed,
    _in_yuan,
    _nested,
    _halves,
    _numbers_after_labels,
    _total_last,
    _beside_other_fields,
)


@pytest.mark.parametrize("write", FUNDS, ids=lambda function: function.__name__)
def test_funds_as_labels_beside_or_over_their_amounts(write: Callable[[Draft, int], None]) -> None:
    draft = Draft("Sheet1")
    text(draft, 1, "项目支出绩效目标申报表（2025年度）")
    text(draft, 2, "项目名称", "老城区供水管网改造")
    text(draft, 3, "主管部门", "青禾县住建局", "实施单位", "青禾县供水服务中心")
    write(draft, 4)
    text(draft, 10, "年度目标", "完成老城区供水管网改造。")
    body(draft, 11, PLAIN, lambda line: line)
    grid = grid_of(draft)
    (form,) = target_forms(grid)
    assert amount(form) == 330
    assert form.funds is not None
    assert len(form.funds.sources) == (5 if write is _nested else 2)
    assert (form.medium_funds is not None) == (write in (_halves, _numbers_after_labels))
    assert findings(grid) == ()


def test_both_blocks_of_funds_must_tie() -> None:
    draft = Draft("Sheet1")
    text(draft, 1, "项目支出绩效目标申报表（2025年度）")
    text(draft, 2, "项目名称", "老城区供水管网改造", "实施单位", "青禾县供水服务中心")
    _halves(draft, 3)
    draft.text("C3", "999")
    draft.text("E5", "20")
    text(draft, 9, "年度目标", "完成老城区供水管网改造。")
    body(draft, 10, PLAIN, lambda line: line)
    found = [(finding.rule, finding.cell, finding.expected) for finding in findings(grid_of(draft))]
    assert found == [("C301", "C3", "990"), ("C301", "E3", "320")]


@pytest.mark.parametrize("head_tells", ["资金", "目标"])
def test_where_the_year_lost_its_heading_the_whole_periods_targets_do_not_stand_for_it(head_tells: str) -> None:
    draft = Draft("Sheet1")
    text(draft, 1, "项目支出绩效目标申报表（2025年度）")
    text(draft, 2, "项目名称", "老城区供水管网改造", "实施单位", "青禾县供水服务中心")
    if head_tells == "资金":
        _halves(draft, 3)
        text(draft, 9, "年度目标", "完成老城区供水管网改造。")
    else:
        _headed(draft, 3)
        text(draft, 9, "中期目标", "三年改造全部管网。", "年度目标", "完成老城区供水管网改造。")
    text(draft, 10, "一级指标", "二级指标", "三级指标", "中期指标值", "", "上年实际值")
    text(draft, 11, "产出指标", "数量指标", "改造管网长度", "≥99公里", "≥33公里", "30公里")
    text(draft, 12, "产出指标", "质量指标", "验收合格率", "≥98%", "≥98%", "98%")
    assert [(item.rule, item.cell, item.seen) for item in findings(grid_of(draft))] == [
        ("A106", "A10", "没有「年度指标值」列")
    ]
    text(draft, 10, "一级指标", "二级指标", "三级指标", "中期指标值", "年度指标值", "上年实际值")
    (form,) = target_forms(grid_of(draft))
    assert [(row.target.text, row.previous.text) for row in form.indicators if row.previous] == [
        ("≥33公里", "30公里"),
        ("≥98%", "98%"),
    ]


# -- several forms, other forms ----------------------------------------------------------------------------------------


def _form(draft: Draft, row: int = 1, title: str = "项目支出绩效目标申报表") -> int:
    return body(draft, head(draft, 5, title, row), (*PLAIN, "备注"), lambda line: line)


def test_several_forms_under_each_other_and_on_further_sheets() -> None:
    first, second = Draft("一"), Draft("二")
    end = _form(first)
    _form(first, end + 2)
    _form(second)
    forms = target_forms(grid_of(first, second))
    assert [(form.sheet, form.title.cell) for form in forms] == [("一", "A1"), ("一", f"A{end + 2}"), ("二", "A1")]
    assert all(rows_of(form) == list(LINES) for form in forms)


def test_a_declaration_above_and_below_a_self_evaluation_on_one_sheet() -> None:
    evaluation = standard_form_grid().sheets[0]
    last = max(row for row, _ in evaluation.cells)
    for shift, own in ((0, last + 3), (30, 1)):
        draft = Draft("自评表")
        _form(draft, own)
        draft.cells |= {
            (row + shift, column): replace(cell, row=row + shift) for (row, column), cell in evaluation.cells.items()
        }
        draft.merged += [(top + shift, left, bottom + shift, right) for top, left, bottom, right in evaluation.merged]
        forms = read_forms(grid_of(draft))
        kinds = [type(form) for form in forms]
        assert sorted(kind.__name__ for kind in kinds) == ["SelfEvaluation", "TargetDeclaration"]
        (declared,) = [form for form in forms if isinstance(form, TargetDeclaration)]
        assert rows_of(declared) == list(LINES)


def test_a_department_below_a_project_is_a_form_of_its_own() -> None:
    draft = Draft("Sheet1")
    end = _form(draft) + 2
    other = target_layouts.department().sheets[0]
    draft.cells |= {(row + end, column): replace(cell, row=row + end) for (row, column), cell in other.cells.items()}
    draft.merged += [(top + end, left, bottom + end, right) for top, left, bottom, right in other.merged]
    project, department = target_forms(grid_of(draft))
    assert (project.form, department.form) == ("项目支出绩效目标申报表", "部门整体支出绩效目标申报表")
    assert rows_of(project) == rows_of(department) == list(LINES)


@pytest.mark.parametrize(
    "title",
    [
        "2025年项目绩效目标表",
        "县级专项资金绩效目标申报表",
        "区域(项目)绩效目标批复表",
        "统计调查与质量监控体系整体搬迁项目 绩效目标申报表",
        "项目支出预算绩效目标申报表(含转移支付)",
    ],
)
def test_other_titles_of_the_same_form(title: str) -> None:
    draft = Draft("Sheet1")
    _form(draft, title=title)
    (form,) = read_forms(grid_of(draft))
    assert isinstance(form, TargetDeclaration)
    assert findings(grid_of(draft)) == ()


@pytest.mark.parametrize(
    "title",
    [
        "项目支出绩效目标审核表",
        "绩效目标申报情况汇总表",
        "项目支出绩效目标执行监控表",
        "绩效目标完成情况表",
        "项目支出绩效自评表",
    ],
)
def test_a_title_of_another_form_is_never_a_declaration(title: str) -> None:
    draft = Draft("Sheet1")
    _form(draft, title=title)
    assert target_forms(grid_of(draft)) == []


def test_without_a_title_the_fields_and_columns_tell() -> None:
    draft = Draft("Sheet1")
    _form(draft)
    for column in range(1, 6):
        draft.cells.pop((1, column), None)
    (form,) = target_forms(grid_of(draft))
    assert (form.year, form.project_name) == (None, "老城区供水管网改造")


def test_a_library_of_indicators_is_no_declaration() -> None:
    draft = Draft("指标库")
    text(draft, 1, "行业类别", *PLAIN, "指标值来源")
    for row, line in enumerate(LINES, 2):
        text(draft, row, "市政", *line, "行业标准")
    assert read_forms(grid_of(draft)) == ()


@pytest.mark.parametrize(("lost", "heading"), [(2, "三级指标"), (3, "年度指标值")])
def test_a_lost_column_is_told_once(lost: int, heading: str) -> None:
    draft = Draft("Sheet1")
    columns = tuple(name for place, name in enumerate(PLAIN) if place != lost)
    body(draft, head(draft, 4), columns, lambda line: tuple(text for place, text in enumerate(line) if place != lost))
    grid = grid_of(draft)
    (form,) = target_forms(grid)
    assert form.missing == (heading,)
    assert [finding.rule for finding in findings(grid) if finding.rule[0] in "AB"] == ["A106"]


def test_a_blank_form_beside_a_filled_one_counts_as_not_sent() -> None:
    blank, filled = Draft("空"), Draft("填")
    text(blank, 1, "项目支出绩效目标申报表（2025年度）")
    text(blank, 2, "项目名称", "", "实施单位")
    text(blank, 3, *PLAIN)
    for row, (level1, level2, _, _) in enumerate(LINES, 4):
        text(blank, row, level1, level2, "指标1：")
    _form(filled)
    assert [form.sheet for form in read_forms(grid_of(blank, filled))] == ["填"]


_WORDS = ["合计", "其中：", "指标值", "三级指标", "一级指标", "年度目标", "任务名称", "=1/0", "年度资金总额：", "１２"]
_ODD = st.sampled_from(["", "\u200b", "×" * 400, *_WORDS])


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    st.sampled_from([*LAYOUTS, "villages", "across", "wide", "department"]),
    st.lists(st.tuples(st.integers(1, 22), st.integers(1, 13), _ODD), max_size=12),
    st.lists(st.tuples(st.integers(1, 20), st.integers(1, 9), st.integers(0, 6), st.integers(0, 5)), max_size=4),
)
def test_torn_forms_are_read_without_a_crash_in_any_rule(
    name: str, cells: list[tuple[int, int, str]], merges: list[tuple[int, int, int, int]]
) -> None:
    sheet = (drawn(name) if name in LAYOUTS else getattr(target_layouts, name)()).sheets[0]
    changed = dict(sheet.cells)
    for row, column, odd in cells:
        changed.pop((row, column), None)
        if odd:
            changed[row, column] = Cell(row, column, odd)
    areas = tuple((row, column, row + down, column + right) for row, column, down, right in merges)
    torn = replace(sheet, cells=changed, merged=(*sheet.merged, *areas))
    grid = Grid("申报表.xlsx", (torn,))
    outcome = judge(Book(grid.name, grid, read_forms(grid)), POLICY)
    assert RuleStatus.COULD_NOT_RUN not in {status for form in outcome.forms for status in form.statuses.values()}


def test_a_self_evaluation_costs_this_reader_next_to_nothing() -> None:
    sheet = standard_form_grid().sheets[0]
    reader = next(each for each in READERS if each.read is read_target_declarations)

    def spent(read: Callable[[object], tuple[FilledForm, ...]]) -> float:
        times = []
        for _ in range(7):
            start = time.perf_counter()
            read(replace(sheet))
            times.append(time.perf_counter() - start)
        return min(times)

    others = [each.read for each in READERS if each.read is not reader.read]
    whole = max(spent(read) for read in others)  # type: ignore[arg-type]
    assert spent(reader.read) < whole / 2  # type: ignore[arg-type]
    assert any(isinstance(form, SelfEvaluation) for form in read_forms(standard_form_grid()))
