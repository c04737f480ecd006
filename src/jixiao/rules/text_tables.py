"""Tables of a document: columns of money with their total row, as far as they can be told for certain."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from jixiao.records.manuscript import Cell, Manuscript, Table
from jixiao.records.numbers import to_decimal
from jixiao.records.regex import regex

_TOTAL = regex("(?:合计|总计|共计|总额)(?:数|金额)?")
_MONEY = regex("金额|资金|预算|支出|收入|投资|拨款|万元|合计")
_NO_SUM = regex("率|比|序号|编号|分值|得分|单价|标准|均|年份|年度$|代码|编码")
_INNER = regex("小计|其中")
_NUMBER = regex(r"-?(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(?:万元|元)?")


@dataclass(frozen=True, slots=True)
class MoneyColumn:
    """One column of money: its heading, the amounts of the rows with their row's name, and the total if any."""

    heading: str
    rows: tuple[tuple[str, Cell, Decimal], ...]
    total: tuple[Cell, Decimal] | None


def _number(cell: Cell) -> Decimal | None:
    match = _NUMBER.fullmatch(cell.flat)
    return to_decimal(match[0].rstrip("万元")) if match else None


def money_columns(manuscript: Manuscript) -> Iterator[MoneyColumn]:
    """The columns whose heading speaks of money and whose cells are all numbers, blanks or strokes."""
    for table in manuscript.tables:
        if len(table) > 2 and not any(_INNER.search(cell.flat) for row in table for cell in row):
            yield from (column for place in range(len(table[0])) if (column := _column(table, place)))


def _column(table: Table, place: int) -> MoneyColumn | None:
    heading = table[0][place].flat
    if not _MONEY.search(heading) or _NO_SUM.search(heading):
        return None
    rows: list[tuple[str, Cell, Decimal]] = []
    totals: list[tuple[Cell, Decimal]] = []
    for row in table[1:]:
        cell = row[place]
        number = _number(cell)
        if number is None:
            if cell.flat not in ("", "-", "—", "/"):
                return None
        elif any(_TOTAL.fullmatch(other.flat) for other in row):
            totals.append((cell, number))
        else:
            rows.append((_name(row), cell, number))
    return MoneyColumn(heading, tuple(rows), totals[0] if len(totals) == 1 else None) if len(rows) > 1 else None


def _name(row: tuple[Cell, ...]) -> str:
    """What a row is about: its longest words."""
    return max((cell.flat for cell in row if _number(cell) is None), key=len, default="")
