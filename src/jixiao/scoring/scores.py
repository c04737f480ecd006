"""The score of a form of whatever kind carries points, and the grade that its total leads to."""

from __future__ import annotations

from decimal import Decimal

from jixiao.policy.model import Policy
from jixiao.records.filled_form import FilledForm
from jixiao.records.score import Score
from jixiao.records.score_sheet import ScoreSheet
from jixiao.records.self_evaluation import SelfEvaluation
from jixiao.scoring.score_sheets import grade_of, score_sheet
from jixiao.scoring.total import score_form


def score_of(form: FilledForm, policy: Policy) -> Score | None:
    """Lines and totals of a form; None for a form that carries no points. A new kind with points is one line here."""
    if isinstance(form, SelfEvaluation):
        return score_form(form, policy)
    return score_sheet(form, policy) if isinstance(form, ScoreSheet) else None


def grade_for(form: FilledForm, total: Decimal, policy: Policy) -> str:
    """The grade (or conclusion) of a rounded total by the bands of the form's kind."""
    return grade_of(form, total, policy) if isinstance(form, ScoreSheet) else policy.grade(total)
