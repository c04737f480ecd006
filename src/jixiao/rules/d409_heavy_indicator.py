"""D409 单项权重过大: one indicator carries more points than the policy's limit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from jixiao.forms.read_self_evaluation import dimension
from jixiao.records.finding import Severity
from jixiao.records.indicator_form import IndicatorForm
from jixiao.records.numbers import plain
from jixiao.records.self_evaluation import SelfEvaluation
from jixiao.records.target_declaration import TargetDeclaration
from jixiao.rules.rule import Context, Hit, Rule, hit


def check(form: IndicatorForm, context: Context) -> Iterator[Hit]:
    """Points of one indicator, at its 分值 cell (at its name where the points stand there); not the execution rate."""
    limit = context.policy.weight_limit
    judged = (row for row in form.judged if dimension(row.level1) != "执行率")
    rows = [(row, row.weight if row.weight is not None else row.name) for row in judged]
    shared = Counter(place.cell for _, place in rows)  # one merged cell over several indicators is no single weight
    for row, place in rows:
        if row.points is not None and row.points > limit and shared[place.cell] == 1:
            points = plain(row.points)
            yield hit(place, seen=points, expected=f"不超过 {plain(limit)}", limit=plain(limit))


RULE = Rule(
    code="D409",
    name="单项权重过大",
    severity=Severity.VERIFY,
    basis="",
    message="{label}为 {seen} 分,超过单项上限 {limit} 分。",
    fix="把该指标拆成几条,或调整分值。",
    check=check,
    forms=(SelfEvaluation, TargetDeclaration),
)
