"""One workbook, three ways in: the file, the open workbook, memory. Findings, scores, sheets and notices are equal."""

from __future__ import annotations

import shutil
from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from xlsxwriter import Workbook

from jixiao.documents.notice import notices_for
from jixiao.documents.notice_sheets import notice_workbook_sheets
from jixiao.forms.read import is_form_text, read_forms
from jixiao.forms.self_evaluation import FORM
from jixiao.forms.template import build_template
from jixiao.policy.load import load_policy
from jixiao.records.book import Book
from jixiao.rules.run import Outcome, judge
from jixiao.tasks.check import check_file, check_grid
from jixiao.tasks.checked_copies import result_patch
from jixiao.workbook.grid import Cell, Grid, Sheet
from jixiao.workbook.live_excel_read import plain_value, read_live
from tests.live.engine import CALLS, excel

CASES = sorted((Path(__file__).parents[1] / "cases").glob("*.xlsx"))
AT = datetime(2026, 11, 21, 9, 30)
POLICY = load_policy()


def template(folder: Path) -> Path:
    path = folder / "自评表模板.xlsx"
    path.write_bytes(build_template(FORM, POLICY))
    return path


def open_case(path: Path, folder: Path) -> Any:
    copy = Path(shutil.copy(path, folder / f"省级 报表=2026 & {path.name}"))
    return excel(copy).books[copy.name]


def everything(outcome: Outcome) -> tuple[object, ...]:
    notices = notices_for(outcome, on=date(2026, 11, 21))
    return (
        outcome.findings,
        [form.score for form in outcome.forms],
        result_patch(outcome, AT),
        notice_workbook_sheets(notices),
    )


def from_memory(grid: Grid) -> Grid:
    """The same content typed in by hand: plain values without any reader."""
    sheets = tuple(
        Sheet(
            sheet.name,
            {
                key: Cell(*key, c.value, c.number_format, c.formula, c.error, c.uncached)
                for key, c in sheet.cells.items()
            },
            tuple(sheet.merged),
            sheet.state,
            frozenset(sheet.hidden_rows),
            frozenset(sheet.hidden_columns),
            sheet.protected,
            sheet.detailed,
        )
        for sheet in grid.sheets
    )
    return Grid(grid.name, sheets, dict(grid.names), dict(grid.identity))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_same_judgement_by_every_way(path: Path, tmp_path: Path) -> None:
    filed = check_file(path, POLICY)
    live = read_live(open_case(path, tmp_path), is_form_text=is_form_text)
    assert isinstance(live, Grid)
    lived = check_grid(live, path.name, POLICY)
    grid = from_memory(filed.book.grid)
    remembered = judge(Book(path.name, grid, read_forms(grid)), POLICY)
    assert filed.findings
    assert everything(lived) == everything(filed) == everything(remembered)


def all_of(cell: Cell) -> tuple[object, ...]:
    return cell.value, cell.number_format, cell.formula, cell.error


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_same_grid(path: Path, tmp_path: Path) -> None:
    filed = check_file(path, POLICY).book.grid
    live = read_live(open_case(path, tmp_path), is_form_text=is_form_text)
    for one, other in zip(filed.sheets, live.sheets, strict=True):
        assert (one.name, one.state, one.protected) == (other.name, other.state, other.protected)
        assert sorted(one.merged) == sorted(other.merged)
        assert (one.hidden_rows, one.hidden_columns) == (other.hidden_rows, other.hidden_columns)
        held = {
            key: all_of(cell) for key, cell in one.cells.items() if cell.formula or cell.error or cell.value is not None
        }
        assert held == {key: all_of(cell) for key, cell in other.cells.items() if key in held}


def test_same_grid_for_everything_a_cell_can_hold(tmp_path: Path) -> None:
    path = tmp_path / "各种格.xlsx"
    book = Workbook(str(path))
    percent, day = book.add_format({"num_format": "0.0%"}), book.add_format({"num_format": "yyyy-mm-dd"})
    for name in ("自评表", "底稿", "深藏"):
        sheet = book.add_worksheet(name)
        sheet.write_row(0, 0, ["项目支出绩效自评表", "", "=不是公式", 0.1 + 0.2, 10**14, True])
        sheet.write_number(1, 0, 0.955, percent)
        sheet.write_datetime(1, 1, datetime(2025, 11, 30), day)
        sheet.write_formula(1, 2, "=A2*100", None, 95.5)
        sheet.write_formula(1, 3, "=1/0", None, "#DIV/0!")
        sheet.write_formula(1, 4, '=IF(A2>1,"是","")', None, "")
        sheet.set_row(3, None, None, {"hidden": True})
        sheet.set_column(6, 6, None, None, {"hidden": True})
        sheet.merge_range("A5:C6", "≥95%")
    book.worksheets()[1].hide()
    book.worksheets()[2].very_hidden()
    book.worksheets()[1].protect()
    book.close()
    filed = check_file(path, POLICY).book.grid
    live = read_live(excel(path).books[path.name], is_form_text=is_form_text)
    assert [sheet.state for sheet in live.sheets] == ["visible", "hidden", "veryHidden"]
    for one, other in zip(filed.sheets, live.sheets, strict=True):
        assert (one.state, one.protected, one.hidden_rows, one.hidden_columns, sorted(one.merged)) == (
            *(other.state, other.protected, other.hidden_rows, other.hidden_columns, sorted(other.merged)),
        )
        assert one.hidden_rows
        assert one.hidden_columns
        assert {key: all_of(cell) for key, cell in one.cells.items()} == {
            key: all_of(cell) for key, cell in other.cells.items() if key in one.cells
        }
        assert {"#DIV/0!", None} == {cell.error for cell in other.cells.values()}


def test_the_template_too(tmp_path: Path) -> None:
    path = template(tmp_path)
    live = read_live(excel(path).books[path.name], is_form_text=is_form_text)
    assert live.identity == check_file(path, POLICY).book.grid.identity != {}
    assert everything(check_grid(live, path.name, POLICY)) == everything(check_file(path, POLICY))


def test_unsaved_input_counts(tmp_path: Path) -> None:
    book = open_case(CASES[1], tmp_path)
    before = check_grid(read_live(book, is_form_text=is_form_text), "", POLICY)
    place = before.forms[0].form.indicators[0].score.cell
    sheet = book.sheets[before.forms[0].form.sheet]
    sheet.range(place).impl.raw_value = [[999]]
    after = check_grid(read_live(book, is_form_text=is_form_text), "", POLICY)
    assert any(finding.cell == place and "999" in finding.seen for finding in after.findings)


def test_reads_do_not_grow_with_cells(tmp_path: Path) -> None:
    counts = []
    for path in CASES[:4]:
        book = open_case(path, tmp_path)
        read_live(book, is_form_text=is_form_text)
        assert CALLS["read block"] <= 2 * len(book.sheets)
        counts.append((CALLS["copy of the book"], sum(CALLS.values()) - CALLS["read block"]))
    assert set(counts) == {(1, 1)}


@pytest.mark.parametrize(
    ("shown", "known", "value"),
    [
        (0.1 + 0.2, None, Decimal("0.3")),
        (Decimal("37.2457"), Decimal("37.24567"), Decimal("37.24567")),  # a currency format
        (Decimal("38"), Decimal("37.24567"), Decimal("38")),
        (datetime(2023, 10, 8, tzinfo=UTC), None, datetime(2023, 10, 8)),
        (datetime(1899, 12, 30, 9, 30), None, time(9, 30)),
        (
            datetime(2023, 10, 8, 9, 0, 1),
            datetime(2023, 10, 8, 9, 0, 0, 600_000),
            datetime(2023, 10, 8, 9, 0, 0, 600_000),
        ),
        (datetime(1900, 1, 5), Decimal(5), Decimal(5)),
        (True, Decimal(1), True),
        ("≥95%", None, "≥95%"),
    ],
)
def test_values_from_excel(shown: object, known: object, value: object) -> None:
    assert plain_value(shown, known) == value
    assert type(plain_value(shown, known)) is type(value)
