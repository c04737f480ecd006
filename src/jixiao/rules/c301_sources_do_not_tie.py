"""C301 资金构成不平: the total of the funds block is not the sum of its sources."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from jixiao.forms.self_evaluation import FUND_TOTAL_LABEL
from jixiao.records.finding import Severity
from jixiao.records.indicator_form import FundRow, Funds, IndicatorForm
from jixiao.records.numbers import amount_unreadable, plain
from jixiao.records.regex import regex
from jixiao.records.target_declaration import TargetDeclaration
from jixiao.records.text import squeezed
from jixiao.rules.fund_rows import CENT, COLUMNS, heading_of, is_marked_part, money, money_cell, source_sums
from jixiao.rules.rule import Context, Hit, Rule, hit

_TOTAL = regex(FUND_TOTAL_LABEL)
_TOTAL_WORD = regex(r"总额|总计|合计|总金额|总投资")


def applies(form: IndicatorForm, _: Context) -> bool:
    """The form has a total row that is named so, and rows of sources."""
    return any(_is_whole(funds) for funds in form.fund_blocks())


def _is_whole(funds: Funds) -> bool:
    if funds.total is None or not funds.sources:
        return False
    label = squeezed(funds.total.label)
    return bool(_TOTAL.fullmatch(label) or _TOTAL_WORD.search(label))


def check(form: IndicatorForm, _: Context) -> Iterator[Hit]:
    """One finding a block, at the first money column whose total is no sensible sum of its sources."""
    for funds in form.fund_blocks():
        if _is_whole(funds):
            yield from _of_block(funds, declared=isinstance(form, TargetDeclaration))


def _of_block(funds: Funds, *, declared: bool) -> Iterator[Hit]:
    """`declared`: the block has one amount a row, so that the row's own label is the name of the total."""
    if funds.total is None:
        return
    for column, heading in COLUMNS:
        total = money(funds.total, column, funds.unit) or Decimal(0)
        due = _untied_sum(funds.total, funds.sources, column, funds.unit)
        if due is not None:
            gap = plain(abs(due - total))
            at = money_cell(funds.total, column)
            stated = "空着" if at is not None and at.empty else f"为 {plain(total)} {funds.unit}"
            whole = squeezed(funds.total.label).partition("(")[0]
            heading = heading_of(at) or heading if at is not None and not declared else heading
            label = whole if "整体" in whole else "年度资金总额"
            name = whole if declared else f"{label}的{heading}"
            heading = "资金" if declared else heading
            words = {
                "whole": name,
                "column": heading,
                "unit": funds.unit,
                "sum": plain(due),
                "gap": gap,
                "stated": stated,
            }
            yield hit(at, expected=plain(due), **words)
            return


def _untied_sum(total_row: FundRow, sources: tuple[FundRow, ...], column: str, unit: str) -> Decimal | None:
    """What the sources add up to when the total does not tie with them; None when it ties or cannot be judged."""
    cell = money_cell(total_row, column)
    cells = [value for row in sources if (value := money_cell(row, column)) is not None]
    if cell is None or any(value.broken or amount_unreadable(value, unit) for value in (cell, *cells)):
        return None
    found = [money(row, column, unit) for row in sources]
    if all(amount is None for amount in found) or any(amount is not None and amount < 0 for amount in found):
        return None  # a negative amount is C306's
    total = money(total_row, column, unit) or Decimal(0)
    amounts = [amount or Decimal(0) for amount in found]
    if len(sources) == 1 and is_marked_part(sources[0]) and 0 < amounts[0] <= total:
        return None  # 「其中」 alone names a part; the form has no row for the rest
    nearest = min(source_sums(sources, amounts), key=lambda amount: (abs(amount - total), amount))
    return nearest if abs(nearest - total) > CENT else None


RULE = Rule(
    code="C301",
    name="资金构成不平",
    severity=Severity.MUST_FIX,
    basis="财预〔2015〕88号",
    message="{whole}{stated},各资金来源合计 {sum} {unit},相差 {gap} {unit}。",
    fix="核对{column}的总额和各来源,使总额等于各来源之和。",
    check=check,
    forms=(IndicatorForm,),
    applies=applies,
)
