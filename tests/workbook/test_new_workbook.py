"""Fresh workbooks and what a sheet plan becomes in them, read back by openpyxl."""

from __future__ import annotations

import io
import re
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jixiao.workbook.apply_patch import apply_patch, new_workbook
from jixiao.workbook.patch import Patch, Print, Put, SheetPlan, Style
from jixiao.workbook.zip_raw import PackageError
from tests.workbook.plans import result_plan
from tests.workbook.torture import plain, unzip

RISKY = ('=HYPERLINK("http://x")', "=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "\t=1", "\n=1", "＝1")


def read(data: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(data))


def excel_text(text: str) -> str:
    """Text as Excel reads it: _xHHHH_ stands for a character (openpyxl leaves it as it is)."""
    return re.sub("_x([0-9A-F]{4})_", lambda match: chr(int(match[1], 16)), text)


def one_sheet(*puts: Put, **more: object) -> openpyxl.worksheet.worksheet.Worksheet:
    return read(new_workbook([SheetPlan("表", puts, **more)])).active  # type: ignore[arg-type]


def test_equal_plans_give_equal_bytes_and_the_title_is_kept() -> None:
    plans = [result_plan(), result_plan(1, name="整改通知")]
    first = new_workbook(plans, title="汇总<1>&")
    assert first == new_workbook(plans, title="汇总<1>&")
    assert read(first).properties.title == "汇总<1>&"
    assert next(iter(unzip(first))) == "[Content_Types].xml"
    assert not any(b"_jx_" in content or b"jixiao" in content for content in unzip(first).values())


def test_no_sheet_is_no_workbook() -> None:
    with pytest.raises(ValueError, match="sheet"):
        new_workbook([])


def test_view_filter_print_set_up_and_links() -> None:
    sheet = read(new_workbook([result_plan(5)])).active
    assert sheet.freeze_panes == "B3"
    assert sheet.auto_filter.ref == "A2:H7"
    assert sheet.print_title_rows == "$1:$2"
    assert sheet.print_area == "'校验结果'!$A$1:$H$7"
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.page_margins.left == pytest.approx(1.9 / 2.54, abs=1e-4)
    assert sheet.oddFooter.center.text == "第 &P 页 共 &N 页"
    assert [mark.id for mark in sheet.row_breaks.brk] == [4]
    assert (sheet.column_dimensions["D"].width, sheet.row_dimensions[1].height) == (40, 30)
    assert sheet.sheet_properties.tabColor.rgb == "FFC00000"
    assert sheet["C3"].hyperlink.location == "'自评表'!H3"


def test_odd_and_even_footers_and_hidden_gridlines() -> None:
    page = Print(odd_even_footer=("&R— &P —", "&L— &P —"), center=True, fit_width=False)
    sheet = one_sheet(Put(1, 1, "通知"), page=page, show_gridlines=False)
    assert sheet.HeaderFooter.differentOddEven
    assert (sheet.oddFooter.right.text, sheet.evenFooter.left.text) == ("— &P —", "— &P —")
    assert sheet.print_options.horizontalCentered
    assert not sheet.sheet_view.showGridLines


def test_all_cells_of_a_merge_have_its_borders_and_equal_styles_are_stored_once() -> None:
    data = new_workbook([result_plan(30)])
    sheet = read(data).active
    assert [str(area) for area in sheet.merged_cells.ranges] == ["A1:H1"]
    assert re.findall(r'<c r="([A-H])1"', unzip(data)["xl/worksheets/sheet1.xml"].decode()) == list("ABCDEFGH")
    styles = unzip(data)["xl/styles.xml"].decode()
    assert styles.count("<xf ") == 2 + 5  # the two every workbook has; title, heading, body, body as text, link
    assert styles.count("<border>") == 2


def test_styles_reach_the_cells() -> None:
    style = Style("仿宋_GB2312", 16, True, "C00000", "FFF2CC", "right", "top", False, True, "#,##0.000", True, 2, False)
    cell = one_sheet(Put(2, 3, Decimal("1234.5"), style))["C2"]
    assert (cell.font.name, cell.font.sz, cell.font.b, cell.font.u) == ("仿宋_GB2312", 16, True, "single")
    assert (cell.font.color.rgb, cell.fill.fgColor.rgb, cell.number_format) == ("FFC00000", "FFFFF2CC", "#,##0.000")
    assert (cell.alignment.horizontal, cell.alignment.vertical, cell.alignment.indent) == ("right", "top", 2)
    assert not cell.alignment.wrap_text
    assert cell.border.left.style == "thin"
    assert not cell.protection.locked


@pytest.mark.parametrize("text", RISKY)
def test_text_that_looks_like_a_formula_stays_text(text: str) -> None:
    cell = one_sheet(Put(1, 1, text))["A1"]
    assert (cell.data_type, cell.value, bool(cell.quotePrefix)) == ("s", text, True)


def test_numbers_keep_their_digits_and_long_ones_stay_text() -> None:
    numbers = (Decimal("8.620"), Decimal("1E+3"), -7, Decimal("0.000001"), 123456789012345, 1234567890123456)
    sheet = one_sheet(*(Put(1, column, number) for column, number in enumerate(numbers, 1)))
    assert [cell.value for cell in sheet[1]] == [8.62, 1000, -7, 0.000001, 123456789012345, "1234567890123456"]
    assert [cell.data_type for cell in sheet[1]] == ["n"] * 5 + ["s"]


def test_characters_xml_cannot_hold_and_text_too_long_for_a_cell() -> None:
    sheet = one_sheet(Put(1, 1, "a\x00b\x0b_x000D_ c\r\nd\ud800 "), Put(2, 1, "字" * 40000), Put(3, 1, "😀" * 20000))
    assert excel_text(sheet["A1"].value) == "a\x00b\x0b_x000D_ c\nd\ufffd "
    assert sheet["A2"].value == "字" * 32766 + "…"
    assert sheet["A3"].value == "😀" * 16383 + "…"


def test_drop_down_lists_short_long_and_with_commas() -> None:
    long = tuple(f"单位{number:03d}" for number in range(60))
    lists = (((2, 1, 9, 1), ("已整改", '未"整改"')), ((2, 2, 9, 2), long), ((2, 3, 9, 3), ("甲,乙", "丙")))
    sheet = one_sheet(Put(1, 1, "台账"), Put(1, 3, "末列"), lists=lists)
    rules = {str(rule.sqref): rule.formula1 for rule in sheet.data_validations.dataValidation}
    assert rules == {"A2:A9": '"已整改,未""整改"""', "B2:B9": "$D$1:$D$60", "C2:C9": "$E$1:$E$2"}
    assert [sheet.cell(row, 4).value for row in range(1, 61)] == list(long)
    assert sheet["E1"].value == "甲,乙"
    assert sheet.column_dimensions["D"].hidden


def test_a_cell_outside_the_sheet_is_refused() -> None:
    with pytest.raises(PackageError, match="超出"):
        new_workbook([SheetPlan("表", (Put(1, 16385, "x"),))])


names = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
values = st.one_of(
    st.text(max_size=30),
    st.integers(-(10**14), 10**14),
    st.decimals(min_value=-(10**8), max_value=10**8, places=4),
    st.none(),
)
styles = st.builds(
    Style,
    font=st.sampled_from(["宋体", "黑体", "a&b"]),
    size=st.sampled_from([9, 10.5, 16]),
    bold=st.booleans(),
    fill=st.sampled_from([None, "FFF2CC"]),
    number_format=st.sampled_from(["General", "0.00", '0.0"万<元>"']),
    border=st.booleans(),
    indent=st.integers(0, 3),
)
cells = st.dictionaries(st.tuples(st.integers(1, 40), st.integers(1, 30)), st.tuples(values, styles), max_size=12)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(names, cells), min_size=1, max_size=4), st.booleans())
def test_whatever_is_put_reads_back(sheets: list[tuple[str, dict]], foreign: bool) -> None:  # type: ignore[type-arg]
    plans = [SheetPlan(name, tuple(Put(*at, *rest) for at, rest in puts.items())) for name, puts in sheets]
    book = read(apply_patch(plain(), Patch(sheets=tuple(plans))) if foreign else new_workbook(plans))
    start = 2 if foreign else 0
    assert len(book.sheetnames) == start + len(plans)
    assert len({name.casefold() for name in book.sheetnames}) == len(book.sheetnames)
    for plan, sheet in zip(plans, book.worksheets[start:], strict=True):
        assert 1 <= len(sheet.title.encode("utf-16-le")) // 2 <= 31
        assert not set(sheet.title) & set("[]:*?/\\")
        for put in plan.puts:
            cell = sheet.cell(put.row, put.column)
            if isinstance(put.value, str):
                wanted = re.sub("[\ud800-\udfff]", "\ufffd", put.value.replace("\r\n", "\n").replace("\r", "\n"))
                assert excel_text(cell.value or "") == wanted
                assert cell.data_type == "s" or not wanted
            else:
                assert cell.value == (None if put.value is None else pytest.approx(float(put.value), rel=1e-14))
            assert (cell.font.name, cell.font.sz, cell.font.b) == (put.style.font, put.style.size, put.style.bold)
            assert (cell.number_format, cell.alignment.indent) == (put.style.number_format, put.style.indent)
            assert bool(cell.fill.fill_type) == bool(put.style.fill)
            assert bool(cell.border.top.style) == put.style.border


def test_page_numbers_start_where_the_plan_says() -> None:
    sheet = one_sheet(Put(1, 1, "通知"), page=Print(first_page=1))
    assert (sheet.page_setup.firstPageNumber, sheet.page_setup.useFirstPageNumber) == (1, True)
    assert one_sheet(Put(1, 1, "通知")).page_setup.useFirstPageNumber is None


def test_a_protected_sheet_has_no_password_and_takes_input_where_unlocked() -> None:
    sheet = one_sheet(Put(1, 1, "问题"), Put(1, 2, None, Style(locked=False)), protect=True)
    assert sheet.protection.sheet
    assert sheet.protection.password is None
    assert (sheet["A1"].protection.locked, sheet["B1"].protection.locked) == (True, False)
    assert not one_sheet(Put(1, 1, "问题")).protection.sheet
