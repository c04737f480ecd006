"""G707 应评未评: a project above the county's limit for which no ex-ante assessment was made."""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.records.book import Book
from jixiao.records.finding import Severity
from jixiao.records.numbers import plain
from jixiao.rules.assessed_projects import Asked, asked, assessments, not_made, same_name
from jixiao.rules.rule import Context, Hit, Rule, hit


def check(book: Book, context: Context) -> Iterator[Hit]:
    """Declared amounts above the limit without an assessment in the file, and assessment forms left without result."""
    made = [form.project_name or "" for form in assessments(book.forms)]
    limit = context.policy.appraisal_above
    left = list(not_made(book.forms))
    for each in left:
        if each.wan > limit:
            yield _hit(each, limit=plain(limit))
    for each in asked(book.forms):
        unfinished = any(same_name(each.project, other.project) for other in left)
        if each.wan > limit and not unfinished and not any(same_name(each.project, name) for name in made):
            yield _hit(each, limit=plain(limit))


def _hit(each: Asked, limit: str) -> Hit:
    seen = plain(each.wan.normalize())
    return hit(each.at, sheet=each.sheet, seen=seen, expected="有事前绩效评估结果", project=each.project, limit=limit)


def _applies(book: Book, context: Context) -> bool:
    return context.policy.appraisal_above > 0


RULE = Rule(
    code="G707",
    name="应评未评",
    severity=Severity.MUST_FIX,
    basis="当地事前绩效评估管理办法",
    message="「{project}」{seen} 万元,超过 {limit} 万元的事前绩效评估限额,没有评估结果。",
    fix="补做事前绩效评估,把事前绩效评估表放在同一个工作簿里报送。",
    check=check,
    on="workbook",
    applies=_applies,
)
