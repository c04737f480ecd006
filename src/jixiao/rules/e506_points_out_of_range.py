"""E506 得分超出分值范围: an indicator row claims more than its weight, or less than nothing."""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.records.finding import Severity
from jixiao.records.numbers import plain
from jixiao.records.score_sheet import ScoreSheet
from jixiao.records.self_evaluation import SelfEvaluation
from jixiao.rules.claimed import out_of_range
from jixiao.rules.rule import Context, Hit, Rule, hit
from jixiao.rules.score_sheet_points import range_hits


def check(form: SelfEvaluation | ScoreSheet, context: Context) -> Iterator[Hit]:
    """Claimed points of indicator rows outside 0 to weight; the execution rate row is E503's."""
    if isinstance(form, ScoreSheet):
        yield from range_hits(form)
        return
    for line in context.score.lines if context.score else ():
        if line.kind == "execution" or not out_of_range(line):
            continue
        limit = f"0 到 {plain(line.weight)} 分之间" if line.weight is not None else "0 分以上"
        yield hit(cell=line.cell, label=line.label, seen=plain(line.claimed), expected=limit)


RULE = Rule(
    code="E506",
    name="得分超出分值范围",
    severity=Severity.MUST_FIX,
    basis="财预〔2020〕10号",
    message="指标得分填 {seen} 分,应在 {expected}。",
    fix="核对分值和得分,把得分改到 {expected},并相应更正总分。",
    check=check,
    forms=(SelfEvaluation, ScoreSheet),
    scoring=True,
    applies=lambda form, context: form.has("score") or isinstance(form, ScoreSheet),
)
