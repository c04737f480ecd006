"""E514 分值或得分不是数: a cell for points holds words that are no number."""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.records.filled_form import FilledForm
from jixiao.records.finding import Severity
from jixiao.records.numbers import points_unreadable
from jixiao.rules.b202_leftover_placeholders import leftover
from jixiao.rules.rule import Context, Hit, Rule, hit


def check(form: FilledForm, context: Context) -> Iterator[Hit]:
    """Points cells of funds, indicator rows and total; strokes, blanks and 「5分」 are legal, leftovers are B202's."""
    for value in form.points_cells():
        if points_unreadable(value) and not leftover(value, context.policy):
            yield hit(value, expected="数字")


RULE = Rule(
    code="E514",
    name="分值或得分不是数",
    severity=Severity.MUST_FIX,
    basis="财预〔2020〕10号",
    message="「{seen}」不是数,分值和得分只填数字。",
    fix="只填数字,说明文字写到原因栏。",
    check=check,
    forms=(FilledForm,),
    scoring=True,
)
