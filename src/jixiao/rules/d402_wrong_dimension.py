"""D402 指标归类不当: an indicator stands where its own words and unit say that it does not belong."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from jixiao.forms.read_indicators import clean_name
from jixiao.library.model import bare_key, place_of, standard_level1
from jixiao.policy.model import Policy
from jixiao.records.department_self_evaluation import DepartmentSelfEvaluation
from jixiao.records.finding import Severity
from jixiao.records.indicator_form import Indicator, IndicatorForm
from jixiao.records.regex import regex
from jixiao.records.self_evaluation import SelfEvaluation
from jixiao.records.target_declaration import TargetDeclaration
from jixiao.records.text import shortened, squeezed
from jixiao.records.units import DURATIONS, canonical, split_scale
from jixiao.rules.rule import Context, Hit, Rule, hit
from jixiao.rules.suggestion import suggestion

_COUNTED = regex(r"(?:数|数量|次|率|度|面积|里程|人)$")
_RATE = regex(r"[率度比]$")
_IN_BRACKETS = regex(r"\([^()]*\)")
_OUTPUT = ("数量", "质量", "时效", "成本")


@dataclass(frozen=True, slots=True)
class _Fault:
    """What the indicator is, how its present place is called, where it belongs (level 2), and what to do."""

    kind: str
    place: str
    home: str
    move: str


_OTHER_SYSTEM = regex("投入|过程|履职|管理效率|社会效应|可持续发展能力")
"""Level-1 indicators of a department's system that is not 产出, 效益, 满意度."""


def check(form: IndicatorForm, context: Context) -> Iterator[Hit]:
    """Each judged indicator whose name, unit and place contradict each other."""
    if isinstance(form, DepartmentSelfEvaluation) and any(_OTHER_SYSTEM.search(row.level1) for row in form.judged):
        return  # 财预〔2013〕53号 has satisfaction under 效果, and no 数量 or 质量 to be misplaced in
    faults = {row.row: fault for row in form.judged if (fault := _fault(row, context)) is not None}
    if not faults:
        return
    well_placed = {_key(row) for row in form.judged if row.row not in faults}
    for row in form.judged:
        fault = faults.get(row.row)
        if fault is not None and _key(row) not in well_placed:  # the same name twice is told as such (D410)
            name = shortened(clean_name(row.name.text), 30)
            told = suggestion(form, row, fault.home, context)
            words = {"name": name, "kind": fault.kind, "place": fault.place, "move": fault.move}
            yield hit(row.name, expected=fault.move, **words, suggestion=told)


def _key(row: Indicator) -> tuple[str, str]:
    return standard_level1(row.level1), bare_key(clean_name(row.name.text))


def _fault(row: Indicator, context: Context) -> _Fault | None:
    if row.name.empty or row.name.broken:
        return None
    place = place_of(row.level1, row.level2)
    if not place:
        return None
    name = bare_key(clean_name(row.name.text)) or row.name.flat
    found = _by_words(row, name, place, context.policy)
    homes = context.library.homes.get(name, frozenset())
    if place in homes:
        return None  # the library has it at this very place: a bureau's own decision
    if found is None and homes and not _kin(place, homes) and not ("质量" in homes and _is_effect(row, context.policy)):
        home = next(each for each in (*_OUTPUT, "满意度", "效益") if each in homes)
        return _Fault(f"在指标库里是{_label(home)}", _label(place), _label(home), f"移到{_label(home)}")
    return found


def _by_words(row: Indicator, name: str, place: str, policy: Policy) -> _Fault | None:
    """The fault that names and units tell by the policy's words."""
    if place != "满意度" and any(word in name for word in policy.satisfaction_words):
        return _Fault("是满意度", _level1(row), "满意度指标", "移到满意度指标")
    if place in ("数量", "质量") and _is_money(row, name, place, policy):
        return _Fault("是资金投入", _label(place), "数量指标", "移到成本指标,或改写为完成的工作量")
    if place in ("数量", "质量", "时效") and _is_cost(row, name, policy):
        return _Fault("反映成本", _label(place), "成本指标", "移到成本指标")
    if _is_quality(row, name, place, policy):
        return _Fault("反映质量", _label(place), "质量指标", "移到产出的质量指标")
    if place in ("数量", "质量", "成本", "效益") and _is_timely(row, name, place, policy):
        return _Fault("反映时效", _label(place), "时效指标", "移到时效指标")
    if _is_count(row, name, place, policy):
        return _Fault("反映数量", _label(place), "数量指标", "移到产出的数量指标")
    return None


def _is_money(row: Indicator, name: str, place: str, policy: Policy) -> bool:
    """Whether the indicator measures money: an amount as 数量 or 质量, or a name of funds with a bare number."""
    if not row.aim.quantitative:
        return False
    _, base = split_scale(row.aim.unit)
    if base == "元":
        return place == "数量" or not any(word in name for word in policy.standard_money_words)
    named = any(word in row.name.flat for word in policy.input_words)
    return named and not row.aim.unit and not _COUNTED.search(row.name.flat)


def _is_cost(row: Indicator, name: str, policy: Policy) -> bool:
    """Whether the indicator is a cost: by its name, or by money per piece (元/米) that is no standard of support."""
    if any(word in name for word in policy.cost_words):
        return not name.endswith((*policy.count_words, *policy.quality_words))
    _, base = split_scale(row.aim.unit)
    support = any(word in name for word in policy.standard_money_words)
    return row.aim.quantitative and base.startswith("元/") and not support


def _is_quality(row: Indicator, name: str, place: str, policy: Policy) -> bool:
    """Whether a name ends in a rate of quality where none belongs; under 成本 the rate of keeping a standard may."""
    if place in ("数量", "时效") and name.endswith(policy.quality_rate_words):
        return True
    if place not in ("数量", "时效", "成本", "效益") or not name.endswith(policy.quality_words):
        return False
    if place == "成本":
        return not any(word in name for word in (*policy.cost_words, *policy.standard_money_words))
    return place != "效益" or not _is_effect(row, policy)


def _is_effect(row: Indicator, policy: Policy) -> bool:
    """Whether reaching a standard is itself the benefit: an ecological or lasting one (水质达标率, 设施完好率)."""
    return any(word in f"{row.level1}{row.level2}" for word in policy.quality_benefit_words)


def _is_timely(row: Indicator, name: str, place: str, policy: Policy) -> bool:
    """Whether time alone is spoken of: a day as target, or a rate or a date of doing something in time."""
    if row.aim.kind == "deadline" and place != "效益":
        return True
    if not any(word in name for word in policy.timely_words):
        return False
    if name.endswith((*policy.count_words, *policy.quality_words)):
        return False
    unit = canonical(squeezed(row.aim.unit))
    return bool(_RATE.search(name)) or name.endswith(policy.timely_words) or unit in DURATIONS


def _is_count(row: Indicator, name: str, place: str, policy: Policy) -> bool:
    """Whether work is counted where no count belongs; few faults (≤, 0) are a quality, counted people a benefit."""
    aim = row.aim
    if not aim.quantitative or aim.sign in ("≤", "<") or aim.low == 0 or aim.percent:
        return False
    unit = split_scale(_IN_BRACKETS.sub("", squeezed(aim.unit)).partition("/")[0])[1]
    measured = unit in policy.count_units
    other = unit in DURATIONS or unit.startswith("元")
    counted = name.endswith(policy.count_words) and not _RATE.search(name) and not other
    if place == "质量":
        return (counted or measured) and not any(word in name for word in policy.quality_count_words)
    if place == "时效":
        return (counted or measured) and unit not in DURATIONS
    if place == "效益":
        works = any(word in name for word in policy.work_words)
        return works and counted and not any(word in name for word in policy.benefit_words)
    return place == "成本" and counted


def _label(place: str) -> str:
    return f"{place}指标"


def _level1(row: Indicator) -> str:
    return standard_level1(row.level1) or _label(place_of(row.level1, row.level2))


def _kin(place: str, homes: frozenset[str]) -> bool:
    """Whether a place is near enough to the library's own not to be called wrong: coverage may be 数量 or 质量."""
    if place not in (*_OUTPUT, "效益", "满意度"):
        return True
    near = {"数量": {"质量", "效益"}, "质量": {"数量", "效益"}, "时效": {"质量"}, "成本": {"效益"}, "效益": {"满意度"}}
    return bool(homes & near.get(place, set()))


RULE = Rule(
    code="D402",
    name="指标归类不当",
    severity=Severity.VERIFY,
    basis="财预〔2021〕101号",
    message="“{name}”{kind},不宜列为{place}。",
    fix="核对归类:{move}。{suggestion}",
    check=check,
    forms=(SelfEvaluation, TargetDeclaration),
)
