"""Opening a ledger: 台账.db in a campaign folder, or a database by its URL; reading, and writing as one transaction."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, make_url, select, text
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import NullPool

from jixiao.ledger.backup import daily_backup
from jixiao.ledger.errors import LedgerError, explained
from jixiao.ledger.lock import WAIT, held
from jixiao.ledger.migrations import LATEST, migrate
from jixiao.ledger.schema import ABOUT, METADATA
from jixiao.ledger.server import fit_for_a_ledger, hold, server_engine, server_url

NAME = "台账.db"
MOVED = "台账地址.txt"
"""Beside a ledger that went to a server: its address, so that everybody who names the folder goes there."""
PATIENCE = 10_000
"""Milliseconds to wait for a program that holds the database file itself."""


@dataclass(frozen=True)
class Ledger:
    """Where a ledger is: an SQLite file, or the URL of a database (then `file` is None); `folder` is its campaign's."""

    url: str
    file: Path | None
    folder: Path | None = None

    @property
    def shown(self) -> str:
        """The place as messages name it, without a password."""
        if self.file is not None:
            return str(self.file)
        return make_url(self.url).set(drivername="postgresql").render_as_string(hide_password=True)


def ledger_at(place: str | Path) -> Ledger:
    """The ledger of a campaign folder, of an SQLite file, or of a database URL; LedgerError for an unusable URL."""
    if "://" in str(place):
        return _at_url(str(place), None)
    path = Path(place)
    if path.suffix.lower() in (".db", ".sqlite") and not path.is_dir():
        return _in_file(path)
    address = moved_to(path)
    return _in_file(path / NAME) if address is None else _at_url(address, path)


def moved_to(folder: Path) -> str | None:
    """The address that a campaign folder's ledger went to, None while it is a file there."""
    try:
        return (folder / MOVED).read_text("utf-8-sig").strip()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, UnicodeDecodeError):
        raise LedgerError(f"「{folder / MOVED}」读不出来。里面应当只有一行台账数据库的地址。") from None


def _in_file(file: Path) -> Ledger:
    return Ledger(f"sqlite:///{file.absolute()}", file, file.parent)


def _at_url(address: str, folder: Path | None) -> Ledger:
    with contextlib.suppress(ArgumentError, ValueError):
        url = make_url(address)
        if url.get_backend_name() == "sqlite" and url.database:
            return _in_file(Path(url.database))
    return Ledger(server_url(address).render_as_string(hide_password=False), None, folder)


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
    if version == 0:
        raise LedgerError(f"「{ledger.shown}」还没有台账。请先用 jixiao ledger add 登记整改通知。")
    with writing(ledger):
        pass
    with _told(ledger), _connected(ledger, "BEGIN") as connection:
        yield connection


@contextlib.contextmanager
def writing(
    ledger: Ledger, *, wait: float = WAIT, say: Callable[[str], None] = lambda text: None, left: bool = False
) -> Iterator[Connection]:
    """A connection whose changes count together or not at all, kept for good when the block ends without an error.

    The ledger is made when there is none. Of a file the first writing of a day makes a backup first. LedgerError for
    one that went to another place, unless `left` says that it may (it is being copied once more).
    """
    with contextlib.ExitStack() as stack:
        stack.enter_context(_told(ledger))
        if ledger.file is not None:
            ledger.file.parent.mkdir(parents=True, exist_ok=True)
            stack.enter_context(held(ledger.file, wait=wait, say=say))
            _require_here(ledger.file)
            daily_backup(ledger.file)
        connection = stack.enter_context(_connected(ledger, "BEGIN IMMEDIATE"))
        if ledger.file is None:
            hold(connection, ledger.shown, wait)
        version = _version(connection, ledger)
        if version < LATEST:
            migrate(connection, version)
        if not left and (address := connection.execute(select(ABOUT.c.moved)).scalar_one()):
            raise LedgerError(
                f"台账已经搬到「{address}」,「{ledger.shown}」不再用,这一次没有记。请改用新的地方再来一次。"
            )
        yield connection


def _require_here(file: Path) -> None:
    """LedgerError when the ledger went to a server, perhaps while somebody waited for its lock."""
    address = moved_to(file.parent) if file.name == NAME else None
    if address is not None:
        raise LedgerError(
            f"台账已经搬到「{address}」,这个文件不再用,这一次没有记。请用活动文件夹「{file.parent}」再来一次。"
        )


def _version(connection: Connection, ledger: Ledger) -> int:
    """The version of the ledger, 0 for an empty database; LedgerError for another program's or a newer one."""
    tables = set(inspect(connection).get_table_names())
    if "about" in tables and "notices" in tables:
        version = int(connection.execute(select(ABOUT.c.version)).scalar_one())
        if version > LATEST:
            raise LedgerError(f"台账「{ledger.shown}」由更新版本的程序建立,本程序读不了。请升级本程序。")
        return version
    if tables if ledger.file is not None else tables & set(METADATA.tables):
        raise LedgerError(f"「{ledger.shown}」不是本程序的台账。请换一个文件夹、文件名或数据库。")
    if ledger.file is None:
        fit_for_a_ledger(connection)
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
    if ledger.file is None:
        return server_engine(ledger.url, reading=begin == "BEGIN")
    engine = create_engine(ledger.url, poolclass=NullPool)

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
