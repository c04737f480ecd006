"""E508 定性得分不在档位内: the points of a qualitative indicator lie outside the band that its own words name."""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.records.finding import Severity
from jixiao.records.numbers import plain
from jixiao.records.self_evaluation import SelfEvaluation
from jixiao.records.text import shortened
from jixiao.rules.claimed import judged_lines
from jixiao.rules.rule import Context, Hit, Rule, hit


def check(form: SelfEvaluation, context: Context) -> Iterator[Hit]:
    """Claimed points outside the band; both bounds count as inside, and words that name no band are not judged."""
    tolerance = context.policy.tolerance
    for line, row in judged_lines(form, context.score):
        if line.kind != "qualitative" or line.band is None or line.band_name is None or line.claimed is None:
            continue
        low, high = line.band
        if not low - tolerance <= line.claimed <= high + tolerance:
            expected = f"{plain(low)} 至 {plain(high)}"
            said, seen = shortened(row.done.text, 20), plain(line.claimed)
            yield hit(cell=line.cell, label=line.label, seen=seen, expected=expected, said=said, band=line.band_name)


RULE = Rule(
    code="E508",
    name="定性得分不在档位内",
    severity=Severity.MUST_FIX,
    basis="财预〔2020〕10号",
    message="完成值写「{said}」,属「{band}」,得分应为 {expected} 分,填的是 {seen} 分。",
    fix="按完成情况改得分;完成情况写得不准的,改完成值。",
    check=check,
    scoring=True,
    applies=lambda form, context: form.has("score"),
)
