"""A105 模板版本过期: the hidden identity names a template version that is no longer accepted."""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.records.book import Book
from jixiao.records.finding import Severity
from jixiao.rules.rule import Context, Hit, Rule, hit


def _identity(book: Book) -> dict[str, str]:
    return book.grid.identity if book.grid is not None else {}


def applies(book: Book, context: Context) -> bool:
    """Only workbooks made from our own templates say their form and version."""
    return bool(_identity(book).get("form") and _identity(book).get("version"))


def check(book: Book, context: Context) -> Iterator[Hit]:
    """The version in the hidden identity is not among the accepted ones; no cell."""
    version, accepted = _identity(book)["version"], context.policy.template_versions
    if accepted and version not in accepted:
        yield hit(seen=version, expected="、".join(accepted))


RULE = Rule(
    code="A105",
    name="模板版本过期",
    severity=Severity.VERIFY,
    basis="",
    message="模板是 {seen} 版,现在受理的是 {expected} 版。",
    fix="换用现行模板填报。",
    check=check,
    on="workbook",
    applies=applies,
)
