"""Scores of score sheets (F06, F07, F08, F15, F16): lines, total, average of raters, and what the total leads to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from itertools import groupby

from jixiao.policy.model import Policy
from jixiao.records.numbers import plain, read_points, rounded
from jixiao.records.score import Line, Score
from jixiao.records.score_sheet import Criterion, ScoreSheet
from jixiao.scoring.deductions import computed_points, readings

ZERO = Decimal(0)
_MOST_DIMENSIONS = 8


def average(parts: Iterable[Decimal]) -> Decimal:
    """The mean of several raters' totals, rounded half up to two places; ZeroDivisionError without any."""
    every = list(parts)
    return rounded(sum(every, ZERO) / len(every))


def score_sheet(form: ScoreSheet, policy: Policy) -> Score | None:
    """Points due per row and in total; None for a sheet that carries no points (a verdict in words)."""
    rows = [row for row in form.judged if row.given or row.score is not None]
    if not any(row.points is not None for row in rows):
        return None
    lines = tuple(_line(row, form, policy) for row in rows)
    return Score(_total_due(form, lines), read_points(form.final), None, lines)


def _line(row: Criterion, form: ScoreSheet, policy: Policy) -> Line:
    """A row computed from its own standard, or one that a person judges: then what was given counts, if in range."""
    place = row.given[0] if row.given else row.score
    assert place is not None
    weight, band = row.points, ((ZERO, row.points) if row.points is not None else None)
    due, how = computed_points(row, policy)
    if due is not None and len(form.raters) < 2:
        claimed = read_points(place)
        return Line(row.row, place.cell, place.label, weight, claimed, due, how, "standard", readings(row))
    parts = [read_points(value) for value in row.given]
    known = [part for part in parts if part is not None]
    claimed = average(known) if known and len(known) == len(parts) else None
    if len(parts) > 1:
        how = _averaged(known, len(parts), claimed)
    inside = all(part >= 0 and (weight is None or part <= weight) for part in known)
    return Line(row.row, place.cell, place.label, weight, claimed, claimed if inside else None, how, "judged", band)


def _averaged(known: list[Decimal], count: int, mean: Decimal | None) -> str:
    """How several people's points come together in words."""
    if mean is None:
        return f"{count} 份评分只填了 {len(known)} 份"
    return f"{count} 份评分平均:({'+'.join(plain(part) for part in known)})÷{count}={plain(mean)}"


def _total_due(form: ScoreSheet, lines: tuple[Line, ...]) -> Decimal | None:
    """The sum of the rows; with several raters the mean of their sums; None while a row is open or out of range."""
    if any(line.due is None for line in lines):
        return None
    sums = [part for part in rater_sums(form) if part is not None]
    if len(form.raters) > 1:
        return average(sums) if len(sums) == len(form.raters) else None
    return rounded(sum((line.due for line in lines if line.due is not None), ZERO))


def rater_sums(form: ScoreSheet) -> list[Decimal | None]:
    """What each rater's points add up to, in the order of the columns; None where a row has no legible points."""
    rows = [row for row in form.judged if row.given]
    count = max((len(row.given) for row in rows), default=0)
    sums: list[Decimal | None] = []
    for index in range(count):
        parts = [read_points(row.given[index]) if index < len(row.given) else None for row in rows]
        known = [part for part in parts if part is not None]
        sums.append(sum(known, ZERO) if len(known) == len(parts) else None)
    return sums


def vetoed_dimension(form: ScoreSheet, policy: Policy) -> str | None:
    """The first dimension whose rows all have 0 points, where the policy makes that a veto (F07); None otherwise."""
    if form.code != "F07" or not policy.appraisal_veto:
        return None
    # a short table without level labels has its dimensions as rows
    leveled = any(row.levels for row in form.judged)
    if not leveled and len(form.judged) > _MOST_DIMENSIONS:
        return None
    for dimension, group in groupby(form.judged, key=lambda row: row.dimension):
        if all(_no_points(row) for row in group):
            return str(dimension)
    return None


def _no_points(row: Criterion) -> bool:
    return bool(row.given) and all(read_points(value) == 0 for value in row.given)


def grade_of(form: ScoreSheet, total: Decimal, policy: Policy) -> str:
    """Grade or conclusion by the form's own bands (优良中差, 予以支持 …, 优秀 …); a veto leads to the lowest."""
    if vetoed_dimension(form, policy) is not None:
        return policy.appraisal_outcomes[-1].name
    return policy.band(form.scale, total)


def third_party_results(forms: Iterable[ScoreSheet]) -> Mapping[tuple[str, str], Decimal]:
    """Final points of third parties by (institution, project): the mean of the raters' totals on any sheets.

    A party that only one rater gave points to is left out (S4: 汇总取平均值).
    """
    totals: dict[tuple[str, str], list[Decimal]] = {}
    for form in forms:
        if form.code != "F08":
            continue
        key = (form.words("institution") or "", form.project_name or "")
        totals.setdefault(key, []).extend(part for part in rater_sums(form) if part is not None)
    return {key: average(parts) for key, parts in totals.items() if len(parts) > 1}
