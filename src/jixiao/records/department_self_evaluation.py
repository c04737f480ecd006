"""A filled-in 部门整体支出绩效自评表 (F05), whatever layout it came in."""

from __future__ import annotations

from jixiao.records.self_evaluation import SelfEvaluation

WHOLE_UNIT = "部门整体支出绩效自评表"
"""Canonical name of the form."""


class DepartmentSelfEvaluation(SelfEvaluation):
    """A self-evaluation of all that a department spends: `department` or `agency` names it, there is no project."""

    form: str = WHOLE_UNIT
