"""Third parties (第三方机构): appraisals averaged and ranked, engagements checked, who may be chosen next year."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from jixiao.campaign.third_parties_engagements import Engagement
from jixiao.policy.model import Policy
from jixiao.records.finding import Severity
from jixiao.records.list_arithmetic import day_said
from jixiao.records.numbers import rounded
from jixiao.records.score_sheet import ScoreSheet
from jixiao.records.text import squeezed
from jixiao.scoring.score_sheets import average, rater_sums, third_party_results

_MARKS = re.compile(r"[《》“”\"'()\[\]、,。.·\s-]|^(?:19|20)\d{2}年度?")
NO_NAME = "(没有写机构)"


@dataclass(frozen=True)
class Appraisal:
    """What an institution's work on one project was given: each rater's total, their mean (None from one rater)."""

    institution: str
    project: str
    year: int | None
    totals: tuple[Decimal, ...]
    score: Decimal | None
    grade: str
    places: tuple[str, ...]


@dataclass(frozen=True)
class Standing:
    """An institution: mean of its projects (None without any), rank (equal means share one), and whether it may be
    chosen next year. `why` says so in words; `barred_until` is the last year in which it may not."""

    institution: str
    projects: int
    score: Decimal | None
    grade: str
    rank: int | None
    barred_until: int | None
    why: str


@dataclass(frozen=True)
class Fault:
    """Something to verify in an engagement list."""

    severity: Severity
    engagement: Engagement
    name: str
    message: str
    fix: str
    basis: str


@dataclass(frozen=True)
class ThirdParties:
    """Everything about the third parties of a year."""

    appraisals: tuple[Appraisal, ...]
    standings: tuple[Standing, ...]
    engagements: tuple[Engagement, ...]
    faults: tuple[Fault, ...]


def third_parties_of(
    sheets: Sequence[tuple[str, ScoreSheet]], engagements: Sequence[Engagement], policy: Policy, next_year: int
) -> ThirdParties:
    """Appraisal sheets (place, F08) and engagements brought together; `next_year` is the year to choose for."""
    appraisals = appraisals_of(sheets, policy)
    standings = standings_of(appraisals, policy, next_year)
    faults = (
        *forbidden(engagements, policy),
        *conflicts(engagements, policy),
        *barred(engagements, appraisals, policy),
    )
    return ThirdParties(appraisals, standings, tuple(engagements), faults)


# -- appraisals --------------------------------------------------------------------------------------------------------


def appraisals_of(sheets: Sequence[tuple[str, ScoreSheet]], policy: Policy) -> tuple[Appraisal, ...]:
    """One appraisal per institution and project over all sheets (F08), in the order of the first of each."""
    groups: dict[tuple[str, str], list[tuple[str, ScoreSheet]]] = {}
    for place, form in sheets:
        if form.code == "F08" and not form.blank:
            groups.setdefault((form.words("institution") or "", form.project_name or ""), []).append((place, form))
    return tuple(_appraisal(*key, own, policy) for key, own in groups.items())


def _appraisal(name: str, project: str, own: list[tuple[str, ScoreSheet]], policy: Policy) -> Appraisal:
    forms = [form for _, form in own]
    totals = tuple(part for form in forms for part in rater_sums(form) if part is not None)
    score = third_party_results(forms).get((name, project))
    grade = policy.band("third_party_grades", score) if score is not None else ""
    years = [year for form in forms if (year := _year(form)) is not None]
    places = tuple(f"{place}「{form.sheet}」" for place, form in own)
    return Appraisal(name or NO_NAME, project, max(years, default=None), totals, score, grade, places)


def _year(form: ScoreSheet) -> int | None:
    day = day_said(form.at("date"), form.year)
    return day.year if day is not None else form.year


def standings_of(appraisals: Iterable[Appraisal], policy: Policy, next_year: int) -> tuple[Standing, ...]:
    """Institutions by their mean, the best first; those without a mean last."""
    groups: dict[str, list[Appraisal]] = {}
    for each in appraisals:
        if each.institution != NO_NAME:
            groups.setdefault(each.institution, []).append(each)
    means = {name: _mean(own) for name, own in groups.items()}
    known = [mean for mean in means.values() if mean is not None]
    found = []
    for name, own in groups.items():
        mean = means[name]
        rank = 1 + sum(other > mean for other in known) if mean is not None else None
        grade = policy.band("third_party_grades", mean) if mean is not None else ""
        until, why = _may_be_chosen(own, mean, policy, next_year)
        found.append(Standing(name, len(own), mean, grade, rank, until, why))
    return tuple(sorted(found, key=lambda each: (each.rank or len(found) + 1, each.institution)))


def _mean(own: Sequence[Appraisal]) -> Decimal | None:
    scores = [each.score for each in own if each.score is not None]
    return average(scores) if scores else None


def _may_be_chosen(
    own: Sequence[Appraisal], mean: Decimal | None, policy: Policy, next_year: int
) -> tuple[int | None, str]:
    """The last year in which an institution may not be chosen (None when it may), and why in words."""
    lowest, years = policy.third_party_grades[-1].name, policy.third_party_bar_years
    failed = [each for each in own if each.grade == lowest]
    until = max(((each.year or next_year - 1) + years for each in failed), default=None)
    if until is not None and until >= next_year:
        names = "、".join(f"「{each.project}」{rounded(each.score or Decimal(0))} 分" for each in failed)
        return until, f"{names}考评{lowest},{years} 年内不选({until} 年底以前)"
    if mean is None:
        return None, "只有一方评分,没有最终得分,补齐以后再定"
    return None, "可以选聘"


# -- engagements -------------------------------------------------------------------------------------------------------


def _bare(name: str) -> str:
    return _MARKS.sub("", squeezed(name))


def _has(task: str, words: Iterable[str]) -> str | None:
    flat = squeezed(task)
    return next((word for word in words if word in flat), None)


def forbidden(engagements: Iterable[Engagement], policy: Policy) -> tuple[Fault, ...]:
    """Tasks that may not be entrusted; reviewing them may be."""
    found = []
    for each in engagements:
        if _has(each.task, policy.third_party_review_words):
            continue
        for item, words in policy.third_party_forbidden.items():
            if _has(each.task, words):
                message = f"「{each.institution}」受托「{each.task}」,属于{item},原则上不得委托第三方机构。"
                fix = "由预算部门、单位自己做;确需协助的,写明只提供咨询,成果由单位负责。"
                found.append(Fault(Severity.VERIFY, each, "不得委托的事项", message, fix, "财预〔2021〕6号"))
                break
    return tuple(found)


def conflicts(engagements: Sequence[Engagement], policy: Policy) -> tuple[Fault, ...]:
    """An institution that judges a project which it prepared or carried out itself; told at the judging task."""
    found = []
    for each in engagements:
        if not each.project or not _judges(each, policy):
            continue
        for other in engagements:
            same = _bare(other.institution) == _bare(each.institution) and _bare(other.project) == _bare(each.project)
            if same and not _judges(other, policy) and _has(other.task, policy.third_party_preparing_words):
                message = (
                    f"「{each.institution}」受托「{each.task}」,同一项目「{each.project}」的「{other.task}」"
                    f"也是它做的({other.at}),自己评自己。"
                )
                fix = "换一家没有参与这个项目的机构。"
                found.append(Fault(Severity.VERIFY, each, "利益冲突", message, fix, "财预〔2021〕6号"))
                break
    return tuple(found)


def _judges(each: Engagement, policy: Policy) -> bool:
    return _has(each.task, policy.third_party_evaluation_words) is not None


def barred(engagements: Iterable[Engagement], appraisals: Sequence[Appraisal], policy: Policy) -> tuple[Fault, ...]:
    """Institutions that were engaged while they may not be chosen; only where list and appraisal state their years."""
    lowest, years = policy.third_party_grades[-1].name, policy.third_party_bar_years
    failed = [each for each in appraisals if each.grade == lowest and each.year is not None]
    found = []
    for each in engagements:
        own = [
            one
            for one in failed
            if _bare(one.institution) == _bare(each.institution)
            and one.year is not None
            and each.year is not None
            and one.year < each.year <= one.year + years
        ]
        if own:
            said = f"{own[0].year} 年考评{lowest},{years} 年内不选"
            message = f"「{each.institution}」{said},{each.year} 年又受托「{each.task}」。"
            found.append(Fault(Severity.VERIFY, each, "考评不合格仍然选聘", message, "核对考评结果,另行选聘。", ""))
    return tuple(found)
