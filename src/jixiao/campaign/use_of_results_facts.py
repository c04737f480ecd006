"""What is known of projects when results are put to use: results, lights, assessments, amounts asked for, open items.

Read from judged forms of any kind, or from what a round has kept of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from jixiao.campaign.facts import facts_of
from jixiao.campaign.results import FormResult
from jixiao.campaign.sample_cases import Owned
from jixiao.policy.model import Policy
from jixiao.records.department_self_evaluation import DepartmentSelfEvaluation
from jixiao.records.evaluation_list import EvaluatedProject, EvaluationList
from jixiao.records.filled_form import FilledForm
from jixiao.records.finding import Severity
from jixiao.records.list_arithmetic import DONE, day_said, state_of
from jixiao.records.list_form import RECTIFICATION_LEDGER, ListForm, ListRow
from jixiao.records.monitoring import Monitoring
from jixiao.records.numbers import read_amount, read_points
from jixiao.records.score_sheet import ScoreSheet
from jixiao.records.self_evaluation import SelfEvaluation
from jixiao.records.target_declaration import TargetDeclaration
from jixiao.records.text import squeezed
from jixiao.records.value import Value
from jixiao.rules.assessed_projects import asked, assessments, ceiling
from jixiao.rules.run import Outcome
from jixiao.scoring.outcomes import chosen

FINANCE, DEPARTMENT, OWN = "财政评价", "部门评价", "单位自评"
WHOLE = "整体支出"
_MARKS = re.compile(r"[《》〈〉“”\"'\[\]()、,。.·\s-]|^(?:19|20)\d{2}年度?")
_SELF = {str(kind.model_fields["form"].default) for kind in (SelfEvaluation, DepartmentSelfEvaluation)}
_MONITORED = str(Monitoring.model_fields["form"].default)


@dataclass(frozen=True, slots=True)
class Named:
    """Which project a fact is about, as its source names it; `place` is where it stands (file, sheet, cell)."""

    project: str
    unit: str = ""
    department: str = ""
    code: str = ""
    year: int | None = None
    place: str = ""

    @property
    def key(self) -> str:
        """The project's name without punctuation, blanks and a year in front."""
        return _MARKS.sub("", squeezed(self.project))

    @property
    def units(self) -> frozenset[str]:
        """The names of unit and department without blanks."""
        return frozenset(filter(None, (squeezed(self.unit), squeezed(self.department))))


@dataclass(frozen=True, slots=True)
class Result:
    """A judged result: of which kind, points out of 100, grade, budget in 万元; `remark` says what was assumed."""

    of: Named
    kind: str
    score: Decimal | None
    grade: str
    amount: Decimal | None = None
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Light:
    """A monitored project: the light of its money at the end of the period, red items in words, budget in 万元."""

    of: Named
    month: int
    light: str
    red: tuple[str, ...]
    amount: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Ceiling:
    """The most that an ex-ante assessment leaves, 万元 (None where it names no amount), and its conclusion in words."""

    of: Named
    wan: Decimal | None
    conclusion: str


@dataclass(frozen=True, slots=True)
class Asking:
    """An amount that a declaration asks for, 万元."""

    of: Named
    wan: Decimal


@dataclass(frozen=True, slots=True)
class OpenItem:
    """A problem of the rectification ledger that is not closed; `overdue` in days, None without a deadline."""

    of: Named
    problem: str
    status: str
    deadline: date | None
    overdue: int | None


Fact = Result | Light | Ceiling | Asking | OpenItem


def facts_of_outcome(outcome: Outcome, place: str, on: date) -> Iterator[Fact]:
    """Facts of one judged file; `place` names it, problems are overdue as of `on`."""
    for item, result in zip(outcome.forms, facts_of(outcome), strict=True):
        form, policy = item.form, outcome.policy.for_year(item.form.year)
        if form.blank:
            continue
        if isinstance(form, EvaluationList):
            yield from _listed(form, policy, place)
        elif isinstance(form, ListForm):
            yield from open_items(form, place, on)
        elif isinstance(form, ScoreSheet):
            yield from _sheet(form, result, policy, place)
        else:
            month = form.month or 0 if isinstance(form, Monitoring) else 0
            faults = sum(f.severity is Severity.MUST_FIX and f.sheet == form.sheet for f in outcome.findings)
            yield from _of_result(result, _named(result, place), result.budget, month, faults)
        if isinstance(form, TargetDeclaration):
            yield from (Asking(_named(result, place), each.wan) for each in asked((form,)))


def facts_of_round(found: Iterable[Owned], faulty: Mapping[tuple[str, str], int]) -> Iterator[Fact]:
    """Facts of what a round has kept, with unit, department and amount by its roster.

    `faulty` counts the faults that must be changed by path and sheet.
    """
    for item in found:
        form = item.form
        project = item.project.name if item.project is not None else form.project
        code = (item.project.code if item.project is not None else "") or form.project_code
        place = f"{item.source}「{form.sheet}」"
        named = Named(project or WHOLE, item.unit_name, item.superior, code, form.year, place)
        yield from _of_result(form, named, item.amount, 0, faulty.get((item.source, form.sheet), 0))


def _named(result: FormResult, place: str) -> Named:
    whole = result.project or (WHOLE if "整体" in result.form else "")
    return Named(whole, result.unit, result.department, result.project_code, result.year, f"{place}「{result.sheet}」")


def _of_result(
    form: FormResult, named: Named, amount: Decimal | None, month: int, faults: int
) -> Iterator[Result | Light]:
    """A self-evaluation's result, by the points due; of a monitoring form its lights; nothing of other forms."""
    if not named.key:
        return
    if form.form == _MONITORED:
        yield Light(named, month, form.light, form.red_items, amount)
    elif form.form in _SELF:
        said = [f"自评表还有 {faults} 处必须改的问题"] if faults else []
        if not form.grade:  # weights that do not add up, or a total that cannot be computed: nobody may grade it
            said.append("自评没有定级(分值合计不对,或者总分算不出),改好以后再提意见")
        score = form.due if form.due is not None else form.claimed
        yield Result(named, OWN, score, form.grade, amount, ";".join(said))


# -- lists and score sheets --------------------------------------------------------------------------------------------


def _listed(form: EvaluationList, policy: Policy, place: str) -> Iterator[Result]:
    for item in form.projects:
        score, grade = read_points(item.score), _text(item.grade)
        if item.project.empty:
            continue
        amount = read_amount(item.amount, form.amount_unit)
        at = f"{place}「{form.sheet}」{item.project.cell}"
        named = Named(item.project.clean, _text(item.unit), _text(item.department), "", form.year, at)
        kind, remark = _kind_of(item)
        own = policy.grade(score) if score is not None else grade
        if score is not None and grade and grade != own:
            remark = f"{remark};清单写「{grade}」,按得分应为「{own}」".lstrip(";")
        if score is None and not grade:
            remark = "评价结果清单没有写得分和等级"
        yield Result(named, kind, score, own, amount.wan if amount is not None else None, remark)


def _kind_of(item: EvaluatedProject) -> tuple[str, str]:
    """财政评价, 部门评价 or 单位自评 by the 评价类型 column; a bureau's list that names none is its own evaluation."""
    said = _text(item.kind)
    if not said:
        return FINANCE, "清单没有写评价类型,按财政评价"
    if "自评" in said:
        return OWN, ""
    return (DEPARTMENT, "") if "部门评价" in said else (FINANCE, "")


def _text(value: Value | None) -> str:
    return "" if value is None or value.empty or value.broken else value.clean


def _sheet(form: ScoreSheet, result: FormResult, policy: Policy, place: str) -> Iterator[Fact]:
    """An ex-ante assessment's ceiling, or the result of an evaluation by finance or by the department itself."""
    department = form.words("department") or ""
    unit = form.words("agency") or department
    name = form.words("project") or (WHOLE if form.code == "F16" else "")
    named = Named(name, unit, department, "", form.year, f"{place}「{form.sheet}」")
    if form.code == "F07" and assessments((form,)) and named.key:
        applied = read_amount(form.at("applied"), form.amount_unit)
        yield Ceiling(named, ceiling(form, policy), chosen(form.at("conclusion")) or result.grade)
        if applied is not None:
            yield Asking(named, applied.wan)
    if form.code not in ("F15", "F16") or not named.key or result.due is None:
        return
    amount = read_amount(form.at("amount"), form.amount_unit)
    judge = form.words("evaluator") or ""
    kind = FINANCE if "财政" in judge or not judge or not _is_of(judge, named) else DEPARTMENT
    remark = "" if judge else "评分表没有写评价机构,按财政评价"
    yield Result(named, kind, result.due, result.grade, amount.wan if amount is not None else None, remark)


def _is_of(judge: str, named: Named) -> bool:
    return any(name in squeezed(judge) for name in named.units)


# -- the ledger --------------------------------------------------------------------------------------------------------


def open_items(form: FilledForm, place: str, on: date) -> Iterator[OpenItem]:
    """Problems of a rectification ledger (F11) that are neither done nor passed; nothing of other forms."""
    if not isinstance(form, ListForm) or form.form != RECTIFICATION_LEDGER:
        return
    project = unit = ""
    for row in form.rows:
        if row.holds("project"):
            unit = _cell(row, "duty") if _cell(row, "project") != project else unit
            project = _cell(row, "project")
        unit = _cell(row, "duty") or unit
        verdict = _cell(row, "verdict")
        done = state_of(row.at("status")) == DONE and "退回" not in verdict
        if not row.holds("problem") or done or verdict == "通过":  # a rule's re-check closes without a reply
            continue
        deadline = day_said(row.at("deadline"), form.year)
        late = max(0, (on - deadline).days) if deadline is not None else None
        at = f"{place}「{form.sheet}」{row.at('problem').cell}"  # type: ignore[union-attr]
        named = Named(project, unit, "", "", None, at)
        yield OpenItem(named, _cell(row, "problem"), _cell(row, "status") or "未填", deadline, late)


def _cell(row: ListRow, role: str) -> str:
    return _text(row.at(role))
