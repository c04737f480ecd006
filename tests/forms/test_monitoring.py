"""Monitoring forms are read in every layout in use, moved, torn, several in a book, and in no other form's place."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jixiao.forms.monitoring import FORM, month_named, month_within
from jixiao.forms.read import is_form_text, read_forms
from jixiao.policy.load import load_profile
from jixiao.records.book import Book
from jixiao.records.monitoring import Monitoring, chosen_in, colour_of, ticked
from jixiao.records.numbers import plain
from jixiao.records.self_evaluation import SelfEvaluation
from jixiao.records.value import Value
from jixiao.rules.run import judge
from jixiao.workbook.grid import Cell, Grid, Sheet
from tests.forms.monitoring_layouts import ROWS, Draft, grid, half_year, ministry, split_columns
from tests.rules.standard_forms import write_form

POLICY = load_profile()


def read(sheet: Sheet) -> Monitoring:
    (form,) = read_forms(grid(sheet))
    assert isinstance(form, Monitoring)
    return form


def rules_of(*sheets: Sheet) -> list[str]:
    book = grid(*sheets)
    return [finding.rule for finding in judge(Book("表.xlsx", book, read_forms(book)), POLICY).findings]


LAYOUTS = {"136号": (ministry(light=True), 7), "湖北半年": (half_year(), 6), "一体化": (split_columns(), 10)}
NAMES = ["维修水库座数", "工程验收合格率", "维修总成本", "受益农田面积", "受益群众满意度"]


@pytest.mark.parametrize("name", LAYOUTS)
@pytest.mark.parametrize("moved", [(0, 0), (4, 3)])
def test_every_layout_gives_the_same_content_and_no_finding(name: str, moved: tuple[int, int]) -> None:
    draft, month = LAYOUTS[name]
    sheet = draft.moved(*moved).sheet()
    form = read(sheet)
    assert (form.form, form.month, form.year, form.project_name) == (FORM.title, month, 2025, "小型水库维修养护")
    assert form.unit_name == "某某县水库管理站"
    assert [row.name.text for row in form.indicators] == NAMES
    assert [plain(row.done.number) for row in form.monitored()] == ["4", "100", "52", "900", "93"]
    assert [row.chosen for row in form.monitored()] == [("确定能",)] * 3 + [("有可能",), ("确定能",)]
    assert form.funds
    assert form.funds.total
    assert form.funds.total.executed
    assert form.funds.total.executed.text in ("52", "85")
    assert form.missing == ()
    assert rules_of(sheet) == []


def test_every_column_of_the_ministrys_form_is_read() -> None:
    row = read(ministry(light=True).sheet()).monitored()[3]
    assert [ticked(value) for _, value in row.causes] == [True, False, False, False, False]
    cells = (row.reason, row.note, row.forecast, row.light)
    assert [value and value.text for value in cells] == ["下游两座水库尚未开工", "9月追加两个施工队", "2600亩", "红"]
    assert [value and value.label for value in (row.actual,)] == ["受益农田面积 · 1—7月执行情况"]


@pytest.mark.parametrize(
    ("span", "month"),
    [
        *(("1—4月", 4), ("1-6月", 6), ("1至7月", 7), ("1~8月", 8), ("1－9月", 9), ("1—10月", 10), ("上半年", 6)),
        *(("截至10月底", 10), ("1月—8月", 8), ("2025年1—9月", 9), ("前三季度", 9), ("1 - 8 月份", 8), ("半年", 6)),
    ],
)
def test_the_period_is_read_from_the_headings(span: str, month: int) -> None:
    form = read(ministry(span=span).sheet())
    assert form.month == month
    assert form.has("actual")
    assert all(row.executed is not None for row in form.fund_rows())


@pytest.mark.parametrize(
    ("text", "month"), [("1—7月", 7), ("上半年", 6), ("7", 7), ("13", None), ("一季度", 3), ("年", None)]
)
def test_months_that_stand_by_themselves(text: str, month: int | None) -> None:
    assert month_named(text) == month


def test_months_in_titles() -> None:
    assert month_within("某某县2025年1-8月绩效运行监控表") == 8
    assert month_within("2025年截至9月绩效监控表") == 9
    assert month_within("2025年上半年绩效运行监控情况表") == 6
    assert month_within("2025年绩效运行监控表") is None


def test_without_a_month_in_headings_the_labelled_period_or_the_title_names_it() -> None:
    draft = ministry(span="本期")
    assert read(draft.sheet()).month is None
    draft.line(4, ["监控期间", "1—9月"], 8)
    assert read(draft.sheet()).month == 9
    titled = ministry(span="本期")
    titled.line(1, ["1—8月项目支出绩效运行监控表"])
    assert read(titled.sheet()).month == 8


def test_of_two_periods_the_later_counts_and_the_other_is_the_earlier() -> None:
    draft = half_year()
    draft.line(4, ["资金（万元）", "年初预算数", "1-8月执行数", "1-6月执行数"])
    draft.line(5, ["年度资金总额", 100, 60, 52])
    form = read(draft.sheet())
    assert form.month == 8
    (row,) = form.fund_rows()
    assert [value and value.text for value in (row.executed, getattr(row, "earlier", None))] == ["60", "52"]


def test_a_whole_departments_form_is_told_apart() -> None:
    draft = ministry()
    draft.line(1, ["部门整体支出绩效目标运行监控表"])
    draft.line(3, ["部门（单位）名称", None, "某某县水务局"])
    form = read(draft.sheet())
    assert (form.form, form.project_name) == ("部门整体支出绩效运行监控表", None)
    assert [value.label for value in form.required if value.empty] == []


def test_last_months_headings_torn_and_without_merges() -> None:
    draft = ministry()
    draft.merged = []
    for place in [(10, 3), (10, 4), (10, 5), (10, 6), (10, 7)]:
        draft.cells[place] = str(draft.cells[place]).replace("指标", "指\n标").replace("1—7月", "1—7月\n")
    form = read(draft.sheet())
    assert [row.name.text for row in form.indicators] == NAMES
    assert form.monitored()[3].reason
    assert form.has("cause_other")


def test_several_forms_in_one_book_and_on_one_sheet() -> None:
    below = ministry(span="1—8月").moved(25, 0)
    both = ministry()
    both.cells |= below.cells
    both.merged += below.merged
    forms = read_forms(grid(both.sheet(), half_year().sheet("半年")))
    assert [form.month for form in forms if isinstance(form, Monitoring)] == [7, 8, 6]
    assert [len(form.indicators) for form in forms if isinstance(form, Monitoring)] == [5, 5, 5]


@pytest.mark.parametrize("first", ["监控", "自评"])
def test_a_monitoring_form_and_a_self_evaluation_on_one_sheet(first: str) -> None:
    evaluation = Draft()
    sheet = write_form().sheet()
    evaluation.cells = {place: cell.value for place, cell in sheet.cells.items()}
    evaluation.merged = list(sheet.merged)
    top, below = (ministry(), evaluation) if first == "监控" else (evaluation, ministry())
    below = below.moved(30, 0)
    top.cells |= below.cells
    top.merged += below.merged
    kinds = [type(form) for form in read_forms(grid(top.sheet()))]
    assert kinds == ([Monitoring, SelfEvaluation] if first == "监控" else [SelfEvaluation, Monitoring])


@pytest.mark.parametrize("title", ["绩效监控结果汇总表", "绩效运行监控红灯清单", "绩效监控情况审核表"])
def test_other_papers_on_monitoring_are_no_monitoring_forms(title: str) -> None:
    draft = Draft()
    draft.line(1, [title])
    draft.line(2, ["序号", "项目名称", "一级指标", "二级指标", "三级指标", "年度指标值", "监控结果"])
    draft.line(3, [1, "水库维修", "产出指标", "数量指标", "座数", "≥6座", "红灯"])
    assert [form for form in read_forms(grid(draft.sheet())) if isinstance(form, Monitoring)] == []


@pytest.mark.parametrize("title", ["项目支出绩效自评表", "附件3"])
def test_a_self_evaluation_is_never_read_as_monitoring(title: str) -> None:
    draft = write_form(indicators=[{"一级指标": "产出指标", "二级指标": "数量指标", "三级指标": "经费保障"}])
    draft.text("A1", title)
    draft.text("K13", "其他")
    draft.text("L13", "硬件条件保障")
    draft.text("M13", "制度保障")
    (form,) = read_forms(grid(draft.sheet()))
    assert type(form) is SelfEvaluation


def test_without_a_title_causes_and_likelihood_tell() -> None:
    draft = ministry()
    del draft.cells[1, 1]
    assert isinstance(read(draft.sheet()), Monitoring)


def test_the_execution_rate_as_an_indicator_stays_one() -> None:
    rate = {"l1": "预算执行率", "l2": "", "name": "预算执行率", "target": "≥95%", "actual": "60%", "forecast": "96%"}
    form = read(ministry((rate, *ROWS[:2])).sheet())
    assert [row.name.text for row in form.monitored()] == ["预算执行率", *NAMES[:2]]


def test_a_stroke_where_nothing_can_be_told_yet_is_no_gap() -> None:
    sheet = ministry(({**ROWS[0], "actual": "—", "forecast": "6座"}, *ROWS[1:4], {**ROWS[4], "actual": "/"})).sheet()
    assert rules_of(sheet) == []


def test_a_goal_below_its_label_in_yuan_with_the_ministrys_notes() -> None:
    draft = ministry()
    draft.line(5, ["项目资金\n（元）"])
    draft.line(9, ["年度总体目标", ""])
    del draft.cells[9, 2]
    draft = _with_row(draft, 10, "完成六座小型水库维修养护,保障安全度汛。")
    draft.merged = [*(area for area in draft.merged if area[0] != 9), (9, 1, 9, 17), (10, 1, 10, 17)]
    note = "注：1.偏差原因分析：针对产生偏差的指标值，从经费保障、制度保障、人员保障、硬件条件保障等方面说明原因。"
    draft.line(18, [note])
    draft.merge("A18:Q18")
    form = read(draft.sheet())
    assert form.goal
    assert (form.goal.cell, form.goal.text[:6]) == ("A10", "完成六座小型")
    assert form.funds
    assert form.funds.unit == "元"
    assert rules_of(draft.sheet()) == []


def _with_row(draft: Draft, before: int, text: str) -> Draft:
    """The sheet with a row put in before row `before`."""
    moved = Draft()
    moved.cells = {(row + (row >= before), column): value for (row, column), value in draft.cells.items()}
    moved.merged = [(a + (a >= before), b, c + (c >= before), d) for a, b, c, d in draft.merged]
    moved.line(before, [text])
    return moved


def test_a_lost_column_is_missing() -> None:
    draft = ministry()
    draft.cells[10, 5] = "甲"
    draft.cells[10, 6] = "乙"
    form = read(draft.sheet())
    assert form.missing == ("年度指标值", "执行情况")


@pytest.mark.parametrize(
    ("text", "chosen"),
    [
        *(
            ("确定能", ("确定能",)),
            ("有可能", ("有可能",)),
            ("不可能", ("完全不可能",)),
            ("完全不可能", ("完全不可能",)),
        ),
        *(("☑确定能 □有可能 □完全不可能", ("确定能",)), ("□确定能 ■有可能 □完全不可能", ("有可能",))),
        *(("确定能□ 有可能√ 完全不可能□", ("有可能",)), ("□确定能 □有可能 □完全不可能", ()), ("能", ("确定能",))),
        *(("确定能（√）有可能（ ）不可能（ ）", ("确定能",)), ("☑确定能 ☑有可能", ("确定能", "有可能"))),
    ],
)
def test_likelihood_in_words(text: str, chosen: tuple[str, ...]) -> None:
    assert chosen_in(text) == chosen


def test_ticks_and_colours() -> None:
    assert all(ticked(Value("A1", text=text)) for text in ("√", "✓", "✔", "☑", "■", "是", "1", "经费未到位"))
    assert not any(ticked(Value("A1", text=text)) for text in ("", " ", "否", "0", "□", "—", "/", "×", "无"))
    texts = ("红", "红灯", "黄色", "绿灯", "蓝", "亮红灯", "正常", "")
    assert [colour_of(Value("A1", text=text)) for text in texts] == ["红", "红", "黄", "绿", "蓝", "红", None, None]


def test_the_hint_lets_every_layout_through_and_costs_other_sheets_nothing() -> None:
    for draft, _ in LAYOUTS.values():
        flats = [re.sub(r"\s", "", str(value)) for value in draft.cells.values()]
        assert any(is_form_text(flat) for flat in flats)
    assert not any(is_form_text(text) for text in ("水库监控设备采购", "监控室", "备注", "年初预算数"))


CONTENT = st.one_of(
    st.text(max_size=12).map(lambda text: Cell(1, 1, text)),
    st.sampled_from(["√", "≥", "红", "1—7月执行数", "完成目标可能性", "——", "×××", "2026-13-45"]).map(
        lambda t: Cell(1, 1, t)
    ),
    st.decimals(allow_nan=False, allow_infinity=False, places=4).map(lambda number: Cell(1, 1, number)),
    st.sampled_from(["#DIV/0!", "#REF!"]).map(lambda code: Cell(1, 1, None, error=code)),
    st.just(Cell(1, 1, None, formula="=SUM(A1:A2)", uncached=True)),
)
PLACES = st.tuples(st.integers(1, 17), st.integers(1, 18))


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(PLACES, CONTENT, max_size=8))
def test_nothing_odd_crashes_reading_or_a_rule(cells: dict[tuple[int, int], Cell]) -> None:
    sheet = ministry(light=True).sheet()
    odd = {place: replace(cell, row=place[0], column=place[1]) for place, cell in cells.items()}
    book = Grid("表.xlsx", (replace(sheet, cells={**sheet.cells, **odd}),))
    found = judge(Book("表.xlsx", book, read_forms(book)), POLICY).findings
    assert [item.message for item in found if "未能运行" in item.message] == []
