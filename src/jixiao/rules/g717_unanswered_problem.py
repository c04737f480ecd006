"""G717 整改未逐项回复: a problem of the notice has no row in the report that answers it."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher

from jixiao.records.book import Book
from jixiao.records.finding import Severity
from jixiao.records.list_form import RECTIFICATION_NOTICE, RECTIFICATION_REPORT, ListForm, ListRow
from jixiao.records.text import shortened
from jixiao.records.value import Value
from jixiao.rules.near_names import bare_name
from jixiao.rules.rule import Context, Hit, Rule, hit

_ALIKE = 0.7
"""Share of equal signs from which two wordings are one problem: units shorten what the notice says."""


def check(book: Book, _: Context) -> Iterator[Hit]:
    """Every notice of the workbook against the reports on it, by the notice's number, else by the project."""
    lists = [form for form in book.forms if isinstance(form, ListForm)]
    reports = [form for form in lists if form.form == RECTIFICATION_REPORT]
    for notice in (form for form in lists if form.form == RECTIFICATION_NOTICE):
        for report in reports:
            if answers(notice, report):
                yield from _missing(notice, report)


def answers(notice: ListForm, report: ListForm) -> bool:
    """Whether a report speaks of a notice: it names its number, or, where it names none, the same project."""
    asked, given = _flat(notice.fields.get("number")), _flat(report.fields.get("notice"))
    if asked and given:
        return asked == given
    return bool(notice.project_name) and bare_name(notice.project_name or "") == bare_name(report.project_name or "")


def unanswered(notice: ListForm, report: ListForm) -> tuple[ListRow, ...]:
    """The problems of a notice that no row of the report takes up, by number or by wording."""
    return tuple(row for row in notice.rows if not any(_same(row, other) for other in report.rows))


def _missing(notice: ListForm, report: ListForm) -> Iterator[Hit]:
    for row in unanswered(notice, report):
        problem = row.at("problem")
        if problem is not None and not problem.empty:
            yield hit(
                cell=report.header_cell,
                label="逐项整改情况",
                seen="没有回复",
                expected="逐项回复",
                sheet=report.sheet,
                problem=shortened(problem.clean, 30),
                where=f"{notice.sheet}!{problem.cell}",
            )


def _same(row: ListRow, other: ListRow) -> bool:
    numbers = _flat(row.at("problem_number")), _flat(other.at("problem_number"))
    if all(numbers) and numbers[0] == numbers[1]:
        return True
    one, two = (bare_name(_flat(each.at("problem"))) for each in (row, other))
    if not one or not two:
        return False
    return one in two or two in one or SequenceMatcher(None, one, two, autojunk=False).ratio() >= _ALIKE


def _flat(value: Value | None) -> str:
    return "" if value is None or value.empty else value.flat


RULE = Rule(
    code="G717",
    name="整改未逐项回复",
    severity=Severity.MUST_FIX,
    basis="",
    message="整改通知的问题“{problem}”({where})在整改情况报告里没有回复。",
    fix="在逐项整改情况里补一行,写明措施、完成情况和佐证。",
    check=check,
    on="workbook",
)
