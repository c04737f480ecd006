"""A103 不是 xlsx 格式: an older or other format, of which only values or words are read."""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.records.book import Book
from jixiao.records.finding import Severity
from jixiao.rules.rule import Context, Hit, Rule, hit

_WORKBOOK_LIMIT = "只按数值读取,公式没有检查"
_DOCUMENT_LIMIT = "只读取了文字,自动编号和表格的行列没有检查"


def check(book: Book, context: Context) -> Iterator[Hit]:
    """A file in another format than xlsx or docx, of which only values or words were read; no cell."""
    if book.grid is not None and book.grid.legacy:
        seen = book.grid.legacy.rstrip("。")
        yield hit(seen=seen, expected="xlsx 工作簿", kind="xlsx", limit=_WORKBOOK_LIMIT, program="Excel")
    if book.manuscript is not None and book.manuscript.legacy:
        seen = book.manuscript.legacy
        yield hit(seen=seen, expected="docx 文档", kind="docx", limit=_DOCUMENT_LIMIT, program="Word")


RULE = Rule(
    code="A103",
    name="不是 xlsx 格式",
    severity=Severity.HINT,
    basis="",
    message="文件是 {seen},不是 {kind} 格式,{limit}。",
    fix="用 {program} 或 WPS 另存为 {kind} 再报。",
    check=check,
    on="workbook",
)
