"""What lists compute: difference and rate of a review, days overdue, share of problems put right, amount cut.

Plain numbers and dates in, plain numbers out; the templates' formulas give the same (tests/forms/test_list_office.py).
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

from jixiao.records.numbers import rounded
from jixiao.records.period import read_period
from jixiao.records.value import Value

DONE, DOING, NOT_BEGUN = "已完成", "正在整改", "未启动"
STATES = (DONE, DOING, NOT_BEGUN)
_STATES_READ = {
    DONE: ("已完成", "完成", "已整改", "整改到位", "已整改到位", "已整改完成", "整改完成", "是", "办结", "已办结"),
    DOING: ("正在整改", "整改中", "进行中", "正在推进", "部分完成", "基本完成", "推进中", "持续整改", "长期坚持"),
    NOT_BEGUN: ("未启动", "未开始", "未整改", "未完成", "否", "尚未整改", "尚未启动"),
}
_STATE_OF = {word: state for state, words in _STATES_READ.items() for word in words}
_EPOCH = date(1899, 12, 30)


def difference(own: Decimal | None, review: Decimal | None) -> Decimal | None:
    """差异 of a spot check in points: review score less self-score, two places."""
    return None if own is None or review is None else rounded(review - own)


def difference_rate(own: Decimal | None, review: Decimal | None) -> Decimal | None:
    """差异率 in percent of the self-score, two places; None for a self-score of nought."""
    if own is None or review is None or own == 0:
        return None
    return rounded((review - own) * 100 / own)


def overdue_days(deadline: date | None, state: str, done_on: date | None, as_of: date | None) -> int | None:
    """逾期天数: days from the deadline to the day it was done, or to 统计日期 while it is not; never below 0.

    None where a day that it takes is missing.
    """
    end = done_on if state == DONE else as_of
    return None if deadline is None or end is None else max(0, (end - deadline).days)


def rectified_rate(done: int, total: int) -> Decimal | None:
    """整改率 in percent, two places: problems put right of all problems; None without problems."""
    return rounded(Decimal(done) * 100 / total) if total else None


def cut(asked: Decimal | None, suggested: Decimal | None) -> Decimal | None:
    """核减额: amount asked for less amount suggested, up to six places."""
    return None if asked is None or suggested is None else asked - suggested


def serial(day: date) -> int:
    """A date as spreadsheets count it: 2026-01-01 → 46023."""
    return (day - _EPOCH).days


def day_of(number: int) -> date:
    """The date of a spreadsheet's day number."""
    return _EPOCH + timedelta(days=number)


def state_of(value: Value | None) -> str | None:
    """Which of the three states a 完成情况 cell names, in the words that units use; None for anything else."""
    return None if value is None else _STATE_OF.get(value.flat.rstrip("。;"))


def day_said(value: Value | None, year: int | None = None) -> date | None:
    """The single day that a cell holds or writes out; None for none, for a month, and for a span of days."""
    if value is None or value.empty or value.broken:
        return None
    if isinstance(value.content, datetime):
        return value.content.date()
    if isinstance(value.content, date):
        return value.content
    period = read_period(value.flat, year, True)
    return period.first if period is not None and period.first == period.last else None
