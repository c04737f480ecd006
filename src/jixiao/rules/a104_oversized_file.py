"""A104 文件异常大: size, extent or number of parts is over the reader's limits."""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.records.book import Book
from jixiao.records.finding import Severity
from jixiao.records.manuscript import is_document
from jixiao.rules.rule import Context, Hit, Rule, hit

REASONS = {"too_big_file", "too_big_inflated", "too_many_parts", "too_wide", "too_long"}


def check(book: Book, context: Context) -> Iterator[Hit]:
    """A file that the reader refused for its size; the limits are the reader's, its words say which; no cell."""
    if book.refusal in REASONS:
        fact = book.detail.rstrip("。") or "超过可以读取的大小"
        if is_document(book.name):
            yield hit(seen=fact, expected="只有正文的文档", todo="删除图片、附件和无关内容")
        else:
            yield hit(seen=fact, expected="只有填报内容的工作簿", todo="删除多余的空白行列、图片和无关工作表")


RULE = Rule(
    code="A104",
    name="文件异常大",
    severity=Severity.MUST_FIX,
    basis="",
    message="文件异常大,没有读取:{seen}。",
    fix="{todo},另存后重新报送。",
    check=check,
    on="workbook",
)
