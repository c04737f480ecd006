"""D408 时效指标晚于项目期: a deadline lies wholly after the end of the project's period."""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.records.finding import Severity
from jixiao.records.target_declaration import TargetDeclaration
from jixiao.rules.rule import Context, Hit, Rule, hit


def applies(form: TargetDeclaration, _: Context) -> bool:
    """The form states a project period that ends on a known day."""
    return form.span is not None


def check(form: TargetDeclaration, _: Context) -> Iterator[Hit]:
    """Deadlines whose first day comes after the last day of the period: a deadline 2026年内 may still lie within it."""
    if form.span is None:
        return
    last = form.span.last
    end = f"{last.year}年{last.month}月{last.day}日"
    for row in form.aimed:
        if row.aim.deadline is not None and row.aim.deadline.first > last:
            yield hit(row.target, expected=f"不晚于{end}", end=end)


RULE = Rule(
    code="D408",
    name="时效指标晚于项目期",
    severity=Severity.VERIFY,
    basis="",
    message="{label}“{seen}”晚于项目期,项目期到{end}止。",
    fix="核对时间:改为{expected},或者更正项目期。",
    check=check,
    forms=(TargetDeclaration,),
    applies=applies,
)
