"""E515 结论与得分不符: what a target review or an assessment ends with does not go with its points."""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.records.finding import Severity
from jixiao.records.numbers import plain, read_points, rounded
from jixiao.records.score_sheet import ScoreSheet
from jixiao.rules.rule import Context, Hit, Rule, hit
from jixiao.scoring.outcomes import named_conclusion, named_outcome
from jixiao.scoring.score_sheets import grade_of, vetoed_dimension


def check(form: ScoreSheet, context: Context) -> Iterator[Hit]:
    """审核意见 against the grade of the points (F06), 评估结论 against the points and a dimension with none (F07)."""
    yield from _review(form, context) if form.code == "F06" else _assessment(form, context)


def _review(form: ScoreSheet, context: Context) -> Iterator[Hit]:
    place, outcome = form.at("outcome"), named_outcome(form.at("outcome"))
    total = read_points(form.final)
    if place is None or outcome is None or total is None:
        return
    grade = context.policy.band(form.scale, rounded(total))
    fitting = context.policy.target_review_outcomes.get(grade, ())
    if fitting and outcome not in fitting:
        action = context.policy.target_review_actions.get(grade, "")
        why = f"总分 {plain(rounded(total))} 分为「{grade}」" + (f",{action}" if action else "")
        yield hit(place, expected="或".join(fitting), why=why)


def _assessment(form: ScoreSheet, context: Context) -> Iterator[Hit]:
    policy, place = context.policy, form.at("conclusion")
    given = named_conclusion(place, [band.name for band in policy.appraisal_outcomes])
    total = read_points(form.final)
    if place is None or given is None or total is None:
        return
    expected = grade_of(form, rounded(total), policy)
    if given != expected:
        vetoed = vetoed_dimension(form, policy)
        why = f"「{vetoed}」得 0 分" if vetoed else f"总分 {plain(rounded(total))} 分"
        yield hit(place, expected=expected, why=why)


RULE = Rule(
    code="E515",
    name="结论与得分不符",
    severity=Severity.VERIFY,
    basis="财预〔2015〕88号",
    message="{why},填的是「{seen}」,按口径应为「{expected}」。",
    fix="核对得分和结论,使两者一致;另有考虑的,在意见里写明。",
    check=check,
    forms=(ScoreSheet,),
    applies=lambda form, context: form.code in ("F06", "F07"),
)
