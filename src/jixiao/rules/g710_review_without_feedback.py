"""G710 复核差异较大未书面反馈: review and self-score lie far apart and nothing was put in writing."""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.records.finding import Severity
from jixiao.records.list_arithmetic import difference
from jixiao.records.list_form import ListForm
from jixiao.records.numbers import plain, read_points
from jixiao.rules.rule import Context, Hit, Rule, hit


def check(form: ListForm, context: Context) -> Iterator[Hit]:
    """Rows whose scores are further apart than the policy allows, unless 处理 speaks of written feedback."""
    for row in form.rows:
        apart = difference(read_points(row.at("self_score")), read_points(row.at("score")))
        if apart is None or abs(apart) <= context.policy.review_gap:
            continue
        handling = row.at("handling")
        if handling is not None and any(word in handling.flat for word in context.policy.feedback_words):
            continue
        words = {"gap": plain(abs(apart)), "limit": plain(context.policy.review_gap)}
        yield hit(handling or row.at("score"), expected="书面反馈并限期整改", **words)


RULE = Rule(
    code="G710",
    name="复核差异较大未书面反馈",
    severity=Severity.VERIFY,
    basis="",
    message="复核得分与自评得分相差 {gap} 分,超过 {limit} 分,处理栏没有写书面反馈。",
    fix="向被抽查单位书面反馈并限期整改,在处理栏写明文号;已经反馈的补写。",
    check=check,
    forms=(ListForm,),
    applies=lambda form, context: form.has("self_score") and form.has("score"),
)
