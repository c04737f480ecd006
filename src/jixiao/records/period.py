"""Dates and periods as written in 时效 indicators: 2023年12月底前, 12月31日前, 全年, 第三季度."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache

from jixiao.records.regex import regex

_QUARTER = {"一": 1, "二": 2, "三": 3, "四": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_YEAR = r"(?:(?P<year>(?:19|20)\d{2})(?:年度|年)?)"
_LEAD = (
    r"(?:≤|<|=|不晚于|不迟于|不超过|(?:现|均|全部|实际|工程|项目)?已?(?:于|在)|已"
    r"|截至|截止到|截止至|截止|自|计划|预计|确保)?"
)
_VERB = (
    r"(?:全部|全面|工程|项目|已|均|按时|按期|顺利)*"
    r"(?:完成|完工|竣工|开工|到位|验收|发放|支付|拨付|投入使用|交付|实施|启动|建成|结束|办结|执行)*(?:完毕|到位|验收|合格|通过)*"
)
_TAIL = rf"(?P<before>(?:之前|以前|前|内|以内|之内|止|左右)?){_VERB}(?:前|之前|止)?"
_FORMS = (
    rf"{_YEAR}(?P<month>1[0-2]|0?[1-9])月(?P<day>3[01]|[12]\d|0?[1-9])[日号]?",
    r"(?P<year>(?:19|20)\d{2})[-./](?P<month>1[0-2]|0?[1-9])[-./](?P<day>3[01]|[12]\d|0?[1-9])"
    r"(?:[ T]?\d{1,2}:\d{2}(?::\d{2})?)?",
    rf"{_YEAR}(?P<month>1[0-2]|0?[1-9])月(?:份)?(?P<part>底|末|中旬|上旬|下旬|初|中)?",
    r"(?P<year>(?:19|20)\d{2})[-./](?P<month>1[0-2]|0[1-9]|[1-9])月?",
    r"(?P<month>1[0-2]|0?[1-9])月(?P<day>3[01]|[12]\d|0?[1-9])[日号]",
    rf"{_YEAR}?(?:的)?第?(?P<quarter>[一二三四1-4])季度(?:底|末)?",
    rf"{_YEAR}?(?P<half>上半年|下半年)(?:底|末)?",
    rf"{_YEAR}(?:底|末|内|全年)?",
    r"(?P<whole>全年度|全年|当年度|当年|本年度|本年|年度内|年内|年底|年末)",
    r"(?P<month>1[0-2]|0?[1-9])月(?:份)?(?P<part>底|末|中旬|上旬|下旬|初|中)?",
)
_SPEAKS_OF_TIME = regex(r"[年月季]|(?:19|20)\d{2}")
_ONLY_TIMELY = {3, 7, 9}  # 2023.12, 2023, 12月: dates only where time is spoken of, or when 年/前/底 stands there
_RANGE = regex(r"(.+?)(?:至|到|-|~|—|–)(.+)")
_INCLUSIVE = regex(r"\(含(?:当日|当天|本数)?\)|[。;,、]+$")
_DATE_WORDS = regex(r"[年月日]|(?:19|20)\d{2}[-./]\d{1,2}[-./]\d{1,2}")
_COMPACT = regex(r"((?:19|20)\d{2})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])")


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of days, first and last inclusive; a single day has both equal."""

    first: date
    last: date


def _month_end(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


def _part(year: int, month: int, part: str | None) -> Period:
    end = _month_end(year, month)
    if part in ("上旬", "初"):
        return Period(date(year, month, 1), date(year, month, 10))
    if part in ("中旬", "中"):
        return Period(date(year, month, 11), date(year, month, 20))
    if part == "下旬":
        return Period(date(year, month, 21), end)
    return Period(date(year, month, 1), end)


def _build(groups: dict[str, str | None], year: int) -> Period | None:
    month = int(groups.get("month") or 0)
    try:
        if month and groups.get("day"):
            day = date(year, month, int(groups["day"] or 1))
            return Period(day, day)
        if month:
            return _part(year, month, groups.get("part"))
        if quarter := groups.get("quarter"):
            first = _QUARTER[quarter] * 3 - 2
            return Period(date(year, first, 1), _month_end(year, first + 2))
        if half := groups.get("half"):
            return Period(date(year, 1 if half[0] == "上" else 7, 1), _month_end(year, 6 if half[0] == "上" else 12))
        return Period(date(year, 1, 1), date(year, 12, 31))
    except ValueError:
        return None


@lru_cache(maxsize=4096)
def read_period(text: str, year: int | None, timely: bool) -> Period | None:
    """The days that a squeezed text names; None when it names none.

    `year` fills in where the text gives no year (without it such texts cannot be placed: None). `timely` says the
    place speaks of time (时效): only there 「12月」, 「2023」 and 「2023.12」 are dates, elsewhere they may be amounts.
    The whole text must be the date; a sentence that mentions one is none.
    """
    text = _INCLUSIVE.sub("", text)
    if len(text) > 40 or not _SPEAKS_OF_TIME.search(text):
        return None
    if timely and (match := _COMPACT.fullmatch(text)):
        return _build({"month": match[2], "day": match[3]}, int(match[1]))
    if match := _months().fullmatch(text):
        own = int(match["year"]) if match["year"] else year
        if own and (timely or match["year"]) and int(match[2]) <= int(match[3]):
            return Period(date(own, int(match[2]), 1), _month_end(own, int(match[3])))
    single = _single(text, year, timely)
    if single:
        return single
    if match := _RANGE.fullmatch(text):
        first = _single(match[1], year, timely or bool(_DATE_WORDS.search(text)))
        if first:
            last = _single(match[2], first.first.year, True)
            if last and last.last >= first.first:
                return Period(first.first, last.last)
    return None


@cache
def _pattern(form: int) -> re.Pattern[str]:
    """One way of writing a date, with what may stand around it; compiled when first needed, as start-up counts."""
    return re.compile(rf"{_LEAD}(?:{_FORMS[form]}){_TAIL}")


@cache
def _months() -> re.Pattern[str]:
    return re.compile(rf"{_YEAR}?(1[0-2]|0?[1-9])月?[-~—–至到](1[0-2]|0?[1-9])月(?:份|底)?{_TAIL}")


def _single(text: str, year: int | None, timely: bool) -> Period | None:
    for index in range(len(_FORMS)):
        match = _pattern(index).fullmatch(text)
        if not match:
            continue
        groups = match.groupdict()
        if index in _ONLY_TIMELY and not timely and not _plainly_a_date(text, groups):
            continue
        own = int(groups["year"]) if groups.get("year") else year
        if own is None:
            continue
        return _build(groups, own)
    return None


def _plainly_a_date(text: str, groups: dict[str, str | None]) -> bool:
    """Whether the text is a date wherever it stands: 「12月底前」, 「2023年」 — but not 「12月」 or 「2023.12」."""
    year = groups.get("year")
    return bool(groups.get("before") or groups.get("part") or (year and f"{year}年" in text))
