"""Indicator lines whose claimed points can be set against what is due."""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.records.indicator_form import Indicator
from jixiao.records.score import Line, Score
from jixiao.records.self_evaluation import SelfEvaluation


def out_of_range(line: Line) -> bool:
    """Whether the claimed points are below 0 or above the weight (E506 says so, and it alone)."""
    return line.claimed is not None and (line.claimed < 0 or (line.weight is not None and line.claimed > line.weight))


def judged_lines(form: SelfEvaluation, score: Score | None) -> Iterator[tuple[Line, Indicator]]:
    """Indicator lines with their rows, without the execution rate (E503) and without claims that E506 reports."""
    rows: dict[int, Indicator] = {row.row: row for row in form.judged}
    for line in score.lines if score is not None else ():
        if line.kind != "execution" and line.row in rows and not out_of_range(line):
            yield line, rows[line.row]


def is_reverse(row: Indicator) -> bool:
    """Whether less is better: a ≤ or < target that is no range (a range has two bounds and belongs to E504)."""
    return row.aim.kind == "quantity" and row.aim.reads_as in ("≤", "<")
