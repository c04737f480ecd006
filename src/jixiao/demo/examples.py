"""Every example form, filled in well or badly, as workbooks for people to look at. A new form is two lines here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from jixiao.demo import example_forms
from jixiao.forms import self_evaluation
from jixiao.forms.declaration import Form
from jixiao.forms.template import build_template, fill_template
from jixiao.policy.model import Policy

YEAR = 2025
Values = Mapping[tuple[str, int], str | int | Decimal | None]


@dataclass(frozen=True)
class Example:
    """A filled-in template: `values` by (role, row) as in `template.input_places`; `good` has nothing to change."""

    name: str
    form: Form
    values: Callable[[], Values]
    good: bool
    rows: int | None = None

    def build(self, policy: Policy) -> bytes:
        """The workbook's bytes, equal for equal declarations and policies."""
        blank = build_template(self.form, policy, year=YEAR, rows=self.rows)
        return fill_template(blank, self.form, policy, self.values(), rows=self.rows)


EXAMPLES: tuple[Example, ...] = (
    Example("填得好的自评表", self_evaluation.FORM, example_forms.good_values, good=True),
    Example("填得不好的自评表", self_evaluation.FORM, example_forms.bad_values, good=False),
)
