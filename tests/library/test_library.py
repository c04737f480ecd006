"""The indicator library: built in, written, read back, searched, merged, filled from forms, found in its order."""

from __future__ import annotations

import csv
import io
import zipfile
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from jixiao.library.built_in import built_in
from jixiao.library.checking import doubles, faults_of
from jixiao.library.drawing import draw, draw_merge
from jixiao.library.from_forms import gathered, tidy_name
from jixiao.library.lookup import library_for
from jixiao.library.merging import merge
from jixiao.library.model import LEVELS, Library, LibraryIndicator, next_code, place_of
from jixiao.library.names import FILE, is_library_name
from jixiao.library.reading import LibraryError, library_of, read_library
from jixiao.library.search import class_of, likeness, nearest, search
from jixiao.policy.load import load_profile
from jixiao.workbook.grid import Cell, Grid, Sheet
from tests.rules.pages import standard_form_grid

GROUPS = load_profile().same_words
DOMAIN = Path(__file__).parents[1] / "domain" / "indicators.csv"


def common() -> list[LibraryIndicator]:
    return [item for item in built_in().indicators if item.scope == "共性"]


def sheet_of(name: str, *rows: tuple[object, ...]) -> Sheet:
    cells = {
        (row, column): Cell(row, column, value)  # type: ignore[arg-type]
        for row, line in enumerate(rows, 1)
        for column, value in enumerate(line, 1)
        if value is not None
    }
    return Sheet(name, cells)


def read(*sheets: Sheet):
    return library_of(Grid("库.xlsx", sheets))


# -- built in ----------------------------------------------------------------------------------------------------------


def test_common_indicators_are_those_of_the_domain_data() -> None:
    with DOMAIN.open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["示例值"]]
    assert [(item.code, item.kind, item.name, item.sign, item.value, item.unit) for item in common()] == [
        (row["id"], row["class"], row["l3"], row["性质"], row["示例值"], row["单位"]) for row in rows
    ]
    assert len(rows) == 108


def test_fourteen_common_classes_and_the_fifteenth_left_open() -> None:
    classes = [item for item in built_in().classes if item.scope == "共性"]
    used = {item.kind for item in common()}
    assert len(classes) == 15
    assert [item.name for item in classes if item.name not in used] == ["第十五类(待定)"]


def test_every_built_in_indicator_is_sound() -> None:
    library = built_in()
    assert [(item.code, list(faults_of(item))) for item in library.indicators if list(faults_of(item))] == []
    assert list(doubles(library)) == []
    assert all(place_of(item.level1, item.level2) for item in library.indicators)
    assert all(item.basis for item in library.indicators)
    assert all(item.basis.startswith("C") for item in library.indicators if item.scope == "行业")


# -- workbook ----------------------------------------------------------------------------------------------------------


def test_workbook_reads_back_as_the_same_library(tmp_path: Path) -> None:
    path = tmp_path / FILE
    path.write_bytes(draw(built_in()))
    found = read_library(path)
    assert found.problems == ()
    assert found.library == built_in()


def test_units_have_sheets_of_their_own_and_read_back(tmp_path: Path) -> None:
    own = [
        replace(common()[0], code=f"D{number:03}", scope="单位", kind="", owner=f"某县第[{number}]中学/分校:甲")
        for number in range(1, 4)
    ]
    path = tmp_path / FILE
    path.write_bytes(draw(replace(built_in(), indicators=(*built_in().indicators, *own))))
    book = openpyxl.load_workbook(path)
    assert [name for name in book.sheetnames if name.startswith("单位_")] == [
        "单位_某县第1中学分校甲", "单位_某县第2中学分校甲", "单位_某县第3中学分校甲"
    ]  # fmt: skip
    assert read_library(path).library.indicators[-3:] == tuple(own)


def test_equal_bytes_and_no_clock() -> None:
    data = draw(built_in())
    assert data == draw(built_in())
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_sheets_can_be_filtered_printed_and_filled_by_choice() -> None:
    book = openpyxl.load_workbook(io.BytesIO(draw(built_in())))
    assert book.sheetnames == ["使用说明", "共性指标", "行业指标", "单位指标", "类别目录", "更新记录"]
    sheet = book["共性指标"]
    assert sheet.auto_filter.ref == "A2:P110"
    assert sheet.print_title_rows == "$1:$2"
    assert {rule.formula1 for rule in sheet.data_validations.dataValidation} >= {'"在用,停用"', '"≥,≤,＝,＞,＜,定性"'}


def test_text_of_a_foreign_library_never_becomes_a_formula() -> None:
    evil = replace(common()[0], name='=HYPERLINK("http://x","y")', note="=1+1")
    sheet = openpyxl.load_workbook(io.BytesIO(draw(Library((evil,)))))["共性指标"]
    assert [(cell.value, cell.data_type) for cell in (sheet["G3"], sheet["N3"])] == [(evil.name, "s"), ("=1+1", "s")]


def test_counts_per_class_are_cached_and_native() -> None:
    data = draw(built_in())
    shown = openpyxl.load_workbook(io.BytesIO(data), data_only=True)["类别目录"]
    native = openpyxl.load_workbook(io.BytesIO(data))["类别目录"]
    counts = {shown.cell(row, 2).value: shown.cell(row, 3).value for row in range(3, shown.max_row + 1)}
    assert counts["会议类"] == 8
    assert counts["第十五类(待定)"] == 0
    assert native["C3"].value.startswith("=COUNTIFS('共性指标'!")


# -- reading what others send ------------------------------------------------------------------------------------------


def test_other_headings_signs_in_the_value_and_levels_written_once() -> None:
    found = read(
        sheet_of(
            "某市指标库",
            ("某市绩效指标库",),
            ("项目类型", "一级指标", "二级指标", "指标名称", "指标值", "指标说明", "是否启用"),
            ("养护类", "产出", "数量", "养护里程", "≥100公里", "", "是"),
            (None, None, "质量", "路面完好率", "≥95%", "按里程", "否"),
            ("养护类", "效益", "社会效益", "通行事故数", "0起", "", ""),
        )
    )
    assert found.problems == ()
    seen = [
        (item.kind, item.level1, item.level2, item.sign, item.value, item.unit, item.status)
        for item in found.library.indicators
    ]
    assert seen == [
        ("养护类", "产出指标", "数量指标", "≥", "100", "公里", "在用"),
        ("养护类", "产出指标", "质量指标", "≥", "95", "%", "停用"),
        ("养护类", "效益指标", "社会效益指标", "＝", "0", "起", "在用"),
    ]


def test_broken_rows_are_told_by_cell_and_the_rest_is_used() -> None:
    heads = ("编号", "类别", "一级指标", "二级指标", "三级指标", "性质", "示例值", "计量单位", "方向", "状态")
    found = read(
        sheet_of(
            "共性指标",
            heads,
            ("I001", "会议类", "产出指标", "数量指标", "会议次数", "≥", "4", "次", "正向", "在用"),
            ("I001", "会议类", "产出指标", "质量指标", "出勤率", "≥", "95", "%", "负向", "在用"),
            ("I003", "会议类", "产出指标", "社会效益指标", "落实率", "大概", "90", "%", "正向", "备用"),
            ("I004", "会议类", "产出指标", "时效指标", None, "＝", "100", "%", "正向", "在用"),
            ("I005", "会议类", "产出指标", "数量指标", "会议次数", "≥", "4", None, "正向", "在用"),
        )
    )
    told = {item.cell for item in found.problems if not item.left_out}
    assert told == {"I3", "F4", "J4", "H6", "A3", "E6"}
    assert {item.cell for item in found.problems if item.left_out} == {"D4", "E5"}
    assert [item.code for item in found.library.indicators] == ["I001", "I001", "I005"]
    assert any("第 2 行" in item.words for item in found.problems)


def test_error_values_are_told() -> None:
    sheet = sheet_of("共性指标", ("二级指标", "三级指标", "性质", "单位"), ("数量指标", "会议次数", "≥", "次"))
    cells = {**sheet.cells, (2, 2): Cell(2, 2, None, error="#REF!")}
    assert any(item.cell == "B2" and "#REF!" in item.words for item in read(Sheet("共性指标", cells)).problems)


@pytest.mark.parametrize("rows", [(("科目", "金额"), ("办公费", "3")), (), (("三级指标",),)])
def test_a_workbook_without_a_library_is_refused(rows: tuple[tuple[object, ...], ...]) -> None:
    with pytest.raises(LibraryError, match="没有指标库"):
        read(sheet_of("表", *rows))


@pytest.mark.parametrize(
    "data", [b"", b"\x00" * 99, b"PK\x03\x04broken", "编号,三级指标".encode("gbk"), b"<html></html>"]
)
def test_a_file_that_is_no_workbook_is_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / FILE
    path.write_bytes(data)
    with pytest.raises(LibraryError, match="打不开"):
        read_library(path)


# -- searching ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("竣工 合格", "竣工验收合格率"),
        ("完工 合格率", "竣工验收合格率"),
        ("群众 满意率", "受益群众满意度"),
        ("培训 成本", "人均培训成本"),
        ("采购设备", "购置设备数量"),
        ("亮灯", "路灯亮灯率"),
    ],
)
def test_search_finds_by_words_and_words_of_equal_meaning(words: str, first: str) -> None:
    assert search(built_in(), words, groups=GROUPS)[0].indicator.name == first


def test_search_by_class_level_and_unit() -> None:
    found = [match.indicator for match in search(built_in(), "", kind="救助", level="产出", limit=None)]
    assert {item.kind for item in found} == {"救助类"}
    assert {item.level1 for item in found} == {"产出指标"}
    assert [match.indicator.owner for match in search(built_in(), owner="路灯", limit=1)] == ["城市路灯电费及维护"]
    assert search(built_in(), "不存在的词组") == []


def test_retired_indicators_are_not_offered() -> None:
    library = Library(tuple(replace(item, status="停用") for item in built_in().indicators))
    assert search(library, "验收") == []
    assert len(search(library, "验收", retired=True, limit=None)) > 0
    assert nearest(library, "验收合格率", "产出指标", "质量指标") is None


def test_nearest_is_at_the_level_and_of_the_projects_class() -> None:
    found = nearest(built_in(), "工程资金金额", "产出指标", "数量指标", about=("道路改造工程",))
    assert found is not None
    assert (found.indicator.kind, found.indicator.name) == ("基建工程类", "建设(改造)面积/里程")
    satisfied = nearest(built_in(), "群众满意度", "满意度指标", "服务对象满意度指标")
    assert satisfied is not None
    assert satisfied.indicator.name == "受益群众满意度"


def test_class_by_the_projects_words() -> None:
    assert class_of(built_in(), ["2026年水库维修改造工程"]).name == "基建工程类"  # type: ignore[union-attr]
    assert class_of(built_in(), ["城乡低保临时救助"]).name == "救助类"  # type: ignore[union-attr]
    assert class_of(built_in(), ["综合事务"]) is None


def test_likeness_counts_words_of_equal_meaning_as_one() -> None:
    assert likeness("工程按期完工率", "工程按时竣工率", GROUPS) == 1
    assert likeness("工程按期完工率", "工程按时竣工率") < 1


# -- merging -----------------------------------------------------------------------------------------------------------


def merged(*theirs: LibraryIndicator, **how: object):
    return merge(built_in(), theirs, day="2026-03-01", origin="邻县.xlsx", groups=GROUPS, **how)  # type: ignore[arg-type]


def test_merge_says_new_same_filled_clashing_and_near() -> None:
    first = common()[0]
    result = merged(
        first,
        replace(first, note="含视频会议"),
        replace(first, code="", value="8"),
        replace(first, code="I001", name="会议材料份数", unit="份"),
        replace(first, code="", name="组织召开的会议次数"),
    )
    assert [line.outcome for line in result.lines] == ["相同", "补充", "不一致", "新增", "疑似重复"]
    assert result.library.indicators[0] == replace(first, note="含视频会议")
    assert result.library.indicators[-1].code == "I109"
    update = result.library.updates[-1]
    assert (update.day, update.origin, update.added, update.changed) == ("2026-03-01", "邻县.xlsx", 1, 1)
    assert "本库“4”,来件“8”。保留本库" in result.lines[2].words


def test_merge_takes_theirs_and_near_ones_only_when_told() -> None:
    first = common()[0]
    other, near = replace(first, value="8"), replace(first, code="", name="组织召开的会议次数")
    result = merged(other, near, prefer_theirs=True, with_near=True)
    assert result.library.indicators[0].value == "8"
    assert result.library.indicators[-1].name == "组织召开的会议次数"
    assert [line.outcome for line in result.lines] == ["不一致", "新增"]


def test_merging_twice_changes_nothing_more() -> None:
    new = replace(common()[0], code="", name="会议纪要印发份数", unit="份")
    once = merged(new).library
    again = merge(once, [new], day="2026-03-02", origin="邻县.xlsx", groups=GROUPS)
    assert again.library.indicators == once.indicators
    assert [line.outcome for line in again.lines] == ["相同"]


def test_merge_report_lists_every_indicator_that_came_in() -> None:
    result = merged(common()[0], replace(common()[0], code="", name="会议纪要印发份数", unit="份"))
    sheet = openpyxl.load_workbook(io.BytesIO(draw_merge(result)))["合并报告"]
    assert [sheet.cell(row, 1).value for row in (3, 4)] == ["新增", "相同"]
    assert sheet.max_row == 4


def test_codes_are_never_used_again() -> None:
    assert next_code(["I001", "I108", "X9"], "I") == "I109"
    assert next_code([], "D") == "D001"


# -- from forms --------------------------------------------------------------------------------------------------------


def test_indicators_of_a_form_become_the_units_own() -> None:
    from jixiao.forms.read import read_forms

    (form,) = read_forms(standard_form_grid())
    found = gathered([(form, ())])  # type: ignore[list-item]
    assert {item.owner for item in found} == {"某县农村供水站"}
    assert {item.scope for item in found} == {"单位"}
    by_name = {item.name: (item.level2, item.sign, item.value, item.unit) for item in found}
    assert by_name["新建蓄水池"] == ("数量指标", "≥", "12", "座")
    assert by_name["工程完工时间"] == ("时效指标", "≤", "12月", "日期")
    assert [list(faults_of(item)) for item in found if list(faults_of(item))] == []
    without = gathered([(form, {14})])  # type: ignore[list-item]
    assert "新建蓄水池" not in {item.name for item in without}


@pytest.mark.parametrize(
    ("written", "tidy"),
    [
        ("指标1：验收合格率", "验收合格率"),
        ("★★游客满意度(≥**%)", "游客满意度"),
        ("受益建档立卡贫困人口数≥**人", "受益建档立卡贫困人口数"),
        ("③培训人次", "培训人次"),
    ],
)
def test_names_lose_what_the_stencil_left(written: str, tidy: str) -> None:
    assert tidy_name(written) == tidy


# -- where it is found -------------------------------------------------------------------------------------------------


def small(name: str) -> bytes:
    return draw(Library((replace(common()[0], name=name),)))


def test_next_to_the_file_then_above_then_the_users_own_then_built_in(tmp_path: Path) -> None:
    folder, own = tmp_path / "批次" / "单位", tmp_path / "own.xlsx"
    folder.mkdir(parents=True)
    file = folder / "自评表.xlsx"
    assert library_for(file, own) is built_in()
    own.write_bytes(small("本人"))
    assert library_for(file, own).indicators[0].name == "本人"
    (tmp_path / "批次" / FILE).write_bytes(small("上级"))
    assert library_for(file, own).indicators[0].name == "上级"
    (folder / FILE).write_bytes(small("同一文件夹"))
    found = library_for(file, own)
    assert found.indicators[0].name == "同一文件夹"
    assert found.origin == f"「{FILE}」"


def test_a_broken_library_beside_a_file_is_said_and_the_built_in_one_serves(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"nonsense")
    found = library_for(tmp_path / "自评表.xlsx")
    assert found.indicators == built_in().indicators
    assert "打不开" in found.fault


def test_library_names_are_no_submissions() -> None:
    assert is_library_name(FILE)
    assert is_library_name("绩效指标库_20260301-101500.xlsx")
    assert not is_library_name("某单位绩效指标库填报.xlsx")


def test_levels_are_those_of_the_forms() -> None:
    assert set(LEVELS) == {"产出指标", "成本指标", "效益指标", "满意度指标"}
