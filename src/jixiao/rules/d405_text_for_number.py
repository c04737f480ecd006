"""D405 定量指标填了文字: the target is a number, the completed value is words."""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.records.finding import Severity
from jixiao.records.indicator_form import IndicatorForm
from jixiao.records.monitoring import Monitoring
from jixiao.records.regex import regex
from jixiao.records.self_evaluation import SelfEvaluation
from jixiao.records.text import shortened
from jixiao.rules.b202_leftover_placeholders import leftover
from jixiao.rules.rule import Context, Hit, Rule, hit

# in the course of the year something may not have begun: that is no number, and no fault
_NOT_YET = regex(r"[尚还暂]未|未到|未开[展始工]|未启动|未实施|未验收|未结束|没有开[展始]|年底|下半年|[三四]季度")


def applies(form: IndicatorForm, _: Context) -> bool:
    """The form has a column for completed values."""
    return form.has("actual")


def check(form: IndicatorForm, context: Context) -> Iterator[Hit]:
    """Quantities and ranges only; deadlines and qualitative targets may be answered in words; leftovers are B202's."""
    for row in form.judged:
        if row.actual is None or row.actual.broken or not row.aim.quantitative or row.done.kind != "text":
            continue
        if leftover(row.actual, context.policy):
            continue
        if isinstance(form, Monitoring) and _NOT_YET.search(row.actual.flat):
            continue
        target = "".join(
            (row.sign.flat if row.sign is not None and not row.sign.empty else "", shortened(row.target.text, 20))
        )
        unit = row.aim.column_unit if not row.aim.own_unit else ""
        yield hit(row.actual, expected="实际完成的数", target=f"{target}{unit}")


RULE = Rule(
    code="D405",
    name="定量指标填了文字",
    severity=Severity.MUST_FIX,
    basis="",
    message="{label}填“{seen}”,目标“{target}”是定量的,应填数字。",
    fix="填实际完成的数字,文字说明写到原因栏。",
    check=check,
    forms=(SelfEvaluation, Monitoring),
    applies=applies,
)
