"""A unit's workbook of several projects calculates as the single template does, whatever its sheets are called."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from jixiao.campaign.assemble import FormSheet, tab_names, workbook
from jixiao.campaign.master import build_master
from jixiao.demo import example_forms, example_monitoring, example_targets
from jixiao.forms import monitoring, self_evaluation, target_declaration
from jixiao.forms.declaration import Form
from jixiao.forms.template import DRAWINGS, Key
from jixiao.forms.template_book import Scalar
from jixiao.policy.load import load_profile
from tests.forms.test_trial import without_results

POLICY = load_profile()
Values = dict[Key, Scalar]
CASES: dict[str, tuple[Form, tuple[Callable[[], Values], Callable[[], Values]]]] = {
    "F01": (target_declaration.FORM, (example_targets.good_values, example_targets.bad_values)),
    "F03": (monitoring.FORM, (example_monitoring.good_values, example_monitoring.bad_values)),
    "F04": (self_evaluation.FORM, (example_forms.good_values, example_forms.bad_values)),
}
PROJECTS = ("农村公路日常养护", "危桥改造(二期)")


def sheets_of(code: str) -> list[FormSheet]:
    """Both examples as two projects, without what the badly filled one has typed over formulas."""
    form, values = CASES[code]
    drawing, names = DRAWINGS[code], tab_names(form.sheet_name, PROJECTS)
    at, formulas = drawing.places(form, None), drawing.formulas(form, POLICY, None)
    told = [{key: value for key, value in each().items() if at[key] not in formulas} for each in values]
    return [FormSheet((), name, each, (("project", 0),)) for name, each in zip(names, told, strict=True)]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Every case recalculated in one run of LibreOffice, its own results taken out before."""
    folder = tmp_path_factory.mktemp("assembled")
    for code, (form, _) in CASES.items():
        sheets = sheets_of(code)
        master = build_master(form, POLICY, 2025, [sheet.key for sheet in sheets])
        (folder / f"{code}.xlsx").write_bytes(without_results(workbook(master, sheets, {"form": code})))
    command = ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "xlsx"]
    files = [str(folder / f"{code}.xlsx") for code in CASES]
    subprocess.run([*command, "--outdir", str(folder / "out"), *files], check=True, capture_output=True, timeout=240)
    return {code: openpyxl.load_workbook(folder / "out" / f"{code}.xlsx", data_only=True) for code in CASES}


def same(shown: object, wanted: Scalar) -> bool:
    return str(shown or "") == wanted if isinstance(wanted, str) else abs(float(shown or 0) - float(wanted or 0)) < 1e-6  # type: ignore[arg-type]


@pytest.mark.office
@pytest.mark.parametrize("code", list(CASES))
def test_forms_and_the_sheets_beside_them_calculate(office: dict[str, Any], code: str) -> None:
    form, _ = CASES[code]
    drawing = DRAWINGS[code]
    at, formulas = drawing.places(form, None), drawing.formulas(form, POLICY, None)
    book = office[code]
    errors = [
        (sheet.title, cell.coordinate) for sheet in book for row in sheet for cell in row if cell.data_type == "e"
    ]
    assert errors == []
    for number, sheet in enumerate(sheets_of(code), 1):
        cells = {at[key]: value for key, value in sheet.values.items() if value not in (None, "")}
        results = drawing.results(form, POLICY, cells, None)
        told = [(place, book[sheet.name][place].value, results[place]) for place in formulas]
        assert [each for each in told if not same(*each[1:])] == []
        assert drawing.beside is not None
        shown = drawing.beside.results(form, POLICY, {**results, **cells})
        beside = book[f"{drawing.beside.name}{number}"]
        told = [(place, beside[place].value, value) for place, value in shown.items()]
        assert [each for each in told if not same(*each[1:])] == []


def test_the_sheet_beside_the_form_reads_its_own_project(tmp_path: Path) -> None:
    sheets = sheets_of("F04")
    master = build_master(CASES["F04"][0], POLICY, 2025, [sheet.key for sheet in sheets])
    path = tmp_path / "两个项目.xlsx"
    path.write_bytes(workbook(master, sheets, {"form": "F04"}))
    book = openpyxl.load_workbook(path)
    assert book.sheetnames[:4] == ["自评表1_农村公路日常养护", "自评表2_危桥改造二期", "试算1", "试算2"]
    for number in (1, 2):
        names = book[f"试算{number}"].defined_names
        assert names["自评表_D7"].attr_text == f"{book.sheetnames[number - 1]}!$D$7"
        assert names["自评表_D7"].hidden
