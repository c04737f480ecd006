"""A form torn onto two sheets: its head on one, its table of indicators on another.

It is not put together again: nobody could say which cell of which sheet a total or a goal belongs to. It is told once,
at the head, where the table went; the table is judged by no rule.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from jixiao.forms import read_monitoring, read_self_evaluation, read_target_declaration
from jixiao.forms.find_forms import Kind, find_blocks
from jixiao.forms.page import Page
from jixiao.records.filled_form import FilledForm
from jixiao.records.indicator_form import IndicatorForm
from jixiao.records.monitoring import Monitoring
from jixiao.records.self_evaluation import SelfEvaluation
from jixiao.records.target_declaration import TargetDeclaration

_KINDS: tuple[tuple[type[IndicatorForm], Kind], ...] = (
    (Monitoring, read_monitoring.KIND),
    (SelfEvaluation, read_self_evaluation.KIND),
    (TargetDeclaration, read_target_declaration.KIND),
)


def told_as_torn(forms: Sequence[FilledForm], pages: Sequence[Page]) -> list[FilledForm]:
    """The forms; each head without a table knows the sheet of its table, which is no form of its own any more."""
    found: list[FilledForm] = []
    taken: set[str] = set()
    for form in forms:
        kind = next((kind for record, kind in _KINDS if isinstance(form, record)), None)
        if kind is not None and form.missing and not form.columns:
            free = (page for page in _after(pages, form.sheet) if page.name not in taken and _free(page, forms))
            other = next((page.name for page in free if _only_a_table(page, kind)), "")
            taken.add(other)
            form = form.model_copy(update={"table_on": other})
        found.append(form)
    return [form for form in found if form.sheet not in taken]


def _after(pages: Sequence[Page], sheet: str) -> Iterable[Page]:
    """The sheets that follow one of that name, then those before it."""
    place = next(number for number, page in enumerate(pages) if page.name == sheet)
    return (*pages[place + 1 :], *pages[:place])


def _free(page: Page, forms: Sequence[FilledForm]) -> bool:
    """Whether the sheet holds no form that says whose it is."""
    own = (form for form in forms if form.sheet == page.name)
    return all(isinstance(form, IndicatorForm) and _headless(form) for form in own)


def _headless(form: IndicatorForm) -> bool:
    return form.project is None and form.department is None and form.agency is None and form.funds is None


def _only_a_table(page: Page, kind: Kind) -> bool:
    """Whether a sheet begins with headings of the kind's table, under one line at most (a title that was repeated)."""
    tables = [table for block in find_blocks(page, kind) for table in block.tables]
    return bool(tables) and sum(row < tables[0].top for row in page.lines) <= 1
