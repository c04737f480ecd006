"""结果运用意见书 in four kinds: what judged files say about projects, as rows for 预算股 and the business offices."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from jixiao.documents.feedback_appraisal import appraised_in
from jixiao.documents.feedback_monitoring import monitored_in
from jixiao.documents.letter import APPRAISAL_OPINION, EVALUATION_OPINION, MONITORING_OPINION, OPINIONS, TARGET_OPINION
from jixiao.documents.words import printable, rule_name, shown
from jixiao.forms.result_use_opinion import TITLES
from jixiao.policy.model import Policy
from jixiao.records.evaluation_list import EvaluatedProject, EvaluationList
from jixiao.records.finding import Finding, Severity
from jixiao.records.indicator_form import IndicatorForm
from jixiao.records.numbers import read_amount, read_points, rounded
from jixiao.records.score_sheet import ScoreSheet
from jixiao.records.self_evaluation import SelfEvaluation
from jixiao.records.text import shortened, squeezed
from jixiao.rules.run import FormOutcome, Outcome
from jixiao.scoring.outcomes import named_outcome
from jixiao.scoring.review_rounds import review_rounds

TITLE_OF = dict(zip(OPINIONS, TITLES, strict=True))
"""Kind of opinion → title of its standard form (F12)."""
_LONGEST_PROBLEM = 80


@dataclass(frozen=True)
class Advised:
    """A project in an opinion: money in 万元 (None where nobody states it) and the proposed use ("" where none).

    `told` is what the kind adds, by the role of the form's column: conclusion, suggested, grade_of_review, rounds,
    executed, light, score, grade, problem.
    """

    unit: str
    department: str
    project: str
    year: int | None
    amount: Decimal | None
    use: str
    told: dict[str, str | int | Decimal] = field(default_factory=dict)


def advised_in(kind: str, outcomes: Sequence[Outcome], policy: Policy) -> list[Advised]:
    """Every project of the judged files that an opinion of this kind speaks of, in the order of files.

    The last of two statements about one project counts.
    """
    found: dict[tuple[str, str], Advised] = {}
    for item in _SOURCES[kind](outcomes, policy):
        key = (squeezed(item.unit), squeezed(item.project))
        found.pop(key, None)
        found[key] = item
    return list(found.values())


def _appraisals(outcomes: Sequence[Outcome], policy: Policy) -> Iterator[Advised]:
    for item in appraised_in(outcomes):
        told: dict[str, str | int | Decimal] = {"conclusion": item.conclusion}
        if item.suggested is not None:
            told["suggested"] = item.suggested
        use = policy.opinion_use.get(item.conclusion, "")
        yield Advised(item.unit, item.department, item.project, item.year, item.applied, use, told)


def _targets(outcomes: Sequence[Outcome], policy: Policy) -> Iterator[Advised]:
    forms = [item for outcome in outcomes for item in outcome.forms]
    returned = {(each.unit, each.project): each.returned for each in review_rounds(item.form for item in forms)}
    for item in forms:
        form = item.form
        if not isinstance(form, ScoreSheet) or form.code != "F06" or form.blank:
            continue
        points, outcome = _points(item), named_outcome(form.at("outcome")) or ""
        amount = read_amount(form.at("amount"), form.amount_unit)
        told: dict[str, str | int | Decimal] = {
            "grade_of_review": policy.band(form.scale, points) if points is not None else shown(form.grade_cell),
            "conclusion": outcome,
            "rounds": returned.get((form.unit_name or "", form.project_name or ""), 0),
        }
        unit = shown(form.at("agency")) or shown(form.at("department"))
        use = policy.opinion_use.get(outcome, "")
        wan = amount.wan if amount else None
        yield Advised(unit, shown(form.at("department")), shown(form.at("project")), form.year, wan, use, told)


def _monitored(outcomes: Sequence[Outcome], policy: Policy) -> Iterator[Advised]:
    for item in monitored_in(outcomes):
        told: dict[str, str | int | Decimal] = {"light": item.light}
        if item.executed is not None:
            told["executed"] = item.executed
        use = policy.opinion_use.get(item.light, "")
        yield Advised(item.unit, item.department, item.project, item.year, item.budget, use, told)


def _evaluated(outcomes: Sequence[Outcome], policy: Policy) -> Iterator[Advised]:
    for outcome in outcomes:
        for item in outcome.forms:
            form = item.form
            if isinstance(form, EvaluationList):
                yield from (_listed(form, project, policy) for project in form.projects)
            elif isinstance(form, ScoreSheet) and form.code in ("F15", "F16") and not form.blank:
                yield _scored(item, form, policy)
            elif isinstance(form, SelfEvaluation) and not form.blank:
                yield _self_evaluated(item, form, outcome.findings, policy)


def _listed(form: EvaluationList, project: EvaluatedProject, policy: Policy) -> Advised:
    points, amount = read_points(project.score), read_amount(project.amount, form.amount_unit)
    grade = shown(project.grade) or (policy.grade(rounded(points)) if points is not None else "")
    problems = "；".join(shown(problem.text).rstrip("。；") for problem in project.problems if shown(problem.text))
    unit = shown(project.unit) or shown(project.department)
    told = _result(points, grade, problems)
    use, wan = policy.result_use.get(grade, ""), amount.wan if amount else None
    return Advised(unit, shown(project.department), shown(project.project), form.year, wan, use, told)


def _scored(item: FormOutcome, form: ScoreSheet, policy: Policy) -> Advised:
    points, amount = _points(item), read_amount(form.at("amount"), form.amount_unit)
    grade = policy.band(form.scale, points) if points is not None else shown(form.grade_cell)
    problems = "；".join(shown(row.reason).rstrip("。；") for row in form.judged if shown(row.reason))
    unit = shown(form.at("agency")) or shown(form.at("department"))
    project = shown(form.at("project")) or f"{unit}整体支出"
    use, wan = policy.result_use.get(grade, ""), amount.wan if amount else None
    return Advised(unit, shown(form.at("department")), project, form.year, wan, use, _result(points, grade, problems))


def _self_evaluated(item: FormOutcome, form: SelfEvaluation, findings: Iterable[Finding], policy: Policy) -> Advised:
    """A self-evaluation by the points that are due; while these are open there is neither grade nor use."""
    from jixiao.documents.notice_from_form import subject

    score = item.score
    points, grade = (score.due, score.grade or "") if score is not None else (None, "")
    wrong = [each.rule for each in findings if each.sheet == form.sheet and each.severity is Severity.MUST_FIX]
    problems = "；".join(dict.fromkeys(rule_name(rule) for rule in wrong))
    unit = shown(form.agency) or shown(form.department)
    use = policy.result_use.get(grade, "")
    return Advised(
        unit, shown(form.department), subject(form), form.year, _budget(form), use, _result(points, grade, problems)
    )


def _budget(form: IndicatorForm) -> Decimal | None:
    if form.funds is None or form.funds.total is None:
        return None
    amount = read_amount(form.funds.total.budget, form.funds.unit)
    return amount.wan if amount else None


def _result(points: Decimal | None, grade: str, problems: str) -> dict[str, str | int | Decimal]:
    told: dict[str, str | int | Decimal] = {
        "grade": grade,
        "problem": shortened(printable(problems), _LONGEST_PROBLEM),
    }
    return told if points is None else {"score": rounded(points), **told}


def _points(item: FormOutcome) -> Decimal | None:
    """The points of a score sheet: as computed, else as stated; rounded."""
    score = item.score
    due = score.due if score is not None else None
    stated = read_points(item.form.final) if isinstance(item.form, ScoreSheet) else None
    points = due if due is not None else stated
    return rounded(points) if points is not None else None


_SOURCES: dict[str, Callable[[Sequence[Outcome], Policy], Iterator[Advised]]] = {
    APPRAISAL_OPINION: _appraisals,
    TARGET_OPINION: _targets,
    MONITORING_OPINION: _monitored,
    EVALUATION_OPINION: _evaluated,
}
