"""E507 总分不等于各项之和: the claimed total is not the execution rate's points plus those of all indicators."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from jixiao.records.finding import Severity
from jixiao.records.indicator_form import Indicator
from jixiao.records.numbers import plain, points_unreadable, read_points
from jixiao.records.score_sheet import ScoreSheet
from jixiao.records.self_evaluation import SelfEvaluation
from jixiao.records.value import Value
from jixiao.rules.rule import Context, Hit, Rule, hit
from jixiao.rules.score_sheet_points import total_hits

ZERO = Decimal(0)


def check(form: SelfEvaluation | ScoreSheet, context: Context) -> Iterator[Hit]:
    """Claimed total against the sum of claimed points; silent while one of them is missing or unreadable."""
    if isinstance(form, ScoreSheet):
        yield from total_hits(form, context.policy)
        return
    place = form.total.score if form.total is not None else None
    claimed, sums = read_points(place), claimed_sums(form)
    if place is None or claimed is None or sums is None:
        return
    if all(abs(claimed - total) > context.policy.tolerance for total in sums):
        yield hit(place, seen=plain(claimed), expected=plain(sums[0]), whole="总分", parts="执行率与各指标得分合计")


def claimed_sums(form: SelfEvaluation) -> tuple[Decimal, ...] | None:
    """Sums of the claimed points (struck-out and left-over rows may count or not); None when a part is missing."""
    execution = _execution_score(form)
    rows = [row for row in form.indicators if not row.subitem]
    if execution is None or not form.has("score") or not rows or any(_missing(row) for row in rows):
        return None
    plainly = execution + _sum(row for row in rows if not _aside(row))
    struck = _sum(row for row in rows if _aside(row))
    return (plainly, plainly + struck) if struck else (plainly,)


def _sum(rows: Iterator[Indicator]) -> Decimal:
    return sum((read_points(row.score) or ZERO for row in rows), ZERO)


def _aside(row: Indicator) -> bool:
    return row.not_applicable or row.placeholder


def _missing(row: Indicator) -> bool:
    if _aside(row) or read_points(row.score) is not None:
        return False
    return row.points is not None or not (row.score is None or row.score.empty)


def _execution_score(form: SelfEvaluation) -> Decimal | None:
    """Claimed points of the execution rate, 0 where the form gives it none; None when missing or unreadable."""
    if form.execution_row is not None:
        return read_points(form.execution_row.score)
    total = form.funds.total if form.funds is not None else None
    score: Value | None = total.score if total is not None else None
    if score is None:
        return ZERO if form.funds is None or form.funds.weight is None else None
    if score.broken or points_unreadable(score):
        return None
    return read_points(score) if not score.empty else (ZERO if form.funds is None or not form.funds.weight else None)


RULE = Rule(
    code="E507",
    name="总分不等于各项之和",
    severity=Severity.MUST_FIX,
    basis="财预〔2020〕10号",
    message="{whole}填 {seen} 分,{parts}为 {expected} 分。",
    fix="把{whole}改为 {expected} 分,或更正各项得分。",
    check=check,
    forms=(SelfEvaluation, ScoreSheet),
    scoring=True,
    applies=lambda form, context: (
        isinstance(form, ScoreSheet) or (form.has("score") and form.total is not None and form.total.score is not None)
    ),
)
