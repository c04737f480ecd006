"""E502 一级指标权重不符方案: a dimension's points differ from the scheme that the form (or the policy) states."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from jixiao.forms.read_self_evaluation import dimension
from jixiao.policy.model import ALL_INDICATORS, Policy, in_scheme
from jixiao.records.finding import Severity
from jixiao.records.indicator_form import Indicator, IndicatorForm, Stated
from jixiao.records.numbers import plain
from jixiao.records.self_evaluation import SelfEvaluation
from jixiao.records.target_declaration import TargetDeclaration
from jixiao.rules.e501_weight_total import execution_weight
from jixiao.rules.rule import Context, Hit, Rule, hit

Sums = dict[str, Decimal]


def check(form: IndicatorForm, context: Context) -> Iterator[Hit]:
    """Stated points against the rows below; with strict weights also against the profile's schemes (any may fit)."""
    told = set()
    for stated in form.stated:
        rows = _rows_under(form, stated)
        summed = _sum(rows)
        if summed is None or abs(summed - stated.points) <= context.policy.tolerance:
            continue
        told.add(stated.dimension)
        yield _hit(stated.dimension, _cell(rows, stated.cell), summed, stated.points, "表中写明的")
    if context.policy.strict_weights and not told:
        yield from _against_schemes(form, context.policy)


def _rows_under(form: IndicatorForm, stated: Stated) -> list[Indicator]:
    rows = [row for row in form.judged if not row.subitem]
    if stated.rows:
        return [row for row in rows if row.row in stated.rows]
    wanted = dimension(stated.dimension) or stated.dimension
    return [row for row in rows if dimension(row.level1) == wanted]


def _sum(rows: list[Indicator]) -> Decimal | None:
    """Points of the rows together; None when there is no row or one without points."""
    points = [row.points for row in rows if row.points is not None]
    return sum(points, Decimal(0)) if points and len(points) == len(rows) else None


def _cell(rows: list[Indicator], otherwise: str | None) -> str | None:
    return next((row.level1_cell for row in rows if row.level1_cell), otherwise)


def _against_schemes(form: IndicatorForm, policy: Policy) -> Iterator[Hit]:
    sums = _sums(form)
    schemes = [_asked_of(form, scheme) for scheme in policy.weight_schemes.values()]
    known = {name for scheme in schemes for name in scheme}
    if sums is None or not (ALL_INDICATORS in known or known.issuperset(sums)):
        return  # level-1 indicators of a county's own: no scheme speaks of them
    wrongs = [_differences(in_scheme(sums, scheme), scheme, policy.tolerance) for scheme in schemes]
    for name, right in min(wrongs, key=len).items():
        rows = [row for row in form.judged if not row.subitem and dimension(row.level1) == name]
        header = form.funds.header_cell if form.funds is not None and name == "执行率" else form.header_cell
        yield _hit(name, _cell(rows, header), sums.get(name, Decimal(0)), right, "方案")


def _asked_of(form: IndicatorForm, scheme: Sums) -> Sums:
    """A scheme without the execution rate where a declaration has no place for its points."""
    placed = not isinstance(form, TargetDeclaration) or execution_weight(form) is not None
    return scheme if placed else {name: points for name, points in scheme.items() if name != "执行率"}


def _sums(form: IndicatorForm) -> Sums | None:
    """Points by dimension; None when a label names no known dimension or a row has no points (others say so)."""
    sums: Sums = {}
    if execution := execution_weight(form):
        sums["执行率"] = execution
    for row in form.judged:
        name = dimension(row.level1)
        if row.subitem:
            continue
        if name is None or row.points is None:
            return None
        sums[name] = sums.get(name, Decimal(0)) + row.points
    return sums or None


def _differences(sums: Sums, scheme: Sums, tolerance: Decimal) -> Sums:
    """Dimension → points due, where a scheme and the form differ."""
    zero = Decimal(0)
    names = [*scheme, *(name for name in sums if name not in scheme)]
    return {
        name: scheme.get(name, zero) for name in names if abs(sums.get(name, zero) - scheme.get(name, zero)) > tolerance
    }


def _hit(name: str, cell: str | None, seen: Decimal, expected: Decimal, source: str) -> Hit:
    return hit(cell=cell, label=name, seen=plain(seen), expected=plain(expected), dimension=name, source=source)


RULE = Rule(
    code="E502",
    name="一级指标权重不符方案",
    severity=Severity.VERIFY,
    basis="财预〔2020〕10号",
    message="{dimension}分值合计 {seen} 分,与{source} {expected} 分不符。",
    fix="核对{dimension}各行的分值,使合计为 {expected} 分。",
    check=check,
    forms=(SelfEvaluation, TargetDeclaration),
    applies=lambda form, context: bool(form.stated) or context.policy.strict_weights,
)
