"""Templates of F01 and F02: what is filled in is read back, formulas agree with LibreOffice, examples hold."""

from __future__ import annotations

import io
import subprocess
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from jixiao.demo import example_targets
from jixiao.demo.example_forms import Scalar, Values
from jixiao.forms import department_targets, target_declaration
from jixiao.forms.declaration import Form
from jixiao.forms.read import is_form_text, read_forms
from jixiao.forms.template import build_template, fill_template, formula_cells, input_places
from jixiao.policy.load import load_profile
from jixiao.records.book import Book
from jixiao.records.target_declaration import TargetDeclaration
from jixiao.rules.run import Outcome, judge
from jixiao.workbook.grid import Grid
from jixiao.workbook.read_file import read_grid

POLICY = load_profile()
PROJECT, DEPARTMENT = target_declaration.FORM, department_targets.FORM
BOTH = pytest.mark.parametrize("form", [PROJECT, DEPARTMENT], ids=["F01", "F02"])
EXAMPLES = {
    "F01 good": (PROJECT, example_targets.good_values()),
    "F01 bad": (PROJECT, example_targets.bad_values()),
    "F02 good": (DEPARTMENT, example_targets.department_good_values()),
    "F02 bad": (DEPARTMENT, example_targets.department_bad_values()),
}


def grid_of(data: bytes) -> Grid:
    grid = read_grid(data, "表.xlsx", is_form_text=is_form_text)
    assert isinstance(grid, Grid)
    return grid


def judged(data: bytes) -> Outcome:
    grid = grid_of(data)
    return judge(Book("表.xlsx", grid, read_forms(grid)), POLICY)


def read(data: bytes) -> TargetDeclaration:
    (form,) = read_forms(grid_of(data))
    assert isinstance(form, TargetDeclaration)
    return form


def filled(form: Form, values: Values, year: int = 2025) -> bytes:
    return fill_template(build_template(form, POLICY, year=year), form, POLICY, values)


def plain(value: Scalar) -> str:
    return "" if value is None else str(value)


@BOTH
def test_the_blank_template_is_one_blank_form_that_only_lacks_content(form: Form) -> None:
    data = build_template(form, POLICY)
    blank = read(data)
    assert (blank.form, blank.blank, blank.missing, blank.broken) == (form.title, True, (), ())
    assert {finding.rule for finding in judged(data).findings} <= {"B201"}


@BOTH
def test_every_column_of_the_template_is_read_under_its_own_role(form: Form) -> None:
    declared = {column.role for column in form.tables["indicators"] if column.in_template} - {"medium_target"}
    assert set(read(build_template(form, POLICY)).columns) == declared


@pytest.mark.parametrize("name", ["F01 good", "F02 good", "F01 bad", "F02 bad"])
def test_round_trip_of_indicators(name: str) -> None:
    form, values = EXAMPLES[name]
    declaration = read(filled(form, values))
    at = input_places(form)
    rows = {row.name.cell: row for row in declaration.indicators}
    told = 0
    for (role, number), value in values.items():
        table, _, column = role.rpartition(".")
        row = rows.get(at["indicators.name", number]) if table == "indicators" else None
        if row is None or column == "medium_target":
            continue
        found = getattr(row, column)
        assert (found.cell, found.text) == (at[role, number], plain(value)), role
        told += 1
    assert told >= 8 * len(declaration.indicators) > 0


def test_round_trip_of_head_funds_and_goals() -> None:
    values = example_targets.good_values()
    form = read(filled(PROJECT, values))
    for role in ("project", "department", "agency", "nature", "period", "goal", "medium_goal"):
        assert getattr(form, role).text == values[role, 0], role
        assert getattr(form, role).cell == input_places(PROJECT)[role, 0]
    assert [value.text for value in (*form.codes, *form.dates)] == [values["code", 0], values["date", 0]]
    assert form.year == 2025
    assert form.funds is not None
    assert form.medium_funds is not None
    assert [row.budget.content for row in form.fund_rows() if row.budget] == [
        Decimal("386.5"),
        Decimal(360),
        Decimal("26.5"),
    ]
    assert form.medium_funds.total is not None
    assert form.medium_funds.total.budget is not None
    assert form.medium_funds.total.budget.content == Decimal(793)
    assert [row.target.text for row in form.medium_indicators] == [
        plain(value) for (role, _), value in values.items() if role == "indicators.medium_target"
    ]
    assert form.total is not None
    assert form.total.weight is not None
    assert form.total.weight.content == Decimal(90)


def test_round_trip_of_tasks() -> None:
    values = example_targets.department_good_values()
    form = read(filled(DEPARTMENT, values))
    assert form.department is not None
    assert form.department.text == values["department", 0]
    assert len(form.tasks) == 4
    for number, task in enumerate(form.tasks):
        for role in ("name", "content", "fiscal", "other"):
            assert getattr(task, role).text == plain(values[f"tasks.{role}", number])
    assert form.tasks_total is not None
    assert [value.content for value in form.tasks_total.amounts()] == [
        Decimal("1045.66"),
        Decimal("1007.16"),
        Decimal("38.5"),
    ]


@pytest.mark.parametrize("name", ["F01 good", "F02 good"])
def test_a_well_filled_example_gives_no_finding_at_all(name: str) -> None:
    assert judged(filled(*EXAMPLES[name])).findings == ()


def test_the_badly_filled_project_shows_every_usual_mistake() -> None:
    found = {(finding.rule, finding.cell) for finding in judged(filled(*EXAMPLES["F01 bad"])).findings}
    at = input_places(PROJECT)
    for rule, place in (
        ("A107", ("funds.budget", 0)),
        ("B201", ("project", 0)),
        ("B201", ("goal", 0)),
        ("B201", ("indicators.target", 12)),
        ("B202", ("indicators.name", 4)),
        ("C306", ("funds.budget", 2)),
        ("D402", ("indicators.name", 1)),
        ("D403", ("indicators.target", 18)),
        ("D406", ("indicators.target", 0)),
        ("D408", ("indicators.target", 8)),
        ("D409", ("indicators.weight", 3)),
        ("D410", ("indicators.name", 3)),
        ("D411", ("indicators.target", 2)),
        ("E501", ("total.weight", 0)),
    ):
        assert (rule, at[place]) in found, (rule, place)


def test_the_badly_filled_department_shows_every_usual_mistake() -> None:
    found = {(finding.rule, finding.cell) for finding in judged(filled(*EXAMPLES["F02 bad"])).findings}
    at = input_places(DEPARTMENT)
    for rule, place in (
        ("B201", ("department", 0)),
        ("B202", ("goal", 0)),
        ("B202", ("indicators.name", 3)),
        ("C307", ("tasks.total", 1)),
        ("C307", ("tasks_total.total", 0)),
        ("D402", ("indicators.name", 14)),
        ("D409", ("indicators.weight", 0)),
    ):
        assert (rule, at[place]) in found, (rule, place)


@pytest.fixture(scope="module")
def recalculated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The examples as LibreOffice calculates and saves them; their cached results were taken out before."""
    folder = tmp_path_factory.mktemp("targets")
    for name, (form, values) in EXAMPLES.items():
        book = openpyxl.load_workbook(io.BytesIO(filled(form, values)))
        book.save(folder / f"{name}.xlsx")
    command = ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "xlsx"]
    command += ["--outdir", str(folder / "out"), *(str(folder / f"{name}.xlsx") for name in EXAMPLES)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    return folder / "out"


@pytest.mark.office
@pytest.mark.parametrize("name", list(EXAMPLES))
def test_native_formulas_give_what_the_engine_gives(name: str, recalculated: Path) -> None:
    form, values = EXAMPLES[name]
    theirs = openpyxl.load_workbook(recalculated / f"{name}.xlsx", data_only=True).worksheets[0]
    ours = openpyxl.load_workbook(io.BytesIO(filled(form, values)), data_only=True).worksheets[0]
    typed_over = {input_places(form)[place] for place in values}
    compared = 0
    for place in formula_cells(form, POLICY):
        if place in typed_over:
            continue
        left, right = theirs[place].value, ours[place].value
        if isinstance(right, int | float):
            assert left == pytest.approx(right), place
            compared += 1
        else:
            assert (left or "") == (right or ""), place
    assert compared >= 1
