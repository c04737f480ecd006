"""C303 疑似元与万元混用: an amount is implausibly large, or about 10 000 times another statement of the same amount."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations

from jixiao.policy.model import Policy
from jixiao.records.filled_form import FilledForm
from jixiao.records.finding import Severity
from jixiao.records.indicator_form import Funds, Indicator, IndicatorForm
from jixiao.records.numbers import plain, read_amount
from jixiao.records.regex import regex
from jixiao.records.score_sheet import ScoreSheet
from jixiao.records.units import split_scale
from jixiao.records.value import Value
from jixiao.rules.fund_rows import COLUMNS, column_ties, money_cell
from jixiao.rules.rule import Context, Hit, Rule, hit
from jixiao.scoring.arithmetic import units_mixed

# costs per piece are no statement of the whole amount
_PER_PIECE = regex(r"单|均|每|标准|定额|/")


@dataclass(frozen=True)
class _Statement:
    """One cell that states an amount, in 万元."""

    at: Value
    wan: Decimal


def check(form: FilledForm, context: Context) -> Iterator[Hit]:
    """One hit per suspicious cell: first by its size, then against other statements of the same amount."""
    told: set[str] = set()
    for found in (*_too_large(form, context.policy), *_apart(form, context.policy)):
        if found.cell is not None and found.cell not in told:
            told.add(found.cell)
            yield found


def _too_large(form: FilledForm, policy: Policy) -> Iterator[Hit]:
    large = [
        (value, amount, unit)
        for value, unit in form.money_cells()
        if (amount := read_amount(value, unit)) is not None and amount.wan >= policy.amount_limit
    ]
    cells = {value.cell for value, _, _ in large}
    added = () if isinstance(form, ScoreSheet) else form.sums()  # a sheet's 申请金额 is no total that was added up
    told_by_part = {each.total.cell for each in added if any(part.cell in cells for part in each.parts)}
    for value, amount, unit in large:
        if value.cell not in told_by_part:
            why = f"达到 {plain(policy.amount_limit)} 万元以上"
            yield hit(value, seen=plain(amount.value), expected="核对单位", unit=unit, why=why)


def _apart(form: FilledForm, policy: Policy) -> Iterator[Hit]:
    """Pairs of one amount whose ratio lies between the policy's bounds; the cell is the larger one in a 万元 form."""
    if not isinstance(form, IndicatorForm) or form.funds is None:
        return
    for first, second in _pairs(form, form.funds):
        small, large = sorted((first, second), key=lambda statement: statement.wan)
        if not units_mixed(small.wan, large.wan, policy):
            continue
        odd, other = (small, large) if form.funds.unit == "元" else (large, small)
        factor = 10_000 if form.funds.unit == "元" else 1
        right = f"{plain((other.wan * factor).normalize())} {form.funds.unit}"
        why = f"与{other.at.label}的 {right}相差约 10000 倍"
        yield hit(odd.at, seen=plain((odd.wan * factor).normalize()), expected=right, unit=form.funds.unit, why=why)


def _pairs(form: IndicatorForm, funds: Funds) -> Iterator[tuple[_Statement, _Statement]]:
    if funds.total is None:
        return
    whole = {column: _stated(money_cell(funds.total, column), funds.unit) for column, _ in COLUMNS}
    yield from combinations([statement for statement in whole.values() if statement is not None], 2)
    for column, total in whole.items():
        # a small source beside large ones is no mistake while the column adds up
        if total is not None and not column_ties(funds, column):
            cells = (_stated(money_cell(row, column), funds.unit) for row in funds.sources)
            yield from ((total, source) for source in cells if source is not None)
    budget = whole["budget"]
    if budget is not None:
        yield from ((budget, cost) for row in form.judged for cost in _whole_costs(row))


def _stated(value: Value | None, unit: str) -> _Statement | None:
    amount = read_amount(value, unit)
    return _Statement(value, amount.wan) if value is not None and amount is not None else None


def _whole_costs(row: Indicator) -> Iterator[_Statement]:
    """Target and actual value of a 成本 indicator that is an amount of money as a whole."""
    if "成本" not in f"{row.level1}{row.level2}" or row.aim.kind != "quantity" or _PER_PIECE.search(row.name.flat):
        return
    cells = [(row.target, row.aim.low, row.aim.unit)]
    if row.actual is not None and row.done.kind == "number":
        cells.append((row.actual, row.done.number, row.done.unit or row.aim.unit))
    for value, number, unit in cells:
        scale, base = split_scale(unit)
        if number is not None and (base == "元" or (not base and scale > 1)):
            yield _Statement(value, number * scale / 10_000)


RULE = Rule(
    code="C303",
    name="疑似元与万元混用",
    severity=Severity.VERIFY,
    basis="",
    message="{label}为 {seen} {unit},{why},疑似元与万元混用。",
    fix="核对金额单位,以{unit}为单位填写。",
    check=check,
    forms=(FilledForm,),
)
