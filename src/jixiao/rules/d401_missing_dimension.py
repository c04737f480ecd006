"""D401 缺必备维度: a dimension that every self-evaluation must have (产出, 效益, 满意度) has no indicator."""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.forms.read_self_evaluation import dimension
from jixiao.policy.model import Policy
from jixiao.records.department_self_evaluation import DepartmentSelfEvaluation
from jixiao.records.finding import Severity
from jixiao.records.indicator_form import Indicator, IndicatorForm
from jixiao.records.regex import regex
from jixiao.records.self_evaluation import SelfEvaluation
from jixiao.records.target_declaration import TargetDeclaration
from jixiao.records.text import squeezed
from jixiao.rules.rule import Context, Hit, Rule, hit

_BESIDE = {"满意度", "成本", "执行率"}
"""Dimensions that may stand in any system of a department's."""
_OWN_SYSTEM = regex("履职|管理效率|运行成本|可持续发展能力")


def applies(form: IndicatorForm, _: Context) -> bool:
    """The form has indicators and names level-1 dimensions, not those of a province's own system for departments."""
    own = not isinstance(form, DepartmentSelfEvaluation) and any(_OWN_SYSTEM.search(row.level1) for row in form.judged)
    return form.has("level1") and bool(form.judged) and not own


def check(form: IndicatorForm, context: Context) -> Iterator[Hit]:
    """One finding that names every missing dimension; a row struck out with 「/」 counts as declared not applicable."""
    present = {name for row in form.indicators if not row.placeholder for name in _dimensions(row)}
    missing = [name for name in context.policy.required_dimensions if name not in present]
    if isinstance(form, DepartmentSelfEvaluation):
        missing = _missing_of_department(form, present, context.policy)
    if missing:
        named = "、".join(missing)
        seen = "、".join(sorted(present)) or "无"
        yield hit(cell=form.header_cell, label="绩效指标", seen=seen, expected=f"有{named}指标", missing=named)


def _missing_of_department(form: DepartmentSelfEvaluation, present: set[str], policy: Policy) -> list[str]:
    """What lacks of the system that the form follows; nothing where it follows one that the policy does not know."""
    labels = {squeezed(row.level1) for row in form.indicators if not row.placeholder}
    fitting = []
    for system in policy.department_dimensions.values():
        if all(dimension(label) in _BESIDE or any(_means(label, word) for word in system) for label in labels):
            lacking = [word for word in system if word not in present and not any(_means(one, word) for one in labels)]
            fitting.append(lacking)
    return min(fitting, key=len, default=[])


def _means(label: str, word: str) -> bool:
    """Whether a level-1 label is the indicator of a system: by its words, else 效果 for 效益 and the like."""
    return word in label or (dimension(word) in ("产出", "效益", "满意度") and dimension(word) == dimension(label))


def _dimensions(row: Indicator) -> set[str]:
    """The dimension of the row; satisfaction also counts under another level 1 (that it stands there is D402's)."""
    found = {dimension(row.level1)}
    if "满意" in f"{row.level2}{row.name.flat}":
        found.add("满意度")
    return {name for name in found if name is not None}


RULE = Rule(
    code="D401",
    name="缺必备维度",
    severity=Severity.VERIFY,
    basis="财预〔2021〕101号",
    message="绩效指标缺少{missing}指标。",
    fix="补充{missing}指标;确实不适用的,在该行写“/”。",
    check=check,
    forms=(SelfEvaluation, TargetDeclaration),
    applies=applies,
)
