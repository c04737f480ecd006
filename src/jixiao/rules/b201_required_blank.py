"""B201 必填项为空: a cell without which the form cannot be judged is blank."""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.records.evaluation_list import EvaluationList
from jixiao.records.filled_form import FilledForm
from jixiao.records.finding import Severity
from jixiao.records.indicator_form import FundRow, Indicator
from jixiao.records.numbers import read_amount
from jixiao.records.self_evaluation import SelfEvaluation
from jixiao.records.target_declaration import TargetDeclaration
from jixiao.records.value import Value
from jixiao.rules.rule import Context, Hit, Rule, hit

_BLANK = "没有填"


def check(form: FilledForm, context: Context) -> Iterator[Hit]:
    """Required cells that are blank; blanks in the text count as nothing, strokes only where a name or text is due."""
    if isinstance(form, EvaluationList):
        for item in form.projects:
            if item.project.empty:
                yield hit(item.project, label="项目名称", expected="项目名称", fact=_BLANK)
        return
    if not isinstance(form, SelfEvaluation):
        for value in form.required:
            if value.empty and not value.broken:
                yield _missing(value, value.label.rpartition(" · ")[2] or "内容")
        if isinstance(form, TargetDeclaration):
            yield from _only_amounts(form)
        return
    yield from _head(form)
    yield from _funds(form)
    yield from _goals(form)
    for row in form.judged:
        yield from _indicator(form, row)
    yield from _total(form)


def _missing(value: Value, expected: str, fact: str = _BLANK) -> Hit:
    return hit(value, expected=expected, fact=fact)


def _only_amounts(form: TargetDeclaration) -> Iterator[Hit]:
    """Goals that hold an amount and no words: they count as not filled in."""
    for value in (form.goal, form.medium_goal):
        if value is not None and read_amount(value, "万元") is not None:
            yield _missing(value, "文字说明", "只填了一个数,没有写内容")


def _head(form: SelfEvaluation) -> Iterator[Hit]:
    if form.project is not None and form.project.empty:
        yield _missing(form.project, "项目名称")
    units = [value for value in (form.agency, form.department) if value is not None]
    if units and all(value.empty for value in units):
        yield _missing(units[0], "单位全称")


def _funds(form: SelfEvaluation) -> Iterator[Hit]:
    """The total row's amounts and points. Blank over filled sources is said by C301 alone."""
    total = form.funds.total if form.funds is not None else None
    if form.funds is None or total is None:
        return
    sources = form.funds.sources
    uneven = False
    for value, below in (
        (total.budget, [row.budget for row in sources]),
        (total.executed, [row.executed for row in sources]),
    ):
        if value is None or not _nothing(value, form.funds.unit):
            continue
        if any(_counts(item, form.funds.unit) for item in below):
            uneven = True
        elif value.blank:
            yield _missing(value, "金额")
    pointless = form.execution_row is not None or form.funds.weight is None
    if total.score is not None and total.score.blank and not pointless and not uneven and not _elsewhere(sources):
        yield _missing(total.score, "得分")


def _nothing(value: Value, unit: str) -> bool:
    amount = read_amount(value, unit)
    return value.blank or (amount is not None and amount.value == 0)


def _counts(value: Value | None, unit: str) -> bool:
    amount = read_amount(value, unit)
    return amount is not None and amount.value != 0


def _elsewhere(sources: tuple[FundRow, ...]) -> bool:
    """Some units put the points of the execution rate on the row of the first source."""
    return any(row.score is not None and not row.score.empty for row in sources)


def _goals(form: SelfEvaluation) -> Iterator[Hit]:
    for value in (form.goal, form.goal_done):
        if value is None or value.broken:
            continue
        if value.empty:
            yield _missing(value, "文字说明")
        elif read_amount(value, "万元") is not None:
            yield _missing(value, "文字说明", "只填了一个数,没有写内容")


def _indicator(form: SelfEvaluation, row: Indicator) -> Iterator[Hit]:
    if form.has("name") and row.name.blank:
        yield _missing(row.name, "指标名称")
    if form.has("target") and row.target.blank:
        yield _missing(row.target, "指标值")
    if row.actual is not None and row.actual.blank:
        yield _missing(row.actual, "实际完成值")
    if row.subitem:
        return
    if row.weight is not None and row.weight.blank and not _weights_in_labels(form):
        yield _missing(row.weight, "分值")
    if row.score is not None and row.score.blank:
        yield _missing(row.score, "得分")


def _weights_in_labels(form: SelfEvaluation) -> bool:
    """「产出指标（50分）」 over a 分值 column that nobody uses."""
    return bool(form.stated) and all(row.weight is None or row.weight.empty for row in form.judged)


def _total(form: SelfEvaluation) -> Iterator[Hit]:
    if not form.has("score"):
        return
    if form.total is None:
        yield hit(
            cell=form.columns["score"], label="总分", seen="没有总分行", expected="总分", fact="没有填(表里没有总分行)"
        )
    elif form.total.score is None:
        yield hit(cell=form.total.label_cell, label="总分 · 得分", seen="空白", expected="总分", fact=_BLANK)
    elif form.total.score.blank:
        yield _missing(form.total.score, "总分")


RULE = Rule(
    code="B201",
    name="必填项为空",
    severity=Severity.MUST_FIX,
    basis="财预〔2015〕88号",
    message="「{label}」{fact}。",
    fix="填写{expected}。",
    check=check,
    forms=(FilledForm,),
)
