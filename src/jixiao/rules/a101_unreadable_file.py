"""A101 文件无法读取: the file is no workbook, is damaged or cut off, or lacks a part."""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.records.book import Book
from jixiao.records.finding import Severity
from jixiao.rules.rule import Context, Hit, Rule, hit

REASONS = {"not_workbook", "truncated", "missing_part", "malformed_xml", "forbidden_dtd", "unreadable_path"}


def check(book: Book, context: Context) -> Iterator[Hit]:
    """A file that the reader refused for what it is, not for its password (A102) or size (A104); no cell."""
    if book.refusal in REASONS:
        fact = book.detail.rstrip("。") or "内容不是工作簿"
        yield hit(seen=fact, expected="能用 Excel 或 WPS 打开的 xlsx 工作簿")


RULE = Rule(
    code="A101",
    name="文件无法读取",
    severity=Severity.MUST_FIX,
    basis="",
    message="文件无法读取:{seen}。",
    fix="用 Excel 或 WPS 打开原文件,另存为 xlsx 后重新报送。",
    check=check,
    on="workbook",
)
