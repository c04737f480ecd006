"""Templates: the same bytes each time, read back as what was filled in, and formulas that give the engine's values."""

from __future__ import annotations

import importlib.util
import io
import re
import subprocess
import zipfile
from collections import Counter
from decimal import Decimal
from pathlib import Path
from types import ModuleType

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jixiao.demo.example_forms import bad_values, good_values
from jixiao.demo.examples import YEAR
from jixiao.forms.declaration import Form
from jixiao.forms.evaluation_list import FORM as LIST
from jixiao.forms.read import is_form_text, read_forms
from jixiao.forms.self_evaluation import FORM
from jixiao.forms.template import build_template, fill_template, formula_cells, input_places
from jixiao.policy.load import load_profile
from jixiao.records.book import Book
from jixiao.records.evaluation_list import EvaluationList
from jixiao.records.self_evaluation import SelfEvaluation
from jixiao.rules.run import Outcome, judge
from jixiao.scoring.arithmetic import execution_points
from jixiao.workbook.apply_patch import apply_patch, clear_patch
from jixiao.workbook.grid import Grid
from jixiao.workbook.patch import Mark, Patch, Put, SheetPlan
from jixiao.workbook.read_file import read_grid

POLICY = load_profile()
ROOT = Path(__file__).parents[2]
BLANK = build_template(FORM, POLICY)
PLACES = input_places(FORM)
SHEET = "xl/worksheets/sheet1.xml"
Scalar = str | int | Decimal | None
Values = dict[tuple[str, int], Scalar]


def grid_of(data: bytes) -> Grid:
    grid = read_grid(data, "表.xlsx", is_form_text=is_form_text)
    assert isinstance(grid, Grid)
    return grid


def judged(data: bytes) -> Outcome:
    grid = grid_of(data)
    return judge(Book("表.xlsx", grid, read_forms(grid)), POLICY)


def self_evaluation(data: bytes) -> SelfEvaluation:
    (form,) = read_forms(grid_of(data))
    assert isinstance(form, SelfEvaluation)
    return form


def filled(values: Values) -> bytes:
    return fill_template(BLANK, FORM, POLICY, values)


def builder() -> ModuleType:
    spec = importlib.util.spec_from_file_location("workbooks_build", ROOT / "workbooks" / "build.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


# -- the blank template ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", [FORM, LIST])
def test_a_template_is_the_same_bytes_each_time_and_holds_no_clock(form: Form) -> None:
    data = build_template(form, POLICY, year=2026)
    assert data == build_template(form, POLICY, year=2026)
    assert data != build_template(form, POLICY, year=2025)
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_the_committed_workbooks_are_fresh() -> None:
    assert builder().stale() == []


def test_the_blank_template_reads_as_one_blank_form_that_only_lacks_content() -> None:
    form = self_evaluation(BLANK)
    assert form.blank
    assert form.missing == ()
    assert form.broken == ()
    assert form.indicators == ()
    assert {finding.rule for finding in judged(BLANK).findings} <= {"B201"}


def test_the_blank_list_reads_as_a_list_without_projects() -> None:
    data = build_template(LIST, POLICY)
    (form,) = read_forms(grid_of(data))
    assert isinstance(form, EvaluationList)
    assert (form.projects, form.broken, form.amount_unit) == ((), (), "万元")
    assert set(form.columns) == {column.role for column in LIST.tables["projects"] if column.in_template}
    assert judged(data).findings == ()


@pytest.mark.parametrize("form", [FORM, LIST])
def test_identity_hidden_sheets_and_names(form: Form) -> None:
    data = build_template(form, POLICY, year=2026)
    grid = grid_of(data)
    assert (grid.identity["form"], grid.identity["version"], grid.identity["year"]) == (form.code, form.version, "2026")
    states = {sheet.name: sheet.state for sheet in grid.sheets}
    assert states.pop(grid.sheets[0].name) == "visible"
    assert (states.pop("试算", None) == "visible") == (form is FORM)
    assert states == {"填报说明": "visible", "校验结果": "hidden", "计分明细": "hidden", "_jixiao": "veryHidden"}
    assert grid.names["_jx_marks"] == "_jixiao!$D$1:$D$400"
    named = {text.replace("$", "").split("!")[1] for name, text in grid.names.items() if name.startswith("_jxf_")}
    assert named == set(formula_cells(form, POLICY))


@pytest.mark.parametrize("form", [FORM, LIST])
def test_inputs_are_unlocked_and_formulas_locked_on_a_sheet_protected_without_password(form: Form) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(build_template(form, POLICY))).worksheets[0]
    assert sheet.protection.sheet
    assert sheet.protection.password is None
    formulas = formula_cells(form, POLICY)
    fixed = set(formulas)
    if form is FORM:
        fixed |= {PLACES[f"funds.{role}", row] for role in ("weight", "rate", "score") for row in range(4)}
    for place in input_places(form).values():
        assert sheet[place].protection.locked == (place in fixed), place
        assert str(sheet[place].value).startswith("=") == (place in formulas)


def test_every_required_place_says_what_goes_there() -> None:
    for form in (FORM, LIST):
        columns = [column for table in form.tables.values() for column in table]
        assert [field.label for field in form.fields if field.required and not field.hint] == []
        assert [column.label for column in columns if column.required and not column.hint] == []
    sheet = openpyxl.load_workbook(io.BytesIO(BLANK)).worksheets[0]
    prompts = {rule.promptTitle for rule in sheet.data_validations.dataValidation if rule.showInputMessage}
    assert {"项目名称", "全年预算数", "年度指标值", "实际完成值", "分值", "得分"} <= prompts
    assert all(len(rule.prompt or "") <= 255 for rule in sheet.data_validations.dataValidation)


def test_grades_and_points_of_the_policy_go_into_the_formulas() -> None:
    policy = load_profile("平台默认")
    sheet = openpyxl.load_workbook(io.BytesIO(build_template(FORM, policy))).worksheets[0]
    assert ">=80" in sheet[PLACES["total.grade", 0]].value
    assert ">=90" not in sheet[PLACES["total.grade", 0]].value


def test_marks_go_into_the_hidden_list_and_clearing_restores_the_file() -> None:
    data = fill_template(build_template(FORM, POLICY, year=YEAR), FORM, POLICY, bad_values())
    plan = SheetPlan("校验结果", (Put(1, 1, "序号"),))
    marked = apply_patch(data, Patch((Mark("自评表", "H7", "必须改"),), (plan,)))
    book = openpyxl.load_workbook(io.BytesIO(marked))
    assert (book["_jixiao"]["D1"].value, book["_jixiao"]["E1"].value) == ("自评表!H7", "必须改")
    assert book.sheetnames == openpyxl.load_workbook(io.BytesIO(data)).sheetnames
    assert book["校验结果"].sheet_state == "visible"
    formulas = [rule.formula[0] for area in book["自评表"].conditional_formatting for rule in area.rules]
    assert [word for word in ("必须改", "请核实", "提示") for text in formulas if word in text] == [
        "必须改",
        "请核实",
        "提示",
    ]
    assert clear_patch(marked) == data


# -- filled in ---------------------------------------------------------------------------------------------------------

TEXT = st.text("甲乙丙丁养护公路达标率≥％%0123456789.,()（）、 ", min_size=1, max_size=30).filter(
    lambda text: text.strip() != ""
)
MONEY = st.decimals(0, 10**7, places=6, allow_nan=False).map(Decimal.normalize)
POINTS = st.decimals(0, 30, places=2, allow_nan=False)


@settings(max_examples=60, deadline=None)
@given(budget=MONEY, executed=MONEY, typed_over=st.booleans())
def test_stored_execution_points_are_the_engines(budget: Decimal, executed: Decimal, typed_over: bool) -> None:
    values: Values = {("funds.budget", 0 if typed_over else 1): budget, ("funds.executed", 3): executed}
    form = self_evaluation(filled(values))
    assert form.funds
    assert form.funds.total
    assert form.funds.total.score
    due = execution_points(budget, executed, POLICY.execution_weight)
    assert form.funds.total.score.content == ("" if due is None else due)


@settings(max_examples=40, deadline=None)
@given(
    head=st.tuples(TEXT, TEXT, TEXT, TEXT),
    rows=st.lists(st.tuples(TEXT, TEXT, st.one_of(TEXT, MONEY), POINTS, POINTS), min_size=1, max_size=26),
    funds=st.lists(st.tuples(MONEY, MONEY, MONEY), min_size=1, max_size=3),
)
def test_what_is_filled_in_comes_back(
    head: tuple[str, ...],
    rows: list[tuple[str, str, str | Decimal, Decimal, Decimal]],
    funds: list[tuple[Decimal, ...]],
) -> None:
    values: Values = dict(zip([("project", 0), ("agency", 0), ("goal", 0), ("goal_done", 0)], head, strict=True))
    for row, cells in enumerate(rows):
        roles = ("name", "target", "actual", "weight", "score")
        values |= {(f"indicators.{role}", row): cell for role, cell in zip(roles, cells, strict=True)}
    for row, amounts in enumerate(funds, 1):
        money = ("initial", "budget", "executed")
        values |= {(f"funds.{role}", row): amount for role, amount in zip(money, amounts, strict=True)}
    form = self_evaluation(filled(values))
    assert form.funds
    assert form.funds.total
    assert form.total
    assert [value and value.text for value in (form.project, form.agency, form.goal, form.goal_done)] == list(head)
    read = [[row.name, row.target, row.actual, row.weight, row.score] for row in form.indicators]
    assert [[value and value.content for value in row] for row in read] == [list(row) for row in rows]
    sources = [[row.initial, row.budget, row.executed] for row in form.funds.sources][: len(funds)]
    assert [[value and value.content for value in row] for row in sources] == [list(row) for row in funds]
    assert form.funds.total.budget
    assert form.funds.total.budget.content == sum((row[1] for row in funds), Decimal(0))
    assert form.total.weight
    assert form.total.weight.content == POLICY.execution_weight + sum((row[3] for row in rows), Decimal(0))


def test_the_form_filled_in_well_passes_without_any_finding() -> None:
    outcome = judged(fill_template(build_template(FORM, POLICY, year=YEAR), FORM, POLICY, good_values()))
    assert outcome.findings == ()
    (form,) = outcome.forms
    assert form.score
    assert (form.score.due, form.score.claimed, form.score.grade) == (Decimal("99.44"), Decimal("99.44"), "优")


def test_the_form_filled_in_badly_has_its_formulas_typed_over_and_wrong_points() -> None:
    outcome = judged(fill_template(build_template(FORM, POLICY, year=YEAR), FORM, POLICY, bad_values()))
    assert outcome.status == "returned"
    assert "E503" in {finding.rule for finding in outcome.findings}
    grid = grid_of(fill_template(build_template(FORM, POLICY, year=YEAR), FORM, POLICY, bad_values()))
    cell = grid.sheets[0].cell(7, 4)
    assert cell
    assert (cell.formula, cell.value) == (None, Decimal(400))


# -- recalculated by LibreOffice ---------------------------------------------------------------------------------------

CASES: dict[str, Values] = {
    "空白": {},
    "填得好": good_values(),
    "刚好九十": {("funds.budget", 1): 10, ("funds.executed", 1): 10, ("indicators.score", 0): 80},
    "差一分钱": {("funds.budget", 1): 10, ("funds.executed", 1): 10, ("indicators.score", 0): Decimal("79.99")},
    "预算为零": {("funds.budget", 1): 0, ("funds.executed", 1): 5, ("indicators.score", 3): Decimal("59.9")},
    "超预算": {("funds.budget", 1): 100, ("funds.executed", 1): 105, ("indicators.weight", 3): 90},
    "小数之和": {
        ("funds.budget", 1): Decimal("0.1"),
        ("funds.budget", 2): Decimal("0.2"),
        ("funds.executed", 1): Decimal("0.25875"),
        ("indicators.score", 0): Decimal("0.1"),
        ("indicators.score", 1): Decimal("0.2"),
    },
}


def without_results(data: bytes) -> bytes:
    """The workbook with no cached value beside any formula, so that LibreOffice must calculate."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            text = source.read(name)
            if name == SHEET:
                text = re.sub(rb"(</f>)<v\s*/>|(</f>)<v>[^<]*</v>", rb"</f>", text)
                assert b"</f><v" not in text
            target.writestr(name, text)
    return out.getvalue()


@pytest.mark.office
def test_libreoffice_gives_the_values_of_the_engine(tmp_path: Path) -> None:
    stored = {}
    for name, values in CASES.items():
        data = filled(values)
        stored[name] = openpyxl.load_workbook(io.BytesIO(data), data_only=True).worksheets[0]
        (tmp_path / f"{name}.xlsx").write_bytes(without_results(data))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", "xlsx", "--outdir", str(tmp_path / "out")]
    subprocess.run([*command, *map(str, tmp_path.glob("*.xlsx"))], check=True, capture_output=True, timeout=240)
    for name, sheet in stored.items():
        office = openpyxl.load_workbook(tmp_path / "out" / f"{name}.xlsx", data_only=True).worksheets[0]
        for place in formula_cells(FORM, POLICY):
            ours, theirs = sheet[place].value or "", office[place].value or ""
            assert theirs == (pytest.approx(ours) if isinstance(ours, int | float) else ours), (name, place)


@pytest.mark.office
def test_libreoffice_colours_the_cells_on_the_list_and_no_others(tmp_path: Path) -> None:
    data = fill_template(build_template(FORM, POLICY, year=YEAR), FORM, POLICY, good_values())
    marks = (Mark("自评表", "H15", "必须改"), Mark("自评表", "B4", "请核实"), Mark("自评表", "H7", "提示"))
    (tmp_path / "marked.xlsx").write_bytes(apply_patch(data, Patch(marks)))
    (tmp_path / "plain.xlsx").write_bytes(data)
    command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "pdf"]
    files = [str(tmp_path / f"{name}.xlsx") for name in ("marked", "plain")]
    subprocess.run([*command, "--outdir", str(tmp_path), *files], check=True, capture_output=True, timeout=240)
    share = {}
    for name in ("marked", "plain"):
        paint = ["pdftoppm", "-r", "60", "-l", "1", "-singlefile", str(tmp_path / f"{name}.pdf"), str(tmp_path / name)]
        subprocess.run(paint, check=True, timeout=60)
        pixels = (tmp_path / f"{name}.ppm").read_bytes().split(b"\n255\n", 1)[1]
        found = Counter(pixels[at : at + 3].hex().upper() for at in range(0, len(pixels), 3))
        share[name] = [found[fill] for fill in ("FFC7CE", "FFEB9C", "DDEBF7")]
    assert share["plain"] == [0, 0, 0]
    red, yellow, blue = share["marked"]
    assert 200 < blue < red < yellow  # a cell of points, a higher one, and the wide project name


def test_stored_results_are_those_of_the_engine() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(filled(CASES["填得好"])), data_only=True).worksheets[0]
    due = execution_points(Decimal("386.5"), Decimal("372.84"), Decimal(10))
    assert Decimal(str(sheet[PLACES["funds.score", 0]].value)) == due
    for name, grade in (("刚好九十", "优"), ("差一分钱", "良")):
        sheet = openpyxl.load_workbook(io.BytesIO(filled(CASES[name])), data_only=True).worksheets[0]
        assert sheet[PLACES["total.grade", 0]].value == grade
