"""Ten short documents of every kind that nothing is wrong with: no rule may find fault."""

from __future__ import annotations

from pathlib import Path

import pytest

from jixiao.policy.load import load_profile
from jixiao.tasks.check import check_data, check_file

from .documents import CLEAN, docx_of

FILES = sorted(CLEAN.glob("*.txt"))


def test_there_are_ten() -> None:
    assert len(FILES) == 10


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_finding(path: Path) -> None:
    outcome = check_file(path, load_profile())
    assert outcome.findings == ()
    assert outcome.status == "passed"
    assert check_data(docx_of(path.read_text("utf-8")), "报告.docx", load_profile()).findings == ()
