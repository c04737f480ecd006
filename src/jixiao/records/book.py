"""A submitted file as rules see it: what was read of it, or why it was not."""

from __future__ import annotations

from dataclasses import dataclass

from jixiao.records.filled_form import FilledForm
from jixiao.records.manuscript import Manuscript
from jixiao.workbook.grid import Grid


@dataclass(frozen=True)
class Book:
    """One file: a workbook (`grid` and its `forms`) or a document (`manuscript`).

    Neither when it was refused: then `refusal` is the reader's word, `detail` the Chinese fact.
    """

    name: str
    grid: Grid | None = None
    forms: tuple[FilledForm, ...] = ()
    refusal: str | None = None
    detail: str = ""
    manuscript: Manuscript | None = None
    library: object | None = None  # the indicator library that lies beside it, None: the built-in one
