"""The mapping workbook: the same bytes each time, read back as it is, every fault of an edited one at its cell."""

from __future__ import annotations

import io

import openpyxl
import pytest

from jixiao.bridge.fields import FIELDS, INDICATOR_RESULTS, INDICATORS, PROJECTS, RESULTS
from jixiao.bridge.mapping import DEFAULT, MONEY, NEEDED, OURS, THEIRS, Mapping, heading_key, standard_mapping
from jixiao.bridge.mapping_book import mapping_workbook

from .lists import edited, mapping_from

PLAIN = mapping_workbook()


def content(mapping: Mapping) -> dict[str, list[tuple[object, ...]]]:
    return {
        sheet: [(one.role, one.headings, one.unit, one.as_text, one.required, one.default) for one in lines]
        for sheet, lines in mapping.lines.items()
    }


def test_it_is_the_same_each_time_and_reads_back_as_the_standard() -> None:
    assert mapping_workbook() == PLAIN
    mapping = mapping_from(PLAIN)
    assert mapping.faults == ()
    assert content(mapping) == content(standard_mapping())
    assert set(mapping.lines) == set(FIELDS)


def test_codes_are_text_and_every_amount_states_its_unit() -> None:
    for lines in standard_mapping().lines.values():
        for line in lines:
            assert line.field is not None
            assert line.as_text == (line.field.kind == "code")
            assert (line.unit != "") == (line.field.kind == "money")


def test_cells_to_fill_in_are_text_so_that_excel_changes_nothing() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(PLAIN))[PROJECTS]
    assert {sheet.cell(row, column).number_format for row in range(4, 20) for column in range(1, 7)} == {"@"}
    assert len(sheet.data_validations.dataValidation) == 4


FAULTS = [
    ((PROJECTS, "全年预算数", MONEY, "角"), "C12", "金额单位「角」。"),
    ((PROJECTS, "全年预算数", MONEY, None), "C12", "金额单位空着。"),
    ((PROJECTS, "项目名称", MONEY, "元"), "C9", "这一栏不是金额,不用写金额单位。"),
    ((PROJECTS, "项目名称", NEEDED, "要"), "E9", "「要」看不懂。"),
    ((PROJECTS, "项目性质", OURS, "项目的性质"), "A10", "「项目的性质」不是本系统的栏目。"),
    ((PROJECTS, "项目类别", THEIRS, "项目 名称"), "A11", "对方栏目名「项目 名称」写了两次(另一处在 A9)。"),
    ((PROJECTS, "项目类别", OURS, "项目性质"), "A11", "本系统栏目「项目性质」写了两行。"),
    ((INDICATORS, "三级指标", THEIRS, None), "", "「三级指标」没有对应的对方栏目名,清单没法读。"),
    ((RESULTS, "单位编码", THEIRS, None), "A5", "没有写对方栏目名。"),
    ((RESULTS, "单位编码", OURS, None), "B5", "这一栏既没有本系统栏目,也没有固定内容。"),
    ((PROJECTS, "项目名称", THEIRS, "=1/0"), "B9", "单元格是错误值或者没有结果的公式。"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "cell", "message"), FAULTS)
def test_a_fault_is_told_at_its_cell(change: tuple[str, str, str, str | None], cell: str, message: str) -> None:
    sheet, line, column, text = change
    faults = mapping_from(edited({(sheet, line, column): text})).faults
    assert message in [fault.message for fault in faults]
    assert (sheet, message) in [(fault.sheet, fault.message) for fault in faults]
    assert cell in [fault.cell for fault in faults if fault.message == message]


def test_missing_sheets() -> None:
    assert [fault.message for fault in mapping_from(edited({}, remove=RESULTS)).faults] == [
        "没有「结果回写」这张工作表。"
    ]
    assert mapping_from(edited({}, remove=INDICATOR_RESULTS)).faults == ()


def test_rows_and_columns_may_be_moved() -> None:
    book = openpyxl.load_workbook(io.BytesIO(PLAIN))
    sheet = book[PROJECTS]
    sheet.merged_cells.ranges.clear()
    sheet.insert_rows(1, 2)
    sheet.insert_cols(1)
    out = io.BytesIO()
    book.save(out)
    assert content(mapping_from(out.getvalue())) == content(standard_mapping())


def test_a_column_without_a_field_of_ours_holds_what_it_is_told() -> None:
    mapping = mapping_from(edited({(RESULTS, "新栏", THEIRS): "区划代码", (RESULTS, "区划代码", DEFAULT): "510000"}))
    assert mapping.faults == ()
    assert [(line.role, line.headings, line.default) for line in mapping.of(RESULTS)][-1] == (
        "",
        ("区划代码",),
        "510000",
    )


@pytest.mark.parametrize(
    "text", ["项目代码", " 项 目\n代码 ", "*项目代码", "项目代码（必填）", "★项目-代码：", "项目代码(文本格式)"]
)
def test_headings_are_compared_without_their_trimmings(text: str) -> None:
    assert heading_key(text) == heading_key("项目代码")


def test_headings_with_other_words_differ() -> None:
    assert heading_key("年度指标值(A)") != heading_key("年度指标值(B)")
    assert heading_key("全年预算数(元)") == heading_key("全年预算数（万元）")  # the unit is compared by itself
