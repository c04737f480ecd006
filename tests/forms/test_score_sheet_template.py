"""Templates of the score sheets: blank, filled in, read back, and their formulas recalculated by LibreOffice."""

from __future__ import annotations

import io
import re
import subprocess
import zipfile
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jixiao.demo.examples import EXAMPLES, YEAR
from jixiao.forms.catalogue import FORMS
from jixiao.forms.declaration import Form
from jixiao.forms.read import is_form_text, read_forms
from jixiao.forms.score_sheet_columns import RATERS
from jixiao.forms.template import build_template, fill_template, formula_cells, input_places
from jixiao.forms.template_score_sheet import rule_of, weight_of
from jixiao.policy.load import load_profile
from jixiao.policy.model import Policy
from jixiao.records.book import Book
from jixiao.records.score_sheet import ScoreSheet
from jixiao.rules.run import Outcome, judge
from jixiao.workbook.grid import Grid
from jixiao.workbook.read_file import read_grid

POLICY = load_profile()
SHEETS = tuple(form for form in FORMS if form.code in ("F06", "F07", "F08", "F15", "F16"))
BLANK = {form.code: build_template(form, POLICY, year=YEAR) for form in SHEETS}
PART = "xl/worksheets/sheet1.xml"
Scalar = str | int | Decimal | None
Values = dict[tuple[str, int], Scalar]
each_form = pytest.mark.parametrize("form", SHEETS, ids=lambda form: form.code)


def grid_of(data: bytes) -> Grid:
    grid = read_grid(data, "表.xlsx", is_form_text=is_form_text)
    assert isinstance(grid, Grid)
    return grid


def judged(data: bytes, policy: Policy = POLICY) -> Outcome:
    grid = grid_of(data)
    return judge(Book("表.xlsx", grid, read_forms(grid)), policy)


def read_one(data: bytes) -> ScoreSheet:
    (form,) = read_forms(grid_of(data))
    assert isinstance(form, ScoreSheet)
    return form


def example(name: str) -> bytes:
    return next(item for item in EXAMPLES if item.name == name).build(POLICY)


@each_form
def test_the_points_of_the_declared_rows_stand_in_the_policy_and_come_to_100(form: Form) -> None:
    points = getattr(POLICY, form.points_setting)
    assert list(points) == [criterion.path for criterion in form.criteria]
    assert sum(points.values()) == 100
    assert sum(weight_of(form, criterion, POLICY) or 0 for criterion in form.criteria) == 100


@each_form
def test_the_blank_template_reads_as_its_form_that_only_lacks_content(form: Form) -> None:
    read = read_one(BLANK[form.code])
    assert (read.code, read.form, read.year, read.blank) == (form.code, form.title, YEAR, True)
    assert (read.missing, read.broken) == ((), ())
    assert [row.name.text for row in read.criteria] == [criterion.name for criterion in form.criteria]
    assert [row.levels for row in read.criteria] == [criterion.levels for criterion in form.criteria]
    assert set(read.fields) == {field.role for field in form.fields}
    assert {finding.rule for finding in judged(BLANK[form.code]).findings} == {"B201"}


@each_form
def test_the_same_bytes_each_time(form: Form) -> None:
    assert BLANK[form.code] == build_template(form, POLICY, year=YEAR)
    assert BLANK[form.code] != build_template(form, POLICY, year=YEAR + 1)


@each_form
def test_formulas_are_locked_and_what_people_fill_in_is_not(form: Form) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(BLANK[form.code])).worksheets[0]
    formulas = formula_cells(form, POLICY)
    at = input_places(form)
    for (role, _), place in at.items():
        cell = sheet[place]
        assert str(cell.value).startswith("=") == (place in formulas), place
        if place in formulas:
            assert cell.protection.locked, place
        elif role.partition(".")[2] in ("score", "actual", "reason", "note", *RATERS) or "." not in role:
            assert cell.protection.locked == (role == "year"), place


def test_an_unused_criterion_is_struck_out_and_counts_for_nothing() -> None:
    form = next(item for item in SHEETS if item.code == "F08")
    points = {criterion.path: Decimal(20) for criterion in form.criteria[:5]} | {form.criteria[5].path: Decimal(0)}
    policy = POLICY.model_copy(update={"third_party_points": points})
    read = read_one(build_template(form, policy))
    assert [row.not_applicable for row in read.criteria] == [False] * 5 + [True]
    assert sum(row.points or 0 for row in read.judged) == 100


# -- filled in ---------------------------------------------------------------------------------------------------------

TEXT = st.text("甲乙丙丁养护工程依据充分％%0123456789.,()（）、 ", min_size=1, max_size=30).filter(
    lambda text: text.strip(" 　-—/") != ""
)
MONEY = st.decimals(0, 10**7, places=6, allow_nan=False).map(Decimal.normalize)
POINTS = st.decimals(0, 40, places=2, allow_nan=False)


@pytest.mark.parametrize("form", SHEETS, ids=lambda form: form.code)
@settings(max_examples=12, deadline=None)
@given(data=st.data())
def test_what_is_filled_in_comes_back(form: Form, data: st.DataObject) -> None:
    formulas, at = set(formula_cells(form, POLICY).values()), input_places(form)
    values: Values = {}
    for field in form.fields:
        if not field.calculated:
            values[field.role, 0] = data.draw(MONEY if field.kind == "money" else TEXT, label=field.role)
    for row, criterion in enumerate(form.criteria):
        for role in ("actual", "score", *RATERS, "reason", "note"):
            key = (f"criteria.{role}", row)
            rule = rule_of(form, criterion, POLICY)
            if key in at and not (role == "score" and rule is not None):
                values[key] = data.draw(POINTS if role in ("score", *RATERS) or rule else TEXT)
    assert formulas
    read = read_one(fill_template(BLANK[form.code], form, POLICY, values))
    for (role, row), value in values.items():
        if "." not in role:
            found = read.fields[role]
        else:
            line, name = read.criteria[row], role.partition(".")[2]
            raters = [column.role for column in form.tables["criteria"] if column.role in ("score", *RATERS)]
            found = line.given[raters.index(name)] if name in raters else getattr(line, name)
        assert (found.content, found.cell) == (value, at[role, row])


@pytest.mark.parametrize("item", [item for item in EXAMPLES if item.form in SHEETS], ids=lambda item: item.name)
def test_examples_are_as_good_or_bad_as_they_say(item: object) -> None:
    outcome = judged(item.build(POLICY))  # type: ignore[attr-defined]
    if item.good:  # type: ignore[attr-defined]
        assert outcome.findings == ()
        (found,) = outcome.forms
        assert found.score is not None
        assert found.score.due == found.score.claimed
        assert found.score.grade
    else:
        assert outcome.status == "returned"


BAD = {
    "填得不好的绩效目标审核表": {"A107", "B201", "E506", "E511", "E515"},
    "填得不好的事前绩效评估表": {"A107", "G708", "E506", "E515"},
    "填得不好的第三方机构考评表": {"A107", "B201", "E506", "E511", "E514"},
    "填得不好的项目绩效评价评分表": {"A107", "C306", "E501", "E504", "E506", "E509", "E511", "E514"},
    "填得不好的部门整体绩效评价评分表": {"A107", "B201", "E504", "E507", "E509"},
}


@pytest.mark.parametrize("name", BAD)
def test_the_usual_mistakes_are_found(name: str) -> None:
    assert {finding.rule for finding in judged(example(name)).findings} == BAD[name]


# -- recalculated by LibreOffice ---------------------------------------------------------------------------------------


def without_results(data: bytes) -> bytes:
    """The workbook with no cached value beside any formula, so that LibreOffice must calculate."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            text = source.read(name)
            if name == PART:
                text = re.sub(rb"(</f>)<v\s*/>|(</f>)<v>[^<]*</v>", rb"</f>", text)
                assert b"</f><v" not in text
            target.writestr(name, text)
    return out.getvalue()


def rates(*texts: str) -> Values:
    """The rates of F16's computed rows, in their order."""
    form = next(form for form in SHEETS if form.code == "F16")
    rows = [row for row, item in enumerate(form.criteria) if rule_of(form, item, POLICY) is not None]
    assert len(rows) == len(texts)
    return {("criteria.actual", row): Decimal(text) for row, text in zip(rows, texts, strict=True)}


STEPWISE = (
    "1.03",
    "0.05",
    "0.333",
    "0.95",
    "0.1001",
    "1.2",
    "0.0561",
    "0.0999",
    "1.009",
    "1.115",
    "0.979",
    "0",
    "0.9",
    "1",
    "0.7",
    "0.995",
)
KEPT = ("0.92", "-0.03", "1", "1", "0.1", "1", "0.05", "0", "1", "1", "1", "1", "1", "1", "1", "1")
BEYOND = (
    "1.15",
    "0.3",
    "0.0001",
    "0.89",
    "0.31",
    "0.0049",
    "0.5",
    "1.5",
    "1.001",
    "3",
    "1.021",
    "2",
    "-1",
    "0.005",
    "0.015",
    "0.025",
)


def cases() -> dict[str, tuple[Form, Policy, bytes]]:
    found = {item.name: (item.form, POLICY, item.build(POLICY)) for item in EXAMPLES if item.form in SHEETS}
    found |= {f"空白{form.code}": (form, POLICY, BLANK[form.code]) for form in SHEETS}
    department = next(form for form in SHEETS if form.code == "F16")
    for partial in ("whole", "share", "up"):
        policy = POLICY.model_copy(update={"partial_step": partial})
        blank = build_template(department, policy)
        for name, texts in (("阶梯", STEPWISE), ("达标", KEPT), ("超出", BEYOND)):
            found[f"{name}{partial}"] = (department, policy, fill_template(blank, department, policy, rates(*texts)))
    party = next(form for form in SHEETS if form.code == "F08")
    halves: Values = {("criteria.unit_score", 0): Decimal("89.99"), ("criteria.finance_score", 0): Decimal("90")}
    found["平均进位"] = (party, POLICY, fill_template(BLANK["F08"], party, POLICY, halves))
    assessed = next(form for form in SHEETS if form.code == "F07")
    for name, points in (
        ("一维为零", [5] * 16 + [0] * 4),
        ("八十分", [4] * 20),
        ("差一点", [4] * 19 + [Decimal("3.99")]),
    ):
        values: Values = {("criteria.score", row): point for row, point in enumerate(points)}
        found[name] = (assessed, POLICY, fill_template(BLANK["F07"], assessed, POLICY, values))
    return found


@pytest.mark.office
def test_libreoffice_gives_the_stored_values_and_the_engine_the_same_points(tmp_path: Path) -> None:
    made = cases()
    for name, (_, _, data) in made.items():
        (tmp_path / f"{name}.xlsx").write_bytes(without_results(data))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", "xlsx", "--outdir", str(tmp_path / "out")]
    subprocess.run([*command, *map(str, tmp_path.glob("*.xlsx"))], check=True, capture_output=True, timeout=300)
    compared = 0
    for name, (form, policy, data) in made.items():
        stored = openpyxl.load_workbook(io.BytesIO(data), data_only=True).worksheets[0]
        office = openpyxl.load_workbook(tmp_path / "out" / f"{name}.xlsx", data_only=True).worksheets[0]
        for place in formula_cells(form, policy):
            ours, theirs = stored[place].value or "", office[place].value or ""
            assert theirs == (pytest.approx(ours) if isinstance(ours, int | float) else ours), (name, place)
        for outcome in judged(data, policy).forms:
            for line in outcome.score.lines if outcome.score else ():
                if line.kind == "standard" and not name.startswith("填得不好"):
                    assert Decimal(str(office[line.cell].value)) == line.due == line.claimed, (name, line.label)
                    compared += 1
    assert compared > 100
