"""Distributed declarations carry the indicator library, and its drop-downs look where the workbook has it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.campaign.rosters import PROJECTS, UNITS
from tests.campaign.test_distribute import send


@pytest.mark.parametrize(("unit", "libraries"), [(0, ["指标库1", "指标库2"]), (2, ["指标库"])])
def test_every_form_has_its_library_and_offers_from_it(unit: int, libraries: list[str], tmp_path: Path) -> None:
    _, result = send(tmp_path, "F01", units=UNITS, projects=PROJECTS)
    book = openpyxl.load_workbook(tmp_path / "下发" / result.sent[unit].path)
    assert [name for name in book.sheetnames if name.startswith("指标库")] == libraries
    forms = [sheet for sheet in book.worksheets if sheet.title.startswith("绩效目标申报表") or sheet["A1"].value]
    offering = []
    for sheet in forms:
        rules = [rule.formula1 or "" for rule in sheet.data_validations.dataValidation]
        offering += [name for name in libraries if name in reached(sheet, rules)]
        assert not any("JXSIDEX" in rule or "JXFORMX" in rule for rule in rules)
    assert offering == libraries
    for name in libraries:
        sheet = book[name]
        assert sheet["B4"].value
        formulas = [cell.value for row in sheet["I4:P8"] for cell in row if isinstance(cell.value, str)]
        assert len(reached(sheet, formulas)) == 1


def reached(sheet: Any, formulas: list[str]) -> set[str]:
    """The sheets that formulas reach by the names of their own sheet."""
    names = {name: found.attr_text.partition("!")[0] for name, found in sheet.defined_names.items()}
    return {target for name, target in names.items() if any(name in formula for formula in formulas)}
