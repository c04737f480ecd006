"""F607 红灯未写整改要求: a form with a place for 整改要求 has a red light and leaves that place blank."""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.records.finding import Severity
from jixiao.records.monitoring import Monitoring
from jixiao.rules.reasons import says_nothing
from jixiao.rules.rule import Context, Hit, Rule, hit
from jixiao.scoring.monitored_lights import form_lights, red_items


def applies(form: Monitoring, _: Context) -> bool:
    """The form has a column or a place for 整改要求."""
    return form.remedy is not None or any(row.remedy is not None for row in form.monitored())


def check(form: Monitoring, context: Context) -> Iterator[Hit]:
    """Each red row whose cell is blank; a place below the table once, for whatever is red."""
    red = red_items(form, context.policy)
    if form.remedy is not None:
        if red and not form.remedy.broken and says_nothing(form.remedy.text, context.policy):
            names = "、".join(f"“{lit.label}”" for lit in red[:3])
            yield hit(form.remedy, expected="写明整改要求", what=f"{names}{'等' if len(red) > 3 else ''}")
        return
    rows = {row.row: row for row in form.monitored()}
    for lit in form_lights(form, context.policy).targets:
        remedy = rows[lit.row].remedy
        if lit in red and remedy is not None and not remedy.broken and says_nothing(remedy.text, context.policy):
            yield hit(remedy, expected="写明整改要求", what=f"“{lit.label}”")


RULE = Rule(
    code="F607",
    name="红灯未写整改要求",
    severity=Severity.MUST_FIX,
    basis="财预〔2019〕136号",
    message="{what}为红灯,没有写整改要求。",
    fix="写明整改要求和期限。",
    check=check,
    forms=(Monitoring,),
    applies=applies,
)
