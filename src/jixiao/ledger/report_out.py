"""The 整改情况报告 (F10) that goes out with a notice, its problems filled in, so that a unit only has to answer."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from jixiao.forms.rectification_report import FORM
from jixiao.forms.template import build_template, fill_template
from jixiao.ledger.entries import Item, ItemEntry, NoticeEntry
from jixiao.ledger.queries import NoticeRow
from jixiao.ledger.states import CLOSED
from jixiao.policy.model import Policy
from jixiao.records.list_arithmetic import serial
from jixiao.records.text import shortened

_LEAST_ROWS = 3
_FORBIDDEN = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')
Scalar = str | int | Decimal | None
_BLANKS: dict[tuple[str, int], bytes] = {}


def report_workbook(notice: NoticeEntry, policy: Policy) -> bytes:
    """The report on a notice as .xlsx: addressee, project, number, date due and every problem; the rest is blank."""
    problems = [(item.code, item.problem) for item in notice.items]
    head = {
        "to": f"{notice.signature}：" if notice.signature else None,
        "project": notice.project,
        "notice": notice.number,
        "deadline": serial(notice.report_by) if notice.report_by else None,
        "signature": notice.unit,
    }
    return _filled(head, problems, _title(notice.unit, notice.project), policy)


def report_of_items(items: Sequence[Item], head: NoticeEntry, policy: Policy) -> bytes:
    """The report on those items of a notice that still wait for an answer; ValueError when there are none."""
    if not items:
        raise ValueError("no items")
    return report_workbook(replace(head, items=tuple(ItemEntry(item.code, item.problem) for item in items)), policy)


def _title(unit: str, project: str) -> str:
    name = shortened(project, 40)
    return f"{shortened(unit, 40)}关于{name}{'' if '项目' in name else '项目'}绩效反馈问题整改情况的报告"


def _filled(head: Mapping[str, Scalar], problems: Sequence[tuple[str, str]], title: str, policy: Policy) -> bytes:
    rows = max(len(problems), _LEAST_ROWS)
    values: dict[tuple[str, int], Scalar] = {("title", 0): title}
    values |= {(f"field.{role}", 0): value for role, value in head.items() if value is not None}
    for row, (code, problem) in enumerate(problems):
        values["problem_number", row] = code
        values["problem", row] = problem
    return fill_template(_blank(rows, policy), FORM, policy, values, rows=rows)


def _blank(rows: int, policy: Policy) -> bytes:
    """The blank form with so many rows; drawing it is slow, and a round needs only a few sizes."""
    key = (policy.name, rows)
    if key not in _BLANKS:
        _BLANKS[key] = build_template(FORM, policy, rows=rows)
    return _BLANKS[key]


def report_name(notice: NoticeEntry) -> str:
    """The file name of the report on a notice: 整改情况报告_师财绩〔2023〕10号_某单位.xlsx, without forbidden signs."""
    return f"整改情况报告_{_FORBIDDEN.sub('_', notice.number)}_{_FORBIDDEN.sub('_', notice.unit)[:60]}.xlsx"


def reports_of(found: Sequence[Item], heads: Sequence[NoticeRow], policy: Policy) -> list[tuple[str, bytes]]:
    """(file name, workbook) of the reports on every notice that has open items among these."""
    by_notice: dict[int, list[Item]] = defaultdict(list)
    for item in found:
        if item.state != CLOSED:
            by_notice[item.notice_id].append(item)
    books = []
    for head in heads:
        if own := by_notice.get(head.id):
            entry = NoticeEntry(head.number, head.unit, head.project, head.title, head.signature, head.issued)
            entry = replace(entry, report_by=head.report_by)
            books.append((report_name(entry), report_of_items(own, entry, policy)))
    return books
