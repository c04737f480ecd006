"""G713 推算列算错: a difference, rate, cut or number of days is not what the row's other cells give."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal

from jixiao.policy.model import Policy
from jixiao.records.finding import Severity
from jixiao.records.list_arithmetic import cut, day_said, difference, difference_rate, overdue_days, state_of
from jixiao.records.list_form import ListForm, ListRow
from jixiao.records.numbers import plain, read_amount, read_points, read_rate, rounded
from jixiao.records.value import Value
from jixiao.rules.fund_rows import CENT
from jixiao.rules.rule import Context, Hit, Rule, hit

Reading = tuple[Decimal | None, Decimal | None, Decimal, str]  # stated, due, tolerance, unit


def check(form: ListForm, context: Context) -> Iterator[Hit]:
    """Every computed cell that can be read, where all that it takes can be read too."""
    for row in form.rows:
        for role, read in _READ.items():
            value = row.at(role)
            if value is None or value.empty or value.broken:
                continue
            stated, due, tolerance, unit = read(form, row, value, context.policy)
            if stated is not None and due is not None and abs(stated - due) > tolerance:
                name = value.label.rpartition(" · ")[2]
                yield hit(value, expected=f"{plain(due)}{unit}", name=name, stated=f"{plain(stated)}{unit}")


def _difference(_: ListForm, row: ListRow, value: Value, policy: Policy) -> Reading:
    due = difference(read_points(row.at("self_score")), read_points(row.at("score")))
    return read_points(value), due, CENT, " 分"


def _rate(form: ListForm, row: ListRow, value: Value, policy: Policy) -> Reading:
    stated = read_rate(value)
    if row.at("executed") is not None:
        spent, whole = (read_amount(row.at(role), form.amount_unit) for role in ("executed", "amount"))
        due = rounded(spent.value * 100 / whole.value) if spent and whole and whole.value else None
    else:
        due = difference_rate(read_points(row.at("self_score")), read_points(row.at("score")))
        # a negative fraction in a rate cell: -0.0342 for -3.42 %
        stated = (
            stated * 100
            if stated is not None and not value.percent and -1 < stated < 0 and "%" not in value.flat
            else stated
        )
    return (rounded(stated) if stated is not None else None), due, policy.rate_tolerance, "%"


def _overdue(form: ListForm, row: ListRow, value: Value, policy: Policy) -> Reading:
    as_of = day_said(form.fields.get("as_of"), form.year)
    deadline, done_on = (day_said(row.at(role), form.year) for role in ("deadline", "done_on"))
    status = row.at("status")
    known = status is not None and not status.broken
    due = overdue_days(deadline, state_of(status) or "", done_on, as_of) if known else None
    days = value.flat.rstrip("天日")
    stated = Decimal(days) if days.isdigit() and days.isascii() else None
    return stated, Decimal(due) if due is not None else None, Decimal(0), " 天"


def _cut(form: ListForm, row: ListRow, value: Value, policy: Policy) -> Reading:
    asked, suggested, stated = (
        read_amount(each, form.amount_unit) for each in (row.at("amount"), row.at("suggested"), value)
    )
    due = cut(asked.value, suggested.value) if asked and suggested else None
    return (stated.value if stated else None), due, CENT, f" {form.amount_unit}"


_READ: dict[str, Callable[[ListForm, ListRow, Value, Policy], Reading]] = {
    "difference": _difference,
    "rate": _rate,
    "overdue": _overdue,
    "cut": _cut,
}

RULE = Rule(
    code="G713",
    name="推算列算错",
    severity=Severity.MUST_FIX,
    basis="",
    message="{name}填 {stated},按同一行的数应为 {expected}。",
    fix="改为 {expected},或者更正同一行的其他数。",
    check=check,
    forms=(ListForm,),
    applies=lambda form, context: any(form.has(role) for role in _READ),
)
