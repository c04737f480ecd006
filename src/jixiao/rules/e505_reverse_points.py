"""E505 反向指标得分高于应得分: an exceeded ≤ indicator claims more points than the policy's convention gives."""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.records.finding import Severity
from jixiao.records.numbers import plain
from jixiao.records.self_evaluation import SelfEvaluation
from jixiao.rules.claimed import is_reverse, judged_lines
from jixiao.rules.rule import Context, Hit, Rule, hit


def check(form: SelfEvaluation, context: Context) -> Iterator[Hit]:
    """Claimed above due by more than the tolerance; `how` names the convention (比例 or 线性)."""
    for line, row in judged_lines(form, context.score):
        if not is_reverse(row) or line.claimed is None or line.due is None:
            continue
        if line.claimed - line.due > context.policy.tolerance:
            yield hit(
                cell=line.cell, label=line.label, seen=plain(line.claimed), expected=plain(line.due), how=line.how
            )


RULE = Rule(
    code="E505",
    name="反向指标得分高于应得分",
    severity=Severity.MUST_FIX,
    basis="财预〔2020〕10号",
    message="指标得分填 {seen} 分,应为 {expected} 分({how})。",
    fix="把得分改为 {expected} 分,并相应更正总分。",
    check=check,
    scoring=True,
    applies=lambda form, context: form.has("score"),
)
