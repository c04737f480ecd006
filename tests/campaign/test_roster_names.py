"""Nearly equal names in a roster, and superiors that it does not list: found, and real pairs left alone."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from jixiao.campaign.read_roster import read_roster
from jixiao.campaign.roster import Project, Roster, Unit, in_order
from jixiao.campaign.roster_names import near_faults
from jixiao.policy.load import load_policy
from tests.campaign.rosters import PROJECTS, UNITS, write_roster
from tests.cli.command import jixiao

POLICY = load_policy()


def of_units(*names: str) -> list[tuple[str, str]]:
    roster = Roster(tuple(Unit(f"{row:03d}", name, row=row) for row, name in enumerate(names, 2)))
    return [(fault.cell, fault.message) for fault in near_faults(roster, POLICY)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("青禾县农村公路养护中心", "青禾县农村公路养护管理中心"),
        ("青禾县疾病预防控制中心", "青禾县疾病控制预防中心"),
        ("青禾县运输服务中心", "青禾县运输服务务中心"),
        ("青禾县公办幼儿园", "青禾县办公幼儿园"),
        ("青禾县特殊教育学校", "青禾县 特殊教育学校"),
    ],
)
def test_one_thing_written_twice(one: str, other: str) -> None:
    found = of_units(one, other)
    if "控制预防" in other:  # words that changed places are more than a slip
        assert found == []
        return
    assert found == [("单位名册!A3", f"单位名称「{other}」和第 2 行的「{one}」只差一两个字。")]
    assert len(of_units(other, one)) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("青禾县第一小学", "青禾县第二小学"),
        ("青禾县张村小学", "青禾县李村小学"),
        ("青禾县小学", "青禾县中小学"),
        ("青禾县农机站", "青禾县农机总站"),
        ("青禾县第一小学", "青禾县第十一小学"),
        ("甲局", "甲乙局"),
    ],
)
def test_names_that_tell_things_apart(one: str, other: str) -> None:
    assert of_units(one, other) == []


def test_projects_are_compared_within_their_unit_only() -> None:
    names = ("农村公路日常养护", "农村公路日常养护专项")
    same = [Project(f"P{row}", name, "001", row=row) for row, name in enumerate(names, 2)]
    (fault,) = near_faults(Roster(projects=tuple(same)), POLICY)
    assert (fault.severity.value, fault.cell) == ("请核实", "项目库!A3")
    apart = (same[0], Project("P3", names[1], "002", row=3))
    assert list(near_faults(Roster(projects=apart), POLICY)) == []


def test_superiors_nearly_equal_or_not_listed(tmp_path: Path) -> None:
    offices = [(f"00{n}", name, name, "") for n, name in enumerate(("甲县教育局", "甲县交通局", "甲县水利局"), 1)]
    under = [("011", "甲县一中", "甲县教育体局", ""), ("012", "甲县二中", "甲县教育局", "")]
    roster = read_roster(write_roster(tmp_path / "名册.xlsx", [*offices, *under], []))
    told = [(fault.cell, fault.message) for fault in near_faults(roster, POLICY)]
    assert ("单位名册!C5", "主管部门「甲县教育体局」和第 2 行的「甲县教育局」只差一两个字。") in told
    assert ("单位名册!C5", "主管部门「甲县教育体局」不在单位名册,别的主管部门都在。") in told
    assert len(told) == 2
    assert list(near_faults(read_roster(write_roster(tmp_path / "另.xlsx")), POLICY)) == []


def test_the_command_tells_all_faults_in_the_order_of_the_sheets(tmp_path: Path) -> None:
    units = [*UNITS, ("002002", "青禾县农村公路养护管理中心", "青禾县交通运输局", "")]
    projects = [*PROJECTS, ("P0004", "另一工程", "002001", "", 5, "九十"), ("P0005", "第三工程", "002001", "", 5, 130)]
    path = write_roster(tmp_path / "名册.xlsx", units, projects)
    done = jixiao("distribute", tmp_path / "2025年自评", path, "-o", tmp_path / "下发")
    assert done.status == 0
    lines = [line for line in done.err.splitlines() if line.startswith(("请核实", "必须改"))]
    assert [line.split(":")[0] for line in lines] == ["请核实 单位名册!B5", "请核实 项目库!F5", "请核实 项目库!F6"]
    assert "上年得分「九十」不是 0 到 100 的数" in lines[1]
    roster = read_roster(path)
    assert [item.last_score for item in roster.projects[-2:]] == [None, None]
    assert in_order(roster, roster.faults[::-1]) == list(roster.faults)


def test_a_province_is_looked_through_in_seconds() -> None:
    names = [
        f"青禾省{a}{b}市{c}{d}县农村公路养护中心"
        for a in "春夏秋冬山川江河湖海"
        for b in "东"
        for c in "红橙黄绿青"
        for d in "松柏杨柳桃李梅兰竹菊"
    ]
    units = tuple(Unit(str(n), f"{name}{n}", f"厅{n % 50}", row=n) for n, name in enumerate(names * 50, 2))
    started = time.process_time()
    assert sum(1 for _ in near_faults(Roster(units), POLICY)) == 0
    assert time.process_time() - started < 30
