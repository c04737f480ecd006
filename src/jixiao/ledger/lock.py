"""One writer at a time: a lock file beside the ledger that names its holder, because network shares lose real locks.

<台账.db>.lock    JSON: who (user@machine), machine, pid, at. It is there only while somebody writes, seconds at most.
"""

from __future__ import annotations

import contextlib
import getpass
import json
import os
import secrets
import socket
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from jixiao.ledger.errors import LedgerError
from jixiao.ledger.share import ADVICE

WAIT = 15.0
"""Seconds to wait for another writer before saying who it is."""
_STALE = 30 * 60.0  # seconds after which a lock of another machine, whose programs nobody can ask, is given up
_PAUSE = 0.1


@dataclass(frozen=True)
class Holder:
    """Who holds the ledger."""

    who: str
    machine: str
    pid: int
    at: str


def whoami() -> str:
    """user@machine, as changes and the lock name a person; a system without a user name says 未知."""
    try:
        user = getpass.getuser()
    except (OSError, KeyError, ImportError):
        user = "未知"
    return f"{user}@{socket.gethostname()}"


def lock_path(place: Path) -> Path:
    """Where the lock of a ledger file lies."""
    return place.with_name(place.name + ".lock")


def holder_of(place: Path) -> Holder | None:
    """Who holds a ledger now; None when nobody does or the file is just being written."""
    try:
        told = json.loads(lock_path(place).read_text("utf-8"))
        return Holder(str(told["who"]), str(told["machine"]), int(told["pid"]), str(told["at"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


@contextlib.contextmanager
def held(place: Path, *, wait: float = WAIT, say: Callable[[str], None] = lambda text: None) -> Iterator[None]:
    """Hold a ledger for writing; LedgerError naming the holder when it does not come free within `wait` seconds.

    A lock that a crashed program left is taken over, which is said through `say`.
    """
    path, mine = lock_path(place), secrets.token_hex(8)
    until = time.monotonic() + wait
    while not _took(path, mine):
        if gone := _gone(path, place):
            _take_away(path, gone, say)
            continue
        if time.monotonic() >= until:
            raise LedgerError(_busy(place))
        time.sleep(_PAUSE)
    try:
        yield
    finally:
        if _token(path) == mine:  # somebody who took it for stale has it now
            path.unlink(missing_ok=True)


def _took(path: Path, mine: str) -> bool:
    me = Holder(whoami(), socket.gethostname(), os.getpid(), datetime.now().isoformat(" ", "seconds"))
    text = json.dumps({**asdict(me), "token": mine}, ensure_ascii=False)
    try:
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY)
    except FileExistsError:
        return False
    except PermissionError:
        if path.exists():  # Windows, while the file of another is being deleted
            return False
        raise
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
    except OSError:  # a full disk: a lock without a name would keep everybody waiting
        path.unlink(missing_ok=True)
        raise
    return True


def _token(path: Path) -> str | None:
    try:
        return str(json.loads(path.read_text("utf-8"))["token"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _gone(path: Path, place: Path) -> str | None:
    """Why the lock that is there counts no more; None while it does."""
    try:
        age = time.time() - path.stat().st_mtime
    except OSError:
        return None
    holder = holder_of(place)
    if holder is None:  # killed between making the file and writing its name
        return "留下的锁没有署名" if age > 5 else None
    if holder.machine == socket.gethostname():
        return None if _runs(holder.pid) else f"{holder.who} 的程序(进程 {holder.pid})已经不在了"
    return f"{holder.who} 从 {holder.at} 起一直占着,超过 {_STALE // 60:.0f} 分钟" if age > _STALE else None


def _take_away(path: Path, why: str, say: Callable[[str], None]) -> None:
    """Remove a stale lock by renaming it, so that of two who try only one succeeds; a fresh one is put back."""
    before, aside = _token(path), path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    with contextlib.suppress(OSError):
        os.replace(path, aside)
        if _token(aside) == before:
            say(f"上一次没有正常结束({why}),已经接手。台账没有损坏:没写完的那一次不算数。")
        else:
            with contextlib.suppress(OSError):
                os.link(aside, path)
        aside.unlink(missing_ok=True)


def _busy(place: Path) -> str:
    holder = holder_of(place)
    if holder is None:
        return f"台账「{place}」正有人在写。请稍等再来一次。"
    return f"台账「{place}」正由 {holder.who} 在写(进程 {holder.pid},{holder.at} 开始)。请等对方写完再来一次。{ADVICE}"


def _runs(pid: int) -> bool:
    """Whether a process of this machine still runs."""
    if sys.platform == "win32":
        import ctypes

        handle = ctypes.windll.kernel32.OpenProcess(0x1000, False, pid)  # query limited information
        if not handle:
            return False
        code = ctypes.c_ulong()
        ctypes.windll.kernel32.GetExitCodeProcess(handle, ctypes.byref(code))
        ctypes.windll.kernel32.CloseHandle(handle)
        return code.value == 259  # still active
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
