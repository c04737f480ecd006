"""G701 同一事实两处数字不一: the same fact is told twice with different numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from jixiao.records.book import Book
from jixiao.records.chinese_number import COUNT, whole_number
from jixiao.records.finding import Severity
from jixiao.records.manuscript import Manuscript
from jixiao.records.numbers import plain
from jixiao.records.regex import regex
from jixiao.records.sentences import Amount, Sentence, amounts, sentences
from jixiao.rules.rule import Context, Hit, Rule, text_hit
from jixiao.rules.same_fact import differing

_TELLING_DIGITS = 5
"""Two sentences that share an amount with so many digits that matter speak of the same thing."""
_NEAR = 40
"""How far in front of such an amount the counts that belong to it may stand."""
_COUNT_BEHIND = regex(rf"([\u4e00-\u9fff]{{2,8}}?)({COUNT})(?:个|家|项)")
_COUNT_BEFORE = regex(rf"({COUNT})(?:个|家|项)([\u4e00-\u9fff]{{2,8}}?)(?=[,、;:(共计合总金涉资]|\d)")
_ADDED = regex("^(?:共|共计|合计|总计|评价|涉及|其中|包括|有|对|及|和|与)+")
_NEUTRAL = regex("(?:共计|合计|总计|共|涉及|项目资金|资金|总?金额|总?投资|为|达|约|:)+$")
_EDGE = regex(r"[,。;:、()!?]")
_OWN_NAME = regex("[“《]|[省市县区镇乡村路街桥河湖库站局院校厂园场馆所]")
_MARKS = regex("[“”《》]")
_LEAST_LABEL = 8
_YEAR = regex(r"((?:19|20)\d{2})年")
_CHANGED = regex("调整|调增|调减|追加|核减|增加|减少|原|变更|送审|审定|概算|结算|决算|中标|剩余|结余|累计|新增")


@dataclass(frozen=True, slots=True)
class _Told:
    """A number told in a sentence, at `start` to `end` of it."""

    sentence: Sentence
    start: int
    end: int
    number: str

    def hit(self, first: _Told, what: str) -> Hit:
        """The finding at this later place, against the first."""
        place = self.sentence.start
        words = {"what": what, "first": first.number, "before": first.sentence.paragraph.number}
        return text_hit(
            self.sentence.paragraph,
            place + self.start,
            place + self.end,
            seen=self.number,
            expected=first.number,
            **words,
        )


def check(manuscript: Manuscript, _: Context) -> Iterator[Hit]:
    """Counts that stand before one and the same amount, and amounts of one and the same named thing."""
    told = [(sentence, amount) for sentence in sentences(manuscript) for amount in amounts(sentence.text)]
    yield from _counts(told)
    yield from _named_amounts(told)


def _telling(amount: Amount) -> bool:
    return len(amount.wan.normalize().as_tuple().digits) >= _TELLING_DIGITS


def _counts(told: list[tuple[Sentence, Amount]]) -> Iterator[Hit]:
    """「项目17个,金额137436.41万元」 and elsewhere 「项目61个,金额137436.41万元」."""
    seen: dict[tuple[str, str], _Told] = {}
    for sentence, amount in told:
        if not _telling(amount):
            continue
        for noun, count in _counts_before(sentence, amount):
            first = seen.setdefault((plain(amount.wan), noun), count)
            if first.sentence.paragraph is not sentence.paragraph and first.number != count.number:
                yield count.hit(first, f"金额 {plain(amount.wan)} 万元所涉的{noun}个数")


def _counts_before(sentence: Sentence, amount: Amount) -> Iterator[tuple[str, _Told]]:
    """The counts in the same sentence shortly before an amount, each with its noun."""
    start = max(0, amount.start - _NEAR)
    near = sentence.text[start : amount.start]
    taken: set[int] = set()
    for pattern, number, noun in ((_COUNT_BEHIND, 2, 1), (_COUNT_BEFORE, 1, 2)):
        for match in pattern.finditer(near):
            name, count = _ADDED.sub("", match[noun]), whole_number(match[number])
            if count is not None and name and match.start(number) not in taken:
                taken.add(match.start(number))
                yield name, _Told(sentence, start + match.start(number), start + match.end(number) + 1, str(count))


def _named_amounts(told: list[tuple[Sentence, Amount]]) -> Iterator[Hit]:
    """「“……”4个专项资金共62,531万元」 and elsewhere the same words with 66,531."""
    seen: dict[tuple[str, str], tuple[_Told, Amount]] = {}
    for sentence, amount in told:
        label = _label(sentence.text[: amount.start])
        if label is None:
            continue
        years = _YEAR.findall(sentence.text[: amount.start])
        place = _Told(sentence, amount.start, amount.end, f"{amount.number}{amount.unit}")
        first, known = seen.setdefault((label, years[-1] if years else ""), (place, amount))
        if first.sentence.paragraph is not sentence.paragraph and known.wan != amount.wan:
            what = _MARKS.sub("", label).rstrip("共计合总为达约:")[-30:]
            yield place.hit(first, f"「{what}」的金额")


def _label(before: str) -> str | None:
    """What an amount is said of: the words right before it, with quoted names in front; None when they name nothing."""
    start = max((match.end() for match in _EDGE.finditer(before)), default=0)
    words = before[start:]
    if _CHANGED.search(words):
        return None
    bare = _NEUTRAL.sub("", words)
    return words if len(bare) >= _LEAST_LABEL and _OWN_NAME.search(bare) else None


def in_workbook(book: Book, context: Context) -> Iterator[Hit]:
    """Forms and lists of one workbook that state a project's amount, score or grade, or a list's total, differently."""
    yield from differing(book, context.policy)


RULE = Rule(
    code="G701",
    name="同一事实两处数字不一",
    severity=Severity.MUST_FIX,
    basis="",
    message="“{name}”的{what}这里是 {seen},{where} 是 {other}。",
    fix="查原始资料,把两处改为一致。",
    check=in_workbook,
    on="workbook",
    in_text=check,
    text_message="{what}这里是 {seen},第{before}段是 {first}。",
)
