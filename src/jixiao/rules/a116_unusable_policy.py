"""A116 口径不能用: the policy workbook that counts for this file has faults, so the file was not judged."""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.records.book import Book
from jixiao.records.finding import Severity
from jixiao.rules.rule import Context, Hit, Rule, hit


def check(book: Book, context: Context) -> Iterator[Hit]:
    """Each fault of the policy workbook, no cell: it lies in another file, whose cell the words name."""
    for problem in context.policy.broken:
        yield hit(seen=problem.rstrip("。"), expected="能用的口径工作簿", where=context.policy.origin)


RULE = Rule(
    code="A116",
    name="口径不能用",
    severity=Severity.MUST_FIX,
    basis="",
    message="{where}不能用,这个文件没有校验:{seen}。",
    fix="由绩效股改好或移走这个口径工作簿后重新校验;报送单位不用改。",
    check=check,
    on="workbook",
)
