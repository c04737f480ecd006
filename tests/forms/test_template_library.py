"""F01's sheet 「指标库」: drop-downs by level 2, native look-up as LibreOffice calculates it, unseen by readers."""

from __future__ import annotations

import io
import subprocess
from pathlib import Path

import openpyxl
import pytest

from jixiao.forms.catalogue import find_form
from jixiao.forms.read import is_form_text
from jixiao.forms.template import build_template, fill_template
from jixiao.forms.template_library import ELSEWHERE, LIBRARY_SHEET, SAME, UNKNOWN, offered, results
from jixiao.forms.template_target import places, plan
from jixiao.library.built_in import built_in
from jixiao.policy.load import load_profile
from jixiao.tasks.check import check_data
from jixiao.workbook.read_file import read_grid

FORM = find_form("F01")
NAMES = {0: "培训人次", 1: "本单位自拟的数量", 5: "培训人次", 9: "竣工验收合格率"}


def filled() -> bytes:
    policy = load_profile()
    values = {("indicators.name", row): name for row, name in NAMES.items()}
    return fill_template(build_template(FORM, policy), FORM, policy, values)


def recalculated(data: bytes, folder: Path) -> openpyxl.Workbook:
    """The workbook after LibreOffice has calculated every formula anew."""
    book = openpyxl.load_workbook(io.BytesIO(data))  # drops the cached results
    book.save(folder / "in.xlsx")
    command = ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "xlsx"]
    subprocess.run(
        [*command, "--outdir", str(folder / "out"), str(folder / "in.xlsx")], check=True, capture_output=True
    )
    return openpyxl.load_workbook(folder / "out" / "in.xlsx", data_only=True)


@pytest.mark.office
def test_native_look_up_agrees_with_ours(tmp_path: Path) -> None:
    sheet = recalculated(filled(), tmp_path)[LIBRARY_SHEET]
    at = places(FORM)
    known = {at["indicators.name", row]: name for row, name in NAMES.items()}
    ours = results(FORM, load_profile(), known)
    assert {place: sheet[place].value or "" for place in ours} == ours
    words = [ours[f"O{4 + row}"] for row in NAMES]
    assert words == [SAME, UNKNOWN, ELSEWHERE, ELSEWHERE]
    assert (ours["K4"], ours["L4"], ours["M4"]) == ("≥", "300", "人次")


def test_cached_results_are_in_the_template() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(filled()), data_only=True)[LIBRARY_SHEET]
    assert (sheet["J4"].value, sheet["M4"].value, sheet["O4"].value) == ("培训人次", "人次", SAME)


def test_each_level_2_offers_its_own_indicators_and_takes_other_text() -> None:
    book = openpyxl.load_workbook(io.BytesIO(build_template(FORM, load_profile())))
    form, at = book.worksheets[0], plan(FORM)
    rules = [rule for rule in form.data_validations.dataValidation if "OFFSET" in (rule.formula1 or "")]
    assert [str(rule.sqref) for rule in rules] == [f"D{first}:D{last}" for _, _, first, last in at.groups]
    assert not any(rule.showErrorMessage for rule in rules)
    levels = [row[0].value for row in book[LIBRARY_SHEET].iter_rows(min_row=4, max_col=1) if row[0].value]
    assert sorted(levels, key=levels.index) == levels  # each level 2 in one run, or the drop-down would be cut short
    runs = [level for place, level in enumerate(levels) if not place or levels[place - 1] != level]
    assert runs == [level2 for _, level2, _, _ in at.groups]


def test_every_common_indicator_is_offered() -> None:
    assert {item.name for item in built_in().active()} == {item.name for item in offered()}


def test_no_cell_has_two_validations() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(build_template(FORM, load_profile()))).worksheets[0]
    cells = [
        cell for rule in sheet.data_validations.dataValidation for area in rule.sqref.ranges for cell in area.cells
    ]
    assert len(cells) == len(set(cells))


def test_the_sheet_is_no_form_and_costs_no_reading() -> None:
    grid = read_grid(filled(), "目标.xlsx", is_form_text=is_form_text)
    sheet = grid.sheet(LIBRARY_SHEET)  # type: ignore[union-attr]
    assert sheet is not None
    assert not sheet.detailed
    outcome = check_data(filled(), "目标.xlsx", load_profile())
    assert [form.form.sheet for form in outcome.forms] == [FORM.sheet_name]
    assert not [item for item in outcome.findings if item.sheet == LIBRARY_SHEET]


def test_the_file_stays_small() -> None:
    assert len(build_template(FORM, load_profile())) < 60_000
