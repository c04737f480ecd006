"""Faults planted in the well-filled template of every form, a layout each: each rule once, nothing missed or false."""

from __future__ import annotations

from pathlib import Path

import pytest
from benchmarks.planted import of_form, of_others, of_rounds
from benchmarks.planted_books import of_books, of_files, of_remedies
from benchmarks.planted_layouts import LAYOUTS
from benchmarks.planted_sheets import OF_FORM, faults

from jixiao.forms.catalogue import FORMS


def test_every_form_is_planted() -> None:
    assert sorted(OF_FORM) == sorted(form.title for form in FORMS)


@pytest.mark.parametrize("title", OF_FORM)
def test_each_rule_is_found_in_its_cell_and_nothing_else(title: str) -> None:
    layout = list(LAYOUTS)[list(OF_FORM).index(title) % len(LAYOUTS)]
    trials = list(of_form(title, layout, quick=True))
    assert len(trials) >= len({fault.rule for fault in faults(title)})
    assert [trial for trial in trials if trial.planted != trial.found] == []


def test_faults_of_whole_files() -> None:
    trials = list(of_others(of_files("项目支出绩效自评表")))
    assert [trial for trial in trials if trial.planted != trial.found] == []


def test_faults_that_only_two_forms_together_show() -> None:
    trials = list(of_others(of_books()))
    assert [trial for trial in trials if trial.planted != trial.found] == []


def test_places_that_the_template_has_not() -> None:
    trials = list(of_others(of_remedies()))
    assert sum(bool(trial.planted) for trial in trials) == 4
    assert [trial for trial in trials if trial.planted != trial.found] == []


def test_rounds_of_every_form_that_units_send(tmp_path: Path) -> None:
    trials = list(of_rounds(tmp_path))
    assert {trial.form for trial in trials if trial.planted} == {"F01", "F03", "F04"}
    assert [trial for trial in trials if trial.planted != trial.found] == []
