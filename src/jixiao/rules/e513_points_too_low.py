"""E513 指标得分低于应得分: an indicator claims fewer points than its actual value earns."""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.records.finding import Severity
from jixiao.records.numbers import plain
from jixiao.records.score_sheet import ScoreSheet
from jixiao.records.self_evaluation import SelfEvaluation
from jixiao.rules.claimed import judged_lines
from jixiao.rules.rule import Context, Hit, Rule, hit
from jixiao.rules.score_sheet_points import computed_lines


def check(form: SelfEvaluation | ScoreSheet, context: Context) -> Iterator[Hit]:
    """Claimed below due by more than the tolerance, in either direction of the target; a reason does not silence it."""
    if isinstance(form, ScoreSheet):
        for line, lowest, _ in computed_lines(form, context):
            if line.claimed is not None and lowest - line.claimed > context.policy.tolerance:
                yield hit(
                    cell=line.cell, label=line.label, seen=plain(line.claimed), expected=plain(line.due), how=line.how
                )
        return
    for line, _ in judged_lines(form, context.score):
        if line.claimed is None or line.due is None or line.due - line.claimed <= context.policy.tolerance:
            continue
        yield hit(cell=line.cell, label=line.label, seen=plain(line.claimed), expected=plain(line.due), how=line.how)


RULE = Rule(
    code="E513",
    name="指标得分低于应得分",
    severity=Severity.VERIFY,
    basis="财预〔2020〕10号",
    message="指标得分填 {seen} 分,按完成值应得 {expected} 分({how})。",
    fix="按完成值改为 {expected} 分;另有扣分理由的,在原因栏写明。",
    check=check,
    forms=(SelfEvaluation, ScoreSheet),
    applies=lambda form, context: form.has("score"),
)
