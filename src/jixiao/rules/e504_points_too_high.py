"""E504 指标得分高于应得分: a positive, equal, range or date indicator claims more than its actual value earns."""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.records.finding import Severity
from jixiao.records.numbers import plain
from jixiao.records.score import Line
from jixiao.records.score_sheet import ScoreSheet
from jixiao.records.self_evaluation import SelfEvaluation
from jixiao.rules.claimed import is_reverse, judged_lines
from jixiao.rules.rule import Context, Hit, Rule, hit
from jixiao.rules.score_sheet_points import computed_lines


def check(form: SelfEvaluation | ScoreSheet, context: Context) -> Iterator[Hit]:
    """Claimed above due by more than the tolerance; a late completion only when it claims full marks."""
    tolerance = context.policy.tolerance
    if isinstance(form, ScoreSheet):
        for line, _, highest in computed_lines(form, context):
            if line.claimed is not None and line.claimed - highest > tolerance:
                due = plain(line.due)
                yield _hit(line, due, f"按评分标准应为 {due} 分({line.how})", f"改为 {due} 分")
        return
    for line, row in judged_lines(form, context.score):
        if line.claimed is None or is_reverse(row):
            continue
        if line.due is not None and line.claimed - line.due > tolerance:
            yield _hit(line, plain(line.due), f"应为 {plain(line.due)} 分({line.how})", f"改为 {plain(line.due)} 分")
        elif line.kind == "late" and line.weight is not None and line.weight - line.claimed <= tolerance:
            yield _hit(line, f"低于 {plain(line.weight)}", line.how, f"改为低于 {plain(line.weight)} 分的数")


def _hit(line: Line, expected: str, why: str, act: str) -> Hit:
    return hit(cell=line.cell, label=line.label, seen=plain(line.claimed), expected=expected, why=why, act=act)


RULE = Rule(
    code="E504",
    name="指标得分高于应得分",
    severity=Severity.MUST_FIX,
    basis="财预〔2020〕10号",
    message="指标得分填 {seen} 分,{why}。",
    fix="把得分{act},并相应更正总分。",
    check=check,
    forms=(SelfEvaluation, ScoreSheet),
    scoring=True,
    applies=lambda form, context: form.has("score"),
)
