"""Rosters as bureaus keep them: read whatever they look like nearly, every fault with its cell, nothing crashes."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jixiao.campaign.read_roster import RosterError, read_roster
from jixiao.records.finding import Severity
from tests.campaign.rosters import PROJECTS, UNITS, write_roster
from tests.workbook.packages import HOSTILE

Row = tuple[object, object, object]


def said(path: Path) -> list[tuple[str, str, str]]:
    return [(fault.severity.value, fault.cell, fault.message) for fault in read_roster(path).faults]


def test_a_clean_roster_has_no_fault(tmp_path: Path) -> None:
    roster = read_roster(write_roster(tmp_path / "名册.xlsx"))
    assert roster.faults == ()
    assert [unit.code for unit in roster.units] == ["001001", "001002", "002001"]
    first = roster.projects_of(roster.units[0])
    assert [(item.code, item.amount, item.last_score) for item in first] == [
        ("P0001", Decimal("386.5"), Decimal(92)),
        ("P0002", Decimal(120), None),
    ]
    assert sum(item.amount for item in roster.projects if item.amount is not None) == Decimal("566.75")


def test_other_headings_a_title_and_yuan(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Sheet1"
    for row in (
        ["青禾县预算单位一览表"],
        [],
        ["序号", "预算单位代码", "预算单位", "一级预算单位"],
        [1, "001", "甲局", "甲局"],
    ):
        sheet.append(row)
    other = book.create_sheet("Sheet2")
    other.append(["项目名称", "实施单位", "批复金额(元)", "项目类别"])
    other.append(["道路工程", "甲局", 1234567.89, "专项"])
    other.append(["合计", None, 1234567.89, None])
    book.save(tmp_path / "名册.xlsx")
    roster = read_roster(tmp_path / "名册.xlsx")
    assert [(unit.code, unit.name, unit.superior) for unit in roster.units] == [("001", "甲局", "甲局")]
    (project,) = roster.projects
    assert (project.unit_code, project.amount, project.category) == ("001", Decimal("123.456789"), "专项")


def test_every_fault_names_its_cell(tmp_path: Path) -> None:
    units = [
        *UNITS,
        (1003, "青禾县公路段", "青禾县交通运输局", ""),
        ("001001", "青禾县公路局", "", ""),
        ("001005", "", "甲", ""),
    ]
    projects = [
        *PROJECTS,
        ("P0003", "另一工程", "002001", "", "约20万", None),
        ("P0005", "无主工程", "009009", "", 5, None),
        ("P0006", "负数工程", "001002", "", -3, None),
    ]
    found = said(write_roster(tmp_path / "名册.xlsx", units, projects))
    assert ("请核实", "单位名册!A5", "单位编码「1003」只有 4 位,其他多为 6 位,前面的 0 可能丢了。") in found
    assert ("必须改", "单位名册!A6", "单位编码「001001」和第 2 行重复。") in found
    assert ("请核实", "单位名册!C6", "「青禾县公路局」没有主管部门。") in found or any(
        "没有主管部门" in m for _, _, m in found
    )
    assert ("必须改", "单位名册!A7", "「001005」没有填单位名称。") in found
    assert ("必须改", "项目库!A5", "项目编码「P0003」和第 4 行重复。") in found
    assert ("必须改", "项目库!E5", "金额「约20万」不是数。") in found
    assert ("必须改", "项目库!C6", "项目「无主工程」的单位编码「009009」不在单位名册。") in found
    assert ("必须改", "项目库!E7", "金额「-3」是负数。") in found
    assert not read_roster(tmp_path / "名册.xlsx").usable


def test_a_workbook_without_units_is_refused_in_words(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].append(["随便", "写写"])
    book.save(tmp_path / "别的.xlsx")
    with pytest.raises(RosterError, match="没有找到单位名册"):
        read_roster(tmp_path / "别的.xlsx")


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_hostile_files_are_refused(name: str, tmp_path: Path) -> None:
    path = tmp_path / "名册.xlsx"
    path.write_bytes(HOSTILE[name]())
    with pytest.raises(RosterError):
        read_roster(path)


TEXT = st.text(st.characters(exclude_categories=("C",)), max_size=8)  # openpyxl writes no control characters
CELL = st.one_of(st.none(), TEXT, st.integers(-5, 10**12), st.floats(-10, 1e6, allow_nan=False))

ROW = st.tuples(CELL, CELL, CELL)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    units=st.lists(st.tuples(CELL, CELL, CELL), max_size=5), projects=st.lists(st.tuples(CELL, CELL, CELL), max_size=5)
)
def test_any_content_is_read_or_named(units: list[Row], projects: list[Row], tmp_path: Path) -> None:
    roster = read_roster(write_roster(tmp_path / "任意.xlsx", units, projects))
    for fault in roster.faults:
        assert fault.severity in Severity
        assert "!" in fault.cell
        assert fault.fix
