"""Results put to use (结果应用): per project which result counts, the advice of its grade and a suggested amount.

Amounts are 万元, exact but for cuts, which are rounded half up (to two places or those of the budget); every step is
told in words.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from jixiao.campaign.use_of_results_facts import (
    Asking,
    Ceiling,
    Fact,
    Light,
    OpenItem,
    Result,
)
from jixiao.campaign.use_of_results_projects import Kind, Project, brought_together
from jixiao.policy.model import Policy
from jixiao.records.numbers import plain, rounded

NO_DEPARTMENT = "(没有写主管部门)"


@dataclass(frozen=True)
class Use:
    """One project on the list for the budget office; amounts in 万元, None where nobody can say.

    `low` and `high` are the cut that the policy suggests for the grade, in percent; `why` tells every step.
    """

    department: str
    unit: str
    project: str
    code: str
    year: int | None
    last: Decimal | None
    kind: str
    score: Decimal | None
    grade: str
    light: str
    items: tuple[OpenItem, ...]
    advice: str
    cut: Decimal | None
    ceiling: Decimal | None
    suggested: Decimal | None
    why: tuple[str, ...]

    @property
    def overdue(self) -> int:
        """How many open items are past their deadline."""
        return sum(bool(item.overdue) for item in self.items)


@dataclass(frozen=True)
class Uses:
    """The list in order of departments, units, projects; `strays` are facts of which nobody can tell whose they are."""

    rows: tuple[Use, ...]
    strays: tuple[Fact, ...] = ()


def uses_of(facts: Iterable[Fact], policy: Policy) -> Uses:
    """The advice for every project that has a result, an assessment or was monitored."""
    projects, strays = brought_together(facts)
    told = (Result, Light, Ceiling)
    rows = [use_of(project, policy) for project in projects if any(isinstance(fact, told) for fact in project.facts)]
    left = [
        fact
        for project in projects
        if not any(isinstance(fact, told) for fact in project.facts)
        for fact in project.of(OpenItem)
    ]
    rows.sort(key=lambda row: (row.department, row.unit, row.project))
    return Uses(tuple(rows), (*strays, *left))


# -- one project -------------------------------------------------------------------------------------------------------


def use_of(project: Project, policy: Policy) -> Use:
    """The advice for one project; without a result only its assessment and its lights speak."""
    counts, why = which_counts(project.of(Result), policy)
    items = tuple(project.of(OpenItem))
    light = max(project.of(Light), key=lambda each: (each.of.year or 0, each.month), default=None)
    last = _last(counts, project.of(Result), light)
    top = lowest(_later(project.of(Ceiling), counts))
    late = sum(bool(item.overdue) for item in items)
    advice, cut = "", None
    if counts is not None:
        advice, cut = _by_grade(counts.grade, late, policy, why)
    elif top is not None:
        advice = top.conclusion
        why.append(f"还没有评价结果,按事前评估结论「{top.conclusion}」")
    else:
        why.append("还没有评价结果,不提处理意见")
    asking = [each.wan for each in _later(project.of(Asking), counts)]
    suggested = _suggested(last if counts is not None else None, cut, top, asking, why)
    if light is not None and (light.red or light.light == "红"):
        why.append(f"监控红灯 {len(light.red) or 1} 项")
    return Use(
        department=project.first("department") or project.first("unit") or NO_DEPARTMENT,
        unit=project.first("unit") or project.first("department"),
        project=project.first("project"),
        code=project.first("code"),
        year=counts.of.year if counts is not None else None,
        last=last,
        kind=counts.kind if counts is not None else "",
        score=counts.score if counts is not None else None,
        grade=counts.grade if counts is not None else "",
        light=("红" if light.red else light.light) if light is not None else "",
        items=items,
        advice=_with_open(advice, late, policy),
        cut=cut,
        ceiling=top.wan if top is not None else None,
        suggested=suggested,
        why=tuple(why),
    )


def which_counts(results: Sequence[Result], policy: Policy) -> tuple[Result | None, list[str]]:
    """The result that counts: of the latest year, of the kind that the policy puts first, of equal ones the lowest."""
    if not results:
        return None, []
    order = {kind: place for place, kind in enumerate(policy.result_order)}
    latest = max(result.of.year or 0 for result in results)
    ranked = sorted(
        results,
        key=lambda each: (
            not each.grade,  # a list without points and grade says nothing
            -(each.of.year or latest),
            order.get(each.kind, len(order)),
            each.score if each.score is not None else Decimal(101),
        ),
    )
    best, others = ranked[0], ranked[1:]
    why = [f"以{_said(best)}为准"]
    if best.remark:
        why.append(best.remark)
    for other in others:
        why.append(f"{_said(other)}不采用({_passed_over(other, best)})")
    return best, why


def _passed_over(other: Result, best: Result) -> str:
    """Why a result does not count beside the one that does."""
    if best.grade and not other.grade:
        return "没有等级"
    if other.of.year and best.of.year and other.of.year < best.of.year:
        return "年度早"
    if other.kind != best.kind:
        return "先后在后"
    return "与它相同" if other.score == best.score else "同一类有几份,取得分低的,请核实"


def _said(result: Result) -> str:
    score = f"{plain(rounded(result.score))} 分" if result.score is not None else "没有得分"
    year = f"{result.of.year}年" if result.of.year else ""
    return f"{year}{result.kind}({score},{result.grade or '没有等级'})"


def _by_grade(grade: str, late: int, policy: Policy, why: list[str]) -> tuple[str, Decimal | None]:
    """Use and cut in percent of a grade; blank and None where the policy knows none."""
    advice, cuts = policy.result_use.get(grade, ""), policy.result_cuts.get(grade)
    if not grade:
        return "", None
    if not advice:
        why.append(f"口径里没有等级「{grade}」的处理,请核对等级")
    if cuts is None:
        why.append(f"口径里没有等级「{grade}」的核减幅度,不提建议金额")
        return advice, None
    upper = bool(late) and policy.result_open_upper
    cut = cuts.high if upper else cuts.low
    if cuts.low == cuts.high:
        why.append(f"「{grade}」建议核减 {plain(cut)}%" if cut else f"「{grade}」不建议核减")
    else:
        end = f"有 {late} 个问题逾期没有整改,取上限" if upper else "没有逾期没有整改的问题,取下限"
        why.append(f"「{grade}」建议核减 {plain(cuts.low)}%—{plain(cuts.high)}%,{end} {plain(cut)}%")
    return advice, cut


def _last(counts: Result | None, results: Sequence[Result], light: Light | None) -> Decimal | None:
    """Last budget: what the counting result states, else any result of that year, else the monitoring form."""
    if counts is not None and counts.amount is not None:
        return counts.amount
    year = counts.of.year if counts is not None else None
    same = (each.amount for each in results if each.amount is not None and each.of.year == year)
    return next(same, light.amount if light is not None else None)


def _later(facts: Sequence[Kind], counts: Result | None) -> list[Kind]:
    """What is about the budget to come: nothing of the year of the result or before; without a year it counts."""
    year = counts.of.year if counts is not None else None
    return [fact for fact in facts if year is None or fact.of.year is None or fact.of.year > year]


def lowest(ceilings: Sequence[Ceiling]) -> Ceiling | None:
    """The assessment of the latest year; of several of one year the one that leaves least."""
    return min(
        ceilings,
        key=lambda each: (-(each.of.year or 0), each.wan if each.wan is not None else Decimal("Infinity")),
        default=None,
    )


def _suggested(
    last: Decimal | None, cut: Decimal | None, top: Ceiling | None, asking: Sequence[Decimal], why: list[str]
) -> Decimal | None:
    """Last budget less the cut, no more than the assessment leaves and than is asked for; None when nothing is known.

    A project without a result gets what its assessment leaves.
    """
    amount = None
    if last is not None and cut is not None:
        # as fine as the budget is told, so that a cut of a few yuan is one, too
        places = max(2, -int(last.as_tuple().exponent))
        amount = rounded(last * (100 - cut) / 100, places) if cut else last
        if cut:
            why.append(f"上年预算 {plain(last)}×(100-{plain(cut)})%={plain(amount)} 万元")
    elif cut is not None:
        why.append("没有上年预算数,算不出建议金额")
    limits = [("评估建议金额", top.wan)] if top is not None and top.wan is not None else []
    limits += [("本次申报", min(asking))] if asking else []
    for name, limit in limits:
        if amount is not None and limit < amount:
            why.append(f"不超过{name} {plain(limit)} 万元")
            amount = limit
        elif amount is None and cut is None and name == "评估建议金额":
            amount = limit
    return amount


def _with_open(advice: str, late: int, policy: Policy) -> str:
    if not late or not policy.result_open_use:
        return advice
    return ";".join(filter(None, (advice, policy.result_open_use)))
