"""Our own templates: marks go into the hidden address list that the template's conditional format reads."""

from __future__ import annotations

import io

import openpyxl
import pytest
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import PatternFill
from openpyxl.workbook.defined_name import DefinedName

from jixiao.workbook.apply_patch import apply_patch, clear_patch
from jixiao.workbook.patch import Mark, Patch
from tests.workbook.plans import result_plan, sample_patch
from tests.workbook.torture import prefixed, rezip, unzip

LIST = "xl/worksheets/sheet2.xml"


def template(rows: int = 400) -> bytes:
    """A template: form sheet that reads the list, the list sheet with other things in it, two hidden result sheets."""
    book = openpyxl.Workbook()
    form = book.active
    form.title = "自评表"
    for row in range(1, 21):
        form.append([row] * 8)
    rule = FormulaRule(formula=['ISNUMBER(MATCH("自评表!"&ADDRESS(ROW(),COLUMN(),4),_jx_marks,0))'])
    rule.dxf = openpyxl.styles.differential.DifferentialStyle(fill=PatternFill(bgColor="FFC7CE"))
    form.conditional_formatting.add("A1:H20", rule)
    hidden = book.create_sheet("_jixiao")
    hidden.append(["form", "项目支出绩效自评表", None, None, None, "后列"])
    hidden.append(["version", "2022"])
    hidden["D4"].font = openpyxl.styles.Font(bold=True)
    hidden["F6"] = "尾"
    hidden.sheet_state = "veryHidden"
    book.defined_names["_jx_marks"] = DefinedName("_jx_marks", attr_text=f"_jixiao!$D$1:$D${rows}", hidden=True)
    for name, state in (("校验结果", "hidden"), ("整改通知", "veryHidden")):
        book.create_sheet(name).sheet_state = state
    book.create_sheet("说明")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def listed(data: bytes) -> list[tuple[str, str]]:
    sheet = openpyxl.load_workbook(io.BytesIO(data))["_jixiao"]
    return [(sheet.cell(row, 4).value, sheet.cell(row, 5).value) for row in range(1, 401) if sheet.cell(row, 4).value]


@pytest.mark.parametrize("make", [template, lambda: prefixed(template())])
def test_marks_are_written_into_the_list_and_nothing_else_there_changes(make) -> None:  # type: ignore[no-untyped-def]
    data = make()
    marks = tuple(Mark("自评表", f"H{row}", "请核实") for row in range(1, 8))
    copy = apply_patch(data, Patch(marks))
    assert listed(copy) == [(f"自评表!H{row}", "请核实") for row in range(1, 8)]
    before, after = unzip(data), unzip(copy)
    assert {name for name in before if after[name] != before[name]} == {LIST, "xl/workbook.xml"}  # the record
    sheet = openpyxl.load_workbook(io.BytesIO(copy))["_jixiao"]
    assert [sheet["A1"].value, sheet["F1"].value, sheet["B2"].value, sheet["F6"].value] == [
        "form",
        "后列",
        "2022",
        "尾",
    ]
    assert sheet["D4"].font.bold
    assert unzip(clear_patch(copy)) == before
    assert apply_patch(copy, Patch(marks)) == copy


def test_rows_and_cells_stay_in_order() -> None:
    copy = apply_patch(template(), Patch(tuple(Mark("自评表", f"A{row}", "提示") for row in range(1, 10))))
    text = unzip(copy)[LIST].decode()
    cells = [openpyxl.utils.cell.coordinate_from_string(part.split('"')[0]) for part in text.split('<c r="')[1:]]
    keys = [(row, openpyxl.utils.column_index_from_string(column)) for column, row in cells]
    assert keys == sorted(set(keys))
    assert text.count("<row ") == 9


def test_marks_the_template_cannot_show_become_conditional_formats() -> None:
    patch = Patch((*(Mark("自评表", f"A{row}", "提示") for row in range(1, 6)), Mark("说明", "A1", "必须改")))
    copy = apply_patch(template(rows=3), patch)
    assert [cell for cell, _ in listed(copy)] == ["自评表!A1", "自评表!A2", "自评表!A3"]
    book = openpyxl.load_workbook(io.BytesIO(copy))
    assert [str(area.sqref) for area in book["自评表"].conditional_formatting] == ["A4:A5", "A1:H20"] or [
        str(area.sqref) for area in book["自评表"].conditional_formatting
    ] == ["A4 A5", "A1:H20"]
    assert [str(area.sqref) for area in book["说明"].conditional_formatting] == ["A1"]


def test_hidden_result_sheets_are_filled_where_they_stand_and_hidden_again() -> None:
    data = template()
    copy = apply_patch(data, sample_patch())
    book = openpyxl.load_workbook(io.BytesIO(copy))
    assert book.sheetnames == ["自评表", "_jixiao", "校验结果", "整改通知", "说明"]
    assert [sheet.sheet_state for sheet in book] == ["visible", "veryHidden", "visible", "visible", "visible"]
    assert book["校验结果"]["A1"].value == "校验结果"
    assert unzip(clear_patch(copy)) == unzip(data)


def test_after_saving_elsewhere_the_result_sheets_are_emptied_and_hidden_and_the_list_is_empty() -> None:
    out = io.BytesIO()
    openpyxl.load_workbook(io.BytesIO(apply_patch(template(), sample_patch()))).save(out)
    again = apply_patch(out.getvalue(), Patch((Mark("自评表", "B2", "提示"),), (result_plan(5),)))
    assert listed(again) == [("自评表!B2", "提示")]
    cleared = clear_patch(out.getvalue())
    book = openpyxl.load_workbook(io.BytesIO(cleared))
    assert [sheet.sheet_state for sheet in book] == ["visible", "veryHidden", "hidden", "hidden", "visible"]
    assert book["校验结果"].max_row == 1
    assert book["校验结果"]["A1"].value is None
    assert listed(cleared) == []
    refilled = openpyxl.load_workbook(io.BytesIO(apply_patch(cleared, sample_patch())))
    assert refilled.sheetnames == book.sheetnames
    assert refilled["校验结果"].sheet_state == "visible"


def test_a_list_name_without_its_sheet_is_no_template() -> None:
    parts = unzip(template())
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(b'name="_jixiao"', b'name="other"')
    copy = apply_patch(rezip(parts), sample_patch())
    assert openpyxl.load_workbook(io.BytesIO(copy)).sheetnames[-2:] == ["校验结果(2)", "整改通知(2)"]
    assert unzip(copy)["xl/worksheets/sheet1.xml"].decode().count("绩效标记：") == 3
