"""Forms that were disturbed at random: rows and columns put in, cells lost, heading rows doubled."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from jixiao.forms.read import read_forms
from jixiao.policy.load import load_profile
from jixiao.records.self_evaluation import SelfEvaluation
from jixiao.scoring.total import score_form

from .layouts import LAYOUTS, Content, Drawn, stacked, to_grid, torn
from .reshaped import HEADS, TABLE_ROW, opened, plain_form, widened
from .reshaped_tables import TABLES
from .reshaped_traps import TRAPS
from .truths import read_back, truth_of

CONTENT = Content()
POLICY = load_profile()
BUILDERS = {
    name: (lambda content, build=build: build(content)[0]) for name, build in {**HEADS, **TABLES, **TRAPS}.items()
} | LAYOUTS
names = st.sampled_from(sorted(BUILDERS))


def read(*drawn: Drawn) -> list[SelfEvaluation]:
    return [form for form in read_forms(to_grid(*drawn)) if isinstance(form, SelfEvaluation)]


@given(st.lists(st.integers(12, 21), max_size=4), st.lists(st.integers(2, 10), max_size=3), st.booleans())
@settings(max_examples=60, deadline=None)
def test_blank_rows_and_columns_change_nothing(rows: list[int], columns: list[int], tear: bool) -> None:
    drawn = plain_form(CONTENT)
    if tear:
        drawn = torn(drawn)
    for row in sorted(rows, reverse=True):
        drawn = opened(drawn, row)
    for column in sorted(columns, reverse=True):
        drawn = widened(drawn, column)
    forms = read(drawn)
    assert [read_back(form) for form in forms] == [truth_of(CONTENT)]


@given(names, st.lists(st.integers(1, 24), max_size=5), st.lists(st.integers(1, 12), max_size=3))
@settings(max_examples=120, deadline=None)
def test_indicators_survive_blank_rows_and_columns(name: str, rows: list[int], columns: list[int]) -> None:
    drawn = BUILDERS[name](CONTENT)
    known = [row.name.text for form in read(drawn) for row in form.judged]
    for row in sorted(rows, reverse=True):
        drawn = opened(drawn, row)
    for column in sorted(columns, reverse=True):
        drawn = widened(drawn, column)
    found = [row.name.text for form in read(drawn) for row in form.judged]
    assert found == known


@given(names, st.sets(st.integers(0, 140), max_size=40), st.booleans())
@settings(max_examples=150, deadline=None)
def test_lost_cells_never_raise_nor_double_an_indicator(name: str, lost: set[int], tear: bool) -> None:
    drawn = BUILDERS[name](CONTENT)
    places = sorted(drawn.cells)
    for index in lost:
        if index < len(places):
            del drawn.cells[places[index]]
    rows = []
    for form in read(torn(drawn) if tear else drawn):
        score_form(form, POLICY)
        rows += [row.row for row in form.indicators]
    assert len(rows) == len(set(rows))
    written = [drawn.cells[place] for place in drawn.cells]
    for form in read(drawn):
        texts = [row.name.text for row in form.indicators if row.name.text and form.has("name")]
        for text in set(texts):
            assert texts.count(text) <= max(1, written.count(text))


@given(st.lists(st.integers(TABLE_ROW + 2, TABLE_ROW + 8), min_size=1, max_size=3, unique=True), st.booleans())
@settings(max_examples=60, deadline=None)
def test_doubled_heading_rows_are_one_form(at: list[int], tear: bool) -> None:
    drawn = plain_form(CONTENT)
    headings = {column: value for (row, column), value in drawn.cells.items() if row == TABLE_ROW}
    inside = [area for area in drawn.merges if area[0] > TABLE_ROW and area[3] <= 4 and area[2] > area[0]]
    drawn.merges = [area for area in drawn.merges if area not in inside]
    for row in sorted(at, reverse=True):
        drawn = opened(drawn, row)
        drawn.cells |= {(row, column): value for column, value in headings.items()}
    assert [read_back(form) for form in read(torn(drawn) if tear else drawn)] == [truth_of(CONTENT)]


@given(st.lists(names, min_size=2, max_size=4))
@settings(max_examples=40, deadline=None)
def test_forms_one_under_another_stay_apart(chosen: list[str]) -> None:
    contents = [
        replace(CONTENT, project=f"农村饮水工程{index}", unit=f"某某县第{index}供水站") for index in range(len(chosen))
    ]
    drawn = [BUILDERS[name](content) for name, content in zip(chosen, contents, strict=True)]
    for one in drawn:
        one.next_row = max(row for row, _ in one.cells) + 2
    alone = [read_back(form) for one in drawn for form in read(one)]
    assert [read_back(form) for form in read(stacked(*drawn))] == alone


WORDS = [
    "项目支出绩效自评表",
    "（2023年度）",
    "项目名称",
    "主管部门",
    "实施单位",
    "项目名称：甲\u3000主管部门：乙",
    "单位：元",
    "预算执行情况（万元）",
    "年初预算数",
    "全年预算数",
    "全年执行数",
    "分值",
    "得分",
    "执行率",
    "年度资金总额",
    "其中：财政拨款",
    "按支出性质分：",
    "预期目标",
    "实际完成情况",
    "目标1：甲",
    "一级指标",
    "二级指标",
    "三级指标",
    "指标性质",
    "年度指标值",
    "实际完成值",
    "度量单位",
    "偏差原因",
    "产出指标",
    "一、产出指标（50分）",
    "小计",
    "预算执行率",
    "总分",
    "总分：95分\u3000等级：优",
    "自评总分",
    "优",
    "≥",
    "100%",
    "5",
    "注：1.填表",
    "……",
]
PLACES = st.tuples(st.integers(1, 14), st.integers(1, 9))


@given(
    st.dictionaries(PLACES, st.sampled_from(WORDS), max_size=60),
    st.lists(st.tuples(PLACES, st.integers(0, 3), st.integers(0, 5)), max_size=6),
)
@settings(max_examples=200, deadline=None)
def test_words_of_the_form_in_any_order_with_any_merges(
    cells: dict[tuple[int, int], str], areas: list[tuple[tuple[int, int], int, int]]
) -> None:
    drawn = Drawn(
        cells=dict(cells), merges=[(row, column, row + down, column + right) for (row, column), down, right in areas]
    )
    for form in read(drawn):
        rows = [row.row for row in form.indicators]
        assert len(rows) == len(set(rows))
        score_form(form, POLICY)
