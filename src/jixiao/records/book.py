"""A submitted file as rules see it: what was read of it, or why it was not."""

from __future__ import annotations

from dataclasses import dataclass

from jixiao.records.filled_form import FilledForm
from jixiao.workbook.grid import Grid


@dataclass(frozen=True)
class Book:
    """One file. `grid` is None when it was refused: then `refusal` is the reader's word, `detail` the Chinese fact."""

    name: str
    grid: Grid | None = None
    forms: tuple[FilledForm, ...] = ()
    refusal: str | None = None
    detail: str = ""
