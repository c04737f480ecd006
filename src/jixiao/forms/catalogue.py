"""The list of standard forms, in the order of their codes. A new form is one import and one entry here."""

from __future__ import annotations

from jixiao.forms import (
    department_scoring,
    department_self_evaluation,
    department_targets,
    evaluation_list,
    ex_ante_assessment,
    monitoring,
    project_scoring,
    publication_list,
    rectification_ledger,
    rectification_notice,
    rectification_report,
    result_use_opinion,
    self_evaluation,
    spot_check,
    target_approval,
    target_declaration,
    target_review,
    third_party,
)
from jixiao.forms.declaration import Form
from jixiao.records.text import squeezed

FORMS: tuple[Form, ...] = (
    target_declaration.FORM,
    department_targets.FORM,
    monitoring.FORM,
    self_evaluation.FORM,
    department_self_evaluation.FORM,
    target_review.FORM,
    ex_ante_assessment.FORM,
    third_party.FORM,
    rectification_notice.FORM,
    rectification_report.FORM,
    rectification_ledger.FORM,
    *result_use_opinion.FORMS,
    spot_check.FORM,
    publication_list.FORM,
    project_scoring.FORM,
    department_scoring.FORM,
    evaluation_list.FORM,
    target_approval.FORM,
)


def find_form(name: str) -> Form:
    """The form of that code (F04), title or part of a title; KeyError(name, all titles) unless exactly one fits.

    Where a project's form and others fit (自评表), the project's is meant.
    """
    wanted = squeezed(name)
    exact = [form for form in FORMS if wanted.upper() == form.code or wanted == form.title]
    close = [form for form in FORMS if wanted and wanted in form.title]
    of_projects = [form for form in close if form.title.startswith("项目")]
    found = exact or (of_projects if len(of_projects) == 1 else close)
    if len(found) != 1:
        raise KeyError(name, "、".join(f"{form.code} {form.title}" for form in FORMS))
    return found[0]


def find_forms(name: str) -> tuple[Form, ...]:
    """All forms of that code (F12 has four kinds), else the one that `find_form` gives; KeyError as there."""
    wanted = squeezed(name).upper()
    return tuple(form for form in FORMS if form.code == wanted) or (find_form(name),)
