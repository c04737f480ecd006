"""C309 年初预算前后不一致: the initial budget is not the one of the form before, 申报 → 监控 → 自评."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from jixiao.policy.model import Policy
from jixiao.records.book import Book
from jixiao.records.filled_form import FilledForm
from jixiao.records.finding import Severity
from jixiao.records.numbers import plain
from jixiao.rules.rule import Context, Hit, Rule, hit
from jixiao.rules.same_project import later_with_earlier, stage_name, whole_amount
from jixiao.scoring.arithmetic import units_mixed

CENT = Decimal("0.005")
"""Two amounts in 万元 that differ by no more than this are the same."""


def check(book: Book, context: Context) -> Iterator[Hit]:
    """Every later form of a project against the approved one, within the workbook."""
    yield from amounts_not_carried(book.forms, context.policy)


def amounts_not_carried(forms: Sequence[FilledForm], policy: Policy) -> Iterator[Hit]:
    """The same over any forms; hits carry the sheet of the later form. 元 and 万元 mixed up is told as such."""
    for before, after in later_with_earlier(forms):
        one, other = whole_amount(before), whole_amount(after)
        if one is None or other is None or abs(one[1] - other[1]) <= CENT:
            continue
        doubt = ",疑似元与万元混用" if units_mixed(one[1], other[1], policy) else ""
        words = {"due": plain(one[1]), "now": plain(other[1]), "where": stage_name(before), "doubt": doubt}
        yield hit(other[0], expected=plain(one[1]), sheet=after.sheet, **words)


RULE = Rule(
    code="C309",
    name="年初预算前后不一致",
    severity=Severity.VERIFY,
    basis="财预〔2019〕136号",
    message="{label}为 {now} 万元,{where}上是 {due} 万元{doubt}。",
    fix="核对两张表的年初预算;年中调整的,填在全年(调整)预算数里。",
    check=check,
    on="workbook",
)
