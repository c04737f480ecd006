"""The 整改台账 workbook (F11): every item of the ledger for people to read, print and edit in Excel or WPS.

Two more columns say which notice an item is of and where it stands; a last one, of no width, holds the item's key and
revision and moves with its row when the table is sorted. Nothing but text and numbers stands in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal, InvalidOperation

from jixiao.documents.layout import capacity, wrap
from jixiao.documents.result_sheet import CELL, HEAD
from jixiao.forms.list_kind import TABLE
from jixiao.forms.rectification_ledger import FORM
from jixiao.forms.template_list import DATE_FORMAT
from jixiao.ledger.entries import DATES, Item
from jixiao.ledger.states import CLOSED, RETURNED, state_on
from jixiao.records.list_arithmetic import DOING, DONE, NOT_BEGUN, STATES, overdue_days, rectified_rate, serial
from jixiao.records.numbers import plain
from jixiao.workbook.apply_patch import new_workbook
from jixiao.workbook.patch import Print, Put, SheetPlan, Style

NUMBER, STATE, REMARK, KEY = "通知文号", "台账状态", "系统提示", "台账号"
PASSED, SENT_BACK = "通过", "退回"
FIELD_OF = {
    "project": "project", "grade": "grade", "problem_number": "code", "category": "category", "problem": "problem",
    "amount": "amount", "duty": "unit", "requirement": "requirement", "deadline": "deadline", "measures": "measures",
    "status": "status", "done_on": "done_on", "evidence": "evidence", "opinion": "opinion",
}  # fmt: skip
"""The form's columns and the fields of an item that they show."""
HEAD_ROW = 5
_SIZE = 10.5
_TITLE = Style(font="方正小标宋简体", size=20, horizontal="center")
_NOTE = Style(font="仿宋_GB2312", size=11, horizontal="left")
_LABEL = replace(HEAD, size=11)
_CELL = replace(CELL, size=_SIZE)
_MIDDLE = replace(_CELL, horizontal="center")
_VALUE = replace(_MIDDLE, size=11, vertical="center")
_DATE = replace(_MIDDLE, number_format=DATE_FORMAT)
_SAID = replace(_CELL, fill="F2F2F2")
_TALLEST = 409.0
_DATE_WIDTH = 14.0
_PAPER = 8  # A3, as the form's template
_MARGIN = 60
"""Blank rows below the last with the drop-downs of the others."""


def ledger_workbook(found: Sequence[Item], on: date, editor: str) -> bytes:
    """The workbook over these items with days overdue counted to `on`; `editor` is 编制单位."""
    return new_workbook((ledger_plan(found, on, editor),), title=FORM.title)


def _columns() -> list[tuple[str, str, float]]:
    """(role, heading, width) left to right: the form's own, then ours."""
    own = [
        (column.role, column.label, _DATE_WIDTH if column.kind == "date" else column.width)
        for column in FORM.tables[TABLE]
        if column.in_template
    ]
    return [*own, ("", NUMBER, 18), ("", STATE, 8), ("", REMARK, 12), ("", KEY, 0)]


def ledger_plan(found: Sequence[Item], on: date, editor: str) -> SheetPlan:
    """The sheet: title, what it counts to, counts, headings, one row an item."""
    columns = _columns()
    puts = _head(found, on, editor)
    heights = {1: 36.0, 2: 24.0, 3: 24.0, 4: 8.0, HEAD_ROW: 34.0}
    puts += [Put(HEAD_ROW, place, heading, HEAD) for place, (_, heading, _) in enumerate(columns, 1)]
    widths = [width for _, _, width in columns]
    for row, item in enumerate(found, HEAD_ROW + 1):
        contents = _contents(item, row - HEAD_ROW, on)
        texts = [content for content, _ in contents]
        puts += [Put(row, place, content, style) for place, (content, style) in enumerate(contents, 1)]
        heights[row] = _height(texts, widths)
    last = HEAD_ROW + max(len(found), 1)
    return SheetPlan(
        name=FORM.sheet_name,
        puts=tuple(puts),
        widths=dict(enumerate(widths, 1)),
        heights=heights,
        merges=((1, 1, 1, len(columns) - 1), (2, 3, 2, 6), (3, 3, 3, 4)),
        freeze=(HEAD_ROW + 1, 3),
        filter=(HEAD_ROW, 1, last, len(columns)),
        page=_page(last, len(columns) - 1),
        lists=_lists(last + _MARGIN),
    )


def _page(last: int, wide: int) -> Print:
    return Print(
        landscape=True,
        left=1.0,
        right=1.0,
        top=1.5,
        bottom=1.5,
        repeat=(HEAD_ROW, HEAD_ROW),
        footer="&C第 &P 页 共 &N 页",
        center=True,
        area=(1, 1, last, wide),
        paper=_PAPER,
    )


def _head(found: Sequence[Item], on: date, editor: str) -> list[Put]:
    """Title and the form's labelled fields; counts are by 完成情况, as the form has them."""
    states = [item.status for item in found]
    done = states.count(DONE)
    rate = rectified_rate(done, len(found))
    line: list[tuple[str, int | str]] = [
        ("问题总数", len(found)),
        ("已完成", done),
        ("正在整改", states.count(DOING)),
        ("未启动", states.count(NOT_BEGUN)),
        ("整改率", f"{plain(rate)}%" if rate is not None else "—"),
    ]
    puts = [Put(1, 1, FORM.title, _TITLE), Put(2, 2, "编制单位", _LABEL), Put(2, 3, editor, _VALUE)]
    puts += [Put(2, 7, "统计日期", _LABEL), Put(2, 8, serial(on), replace(_VALUE, number_format=DATE_FORMAT))]
    for (label, value), column in zip(line, (2, 5, 7, 9, 11), strict=True):
        puts += [Put(3, column, label, _LABEL), Put(3, column + 1, value, _VALUE)]
    return puts


Content = tuple[str | Decimal | int | None, Style]


def _contents(item: Item, number: int, on: date) -> list[Content]:
    found: list[Content] = []
    for role, heading, _ in _columns():
        if heading == NUMBER:
            found.append((item.number, _SAID))
        elif heading == STATE:
            shown = state_on(item.state, item.status, item.deadline, on)
            found.append((shown, replace(_SAID, horizontal="center", bold=shown in ("逾期", RETURNED))))
        elif heading == REMARK:
            found.append((item.remark or None, _SAID))
        elif heading == KEY:
            found.append((f"{item.id}.{item.revision}", _SAID))
        else:
            found.append(_own(item, role, number, on))
    return found


def _own(item: Item, role: str, number: int, on: date) -> Content:
    if role == "number":
        return number, _MIDDLE
    if role == "verdict":
        return {CLOSED: PASSED, RETURNED: SENT_BACK}.get(item.state), _MIDDLE
    if role == "overdue":
        return overdue_days(item.deadline, item.status, item.done_on, on), _MIDDLE
    value = getattr(item, FIELD_OF[role])
    if FIELD_OF[role] in DATES:
        return (serial(value) if value else None), _DATE
    if role == "amount":
        return _amount(value), replace(_MIDDLE, horizontal="right")
    return value or None, _MIDDLE if role in ("grade", "status", "problem_number") else _CELL


def _amount(text: str) -> Decimal | str | None:
    try:
        return Decimal(text) if text else None
    except InvalidOperation:
        return text


def _height(texts: Sequence[object], widths: Sequence[float]) -> float:
    """Points that a row needs for its longest text, at most what Excel allows."""
    lines = max(
        (
            len(wrap(text, capacity(width, _SIZE)))
            for text, width in zip(texts, widths, strict=True)
            if isinstance(text, str) and width
        ),
        default=1,
    )
    return min(max(lines * 14.5 + 4, 26.0), _TALLEST)


def _lists(last: int) -> tuple[tuple[tuple[int, int, int, int], tuple[str, ...]], ...]:
    """Drop-downs of 完成情况 and 审核结论, with some rows to spare for items that people add."""
    roles = [role for role, _, _ in _columns()]
    status, verdict = roles.index("status") + 1, roles.index("verdict") + 1
    return (
        ((HEAD_ROW + 1, status, last, status), STATES),
        ((HEAD_ROW + 1, verdict, last, verdict), (PASSED, SENT_BACK)),
    )
