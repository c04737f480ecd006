"""B205 日期写法不规范: a date is not written as 2023年4月5日."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from jixiao.records.finding import Severity
from jixiao.records.indicator_form import IndicatorForm
from jixiao.records.list_form import ListForm
from jixiao.records.period import read_period
from jixiao.records.regex import regex
from jixiao.records.score_sheet import ScoreSheet
from jixiao.records.value import Value
from jixiao.rules.date_style import COMPACT, tidy
from jixiao.rules.rule import Context, Hit, Rule, hit
from jixiao.rules.text_years_and_dates import untidy_dates

_LOOKS_LIKE_DAY = regex(r"(?:19|20)\d{2}年\d{1,2}月\d{1,2}[日号]?")


def _places(form: IndicatorForm | ListForm | ScoreSheet) -> Iterator[Value]:
    """Target and actual of deadline rows, and the form's own dates; of a list every date."""
    if isinstance(form, ListForm | ScoreSheet):
        yield from form.dates
        return
    for row in form.judged:
        timely = "时效" in row.level2 or "时效" in row.level1
        for value in (row.target, row.actual):
            if value is not None and (row.aim.kind == "deadline" or (timely and not _plain_number(value))):
                yield value
    yield from form.dates


def _plain_number(value: Value) -> bool:
    """A number in a 时效 row is a rate or a duration unless it is eight digits that make a day."""
    return isinstance(value.content, Decimal) and not COMPACT.fullmatch(value.flat)


def check(form: IndicatorForm | ListForm | ScoreSheet, context: Context) -> Iterator[Hit]:
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
    in_text=untidy_dates,
    forms=(IndicatorForm, ListForm, ScoreSheet),
)
