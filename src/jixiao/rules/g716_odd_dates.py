"""G716 整改日期不合理: a day of the rectification round stands in an order that cannot be."""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.records.finding import Severity
from jixiao.records.list_arithmetic import day_said
from jixiao.records.list_form import (
    RECTIFICATION_LEDGER,
    RECTIFICATION_NOTICE,
    RECTIFICATION_REPORT,
    ListForm,
)
from jixiao.records.value import Value
from jixiao.rules.rule import Context, Hit, Rule, hit

Pair = tuple[Value | None, Value | None, str]  # (the day that is odd, the day it is held against, what is odd)


def check(form: ListForm, _: Context) -> Iterator[Hit]:
    """Pairs of days in which the first lies after (or, for deadlines, before) the second."""
    for odd, other, fault in _pairs(form):
        day, limit = day_said(odd, form.year), day_said(other, form.year)
        if odd is None or other is None or day is None or limit is None:
            continue
        if (day < limit) if fault.startswith("早于") else (day > limit):
            yield hit(
                odd,
                expected="核对",
                name=odd.label.rpartition(" · ")[2] or odd.label,
                fault=fault,
                limit=other.text.strip(),
            )


def _pairs(form: ListForm) -> Iterator[Pair]:
    date, deadline, as_of = (form.fields.get(role) for role in ("date", "deadline", "as_of"))
    if form.form == RECTIFICATION_NOTICE:
        yield from ((row.at("deadline"), date, "早于通知的成文日期") for row in form.rows)
    elif form.form == RECTIFICATION_REPORT:
        yield from ((row.at("done_on"), date, "晚于报告的成文日期") for row in form.rows)
        yield date, deadline, "晚于报送期限"
    else:
        yield from ((row.at("done_on"), as_of, "晚于统计日期") for row in form.rows)


RULE = Rule(
    code="G716",
    name="整改日期不合理",
    severity=Severity.VERIFY,
    basis="",
    message="{name}填“{seen}”,{fault}({limit})。",
    fix="核对这两个日期,改正填错的一个;确实逾期的写明原因。",
    check=check,
    forms=(ListForm,),
    applies=lambda form, context: form.form in (RECTIFICATION_NOTICE, RECTIFICATION_REPORT, RECTIFICATION_LEDGER),
)
