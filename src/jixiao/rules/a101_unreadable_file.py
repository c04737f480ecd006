"""A101 文件无法读取: the file is no workbook or document, is damaged or cut off, or lacks a part."""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.records.book import Book
from jixiao.records.finding import Severity
from jixiao.records.manuscript import is_document
from jixiao.rules.rule import Context, Hit, Rule, hit

REASONS = {"not_workbook", "not_document", "truncated", "missing_part", "malformed_xml", "forbidden_dtd"}
REASONS |= {"unreadable_path"}


def check(book: Book, context: Context) -> Iterator[Hit]:
    """A file that the reader refused for what it is, not for its password (A102) or size (A104); no cell."""
    if book.refusal in REASONS:
        document = is_document(book.name) and not book.detail.startswith("内容是工作簿")
        fact = book.detail.rstrip("。") or f"内容不是{'文档' if document else '工作簿'}"
        program, kind = ("Word", "docx") if document else ("Excel", "xlsx")
        what = f"{kind} {'文档' if document else '工作簿'}"
        yield hit(seen=fact, expected=f"能用 {program} 或 WPS 打开的 {what}", program=program, kind=kind)


RULE = Rule(
    code="A101",
    name="文件无法读取",
    severity=Severity.MUST_FIX,
    basis="",
    message="文件无法读取:{seen}。",
    fix="用 {program} 或 WPS 打开原文件,另存为 {kind} 后重新报送。",
    check=check,
    on="workbook",
)
