"""G719 工作状态矛盾: a document says that work is going on and elsewhere that its results were given."""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.records.finding import Severity
from jixiao.records.manuscript import Manuscript
from jixiao.records.regex import regex
from jixiao.records.sentences import Sentence, sentences
from jixiao.rules.rule import Context, Hit, Rule, text_hit

_KIND = "(?P<kind>(?<!自)评价|自评|监控|复核)"
_OWNERS = ("财政", "部门", "单位")
# 「目前财政重点绩效评价工作正在进行中」; work that is 此项 or 各项 tells no kind.
_RUNNING = regex(
    rf"(?P<whose>[^,。;:、“”《》]{{0,16}}){_KIND}(?:工作)?(?:目前|现|仍|还)?(?:正在(?:有序|稳步|全面)?(?:进行|开展)|尚未(?:结束|完成))中?(?=[,;。]|$)"
)
_DONE = regex(
    rf"(?P<whose>[^,。;:、]{{0,16}})(?:{_KIND}(?:结果的?(?:反馈|通报|报告)|(?:工作)?(?:已|已经)(?:全部|全面|如期|圆满)?(?:结束|完成))"
    r"|(?:递交|提交|出具)(?:了)?(?:绩效)?(?P<report>评价|复核)报告后)"
)
_GIVEN = regex("已|下发|印发|递交|提交|出具|报送|公开")
_TO_COME = regex("将|拟|待|计划|下一步|打算|力争|应当|要求|如果|根据")
_YEAR = regex(r"20\d{2}(?=年)")


def _owners(words: str) -> set[str]:
    return {owner for owner in _OWNERS if owner in words}


def _apart(one: set[str], other: set[str]) -> bool:
    return bool(one) and bool(other) and not one & other


def _done(listed: list[Sentence], kind: str, owners: set[str], running: Sentence) -> Sentence | None:
    """The first sentence that tells the results of the same work as given; None when there is none."""
    years = set(_YEAR.findall(running.paragraph.flat))
    for sentence in listed:
        if sentence is running or not _GIVEN.search(sentence.text):
            continue
        for match in _DONE.finditer(sentence.text):
            same = kind == (match["kind"] or match["report"]) and not _apart(owners, _owners(match["whose"]))
            to_come = _TO_COME.search(sentence.text[: match.start("whose")] + match["whose"])
            if same and not to_come and not _apart(years, set(_YEAR.findall(sentence.paragraph.flat))):
                return sentence
    return None


def check(manuscript: Manuscript, _: Context) -> Iterator[Hit]:
    """Each clause that says a work is going on, where another sentence says that its results were given."""
    listed = list(sentences(manuscript))
    for sentence in listed:
        for match in _RUNNING.finditer(sentence.text):
            if _TO_COME.search(sentence.text[: match.start("kind")]):
                continue
            done = _done(listed, match["kind"], _owners(match["whose"]), sentence)
            if done is not None:
                start, end = sentence.start + match.start("whose"), sentence.start + match.end()
                where = f"第{done.paragraph.number}段"
                yield text_hit(sentence.paragraph, start, end, kind=match["kind"], where=where)


RULE = Rule(
    code="G719",
    name="工作状态矛盾",
    severity=Severity.VERIFY,
    basis="",
    message="这里写「{seen}」,{where}却说{kind}结果已经给出。",
    fix="核实{kind}工作是否已经结束,前后写成一样;不是同一次工作的,写明是哪一次。",
    check=check,
    on="manuscript",
)
