"""Reading against other readers and writers, and against damage."""

import io
import math
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jixiao.workbook.grid import Grid
from jixiao.workbook.read_file import Refusal, read_grid

from . import packages
from .packages import pack, parts_of, worksheet
from .reading import PLAIN, STRINGS, STYLES, read

CASES = sorted((Path(__file__).parents[1] / "cases").glob("*.xlsx"))


def expected_value(value: object) -> object:
    """What the Grid should hold for a value that openpyxl gave."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return Decimal(f"{value:.15g}")
    return value


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_published_cases_read_as_openpyxl_reads_them(path):
    grid = read(path.read_bytes(), is_form_text=lambda text: True)
    values, formulas = openpyxl.load_workbook(path, data_only=True), openpyxl.load_workbook(path)
    assert [sheet.name for sheet in grid.sheets] == values.sheetnames
    for sheet in grid.sheets:
        seen = {key: (cell.value, cell.number_format, cell.formula) for key, cell in sheet.cells.items()}
        wanted = {}
        for line in values[sheet.name].iter_rows():
            for cell in line:
                formula = formulas[sheet.name].cell(cell.row, cell.column)
                if formula.value is not None:
                    text = formula.value[1:] if formula.data_type == "f" else None
                    wanted[cell.row, cell.column] = (expected_value(cell.value), cell.number_format, text)
        assert seen == wanted
        merges = {(a.min_row, a.min_col, a.max_row, a.max_col) for a in values[sheet.name].merged_cells.ranges}
        assert set(sheet.merged) == merges


TEXT = st.text(st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="\ufffe\uffff"), min_size=1)
VALUES = st.one_of(
    TEXT.filter(lambda text: not text.startswith("=") and "_x" not in text),
    st.integers(-(10**14), 10**14),
    st.floats(-1e300, 1e300),
    st.booleans(),
)
TABLES = st.dictionaries(st.tuples(st.integers(1, 60), st.integers(1, 60)), VALUES, min_size=1, max_size=12)


def by_openpyxl(table) -> bytes:
    book = openpyxl.Workbook()
    for (r, c), value in table.items():
        cell = book.active.cell(r, c)
        cell.value = value
        if isinstance(value, str):
            cell.data_type = "s"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def by_xlsxwriter(table) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_urls": False, "strings_to_formulas": False})
    sheet = book.add_worksheet()
    for (r, c), value in table.items():
        sheet.write_string(r - 1, c - 1, value) if isinstance(value, str) else sheet.write(r - 1, c - 1, value)
    book.close()
    return out.getvalue()


@settings(max_examples=60, deadline=None)
@given(TABLES, st.sampled_from([by_openpyxl, by_xlsxwriter]))
def test_what_was_written_is_read(table, writer):
    sheet = read(writer(table), is_form_text=lambda text: True).sheets[0]
    if not sheet.detailed:  # nothing but numbers: no text to take it for a form
        assert not any(isinstance(value, str) for value in table.values())
        return
    assert sheet.cells.keys() == table.keys()
    for key, value in table.items():
        seen = sheet.cells[key].value
        assert type(seen) is (
            Decimal if isinstance(value, (int, float)) and not isinstance(value, bool) else type(value)
        )
        if isinstance(value, float):
            assert math.isclose(float(seen), value, rel_tol=1e-14)
        else:
            assert seen == value


WHOLE = packages.minimal(PLAIN, strings=STRINGS, styles=STYLES)
FLIPS = st.lists(st.tuples(st.integers(0, len(WHOLE) - 1), st.integers(1, 255)), min_size=1, max_size=6)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(FLIPS, st.integers(0, len(WHOLE)))
def test_damaged_bytes_give_a_grid_or_a_refusal(flips, length):
    data = bytearray(WHOLE)
    for at, mask in flips:
        data[at] ^= mask
    for damaged in (bytes(data), bytes(data[:length]), WHOLE[:length]):
        answer = read_grid(damaged, "a.xlsx")
        assert isinstance(answer, (Grid, Refusal))


@settings(max_examples=300, deadline=None)
@given(st.integers(0, len(PLAIN) - 1), st.integers(0, 40), st.text("<>/&;\"' cvrst1A", max_size=3))
def test_damaged_xml_is_read_as_a_parser_reads_it_or_refused(at, length, instead):
    xml = worksheet(packages.FORM_ROWS + PLAIN[:at] + instead + PLAIN[at + length :])
    parts = parts_of({"自评表": xml}, strings=STRINGS, styles=STYLES)
    # A comment sends the same sheet past the pattern to the real parser.
    checked = parts | {"xl/worksheets/sheet1.xml": xml.replace("<sheetData>", "<!-- --><sheetData>")}
    fast, slow = read_grid(pack(parts), "a.xlsx"), read_grid(pack(checked), "a.xlsx")
    assert isinstance(fast, Refusal) == isinstance(slow, Refusal)
    if isinstance(fast, Grid):
        assert fast.sheets[0] == slow.sheets[0]
