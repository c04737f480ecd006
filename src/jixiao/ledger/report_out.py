"""The 整改情况报告 (F10) that goes out with a notice, its problems filled in, so that a unit only has to answer."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from jixiao.forms.rectification_report import FORM
from jixiao.forms.template import build_template, fill_template
from jixiao.forms.template_guide import Handed
from jixiao.ledger.entries import Item, ItemEntry, NoticeEntry
from jixiao.ledger.queries import NoticeRow
from jixiao.ledger.states import CLOSED
from jixiao.policy.model import Policy
from jixiao.records.list_arithmetic import serial
from jixiao.records.text import shortened

_LEAST_ROWS = 3
_FORBIDDEN = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')
Scalar = str | int | Decimal | None
_HANDED = Handed(
    frozenset(
        {"field.to", "field.project", "field.notice", "field.deadline", "field.signature", "problem_number", "problem"}
    ),
    (
        "本表随整改通知下发。主送机关、项目名称、通知文号、报送期限、问题编号、问题描述和署名单位已经填好,请不要改。",
        "一行是一个问题,每个问题都要答:整改措施写明做了什么、由谁做;完成情况从列表选。请不要增删或合并问题。",
        "选“已完成”的,完成日期和佐证材料都要填,没有佐证材料的不能销号。完成日期写实际完成的日子,不能晚于成文日期。",
        "佐证材料写名称和文号(如整改方案、支付凭证、验收单),材料另附,名称与表里一致。",
        "选“正在整改”“未启动”的,在“未完成原因及计划”里逐项写原因、下一步措施和完成时间;全部完成的写“无”。",
        "通知要求更正自评表等表格的,更正后的电子表格一并报送,由财政局重新校验。",
        "填好长效机制、发文字号、成文日期,保存后在报送期限以前报回,文件保持 xlsx 格式;纸质件按整改通知的要求报送。",
    ),
)
"""What a unit has to do with a report that comes with its notice."""
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
        _BLANKS[key] = build_template(FORM, policy, rows=rows, handed=_HANDED)
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
