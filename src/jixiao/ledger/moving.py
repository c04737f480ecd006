"""A whole ledger copied to another place, row by row, with a proof that nothing was lost on the way.

The proof is a sum of every table: how many rows, and a number made of every value of every row. Both sides are read
back and compared before the copy counts.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import URL, Connection, Table, func, insert, make_url, select, text, update

from jixiao.intake import free_path, whole, write_own
from jixiao.ledger.backup import FOLDER, prune
from jixiao.ledger.errors import LedgerError
from jixiao.ledger.opening import MOVED, NAME, Ledger, ledger_at, reading, writing
from jixiao.ledger.schema import ABOUT, METADATA, NOTICES

_AT_ONCE = 2000
_NAMES = {
    "notices": "通知", "items": "问题", "findings": "规则标识", "replies": "回复", "decisions": "销号退回",
    "changes": "变更记录",
}  # fmt: skip
_TABLES = tuple(table for table in METADATA.sorted_tables if table is not ABOUT)


@dataclass(frozen=True, slots=True)
class Sum:
    """What a table holds: how many rows, and a number that changes with any value of any of them."""

    name: str
    rows: int
    mark: str


def sums_of(connection: Connection) -> tuple[Sum, ...]:
    """The sums of all tables of a ledger, the same whatever the database and the order of its rows."""
    return tuple(_sum(connection, table) for table in _TABLES)


def _sum(connection: Connection, table: Table) -> Sum:
    rows, total = 0, 0
    for part in _rows(connection, table):
        for row in part:
            told = json.dumps(row, ensure_ascii=False, default=str, sort_keys=True).encode()
            rows, total = rows + 1, total + int.from_bytes(hashlib.sha256(told).digest())
    return Sum(_NAMES[table.name], rows, f"{total % 2**256:064x}")


def _rows(connection: Connection, table: Table) -> Iterator[list[dict[str, object]]]:
    """The rows of a table in the order of their keys, some thousand at a time."""
    order = [table.c.id] if "id" in table.c else []
    found = connection.execute(select(table).order_by(*order), execution_options={"yield_per": _AT_ONCE})
    for part in found.mappings().partitions():
        yield [dict(row) for row in part]


def same_place(one: Ledger, other: Ledger) -> bool:
    """Whether two addresses lead to the same ledger, whoever they let in."""
    return _plain(one) == _plain(other)


def _plain(ledger: Ledger) -> URL:
    return make_url(ledger.url)._replace(username=None, password=None)


def copied(source: Ledger, target: Ledger, *, leave: bool = False) -> tuple[Sum, ...]:
    """Copy a ledger into an empty place, all or nothing; what was compared.

    Nobody writes to either meanwhile, and with `leave` nobody writes to a server's old ledger later. A target that
    holds this very ledger already is left as it is; LedgerError for one that holds anything else, or when what was
    read back differs.
    """
    with writing(source, left=True) as old, writing(target) as new:
        told = _copied(old, new, target)
        if leave and source.file is None:  # a file is left by the address beside it
            old.execute(update(ABOUT).values(moved=target.shown))
    return told


def _copied(old: Connection, new: Connection, target: Ledger) -> tuple[Sum, ...]:
    told = sums_of(old)
    there = sums_of(new)
    if any(one.rows for one in there):
        if there != told:
            raise LedgerError(f"「{target.shown}」里已经有别的台账,没有搬。请换一个空的库或文件夹。")
        return told
    for table in _TABLES:
        for part in _rows(old, table):
            new.execute(insert(table), part)
        _go_on_counting(new, table)
    wrong = [one.name for one, other in zip(told, sums_of(new), strict=True) if one != other]
    if wrong:
        raise LedgerError(f"搬过去的{'、'.join(wrong)}与原来的不一致,没有搬。原来的台账没有动。")
    return told


def backup_of_server(ledger: Ledger, at: datetime, target: Path | None = None) -> Path:
    """A server's ledger as a ledger file, under a name that is not taken; without `target` in the campaign folder."""
    folder = ledger.folder or Path()
    path = free_path(target or folder / FOLDER / f"{Path(NAME).stem}_{at:%Y%m%d}.db", at)
    with tempfile.TemporaryDirectory() as aside, reading(ledger):
        made = Path(aside) / NAME
        copied(ledger, ledger_at(made))
        with whole(path) as part:
            shutil.copyfile(made, part)
    return path


def daily_backup_of_server(ledger: Ledger, at: datetime) -> Path | None:
    """Today's copy of a server's ledger in its campaign folder; None when there is one, or no folder or ledger yet."""
    if ledger.file is not None or ledger.folder is None:
        return None
    target = ledger.folder / FOLDER / f"{Path(NAME).stem}_{at:%Y%m%d}.db"
    if target.exists() or not _begun(ledger):
        return None
    made = backup_of_server(ledger, at, target)
    prune(target.parent)
    return made


def _begun(ledger: Ledger) -> bool:
    """Whether there is anything in a ledger; one that cannot be read is told of when it is written to."""
    with contextlib.suppress(LedgerError), reading(ledger) as connection:
        return connection.execute(select(NOTICES.c.id).limit(1)).first() is not None
    return False


def _go_on_counting(connection: Connection, table: Table) -> None:
    """PostgreSQL counts keys apart from the rows: the next one is after the last that was copied."""
    last = connection.execute(select(func.max(table.c.id))).scalar_one() if "id" in table.c else None
    if connection.dialect.name == "postgresql" and last is not None:
        name = {"name": table.name, "last": last}
        connection.execute(text("SELECT setval(pg_get_serial_sequence(:name, 'id'), :last)"), name)


def leave_address(source: Ledger, target: Ledger) -> Path | None:
    """Leave word in the campaign folder where its ledger is now, without a password; None where nobody looks for it."""
    copy = source.file is not None and source.file.name != NAME  # a backup, say, which lies there for itself
    if source.folder is None or copy or target.file is not None:
        return None
    address = make_url(target.url)._replace(password=None, drivername="postgresql").render_as_string()
    return write_own(source.folder / MOVED, f"{address}\n".encode())
