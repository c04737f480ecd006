"""Lists written row by row: what stands in them, how they print, and that memory stays flat."""

from __future__ import annotations

import io
import tracemalloc
from decimal import Decimal

import openpyxl

from jixiao.workbook.long_table import LongTable, long_tables

COLUMNS = (("序号", 6.0), ("名称", 20.0), ("金额", 10.0))


def table(count: int) -> LongTable:
    rows = ((number, f"第{number}单位的一个名称", Decimal("1.50")) for number in range(1, count + 1))
    return LongTable("清单", "清单", f"共 {count} 个", COLUMNS, rows)


def test_rows_title_note_and_print_setup() -> None:
    risky = LongTable("别的", "=1+1", "@", COLUMNS, [(1, "=HYPERLINK(1)", Decimal(2)), (2, "坏\x01\ud800字", 3)])
    book = openpyxl.load_workbook(io.BytesIO(long_tables("题", [table(3), risky])))
    sheet = book["清单"]
    assert [cell.value for cell in sheet[3]] == ["序号", "名称", "金额"]
    assert [[cell.value for cell in row] for row in sheet["A4:C6"]] == [
        [number, f"第{number}单位的一个名称", 1.5] for number in (1, 2, 3)
    ]
    assert (sheet["A1"].value, sheet["A2"].value) == ("清单", "共 3 个")
    assert (sheet.auto_filter.ref, sheet.freeze_panes, sheet.print_title_rows) == ("A3:C6", "A4", "$1:$3")
    other = book["别的"]
    assert [other[place].data_type for place in ("A1", "A2", "B4")] == ["s", "s", "s"]
    assert other["B4"].value == "=HYPERLINK(1)"
    assert str(other["B5"].value).startswith("坏")


def test_a_text_higher_than_a_page_goes_on_in_the_next_row() -> None:
    long = LongTable("长", "长", "", COLUMNS, [(1, "很长的文字。" * 300, Decimal(1))])
    sheet = openpyxl.load_workbook(io.BytesIO(long_tables("长", [long])))["长"]
    assert sheet.max_row > 4
    assert sheet["A5"].value is None
    assert "".join(str(sheet.cell(row, 2).value) for row in range(4, sheet.max_row + 1)) == "很长的文字。" * 300


def test_equal_tables_give_equal_bytes() -> None:
    assert long_tables("题", [table(20)]) == long_tables("题", [table(20)])


def test_a_row_costs_little_memory() -> None:
    long_tables("题", [table(3000)])  # what is held of texts for all tables is full
    tracemalloc.start()
    try:
        peaks = []
        for count in (1000, 3000):
            tracemalloc.reset_peak()
            long_tables("题", [table(count)])
            peaks.append(tracemalloc.get_traced_memory()[1])
    finally:
        tracemalloc.stop()
    assert (peaks[1] - peaks[0]) / 2000 < 700  # bytes; a row of cells held as values takes some thousands
