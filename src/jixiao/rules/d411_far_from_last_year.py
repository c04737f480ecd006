"""D411 目标明显低于或高于上年: a target lies far from what was reached last year, and nothing says why."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from jixiao.records.aim import read_done
from jixiao.records.finding import Severity
from jixiao.records.numbers import plain, rounded
from jixiao.records.target_declaration import DeclaredIndicator, TargetDeclaration
from jixiao.records.text import shortened
from jixiao.records.units import factor_between
from jixiao.rules.reasons import says_nothing
from jixiao.rules.rule import Context, Hit, Rule, hit


def applies(form: TargetDeclaration, _: Context) -> bool:
    """The form has a column for last year's actual value."""
    return any(row.previous is not None for row in form.judged)


def check(form: TargetDeclaration, context: Context) -> Iterator[Hit]:
    """Numbers in the same unit that differ by more than the policy's share of last year's, without a note beside."""
    limit = context.policy.previous_percent
    for row in form.judged:
        if not isinstance(row, DeclaredIndicator) or not _unexplained(row, context):
            continue
        gap = _gap(row, form.year)
        if gap is None or abs(gap) <= limit or row.previous is None:
            continue
        side = "高" if gap > 0 else "低"
        words = {"previous": shortened(row.previous.text, 20), "side": side, "gap": plain(rounded(abs(gap), 1))}
        yield hit(row.target, expected="写明依据或调整", limit=plain(limit), **words)


def _unexplained(row: DeclaredIndicator, context: Context) -> bool:
    return row.note is None or (not row.note.broken and says_nothing(row.note.text, context.policy))


def _gap(row: DeclaredIndicator, year: int | None) -> Decimal | None:
    """Target against last year's value in percent of the latter; None when the two cannot be compared."""
    aim = row.aim
    if row.previous is None or not aim.quantitative or aim.low is None or aim.high is None:
        return None
    done = read_done(row.previous, aim, year=year)
    if done.number is None or done.kind not in ("number", "expression"):
        return None
    factor = factor_between(done.unit, aim.unit)
    if factor is None or done.number <= 0:
        return None
    before = done.number * factor
    nearest = aim.low if before < aim.low else aim.high if before > aim.high else before
    return (nearest - before) / before * 100


RULE = Rule(
    code="D411",
    name="目标明显低于或高于上年",
    severity=Severity.VERIFY,
    basis="财预〔2021〕101号",
    message="{label}“{seen}”比上年实际值“{previous}”{side} {gap}%,没有说明。",
    fix="在备注写明依据(相差超过 {limit}% 的要说明),或者调整指标值。",
    check=check,
    forms=(TargetDeclaration,),
    applies=applies,
)
