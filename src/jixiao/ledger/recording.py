"""Writing into the ledger: notices, changes of items, decisions; every change is recorded with time, who and why."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from jixiao.ledger.entries import Item, ItemEntry, NoticeEntry, canonical, shown
from jixiao.ledger.errors import LedgerError
from jixiao.ledger.schema import CHANGES, DECISIONS, FINDINGS, ITEMS, NOTICES
from jixiao.ledger.states import ISSUED, Action, action_name, after
from jixiao.records.document_number import document_numbers
from jixiao.records.text import squeezed

BY_HAND, BY_RECHECK = "人工", "复核"


@dataclass(frozen=True, slots=True)
class Doing:
    """Who does something, when and why: what every record of a change carries."""

    who: str
    at: datetime
    why: str


class Overtaken(LedgerError):
    """Somebody else changed the item in the meantime."""


def add_notice(connection: Connection, entry: NoticeEntry, doing: Doing) -> bool:
    """Enter a notice with its items as 已下发; False when this very notice is there already.

    LedgerError when it has no 发文字号, no items, items that share a code, or another notice has its number (G703).
    """
    _require(entry)
    number, digest = canonical(entry.number), _digest(entry)
    there = connection.execute(select(NOTICES.c.unit, NOTICES.c.digest).where(NOTICES.c.number == number)).first()
    if there is not None:
        if there.digest == digest:
            return False
        raise LedgerError(
            f"文号 {number} 在台账里已经登记给「{there.unit}」,内容与这一份不同,没有登记。"
            "一个文号只能用一次,请核对文号。"
        )
    values = {name: value for name, value in asdict(entry).items() if name != "items"}
    made = connection.execute(insert(NOTICES).values({**values, "number": number, "digest": digest, "added": doing.at}))
    key = made.inserted_primary_key
    assert key is not None
    _add_items(connection, int(key[0]), entry, doing)
    return True


def _require(entry: NoticeEntry) -> None:
    name = entry.source or entry.title or entry.project
    (*found,) = document_numbers(squeezed(entry.number))
    if not found:
        raise LedgerError(f"「{name}」的通知还没有文号,没有登记。请先给通知编号(如 某财绩〔2026〕10号)再登记。")
    if not entry.items:
        raise LedgerError(f"「{entry.number}」里没有读到问题,没有登记。请核对通知里的问题清单。")
    codes = [item.code for item in entry.items]
    twice = sorted({code for code in codes if codes.count(code) > 1})
    if twice:
        raise LedgerError(f"「{entry.number}」有几个问题用同一个编号:{'、'.join(twice)}。请改成各不相同再登记。")


def _digest(entry: NoticeEntry) -> str:
    told = {**asdict(entry), "number": canonical(entry.number), "source": ""}
    return hashlib.sha256(json.dumps(told, ensure_ascii=False, default=str, sort_keys=True).encode()).hexdigest()


def _add_items(connection: Connection, notice: int, entry: NoticeEntry, doing: Doing) -> None:
    rows = [_row(notice, item, entry) for item in entry.items]
    connection.execute(insert(ITEMS), rows)
    ids = {row.code: row.id for row in connection.execute(_codes(notice))}
    common = {"at": doing.at, "who": doing.who, "why": doing.why, "notice_id": notice, "field": "state", "old": ""}
    connection.execute(
        insert(CHANGES), [{**common, "item_id": ids[item.code], "new": ISSUED, "revision": 1} for item in entry.items]
    )
    found = [
        {"item_id": ids[item.code], "rule": rule, "sheet": sheet, "label": label}
        for item in entry.items
        for rule, sheet, label in item.findings
    ]
    if found:
        connection.execute(insert(FINDINGS), found)


def _codes(notice: int) -> Any:
    return select(ITEMS.c.id, ITEMS.c.code).where(ITEMS.c.notice_id == notice)


def _row(notice: int, item: ItemEntry, entry: NoticeEntry) -> dict[str, object]:
    values = {name: value for name, value in asdict(item).items() if name != "findings"}
    return {
        **values,
        "notice_id": notice,
        "project": item.project or entry.project,
        "unit": item.unit or entry.unit,
        "deadline": item.deadline or entry.report_by,
        "state": ISSUED,
    }


def change_item(connection: Connection, item: Item, values: Mapping[str, str | date | None], doing: Doing) -> Item:
    """Set fields of an item and record each that differs; the item afterwards.

    Overtaken when the item is no longer what `item` says: then nothing is written.
    """
    changed = {name: value for name, value in values.items() if getattr(item, name) != value}
    if not changed:
        return item
    fresh = replace(item, **changed, revision=item.revision + 1)  # type: ignore[arg-type]
    done = connection.execute(
        update(ITEMS)
        .where(ITEMS.c.id == item.id, ITEMS.c.revision == item.revision)
        .values({**changed, "revision": fresh.revision})
    )
    if done.rowcount != 1:
        raise Overtaken(f"{item.named} 刚刚被别人改过,这一次没有记进去。请重新导出台账再改。")
    connection.execute(
        insert(CHANGES),
        [
            {
                "at": doing.at,
                "who": doing.who,
                "why": doing.why,
                "notice_id": item.notice_id,
                "item_id": item.id,
                "field": name,
                "old": shown(getattr(item, name)),
                "new": shown(value),
                "revision": fresh.revision,
            }
            for name, value in changed.items()
        ],
    )
    return fresh


def decide(
    connection: Connection, item: Item, action: Action, doing: Doing, *, means: str = BY_HAND, opinion: str = ""
) -> Item:
    """Reply, close or return an item with its record; the item afterwards.

    states.Refused when the step may not follow; LedgerError without a reason. `means` 复核: a rule has shown it.
    """
    if not doing.why.strip():
        raise LedgerError(f"{item.named}:{action_name(action)}要写明理由(--why)。")
    state = after(action, item.state, proven=means == BY_RECHECK)
    values: dict[str, str | date | None] = {"state": state}
    if opinion:
        values["opinion"] = opinion
    fresh = change_item(connection, item, values, doing)
    if action != "reply":
        connection.execute(
            insert(DECISIONS).values(
                item_id=item.id, kind=action_name(action), means=means, at=doing.at, who=doing.who, why=doing.why
            )
        )
    return fresh
