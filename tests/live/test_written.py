"""What is written in the end, by file, in the open workbook and from memory: the same sheets, links, marks, notices."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from jixiao.forms.read import is_form_text, read_forms
from jixiao.records.book import Book
from jixiao.records.self_evaluation import SelfEvaluation
from jixiao.rules.run import Outcome, judge
from jixiao.tasks.check import check_file, check_grid
from jixiao.tasks.checked_copies import marked_copy, result_patch
from jixiao.tasks.notices import notice_patch
from jixiao.workbook.apply_patch import new_workbook
from jixiao.workbook.live_excel_read import read_live
from jixiao.workbook.live_excel_write import write_live
from jixiao.workbook.styles_xml import SEVERITIES
from tests.live.test_contract import AT, CASES, POLICY, from_memory, open_case

EXAMPLES = sorted((Path(__file__).parents[2] / "workbooks" / "示例").glob("*.xlsx"))
ON = date(2026, 11, 21)
RESULTS = ("校验结果", "计分明细")


def sheet_text(sheet: Any) -> dict[str, tuple[Any, ...]]:
    """What a written sheet says: values, links, number formats and emphasis of its cells, and its merged areas."""
    said = {
        cell.coordinate: (cell.value, cell.hyperlink.location if cell.hyperlink else None, *_look(cell))
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    }
    return said | {"merged": tuple(sorted(area.coord for area in sheet.merged_cells.ranges))}


def _look(cell: Any) -> tuple[Any, ...]:
    return cell.number_format, cell.font.b, cell.font.sz, cell.fill.fgColor.rgb, cell.alignment.wrap_text


def texts(body: bytes, names: tuple[str, ...]) -> dict[str, dict[str, tuple[Any, ...]]]:
    """The named sheets of a workbook file, as far as they are there and say anything."""
    wb = load_workbook(io.BytesIO(body))
    found = {name: sheet_text(wb[name]) for name in names if name in wb.sheetnames}
    return {name: text for name, text in found.items() if len(text) > 1}


def marked_in_file(body: bytes) -> set[tuple[str, str, str]]:
    """(sheet, cell, severity) as our conditional formats in a marked copy, or its list, say; the gravest counts."""
    wb = load_workbook(io.BytesIO(body))
    if "_jixiao" in wb.sheetnames:
        return marked_in_list(wb["_jixiao"])
    found: dict[tuple[str, str], str] = {}
    for sheet in wb.worksheets:
        rules = [(rule, block) for block in sheet.conditional_formatting for rule in block.rules]
        for rule, block in sorted(rules, key=lambda one: one[0].priority):
            severity = next((word for word in SEVERITIES if f'"绩效标记：{word}"' in "".join(rule.formula)), None)
            for area in block.sqref.ranges if severity else ():
                for cell in area.cells:
                    found.setdefault((sheet.title, f"{sheet.cell(*cell).coordinate}"), str(severity))
    return {(*place, severity) for place, severity in found.items()}


def marked_in_list(sheet: Any) -> set[tuple[str, str, str]]:
    """The same as the hidden list in the open workbook says."""
    rows = [(sheet.cell(row, 4).value, sheet.cell(row, 5).value) for row in range(1, sheet.max_row + 1)]
    return {(*place.rpartition("!")[::2], severity) for place, severity in rows if place}


def lived(path: Path, folder: Path) -> tuple[Any, Outcome]:
    """The case opened in the double of Excel, and what is judged there."""
    book = open_case(path, folder)
    book.app.display_alerts = False
    return book, check_grid(read_live(book, is_form_text=is_form_text), path.name, POLICY)


@pytest.mark.parametrize("path", [*CASES, *EXAMPLES], ids=lambda path: path.stem)
def test_same_result_sheets_and_marks(path: Path, tmp_path: Path) -> None:
    filed = check_file(path, POLICY)
    copy = marked_copy(path.read_bytes(), filed, AT)
    assert copy is not None
    book, outcome = lived(path, tmp_path)
    write_live(book, result_patch(outcome, AT))
    live = {
        sheet.title: text
        for sheet in book.impl.wb.worksheets
        if sheet.title in RESULTS and len(text := sheet_text(sheet)) > 1  # a template's own may stay empty
    }
    assert filed.book.grid is not None
    grid = from_memory(filed.book.grid)
    remembered = judge(Book(path.name, grid, read_forms(grid)), POLICY)
    assert "校验结果" in live
    assert live == texts(copy, RESULTS) == texts(new_workbook(result_patch(remembered, AT).sheets), RESULTS)
    marks = marked_in_file(copy)
    assert bool(marks) == any(finding.cell for finding in filed.findings)
    there = "_jixiao" in book.impl.wb.sheetnames
    assert (marked_in_list(book.impl.wb["_jixiao"]) if there else set()) == marks


@pytest.mark.parametrize("path", [*CASES, *EXAMPLES], ids=lambda path: path.stem)
def test_same_notices(path: Path, tmp_path: Path) -> None:
    filed = notice_patch(check_file(path, POLICY), on=ON)
    book, outcome = lived(path, tmp_path)
    before = [sheet.name for sheet in book.sheets]
    patch = notice_patch(outcome, on=ON)
    if patch is None or filed is None:
        assert patch is filed
        return
    write_live(book, patch)
    names = tuple(plan.name for plan in filed.sheets)
    live = {sheet.title: sheet_text(sheet) for sheet in book.impl.wb.worksheets if sheet.title not in before}
    assert live == texts(new_workbook(filed.sheets), names) != {}


def test_the_cases_are_of_many_layouts() -> None:
    """The comparison means something: several layouts, passed and returned, with notices and without."""
    outcomes = [check_file(path, POLICY) for path in (*CASES, *EXAMPLES)]
    forms = [form.form for one in outcomes for form in one.forms if isinstance(form.form, SelfEvaluation)]
    scored = [form.indicators[0].score for form in forms]
    assert len({score.cell if score else None for score in scored}) >= 4
    assert None in scored
    assert {one.status for one in outcomes} == {"passed", "returned"}
    assert {notice_patch(one, on=ON) is None for one in outcomes} == {True, False}
