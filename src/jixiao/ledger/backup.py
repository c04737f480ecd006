"""Copies of an SQLite ledger by its own backup, one a day; looking whether a ledger is whole; going back to a copy."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import sqlite3
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

from jixiao.intake import free_path
from jixiao.ledger.errors import LedgerError, explained

FOLDER = "台账备份"
KEPT = 30
"""How many of the daily copies stay; those that somebody made by hand under another name are never touched."""
_DAILY = re.compile(r".+_\d{8}\.db")


def backups_of(file: Path) -> list[Path]:
    """The copies of a ledger, oldest first."""
    return sorted((file.parent / FOLDER).glob(f"{file.stem}_*.db"))


def daily_backup(file: Path, on: date | None = None) -> Path | None:
    """Today's copy of a ledger before its first change; None when there is one already or nothing to copy."""
    target = file.parent / FOLDER / f"{file.stem}_{on or date.today():%Y%m%d}.db"
    if target.exists() or not file.exists() or not file.stat().st_size:
        return None
    made = _copy(file, target)
    prune(target.parent)
    return made


def prune(folder: Path) -> None:
    """Take away the oldest daily copies of a folder, so that the last thirty are left."""
    daily = sorted(path for path in folder.glob("*.db") if _DAILY.fullmatch(path.name))
    for path in daily[:-KEPT]:
        with contextlib.suppress(OSError):
            path.unlink()


def backup(file: Path, at: datetime, target: Path | None = None) -> Path:
    """A copy of a ledger now, under a name that is not taken; LedgerError when it cannot be made."""
    if not file.exists():
        raise LedgerError(f"「{file}」还没有台账,没有什么可备份的。")
    return _copy(file, free_path(target or file.parent / FOLDER / f"{file.stem}_{at:%Y%m%d}.db", at))


def _copy(file: Path, target: Path) -> Path:
    part = target.with_name(target.name + ".part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        part.unlink(missing_ok=True)
        with contextlib.closing(_connect(file)) as source, contextlib.closing(sqlite3.connect(part)) as copy:
            source.backup(copy)
        _settle(part)
        os.replace(part, target)
    except (OSError, sqlite3.Error) as error:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
        message = explained(error, str(file))
        raise message or LedgerError(f"台账「{file}」备份不了。请检查文件夹「{target.parent}」能不能写。") from error
    return target


def _settle(path: Path) -> None:
    """Have the system put a file's content on the disk before it gets its name."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _connect(file: Path) -> sqlite3.Connection:
    # Not read-only: after a power cut the rest of the last, unfinished change has to be rolled back first.
    return sqlite3.connect(file, timeout=10)


def faults_of(file: Path) -> list[str]:
    """What is wrong with a ledger file, in Chinese; empty when it is whole."""
    try:
        with contextlib.closing(_connect(file)) as connection:
            said = [str(row[0]) for row in connection.execute("PRAGMA integrity_check(20)")]
            if said != ["ok"]:
                return [f"数据库结构有 {len(said)} 处损坏。"]
            tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type='table'")}
            if not {"about", "notices", "items", "changes"} <= tables:
                return ["这不是本程序的台账。"]
            return [*_loose(connection), *unrecorded(lambda query: connection.execute(query).fetchall())]
    except sqlite3.Error as error:
        message = explained(error, str(file))
        return [str(message) if message else "数据库读不出来。"]


def _loose(connection: sqlite3.Connection) -> list[str]:
    count = len(connection.execute("PRAGMA foreign_key_check").fetchall())
    return [f"有 {count} 条记录找不到所属的通知或问题。"] if count else []


_ALTERED = (
    "SELECT n.number, i.code, i.state, c.new FROM items i JOIN notices n ON n.id = i.notice_id"
    " JOIN changes c ON c.id = (SELECT MAX(id) FROM changes WHERE item_id = i.id AND field = 'state')"
    " WHERE c.new <> i.state"
)
_ADDED = "SELECT COUNT(*) FROM items WHERE id NOT IN (SELECT item_id FROM changes WHERE field = 'state')"


def unrecorded(ask: Callable[[str], list[tuple[Any, ...]]]) -> list[str]:
    """Items whose state is not what the record of changes says: somebody wrote past the program. `ask` runs a query."""
    found = [
        f"{number} {code}:现在是“{state}”,变更记录里是“{new}”,有人绕过本程序改过。"
        for number, code, state, new in ask(_ALTERED)
    ]
    ((missing,),) = ask(_ADDED)
    return [*found, *([f"有 {missing} 条问题没有变更记录,有人绕过本程序加过。"] if missing else [])]


def restore(file: Path, copy: Path, at: datetime) -> Path | None:
    """Put a copy in the ledger's place; where the old one was kept (None when there was none).

    LedgerError when the copy itself is damaged or missing: then nothing is touched.
    """
    if not copy.exists():
        raise LedgerError(f"找不到备份「{copy}」。用 jixiao ledger check 可以看到有哪些备份。")
    if faults := faults_of(copy):
        raise LedgerError(f"备份「{copy}」不能用:{faults[0]}台账没有动。请换一份备份。")
    fresh = file.with_name(file.name + ".restored")
    _copy(copy, fresh)
    kept = None
    journal = file.with_name(file.name + "-journal")
    if file.exists():
        kept = free_path(file.with_name(f"{file.stem}_恢复前_{at:%Y%m%d-%H%M%S}{file.suffix}"), at)
        shutil.copy2(file, kept)  # copied, not moved: at no moment is there no ledger
        _settle(kept)
    if journal.exists():  # it belongs to the damaged file and would spoil the sound one
        os.replace(journal, (kept or file).with_name((kept or file).name + "-journal.old"))
    os.replace(fresh, file)
    return kept
