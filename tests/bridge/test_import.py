"""Reading exported lists: layouts, encodings, codes, money, and a report of everything that does not map."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jixiao.bridge.cell_reading import Unreadable, code_of, money_of
from jixiao.bridge.fields import PROJECTS as PROJECT_SHEET
from jixiao.bridge.importing import read_lists
from jixiao.bridge.mapping import standard_mapping
from jixiao.bridge.problem import must_change
from jixiao.bridge.source import read_source
from jixiao.workbook.grid import Cell, Grid, Sheet
from jixiao.workbook.refusal import Refusal

from .lists import (
    CODE,
    INDICATORS,
    OTHER,
    PROJECT_HEADS,
    PROJECTS,
    edited,
    imported,
    mapping_from,
    messages,
    put,
    text,
    xlsx,
)

AMOUNTS = [Decimal("123.456789"), Decimal("80")]


def test_projects_and_indicators_in_two_workbooks(tmp_path: Path) -> None:
    listed = imported(tmp_path, xlsx(PROJECTS), xlsx(INDICATORS))
    assert [(one.project_code, one.project, one.unit_code, one.superior) for one in listed.projects] == [
        (CODE, "校舍维修", "001001", "县教育局"),
        (OTHER, "食堂改造", "001002", "县教育局"),
    ]
    assert [one.amount for one in listed.projects] == AMOUNTS
    first = listed.projects[0].indicators
    assert [(one.level1, one.level2, one.name) for one in first] == [
        ("产出指标", "数量指标", "维修校舍面积"),
        ("产出指标", "质量指标", "验收合格率"),
        ("效益指标", "社会效益指标", "受益学生"),
        ("满意度指标", "服务对象满意度指标", "师生满意度"),
    ]
    assert [(one.sign, one.target, one.unit_of, one.weight) for one in first][2] == ("≥", "860", "人", Decimal(40))
    assert not must_change(listed.problems)
    assert listed.units() == {"001001": ("县教育局机关", "县教育局"), "001002": ("县第一中学", "县教育局")}


@pytest.mark.parametrize(
    ("encoding", "delimiter"), [("gbk", ","), ("utf-8", ","), ("utf-8-sig", "\t"), ("utf-16", ";")]
)
def test_csv_in_the_encodings_that_occur(tmp_path: Path, encoding: str, delimiter: str) -> None:
    listed = imported(
        tmp_path, text(PROJECTS, encoding, delimiter), text(INDICATORS, encoding, delimiter), suffix=".csv"
    )
    assert [(one.project_code, one.amount, len(one.indicators)) for one in listed.projects] == [
        (CODE, AMOUNTS[0], 4),
        (OTHER, AMOUNTS[1], 1),
    ]


@pytest.mark.office
def test_old_excel(tmp_path: Path) -> None:
    source = put(tmp_path, "清单.xlsx", xlsx(PROJECTS))
    command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "xls"]
    subprocess.run([*command, "--outdir", str(tmp_path), str(source)], check=True, capture_output=True, timeout=240)
    listed = read_lists([("清单.xls", read_source(tmp_path / "清单.xls"))], standard_mapping())
    assert [(one.project_code, one.amount) for one in listed.projects] == [(CODE, AMOUNTS[0]), (OTHER, AMOUNTS[1])]


def test_guarded_codes_in_csv(tmp_path: Path) -> None:
    rows = (
        PROJECT_HEADS,
        ('="001001"', "县教育局机关", "", f"'{CODE}", "校舍维修", "5"),
        ("\t001002", "乙", "", f"{OTHER}\t", "丙", "6"),
    )
    listed = imported(tmp_path, text(rows), suffix=".csv")
    assert [(one.unit_code, one.project_code) for one in listed.projects] == [("001001", CODE), ("001002", OTHER)]


def test_title_rows_merged_and_two_row_headings_totals_and_blank_rows(tmp_path: Path) -> None:
    rows = (
        ("某某县2025年部门预算项目清单",),
        ("编制单位：县财政局", "", "", "", "", "单位：元"),
        ("序号", "预算单位", "", "项目", "", "全年预算数", "备注"),
        ("", "编码", "名称", "代码", "名称", "", ""),
        (1, "001001", "县教育局机关", CODE, "校舍维修", 1234567.89, "甲"),
        (),
        ("", "", "小计", "", "", 1234567.89),
        ("序号", "预算单位", "", "项目", "", "全年预算数", "备注"),
        (2, "001002", "县第一中学", OTHER, "食堂改造", 800000, ""),
        ("合计", "", "", "", "", 2034567.89),
    )
    merges = ("A1:G1", "A3:A4", "B3:C3", "D3:E3", "F3:F4", "G3:G4")
    listed = imported(tmp_path, xlsx(rows, merges=merges))
    assert [(one.unit_code, one.unit, one.project_code, one.amount) for one in listed.projects] == [
        ("001001", "县教育局机关", CODE, AMOUNTS[0]),
        ("001002", "县第一中学", OTHER, AMOUNTS[1]),
    ]
    assert listed.counts["totals"] == 2
    assert [one for one in messages(listed) if "8" not in one[0]] == []
    assert ("G3", "「备注」不在对照表里,没有导入。") in messages(listed, "提示")


def test_one_list_with_the_project_repeated_over_its_indicators(tmp_path: Path) -> None:
    heads = (*PROJECT_HEADS, *INDICATORS[0][1:])
    project = PROJECTS[1]
    rows = [heads, *((*project, *line[1:]) for line in INDICATORS[1:5])]
    listed = imported(tmp_path, xlsx(rows))
    assert [(one.project_code, len(one.indicators)) for one in listed.projects] == [(CODE, 4)]
    assert messages(listed) == []
    merged = [heads, (*project, *INDICATORS[1][1:]), *(("",) * 6 + tuple(line[1:]) for line in INDICATORS[2:5])]
    down = [f"{letter}2:{letter}5" for letter in "ABCDEF"]
    listed = imported(tmp_path, xlsx(merged, merges=down))
    assert [(one.project_code, len(one.indicators)) for one in listed.projects] == [(CODE, 4)]
    assert messages(listed) == []


def test_columns_in_any_order_on_any_sheet_beside_other_sheets(tmp_path: Path) -> None:
    turned = [tuple(reversed(row)) for row in PROJECTS]
    notes = (("填报说明",), ("请核对项目代码、项目名称和全年预算数。",))
    listed = imported(tmp_path, xlsx(notes, turned, INDICATORS, names=("说明", "项目", "指标")))
    assert [(one.project_code, one.amount, len(one.indicators)) for one in listed.projects] == [
        (CODE, AMOUNTS[0], 4),
        (OTHER, AMOUNTS[1], 1),
    ]
    assert messages(listed) == []


def test_every_fault_is_told_at_its_cell(tmp_path: Path) -> None:
    rows = (
        PROJECT_HEADS,
        ("001001", "县教育局机关", "县教育局", CODE, "校舍维修", "待定"),
        ("001001", "县教育局", "县教育局", OTHER, "食堂改造", -5),
        ("001002", "县第一中学", "县教育局", "", "没有编码的项目", 5),
        ("001002", "县第一中学", "县教育局", CODE, "又一个校舍维修", 7),
        ("001002", "县第一中学", "县教育局", "5.1E+17", "科学记数", 7),
        ("001002", "县第一中学", "县教育局", 510000240000012345678, "数字编码", 7),
        ("", "", "县教育局", "0099", "没有单位", 7),
        ("001003", "县第二中学", "县教育局", "0098", "=1/0", 7),
    )
    listed = imported(tmp_path, xlsx(rows))
    told = dict(messages(listed))
    assert told["F2"] == "金额「待定」不是数。"
    assert told["F3"] == "金额「-5」是负数。"
    assert told["D4"] == "这一行没有项目编码,没有导入。"
    assert told["D5"].startswith(f"项目编码「{CODE}」重复(前一条在 清单0.xlsx 表1!D2),内容不同,用的是前一条")
    assert told["D6"].startswith("编码「5.1E+17」成了科学记数")
    assert "前 15 位" in told["D7"]
    assert "没有结果的公式" in told["E9"]
    verify = messages(listed, "请核实")
    assert ("A8", "项目「0099」没有单位编码。") in verify
    assert ("D3", "单位编码「001001」有两个名称:「县教育局机关」和「县教育局」。") in verify
    assert [one.project_code for one in listed.projects] == [CODE, OTHER, "0099", "0098"]


def test_indicators_without_project_code_name_or_known_project(tmp_path: Path) -> None:
    lines = (
        INDICATORS[0],
        ("", "产出指标", "数量指标", "甲", "≥", "1", "个", 5),
        (CODE, "产出指标", "数量指标", "", "≥", "1", "个", 5),
        (CODE, "产出指标", "数量指标", "乙", "≥", "1", "个", "五分"),
        (CODE, "产出指标", "数量指标", "乙", "≥", "1", "个", "五分"),
        ("999", "产出指标", "数量指标", "丙", "≥", "1", "个", 5),
    )
    listed = imported(tmp_path, xlsx(PROJECTS), xlsx(lines))
    told = messages(listed)
    assert ("A2", "这一行没有项目编码,没有导入。") in told
    assert ("D3", "这一行有指标值,没有三级指标,没有导入。") in told
    assert ("H4", "分值「五分」不是数。") in told
    assert ("A6", "项目编码「999」不在项目清单里,它的 1 条指标没有导入。") in told
    assert ("D5", "指标「乙」在项目「510000240000012345678」里重复,只留一条。") in messages(listed, "提示")
    assert [one.name for one in listed.projects[0].indicators] == ["乙"]


def test_renamed_columns_are_told_and_a_changed_mapping_reads_them(tmp_path: Path) -> None:
    renamed = [("机构号", *PROJECTS[0][1:3], "任务编号", *PROJECTS[0][4:]), *PROJECTS[1:]]
    listed = imported(tmp_path, xlsx(renamed))
    assert listed.projects == ()
    assert messages(listed) == [("A1", "看着像项目清单,但没有找到「单位编码」、「项目编码」的栏目。")]
    mapping = mapping_from(
        edited(
            {
                (PROJECT_SHEET, "单位编码", "对方栏目名"): "机构号",
                (PROJECT_SHEET, "项目编码", "对方栏目名"): "任务编号、代号",
            }
        )
    )
    listed = imported(tmp_path, xlsx(renamed), mapping=mapping)
    assert [one.project_code for one in listed.projects] == [CODE, OTHER]


@pytest.mark.parametrize("stated", ["全年预算数(万元)", "全年预算数"])
def test_a_unit_that_contradicts_the_mapping_is_not_guessed(tmp_path: Path, stated: str) -> None:
    rows = [(*PROJECT_HEADS[:5], stated), *PROJECTS[1:]]
    if "(" not in stated:
        rows.insert(0, ("金额单位：万元",))
    listed = imported(tmp_path, xlsx(rows))
    assert [one.amount for one in listed.projects] == [None, None]
    (told,) = messages(listed)
    assert told[1] == "「全年预算数」表上写的是万元,对照表写的是元,这一栏没有导入。"
    mapping = mapping_from(edited({(PROJECT_SHEET, "全年预算数", "金额单位"): "万元"}))
    listed = imported(tmp_path, xlsx(rows), mapping=mapping)
    assert [one.amount for one in listed.projects] == [Decimal("1234567.89"), Decimal(800000)]


def test_defaults_stand_for_blank_and_missing_columns(tmp_path: Path) -> None:
    mapping = mapping_from(
        edited({(PROJECT_SHEET, "预算年度", "空着时填"): "2025年", (PROJECT_SHEET, "项目性质", "空着时填"): "延续项目"})
    )
    listed = imported(tmp_path, xlsx(PROJECTS), mapping=mapping)
    assert {(one.year, one.nature) for one in listed.projects} == {(2025, "延续项目")}


HOSTILE = {
    "空文件": b"",
    "网页": "<html><table><tr><td>项目代码</td></tr></table></html>".encode(),
    "图片": b"\x89PNG\r\n\x1a\n" + b"\0" * 200,
    "半个压缩包": xlsx(PROJECTS)[:900],
    "乱码": bytes(range(128, 256)) * 20,
    "引号没配对": "项目代码,项目名称\r\n".encode() + b'"' + "甲".encode() * 200_000,
    "别的表": xlsx((("姓名", "电话"), ("某某", "不填"))),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_list_is_told_and_never_raises(tmp_path: Path, name: str) -> None:
    listed = imported(tmp_path, HOSTILE[name], suffix=".xlsx")
    assert listed.projects == ()
    (problem,) = listed.problems
    assert problem.severity == "必须改"
    assert problem.file == "清单0.xlsx"
    assert not any(word in problem.message for word in ("Error", "None", "Traceback"))


def test_a_file_that_is_gone(tmp_path: Path) -> None:
    assert isinstance(read_source(tmp_path / "没有.xlsx"), Refusal)


def test_formulas_links_and_markup_stay_text(tmp_path: Path) -> None:
    rows = (PROJECT_HEADS, ("001001", "=cmd|'/c calc'!A0", "<b>甲</b>", CODE, "@SUM(1)", "1"))
    (project,) = imported(tmp_path, text(rows), suffix=".csv").projects
    assert (project.unit, project.superior, project.project) == ("=cmd|'/c calc'!A0", "<b>甲</b>", "@SUM(1)")


def test_a_long_list_is_read_in_seconds() -> None:
    cells: dict[tuple[int, int], Cell] = {}
    for row in range(1, 20_001):
        values = (
            PROJECT_HEADS if row == 1 else (f"{row % 97:06d}", "单位", "部门", f"{row:021d}", f"项目{row}", f"{row}.5")
        )
        cells |= {(row, column): Cell(row, column, value) for column, value in enumerate(values, 1)}
    grid = Grid("长清单.xlsx", (Sheet("表", cells),))
    start = perf_counter()
    listed = read_lists([("长清单.xlsx", grid)], standard_mapping())
    assert len(listed.projects) == 19_999
    assert perf_counter() - start < 12


@given(st.integers(0, 10**21))
@settings(max_examples=200, deadline=None)
def test_codes_come_back_digit_by_digit_or_are_refused(number: int) -> None:
    padded = f"{number:021d}"
    assert code_of(Cell(1, 1, padded)) == padded
    cell = Cell(1, 1, Decimal(number), number_format="0" * 21)
    if number < 10**15:
        assert code_of(cell) == padded
    else:
        with pytest.raises(Unreadable):
            code_of(cell)


@given(st.decimals(0, 10**12, places=2, allow_nan=False), st.sampled_from(["元", "百元", "千元", "万元", "亿元"]))
@settings(max_examples=200, deadline=None)
def test_money_is_converted_exactly(amount: Decimal, unit: str) -> None:
    wan = {"元": 10_000, "百元": 100, "千元": 10, "万元": 1}
    expected = amount * 10_000 if unit == "亿元" else amount / wan[unit]
    assert money_of(Cell(1, 1, amount), unit) == expected
    assert money_of(Cell(1, 1, f"{amount:,}"), unit) == expected


@given(st.dictionaries(st.tuples(st.integers(1, 12), st.integers(1, 8)), st.sampled_from(
    ["项目代码", "项目名称", "单位代码", "单位名称", "全年预算数", "三级指标", "指标值", "合计",
     CODE, "5", "-", "单位:元", "1E+20", "甲"]
), max_size=60))  # fmt: skip
@settings(max_examples=150, deadline=None)
def test_any_jumble_is_read_without_a_fault(jumble: dict[tuple[int, int], str]) -> None:
    cells = {place: Cell(*place, value) for place, value in jumble.items()}
    sheet = Sheet("乱", cells)
    listed = read_lists([("乱.xlsx", Grid("乱.xlsx", (sheet, replace(sheet, name="又乱"))))], standard_mapping())
    assert all(one.project_code for one in listed.projects)
