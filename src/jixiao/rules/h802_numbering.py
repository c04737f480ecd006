"""H802 层次编号混乱: headings of a document that repeat, leap, run backwards or change their kind of number."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from jixiao.records.finding import Severity
from jixiao.records.headings import FIRST, Heading, headings, spelled, tokens
from jixiao.records.manuscript import Manuscript, Paragraph
from jixiao.rules.rule import Context, Hit, Rule, text_hit

_AHEAD = 300
"""Headings and paragraphs that are looked through for what a number may belong to."""


@dataclass(slots=True)
class _Level:
    """A row of headings of one kind under one parent, as far as it has been read."""

    kind: int
    numbers: list[int]
    last: Paragraph
    odd: int = -1  # the kind that stands in for this one just now


def _told_between(paragraphs: Sequence[Paragraph], first: Paragraph, last: Paragraph, kind: int, number: int) -> bool:
    """Whether the number missing between two headings stands inside a paragraph there, as lists in running text do."""
    pattern = tokens(kind, number)
    begin = bisect_left(paragraphs, first.number, key=lambda at: at.number)
    end = bisect_left(paragraphs, last.number, key=lambda at: at.number)
    return any(pattern.search(at.flat, 1) for at in paragraphs[begin : min(end, begin + _AHEAD)])


class _Reading:
    """Goes through the headings with a stack of levels; yields what is out of order."""

    def __init__(self, paragraphs: Sequence[Paragraph], automatic: bool) -> None:
        self.paragraphs = paragraphs
        self.automatic = automatic  # Word may number headings by itself: gaps say nothing
        self.stack: list[_Level] = []

    def hits(self) -> Iterator[Hit]:
        found = list(headings(self.paragraphs))
        for place, heading in enumerate(found):
            if heading is None:
                self.stack.clear()
            else:
                yield from self._step(heading, found[place + 1 : place + 1 + _AHEAD])

    def _step(self, heading: Heading, rest: list[Heading | None]) -> Iterator[Hit]:
        depth = next((d for d, level in enumerate(self.stack) if level.kind == heading.kind), None)
        if depth is None:
            mixed = self._stand_in_for(heading, rest)
            if mixed is None:
                self.stack.append(_Level(heading.kind, [heading.number], heading.at))
                return
            del self.stack[self.stack.index(mixed) + 1 :]
            if mixed.odd != heading.kind:
                yield self._mixed(heading, mixed, rest)
            mixed.odd = heading.kind
        else:
            del self.stack[depth + 1 :]
            mixed = self.stack[depth]
            mixed.odd = -1
            yield from self._out_of_order(heading, mixed, rest)
        mixed.numbers.append(heading.number)
        mixed.last = heading.at

    def _out_of_order(self, heading: Heading, level: _Level, rest: list[Heading | None]) -> Iterator[Hit]:
        last, number = level.numbers[-1], heading.number
        if number == last + 1 or (number == last + 2 and level.numbers[-2:] == [last, last]):
            return  # behind a repetition the author may have counted on rightly
        if number == 1 and (last != 1 or self._goes_on_with(2, heading.kind, rest)):
            return  # a new list
        if number > last + 1 and (
            self.automatic or _told_between(self.paragraphs, level.last, heading.at, heading.kind, last + 1)
        ):
            return
        what = "重复" if number == last else "跳号" if number > last else "倒退"
        yield self._hit(
            heading, spelled(heading.kind, last + 1, heading.written), f"{what},上一个同级编号在第{level.last.number}段"
        )

    @staticmethod
    def _goes_on_with(number: int, kind: int, rest: list[Heading | None]) -> bool:
        """Whether the list that begins here goes on as a list of its own, or ends at once."""
        following = next((one for one in rest if one is not None and one.kind <= kind), None)
        return following is None or following.kind != kind or following.number == number

    def _stand_in_for(self, heading: Heading, rest: list[Heading | None]) -> _Level | None:
        """The level whose next number stands here in another kind; it must be established before or go on after."""
        if heading.kind < FIRST:
            return None
        for level in reversed(self.stack):
            if level.kind < FIRST or heading.number != level.numbers[-1] + 1:
                continue
            if level.odd == heading.kind or len(level.numbers) > 1 or self._resumed(level, heading, rest):
                return level
        return None

    @staticmethod
    def _resumed(level: _Level, heading: Heading, rest: list[Heading | None]) -> bool:
        """Whether the level's own kind goes on where the other kind leaves off: （一）(2)（三）."""
        number = heading.number
        for one in rest:
            if one is None or (one.kind < level.kind):
                return False
            if one.kind == heading.kind and one.number == number + 1:
                number += 1
            elif one.kind == level.kind:
                return one.number == number + 1
        return False

    def _mixed(self, heading: Heading, level: _Level, rest: list[Heading | None]) -> Hit:
        also, number = [], heading.number
        for one in rest:
            if one is None or one.kind == level.kind:
                break
            if one.kind == heading.kind and one.number == number + 1:
                number += 1
                also.append(str(one.at.number))
        more = f",第{'、'.join(also)}段也是" if also else ""
        right = spelled(level.kind, heading.number, heading.written)
        return self._hit(heading, right, f"与同级编号(第{level.last.number}段等)写法不一{more}")

    @staticmethod
    def _hit(heading: Heading, expected: str, wrong: str) -> Hit:
        end = min(len(heading.at.flat), len(heading.written) + 20)
        return text_hit(heading.at, 0, end, seen=heading.written, expected=expected, wrong=wrong)


def check(manuscript: Manuscript, _: Context) -> Iterator[Hit]:
    """Headings outside tables; a list may begin anew at 1, and what Word numbers by itself is not judged."""
    paragraphs = manuscript.running
    automatic = manuscript.legacy is not None or any(at.listed for at in paragraphs)
    yield from _Reading(paragraphs, automatic).hits()


RULE = Rule(
    code="H802",
    name="层次编号混乱",
    severity=Severity.VERIFY,
    basis="GB/T 9704-2012",
    message="编号「{seen}」{wrong},按顺序应为「{expected}」。",
    fix="核对层次编号,改为“{expected}”,后面的编号顺延。",
    check=check,
    on="manuscript",
)
