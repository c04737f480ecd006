"""D401 缺必备维度: a dimension that every self-evaluation must have (产出, 效益, 满意度) has no indicator."""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.forms.read_self_evaluation import dimension
from jixiao.records.finding import Severity
from jixiao.records.indicator_form import Indicator
from jixiao.records.self_evaluation import SelfEvaluation
from jixiao.rules.rule import Context, Hit, Rule, hit


def applies(form: SelfEvaluation, _: Context) -> bool:
    """The form names level-1 dimensions and has indicators at all."""
    return form.has("level1") and bool(form.judged)


def check(form: SelfEvaluation, context: Context) -> Iterator[Hit]:
    """One finding that names every missing dimension; a row struck out with 「/」 counts as declared not applicable."""
    present = {name for row in form.indicators if not row.placeholder for name in _dimensions(row)}
    missing = [name for name in context.policy.required_dimensions if name not in present]
    if missing:
        named = "、".join(missing)
        seen = "、".join(sorted(present)) or "无"
        yield hit(cell=form.header_cell, label="绩效指标", seen=seen, expected=f"有{named}指标", missing=named)


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
    applies=applies,
)
