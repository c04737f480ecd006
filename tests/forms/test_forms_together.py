"""Forms of different kinds on one sheet, whichever stands above: all are read, each with its own cells."""

from __future__ import annotations

import pytest
from benchmarks.planted_layouts import Drawn, drawn, moved, partner, written
from benchmarks.planted_sheets import OF_FORM

from jixiao.forms.read import is_form_text, read_forms
from jixiao.workbook.grid import Grid
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
