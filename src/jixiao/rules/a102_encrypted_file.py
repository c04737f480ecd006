"""A102 文件已加密: the file opens only with a password that was not given."""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.records.book import Book
from jixiao.records.finding import Severity
from jixiao.rules.rule import Context, Hit, Rule, hit

REASONS = {"encrypted", "wrong_password"}


def check(book: Book, context: Context) -> Iterator[Hit]:
    """A file whose content the reader could not decrypt; no cell."""
    if book.refusal in REASONS:
        fact = book.detail.rstrip("。") or "打开文件要密码"
        yield hit(seen=fact, expected="没有打开密码的文件")


RULE = Rule(
    code="A102",
    name="文件已加密",
    severity=Severity.MUST_FIX,
    basis="",
    message="文件已加密,没有读取:{seen}。",
    fix="去掉打开密码后重新报送。",
    check=check,
    on="workbook",
)
