"""The roster that `distribute` takes, and every project's forms filled in with what the lists say."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from jixiao.bridge.listed import Listed, ListedIndicator, ListedProject
from jixiao.bridge.prefill import FORMS, prefilled, target_text
from jixiao.bridge.roster_book import codes_of, roster_workbook
from jixiao.campaign.read_roster import roster_of
from jixiao.forms.catalogue import find_form
from jixiao.forms.read import is_form_text, read_forms
from jixiao.policy.load import load_profile
from jixiao.records.indicator_form import IndicatorForm
from jixiao.records.text import squeezed
from jixiao.workbook.grid import Grid
from jixiao.workbook.read_file import read_grid

from .lists import CODE, INDICATORS, OTHER, PROJECTS, imported, xlsx

POLICY = load_profile()
LISTED_FORMS = [find_form(code) for code in FORMS]


def grid_of(data: bytes) -> Grid:
    grid = read_grid(data, "表.xlsx", is_form_text=lambda text: True)
    assert isinstance(grid, Grid)
    return grid


def form_in(data: bytes) -> IndicatorForm:
    grid = read_grid(data, "表.xlsx", is_form_text=is_form_text)
    assert isinstance(grid, Grid)
    (form,) = read_forms(grid)
    assert isinstance(form, IndicatorForm)
    return form


@pytest.fixture
def listed(tmp_path: Path) -> Listed:
    found = imported(tmp_path, xlsx(PROJECTS), xlsx(INDICATORS))
    return replace(found, projects=tuple(replace(one, year=2026, goal="修好。") for one in found.projects))


def test_the_roster_is_one_that_distribute_takes(listed: Listed) -> None:
    data = roster_workbook(listed)
    assert data == roster_workbook(listed)
    roster = roster_of(grid_of(data), "名册.xlsx")
    assert roster.faults == ()
    assert [(unit.code, unit.name, unit.superior) for unit in roster.units] == [
        ("001001", "县教育局机关", "县教育局"),
        ("001002", "县第一中学", "县教育局"),
    ]
    assert [(one.code, one.unit_code, one.name, one.amount) for one in roster.projects] == [
        (CODE, "001001", "校舍维修", Decimal("123.456789")),
        (OTHER, "001002", "食堂改造", Decimal(80)),
    ]
    assert codes_of(grid_of(data))["县第一中学", "食堂改造"] == ("001002", OTHER)


def test_codes_in_the_roster_are_text_cells(listed: Listed) -> None:
    sheet = grid_of(roster_workbook(listed)).sheet("项目库")
    assert sheet is not None
    cell = sheet.cell(2, 3)
    assert cell is not None
    assert (cell.value, cell.number_format) == (CODE, "@")


def test_every_form_says_what_the_lists_say(listed: Listed) -> None:
    made = list(prefilled(listed, LISTED_FORMS, POLICY))
    assert len(made) == 6
    assert made == list(prefilled(listed, LISTED_FORMS, POLICY))
    for one, form in zip(made, [*LISTED_FORMS, *LISTED_FORMS], strict=True):
        project = listed.projects[0] if one.folder.startswith("001001") else listed.projects[1]
        read = form_in(one.data)
        assert read.form == form.title
        assert (read.project_name, read.unit_name, read.year) == (project.project, project.unit, 2026)
        assert read.department is not None
        assert read.department.text == "县教育局"
        assert [code.text for code in read.codes] == [project.project_code]
        assert [(row.level1, row.level2, row.name.text) for row in read.indicators] == [
            (row.level1, row.level2, row.name) for row in project.indicators
        ]
        parts = [(row.sign, row.target, row.unit) for row in read.indicators]
        texts = ["".join(value.flat for value in line if value is not None) for line in parts]
        assert texts == [squeezed(target_text(row)) for row in project.indicators]
        assert read.funds is not None
        assert read.funds.total is not None
        total = read.funds.total.initial if form.code == "F03" else read.funds.total.budget
        assert total is not None
        assert total.content == project.amount
        if form.code == "F04":
            assert [row.points for row in read.indicators] == [row.weight for row in project.indicators]


def test_more_indicators_than_usual_and_other_levels_get_rows_of_their_own(listed: Listed) -> None:
    many = tuple(ListedIndicator("产出", "数量", f"指标之{n}", "≥", f"{n}", "个") for n in range(1, 10))
    own = (ListedIndicator("履职效能", "重点工作", "重点工作办结率", "≥", "95", "%"),)
    project = replace(listed.projects[0], indicators=(*many, *own, many[0]))
    for one in prefilled(replace(listed, projects=(project,)), LISTED_FORMS, POLICY):
        rows = form_in(one.data).indicators
        assert [row.name.text for row in rows] == [item.name for item in (*many, many[0], *own)]
        assert {(row.level1, row.level2) for row in rows} == {
            ("产出指标", "数量指标"),
            ("履职效能指标", "重点工作指标"),
        }


def test_money_by_source(listed: Listed) -> None:
    project = replace(listed.projects[0], fiscal=Decimal(100), executed=Decimal(90))
    whole = replace(listed.projects[0], executed=Decimal("90.5"), initial=Decimal(110))
    forms = [
        form_in(one.data) for one in prefilled(replace(listed, projects=(project, whole)), [LISTED_FORMS[2]], POLICY)
    ]
    amounts = [
        [value and value.content for value in (row.initial, row.budget, row.executed)] for row in forms[0].fund_rows()
    ]
    assert amounts[1][:2] == [Decimal(100), Decimal(100)]
    assert not amounts[1][2]  # nobody says how much of each source was spent
    assert amounts[-1][:2] == [Decimal("23.456789"), Decimal("23.456789")]
    total = forms[1].fund_rows()[0]
    assert [value and value.content for value in (total.initial, total.budget, total.executed)] == [
        Decimal(110), Decimal("123.456789"), Decimal("90.5"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("sign", "target", "unit", "expected"),
    [
        ("≥", "1200", "平方米", "≥1200平方米"),
        ("＝", "100%", "%", "＝100%"),
        ("定性", "制度健全", "", "制度健全"),
        ("≥", "≥95%", "", "≥95%"),
        ("", "2026年11月底前", "", "2026年11月底前"),
        ("≤", "1,200.5", "万元", "≤1,200.5万元"),
    ],
)
def test_target_as_one_text(sign: str, target: str, unit: str, expected: str) -> None:
    assert target_text(ListedIndicator("", "", "甲", sign, target, unit)) == expected


def test_names_that_no_file_system_takes() -> None:
    project = ListedProject("../..\\0:1*?", 'a/b<c>|"d"' + "长" * 300, "..", "con/甲\x00", year=2026)
    (one,) = prefilled(Listed((project,), ()), [LISTED_FORMS[0]], POLICY)
    assert not set('\\/:*?"<>|\x00') & set(one.folder + one.name)
    assert one.folder.strip(". ") == one.folder != ""
    assert len((one.folder + one.name).encode()) < 400
