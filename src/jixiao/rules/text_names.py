"""Names in a document that nearly equal an earlier one (G704): projects in quotation marks, agencies, titles."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from jixiao.records.manuscript import Manuscript, Paragraph
from jixiao.records.regex import regex
from jixiao.rules.near_names import bare_name, same_thing
from jixiao.rules.rule import Context, Hit, text_hit

_PROJECT = regex(r"“([^“”《》。;]{6,60}?(?:项目|工程|资金|经费|支出|基金|迁建|扩建|改造|建设))”")
_AGENCY = regex(
    r"[\u4e00-\u9fff]{4,24}?(?:事务所(?:\((?:特殊)?普通合伙\))?(?:有限(?:责任)?公司)?|(?:咨询|评估|造价)[\u4e00-\u9fff]{0,6}公司)"
)
_BEFORE_AGENCY = regex("^.*(?:机构|委托|聘请|邀请|选择|选定|[由和与及为给对经])")
_TITLE = regex(r"《(关于[^《》]{13,80}的(?:通知|意见|方案|办法|报告|函))》")
_CLAUSE = regex(r"[,。;:、()“”《》<>\t]|关于|^")
_LEADING = frozenset("对将在由与和及到为是把从该各因按使让于以")
_TAIL = 8
"""Signs at the end of a quoted name by which it is found again where it stands without quotation marks."""
_WITHOUT_QUOTES = 10
_LEFT_OUT = 3
_MOST = 300
"""Different names of one sort that are compared with each other."""
_LONGEST_CLAUSE = 120
_PLAIN_ENDS = ("项目", "工程", "支出", "资金", "经费")


@dataclass(frozen=True, slots=True)
class _Name:
    """A name at `start` to `end` of a paragraph's flat text."""

    at: Paragraph
    start: int
    end: int

    @property
    def text(self) -> str:
        return self.at.flat[self.start : self.end]


def varying_in_text(manuscript: Manuscript, context: Context) -> Iterator[Hit]:
    """Each wording once, where it first stands, with the earlier one that it varies; each sort of names by itself."""

    def near(one: str, other: str) -> bool:
        return same_thing(one, other, context.policy) and not _mere_ending(one, other)

    names = list(_quoted(manuscript.paragraphs))
    longest: dict[tuple[int, int], _Name] = {}
    for name in (*names, *_unquoted(names, manuscript.paragraphs)):
        place = name.at.number, name.start
        longest[place] = max(longest.get(place, name), name, key=lambda one: one.end)
    yield from _varying("项目", (longest[place] for place in sorted(longest)), near)
    yield from _varying("单位", _agencies(manuscript.paragraphs), near)
    yield from _varying("文件", _titles(manuscript.paragraphs), _shortened_title)


def _varying(what: str, names: Iterator[_Name], near: Callable[[str, str], bool]) -> Iterator[Hit]:
    known: dict[str, str] = {}
    for name in names:
        key = bare_name(name.text)
        if key in known or len(known) >= _MOST:
            continue
        other = next((text for text in known.values() if near(name.text, text)), None)
        known[key] = name.text
        if other is not None:
            yield text_hit(name.at, name.start, name.end, expected=other, what=what, other=other)


def _mere_ending(one: str, other: str) -> bool:
    """Whether only 项目 and the like stands behind one of them: nobody takes that for another name."""
    short, long = sorted((bare_name(one), bare_name(other)), key=len)
    return long.startswith(short) and long[len(short) :] in _PLAIN_ENDS


def _quoted(paragraphs: tuple[Paragraph, ...]) -> Iterator[_Name]:
    for at in paragraphs:
        for match in _PROJECT.finditer(at.flat):
            yield _Name(at, match.start(1), match.end(1))


def _unquoted(names: list[_Name], paragraphs: tuple[Paragraph, ...]) -> Iterator[_Name]:
    """Where the end of a long quoted name stands without quotation marks: the words from the clause's beginning on."""
    for text in sorted({name.text for name in names if name.end - name.start >= _WITHOUT_QUOTES})[:_MOST]:
        tail = re.compile(re.escape(text[-_TAIL:]))
        for at in paragraphs:
            for match in tail.finditer(at.flat):
                start = _clause_start(at.flat, match.start() + 1)
                start += at.flat[start] in _LEADING
                words = at.flat[start : match.end()]
                if words[:2] == text[:2] or words[1:3] == text[:2]:
                    yield _Name(at, start, match.end())


def _clause_start(text: str, end: int) -> int:
    """Where the clause begins that goes on at `end`."""
    first = max(0, end - _LONGEST_CLAUSE)
    return max((edge.end() for edge in _CLAUSE.finditer(text, first, end)), default=first)


def _agencies(paragraphs: tuple[Paragraph, ...]) -> Iterator[_Name]:
    for at in paragraphs:
        for match in _AGENCY.finditer(at.flat):
            leading = _BEFORE_AGENCY.match(match[0])
            start = match.start() + (leading.end() if leading else 0)
            if match.end() - start > _TAIL:
                yield _Name(at, start, match.end())


def _titles(paragraphs: tuple[Paragraph, ...]) -> Iterator[_Name]:
    for at in paragraphs:
        for match in _TITLE.finditer(at.flat):
            yield _Name(at, match.start(1), match.end(1))


def _shortened_title(one: str, other: str) -> bool:
    """Whether one title is the other with a few signs left out, none of them a digit."""
    short, long = sorted((bare_name(one), bare_name(other)), key=len)
    if not 0 < len(long) - len(short) <= _LEFT_OUT or re.findall(r"\d+", short) != re.findall(r"\d+", long):
        return False
    letters = iter(long)
    return all(letter in letters for letter in short)
