"""F602 执行偏低却称能完成: a red light, yet 「确定能」 is chosen and nothing is said about how."""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.records.finding import Severity
from jixiao.records.monitoring import CERTAIN, MonitoredIndicator, Monitoring
from jixiao.rules.reasons import notes_say_nothing
from jixiao.rules.rule import Context, Hit, Rule, hit
from jixiao.scoring.monitored_lights import Lit, form_lights


def applies(form: Monitoring, _: Context) -> bool:
    """The form asks for the likelihood."""
    return any(row.likelihoods for row in form.monitored())


def check(form: Monitoring, context: Context) -> Iterator[Hit]:
    """Each row with a red light; where only the money is red and every row says 确定能, the first of them."""
    lights = form_lights(form, context.policy)
    rows = {row.row: row for row in form.monitored()}
    silent = notes_say_nothing(form, context.policy)
    told = False
    for lit in lights.targets:
        row = rows[lit.row]
        if _is_red(lit) and _claims(row) and not row.explained and silent:
            told = True
            yield _found(row, lit)
    money = lights.money[0] if lights.money else None
    if told or money is None or not _is_red(money) or money.remark or not silent:
        return
    answered = [row for row in rows.values() if row.chosen]
    if answered and all(_claims(row) and not row.explained for row in answered):
        yield _found(answered[0], money)


def _is_red(lit: Lit) -> bool:
    return lit.light is not None and lit.light.colour == "red"


def _claims(row: MonitoredIndicator) -> bool:
    return row.chosen == (CERTAIN,)


def _found(row: MonitoredIndicator, lit: Lit) -> Hit:
    how = lit.light.how if lit.light is not None else ""
    return hit(row.likelihood_cell(CERTAIN), expected="写明措施,或改选", what=lit.label, how=how)


RULE = Rule(
    code="F602",
    name="执行偏低却称能完成",
    severity=Severity.MUST_FIX,
    basis="财预〔2019〕136号",
    message="“{what}”为红灯({how}),却选了“确定能”,也没有说明。",
    fix="写明怎样在年底前完成;没有把握的,改选“有可能”或“完全不可能”。",
    check=check,
    forms=(Monitoring,),
    applies=applies,
)
