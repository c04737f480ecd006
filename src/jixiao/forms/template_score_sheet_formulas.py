"""Formulas of the score sheets' templates: points by a computable standard, totals, average, grade, what follows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import groupby

from jixiao.forms.declaration import Form
from jixiao.forms.template_book import Scalar
from jixiao.forms.template_score_sheet import Key, places, points_columns, rule_of, weight_of
from jixiao.policy.model import GradeBand, OutcomeBand, Policy
from jixiao.records.numbers import plain, rounded
from jixiao.records.standard import Standard

HUNDRED = Decimal(100)


def formulas(form: Form, policy: Policy) -> dict[str, str]:
    """Address → formula of every calculated cell; nothing is shown while nothing is filled in."""
    at = places(form)
    found: dict[str, str] = {}
    for index, criterion in enumerate(form.criteria):
        rule = rule_of(form, criterion, policy)
        if rule is not None:
            actual, weight = at["criteria.actual", index], at["criteria.weight", index]
            found[at["criteria.score", index]] = _computed(rule, actual, weight, policy)
    rows = len(form.criteria)
    for role in ("weight", *(role for role, _ in points_columns(form))):
        block = f"{at[f'criteria.{role}', 0]}:{at[f'criteria.{role}', rows - 1]}"
        found[at[f"total.{role}", 0]] = f'=IF(COUNT({block})=0,"",ROUND(SUM({block}),2))'
    found |= _foot(form, policy, at)
    return found


def _half_up(value: str) -> str:
    # first to ten places: what binary arithmetic leaves just below a half goes up as it should
    return f"ROUND(ROUND({value},10),2)"


def _computed(rule: Standard, actual: str, weight: str, policy: Policy) -> str:
    rate = f"ROUND({actual}*100,8)"
    if rule.kind == "bands":
        points = plain(rule.above)
        for highest, given in reversed(rule.bands):
            points = f"IF({rate}<={plain(highest)},{plain(given)},{points})"
    elif rule.kind == "steps":
        points = f"{weight}-{_steps(rule, rate, policy)}*{plain(rule.minus)}"
    else:
        points = f"{weight}*{actual}"
    capped = _half_up(f"MAX(0,MIN({weight},{points}))")
    return f'=IF(ISNUMBER({actual}),{capped},"")'


def _steps(rule: Standard, rate: str, policy: Policy) -> str:
    bound = plain(rule.bound)
    apart = {"over": f"MAX(0,{rate}-{bound})", "under": f"MAX(0,{bound}-{rate})", "off": f"ABS({rate}-{bound})"}
    count = f"{apart[rule.side]}/{plain(rule.step)}"
    if policy.partial_step == "share":
        return count
    return f"{'ROUNDDOWN' if policy.partial_step == 'whole' else 'ROUNDUP'}(ROUND({count},8),0)"


def _nested(bands: Sequence[GradeBand | OutcomeBand], total: str) -> str:
    nested = f'"{bands[-1].name}"'
    for band in reversed(bands[:-1]):
        nested = f'IF({total}>={band.lower:f},"{band.name}",{nested})'
    return nested


def _foot(form: Form, policy: Policy, at: dict[Key, str]) -> dict[str, str]:
    found: dict[str, str] = {}
    raters = [role for role, _ in points_columns(form)]
    total = at[f"total.{raters[-1]}", 0]
    if ("final", 0) in at:
        total = at["final", 0]
        parts = [at[f"total.{role}", 0] for role in raters]
        empty = ",".join(f'{part}=""' for part in parts)
        average = _half_up(f"({'+'.join(parts)})/{len(parts)}")
        found[total] = f'=IF(OR({empty}),"",{average})'
    bands = _nested(policy.scale(form.scale), total)
    if ("grade", 0) in at:
        found[at["grade", 0]] = f'=IF({total}="","",{bands})'
    if ("action", 0) in at:
        grade, chosen = at["grade", 0], '""'
        for name, action in reversed(policy.target_review_actions.items()):
            chosen = f'IF({grade}="{name}","{action}",{chosen})'
        found[at["action", 0]] = f'=IF({grade}="","",{chosen})'
    if ("advice", 0) in at:
        vetoes = _vetoes(form, policy, at) if policy.appraisal_veto else []
        last = policy.appraisal_outcomes[-1].name
        vetoed = ",".join(vetoes)
        judged = f'IF(OR({vetoed}),"{last}",{bands})' if vetoes else bands
        found[at["advice", 0]] = f'=IF({total}="","",{judged})'
    if ("cut", 0) in at:
        applied, suggested = at["applied", 0], at["suggested", 0]
        found[at["cut", 0]] = f'=IF(OR({applied}="",{suggested}=""),"",ROUND({applied}-{suggested},6))'
    return found


def dimensions(form: Form, policy: Policy) -> list[list[int]]:
    """Row indices of the criteria in use, dimension by dimension."""
    used = [index for index, item in enumerate(form.criteria) if weight_of(form, item, policy) is not None]
    return [list(group) for _, group in groupby(used, key=lambda index: form.criteria[index].levels[:1])]


def _vetoes(form: Form, policy: Policy, at: dict[Key, str]) -> list[str]:
    """One condition per dimension: all of its rows have points, and they come to 0."""
    conditions = []
    for rows in dimensions(form, policy):
        block = f"{at['criteria.score', rows[0]]}:{at['criteria.score', rows[-1]]}"
        conditions.append(f"AND(COUNT({block})={len(rows)},SUM({block})=0)")
    return conditions


def results(form: Form, policy: Policy, cells: Mapping[str, Scalar]) -> dict[str, Scalar]:
    """What the formulas give for these cells (address → value); "" where they show nothing.

    A value among `cells` for a formula's place is a constant typed over it: the other formulas see that.
    """
    at = places(form)
    weights = {
        at["criteria.weight", index]: weight
        for index, item in enumerate(form.criteria)
        if (weight := weight_of(form, item, policy)) is not None
    }
    known: dict[str, Scalar] = {**weights, **cells}
    given: dict[str, Scalar] = {}

    def settle(place: str, value: Scalar) -> None:
        given[place] = "" if value is None else value
        known.setdefault(place, given[place])

    for index, criterion in enumerate(form.criteria):
        rule = rule_of(form, criterion, policy)
        if rule is not None:
            settle(at["criteria.score", index], _points(rule, known, at, index, policy))
    for role in ("weight", *(role for role, _ in points_columns(form))):
        cells_of_role = [at[f"criteria.{role}", index] for index in range(len(form.criteria))]
        found = [number for place in cells_of_role if (number := _number(known, place)) is not None]
        settle(at[f"total.{role}", 0], rounded(sum(found, Decimal(0))) if found else None)
    _settle_foot(form, policy, at, known, settle)
    return given


def _number(cells: Mapping[str, Scalar], place: str) -> Decimal | None:
    value = cells.get(place)
    return Decimal(value) if isinstance(value, int | Decimal) else None


def _points(
    rule: Standard, known: Mapping[str, Scalar], at: dict[Key, str], index: int, policy: Policy
) -> Decimal | None:
    actual, weight = _number(known, at["criteria.actual", index]), _number(known, at["criteria.weight", index])
    if actual is None:
        return None
    return rule.points(actual * HUNDRED, weight or Decimal(0), policy.partial_step)


def _settle_foot(form: Form, policy: Policy, at: dict[Key, str], known: dict[str, Scalar], settle: object) -> None:
    put = settle
    assert callable(put)
    raters = [role for role, _ in points_columns(form)]
    total = at[f"total.{raters[-1]}", 0]
    if ("final", 0) in at:
        total = at["final", 0]
        parts = [_number(known, at[f"total.{role}", 0]) for role in raters]
        whole = [part for part in parts if part is not None]
        put(total, rounded(sum(whole, Decimal(0)) / len(parts)) if len(whole) == len(parts) else None)
    points = _number(known, total)
    band = None if points is None else policy.band(form.scale, points)
    if ("grade", 0) in at:
        put(at["grade", 0], band)
    if ("action", 0) in at:
        put(at["action", 0], policy.target_review_actions.get(str(known.get(at["grade", 0])), ""))
    if ("advice", 0) in at:
        vetoed = policy.appraisal_veto and any(
            all(_number(known, at["criteria.score", row]) == 0 for row in rows) for rows in dimensions(form, policy)
        )
        put(at["advice", 0], policy.appraisal_outcomes[-1].name if vetoed and band is not None else band)
    if ("cut", 0) in at:
        applied, suggested = _number(known, at["applied", 0]), _number(known, at["suggested", 0])
        put(at["cut", 0], None if applied is None or suggested is None else applied - suggested)
