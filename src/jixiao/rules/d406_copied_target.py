"""D406 实际值照抄目标或分值: the completed value is written like a target, or the target is only the weight."""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.records.finding import Severity
from jixiao.records.indicator_form import Indicator, IndicatorForm
from jixiao.records.numbers import plain, read_points
from jixiao.records.self_evaluation import SelfEvaluation
from jixiao.records.target_declaration import TargetDeclaration
from jixiao.rules.rule import Context, Hit, Rule, hit

_WEIGHT = "与分值相同,疑似照抄分值"
_EXPRESSION = "是目标的写法,不是实际完成数"


def target_is_weight(row: Indicator) -> bool:
    """Whether the target is a bare number equal to the row's weight."""
    return row.aim.bare and row.points is not None and read_points(row.target) == row.points


def check(form: IndicatorForm, _: Context) -> Iterator[Hit]:
    """Completed values that are expressions, at the value; targets that repeat the weight, at the target."""
    for row in form.judged:
        if target_is_weight(row):
            yield hit(row.target, expected="年度指标值", fault=_WEIGHT, right="要达到的指标值,带符号和单位")
        if row.actual is not None and not row.actual.broken and row.done.kind == "expression":
            percent = "%" if row.done.unit == "%" else ""
            expected = f"{plain(row.done.number)}{percent}" if row.done.number is not None else "实际完成的数"
            yield hit(row.actual, expected=expected, fault=_EXPRESSION, right="实际完成的数字,不带符号")


RULE = Rule(
    code="D406",
    name="实际值照抄目标或分值",
    severity=Severity.MUST_FIX,
    basis="",
    message="{label}填“{seen}”,{fault}。",
    fix="填{right}。",
    check=check,
    forms=(SelfEvaluation, TargetDeclaration),
)
