"""D403 指标模糊不可衡量: a qualitative target is only a phrase of improvement without any standard."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jixiao.records.finding import Severity
from jixiao.records.self_evaluation import SelfEvaluation
from jixiao.rules.rule import Context, Hit, Rule, hit

_SHORT = 20
"""A longer target is a sentence of its own that says more than the phrase."""
_END = re.compile(r"[。.;,!、]+$")
_STANDARD = re.compile(r"[0-9一二三四五六七八九十百千]|优良|[:《》]|办法|标准|规定|规范|要求|等级|合格|达标|[上同]年")


def check(form: SelfEvaluation, context: Context) -> Iterator[Hit]:
    """Qualitative targets that are, or end in, one of the policy's vague words."""
    words = context.policy.vague_words
    for row in form.judged:
        text = _END.sub("", row.aim.text)
        vague = row.aim.kind == "qualitative" and len(text) <= _SHORT and text.endswith(words)
        if vague and not row.target.broken and not _STANDARD.search(text):
            yield hit(row.target, expected="可衡量的标准或数值")


RULE = Rule(
    code="D403",
    name="指标模糊不可衡量",
    severity=Severity.VERIFY,
    basis="财预〔2021〕101号",
    message="{label}“{seen}”没有评判标准,难以衡量。",
    fix="改为数值,或写明达到什么情形算完成。",
    check=check,
)
