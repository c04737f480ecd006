"""What a document says of itself: its title with the years in it, and the parts that speak of plans."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from jixiao.records.headings import Heading, heading
from jixiao.records.manuscript import Manuscript, Paragraph
from jixiao.records.regex import regex

YEAR = regex(r"(?<!\d)((?:19|20)\d{2})(?:年|(?=[-~—–至]+(?:19|20)\d{2}年))")
_PLAN = regex("工作安排|工作计划|工作打算|工作重点|工作思路|工作目标|工作要点|下一?步|下一?年|明年|今后|努力方向")
_NEXT_YEAR = regex("下一?年|明年")
_REPORT = regex("情况|总结|报告|结果|完成|回顾")
_LONGEST_HEADING = 40
_TITLE_LINES = 4


@dataclass(frozen=True, slots=True)
class Plan:
    """A part of a document that speaks of what is to be done, and the year it plans for."""

    year: int
    paragraphs: tuple[Paragraph, ...]


def title_lines(manuscript: Manuscript) -> tuple[Paragraph, ...]:
    """The lines of the title: short lines before the first sentence or heading."""
    found: list[Paragraph] = []
    for at in manuscript.running[:_TITLE_LINES]:
        if heading(at) or at.listed or len(at.flat) > 60 or "。" in at.flat:
            break
        found.append(at)
    return tuple(found)


def title_years(manuscript: Manuscript) -> tuple[int, ...]:
    """The years that the title names, each once, in ascending order."""
    text = "".join(at.flat for at in title_lines(manuscript))
    return tuple(sorted({int(year) for year in YEAR.findall(text)}))


def plans(manuscript: Manuscript) -> tuple[Plan, ...]:
    """The parts under headings like 「三、2023年工作安排」, 「下一步打算」; all of it where the title is a plan's."""
    paragraphs, years = manuscript.running, title_years(manuscript)
    title = "".join(at.flat for at in title_lines(manuscript))
    if years and _PLAN.search(title) and not _REPORT.search(title):
        return (Plan(years[0], paragraphs[len(title_lines(manuscript)) :]),)
    found: list[Plan] = []
    planned = 0  # the number of the last paragraph that belongs to a plan: headings inside one begin no other
    for place, at in enumerate(paragraphs):
        own = heading(at)
        if at.number <= planned or own is None or len(at.flat) > _LONGEST_HEADING or not _PLAN.search(at.flat):
            continue
        year = _planned_year(at.flat, years, title)
        if year is not None:
            found.append(Plan(year, _under(own, paragraphs[place + 1 :])))
            planned = max((one.number for one in found[-1].paragraphs), default=at.number)
    return tuple(found)


def _planned_year(text: str, years: tuple[int, ...], title: str) -> int | None:
    """The year of a plan: the one in its heading, else what the title says of it."""
    if stated := YEAR.findall(text):
        return int(stated[-1])
    if not years:
        return None
    planned = re.search(r"((?:19|20)\d{2})年(?:度)?[^,。年]{0,10}(?:计划|安排|打算|要点)", title)
    if planned:
        return int(planned[1])
    return years[-1] + 1 if _NEXT_YEAR.search(text) else years[-1]


def _under(own: Heading, rest: Sequence[Paragraph]) -> tuple[Paragraph, ...]:
    """The paragraphs up to the next heading of the same or a higher kind."""
    for place, at in enumerate(rest):
        following = heading(at)
        if following is not None and following.kind <= own.kind:
            return tuple(rest[:place])
    return tuple(rest)
