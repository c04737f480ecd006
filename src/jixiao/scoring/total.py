"""A form's score: every line's points due with its derivation in words, and the total (DESIGN 4.4)."""

from __future__ import annotations

from decimal import Decimal

from jixiao.policy.model import Policy
from jixiao.records.indicator_form import FundRow, Funds, Indicator
from jixiao.records.numbers import plain, read_amount, read_points, rounded
from jixiao.records.score import Line, Score
from jixiao.records.self_evaluation import SelfEvaluation
from jixiao.records.units import factor_between
from jixiao.records.value import Value
from jixiao.scoring.arithmetic import execution_points, points_for, units_mixed
from jixiao.scoring.caps import cap_for
from jixiao.scoring.lights import word_band

ZERO = Decimal(0)


def score_form(form: SelfEvaluation, policy: Policy) -> Score:
    """Points due for every row that carries points, and the total; the grade is added once all rules have run."""
    lines: list[Line] = []
    execution = _execution_line(form, policy)
    if execution is not None:
        lines.append(execution)
    for indicator in form.judged:
        if not indicator.subitem and (indicator.points is not None or _claimed(indicator.score) is not None):
            lines.append(_indicator_line(indicator, policy))
    claimed = read_points(form.total.score) if form.total is not None else None
    return Score(_total_due(form, lines, policy), claimed, None, tuple(lines))


def _claimed(score: Value | None) -> Decimal | None:
    return read_points(score)


# -- the execution rate ------------------------------------------------------------------------------------------------


def _execution_line(form: SelfEvaluation, policy: Policy) -> Line | None:
    funds = form.funds
    if form.execution_row is not None:
        return _execution_row_line(form.execution_row, funds, policy)
    if funds is None or funds.total is None or funds.weight is None:
        return None
    total = funds.total
    place = total.score or total.weight
    if place is None:
        return None
    due, how = _execution_due(funds, total, funds.weight, policy)
    band = (ZERO, funds.weight) if due is None else None
    return Line(total.row, place.cell, place.label, funds.weight, _claimed(total.score), due, how, "execution", band)


def _execution_row_line(row: Indicator, funds: Funds | None, policy: Policy) -> Line | None:
    if row.points is None:
        return None
    place = row.score or row.weight or row.name
    due: Decimal | None = None
    how = "表中没有预算数和执行数,无法计算执行率得分"
    if funds is not None and funds.total is not None:
        due, how = _execution_due(funds, funds.total, row.points, policy)
    band = (ZERO, row.points) if due is None else None
    return Line(row.row, place.cell, place.label, row.points, _claimed(row.score), due, how, "execution", band)


def _execution_due(funds: Funds, total: FundRow, weight: Decimal, policy: Policy) -> tuple[Decimal | None, str]:
    budget, executed = read_amount(total.budget, funds.unit), read_amount(total.executed, funds.unit)
    if budget is None or executed is None:
        return None, "全年预算数或全年执行数没有填成数,无法计算执行率得分"
    if budget.value < 0 or executed.value < 0:
        return None, "全年预算数或全年执行数为负数,无法计算执行率得分"
    if units_mixed(budget.value, executed.value, policy):
        return None, "全年预算数与全年执行数疑似元与万元混用,无法计算执行率得分"
    due = execution_points(budget.value, executed.value, weight)
    if due is None:
        return None, "全年预算数为 0,执行率无法计算"
    formula = f"{plain(weight)}×{plain(executed.value)}÷{plain(budget.value)}"
    if executed.value > budget.value:
        return due, f"{formula},执行率超过 100%,按分值计 {plain(due)}"
    return due, f"{formula}={plain(due)}"


# -- indicator rows ----------------------------------------------------------------------------------------------------


def _indicator_line(row: Indicator, policy: Policy) -> Line:
    place = row.score or row.weight or row.name
    claimed = _claimed(row.score)
    weight = row.points
    if weight is None:
        return Line(row.row, place.cell, place.label, None, claimed, None, "表中没有这一行的分值", "no_weight")
    due, how, kind = _judged(row, weight, policy)
    band: tuple[Decimal, Decimal] | None = None
    band_name = None
    if due is None:
        band = (ZERO, weight)
        if kind == "qualitative" and (found := qualitative_band(row, policy)) is not None:
            band_name, low, high = found
            band = (rounded(weight * low), rounded(weight * high))
            how = f"定性指标,「{row.done.text}」属「{band_name}」,得分应在 {plain(band[0])} 至 {plain(band[1])} 分"
    return Line(row.row, place.cell, place.label, weight, claimed, due, how, kind, band, band_name)


def _judged(row: Indicator, weight: Decimal, policy: Policy) -> tuple[Decimal | None, str, str]:
    aim, done = row.aim, row.done
    if aim.kind == "blank" or done.kind in ("blank", "not_applicable"):
        return None, "指标值或完成值没有填写,无法计算", "blank"
    if aim.kind == "deadline":
        return _deadline(row, weight)
    if not aim.quantitative:
        return None, "定性指标,不作算术计算", "qualitative"
    if done.kind == "expression":
        return None, "完成值写成了目标表达式,无法计算", "copied"
    if done.kind != "number" or done.number is None:
        return None, "定量指标的完成值不是数,无法计算", "text"
    return _quantity(row, weight, policy)


def _deadline(row: Indicator, weight: Decimal) -> tuple[Decimal | None, str, str]:
    limit, when = row.aim.deadline, row.done.when
    if limit is None or when is None:
        return None, "时效指标的完成值不是日期,不作计算", "deadline_unread"
    if when.last <= limit.last:
        return rounded(weight), f"按时完成,得满分 {plain(weight)}", "deadline"
    if when.first > limit.last:
        return None, f"完成时间晚于目标({row.aim.text}),应酌情扣分", "late"
    return None, "完成时间写得不够具体,无法判断是否按时", "deadline_unread"


def _quantity(row: Indicator, weight: Decimal, policy: Policy) -> tuple[Decimal | None, str, str]:
    aim, done = row.aim, row.done
    low, high, number = aim.low, aim.high, done.number
    if low is None or high is None or number is None:
        return None, "指标值或完成值没有填写,无法计算", "blank"
    factor = factor_between(done.unit, aim.unit)
    if factor is None:
        return None, f"完成值单位「{done.unit}」与指标值单位「{aim.unit}」不同,无法比较", "unit_mismatch"
    actual = number * factor
    if low < 0 or actual < 0:
        return None, "目标值或完成值为负数,不作算术计算", "unreadable"
    due = points_for(aim.reads_as, low, high, actual, weight, policy.reverse)
    kind = "range" if low != high else "quantity"
    return due, _derivation(aim.reads_as, low, high, actual, weight, due, policy.reverse), kind


def _derivation(
    sign: str, low: Decimal, high: Decimal, actual: Decimal, weight: Decimal, due: Decimal, convention: str
) -> str:
    shown, points, result = plain(actual), plain(weight), plain(due)
    if due == rounded(weight):
        return f"达到目标,得满分 {points}"
    reverse = actual > high if low != high else sign in ("≤", "<")
    bound = plain(low if actual < low else high)
    if high == 0 or (reverse and bound == "0"):
        return f"目标为 0,完成 {shown},不得分"
    if reverse and convention == "linear":
        return f"反向指标按线性:{points}×(1−({shown}−{bound})÷{bound})={result}"
    if reverse:
        return f"反向指标按比例:{points}×{bound}÷{shown}={result}"
    return f"{points}×{shown}÷{bound}={result}"


def qualitative_band(row: Indicator, policy: Policy) -> tuple[str, Decimal, Decimal] | None:
    """Name and shares of the band that the words of the actual name; None when they name none."""
    number = word_band(row.done.text, row.aim.text, policy)
    if number is None:
        return None
    band = policy.qualitative[number]
    return band.name, band.low, band.high


# -- the total ---------------------------------------------------------------------------------------------------------


def _total_due(form: SelfEvaluation, lines: list[Line], policy: Policy) -> Decimal | None:
    """Sum of the rounded lines; a line without due points takes the claimed ones if they lie in their band."""
    if not lines or any(_points_missing(row) for row in form.judged):
        return None
    total = ZERO
    for line in lines:
        points = line.due if line.due is not None else _accepted(line)
        if points is None:
            return None
        total += points
    if not _within_stated(form, lines):
        return None
    cap = _cap(form, policy)
    total = rounded(total)
    return min(total, cap) if cap is not None else total


def _points_missing(row: Indicator) -> bool:
    """A row without 分值 whose 得分 is blank or illegible: nobody knows what it adds to the total."""
    return row.points is None and row.score is not None and not row.subitem and _claimed(row.score) is None


def _accepted(line: Line) -> Decimal | None:
    if line.claimed is None or line.claimed < 0:
        return None
    if line.band is not None and not line.band[0] <= line.claimed <= line.band[1]:
        return None
    return line.claimed


def _within_stated(form: SelfEvaluation, lines: list[Line]) -> bool:
    """Without a 分值 column the claimed points of a dimension may not exceed what the form states for it."""
    for stated in form.stated:
        rows = set(stated.rows)
        claimed = [line.claimed or ZERO for line in lines if line.kind == "no_weight" and line.row in rows]
        if claimed and sum(claimed, ZERO) > stated.points:
            return False
    return True


def _cap(form: SelfEvaluation, policy: Policy) -> Decimal | None:
    """The highest total that the execution rate allows, where the policy has such caps switched on."""
    if not policy.execution_caps_on or form.funds is None or form.funds.total is None:
        return None
    budget = read_amount(form.funds.total.budget, form.funds.unit)
    executed = read_amount(form.funds.total.executed, form.funds.unit)
    if budget is None or executed is None or budget.value <= 0:
        return None
    return cap_for(executed.value / budget.value * 100, policy)
