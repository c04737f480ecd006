"""C308 不同明细金额完全相同: two different items carry the very same amount."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from jixiao.records.evaluation_list import EvaluationList
from jixiao.records.filled_form import FilledForm
from jixiao.records.finding import Severity
from jixiao.records.indicator_form import Funds, IndicatorForm
from jixiao.records.list_form import RECTIFICATION_LEDGER, ListForm
from jixiao.records.numbers import plain, read_amount
from jixiao.records.value import Value
from jixiao.rules.fund_rows import COLUMNS, can_be_part, money, money_cell
from jixiao.rules.rule import Context, Hit, Rule, hit
from jixiao.rules.text_totals import equal_in_text


def check(form: FilledForm, _: Context) -> Iterator[Hit]:
    """Sources of the funds block that are no part of each other, or projects of the list."""
    if isinstance(form, EvaluationList):
        yield from _equal_projects([(item.project, item.amount) for item in form.projects], form.amount_unit)
    elif isinstance(form, ListForm) and form.form != RECTIFICATION_LEDGER:
        yield from _equal_projects([(row.at("project"), row.at("amount")) for row in form.rows], form.amount_unit)
    elif isinstance(form, IndicatorForm) and form.funds is not None:
        yield from _equal_sources(form.funds)


def _equal_sources(funds: Funds) -> Iterator[Hit]:
    """One hit per later row, at its first column that repeats an earlier row."""
    for place, later in enumerate(funds.sources):
        pairs = (
            (column, amount, earlier)
            for column, _ in COLUMNS
            for earlier in funds.sources[:place]
            if not can_be_part(earlier, later)
            and (amount := money(later, column, funds.unit))
            and amount == money(earlier, column, funds.unit)
        )
        if found := next(pairs, None):
            column, amount, earlier = found
            yield hit(
                money_cell(later, column),
                expected="核对",
                amount=plain(amount),
                unit=funds.unit,
                here=later.label.strip(),
                other=earlier.label.strip(),
            )


def _equal_projects(items: Sequence[tuple[Value | None, Value | None]], unit: str) -> Iterator[Hit]:
    """Amounts of a list that stand beside two projects; a ledger has one project's amount in several rows."""
    seen: dict[Decimal, tuple[str, str]] = {}  # amount → project as compared, as shown
    for project, cell in items:
        amount = read_amount(cell, unit)
        if project is None or amount is None or not amount.value:
            continue
        key, shown = seen.setdefault(amount.value, (project.flat, project.clean))
        if key == project.flat:
            continue
        words = {"amount": plain(amount.value), "unit": unit, "here": project.clean, "other": shown}
        yield hit(cell, expected="核对", **words)


RULE = Rule(
    code="C308",
    name="不同明细金额完全相同",
    severity=Severity.HINT,
    basis="",
    message="“{here}”与“{other}”的金额都是 {amount} {unit}。",
    fix="核对是否误填;确实相同的不用改。",
    check=check,
    forms=(IndicatorForm, EvaluationList, ListForm),
    in_text=equal_in_text,
    text_message="“{here}”与“{other}”的金额都是 {amount}{unit}。",
)
