"""The list of standard forms, in the order of their codes. A new form is one import and one entry here."""

from __future__ import annotations

from jixiao.forms import evaluation_list, self_evaluation
from jixiao.forms.declaration import Form
from jixiao.records.text import squeezed

FORMS: tuple[Form, ...] = (
    self_evaluation.FORM,
    evaluation_list.FORM,
)


def find_form(name: str) -> Form:
    """The form of that code (F04), title or part of a title; KeyError(name, all titles) unless exactly one fits."""
    wanted = squeezed(name)
    exact = [form for form in FORMS if wanted.upper() == form.code or wanted == form.title]
    close = [form for form in FORMS if wanted and wanted in form.title]
    found = exact or close
    if len(found) != 1:
        raise KeyError(name, "、".join(f"{form.code} {form.title}" for form in FORMS))
    return found[0]
