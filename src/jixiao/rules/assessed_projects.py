"""Projects that ask for money and their ex-ante assessments (F07), matched by name within any list of forms."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from jixiao.policy.model import Policy
from jixiao.records.evaluation_list import EvaluationList
from jixiao.records.filled_form import FilledForm
from jixiao.records.numbers import read_amount, read_points
from jixiao.records.regex import regex
from jixiao.records.score_sheet import ScoreSheet
from jixiao.records.target_declaration import TargetDeclaration
from jixiao.records.text import squeezed
from jixiao.records.value import Value
from jixiao.rules.same_project import whole_amount
from jixiao.scoring.outcomes import named_conclusion

_MARKS = regex(r"[《》〈〉“”\"'\[\]()、,。.·\s-]")
_YEARS = regex(r"^(?:19|20)\d{2}年度?")


@dataclass(frozen=True, slots=True)
class Asked:
    """Money that a project asks for: the cell, 万元, the project's name, and on which sheet it stands."""

    at: Value
    wan: Decimal
    project: str
    sheet: str


def assessments(forms: Iterable[FilledForm]) -> list[ScoreSheet]:
    """The assessments that were really made: with points, or with a conclusion."""
    found = (form for form in forms if isinstance(form, ScoreSheet) and form.code == "F07")
    return [form for form in found if _made(form)]


def _made(form: ScoreSheet) -> bool:
    given = (value for row in form.criteria for value in row.given)
    return form.words("conclusion") is not None or any(read_points(value) is not None for value in given)


def asked(forms: Iterable[FilledForm]) -> Iterator[Asked]:
    """Every amount that a project's declaration asks for; declarations of whole departments are no project."""
    for form in forms:
        if not isinstance(form, TargetDeclaration) or "整体" in form.form or form.project_name is None:
            continue
        amount = whole_amount(form)
        if amount is not None:
            yield Asked(amount[0], amount[1], form.project_name, form.sheet)


def not_made(forms: Iterable[FilledForm]) -> Iterator[Asked]:
    """Amounts of assessment sheets and of listed assessments that have neither points nor a conclusion."""
    for form in forms:
        if isinstance(form, ScoreSheet) and form.code == "F07" and not _made(form):
            amount, value = read_amount(form.at("applied"), form.amount_unit), form.at("applied")
            if amount is not None and value is not None:
                yield Asked(value, amount.wan, form.project_name or "", form.sheet)
        elif isinstance(form, EvaluationList):
            yield from _listed(form)


def _listed(form: EvaluationList) -> Iterator[Asked]:
    for item in form.projects:
        amount = read_amount(item.amount, form.amount_unit)
        if amount is None or item.amount is None or item.kind is None or "评估" not in item.kind.flat:
            continue
        results = [value for value in (item.score, item.grade) if value is not None]
        if results and all(value.empty for value in results):
            yield Asked(item.amount, amount.wan, item.project.clean, form.sheet)


def same_name(one: str, other: str) -> bool:
    """Whether two project names are one but for marks and a year in front."""
    here, there = (_YEARS.sub("", _MARKS.sub("", squeezed(name))) for name in (one, other))
    return bool(here) and here == there


def ceiling(form: ScoreSheet, policy: Policy) -> Decimal | None:
    """The most that may be asked for after an assessment, in 万元: 建议金额, nothing where it is not supported."""
    amount = read_amount(form.at("suggested"), form.amount_unit)
    if amount is not None:
        return amount.wan
    names = [band.name for band in policy.appraisal_outcomes]
    refused = named_conclusion(form.at("conclusion"), names) == names[-1]
    return Decimal(0) if refused else None
