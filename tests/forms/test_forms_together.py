"""Forms of different kinds on one sheet, whichever stands above: all are read, each with its own cells."""

from __future__ import annotations

import pytest
from benchmarks.planted_filled import HEADING, POLICY, Drawn, drawn, places
from benchmarks.planted_layouts import moved, partner, written
from benchmarks.planted_sheets import OF_FORM

from jixiao.forms.read import is_form_text, read_forms
from jixiao.tasks.check import check_data
from jixiao.workbook.grid import Cell, Grid, position
from jixiao.workbook.read_file import read_grid


def read_together(upper: str, lower: str) -> list[tuple[str, str]]:
    above = drawn(upper, {})
    below = moved(drawn(lower, {}), max(row for row, _ in above.cells) + 2, 0)
    data = written({"表": Drawn(above.cells | below.cells, above.merges + below.merges)})
    grid = read_grid(data, "表.xlsx", is_form_text=is_form_text)
    assert isinstance(grid, Grid)
    return [(form.form, form.title.cell) for form in read_forms(grid)]


def _alone(form: str) -> list[tuple[str, str]]:
    grid = read_grid(written({"表": drawn(form, {})}), "表.xlsx", is_form_text=is_form_text)
    assert isinstance(grid, Grid)
    return [(one.form, one.title.cell) for one in read_forms(grid)]


@pytest.mark.parametrize("form", OF_FORM)
def test_another_form_above_or_below_takes_nothing_away(form: str) -> None:
    other = partner(form)
    names = {_alone(form)[0][0], _alone(other)[0][0]}
    for upper, lower in ((other, form), (form, other)):
        found = read_together(upper, lower)
        assert len(found) == 2
        assert {name for name, _ in found} == names
        assert found[0] == _alone(upper)[0]


# -- torn onto two sheets ----------------------------------------------------------------------------------------------

OF_INDICATORS = (
    "项目支出绩效目标申报表",
    "部门整体支出绩效目标申报表",
    "项目支出绩效目标执行监控表",
    "项目支出绩效自评表",
    "部门整体支出绩效自评表",
)


def _torn(form: str, repeated: str = "") -> dict[str, Drawn]:
    """The form's head on one sheet, its table of indicators on another, under its title again where `repeated`."""
    whole = drawn(form, {})
    top = min(position(cell)[0] for (role, _), cell in places(form).items() if role.startswith(f"{HEADING}indicators."))
    head = Drawn({at: cell for at, cell in whole.cells.items() if at[0] < top}, [m for m in whole.merges if m[2] < top])
    table = {at: cell for at, cell in whole.cells.items() if at[0] >= top}
    below = moved(Drawn(table, [merge for merge in whole.merges if merge[0] >= top]), 2 - top, 0)
    title = {(1, 1): Cell(1, 1, repeated)} if repeated else {}
    return {"表": head, "指标": Drawn(below.cells | title, below.merges)}


@pytest.mark.parametrize("form", OF_INDICATORS)
@pytest.mark.parametrize("repeated", [False, True])
def test_a_form_torn_onto_two_sheets_is_one_finding_that_says_where_its_table_is(form: str, repeated: bool) -> None:
    outcome = check_data(written(_torn(form, f"{form}（续）" if repeated else "")), "表.xlsx", POLICY)
    assert [(one.form.form, one.form.sheet) for one in outcome.forms] == [(form, "表")]
    (found,) = outcome.findings
    assert (found.rule, found.sheet, found.cell) == ("A106", "表", outcome.forms[0].form.header_cell)
    assert "指标表在另一张工作表「指标」上" in found.message
    assert "剪切、粘贴到这张表下面" in found.fix


def test_two_torn_forms_each_know_their_own_table_and_whole_ones_are_judged_as_ever() -> None:
    first, second = (_torn(form) for form in OF_INDICATORS[3:])
    sheets = {"甲": first["表"], "甲指标": first["指标"], "乙": second["表"], "乙指标": second["指标"]}
    outcome = check_data(written({**sheets, "丙": drawn(OF_INDICATORS[2], {})}), "表.xlsx", POLICY)
    assert [one.form.sheet for one in outcome.forms] == ["甲", "乙", "丙"]
    assert [one.form.table_on for one in outcome.forms] == ["甲指标", "乙指标", ""]
    assert [item.rule for item in outcome.findings] == ["A106", "A106"]
