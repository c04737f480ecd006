"""A103 不是 xlsx 格式: an older or other spreadsheet format, read by value only."""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.records.book import Book
from jixiao.records.finding import Severity
from jixiao.rules.rule import Context, Hit, Rule, hit


def check(book: Book, context: Context) -> Iterator[Hit]:
    """A file in another format than xlsx, of which only values were read; no cell."""
    if book.grid is not None and book.grid.legacy:
        yield hit(seen=book.grid.legacy.rstrip("。"), expected="xlsx 工作簿")


RULE = Rule(
    code="A103",
    name="不是 xlsx 格式",
    severity=Severity.HINT,
    basis="",
    message="文件是 {seen},不是 xlsx 格式,只按数值读取,公式没有检查。",
    fix="用 Excel 或 WPS 另存为 xlsx 再报。",
    check=check,
    on="workbook",
)
