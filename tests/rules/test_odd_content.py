"""All rules together: a well-filled form is clean, each missing cell is said once, odd content crashes nothing."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jixiao.forms.read import read_forms
from jixiao.policy.load import load_profile
from jixiao.records.book import Book
from jixiao.records.finding import Finding
from jixiao.rules.run import judge
from jixiao.workbook.grid import Cell, Grid, position
from tests.rules.pages import standard_form_grid, standard_list_grid
from tests.rules.test_pages import MODULES, rule_of

ALL = tuple(rule_of(path.stem[:4].upper()) for path in MODULES)


def findings(grid: Grid) -> tuple[Finding, ...]:
    book = Book(grid.name, grid=grid, forms=read_forms(grid))
    return judge(book, load_profile(), rules=ALL).findings


def with_cells(grid: Grid, cells: dict[str, Cell | None]) -> Grid:
    """The grid with cells of its first sheet replaced (None: emptied)."""
    sheet = grid.sheets[0]
    changed = dict(sheet.cells)
    for a1, cell in cells.items():
        changed.pop(position(a1), None)
        if cell is not None:
            changed[position(a1)] = replace(cell, row=position(a1)[0], column=position(a1)[1])
    return replace(grid, sheets=(replace(sheet, cells=changed), *grid.sheets[1:]))


def test_a_well_filled_form_is_clean() -> None:
    assert [(item.rule, item.cell, item.message) for item in findings(standard_form_grid())] == []


def test_a_well_filled_list_is_clean() -> None:
    assert [(item.rule, item.cell, item.message) for item in findings(standard_list_grid())] == []


REQUIRED = ["B4", "H7", "B12", "F12", "D15", "E15", "F15", "G15", "H15", "F19", "H20"]


@pytest.mark.parametrize("cell", REQUIRED)
def test_an_emptied_required_cell_is_said_once_and_there(cell: str) -> None:
    found = [item for item in findings(with_cells(standard_form_grid(), {cell: None})) if item.cell == cell]
    assert [item.rule for item in found] == ["B201"]


@pytest.mark.parametrize("cell", ["C7", "C8", "G7", "C9", "E10", "I14", "C14", "F10"])
def test_an_emptied_optional_cell_is_no_blank(cell: str) -> None:
    assert "B201" not in {item.rule for item in findings(with_cells(standard_form_grid(), {cell: None}))}


TEXTS = st.one_of(
    st.text(max_size=12),
    st.text(alphabet="0123456789.%≥≤＝年月日号至-—/万元分指标目…×X*()（）:：〇一二十 \n", max_size=16),
)
CONTENT = st.one_of(
    TEXTS.map(lambda text: Cell(1, 1, text)),
    st.decimals(allow_nan=False, allow_infinity=False, places=4).map(lambda number: Cell(1, 1, number)),
    st.sampled_from(["0%", "0.00E+00", '0"人"', "yyyy-mm-dd"]).map(lambda code: Cell(1, 1, Decimal("0.5"), code)),
    st.datetimes().map(lambda moment: Cell(1, 1, moment)),
    st.booleans().map(lambda flag: Cell(1, 1, flag)),
    st.sampled_from(["#DIV/0!", "#REF!"]).map(lambda code: Cell(1, 1, None, error=code)),
    st.just(Cell(1, 1, None, formula="=SUM(A1:A2)", uncached=True)),
    st.none(),
)
PLACES = st.builds(lambda column, row: f"{column}{row}", st.sampled_from("ABCDEFGHI"), st.integers(2, 20))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(PLACES, CONTENT, max_size=8))
def test_no_rule_crashes_on_odd_content(cells: dict[str, Cell | None]) -> None:
    found = findings(with_cells(standard_form_grid(), cells))
    assert [item.message for item in found if item.message.startswith(f"规则 {item.rule} 未能运行")] == []
