"""G709 等级个数不平: the numbers of projects by grade do not add up to the number of projects."""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.records.chinese_number import COUNT, whole_number
from jixiao.records.evaluation_list import EvaluationList
from jixiao.records.finding import Severity
from jixiao.records.list_form import ListForm
from jixiao.records.manuscript import Manuscript
from jixiao.records.regex import regex
from jixiao.records.sentences import Sentence, sentences
from jixiao.rules.rule import Context, Hit, Rule, hit, text_hit

_GRADE = "优秀|良好|中等|较差|优|良|差"
_END = r"(?=[,;、。和及与()]|等级|等次|级|档|的|$)"
# 「1个项目评价为“优”」「10个项目良」「3个为中」; a bare 中 after a noun is 「3个项目中,」.
_COUNT_FIRST = regex(
    rf"({COUNT})(?:个|家|户|项)([^,;。、:“”()\d]{{0,14}}?)(?:(?:为|是|获|评定)(?:“(?:{_GRADE}|中)”|{_GRADE}|中)|“(?:{_GRADE}|中)”|(?:{_GRADE}))"
    rf"{_END}"
)
_GRADE_FIRST = regex(
    rf"(?:^|[,;。、:()“]|为|是|其中|得|达到)“?(?:{_GRADE}|中)”?(?:等级|等次|级|档)?(?:的|的?项目|的?单位)?(?:有|为|共|:)?({COUNT})(?:个|家|户|项)"
)
_TOTAL = regex(rf"({COUNT})(?:个|家|户|项)(?!百分)")
_TOTAL_BEHIND = regex(rf"(?:共计|合计|总计|共)({COUNT})(?:个|家|户|项)")
_REST = regex("其余|其他|其它|剩余|尚未|未评")


def _graded(text: str) -> tuple[list[int], int, int] | None:
    """The counts by grade in a flat text and where they begin and end; None when fewer than two are told."""
    for pattern in (_COUNT_FIRST, _GRADE_FIRST):
        found = list(pattern.finditer(text))
        if len(found) > 1:
            counts = [whole_number(match[1]) for match in found]
            if None not in counts:
                return [count for count in counts if count is not None], found[0].start(), found[-1].end()
    return None


def tells_grades(text: str) -> bool:
    """Whether a flat text counts projects by grade."""
    return _graded(text) is not None


def _wrong(sentence: Sentence, before: str) -> Iterator[Hit]:
    told = _graded(sentence.text)
    if told is None or _REST.search(sentence.text):
        return
    counts, start, end = told
    totals = [whole_number(match[1]) for match in _TOTAL.finditer(sentence.text[:start])]
    totals = totals or [whole_number(match[1]) for match in _TOTAL_BEHIND.finditer(sentence.text[end:])]
    totals = totals or [whole_number(match[1]) for match in _TOTAL.finditer(before)]
    known = [total for total in totals if total]
    added = sum(counts)
    if not known or added in known or added == sum(known):
        return
    words = {"sum": "+".join(map(str, counts)), "added": added, "total": known[-1]}
    place = sentence.start
    yield text_hit(sentence.paragraph, place, place + end, seen=str(added), expected=str(known[-1]), **words)


def in_text(manuscript: Manuscript, _: Context) -> Iterator[Hit]:
    """Sentences that count by grade, against the number told before in the same sentence or the one in front of it."""
    before = Sentence(manuscript.paragraphs[0], 0, "") if manuscript.paragraphs else None
    for sentence in sentences(manuscript):
        near = before.text if before is not None and before.paragraph is sentence.paragraph else ""
        yield from _wrong(sentence, near)
        before = sentence


def check(form: EvaluationList | ListForm, _: Context) -> Iterator[Hit]:
    """Texts around a list that count by grade, against the number they tell, else against the list's rows."""
    listed = len({name for name in _names(form) if name})
    for value in form.statements:
        told = _graded(value.flat)
        if told is None or _REST.search(value.flat):
            continue
        counts, start, _end = told
        totals = [total for match in _TOTAL.finditer(value.flat[:start]) if (total := whole_number(match[1]))]
        total, added = (totals or [listed])[-1], sum(counts)
        if total and added != total and added != sum(totals):
            summed = "+".join(map(str, counts))
            yield hit(
                value, label="等级个数", seen=str(added), expected=str(total), sum=summed, added=added, total=total
            )


def _names(form: EvaluationList | ListForm) -> Iterator[str]:
    if isinstance(form, EvaluationList):
        yield from (item.project.flat for item in form.projects)
    else:
        yield from (value.flat for value in form.column("project"))


RULE = Rule(
    code="G709",
    name="等级个数不平",
    severity=Severity.MUST_FIX,
    basis="",
    message="各等级个数相加为 {added}({sum}),总数是 {total}。",
    fix="核对各等级的个数和总数,使两者一致。",
    check=check,
    forms=(EvaluationList, ListForm),
    in_text=in_text,
)
