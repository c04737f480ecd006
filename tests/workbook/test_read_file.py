"""What is read from a workbook: values, formulas, formats, hidden things, names, in any spelling of the XML."""

import io
import zipfile
from datetime import datetime, time
from decimal import Decimal

import openpyxl
import pytest

from jixiao.workbook import sheet_xml
from jixiao.workbook.grid import Cell
from jixiao.workbook.number_formats import is_date_format

from . import packages
from .packages import minimal, pack, parts_of, styles_part, worksheet
from .reading import PLAIN, STRINGS, STYLES, first, read, respell, row, spellings


def test_values_formulas_errors_and_dates():
    cells = {cell.address: cell for cell in first(PLAIN, strings=STRINGS, styles=STYLES).cells.values()}
    date_code = 'yyyy"年"m月d日'
    assert cells["A2"].value == "甲乙"
    assert (cells["B2"].value, cells["B2"].number_format) == (Decimal("0.95"), "0%")
    assert cells["C2"].value is True
    assert (cells["D2"].value, cells["D2"].error) == (None, "#DIV/0!")
    assert cells["E2"].value == datetime(2024, 3, 1, 8, 30)
    assert (cells["F2"].value, cells["F2"].formula) == ("甲x", 'A1&"x"')
    assert [cells[a].uncached for a in ("G2", "H2", "N2", "F2")] == [True, True, False, False]
    assert cells["H2"] == Cell(2, 8, None, formula="1+1", uncached=True)
    assert [cells[a].formula for a in ("I2", "I3", "M2", "M3")] == ["B2*2", "B2*2", "X()", "X()"]
    assert (cells["J2"].value, cells["J2"].number_format) == (datetime(2024, 3, 1, 12), date_code)
    assert cells["N2"].value == ""
    assert cells["O2"].value == time(18)
    assert cells["P2"].value == " "
    assert not {"K2", "L2"} & cells.keys()


@pytest.mark.parametrize("spelling", spellings())
def test_every_spelling_reads_the_same(spelling):
    variants = spellings()
    assert read(variants[spelling]).sheets == read(variants["plain"]).sheets


def every(text: str) -> bool:
    """Takes any text for a form's."""
    return bool(text)


def test_the_pattern_and_the_parser_agree_on_ordinary_workbooks(monkeypatch):
    data = packages.budget_workbook()
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    # A comment sends a sheet past the pattern to the parser.
    parsed = read(pack({n: xml.replace(b"<sheetData>", b"<!-- --><sheetData>") for n, xml in parts.items()}))
    given, parse = [], sheet_xml.sheet_by_tree
    monkeypatch.setattr(sheet_xml, "sheet_by_tree", lambda xml, *others: given.append(xml) or parse(xml, *others))
    matched = read(data, is_form_text=every)
    assert len(given) == 9
    assert all(b"<sheetData/>" in xml for xml in given)  # the rows went by the pattern
    assert matched.sheets == parsed.sheets
    assert sum(len(sheet.cells) for sheet in matched.sheets) > 3500


def test_only_sheets_that_may_hold_a_form_are_read_in_full():
    grid = read(packages.budget_workbook())
    assert [sheet.name for sheet in grid.sheets if sheet.detailed] == ["自评表"]
    other = read(packages.budget_workbook(), is_form_text=lambda text: "公共服务" in text)
    assert [sheet.detailed for sheet in other.sheets] == [n != 4 for n in range(9)]


@pytest.mark.parametrize(
    "text",
    ["三 级\u3000指\n标", "⾃评表", "<r><t>自</t></r><r><rPr><b/></rPr><t>评</t></r>"],
    ids=["gaps", "pdf", "runs"],
)
@pytest.mark.parametrize("shared", [True, False])
def test_a_form_is_found_however_its_words_are_written(text, shared):
    text = text if text.startswith("<r>") else f"<t>{text}</t>"
    cell = '<c r="A1" t="s"><v>0</v></c>' if shared else f'<c r="A1" t="inlineStr"><is>{text}</is></c>'
    xml = worksheet(row(cell, 1), before='<dimension ref="A1"/>')
    grid = read(pack(parts_of({"表": xml}, strings=f"<si>{text}</si>" if shared else None)))
    assert grid.sheets[0].detailed
    assert len(grid.sheets[0].cells) == 1


def test_rich_text_phonetics_escapes_and_spaces():
    strings = (
        '<si><t xml:space="preserve"> 前后 </t></si><si><r><t>富</t></r><r><rPr><b/></rPr><t>文本</t></r>'
        '<rPh sb="0" eb="1"><t>注音</t></rPh></si><si><t>一_x000D_二_x005F_三&amp;&#x56DB;</t>'
        '<phoneticPr fontId="1" type="noConversion"/></si><si/><si><t/></si><si><t>_xD83D__xDE00_</t></si>'
    )
    cells = "".join(f'<c r="{letter}2" t="s"><v>{n}</v></c>' for n, letter in enumerate("ABCDEF"))
    values = [cell.value for cell in first(row(cells), strings=strings).rows[2]]
    assert values == [" 前后 ", "富文本", "一\n二_三&四", "😀"]


def test_dates_in_the_1904_system():
    parts = parts_of(
        {"自评表": worksheet(packages.FORM_ROWS + row('<c r="A2" s="0"><v>43890</v></c>'))},
        styles=styles_part({}, [14]),
        properties='<workbookPr date1904="1"/>',
    )
    assert read(pack(parts)).sheets[0].cells[2, 1].value == datetime(2024, 3, 1)


@pytest.mark.parametrize(
    ("code", "dated"),
    [
        ("yyyy-mm-dd", True), ('m"月"d"日"', True), ("[$-804]aaaa;@", False), ("[$-F800]dddd", True), ("h:mm", True),
        ("[h]:mm", True), ("General", False), ("0.00_ ", False), ('0.00"days"', False), ("[Red]0.00", False),
        ('#,##0.00\\d', False), ("[DBNum1]0", False), ("_-* #,##0.00_-", False), ('"¥"#,##0', False), ("@", False),
    ],
)  # fmt: skip
def test_which_formats_show_dates(code, dated):
    assert is_date_format(code) is dated


@pytest.mark.parametrize("number", [14, 22, 27, 31, 36, 45, 47, 50, 57, 58])
def test_builtin_date_formats(number):
    cell = first(row('<c r="A2" s="0"><v>45352</v></c>'), styles=styles_part({}, [number])).cells[2, 1]
    assert cell.value == datetime(2024, 3, 1)
    assert is_date_format(cell.number_format)


def test_hidden_things_merges_and_protection():
    hidden = '<cols><col min="2" max="3" hidden="1" width="9"/><col min="5" max="5" width="0"/></cols>'
    after = '<sheetProtection sheet="1"/><mergeCells count="1"><mergeCell ref="A1:C2"/></mergeCells>'
    rows = packages.FORM_ROWS + '<row r="4" hidden="1"/><row r="5" ht="0" customHeight="1"/><row r="6" ht="0.75"/>'
    shown = worksheet(rows, before=hidden, after=after)
    parts = parts_of({"一": shown, "二": worksheet(row('<c r="A1"><v>1</v></c>'))}, states={"二": "veryHidden"})
    for data in (pack(parts), pack(parts | {"xl/worksheets/sheet1.xml": respell(shown, "x")})):
        one, two = read(data).sheets
        assert (one.hidden_rows, one.hidden_columns) == ({4, 5}, {2, 3, 5})
        assert (one.merged, one.protected, one.state) == (((1, 1, 2, 3),), True, "visible")
        assert (two.state, two.detailed, two.protected, len(two.cells)) == ("veryHidden", True, False, 1)


def test_names_links_macros_and_chart_sheets():
    names = '<definedNames><definedName name="得分">自评表!$G$7</definedName>'
    names += '<definedName name="得分" localSheetId="0">自评表!$G$8</definedName></definedNames>'
    parts = parts_of({"自评表": worksheet(packages.FORM_ROWS), "图": "<chartsheet/>"}, inside=names)
    parts["xl/_rels/workbook.xml.rels"] = packages.relations(
        [("rId1", "worksheet", "worksheets/sheet1.xml"), ("rId2", "chartsheet", "worksheets/sheet2.xml")]
    )
    parts["xl/vbaProject.bin"] = b"macro"
    parts["xl/externalLinks/externalLink1.xml"] = "<externalLink/>"
    parts["xl/externalLinks/_rels/externalLink1.xml.rels"] = packages.relations(
        [("r1", "externalLinkPath", "file:///D:/预算.xlsx")]
    ).replace("/>", ' TargetMode="External"/>')
    grid = read(pack(parts))
    assert [sheet.name for sheet in grid.sheets] == ["自评表"]
    assert grid.names == {"得分": "自评表!$G$7", "自评表!得分": "自评表!$G$8"}
    assert grid.has_macros
    assert grid.external_links == ("file:///D:/预算.xlsx",)
    assert not read(minimal()).has_macros


@pytest.mark.parametrize("state", ["veryHidden", "hidden"])  # the second is what LibreOffice makes of the first
def test_hidden_identity(state):
    book = openpyxl.Workbook()
    sheet = book.create_sheet("_jixiao")
    sheet.sheet_state = state
    for line in (("form", "项目支出绩效自评表"), ("version", 2025), ("empty", None)):
        sheet.append(line)
    out = io.BytesIO()
    book.save(out)
    assert read(out.getvalue()).identity == {"form": "项目支出绩效自评表", "version": "2025", "empty": ""}
    assert read(minimal()).identity == {}


def test_blank_styled_rows_and_columns_are_normal():
    blanks = "".join(f'<row r="{n}"><c r="A{n}" s="0"/></row>' for n in range(2, 5000))
    blanks += '<row r="5000"><c r="XFD5000" s="0"/></row><row r="1048576"><c r="A1048576" s="0"/></row>'
    assert list(first(blanks).cells) == [(1, 1)]


def test_a_sheet_too_large_for_one_piece_is_read_whole(monkeypatch):
    data = minimal("".join(row(f'<c r="A{n}"><v>{n}</v></c>', n) for n in range(1, 300)))
    monkeypatch.setattr(sheet_xml, "_BLOCK", 500)
    assert [c.value for c in read(data).sheets[0].cells.values()] == [Decimal(n) for n in range(1, 300)]
