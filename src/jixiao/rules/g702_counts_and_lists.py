"""G702 个数与列举不符: so many are claimed, another number is named."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jixiao.records.finding import Severity
from jixiao.records.manuscript import Manuscript
from jixiao.records.sentences import Sentence, sentences
from jixiao.rules.breakdowns import count_parts_off
from jixiao.rules.enumerations import wrong_counts
from jixiao.rules.g709_grade_counts import tells_grades
from jixiao.rules.rule import Context, Hit, Rule, text_hit


def check(manuscript: Manuscript, _: Context) -> Iterator[Hit]:
    """Lists against the count before or behind them, ordinals (一是……) against theirs, parts against their total."""
    for sentence in sentences(manuscript):
        yield from _lists(sentence)
        if (told := count_parts_off(sentence)) and not tells_grades(sentence.text):
            what = f"分项相加为 {sum(told.parts)}({'+'.join(map(str, told.parts))})"
            yield _at(sentence, told.start, told.end, told.total, sum(told.parts), what)


def _lists(sentence: Sentence) -> Iterator[Hit]:
    for claim in wrong_counts(sentence.text):
        yield _at(sentence, claim.start, claim.end, claim.claimed, claim.named, f"列出的有 {claim.named} 项")


def _at(sentence: Sentence, start: int, end: int, claimed: int, named: int, what: str) -> Hit:
    first = sentence.start + start
    words = re.split(r"[,(:]", sentence.text[start:end])[0][:30]
    last = sentence.start + min(end, start + 200)
    return text_hit(sentence.paragraph, first, last, seen=str(named), expected=str(claimed), words=words, what=what)


RULE = Rule(
    code="G702",
    name="个数与列举不符",
    severity=Severity.VERIFY,
    basis="",
    message="「{words}」写的是 {expected},{what}。",
    fix="补齐漏列的,或改正个数。",
    check=check,
    on="manuscript",
)
