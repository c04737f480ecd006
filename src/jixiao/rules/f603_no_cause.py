"""F603 有偏差未选原因: an indicator or the spending lags behind, and no cause is chosen."""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.records.finding import Severity
from jixiao.records.monitoring import IMPOSSIBLE, MonitoredIndicator, Monitoring, ticked
from jixiao.records.value import Value
from jixiao.rules.fund_rows import understated
from jixiao.rules.reasons import notes_say_nothing, says_nothing
from jixiao.rules.rule import Context, Hit, Rule, hit
from jixiao.scoring.lights import Light
from jixiao.scoring.monitored_lights import falls_short, form_lights

_CHOOSE = ("没有选原因", "在偏差原因各栏里至少选一类打√,并在原因说明里写明")


def applies(form: Monitoring, _: Context) -> bool:
    """The form has places for causes."""
    return any(row.causes or row.reason is not None for row in form.monitored()) or _fund_reason(form) is not None


def _fund_reason(form: Monitoring) -> Value | None:
    return form.funds.total.reason if form.funds is not None and form.funds.total is not None else None


def check(form: Monitoring, context: Context) -> Iterator[Hit]:
    """A red or yellow light, a forecast short of the target, or 完全不可能: at the first place for causes."""
    lights = form_lights(form, context.policy)
    rows = {row.row: row for row in form.monitored()}
    if not notes_say_nothing(form, context.policy):
        return
    reason = _fund_reason(form)
    known = form.funds is None or not understated(form.funds, "executed")
    money = lights.money[0].light if lights.money and known else None
    if reason is not None and not reason.broken and _lags(money) and says_nothing(reason.text, context.policy):
        yield hit(reason, expected="写明原因", fact=f"资金{_by_light(money)}", lack="没有写原因", act="写明原因和打算")
    for lit in lights.targets:
        row = rows[lit.row]
        fact = _fact(row, lit.light)
        if fact and (place := _empty_causes(row, context)) is not None:
            words = {"lack": _CHOOSE[0], "act": _CHOOSE[1]} if row.causes else {"lack": "没有写原因", "act": "写明原因"}
            yield hit(place, expected="至少选一类原因", fact=f"“{lit.label}”{fact}", **words)


def _lags(light: Light | None) -> bool:
    return light is not None and light.colour in ("red", "yellow")


def _by_light(light: Light | None) -> str:
    return f"为{light.name}灯({light.how})" if light is not None else ""


def _fact(row: MonitoredIndicator, light: Light | None) -> str:
    if _lags(light):
        return _by_light(light)
    if falls_short(row):
        return f"预计全年 {row.forecast_done.text},达不到目标 {row.target.flat}"
    return "选了“完全不可能”" if IMPOSSIBLE in row.chosen else ""


def _empty_causes(row: MonitoredIndicator, context: Context) -> Value | None:
    """The first place for causes when none is chosen; the reason's place where there are no columns to tick."""
    if row.causes:
        return None if any(ticked(value) or value.broken for _, value in row.causes) else row.causes[0][1]
    blank = row.reason is not None and not row.reason.broken and says_nothing(row.reason.text, context.policy)
    return row.reason if blank else None


RULE = Rule(
    code="F603",
    name="有偏差未选原因",
    severity=Severity.MUST_FIX,
    basis="财预〔2019〕136号",
    message="{fact},{lack}。",
    fix="{act}。",
    check=check,
    forms=(Monitoring,),
    applies=applies,
)
