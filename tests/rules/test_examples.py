"""The examples that go with the product: well-filled ones have nothing to change, the phases of one project agree."""

from __future__ import annotations

from dataclasses import replace

import pytest

from jixiao.demo.examples import EXAMPLES, Example
from jixiao.forms.catalogue import FORMS
from jixiao.forms.read import is_form_text, read_forms
from jixiao.policy.load import load_policy
from jixiao.records.book import Book
from jixiao.rules.run import Outcome, judge
from jixiao.workbook.grid import Grid
from jixiao.workbook.read_file import read_grid

POLICY = load_policy()


def grid_of(example: Example) -> Grid:
    read = read_grid(example.build(POLICY), f"{example.name}.xlsx", is_form_text=is_form_text)
    assert isinstance(read, Grid)
    return read


def judged(grid: Grid) -> Outcome:
    return judge(Book(grid.name, grid, read_forms(grid)), POLICY)


def test_every_form_has_an_example_filled_well() -> None:
    assert {form.title for form in FORMS} == {item.form.title for item in EXAMPLES if item.good}


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_good_examples_have_no_finding_and_bad_ones_are_returned(example: Example) -> None:
    outcome = judged(grid_of(example))
    assert [form.form.form for form in outcome.forms] == [example.form.title]
    if example.good:
        assert outcome.findings == ()
    else:
        assert outcome.status == "returned"


def test_the_phases_of_one_project_agree_in_one_workbook() -> None:
    phases = [grid_of(item) for item in EXAMPLES if item.good and item.form.code in ("F01", "F03", "F04")]
    names = {item.form.sheet_name for item in EXAMPLES}
    together = tuple(sheet for grid in phases for sheet in grid.sheets if sheet.name in names)
    outcome = judged(replace(phases[0], sheets=together, names={}, identity={}))
    assert len(outcome.forms) == 3
    assert outcome.findings == ()
