"""Lists on paper from the ledger: what is overdue or falls due, what two people changed, every change for audit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import groupby

from jixiao.documents.table_sheet import table_sheet
from jixiao.ledger.book_in import Conflict
from jixiao.ledger.entries import FIELD_NAMES, Item
from jixiao.ledger.queries import Change, NoticeRow, Received
from jixiao.workbook.apply_patch import new_workbook
from jixiao.workbook.patch import SheetPlan

_ITEM = (
    ("序号", 5.0), ("责任单位", 16.0), ("项目", 16.0), ("通知文号", 15.0), ("问题编号", 8.0), ("问题", 34.0),
    ("整改期限", 11.0),
)  # fmt: skip
_MOST_ROWS = 100_000
"""Rows of the audit list in one sheet, so that it opens on old machines."""


def overdue_workbook(late: Sequence[Item], soon: Sequence[Item], on: date, until: date) -> bytes:
    """催办单: what is overdue on a day and, on a second sheet, what falls due until another."""
    units = len({item.unit for item in late})
    note = f"截至 {on} 逾期 {len(late)} 条,涉及 {units} 个单位。"
    columns = (*_ITEM, ("逾期天数", 7.0), ("台账状态", 8.0), ("单位已报进展", 22.0))
    rows = [(*_row(number, item), (on - _deadline(item)).days, item.state, item.measures) for number, item in _in(late)]
    sheets = [table_sheet("逾期清单", "整改逾期清单", note, columns, rows)]
    note = f"{on} 至 {until} 到期、还没有整改完的 {len(soon)} 条。"
    columns = (*_ITEM, ("剩余天数", 7.0), ("台账状态", 8.0), ("单位已报进展", 22.0))
    rows = [(*_row(number, item), (_deadline(item) - on).days, item.state, item.measures) for number, item in _in(soon)]
    sheets.append(table_sheet("到期提醒", "整改到期提醒", note, columns, rows))
    return new_workbook(tuple(sheets), title="整改催办单")


def _in(found: Sequence[Item]) -> Iterable[tuple[int, Item]]:
    return enumerate(found, 1)


def _deadline(item: Item) -> date:
    assert item.deadline is not None
    return item.deadline


def _row(number: int, item: Item) -> tuple[int, str, str, str, str, str, str]:
    return number, item.unit, item.project, item.number, item.code, item.problem, str(item.deadline or "")


def by_unit(found: Sequence[Item]) -> list[tuple[str, int]]:
    """(责任单位, how many items) in the order of a list that keeps a unit's items together."""
    return [(unit, len(list(group))) for unit, group in groupby(found, key=lambda item: item.unit)]


def conflicts_workbook(found: Sequence[Conflict]) -> bytes:
    """冲突清单: cells that two people changed, with both contents; the ledger holds the earlier one."""
    columns = (
        ("序号", 5.0), ("问题", 22.0), ("栏目", 9.0), ("单元格", 7.0), ("导出时", 22.0), ("台账现在", 24.0),
        ("谁在什么时候改的", 20.0), ("这一份改成(没有记)", 24.0),
    )  # fmt: skip
    rows = [
        (
            number,
            one.item.named,
            FIELD_NAMES[one.field],
            one.cell,
            one.seen,
            one.theirs,
            f"{one.who} {one.at}",
            one.mine,
        )
        for number, one in enumerate(found, 1)
    ]
    note = f"这 {len(found)} 处别人已经先改,这一份里的改法没有记进台账。请商量好,重新导出以后再改。"
    return new_workbook((table_sheet("冲突清单", "台账冲突清单", note, columns, rows),), title="台账冲突清单")


def audit_workbook(
    found: Sequence[Change], on: date, sent: Sequence[NoticeRow] = (), came: Sequence[Received] = ()
) -> bytes:
    """变更记录: every change, oldest first, with who, when and why; which notices went out and which replies came."""
    columns = (
        ("记录号", 7.0), ("时间", 18.0), ("谁", 18.0), ("通知文号", 16.0), ("问题编号", 9.0), ("栏目", 9.0),
        ("原来", 22.0), ("改为", 22.0), ("理由", 24.0),
    )  # fmt: skip
    sheets = []
    for part in range(0, max(len(found), 1), _MOST_ROWS):
        rows = [_change(one) for one in found[part : part + _MOST_ROWS]]
        name = "变更记录" if part == 0 else f"变更记录({part // _MOST_ROWS + 1})"
        note = f"导出日期 {on},共 {len(found)} 条变更记录。记录只增不改。"
        sheets.append(table_sheet(name, "整改台账变更记录", note, columns, rows))
    return new_workbook((*sheets, _sent_sheet(sent), _came_sheet(came)), title="整改台账变更记录")


def _sent_sheet(sent: Sequence[NoticeRow]) -> SheetPlan:
    columns = (
        ("序号", 5.0), ("通知文号", 20.0), ("单位", 22.0), ("项目", 26.0), ("标题", 34.0), ("下发日期", 11.0),
        ("整改期限", 11.0),
    )  # fmt: skip
    rows = [
        (number, one.number, one.unit, one.project, one.title, str(one.issued or ""), str(one.report_by or ""))
        for number, one in enumerate(sent, 1)
    ]
    return table_sheet("下发的通知", "登记的整改通知", f"共 {len(sent)} 份。", columns, rows)


def _came_sheet(came: Sequence[Received]) -> SheetPlan:
    columns = (
        ("序号", 5.0), ("通知文号", 18.0), ("单位", 18.0), ("文件", 26.0), ("文件校验码(SHA-256)", 40.0),
        ("报告日期", 11.0), ("登记时间", 18.0), ("核对发现的问题", 34.0),
    )  # fmt: skip
    rows = [
        (number, one.number, one.unit, one.file, one.digest, str(one.dated or ""), f"{one.received:%Y-%m-%d %H:%M:%S}",
         one.faults)
        for number, one in enumerate(came, 1)
    ]  # fmt: skip
    return table_sheet("收到的回复", "登记的整改回复", f"共 {len(came)} 份。", columns, rows)


def _change(one: Change) -> tuple[int, str, str, str, str, str, str, str, str]:
    field = FIELD_NAMES.get(one.field, one.field)
    return one.id, f"{one.at:%Y-%m-%d %H:%M:%S}", one.who, one.number, one.code, field, one.old, one.new, one.why
