"""A ledger on a PostgreSQL server: its address, its connections, one writer at a time by a lock that names its holder.

The lock is the server's own (an advisory lock of the transaction): it ends with the transaction, so nobody who crashed
holds it. Who holds it is told by the name under which each connection reports itself to the server.
"""

from __future__ import annotations

import sys
import time

from sqlalchemy import URL, Connection, Engine, create_engine, make_url, text
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import NullPool

from jixiao.ledger.errors import LedgerError
from jixiao.ledger.lock import whoami

_KEY = {"one": 20201, "other": 10}
"""The advisory lock of a ledger; a database holds one ledger."""
_PAUSE = 0.1
_CONNECT = "10"  # seconds to wait for a server that does not answer
_SILENT = "10min"  # after which the server gives up a writer whose machine has gone
_HOLDER = (
    "SELECT a.application_name, a.pid, a.usename FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid"
    " WHERE l.locktype = 'advisory' AND l.granted AND l.classid = :one AND l.objid = :other"
    " AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)


def server_url(place: str) -> URL:
    """A PostgreSQL address, whatever driver it names; LedgerError for one that cannot be used."""
    try:
        url = make_url(place)
        known = url.get_backend_name() in ("postgresql", "postgres") and bool(url.database)
    except (ArgumentError, ValueError):
        known = False
    if not known:
        raise LedgerError("台账数据库的地址不能用。PostgreSQL 写成 postgresql://用户@主机/库名。")
    try:
        import psycopg  # noqa: F401
    except ImportError:
        way = (
            "免安装程序不带网络组件,连不了 PostgreSQL。请用装在 Python 里的本程序(pip install jixiao[postgresql])。"
            if getattr(sys, "frozen", False)
            else "连 PostgreSQL 要另装驱动。请运行 pip install psycopg[binary],再来一次。"
        )
        raise LedgerError(way) from None
    return url.set(drivername="postgresql+psycopg")


def server_engine(url: str, *, reading: bool) -> Engine:
    """Connections to the server; a reading one sees one state of the ledger from beginning to end."""
    told = {
        "connect_timeout": _CONNECT,
        "application_name": _name(whoami()),
        "client_encoding": "utf8",
    }
    kept = make_url(url).query
    engine = create_engine(
        url, poolclass=NullPool, connect_args={name: value for name, value in told.items() if name not in kept}
    )
    if reading:
        return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    return engine


def hold(connection: Connection, place: str, wait: float) -> None:
    """Be the only writer until this transaction ends; LedgerError naming who is, after `wait` seconds."""
    until = time.monotonic() + wait
    while not connection.execute(text("SELECT pg_try_advisory_xact_lock(:one, :other)"), _KEY).scalar_one():
        if time.monotonic() >= until:
            raise LedgerError(f"台账「{place}」正由 {holder(connection) or '别人'} 在写。请等对方写完再来一次。")
        time.sleep(_PAUSE)
    connection.execute(text(f"SET LOCAL idle_in_transaction_session_timeout = '{_SILENT}'"))
    # What was acknowledged is on the server's disk, also where it was set up to be quick rather than sure.
    if connection.execute(text("SHOW synchronous_commit")).scalar_one() == "off":
        connection.execute(text("SET LOCAL synchronous_commit = on"))


def holder(connection: Connection) -> str:
    """Who writes to the ledger now, "" when nobody does."""
    row = connection.execute(text(_HOLDER), _KEY).first()
    return f"{_said(row.application_name) or row.usename}(服务器进程 {row.pid})" if row is not None else ""


def fit_for_a_ledger(connection: Connection) -> None:
    """LedgerError when a database cannot keep Chinese text."""
    encoding = connection.execute(text("SHOW server_encoding")).scalar_one()
    if encoding != "UTF8":
        raise LedgerError(f"数据库的编码是 {encoding},存不全汉字。请管理员另建一个 UTF8 编码的库。")


def _name(who: str) -> str:
    """A person's name as the server can take it, which keeps no signs but ASCII."""
    return who.encode("punycode").decode("ascii")


def _said(name: str) -> str:
    try:
        return name.encode("ascii").decode("punycode")
    except UnicodeError:  # cut off by the server, or another program's
        return name
