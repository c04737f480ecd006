"""E503 预算执行率得分算错: the points in the execution rate row are not rate × weight."""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.records.finding import Severity
from jixiao.records.numbers import plain
from jixiao.records.self_evaluation import SelfEvaluation
from jixiao.rules.rule import Context, Hit, Rule, hit


def check(form: SelfEvaluation, context: Context) -> Iterator[Hit]:
    """Claimed and due points of the execution rate row may differ by the policy's tolerance, in either direction."""
    lines = context.score.lines if context.score else ()
    for line in lines:
        if line.kind != "execution" or line.due is None or line.claimed is None:
            continue
        if abs(line.claimed - line.due) > context.policy.tolerance:
            yield hit(
                cell=line.cell, label=line.label, seen=plain(line.claimed), expected=plain(line.due), how=line.how
            )


RULE = Rule(
    code="E503",
    name="预算执行率得分算错",
    severity=Severity.MUST_FIX,
    basis="财预〔2020〕10号",
    message="预算执行率得分填 {seen} 分,应为 {expected} 分({how})。",
    fix="把得分改为 {expected},并相应更正总分。",
    check=check,
    scoring=True,
)
