"""部门整体支出绩效自评表: every layout of the project form as a department, its own traits, template and formulas."""

from __future__ import annotations

import io
import re
import subprocess
import zipfile
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jixiao.demo.example_department import bad_values, good_values
from jixiao.demo.examples import YEAR
from jixiao.documents.notice import notices_for
from jixiao.forms import template_trial as trial
from jixiao.forms.catalogue import find_form
from jixiao.forms.department_self_evaluation import FORM, SCHEMES
from jixiao.forms.read import is_form_text, read_forms
from jixiao.forms.template import build_template, fill_template, formula_cells, input_places
from jixiao.policy.load import load_profile
from jixiao.records.book import Book
from jixiao.records.department_self_evaluation import DepartmentSelfEvaluation
from jixiao.records.self_evaluation import SelfEvaluation
from jixiao.rules.run import Outcome, judge
from jixiao.workbook.grid import Grid
from jixiao.workbook.read_file import read_grid

from .layouts import LAYOUTS, Content, Drawn, Row, moved, stacked, to_grid, torn
from .reshaped import HEADS, plain_form
from .reshaped_tables import TABLES
from .reshaped_traps import TRAPS
from .truths import Truth, read_back, truth_of

CONTENT = Content(project="河湖岸线划界确权")
UNIT = "某某县农业农村局(本级)"
POLICY = load_profile()
RESHAPED = {**HEADS, **TABLES, **TRAPS}
NEEDS_MERGES = {"横向合并", "符号数单位"}
SYSTEMS: dict[str, tuple[Row, ...]] = {
    "投入过程产出效果": (
        Row("投入", "预算配置", "在职人员控制率", "≤", 100, "%", 97, 15, 15),
        Row("过程", "预算执行", "公用经费控制率", "≤", 100, "%", 95.5, 15, 15),
        Row("过程", "预算管理", "部门预决算按时公开率", "＝", 100, "%", 100, 10, 10),
        Row("产出", "职责履行", "高标准农田建成面积", "≥", 3200, "亩", 3300, 25, 25),
        Row("产出", "职责履行", "重点工作办结率", "＝", 100, "%", 100, 10, 10),
        Row("效果", "履职效益", "社会公众满意度", "≥", 90, "%", 94, 15, 15),
    ),
    "履职效能管理效率": (
        Row("履职效能", "重点工作履行", "高标准农田建成面积", "≥", 3200, "亩", 3300, 30, 30),
        Row("管理效率", "预算管理", "预算公开及时率", "＝", 100, "%", 100, 20, 20),
        Row("社会效应", "经济效益", "村集体经济收入增长率", "≥", 5, "%", 6.1, 20, 20),
        Row("可持续发展能力", "人才支撑", "农技人员培训覆盖率", "≥", 80, "%", 86, 10, 10),
        Row("服务对象满意度", "服务对象满意度", "农户满意度", "≥", 90, "%", 94, 10, 10),
    ),
}


def as_department(drawn: Drawn, content: Content = CONTENT, unit: str = UNIT) -> Drawn:
    """The same form, but of a department: title, label of the name and the name itself are other ones."""
    cells = dict(drawn.cells)
    for place, value in cells.items():
        if not isinstance(value, str):
            continue
        if re.fullmatch(rf".*(?:{content.project}|转移支付|专项资金).*自评表", value):
            value = "部门整体支出绩效自评表"
        if "。" not in value:
            value = re.sub(r"项目支出绩效(?=自评表?(?:$|[（(]))", "部门整体支出绩效", value).replace(
                content.project, unit
            )
        cells[place] = re.sub(r"项(\s*)目(\s*)名(\s*)称", r"部\1门\2名\3称", value)
    return Drawn(cells, list(drawn.merges), dict(drawn.formats), drawn.next_row)


def of_department(truth: Truth) -> Truth:
    named = UNIT if truth.project == CONTENT.project else truth.project
    return replace(truth, project="", department=named, agency="")


def one(drawn: Drawn) -> DepartmentSelfEvaluation:
    forms = read_forms(to_grid(drawn))
    assert len(forms) == 1
    assert isinstance(forms[0], DepartmentSelfEvaluation)
    return forms[0]


def judged(grid: Grid) -> Outcome:
    return judge(Book("部门.xlsx", grid, read_forms(grid)), POLICY)


def grid_of(data: bytes) -> Grid:
    grid = read_grid(data, "部门.xlsx", is_form_text=is_form_text)
    assert isinstance(grid, Grid)
    return grid


# -- layouts -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", RESHAPED)
def test_reshaped_form_reads_as_its_truth(name: str) -> None:
    drawn, truth = RESHAPED[name](CONTENT)
    form = one(as_department(drawn))
    assert replace(read_back(form), agency="") == of_department(truth)
    assert (form.form, form.project, form.project_name) == ("部门整体支出绩效自评表", None, None)


@pytest.mark.parametrize("name", RESHAPED)
def test_reshaped_form_moved_or_with_its_merges_gone(name: str) -> None:
    drawn, truth = RESHAPED[name](CONTENT)
    department = as_department(drawn)
    assert replace(read_back(one(moved(department, 4, 3))), agency="") == of_department(truth)
    if name not in NEEDS_MERGES:
        assert replace(read_back(one(torn(department))), agency="") == of_department(truth)


@pytest.mark.parametrize("system", SYSTEMS)
@pytest.mark.parametrize("name", LAYOUTS)
def test_a_well_filled_form_in_any_layout_and_system_gives_no_finding(name: str, system: str) -> None:
    content = replace(CONTENT, executed=100, execution_score=10, initial=100, rows=SYSTEMS[system])
    drawn = as_department(LAYOUTS[name](content), content)
    plain = judged(to_grid(LAYOUTS[name](replace(content, rows=CONTENT.rows))))
    known = {finding.rule for finding in plain.findings} | ({"E507"} if name == "A5" else set())  # its total is fixed
    (form,) = judged(to_grid(drawn)).forms
    assert len(form.form.inputs()) > 0
    found = {finding.rule for finding in judged(to_grid(drawn)).findings}
    assert found <= known, [item for item in judged(to_grid(drawn)).findings if item.rule not in known]


def test_the_unit_below_a_department_is_the_one_that_reports() -> None:
    drawn = as_department(plain_form(CONTENT))
    drawn.cells[4, 1], drawn.cells[4, 5] = "主管部门", "单位名称（盖章）"
    drawn.cells[3, 1] = "部门（单位）整体支出绩效自评"
    del drawn.cells[3, 2]
    form = one(drawn)
    assert form.department is not None
    assert (form.department.text, form.unit_name) == (CONTENT.department, CONTENT.unit)


@pytest.mark.parametrize(
    "title",
    [
        "2023年度部门整体支出绩效自评表",
        "部门（单位）整体支出绩效自评表",
        "单位整体绩效自评表",
        "某某县2023年度部门预算整体支出绩效目标自评表",
        "部门整体支出绩效自我评价表",
        "整体支出绩效自评情况表（部门）",
    ],
)
def test_titles(title: str) -> None:
    drawn = as_department(plain_form(CONTENT))
    drawn.cells[1, 1] = title
    assert one(drawn).form == "部门整体支出绩效自评表"


def test_a_title_in_two_cells_and_one_without_the_word_department() -> None:
    drawn = moved(as_department(plain_form(CONTENT)), 1, 0)
    drawn.cells[1, 1], drawn.cells[2, 1] = "2023年部门整体支出", "绩效自评表"
    assert one(drawn).unit_name == UNIT
    silent = as_department(plain_form(CONTENT))
    silent.cells[1, 1] = "绩效自评表"
    silent.put(6, 2, "部门整体支出总额")
    assert one(silent).unit_name == UNIT


def test_an_untitled_form_of_a_department_is_known_by_what_it_spends() -> None:
    drawn = as_department(plain_form(CONTENT))
    del drawn.cells[1, 1]
    drawn.put(7, 2, "其中：基本支出")
    drawn.put(8, 2, "项目支出")
    assert one(drawn).unit_name == UNIT


def test_a_projects_form_by_kinds_of_spending_stays_a_projects() -> None:
    for drawn in (plain_form(CONTENT), plain_form(replace(CONTENT, project="部门整体支出绩效管理系统运维"))):
        drawn.put(7, 2, "其中：基本支出")
        drawn.put(8, 2, "项目支出")
        (form,) = read_forms(to_grid(drawn))
        assert isinstance(form, SelfEvaluation)
        assert form.form == "项目支出绩效自评表"


def test_department_and_projects_on_one_sheet_and_in_one_book() -> None:
    department, project = as_department(plain_form(CONTENT)), plain_form(CONTENT)
    forms = read_forms(to_grid(stacked(department, project, department), project))
    names = ["部门整体支出绩效自评表", "项目支出绩效自评表", "部门整体支出绩效自评表", "项目支出绩效自评表"]
    assert [form.form for form in forms] == names
    truths = [read_back(form) for form in forms if isinstance(form, SelfEvaluation)]
    plain = truth_of(CONTENT)
    assert [replace(truth, agency=plain.agency) for truth in truths] == [
        replace(of_department(plain), agency=plain.agency),
        plain,
        replace(of_department(plain), agency=plain.agency),
        plain,
    ]


def test_departments_side_by_side_are_two() -> None:
    left, right = as_department(plain_form(CONTENT)), moved(as_department(plain_form(CONTENT), unit="县林业局"), 0, 11)
    left.cells |= right.cells
    left.merges += right.merges
    assert [form.unit_name for form in read_forms(to_grid(left))] == [UNIT, "县林业局"]


def test_income_and_spending_side_by_side_are_no_amounts() -> None:
    """湖南:左边按收入性质、右边按支出性质,金额写在同一格里。"""
    drawn = as_department(plain_form(CONTENT))
    for column in range(1, 9):
        for row in (7, 8):
            drawn.cells.pop((row, column), None)
    drawn.put(7, 2, "按收入性质分：", None, "按支出性质分：")
    drawn.put(8, 2, "其中：一般公共预算：95.5", None, "其中：基本支出：60")
    form = one(drawn)
    assert form.funds is not None
    assert form.funds.sources == ()
    assert {finding.rule for finding in judged(to_grid(drawn)).findings} & {"C301", "C306"} == set()


def test_a_score_sheet_that_the_unit_fills_in_is_not_this_form() -> None:
    drawn = Drawn()
    drawn.put(1, 1, "部门整体支出绩效自评表")
    drawn.put(2, 1, "部门名称", UNIT)
    drawn.put(3, 1, "一级指标", "二级指标", "三级指标", "分值", "评分标准", "自评得分")
    drawn.put(4, 1, "投入", "目标设定", "绩效目标合理性", 5, "符合得满分", 5)
    drawn.put(5, 1, "年度总体目标", "完成")
    assert not any(isinstance(form, SelfEvaluation) for form in read_forms(to_grid(drawn)))


def test_a_form_that_lost_its_table_is_still_one() -> None:
    drawn = as_department(plain_form(CONTENT))
    drawn.cells = {place: value for place, value in drawn.cells.items() if place[0] < 11}
    drawn.merges = [area for area in drawn.merges if area[0] < 11]
    assert one(drawn).missing == ("三级指标", "年度指标值", "实际完成值")


@pytest.mark.parametrize("title", ["部门整体支出绩效自评表", "项目支出绩效自评表"])
def test_funds_below_the_indicators(title: str) -> None:
    top, below = plain_form(CONTENT), plain_form(CONTENT)
    drawn = as_department(top) if "部门" in title else top
    drawn.cells = {place: value for place, value in drawn.cells.items() if not 5 <= place[0] <= 8 and place[0] <= 20}
    drawn.merges = [area for area in drawn.merges if not 5 <= area[0] <= 8 and area[0] <= 20]
    for (row, column), value in below.cells.items():
        if 5 <= row <= 8:
            drawn.cells[row + 16, column] = value
    (form,) = read_forms(to_grid(drawn))
    assert isinstance(form, SelfEvaluation)
    truth = read_back(form)
    assert (truth.funds, truth.sources) == (truth_of(CONTENT).funds, truth_of(CONTENT).sources)
    assert (truth.lines, truth.total) == (truth_of(CONTENT).lines, truth_of(CONTENT).total)


@pytest.mark.parametrize("of_unit", [True, False])
@pytest.mark.parametrize(
    "table",
    [
        ((3, ("序号", "附件名称", "份数")), (4, (1, "验收单", 3)), (5, ("合计", "", 3))),
        ((5, ("科目", "年初预算数", "支出数")), (6, ("办公费", 3, 2)), (7, ("合计", 3, 2))),
        ((2, ("联系人", "部门名称", "项目名称")), (3, ("甲", "别的部门", "别的项目"))),
        ((11, ("指标", "得分", "等级")), (12, ("甲", 90, "优"))),
    ],
)
def test_an_unrelated_table_beside_the_form(table: tuple[tuple[int, tuple[object, ...]], ...], of_unit: bool) -> None:
    drawn = as_department(plain_form(CONTENT)) if of_unit else plain_form(CONTENT)
    for row, values in table:
        drawn.put(row, 12, *values)
    (form,) = read_forms(to_grid(drawn))
    assert isinstance(form, SelfEvaluation)
    truth = truth_of(CONTENT)
    assert replace(read_back(form), agency="") == replace(of_department(truth) if of_unit else truth, agency="")


# -- template, notice, formulas ----------------------------------------------------------------------------------------

Values = dict[tuple[str, int], str | int | Decimal | None]
BLANK = build_template(FORM, POLICY)
PLACES = input_places(FORM)
TEXT = st.text("甲乙丙丁卫生教育率≥％%0123456789.,()（）、 ", min_size=1, max_size=30).filter(
    lambda text: bool(text.strip())
)
MONEY = st.decimals(0, 10**7, places=6, allow_nan=False).map(Decimal.normalize)
POINTS = st.decimals(0, 30, places=2, allow_nan=False)


def filled(values: Values) -> bytes:
    return fill_template(BLANK, FORM, POLICY, values)


def read_one(data: bytes) -> DepartmentSelfEvaluation:
    (form,) = read_forms(grid_of(data))
    assert isinstance(form, DepartmentSelfEvaluation)
    return form


def test_the_blank_template_is_one_blank_form_of_its_kind() -> None:
    form = read_one(BLANK)
    assert form.blank
    assert (form.missing, form.indicators, form.project) == ((), (), None)
    assert form.funds is not None
    assert form.funds.total is not None
    assert form.funds.total.label == "部门整体支出总额"
    assert [row.label for row in form.funds.sources] == ["其中:基本支出", "项目支出", "其他"]
    grid = grid_of(BLANK)
    assert grid.identity["form"] == "F05"
    assert {finding.rule for finding in judged(grid).findings} <= {"B201"}


def test_it_is_found_by_its_name_and_the_projects_form_by_the_short_one() -> None:
    assert find_form("部门整体支出绩效自评") is FORM
    assert find_form("F05") is FORM
    assert find_form("自评表").code == "F04"
    with pytest.raises(KeyError):
        find_form("部门整体")


def test_the_drop_down_offers_every_system() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(BLANK)).worksheets[0]
    (listed,) = [rule for rule in sheet.data_validations.dataValidation if rule.promptTitle == "一级指标"]
    assert set(listed.formula1.strip('"').split(",")) == {name for system in SCHEMES.values() for name in system}


@settings(max_examples=25, deadline=None)
@given(
    head=st.tuples(TEXT, TEXT, TEXT),
    rows=st.lists(st.tuples(TEXT, TEXT, st.one_of(TEXT, MONEY), POINTS, POINTS), min_size=1, max_size=26),
    funds=st.lists(st.tuples(MONEY, MONEY, MONEY), min_size=1, max_size=3),
)
def test_what_is_filled_in_comes_back(
    head: tuple[str, ...],
    rows: list[tuple[str, str, str | Decimal, Decimal, Decimal]],
    funds: list[tuple[Decimal, ...]],
) -> None:
    values: Values = dict(zip([("department", 0), ("goal", 0), ("goal_done", 0)], head, strict=True))
    for row, cells in enumerate(rows):
        roles = ("name", "target", "actual", "weight", "score")
        values |= {(f"indicators.{role}", row): cell for role, cell in zip(roles, cells, strict=True)}
    for row, amounts in enumerate(funds, 1):
        money = ("initial", "budget", "executed")
        values |= {(f"funds.{role}", row): amount for role, amount in zip(money, amounts, strict=True)}
    form = read_one(filled(values))
    assert [value and value.text for value in (form.department, form.goal, form.goal_done)] == list(head)
    read = [[row.name, row.target, row.actual, row.weight, row.score] for row in form.indicators]
    assert [[value and value.content for value in row] for row in read] == [list(row) for row in rows]
    assert form.funds is not None
    assert form.funds.total is not None
    sources = [[row.initial, row.budget, row.executed] for row in form.funds.sources][: len(funds)]
    assert [[value and value.content for value in row] for row in sources] == [list(row) for row in funds]
    assert form.funds.total.budget is not None
    assert form.funds.total.budget.content == sum((row[1] for row in funds), Decimal(0))


def example(values: Values) -> Outcome:
    return judged(grid_of(fill_template(build_template(FORM, POLICY, year=YEAR), FORM, POLICY, values)))


def test_the_form_filled_in_well_passes_without_any_finding() -> None:
    outcome = example(dict(good_values()))
    assert outcome.findings == ()
    (form,) = outcome.forms
    assert form.score is not None
    assert (form.score.due, form.score.claimed, form.score.grade) == (Decimal("99.55"), Decimal("99.55"), "优")
    assert form.form.unit_name == "青禾县卫生健康局"


def test_the_form_filled_in_badly_has_its_faults_found_at_their_cells() -> None:
    outcome = example(dict(bad_values()))
    found = {(finding.rule, finding.cell) for finding in outcome.findings}
    expected = {
        ("B201", PLACES["department", 0]),
        ("B201", PLACES["goal_done", 0]),
        ("B205", PLACES["date", 0]),
        ("C301", PLACES["funds.budget", 0]),
        ("E503", PLACES["funds.score", 0]),
        ("E504", PLACES["indicators.score", 0]),
        ("D406", PLACES["indicators.actual", 4]),
        ("E505", PLACES["indicators.score", 12]),
        ("E501", PLACES["total.weight", 0]),
        ("E511", PLACES["total.grade", 0]),
    }
    assert expected <= found


def test_its_notice_names_the_department_and_the_right_form() -> None:
    values = {**bad_values(), ("department", 0): "青禾县卫生健康局"}
    (notice,) = notices_for(example(values), on=date(2026, 3, 2))
    assert (notice.to, notice.project) == ("青禾县卫生健康局", "青禾县卫生健康局整体支出")
    assert "部门整体支出绩效自评表" in notice.opening
    assert "部门名称：青禾县卫生健康局" in notice.overview[0]
    assert "项目" not in notice.overview[0]
    assert any("《部门整体支出绩效自评表》" in line for line in notice.reporting)
    (nameless,) = notices_for(example(dict(bad_values())), on=date(2026, 3, 2))
    assert nameless.project == "（未填部门名称）整体支出"


CASES: dict[str, Values] = {
    "空白": {},
    "填得好": dict(good_values()),
    "填得不好": dict(bad_values()),
    "超预算": {
        ("department", 0): "县教育局",
        ("funds.budget", 1): Decimal("0.1"),
        ("funds.budget", 2): Decimal("0.2"),
        ("funds.executed", 1): Decimal("0.30001"),
        ("indicators.weight", 3): 90,
        ("indicators.score", 3): Decimal("79.99"),
    },
}


def _without_results(data: bytes) -> bytes:
    """The workbook without any cached value beside a formula, so that LibreOffice must calculate."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            part = source.read(name)
            if name.startswith("xl/worksheets/sheet"):
                part = re.sub(rb"(</f>|<f [^>]*/>)<v\s*/>|(</f>|<f [^>]*/>)<v>[^<]*</v>", rb"\1\2", part)
            target.writestr(name, part)
    return out.getvalue()


@pytest.mark.office
def test_libreoffice_gives_the_values_of_the_engine(tmp_path: Path) -> None:
    for name, values in CASES.items():
        (tmp_path / f"{name}.xlsx").write_bytes(_without_results(filled(values)))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", "xlsx", "--outdir", str(tmp_path / "out")]
    subprocess.run([*command, *map(str, tmp_path.glob("*.xlsx"))], check=True, capture_output=True, timeout=240)
    for name, values in CASES.items():
        stored = openpyxl.load_workbook(io.BytesIO(filled(values)), data_only=True)
        office = openpyxl.load_workbook(tmp_path / "out" / f"{name}.xlsx", data_only=True)
        for sheet, places in ((FORM.sheet_name, formula_cells(FORM, POLICY)), (trial.TRIAL_SHEET, _trial_cells())):
            for place in places:
                ours, theirs = stored[sheet][place].value or "", office[sheet][place].value or ""
                assert theirs == (pytest.approx(ours) if isinstance(ours, int | float) else ours), (name, sheet, place)


def _trial_cells() -> list[str]:
    rows = range(trial.EXECUTION, trial.LAST + 1)
    return ["A2", *trial.summary_places().values(), *(f"{letter}{row}" for letter in "ABEFGHI" for row in rows)]
