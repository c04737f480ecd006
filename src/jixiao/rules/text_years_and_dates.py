"""Years (B203) and dates (B205) in a document."""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.records.document_parts import title_lines, title_years
from jixiao.records.headings import FIRST, heading
from jixiao.records.manuscript import Manuscript
from jixiao.records.regex import regex
from jixiao.rules.date_style import tidy
from jixiao.rules.rule import Context, Hit, text_hit

_HAN = "〇零○一二三四五六七八九"
_DATE = regex(
    rf"(?<!\d)(?:19|20)\d{{2}}年0\d月(?:\d{{1,2}}[日号])?|(?<!\d)(?:19|20)\d{{2}}年\d{{1,2}}月0\d[日号]"
    rf"|(?<!\d)(?:19|20)\d{{2}}([-./])(?:0?[1-9]|1[0-2])\1(?:0?[1-9]|[12]\d|3[01])(?![\d公里米元万亿%])"
    rf"|[{_HAN}]{{4}}年[一二三四五六七八九十]{{1,2}}月(?:[一二三四五六七八九十]{{1,3}}[日号])?"
    r"|(?<!\d)\d{2}年\d{1,2}月\d{1,2}[日号]"
)
_ADDRESS = regex(r"https?://[!-~]+|www\.[!-~]+|[!-~]{1,64}@[!-~]+")
_LAST_YEARS = regex(r"((?:19|20)\d{2})年度?[^,。、年]{0,20}?(?:工作)?(?:开展|完成|进展|执行|管理)?(?:情况|总结|回顾)$")
_REPORT = regex("情况|总结|报告")


def stale_headings(manuscript: Manuscript, _: Context) -> Iterator[Hit]:
    """A first-level heading that reports on a year before all those of the title: last year's text sent again."""
    years = title_years(manuscript)
    title = "".join(at.flat for at in title_lines(manuscript))
    if not years or not _REPORT.search(title):
        return
    for at in manuscript.running:
        own = heading(at)
        if own is None or own.kind != FIRST:
            continue
        match = _LAST_YEARS.search(at.flat)
        if match and int(match[1]) < years[0]:
            yield text_hit(at, seen=match[1], expected=f"{years[0]}年", other=match[1])


def untidy_dates(manuscript: Manuscript, _: Context) -> Iterator[Hit]:
    """Whole dates with padding zeros, in Chinese numerals, with points or strokes, or with a shortened year."""
    for at in manuscript.paragraphs:
        flat = _ADDRESS.sub(lambda match: " " * len(match[0]), at.flat)
        for match in _DATE.finditer(flat):
            right = tidy(match[0])
            if right != match[0]:
                yield text_hit(at, match.start(), match.end(), seen=match[0], expected=right)
