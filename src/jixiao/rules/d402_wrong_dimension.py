"""D402 指标归类不当: money stands as output, quality as benefit, or satisfaction as output or benefit."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jixiao.forms.read_indicators import clean_name
from jixiao.forms.read_self_evaluation import dimension
from jixiao.policy.model import Policy
from jixiao.records.finding import Severity
from jixiao.records.indicator_form import Indicator
from jixiao.records.self_evaluation import SelfEvaluation
from jixiao.records.text import shortened, squeezed
from jixiao.records.units import split_scale
from jixiao.rules.rule import Context, Hit, Rule, hit

_SATISFACTION = re.compile(r"满意(?:度|率|程度)")
_COUNTED = re.compile(r"(?:数|数量|次|率|度|面积|里程|人)$")
# reaching a standard is itself an ecological or lasting effect (水质达标率, 设施完好率)
_QUALITY_IS_EFFECT = re.compile(r"生态|环境|可持续")


def check(form: SelfEvaluation, context: Context) -> Iterator[Hit]:
    """Each judged indicator whose name, unit and place contradict each other."""
    for row in form.judged:
        fault = _fault(row, context.policy)
        if fault is not None:
            kind, place, move = fault
            name = shortened(clean_name(row.name.text), 30)
            yield hit(row.name, expected=move, name=name, kind=kind, place=place, move=move)


def _fault(row: Indicator, policy: Policy) -> tuple[str, str, str] | None:
    """(what it is, where it stands, what to do) or None."""
    if row.name.empty or row.name.broken:
        return None
    level1, level2, name = dimension(row.level1), squeezed(row.level2), row.name.flat
    if level1 in ("产出", "效益") and "满意" not in level2 and _SATISFACTION.search(name):
        return "是满意度", f"{level1}指标", "移到满意度指标"
    if level1 == "产出" and ("数量" in level2 or "质量" in level2) and _is_money(row, level2, policy):
        place = "数量指标" if "数量" in level2 else "质量指标"
        return "是资金投入", place, "移到成本指标,或改写为完成的工作量"
    named_quality = any(word in name for word in policy.quality_words)
    if level1 == "效益" and named_quality and not _QUALITY_IS_EFFECT.search(f"{row.level1}{level2}"):
        return "反映质量", "效益指标", "移到产出的质量指标"
    return None


def _is_money(row: Indicator, level2: str, policy: Policy) -> bool:
    """Whether the indicator measures money: an amount as 数量, or a name of funds with an amount or a bare number."""
    if not row.aim.quantitative:
        return False
    _, base = split_scale(row.aim.unit)
    in_money = base == "元"
    if in_money and "数量" in level2:
        return True
    named = any(word in row.name.flat for word in policy.input_words)
    return named and (in_money or (not row.aim.unit and not _COUNTED.search(row.name.flat)))


RULE = Rule(
    code="D402",
    name="指标归类不当",
    severity=Severity.VERIFY,
    basis="财预〔2021〕101号",
    message="“{name}”{kind},不宜列为{place}。",
    fix="核对归类:{move}。",
    check=check,
)
