"""B205 日期写法不规范: a date is not written as 2023年4月5日."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from jixiao.records.finding import Severity
from jixiao.records.indicator_form import IndicatorForm
from jixiao.records.period import read_period
from jixiao.records.value import Value
from jixiao.rules.rule import Context, Hit, Rule, hit

_HAN = "〇零○一二三四五六七八九"
_DIGIT = {letter: str(index if index < 3 else index - 2) for index, letter in enumerate(_HAN)} | {"零": "0", "○": "0"}
_HAN_YEAR = re.compile(
    rf"([{_HAN}]{{4}})年(?:([一二三四五六七八九十]{{1,2}})月)?(?:([一二三四五六七八九十]{{1,3}})[日号])?"
)
_DOTTED = re.compile(
    r"(?<!\d)((?:19|20)\d{2})([-./])(0?[1-9]|1[0-2])(?:\2(0?[1-9]|[12]\d|3[01]))?(?![\d公里米元万亿%])月?"
)
_COMPACT = re.compile(r"(?<!\d)((?:19|20)\d{2})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?!\d)")
_PADDED = re.compile(r"(年|月|^)0(\d)(?=[月日号])")
_LOOKS_LIKE_DAY = re.compile(r"(?:19|20)\d{2}年\d{1,2}月\d{1,2}[日号]?")
_SHORT_YEAR = re.compile(r"(?<!\d)(\d{2})年(?=\d{1,2}月)")


def _han(text: str) -> int:
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return int("".join(_DIGIT[letter] for letter in text))
    return (int(_DIGIT[tens]) if tens else 1) * 10 + (int(_DIGIT[ones]) if ones else 0)


def _from_han(match: re.Match[str]) -> str:
    year = "".join(_DIGIT[letter] for letter in match[1])
    month = f"{_han(match[2])}月" if match[2] else ""
    return f"{year}年{month}{f'{_han(match[3])}日' if match[3] else ''}"


def _from_parts(year: str, month: str, day: str | None) -> str:
    return f"{year}年{int(month)}月{f'{int(day)}日' if day else ''}"


def tidy(text: str) -> str:
    """A squeezed text with its dates as 2023年4月5日: Arabic digits, four-digit year, no padding zeros."""
    text = _HAN_YEAR.sub(_from_han, text)
    text = _DOTTED.sub(lambda match: _from_parts(match[1], match[3], match[4]), text)
    text = _COMPACT.sub(lambda match: _from_parts(match[1], match[2], match[3]), text)
    text = _SHORT_YEAR.sub(r"20\1年", text)
    return _PADDED.sub(r"\1\2", _PADDED.sub(r"\1\2", text))


def _places(form: IndicatorForm) -> Iterator[Value]:
    """Target and actual of deadline rows, and the form's own dates."""
    for row in form.judged:
        timely = "时效" in row.level2 or "时效" in row.level1
        for value in (row.target, row.actual):
            if value is not None and (row.aim.kind == "deadline" or (timely and not _plain_number(value))):
                yield value
    yield from form.dates


def _plain_number(value: Value) -> bool:
    """A number in a 时效 row is a rate or a duration unless it is eight digits that make a day."""
    return isinstance(value.content, Decimal) and not _COMPACT.fullmatch(value.flat)


def check(form: IndicatorForm, context: Context) -> Iterator[Hit]:
    """One finding per cell; a real date value is right however it is shown."""
    own = {value.cell for value in form.dates}
    for value in _places(form):
        if value.empty or value.broken or not isinstance(value.content, str | Decimal):
            continue
        right = tidy(value.flat)
        if right != value.flat:
            yield hit(value, expected=right)
        elif value.cell in own and _LOOKS_LIKE_DAY.fullmatch(right) and read_period(right, form.year, True) is None:
            yield hit(value, expected="2023年4月5日 这样的真实日期")


RULE = Rule(
    code="B205",
    name="日期写法不规范",
    severity=Severity.VERIFY,
    basis="GB/T 9704-2012",
    message="日期写成「{seen}」,规范写法是「{expected}」。",
    fix="改为{expected}。",
    check=check,
    forms=(IndicatorForm,),
)
