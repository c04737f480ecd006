"""Money in a document: totals against their parts (C307) and items of the very same amount (C308)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from jixiao.records.manuscript import Cell, Manuscript
from jixiao.records.numbers import plain
from jixiao.records.sentences import sentences
from jixiao.rules.breakdowns import money_off, money_parts
from jixiao.rules.fund_rows import CENT
from jixiao.rules.rule import Context, Hit, text_hit
from jixiao.rules.text_tables import MoneyColumn, money_columns

_TELLING_DIGITS = 4
"""Round amounts are often equal: in a document only those with so many digits that matter are compared."""


def untied_in_text(manuscript: Manuscript, _: Context) -> Iterator[Hit]:
    """The total rows of a document's tables, and totals in sentences that go on to tell their parts."""
    for column in money_columns(manuscript):
        if column.total is not None:
            yield from _untied(column, *column.total)
    for sentence in sentences(manuscript):
        told = money_parts(sentence)
        if told is not None and (due := money_off(told)) is not None:
            start, end = sentence.start + told.total.start, sentence.start + told.parts[-1].end
            at, stated = sentence.paragraph, told.total.wan
            gap = plain(abs(due - stated))
            yield text_hit(at, start, end, expected=plain(due), total=plain(stated), unit="万元", gap=gap)


def _untied(column: MoneyColumn, cell: Cell, total: Decimal) -> Iterator[Hit]:
    due = sum((amount for _, _, amount in column.rows), Decimal(0))
    if abs(due - total) > CENT:
        unit, gap = f"(「{column.heading}」列)", plain(abs(due - total))
        yield text_hit(cell.paragraph, expected=plain(due), total=plain(total), unit=unit, gap=gap)


def _telling(number: Decimal) -> bool:
    return len(number.normalize().as_tuple().digits) >= _TELLING_DIGITS


def equal_in_text(manuscript: Manuscript, _: Context) -> Iterator[Hit]:
    """Items of one enumeration in a sentence, and rows of one table of a document."""
    for sentence in sentences(manuscript):
        told = money_parts(sentence)
        seen: dict[Decimal, str] = {}
        start = told.begins if told else 0
        for part in told.parts if told else ():
            here, start = sentence.text[start : part.start].strip("、,;:为()")[-40:], part.end
            seen_before = part.wan in seen
            other = seen.setdefault(part.wan, here)
            if seen_before and _telling(part.wan):
                place = sentence.start + part.start
                words = {"amount": part.number, "unit": part.unit, "here": here or "后一项", "other": other or "前一项"}
                yield text_hit(sentence.paragraph, place, place + part.end - part.start, expected="核对", **words)
    for column in money_columns(manuscript):
        yield from _equal_rows(column)


def _equal_rows(column: MoneyColumn) -> Iterator[Hit]:
    unit = next((word for word in ("亿元", "万元", "元") if word in column.heading), "")
    seen: dict[Decimal, str] = {}
    for name, cell, amount in column.rows:
        other = seen.setdefault(amount, name)
        if other != name and _telling(amount):
            yield text_hit(cell.paragraph, expected="核对", amount=plain(amount), unit=unit, here=name, other=other)
