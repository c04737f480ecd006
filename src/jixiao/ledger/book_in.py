"""A 整改台账 workbook that people have edited, read back: what would change, what others changed meanwhile.

Every row carries the key and revision it was exported with. What only the workbook changed is taken; what only the
ledger changed stays; where both changed the same cell to different things, the ledger stays and the cell is listed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import Connection

from jixiao.ledger.book import FIELD_OF, KEY, NUMBER, PASSED, SENT_BACK
from jixiao.ledger.entries import FIELD_NAMES, Item, shown
from jixiao.ledger.errors import LedgerError
from jixiao.ledger.queries import as_of_revision, items_by_id, last_change
from jixiao.ledger.recording import Doing, change_item, decide
from jixiao.ledger.states import CLOSED, RETURNED, Action, Refused, after
from jixiao.records.list_arithmetic import day_said, state_of
from jixiao.records.list_form import RECTIFICATION_LEDGER, ListForm, ListRow
from jixiao.records.text import halfwidth, shortened
from jixiao.records.value import Value
from jixiao.workbook.grid import Grid, Sheet, position

_KEY = re.compile(r"(\d{1,12})\.(\d{1,9})")
_FIXED = ("code", "project", "problem")
"""What the notice said to the unit is no longer changed in the ledger."""
_VERDICTS: Mapping[str, Action] = {PASSED: "close", SENT_BACK: "return"}
_LONGEST = {"grade": 20, "category": 100, "amount": 60, "unit": 200, "status": 40}


@dataclass(frozen=True, slots=True)
class Edit:
    """One cell that the workbook changes: `old` is what the ledger has now."""

    item: Item
    field: str
    old: str
    new: str
    cell: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """One cell that both changed: what the workbook says, what the ledger has, who changed it there and when."""

    item: Item
    field: str
    seen: str  # what it was when the workbook was exported
    mine: str
    theirs: str
    who: str
    at: str
    cell: str


@dataclass(frozen=True, slots=True)
class Step:
    """A closing or return that the workbook's 审核结论 asks for."""

    item: Item
    action: Action
    cell: str


@dataclass(frozen=True, slots=True)
class Preview:
    """What reading a workbook back would do; `refused` are (cell, why) of what cannot be taken."""

    edits: tuple[Edit, ...]
    steps: tuple[Step, ...]
    conflicts: tuple[Conflict, ...]
    refused: tuple[tuple[str, str], ...]
    rows: int

    @property
    def empty(self) -> bool:
        """Whether there is nothing to write."""
        return not (self.edits or self.steps)


@dataclass
class _Found:
    edits: list[Edit]
    steps: list[Step]
    conflicts: list[Conflict]
    refused: list[tuple[str, str]]


def preview(connection: Connection, grid: Grid | None, forms: tuple[object, ...]) -> Preview:
    """Hold an edited workbook against the ledger; LedgerError when it is no 整改台账 that was exported from one."""
    form = next((one for one in forms if isinstance(one, ListForm) and one.form == RECTIFICATION_LEDGER), None)
    sheet = grid.sheet(form.sheet) if grid is not None and form is not None else None
    if form is None or sheet is None:
        raise LedgerError("这个文件里没有读到整改台账。请用 jixiao ledger out 导出的工作簿,在它上面改。")
    keys = _keys(sheet, form)
    if not keys:
        raise LedgerError(f"「{form.sheet}」里没有“{KEY}”这一列,认不出每一行是哪一条。请重新导出,在导出的工作簿上改。")
    known = items_by_id(connection, (key for key, _ in keys.values()))
    found = _Found([], [], [], [])
    seen: dict[int, int] = {}
    for row in form.rows:
        place = _place(row)
        told = keys.get(row.row)
        if told is None or told[0] not in known:
            found.refused.append((place, _unknown(told is not None)))
        elif told[0] in seen:
            found.refused.append((place, f"与第 {seen[told[0]]} 行是同一条({known[told[0]].named}),只看前一行。"))
        else:
            seen[told[0]] = row.row
            _look(connection, row, known[told[0]], told[1], form, found)
    return Preview(tuple(found.edits), tuple(found.steps), tuple(found.conflicts), tuple(found.refused), len(form.rows))


def _unknown(keyed: bool) -> str:
    if keyed:
        return "台账里没有这一条,没有记。请核对是不是别的台账导出的。"
    return "这一行是新加的,没有记。新的问题要先发通知,再用 jixiao ledger add 登记。"


def _keys(sheet: Sheet, form: ListForm) -> dict[int, tuple[int, int]]:
    """By row, key and revision from the hidden column, wherever it was moved to."""
    head = position(form.header_cell)[0]
    heads = {str(cell.value): column for (row, column), cell in sheet.cells.items() if row == head}
    column = heads.get(KEY)
    if column is None or NUMBER not in heads:
        return {}
    found = {}
    for (row, at), cell in sheet.cells.items():
        match = _KEY.fullmatch(str(cell.value)) if at == column else None
        if match:
            found[row] = (int(match[1]), int(match[2]))
    return found


def _place(row: ListRow) -> str:
    value = row.at("problem") or next(iter(row.cells.values()))
    return value.cell


def _look(connection: Connection, row: ListRow, item: Item, revision: int, form: ListForm, found: _Found) -> None:
    """One row: cell by cell against what it was at the export and what the ledger has now."""
    earlier = as_of_revision(connection, item, revision) if revision != item.revision else {}
    for role, field in FIELD_OF.items():
        cell = row.at(role)
        if cell is None:
            continue
        mine, fault = _read(cell, role, form)
        if fault:
            found.refused.append((cell.cell, fault))
            continue
        now, base = getattr(item, field), earlier.get(field, getattr(item, field))
        if _same(mine, base) or _same(mine, now):
            continue
        if field in _FIXED:
            name = FIELD_NAMES[field]
            found.refused.append((cell.cell, f"{item.named} 的{name}已随通知下发,不能在台账里改,没有记。"))
        elif not _same(base, now):
            found.conflicts.append(_conflict(connection, item, field, base, mine, cell.cell))
        else:
            found.edits.append(Edit(item, field, shown(now), shown(mine), cell.cell))
    _verdict(connection, row, item, earlier, found)


def _read(cell: Value, role: str, form: ListForm) -> tuple[str | date | None, str]:
    """What a cell says as the ledger keeps it, and why it cannot be taken."""
    if cell.broken:
        return None, "公式出错或没有结果,没有记。请改成文字或数字。"
    if role in ("deadline", "done_on"):
        day = None if cell.empty else day_said(cell, form.year)
        return day, "" if day or cell.empty else f"“{shortened(cell.text, 20)}”不是日期,没有记。请写成 2026-11-5。"
    text = "" if cell.empty else cell.text.strip()
    if role == "status" and text:
        state = state_of(cell)
        return state, "" if state else f"完成情况“{shortened(text, 20)}”看不懂,没有记。请从列表里选。"
    most = _LONGEST.get(FIELD_OF[role])
    return text, "" if most is None or len(text) <= most else f"超过 {most} 个字,没有记。请写短些。"


def _same(one: object, other: object) -> bool:
    if isinstance(one, str) and isinstance(other, str):
        return halfwidth(one) == halfwidth(other)
    return (one or None) == (other or None)


def _conflict(connection: Connection, item: Item, field: str, base: object, mine: object, cell: str) -> Conflict:
    last = last_change(connection, item, field)
    who, at = (last.who, f"{last.at:%Y-%m-%d %H:%M}") if last else ("", "")
    return Conflict(item, field, shown(base), shown(mine), shown(getattr(item, field)), who, at, cell)


def _verdict(connection: Connection, row: ListRow, item: Item, earlier: Mapping[str, object], found: _Found) -> None:
    cell = row.at("verdict")
    wanted = halfwidth(cell.text) if cell is not None and not cell.empty else ""
    if cell is None or not wanted or wanted == {CLOSED: PASSED, RETURNED: SENT_BACK}.get(item.state):
        return
    action = _VERDICTS.get(wanted)
    if action is None:
        found.refused.append((cell.cell, f"审核结论“{shortened(wanted, 20)}”看不懂,没有记。请选“通过”或“退回”。"))
        return
    was = str(earlier.get("state", item.state))
    if wanted == {CLOSED: PASSED, RETURNED: SENT_BACK}.get(was):
        return  # it stood there when the workbook was exported, and somebody has gone on since
    if was != item.state and item.state in (CLOSED, RETURNED):
        found.conflicts.append(_conflict(connection, item, "state", was, after_word(action), cell.cell))
        return
    try:
        after(action, _state_then(item, found))
        found.steps.append(Step(item, action, cell.cell))
    except Refused as refused:
        found.refused.append((cell.cell, f"{item.named}:{refused}"))


def after_word(action: Action) -> str:
    """The state that an action leads to, as the list of conflicts names it."""
    return CLOSED if action == "close" else RETURNED


def _state_then(item: Item, found: _Found) -> str:
    """The state once the row's edits are in: somebody who enters 整改措施 or 完成情况 enters a reply."""
    return "已回复" if _replies(item, found.edits) else item.state


def _replies(item: Item, edits: list[Edit]) -> bool:
    if item.state == CLOSED:
        return False
    return any(edit.item.id == item.id and edit.field in ("measures", "status") and edit.new for edit in edits)


def apply(connection: Connection, told: Preview, doing: Doing) -> int:
    """Write what a preview of this very connection's ledger announced; how many items were changed."""
    changed: dict[int, Item] = {}
    by_item: dict[int, list[Edit]] = {}
    for edit in told.edits:
        by_item.setdefault(edit.item.id, []).append(edit)
    for key, edits in by_item.items():
        item = edits[0].item
        if _replies(item, edits) and item.state != "已回复":
            item = decide(connection, item, "reply", replace(doing, why=f"{doing.why}(在台账里登记回复)"))
        values = {edit.field: _typed(edit) for edit in edits}
        changed[key] = change_item(connection, item, values, doing)
    for step in told.steps:
        item = changed.get(step.item.id, step.item)
        changed[item.id] = decide(connection, item, step.action, doing)
    return len(changed)


def _typed(edit: Edit) -> str | date | None:
    if edit.field in ("deadline", "done_on"):
        return date.fromisoformat(edit.new) if edit.new else None
    return edit.new
