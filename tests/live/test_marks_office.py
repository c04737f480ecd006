"""The conditional formats that show marks, worked out by LibreOffice: true for the marked cells and no others."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from openpyxl import load_workbook

from jixiao.workbook.live_excel_write import write_live
from jixiao.workbook.patch import Mark, Patch
from tests.live.test_actions import opened


@pytest.mark.office
def test_formats_are_true_for_the_marked_cells_only(tmp_path: Path) -> None:
    book = opened(tmp_path)
    sheet = book.impl.wb.worksheets[0]
    sheet.title = '自评 "表"~1'
    marks = (Mark(sheet.title, "H7", "必须改"), Mark(sheet.title, "H7", "提示"), Mark(sheet.title, "F12", "请核实"))
    with_alerts_off(book)
    write_live(book, Patch(marks=marks))
    rules = [rule for block in sheet.conditional_formatting for rule in block.rules]
    severities = [rule.formula[0].split('"')[1].removeprefix("绩效标记：") for rule in rules]
    cells = ["H7", "F12", "F7", "H12"]
    for row, cell in enumerate(cells, 1):
        for column, rule in enumerate(rules, 30):
            here = rule.formula[0].replace("ROW()", f"ROW({cell})").replace("COLUMN()", f"COLUMN({cell})")
            sheet.cell(row, column).value = f"={here}"
    shown = recalculated(book, tmp_path)
    found = {
        (cell, severity)
        for row, cell in enumerate(cells, 1)
        for column, severity in enumerate(severities, 30)
        if shown.cell(row, column).value is True
    }
    assert found == {("H7", "必须改"), ("F12", "请核实")}
    assert [rule.priority for rule in sorted(rules, key=lambda rule: rule.priority)] == [1, 2, 3]


def with_alerts_off(book: object) -> None:
    book.app.display_alerts = False  # type: ignore[attr-defined]


def recalculated(book: object, folder: Path) -> object:
    source = folder / "marked.xlsx"
    book.impl.wb.save(source)  # type: ignore[attr-defined]
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", "xlsx", "--outdir", str(folder / "out"), str(source)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return load_workbook(folder / "out" / source.name, data_only=True).worksheets[0]
