"""What a round keeps of a judged file: amounts, points and lights of its forms, its findings, and what it claims."""

from __future__ import annotations

import re
from decimal import Decimal
from sys import intern

from jixiao.campaign.identity import identity_of, verify
from jixiao.campaign.register import Claims
from jixiao.campaign.results import FindingRow, FormResult
from jixiao.policy.model import Policy
from jixiao.records.evaluation_list import EvaluationList
from jixiao.records.filled_form import FilledForm
from jixiao.records.finding import Finding
from jixiao.records.indicator_form import IndicatorForm
from jixiao.records.list_form import ListForm
from jixiao.records.monitoring import Monitoring
from jixiao.records.numbers import read_amount
from jixiao.records.received import StatedForm
from jixiao.records.target_declaration import TargetDeclaration
from jixiao.records.text import shortened
from jixiao.records.value import Value
from jixiao.rules.run import FormOutcome, Outcome
from jixiao.scoring.monitored_lights import budget_cell, form_lights, red_items

_DRAFT = re.compile(r"\([^()]*(?:稿|版|修改|更正|修订|重报|定)[^()]*\)$")
_LONGEST = 200
"""Characters of a name or a code that are kept."""


def facts_of(outcome: Outcome) -> tuple[FormResult, ...]:
    """One result per form of a judged file: money in 万元, points as scored, the light of the money and red items."""
    return tuple(_result(item, outcome.policy.for_year(item.form.year)) for item in outcome.forms)


def _result(item: FormOutcome, policy: Policy) -> FormResult:
    form, score = item.form, item.score
    budget, executed = amounts_of(form)
    light, red = _lights(form, policy)
    return FormResult(
        form=form.form,
        sheet=form.sheet,
        unit=_short(form.unit_name),
        project=_short(form.project_name),
        project_code=project_code_of(form),
        year=form.year,
        budget=budget,
        executed=executed,
        rate=executed * 100 / budget if budget and executed is not None else None,
        due=score.due if score is not None else None,
        claimed=score.claimed if score is not None else None,
        grade=(score.grade or "") if score is not None else "",
        light=light,
        red_items=red,
        department=_department(form),
    )


def _department(form: FilledForm) -> str:
    """主管部门 as the form names it; "" when it names none."""
    value = form.department if isinstance(form, IndicatorForm) else None
    return _short(value.clean) if value is not None and not value.empty else ""


def amounts_of(form: FilledForm) -> tuple[Decimal | None, Decimal | None]:
    """Budget and spending of the funds' total row in 万元; the adjusted budget where it is filled in."""
    if not isinstance(form, IndicatorForm) or form.funds is None or form.funds.total is None:
        return None, None
    total, unit = form.funds.total, form.funds.unit
    budget = read_amount(budget_cell(total), unit)
    executed = None if isinstance(form, TargetDeclaration) else read_amount(total.executed, unit)
    return budget.wan if budget is not None else None, executed.wan if executed is not None else None


def _lights(form: FilledForm, policy: Policy) -> tuple[str, tuple[str, ...]]:
    """Light of the budget at the end of the period, and every red light in words; nothing for other forms."""
    if not isinstance(form, Monitoring):
        return "", ()
    lights = form_lights(form, policy)
    light = lights.money[0].light if lights.money else None
    words = [f"{lit.label}:{lit.light.how if lit.light is not None else '红灯'}" for lit in red_items(form, policy)]
    return light.name if light is not None else "", tuple(shortened(word, _LONGEST) for word in words)


def project_code_of(form: FilledForm) -> str:
    """The project's code that a form states; "" when it states none or only its unit's."""
    codes = form.codes if isinstance(form, IndicatorForm) else ()
    stated = [value for value in codes if not value.empty and "单位" not in value.label and "部门" not in value.label]
    return _short(stated[0].clean) if stated else ""


def finding_rows(findings: tuple[Finding, ...]) -> tuple[FindingRow, ...]:
    """Findings as they are kept; the place in a document is its paragraph."""
    return tuple(
        FindingRow(
            rule=item.rule,
            severity=item.severity.value,
            sheet=item.sheet or "",
            cell=item.cell or (f"第{item.paragraph}段" if item.paragraph is not None else ""),
            label=intern(item.label or ""),  # texts are made anew for every file, and most are equal
            seen=intern(item.seen),
            expected=intern(item.expected),
            message=intern(item.message),
            fix=intern(item.fix),
            basis=item.basis,
        )
        for item in findings
    )


def claims_of(outcome: Outcome, campaign: str, keys: dict[str, bytes]) -> Claims:
    """What the file says about where it comes from, checked with the round's keys."""
    forms = tuple(_stated(item.form) for item in outcome.forms if not item.form.blank)
    grid = outcome.book.grid
    identity = identity_of(grid) if grid is not None else None
    if grid is None or identity is None:
        return Claims(forms=forms)
    if identity.campaign != campaign:
        return Claims(identity.campaign, reason=f"是另一轮「{shortened(identity.campaign)}」下发的工作簿", forms=forms)
    verdict = verify(grid, keys)
    return Claims(campaign, identity.unit, identity.unit_name, verdict.genuine, verdict.reason, forms)


def _stated(form: FilledForm) -> StatedForm:
    unit, project, codes = _named(form)
    return StatedForm(
        form=form.form,
        sheet=form.sheet,
        unit=_short(form.unit_name),
        unit_cell=unit.cell if unit is not None else "",
        project=_short(form.project_name),
        project_cell=project.cell if project is not None else "",
        codes=tuple(_short(code.clean) for code in codes if not code.empty),
        issue=_issue(form),
    )


def _issue(form: FilledForm) -> str:
    """Year and title of a list, without words that only say which draft it is."""
    if not isinstance(form, ListForm | EvaluationList):
        return ""
    title = _short(_DRAFT.sub("", form.title.flat))
    return title if form.year is None or str(form.year) in title else f"{form.year}年{title}"


def _named(form: FilledForm) -> tuple[Value | None, Value | None, tuple[Value, ...]]:
    """The cells that name unit and project of a form, and those with codes."""
    if not isinstance(form, IndicatorForm):
        found = (getattr(form, name, None) for name in ("agency", "department", "unit"))
        return next((value for value in found if isinstance(value, Value)), None), None, ()
    unit = next((value for value in (form.agency, form.department) if value is not None and not value.empty), None)
    return unit or form.agency or form.department, form.project, form.codes


def _short(text: str | None) -> str:
    return shortened(text or "", _LONGEST)
