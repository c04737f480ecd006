"""Scores: the points due per line, how each came about, the total and the grade."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Line:
    """One row that carries points.

    `due` is None where arithmetic cannot judge (DESIGN 4.4); `how` says in words how `due` came about or why there
    is none. `band` is the range of points that the claimed points may lie in when `due` is None. `full` says the
    target is met. `kind` names how the line was judged (execution, quantity, range, deadline, qualitative, …).
    """

    row: int
    cell: str
    label: str
    weight: Decimal | None
    claimed: Decimal | None
    due: Decimal | None
    how: str
    kind: str
    band: tuple[Decimal, Decimal] | None = None
    band_name: str | None = None


@dataclass(frozen=True, slots=True)
class Score:
    """A form's points: `due` and `claimed` totals (None when they cannot be had), grade by the due total."""

    due: Decimal | None
    claimed: Decimal | None
    grade: str | None
    lines: tuple[Line, ...]
    note: str = ""
