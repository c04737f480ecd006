"""A submitted file as rules see it: what was read of it, or why it was not."""

from __future__ import annotations

from dataclasses import dataclass

from jixiao.records.evaluation_list import EvaluationList
from jixiao.records.self_evaluation import SelfEvaluation
from jixiao.workbook.grid import Grid

AnyForm = SelfEvaluation | EvaluationList


@dataclass(frozen=True)
class Book:
    """One file. `grid` is None when it was refused: then `refusal` is the reader's word, `detail` the Chinese fact."""

    name: str
    grid: Grid | None = None
    forms: tuple[AnyForm, ...] = ()
    refusal: str | None = None
    detail: str = ""
