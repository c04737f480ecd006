"""The sheet 「试算」 of the self-evaluation template: it shows what the engine finds."""

from __future__ import annotations

import io
import re
import subprocess
import zipfile
from decimal import Decimal
from typing import Any

import openpyxl
import pytest

from jixiao.demo.example_forms import bad_values, good_values
from jixiao.forms import template_trial as trial
from jixiao.forms.read import is_form_text, read_forms
from jixiao.forms.self_evaluation import FORM
from jixiao.forms.template import build_template, fill_template
from jixiao.policy.load import load_profile
from jixiao.records.score import Score
from jixiao.records.self_evaluation import SelfEvaluation
from jixiao.scoring.total import score_form
from jixiao.workbook.grid import Grid
from jixiao.workbook.read_file import read_grid

Values = dict[tuple[str, int], Any]
POLICY = load_profile()
CASES: dict[str, Values] = {
    "空白": {},
    "填得好": good_values(),
    "填得不好": bad_values(),
    "各种写法": {
        ("funds.budget", 1): Decimal("43.2"),
        ("funds.executed", 1): Decimal("37.24"),
        **{
            (f"indicators.{role}", row): content
            for row, line in {
                0: ("培训率", Decimal("0.95"), Decimal("0.9"), 10, Decimal("9.47")),
                2: ("培训人次", 100, "100人次", 10, 10),
                4: ("合格率", "≥95%", "92%", 10, Decimal("9.68")),
                8: ("完成时间", 60, "75", 10, 10),
                9: ("工期", "45天", "50天", 5, Decimal("4.5")),
                12: ("维修成本", Decimal("20"), Decimal("25"), 10, 8),
                13: ("单位成本", "200元/人", "250元/人", 5, 4),
                16: ("增收", "30—40万元", "25万元", 10, Decimal("8.33")),
                20: ("投诉", "≤0件", "2件", 5, 0),
                22: ("制度", "建立管护制度", "部分完成", 10, 7),
                24: ("满意度", "90", "0.88", 5, Decimal("4.89")),
            }.items()
            for role, content in zip(("name", "target", "actual", "weight", "score"), line, strict=True)
        },
    },
}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Every case as a template filled in, recalculated in one run of LibreOffice."""
    folder = tmp_path_factory.mktemp("trial")
    for name, values in CASES.items():
        (folder / f"{name}.xlsx").write_bytes(without_results(filled(values)))
    command = ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "xlsx"]
    files = [str(folder / f"{name}.xlsx") for name in CASES]
    subprocess.run([*command, "--outdir", str(folder / "out"), *files], check=True, capture_output=True, timeout=240)
    return {name: openpyxl.load_workbook(folder / "out" / f"{name}.xlsx", data_only=True) for name in CASES}


def filled(values: Values) -> bytes:
    return fill_template(build_template(FORM, POLICY, year=2025), FORM, POLICY, values)


def without_results(data: bytes) -> bytes:
    """The workbook with no value beside any formula, so that LibreOffice must calculate."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            text = source.read(name)
            if name.startswith("xl/worksheets/"):
                text = re.sub(rb"(</f>|<f [^>]*/>)(?:<v\s*/>|<v>[^<]*</v>)", rb"\1", text)
                assert not re.search(rb"(</f>|<f [^>]*/>)<v", text)
            target.writestr(name, text)
    return out.getvalue()


def score_of(data: bytes) -> tuple[SelfEvaluation, Score]:
    grid = read_grid(data, "表.xlsx", is_form_text=is_form_text)
    assert isinstance(grid, Grid)
    (form,) = read_forms(grid)
    assert isinstance(form, SelfEvaluation)
    return form, score_form(form, POLICY)


@pytest.mark.office
@pytest.mark.parametrize("name", list(CASES))
def test_the_trial_gives_what_the_engine_gives(office: dict[str, Any], name: str) -> None:
    sheet = office[name][trial.TRIAL_SHEET]
    form, score = score_of(filled(CASES[name]))
    assert form.sheet == "自评表"
    shown = {row[0].value: row for row in sheet.iter_rows(trial.EXECUTION, trial.LAST) if row[0].value}
    for line in score.lines:
        due, claimed = shown[line.row][6].value, shown[line.row][7].value
        if line.kind != "deadline":
            assert due == (None if line.due is None else float(line.due)), line
        assert line.claimed is None or claimed == float(line.claimed)
    at = trial.summary_places()
    total = sheet[at["due"]].value
    assert total == ((trial.PARTLY if score.lines[1:] else None) if score.due is None else float(score.due))
    assert sheet[at["grade"]].value == (None if score.due is None else POLICY.grade(score.due))


@pytest.mark.office
@pytest.mark.parametrize("name", list(CASES))
def test_stored_results_are_those_of_libreoffice(office: dict[str, Any], name: str) -> None:
    stored = openpyxl.load_workbook(io.BytesIO(filled(CASES[name])), data_only=True)[trial.TRIAL_SHEET]
    theirs = office[name][trial.TRIAL_SHEET]
    for row in stored.iter_rows(1, trial.LAST, 1, len(trial.COLUMNS)):
        for cell in row:
            given = theirs[cell.coordinate].value
            ours = cell.value or ("" if isinstance(cell.value, str | None) else 0)
            assert (given or ("" if isinstance(given, str | None) else 0)) == ours, cell.coordinate
    assert not [
        cell.coordinate for row in theirs.iter_rows() for cell in row if str(cell.value).startswith(("#", "Err"))
    ]


def test_the_trial_is_no_form_and_can_not_be_typed_into() -> None:
    data = filled(good_values())
    grid = read_grid(data, "表.xlsx", is_form_text=is_form_text)
    assert isinstance(grid, Grid)
    assert [form.sheet for form in read_forms(grid)] == ["自评表"]
    sheet = openpyxl.load_workbook(io.BytesIO(data))[trial.TRIAL_SHEET]
    assert sheet.sheet_state == "visible"
    assert sheet.protection.sheet
    assert all(cell.protection.locked for row in sheet.iter_rows() for cell in row)
