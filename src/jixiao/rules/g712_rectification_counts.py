"""G712 整改统计与明细不符: stated counts or the stated rate are not those of the rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

from jixiao.policy.model import Policy
from jixiao.records.finding import Severity
from jixiao.records.list_arithmetic import DOING, DONE, NOT_BEGUN, rectified_rate, state_of
from jixiao.records.list_form import ListForm
from jixiao.records.numbers import plain, read_points, read_rate
from jixiao.rules.rule import Context, Hit, Rule, hit

_STATES = (("done", DONE), ("doing", DOING), ("not_begun", NOT_BEGUN))


def check(form: ListForm, context: Context) -> Iterator[Hit]:
    """问题总数 against the rows; counts by state and 整改率 only where every row's state can be read."""
    problems = form.column("problem")
    if any(value.empty for value in problems):
        return  # B201 says it: whether such a row counts is not known
    yield from _count(form, "total", len(form.rows))
    states = [state_of(row.at("status")) for row in form.rows]
    if None in states:
        return
    counts = Counter(states)
    for role, state in _STATES:
        yield from _count(form, role, counts[state])
    yield from _rate(form, counts[DONE], context.policy)


def _count(form: ListForm, role: str, due: int) -> Iterator[Hit]:
    value = form.fields.get(role)
    stated = read_points(value)
    if value is not None and stated is not None and stated != due:
        yield hit(value, expected=str(due), name=value.label, unit=" 条", stated=plain(stated))


def _rate(form: ListForm, done: int, policy: Policy) -> Iterator[Hit]:
    value = form.fields.get("rate")
    stated, due = read_rate(value), rectified_rate(done, len(form.rows))
    if value is not None and stated is not None and due is not None and abs(stated - due) > policy.rate_tolerance:
        shown = plain(stated.quantize(Decimal("0.01")))
        yield hit(value, expected=f"{due}%", name=value.label, unit="", stated=f"{shown}%")


RULE = Rule(
    code="G712",
    name="整改统计与明细不符",
    severity=Severity.MUST_FIX,
    basis="",
    message="{name}填 {stated}{unit},按明细应为 {expected}{unit}。",
    fix="核对逐项明细,把{name}改为 {expected}。",
    check=check,
    forms=(ListForm,),
    applies=lambda form, context: bool(form.rows) and form.has("status"),
)
