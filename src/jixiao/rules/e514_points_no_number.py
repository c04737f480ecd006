"""E514 分值或得分不是数: a cell for points holds words that are no number."""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.records.evaluation_list import EvaluationList
from jixiao.records.finding import Severity
from jixiao.records.numbers import points_unreadable
from jixiao.records.self_evaluation import SelfEvaluation
from jixiao.records.value import Value
from jixiao.rules.b202_leftover_placeholders import leftover
from jixiao.rules.rule import Context, Hit, Rule, hit


def check(form: SelfEvaluation | EvaluationList, context: Context) -> Iterator[Hit]:
    """Points cells of funds, indicator rows and total; strokes, blanks and 「5分」 are legal, leftovers are B202's."""
    for value in _points(form):
        if value is not None and points_unreadable(value) and not leftover(value, context.policy):
            yield hit(value, expected="数字")


def _points(form: SelfEvaluation | EvaluationList) -> Iterator[Value | None]:
    if isinstance(form, EvaluationList):
        yield from (item.score for item in form.projects)
        return
    if form.funds is not None and form.funds.total is not None:
        yield from (form.funds.total.weight, form.funds.total.score)
    for row in (*((form.execution_row,) if form.execution_row is not None else ()), *form.judged):
        yield from (row.weight, row.score)
    if form.total is not None:
        yield from (form.total.weight, form.total.score)


RULE = Rule(
    code="E514",
    name="分值或得分不是数",
    severity=Severity.MUST_FIX,
    basis="财预〔2020〕10号",
    message="「{seen}」不是数,分值和得分只填数字。",
    fix="只填数字,说明文字写到原因栏。",
    check=check,
    forms=(SelfEvaluation, EvaluationList),
    scoring=True,
)
