"""Opening a ledger: 台账.db in a campaign folder, or a database by its URL; reading, and writing as one transaction."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool

from jixiao.ledger.backup import daily_backup
from jixiao.ledger.errors import LedgerError, explained
from jixiao.ledger.lock import WAIT, held
from jixiao.ledger.migrations import LATEST, migrate
from jixiao.ledger.schema import ABOUT

NAME = "台账.db"
PATIENCE = 10_000
"""Milliseconds to wait for a program that holds the database file itself."""


@dataclass(frozen=True)
class Ledger:
    """Where a ledger is: an SQLite file, or the URL of a database (then `file` is None)."""

    url: str
    file: Path | None

    @property
    def shown(self) -> str:
        """The place as messages name it, without a password."""
        from sqlalchemy import make_url

        return str(self.file) if self.file is not None else make_url(self.url).render_as_string(hide_password=True)


def ledger_at(place: str | Path) -> Ledger:
    """The ledger of a campaign folder, of an SQLite file, or of a database URL; LedgerError for an unusable URL."""
    if "://" in str(place):
        try:
            ledger = Ledger(str(place), None)
            create_engine(ledger.url, poolclass=NullPool).dispose()
        except (SQLAlchemyError, ImportError, ValueError):
            raise LedgerError(
                "台账数据库的地址不能用。PostgreSQL 写成 postgresql+psycopg://用户:密码@主机/库名,并装好 psycopg。"
            ) from None
        return ledger
    path = Path(place)
    file = path if path.suffix.lower() in (".db", ".sqlite") and not path.is_dir() else path / NAME
    return Ledger(f"sqlite:///{file.absolute()}", file)


@contextlib.contextmanager
def reading(ledger: Ledger) -> Iterator[Connection]:
    """A connection that sees one state of the ledger; LedgerError when there is none or it cannot be read.

    A ledger of an earlier version is brought up to date first.
    """
    if ledger.file is not None and not ledger.file.exists():
        raise LedgerError(f"「{ledger.file}」还没有台账。请先用 jixiao ledger add 登记整改通知。")
    with _told(ledger), _connected(ledger, "BEGIN") as connection:
        version = _version(connection, ledger)
        if version == LATEST:
            yield connection
            return
    with writing(ledger):
        pass
    with _told(ledger), _connected(ledger, "BEGIN") as connection:
        yield connection


@contextlib.contextmanager
def writing(
    ledger: Ledger, *, wait: float = WAIT, say: Callable[[str], None] = lambda text: None
) -> Iterator[Connection]:
    """A connection whose changes count together or not at all, kept for good when the block ends without an error.

    The ledger is made when there is none. Of a file the first writing of a day makes a backup first.
    """
    with contextlib.ExitStack() as stack:
        stack.enter_context(_told(ledger))
        if ledger.file is not None:
            ledger.file.parent.mkdir(parents=True, exist_ok=True)
            stack.enter_context(held(ledger.file, wait=wait, say=say))
            daily_backup(ledger.file)
        connection = stack.enter_context(_connected(ledger, "BEGIN IMMEDIATE"))
        version = _version(connection, ledger)
        if version < LATEST:
            migrate(connection, version)
        yield connection


def _version(connection: Connection, ledger: Ledger) -> int:
    """The version of the ledger, 0 for an empty database; LedgerError for another program's or a newer one."""
    tables = set(inspect(connection).get_table_names())
    if "about" in tables and "notices" in tables:
        version = int(connection.execute(select(ABOUT.c.version)).scalar_one())
        if version > LATEST:
            raise LedgerError(f"台账「{ledger.shown}」由更新版本的程序建立,本程序读不了。请升级本程序。")
        return version
    if tables and ledger.file is not None:
        raise LedgerError(f"「{ledger.shown}」不是本程序的台账。请换一个文件夹或文件名。")
    return 0


@contextlib.contextmanager
def _connected(ledger: Ledger, begin: str) -> Iterator[Connection]:
    engine = _engine(ledger, begin)
    try:
        with engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()


def _engine(ledger: Ledger, begin: str) -> Engine:
    engine = create_engine(ledger.url, poolclass=NullPool)
    if ledger.file is None:
        return engine

    @event.listens_for(engine, "connect")
    def _connect(raw: Any, _: object) -> None:
        raw.isolation_level = None  # the driver begins nothing by itself
        raw.execute(f"PRAGMA busy_timeout={PATIENCE}")
        # No WAL: its shared memory does not work over a network share.
        raw.execute("PRAGMA journal_mode=DELETE")
        # EXTRA also makes the journal's deletion last: what was acknowledged outlives a power cut.
        raw.execute("PRAGMA synchronous=EXTRA")
        raw.execute("PRAGMA foreign_keys=ON")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.execute(text(begin))

    return engine


@contextlib.contextmanager
def _told(ledger: Ledger) -> Iterator[None]:
    """Database errors become messages for people; ours go on as they are."""
    try:
        yield
    except LedgerError:
        raise
    except Exception as error:
        message = explained(error, ledger.shown)
        if message is None:
            raise
        raise message from error
