"""D404 缺符号或单位: a quantitative target has neither sign nor unit, or its unit is written twice."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from jixiao.records.finding import Severity
from jixiao.records.indicator_form import Indicator, IndicatorForm
from jixiao.records.monitoring import Monitoring
from jixiao.records.numbers import NUMBER
from jixiao.records.regex import regex
from jixiao.records.self_evaluation import SelfEvaluation
from jixiao.records.target_declaration import TargetDeclaration
from jixiao.records.units import canonical
from jixiao.rules.d406_copied_target import target_is_weight
from jixiao.rules.rule import Context, Hit, Rule, hit

_SPELLED_PERCENT = regex(r"百分[比率数]$")
_TWO_PERCENTS = regex(rf"[^\d.+-]*{NUMBER}(%%+)")


def check(form: IndicatorForm, _: Context) -> Iterator[Hit]:
    """Bare numbers (unless they repeat the weight, which D406 says) and doubled units."""
    for row in form.aimed:
        if row.target.broken:
            continue
        if row.aim.bare and row.aim.quantitative:
            if not target_is_weight(row):
                example, act = _filled(row)
                yield hit(row.target, expected=example, fault="没有符号,也没有计量单位", act=act)
        elif doubled := _doubled(row):
            fault, written, right = doubled
            expected = row.target.flat.replace(written, right, 1)
            yield hit(row.target, expected=expected, fault=fault, act=f"改为“{expected}”")


def _filled(row: Indicator) -> tuple[str, str]:
    """How the target looks with sign and unit, and what to do about it."""
    sign = "" if row.aim.kind == "range" else "≤" if row.aim.reads_as == "≤" else "≥"
    example = f"{sign}{row.aim.text}"
    if row.rate_like:
        return f"{example}%", f"写全符号和单位,如“{example}%”"
    return f"{example}(写明单位)", "写全性质符号和计量单位"


def _doubled(row: Indicator) -> tuple[str, str, str] | None:
    """(what is wrong, unit as written, unit as it should be); a percent format of the cell itself is no second unit."""
    if isinstance(row.target.content, Decimal):
        return None
    if percents := _TWO_PERCENTS.fullmatch(row.target.flat):
        return "重复写了单位“%”", percents[1], "%"
    own = row.aim.own_unit
    half = len(own) // 2
    if not own or not row.aim.quantitative:
        return None
    if own[:half] == own[half:]:
        return f"重复写了单位“{own[:half]}”", own, own[:half]
    if row.aim.column_unit and canonical(own) == row.aim.column_unit:
        return f"单位“{own}”与单位栏重复", own, ""
    if _SPELLED_PERCENT.search(own):
        return "数字后写了“百分比”,应写“%”", own, "%"
    return None


RULE = Rule(
    code="D404",
    name="缺符号或单位",
    severity=Severity.MUST_FIX,
    basis="财预〔2021〕101号",
    message="指标值“{seen}”{fault}。",
    fix="{act}。",
    check=check,
    forms=(SelfEvaluation, TargetDeclaration, Monitoring),
)
