"""D403 指标模糊不可衡量: a qualitative target is only a phrase of improvement without any standard."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from jixiao.policy.model import Policy
from jixiao.records.finding import Severity
from jixiao.records.indicator_form import IndicatorForm
from jixiao.records.regex import regex
from jixiao.records.self_evaluation import SelfEvaluation
from jixiao.records.target_declaration import TargetDeclaration
from jixiao.rules.rule import Context, Hit, Rule, hit
from jixiao.rules.suggestion import suggestion

_SHORT = 20
"""A longer target is a sentence of its own that says more than the phrase."""
_END = regex(r"[。.;,!、]+$")
_NUMBERED = regex(r"[0-9一二三四五六七八九十百千]|[:《》]")


def check(form: IndicatorForm, context: Context) -> Iterator[Hit]:
    """Qualitative targets that are, end in, or begin with the policy's words of improvement, and state no standard."""
    for row in form.aimed:
        if row.aim.kind == "qualitative" and not row.target.broken and is_vague(row.aim.text, context.policy):
            told = suggestion(form, row, row.level2, context)
            yield hit(row.target, expected="可衡量的标准或数值", suggestion=told)


def is_vague(target: str, policy: Policy) -> bool:
    """Whether a squeezed qualitative target only praises or wishes: no number, no standard to hold it against."""
    text = _END.sub("", target)
    if not text or len(text) > _SHORT:
        return False
    praise = _changes(policy.degree_words, policy.change_words).search(text)
    if not praise and not text.endswith(policy.vague_words) and not text.startswith(policy.wish_words):
        return False
    rest = _without(text[: praise.start()] if praise else text, (*policy.vague_words, *policy.degree_words))
    return not _NUMBERED.search(rest) and not any(word in rest for word in policy.standard_words)


@lru_cache(maxsize=16)
def _changes(degrees: tuple[str, ...], changes: tuple[str, ...]) -> re.Pattern[str]:
    """A degree and a change within a few characters at the end: 显著提升, 不断得到改善, 持续地提高."""
    listed = ["|".join(map(re.escape, sorted(words, key=len, reverse=True))) or "(?!)" for words in (degrees, changes)]
    return re.compile(rf"(?:{listed[0]})[^,;、]{{0,4}}(?:{listed[1]})$")


@lru_cache(maxsize=16)
def _any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(words, key=len, reverse=True))) or "(?!)")


def _without(text: str, words: tuple[str, ...]) -> str:
    """The text with words of a list taken out, so that 「进一步」 is no number."""
    return _any_of(words).sub("", text)


RULE = Rule(
    code="D403",
    name="指标模糊不可衡量",
    severity=Severity.VERIFY,
    basis="财预〔2021〕101号",
    message="{label}“{seen}”没有评判标准,难以衡量。",
    fix="改为数值,或写明达到什么情形算完成。{suggestion}",
    check=check,
    forms=(SelfEvaluation, TargetDeclaration),
)
