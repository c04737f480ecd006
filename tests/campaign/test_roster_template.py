"""The blank roster: nothing in it is a unit, what people enter is read, and it comes out the same each time."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import openpyxl

from jixiao.campaign.read_roster import read_roster
from jixiao.campaign.roster_template import HEAD_ROW, LAST_ROW, build_roster_template
from jixiao.policy.load import load_profile
from tests.cli.command import jixiao

POLICY = load_profile()


def test_the_blank_roster_holds_no_unit_and_is_the_same_each_time(tmp_path: Path) -> None:
    data = build_roster_template(POLICY)
    assert data == build_roster_template(POLICY)
    path = tmp_path / "名册.xlsx"
    path.write_bytes(data)
    roster = read_roster(path)
    assert (roster.units, roster.projects, roster.faults) == ((), (), ())


def test_what_is_entered_is_read_below_and_over_the_example(tmp_path: Path) -> None:
    path = tmp_path / "名册.xlsx"
    path.write_bytes(build_roster_template(POLICY))
    book = openpyxl.load_workbook(path)
    units, projects = book["单位名册"], book["项目库"]
    units.cell(HEAD_ROW + 1, 1).value = "001001"  # over the example
    units.cell(HEAD_ROW + 1, 2).value = "青禾县农村公路养护中心"
    last = LAST_ROW["单位名册"] + 5  # beyond the rows that are drawn
    for column, value in enumerate(("001002", "青禾县运输服务中心", "青禾县交通运输局", "经建股"), 1):
        units.cell(last, column).value = value
    for column, value in enumerate(("P1", "危桥改造", "001001", "新增项目", "交通", 120.5, 91, "优"), 1):
        projects.cell(HEAD_ROW + 2, column).value = value
    book.save(path)
    roster = read_roster(path)
    assert [(unit.code, unit.name, unit.office) for unit in roster.units] == [
        ("001001", "青禾县农村公路养护中心", "经济建设股"),
        ("001002", "青禾县运输服务中心", "经建股"),
    ]
    (project,) = roster.projects
    assert (project.code, project.unit_code, project.amount) == ("P1", "001001", Decimal("120.5"))
    assert (project.category, project.last_score, project.last_grade) == ("交通", Decimal(91), "优")
    assert roster.faults == ()


def test_codes_are_text_and_choices_are_offered() -> None:
    import io

    book = openpyxl.load_workbook(io.BytesIO(build_roster_template(POLICY)))
    assert book.sheetnames == ["填报说明", "单位名册", "项目库"]
    assert book["单位名册"].cell(LAST_ROW["单位名册"], 1).number_format == "@"
    offered = {str(one.sqref).split(":")[0]: one.formula1 for one in book["项目库"].data_validations.dataValidation}
    assert offered["C4"] == f"单位名册!$A$4:$A${LAST_ROW['单位名册']}"
    assert offered["D4"] == '"新增项目,延续项目"'
    assert offered["H4"] == '"' + ",".join(band.name for band in POLICY.grades) + '"'


def test_the_command_writes_it_by_name(tmp_path: Path) -> None:
    assert jixiao("template", "名册", "-o", tmp_path).status == 0
    (path,) = tmp_path.iterdir()
    assert path.name == "单位名册和项目库.xlsx"
    assert path.read_bytes() == build_roster_template(POLICY)
    assert jixiao("template", "F04", "项目库", "-o", tmp_path / "两个").status == 0
    assert {path.name for path in (tmp_path / "两个").iterdir()} == {"项目支出绩效自评表.xlsx", "单位名册和项目库.xlsx"}
