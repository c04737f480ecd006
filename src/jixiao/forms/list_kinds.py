"""The register of lists and letters with a table, in the order in which their titles are tried."""

from __future__ import annotations

from jixiao.forms import (
    evaluation_list,
    publication_list,
    rectification_ledger,
    rectification_notice,
    rectification_report,
    result_use_opinion,
    spot_check,
    target_approval,
)
from jixiao.forms.declaration import Form
from jixiao.forms.list_kind import ListKind

LIST_KINDS: tuple[ListKind, ...] = (
    *result_use_opinion.KINDS,
    rectification_report.KIND,
    rectification_notice.KIND,
    rectification_ledger.KIND,
    spot_check.KIND,
    publication_list.KIND,
    target_approval.KIND,
)


def kind_of(form: Form) -> ListKind:
    """How a form is drawn, F17 too; KeyError when the form is no list."""
    for kind in (*LIST_KINDS, evaluation_list.DRAWN):
        if kind.form is form:
            return kind
    raise KeyError(form.code)
