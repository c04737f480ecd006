"""Placeholder until the list reader lands."""

from __future__ import annotations

from jixiao.records.evaluation_list import EvaluationList
from jixiao.workbook.grid import Sheet


def read_evaluation_lists(sheet: Sheet) -> tuple[EvaluationList, ...]:
    """No lists yet."""
    return ()
