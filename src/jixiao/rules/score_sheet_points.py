"""How points, weights, totals and reasons of score sheets are judged: the parts that rules of family E call."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from jixiao.policy.model import Policy
from jixiao.records.numbers import plain, read_points, rounded
from jixiao.records.score import Line
from jixiao.records.score_sheet import Criterion, ScoreSheet
from jixiao.records.text import means_nothing
from jixiao.records.value import Value
from jixiao.rules.b202_leftover_placeholders import leftover
from jixiao.rules.reasons import says_nothing
from jixiao.rules.rule import Context, Hit, hit
from jixiao.scoring.score_sheets import average, rater_sums

ZERO, FULL = Decimal(0), Decimal(100)
AS_ABOVE = ("同上", "同上。", "同上行")
Sums = tuple[Decimal, Decimal]
"""Rows that count, and with those that are struck out."""


def weight_hits(form: ScoreSheet, policy: Policy) -> Iterator[Hit]:
    """E501: the weights do not come to 100, or the total row says another sum; silent while one is missing."""
    sums = _weight_sums(form)
    if sums is None:
        return
    place = form.total.weight if form.total is not None else None
    cell, label = (place.cell, place.label) if place is not None else (None, "分值合计")
    stated = read_points(place)
    if all(abs(total - FULL) > policy.tolerance for total in sums):
        seen = plain(sums[0])
        fault, act = f"各项分值合计 {seen} 分", "核对各项分值"
        yield hit(cell=cell, label=label, seen=seen, expected=plain(FULL), fault=fault, act=act)
    elif stated is not None and abs(stated - FULL) > policy.tolerance:
        fault, act = f"总分行的分值填 {plain(stated)} 分,与各项分值合计不一致", "改正总分行的分值"
        yield hit(cell=cell, label=label, seen=plain(stated), expected=plain(FULL), fault=fault, act=act)


def weights_known(form: ScoreSheet) -> bool:
    """Whether every row that counts has legible points, so that they can be added up."""
    return _weight_sums(form) is not None


def _weight_sums(form: ScoreSheet) -> Sums | None:
    rows = form.judged
    if not rows or any(row.points is None for row in rows):
        return None
    plainly = sum((row.points or ZERO for row in rows), ZERO)
    return plainly, sum((row.points or ZERO for row in form.criteria), ZERO)


def range_hits(form: ScoreSheet) -> Iterator[Hit]:
    """E506: points below 0 or above the row's weight, rater by rater."""
    for row in form.judged:
        for value in row.given:
            points = read_points(value)
            if points is None or (points >= 0 and (row.points is None or points <= row.points)):
                continue
            limit = f"0 到 {plain(row.points)} 分之间" if row.points is not None else "0 分以上"
            yield hit(value, seen=plain(points), expected=limit)


def total_hits(form: ScoreSheet, policy: Policy) -> Iterator[Hit]:
    """E507: a rater's total that is not the sum of the rows, a final score that is not the raters' mean."""
    sums = rater_sums(form)
    totals = form.total.given if form.total is not None else ()
    for value, due in zip(totals, sums, strict=False):
        claimed = read_points(value)
        if claimed is not None and due is not None and abs(claimed - due) > policy.tolerance:
            yield hit(value, seen=plain(claimed), expected=plain(due), whole="总分", parts="各项得分合计")
    final = form.final
    if len(form.raters) < 2 or final is None or final in totals or None in sums:
        return
    claimed, due = read_points(final), average(part for part in sums if part is not None)
    if claimed is not None and abs(claimed - due) >= Decimal("0.01"):
        yield hit(
            final, seen=plain(claimed), expected=plain(due), whole="最终得分", parts=f"{len(sums)} 份评分的平均数"
        )


def reason_hits(form: ScoreSheet, policy: Policy) -> Iterator[Hit]:
    """E509: points taken off and nothing said in the column 扣分原因及依据."""
    above: Value | None = None
    for row in form.judged:
        score, reason = _lowest(row), row.reason
        if reason is None or reason.broken or score is None or row.points is None or leftover(reason, policy):
            continue
        above = above if reason.flat in AS_ABOVE and above is not None else reason
        silent = means_nothing(above.text) or says_nothing(above.text, policy)
        if silent and 0 <= rounded(score) < rounded(row.points):
            fault = f"得分 {plain(score)} 分,低于分值 {plain(row.points)} 分"
            yield hit(reason, expected="扣分原因及依据", fault=fault)


def _lowest(row: Criterion) -> Decimal | None:
    points = [found for value in row.given if (found := read_points(value)) is not None]
    return min(points, default=None)


def computed_lines(form: ScoreSheet, context: Context) -> Iterator[tuple[Line, Decimal, Decimal]]:
    """Lines computed from their own standard whose claim lies outside every usual reading: line, lowest, highest."""
    for line in context.score.lines if context.score is not None else ():
        if line.kind != "standard" or line.claimed is None or line.band is None:
            continue
        out = line.claimed < 0 or (line.weight is not None and line.claimed > line.weight)
        if not out:
            yield line, line.band[0], line.band[1]
