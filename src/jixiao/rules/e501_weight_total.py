"""E501 权重合计不对: the points of all rows do not add up to an accepted sum, or to what the total row states."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from jixiao.records.finding import Severity
from jixiao.records.indicator_form import Indicator, IndicatorForm
from jixiao.records.numbers import plain, points_unreadable, read_points
from jixiao.records.score_sheet import ScoreSheet
from jixiao.records.self_evaluation import SelfEvaluation
from jixiao.records.target_declaration import TargetDeclaration
from jixiao.rules.rule import Context, Hit, Rule, hit
from jixiao.rules.score_sheet_points import weight_hits, weights_known

ZERO = Decimal(0)


def check(form: IndicatorForm | ScoreSheet, context: Context) -> Iterator[Hit]:
    """Sum of weights with the execution rate's; silent when a weight is blank (B201), unreadable (E514) or broken."""
    if isinstance(form, ScoreSheet):
        yield from weight_hits(form, context.policy)
        return
    execution, sums = execution_weight(form), weight_sums(form)
    if sums is None or _uncertain_execution(form):
        return
    policy, place = context.policy, form.total.weight if form.total is not None else None
    accepted = policy.weight_totals if execution else policy.weight_totals_without_execution
    sums = tuple(total + (execution or ZERO) for total in sums)
    cell, label = (place.cell, place.label) if place is not None else (None, "分值合计")
    fitting = [total for total in sums if any(abs(total - right) <= policy.tolerance for right in accepted)]
    stated = read_points(place)
    if not fitting:
        right = _nearest(sums[0], accepted)
        fault, act = f"各项分值合计 {plain(sums[0])} 分", "核对执行率和各指标的分值"
        yield hit(cell=cell, label=label, seen=plain(sums[0]), expected=plain(right), fault=fault, act=act)
    elif stated is not None and all(abs(stated - total) > policy.tolerance for total in fitting):
        fault, act = f"总分行的分值填 {plain(stated)} 分,与各项分值合计不一致", "改正总分行的分值"
        yield hit(cell=cell, label=label, seen=plain(stated), expected=plain(fitting[0]), fault=fault, act=act)


def execution_weight(form: IndicatorForm) -> Decimal | None:
    """Points of the execution rate, from the funds block or from the indicator row that stands for it."""
    if form.execution_row is not None:
        return form.execution_row.points
    return form.funds.weight if form.funds is not None else None


def weight_sums(form: IndicatorForm) -> tuple[Decimal, ...] | None:
    """What the indicator rows may add up to (struck-out and left-over rows may count or not); None when untold."""
    rows = [row for row in form.indicators if not row.subitem]
    if not form.has("weight") and all(row.points is None for row in rows):
        return _stated_sum(form)
    if any(_unknown(row) for row in rows):
        return None
    plainly = sum((row.points or ZERO for row in rows if not _aside(row)), ZERO)
    struck = sum((row.points or ZERO for row in rows if _aside(row)), ZERO)
    return (plainly,) if not struck else (plainly, plainly + struck)


def _aside(row: Indicator) -> bool:
    return row.not_applicable or row.placeholder


def _unknown(row: Indicator) -> bool:
    if row.points is not None or _aside(row):
        return False
    return row.weight is None or row.weight.broken or row.weight.blank or points_unreadable(row.weight)


def _stated_sum(form: IndicatorForm) -> tuple[Decimal, ...] | None:
    """Points that the level-1 labels state, when every indicator row stands under such a label."""
    blocks = [stated for stated in form.stated if stated.rows]
    covered = {row for stated in blocks for row in stated.rows}
    rows = [row.row for row in form.judged]
    if not rows or len(covered) < sum(len(stated.rows) for stated in blocks) or any(row not in covered for row in rows):
        return None
    return (sum((stated.points for stated in blocks), ZERO),)


def _uncertain_execution(form: IndicatorForm) -> bool:
    total = form.funds.total if form.funds is not None else None
    if total is None or total.weight is None or form.execution_row is not None:
        return False
    return total.weight.broken or points_unreadable(total.weight)


def _nearest(total: Decimal, accepted: tuple[Decimal, ...]) -> Decimal:
    return min(accepted, key=lambda right: abs(total - right))


def _applies(form: IndicatorForm | ScoreSheet, context: Context) -> bool:
    if isinstance(form, ScoreSheet):
        return weights_known(form)
    return bool(form.indicators) and weight_sums(form) is not None


RULE = Rule(
    code="E501",
    name="权重合计不对",
    severity=Severity.MUST_FIX,
    basis="财预〔2020〕10号",
    message="{fault},应为 {expected} 分。",
    fix="{act},使合计为 {expected} 分。",
    check=check,
    forms=(SelfEvaluation, TargetDeclaration, ScoreSheet),
    scoring=True,
    applies=_applies,
)
