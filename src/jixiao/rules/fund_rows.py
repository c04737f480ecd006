"""The funds block as rules read it: which amounts a column holds and which rows are parts of others."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from jixiao.records.indicator_form import FundRow, Funds
from jixiao.records.monitoring import MonitoredFundRow
from jixiao.records.numbers import amount_unreadable, read_amount
from jixiao.records.regex import regex
from jixiao.records.text import squeezed
from jixiao.records.value import Value

COLUMNS = (("budget", "全年预算数"), ("initial", "年初预算数"), ("executed", "全年执行数"))
"""Money columns as (field, heading), in the order in which they are judged."""
CENT = Decimal("0.005")
"""Two amounts, in the unit of the form, that differ by no more than this are the same."""
MANY = 12
"""With more source rows than this only the plain readings are tried: the number of nestings doubles with each row."""
_WHOLE = regex(r"财政(?:拨款|资金|性资金|补助)|一般公共预算")
_KIND = regex(r"中央|省|市|县|区|地方|本级|上级|一般公共预算|政府性基金|国有资本")
_NATURE = regex(r"(?:基本|项目|人员|公用)(?:支出|经费)|按支出")


def money_cell(row: FundRow, column: str) -> Value | None:
    """The cell of a fund row in one of COLUMNS; None when the form has no such column."""
    return {"budget": row.budget, "initial": row.initial, "executed": row.executed}[column]


def money(row: FundRow, column: str, unit: str) -> Decimal | None:
    """The amount in a column of a fund row, in the unit of the form; None when blank, broken or no amount."""
    amount = read_amount(money_cell(row, column), unit)
    return amount.value if amount is not None else None


def budgets(row: FundRow, unit: str) -> tuple[tuple[str, Decimal], ...]:
    """Heading and amount of the budgets that spending can be measured against; the adjusted one before the initial.

    Only a monitoring row (财预〔2019〕136号) is measured against its initial budget.
    """
    columns = ("budget", "initial") if isinstance(row, MonitoredFundRow) else ("budget",)
    found = []
    for column in columns:
        cell, amount = money_cell(row, column), money(row, column, unit)
        if cell is not None and amount is not None:
            found.append((heading_of(cell), amount))
    return tuple(found)


def heading_of(cell: Value) -> str:
    """The heading under which a money cell stands: 「1—7月执行数」 of 「年度资金总额 · 1—7月执行数」."""
    return cell.label.rpartition(" · ")[2]


def is_marked_part(row: FundRow) -> bool:
    """Whether the label says the row is a part of another: 「其中」 in front, or indented."""
    return squeezed(row.label).startswith("其中") or row.label[:1].isspace()


def can_be_part(whole: FundRow, part: FundRow) -> bool:
    """Whether the labels allow `part` to be contained in `whole` (财政拨款 and 其中:中央资金 or 一般公共预算拨款)."""
    if is_marked_part(part):
        return not squeezed(whole.label).startswith("其中") or not squeezed(part.label).startswith("其中")
    if squeezed(whole.label).endswith("小计"):
        return not squeezed(part.label).endswith("小计")
    general = _WHOLE.search(squeezed(whole.label)) and not re.search(r"中央|省|市|县|地方|本级|上级", whole.label)
    return bool(general and _KIND.search(squeezed(part.label)))


def column_ties(funds: Funds, column: str) -> bool:
    """Whether the total of a money column is a sensible sum of its sources (blank counts as 0)."""
    total = money(funds.total, column, funds.unit) if funds.total is not None else None
    amounts = [money(row, column, funds.unit) or Decimal(0) for row in funds.sources]
    if total is None:
        return False
    if abs(sum(amounts, Decimal(0)) - total) <= CENT:  # nearly all tie like this
        return True
    return any(abs(due - total) <= CENT for due in source_sums(funds.sources, amounts))


def understated(funds: Funds, column: str) -> bool:
    """Whether the total of a money column was added up without a source whose amount cannot be read (C306)."""
    cells = [money_cell(row, column) for row in funds.sources]
    return any(amount_unreadable(cell, funds.unit) for cell in cells if cell is not None) and column_ties(funds, column)


def source_sums(sources: Sequence[FundRow], amounts: Sequence[Decimal]) -> frozenset[Decimal]:
    """Every sum that a sensible reading of the source rows gives: all rows, top-level rows, rows marked 「其中」."""
    marked = [amount for row, amount in zip(sources, amounts, strict=True) if is_marked_part(row)]
    plain_sum, marked_sum = sum(amounts, Decimal(0)), sum(marked, Decimal(0))
    sums = {plain_sum} | ({marked_sum} if len(marked) > 1 else set())
    if len(sources) > MANY:
        return frozenset(sums | {plain_sum - marked_sum})
    sums |= set(_readings(sources, amounts, 0))
    origins = [index for index, row in enumerate(sources) if not _NATURE.search(squeezed(row.label))]
    if 0 < len(origins) < len(sources):  # a second breakdown, by kind of spending, of the same total
        sums |= set(_readings([sources[i] for i in origins], [amounts[i] for i in origins], 0))
    return frozenset(sums)


def _readings(sources: Sequence[FundRow], amounts: Sequence[Decimal], start: int) -> Iterator[Decimal]:
    if start >= len(sources):
        yield Decimal(0)
        return
    for after in _ends_of_parts(sources, amounts, start):
        for rest in set(_readings(sources, amounts, after)):
            yield amounts[start] + rest


def _ends_of_parts(sources: Sequence[FundRow], amounts: Sequence[Decimal], whole: int) -> Iterator[int]:
    """Where the parts of row `whole` may end (exclusive): they tie with it, or are marked parts and less than it."""
    yield whole + 1
    total = Decimal(0)
    for index in range(whole + 1, len(sources)):
        if index == whole + 1 and not can_be_part(sources[whole], sources[index]):
            return
        total += amounts[index]
        ties = abs(total - amounts[whole]) <= CENT and total != 0
        run = sources[whole + 1 : index + 1]
        if all(is_marked_part(row) for row in run):
            if ties or total < amounts[whole]:
                yield index + 1
        elif ties and (is_marked_part(run[0]) or all(can_be_part(sources[whole], row) for row in run)):
            yield index + 1
