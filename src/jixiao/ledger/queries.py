"""Reading the ledger: items by unit, state, notice and day; their changes; what replies came in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Connection, Select, and_, or_, select

from jixiao.ledger.entries import Identity, Item, canonical, kept
from jixiao.ledger.schema import CHANGES, FINDINGS, ITEMS, NOTICES, REPLIES
from jixiao.ledger.states import CLOSED, ISSUED, OVERDUE, REPLIED, RETURNED, state_on
from jixiao.records.list_arithmetic import DONE

_MANY = 500  # keys in one query; SQLite takes 999 in old builds


@dataclass(frozen=True, slots=True)
class Change:
    """One record of a change; an item's code is "" for a change of the notice as a whole."""

    id: int
    at: datetime
    who: str
    why: str
    number: str
    code: str
    field: str
    old: str
    new: str
    revision: int


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """A notice as it stands in the ledger."""

    id: int
    number: str
    unit: str
    project: str
    title: str
    signature: str
    issued: date | None
    report_by: date | None


def _items() -> Select[tuple[object, ...]]:
    fields = [column for column in ITEMS.c if column.name not in ("id", "notice_id")]
    return select(
        ITEMS.c.id, ITEMS.c.notice_id, NOTICES.c.number, NOTICES.c.unit.label("addressee"), *fields
    ).join_from(ITEMS, NOTICES)


def _of(connection: Connection, query: Select[tuple[object, ...]]) -> tuple[Item, ...]:
    return tuple(Item(*row) for row in connection.execute(query))  # type: ignore[arg-type, call-arg]


def items(
    connection: Connection,
    *,
    unit: str | None = None,
    number: str | None = None,
    state: str | None = None,
    on: date | None = None,
) -> tuple[Item, ...]:
    """Items in the order in which they were entered, by 责任单位, 文号 and state; 逾期 needs the day `on`."""
    query = _items().order_by(ITEMS.c.id)
    if unit is not None:
        query = query.where(ITEMS.c.unit == unit)
    if number is not None:
        query = query.where(NOTICES.c.number == canonical(number))
    if state == OVERDUE and on is not None:
        query = query.where(_late(on))
    elif state is not None:
        query = query.where(ITEMS.c.state == state)
    found = _of(connection, query)
    if on is not None and state not in (None, OVERDUE):  # one that is overdue by then is shown as 逾期, not as open
        return tuple(item for item in found if state_on(item.state, item.status, item.deadline, on) == state)
    return found


def _late(on: date) -> ColumnElement[bool]:
    """The condition of states.is_overdue as a query that the index on state and deadline serves."""
    late = and_(ITEMS.c.state.in_((ISSUED, RETURNED, REPLIED)), ITEMS.c.deadline < on)
    return and_(late, or_(ITEMS.c.state != REPLIED, ITEMS.c.status != DONE))


def overdue(connection: Connection, on: date) -> tuple[Item, ...]:
    """Items that are 逾期 on a day, those of a unit together, the longest overdue first."""
    query = _items().where(_late(on)).order_by(ITEMS.c.unit, ITEMS.c.deadline, ITEMS.c.id)
    return _of(connection, query)


def due_until(connection: Connection, on: date, last: date) -> tuple[Item, ...]:
    """Open items whose deadline lies from `on` to `last`: what to remind units of."""
    waiting = and_(ITEMS.c.state.in_((ISSUED, RETURNED, REPLIED)), ITEMS.c.deadline.between(on, last))
    query = _items().where(waiting, or_(ITEMS.c.state != REPLIED, ITEMS.c.status != DONE))
    return _of(connection, query.order_by(ITEMS.c.unit, ITEMS.c.deadline, ITEMS.c.id))


def items_by_id(connection: Connection, ids: Iterable[int]) -> dict[int, Item]:
    """Items by their keys; keys that the ledger does not know are left out."""
    wanted = sorted(set(ids))
    found: dict[int, Item] = {}
    for start in range(0, len(wanted), _MANY):
        query = _items().where(ITEMS.c.id.in_(wanted[start : start + _MANY]))
        found |= {item.id: item for item in _of(connection, query)}
    return found


def notices(connection: Connection) -> tuple[NoticeRow, ...]:
    """Every notice, in the order in which they were entered."""
    columns = (NOTICES.c[name] for name in NoticeRow.__dataclass_fields__)
    return tuple(NoticeRow(*row) for row in connection.execute(select(*columns).order_by(NOTICES.c.id)))


def findings_of(connection: Connection, ids: Iterable[int]) -> dict[int, set[Identity]]:
    """By item, the findings of the rules that it rests on."""
    wanted = sorted(set(ids))
    found: dict[int, set[Identity]] = defaultdict(set)
    for start in range(0, len(wanted), _MANY):
        query = select(FINDINGS).where(FINDINGS.c.item_id.in_(wanted[start : start + _MANY]))
        for row in connection.execute(query):
            found[row.item_id].add((row.rule, row.sheet, row.label))
    return found


def changes(connection: Connection, *, item: int | None = None, unit: str | None = None) -> tuple[Change, ...]:
    """The record of changes in the order of writing: of all items, of one, or of those of a 责任单位."""
    query = (
        select(CHANGES, NOTICES.c.number, ITEMS.c.code)
        .join_from(CHANGES, NOTICES, CHANGES.c.notice_id == NOTICES.c.id)
        .join(ITEMS, CHANGES.c.item_id == ITEMS.c.id, isouter=True)
        .order_by(CHANGES.c.id)
    )
    if item is not None:
        query = query.where(CHANGES.c.item_id == item)
    if unit is not None:
        query = query.where(ITEMS.c.unit == unit)
    return tuple(
        Change(row.id, row.at, row.who, row.why, row.number, row.code or "", row.field, row.old, row.new, row.revision)
        for row in connection.execute(query)
    )


def as_of_revision(connection: Connection, item: Item, revision: int) -> dict[str, str | date | None]:
    """The fields that changed after a revision, with what they were then: what somebody saw who exported it then."""
    query = (
        select(CHANGES.c.field, CHANGES.c.old)
        .where(CHANGES.c.item_id == item.id, CHANGES.c.revision > revision)
        .order_by(CHANGES.c.id.desc())
    )
    return {row.field: kept(row.field, row.old) for row in connection.execute(query)}


def last_change(connection: Connection, item: Item, field: str) -> Change | None:
    """The latest change of a field of an item, None when it never changed."""
    own = [change for change in changes(connection, item=item.id) if change.field == field]
    return own[-1] if own else None


@dataclass(frozen=True, slots=True)
class Received:
    """A reply as it came in: which file (with the digest of its bytes) to which notice, and what was wrong with it."""

    number: str
    unit: str
    file: str
    digest: str
    dated: date | None
    received: datetime
    faults: str


def received(connection: Connection) -> tuple[Received, ...]:
    """Every reply that was recorded, in the order in which they came in."""
    own = [REPLIES.c[name] for name in ("unit", "file", "digest", "dated", "received", "faults")]
    query = select(NOTICES.c.number, *own).join_from(REPLIES, NOTICES).order_by(REPLIES.c.id)
    return tuple(Received(*row) for row in connection.execute(query))


def reply_known(connection: Connection, notice: int, digest: str) -> bool:
    """Whether these very bytes were taken in as a reply to a notice before."""
    query = select(REPLIES.c.id).where(REPLIES.c.notice_id == notice, REPLIES.c.digest == digest)
    return connection.execute(query).first() is not None


def counts(found: Iterable[Item], on: date) -> dict[str, int]:
    """How many items are in each state on a day, 逾期 apart; states without items are named with 0."""
    told = dict.fromkeys((ISSUED, REPLIED, RETURNED, OVERDUE, CLOSED), 0)
    for item in found:
        told[state_on(item.state, item.status, item.deadline, on)] += 1
    return told
