"""A110 工作簿含宏: the workbook carries macro code, which a submission never needs."""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.records.book import Book
from jixiao.records.finding import Severity
from jixiao.rules.rule import Context, Hit, Rule, hit


def check(book: Book, context: Context) -> Iterator[Hit]:
    """The package holds a macro project, whatever the file is called; the macros are never run; no cell."""
    if book.grid is not None and book.grid.has_macros:
        yield hit(seen="含宏的工作簿", expected="不含宏的 xlsx 工作簿")


RULE = Rule(
    code="A110",
    name="工作簿含宏",
    severity=Severity.VERIFY,
    basis="",
    message="工作簿里有宏,宏没有运行。",
    fix="核实宏的来历;另存为不含宏的 xlsx 工作簿再报。",
    check=check,
    on="workbook",
)
