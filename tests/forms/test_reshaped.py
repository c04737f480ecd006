"""Forms as units reshape them, each with its whole truth: as drawn, moved elsewhere, with all merges gone."""

from __future__ import annotations

import pytest

from jixiao.forms.read import read_forms
from jixiao.records.self_evaluation import SelfEvaluation

from .layouts import Content, Drawn, moved, to_grid, torn
from .reshaped import HEADS
from .reshaped_tables import TABLES
from .truths import read_back

CONTENT = Content()
BUILDERS = {**HEADS, **TABLES}
NEEDS_MERGES = {"两行一条", "横向合并"}
"""Torn apart these lose what only the merge said."""


def one(drawn: Drawn) -> SelfEvaluation:
    forms = read_forms(to_grid(drawn))
    assert len(forms) == 1
    assert isinstance(forms[0], SelfEvaluation)
    return forms[0]


@pytest.mark.parametrize("name", BUILDERS)
def test_reshaped_form_reads_as_its_truth(name: str) -> None:
    drawn, truth = BUILDERS[name](CONTENT)
    assert read_back(one(drawn)) == truth


@pytest.mark.parametrize("name", BUILDERS)
def test_reshaped_form_moved_elsewhere(name: str) -> None:
    drawn, truth = BUILDERS[name](CONTENT)
    assert read_back(one(moved(drawn, 3, 2))) == truth


@pytest.mark.parametrize("name", [name for name in BUILDERS if name not in NEEDS_MERGES])
def test_reshaped_form_with_its_merges_gone(name: str) -> None:
    drawn, truth = BUILDERS[name](CONTENT)
    assert read_back(one(torn(drawn))) == truth
