"""文号登记.csv: the register of document numbers as a file that people can read and that is only ever added to.

A lock of the operating system lets one at a time give numbers; it ends with the process that holds it, however that
ends. A line counts once it is on the disk; what a killed process left unfinished gives no number away.
"""

from __future__ import annotations

import csv
import getpass
import io
import os
import platform
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import IO

from jixiao.documents.numbers import Entry, NumberError, read_number, refused
from jixiao.documents.words import printable

FILE, LOCK = "文号登记.csv", "文号登记.lock"
HEADINGS = ("文号", "状态", "日期", "文种", "标题", "主送", "登记时间", "登记人", "备注")
_HOLDER_AT = 1  # byte 0 is what is locked; the holder's name behind it can be read all the same
_BOM = "\ufeff".encode()
Row = tuple[str, ...]


class Register:
    """The register while it is held: `entries` as they stand, `add` writes lines that are on the disk afterwards."""

    def __init__(self, path: Path) -> None:
        """Read what there is; NumberError when the file is damaged."""
        self.path = path
        self.entries = read_register(path)

    def add(self, new: Sequence[Entry]) -> None:
        """Write lines, all or none as far as the rules go; NumberError says why a number may not be given."""
        refused(self.entries, new)
        stamped = [_stamped(entry) for entry in new]
        _append(self.path, [_row(entry) for entry in stamped])
        self.entries += stamped


def read_register(path: Path) -> list[Entry]:
    """Every line of a register in its order, none when there is no file yet; NumberError when a line is damaged."""
    rows = _rows(path)
    found = []
    for place, row in enumerate(rows, 1):
        if not any(row) or row[0].strip().lstrip("\ufeff") == HEADINGS[0]:
            continue
        known = read_number(row[0])
        if known is None:
            seen = printable(row[0])[:30]
            raise NumberError(
                f"「{path}」第 {place} 行读不出文号(「{seen}」),为免重号,先不给号。请改正这一行,或从备份恢复。"
            )
        filled = (*row, *("",) * len(HEADINGS))[1 : len(HEADINGS)]
        found.append(Entry(*known, *(_plain(text) for text in filled)))
    return found


@contextmanager
def opened(folder: Path, wait: float = 20.0) -> Iterator[Register]:
    """The register of a folder, held by this process alone.

    NumberError when another one holds it for longer than `wait` seconds, or the folder takes no files.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / LOCK).open("a+b")
    except OSError:
        raise NumberError(f"文件夹「{folder}」不能写,登记不了文号。请换一个有写入权限的位置。") from None
    with lock:
        _hold(lock, folder, wait)
        try:
            yield Register(folder / FILE)
        finally:
            _let_go(lock)


# -- lines -------------------------------------------------------------------------------------------------------------


def _rows(path: Path) -> list[list[str]]:
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return []
    except OSError:
        raise _cannot(path) from None
    text, tail, _, _ = _read(data, path)
    # An unfinished last line without a number was cut short by an interruption: nothing was given away by it.
    return [_cells(line) for line in (*text.splitlines(), *([tail] if _holds_number(tail) else []))]


def _read(data: bytes, path: Path) -> tuple[str, str, int, str]:
    """Whole lines, what is legible behind the last of them, where that begins, and the encoding.

    The encoding is ours, or the one that Excel saves .csv in on Chinese Windows.
    """
    end = max(data.rfind(b"\n"), data.rfind(b"\r")) + 1
    for encoding in ("utf-8", "gb18030"):
        try:
            return data[:end].removeprefix(_BOM).decode(encoding), data[end:].decode(encoding, "ignore"), end, encoding
        except UnicodeDecodeError:
            continue
    raise NumberError(f"「{path}」坏了,读不出文字。请从备份恢复这个文件,再给号。")


def _cells(line: str) -> list[str]:
    """A line by itself: a quotation mark that was cut off must not swallow the next line."""
    return next(csv.reader([line]), [])


def _holds_number(line: str) -> bool:
    cells = _cells(line)
    return bool(cells) and read_number(cells[0]) is not None


def _append(path: Path, rows: Sequence[Row]) -> None:
    try:
        with path.open("a+b") as file:
            encoding = _mend(file, path)
            text = io.StringIO()
            lines = csv.writer(text, lineterminator="\n")
            if file.tell() == 0:
                file.write(_BOM)
                lines.writerow(HEADINGS)
            lines.writerows(rows)
            file.write(text.getvalue().encode(encoding, "replace"))
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        raise _cannot(path) from None


def _mend(file: IO[bytes], path: Path) -> str:
    """End an unfinished last line: cut off when it holds no number, kept when it does. The encoding of the file."""
    file.seek(0)
    data = file.read()
    _, tail, start, encoding = _read(data, path)
    if start < len(data):
        kept = f"{tail}\n".encode(encoding) if _holds_number(tail) else b""
        file.truncate(start)
        file.write(kept)
    file.seek(0, os.SEEK_END)
    return encoding


def _row(entry: Entry) -> Row:
    told = (entry.state, entry.day, entry.kind, entry.title, entry.to, entry.at, entry.who, entry.note)
    return (entry.number, *(_safe(printable(text)) for text in told))


def _safe(text: str) -> str:
    """A text that no spreadsheet program takes for a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "'")) else text


def _plain(text: str) -> str:
    return text[1:] if text.startswith("'") else text


def _stamped(entry: Entry) -> Entry:
    return replace(entry, at=entry.at or f"{datetime.now():%Y-%m-%d %H:%M:%S}", who=entry.who or whoever())


def whoever() -> str:
    """Who is at work, for the register: the account and the computer."""
    try:
        account = getpass.getuser()
    except (OSError, KeyError, ImportError):
        account = "未知用户"
    return printable(f"{account}@{platform.node() or '本机'}")


def _cannot(path: Path) -> NumberError:
    return NumberError(f"「{path}」读不了或写不了,可能正用 Excel 打开着。请关闭它再试;没有给号。")


# -- the lock ----------------------------------------------------------------------------------------------------------


def _hold(lock: IO[bytes], folder: Path, wait: float) -> None:
    until = time.monotonic() + wait
    while not _locked(lock):
        if time.monotonic() > until:
            lock.seek(_HOLDER_AT)
            holder = lock.read(200).decode("utf-8", "ignore").strip()
            named = f"「{holder}」" if holder else "另一个人"
            raise NumberError(f"{named}正在用「{folder / FILE}」给号,等了 {wait:.0f} 秒还没有完。请稍后再试。")
        time.sleep(0.05)
    lock.truncate(0)
    lock.write(f"*{whoever()}".encode())
    lock.flush()


if sys.platform == "win32":
    import msvcrt

    def _locked(lock: IO[bytes]) -> bool:
        lock.seek(0)
        try:
            msvcrt.locking(lock.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _let_go(lock: IO[bytes]) -> None:
        lock.seek(0)
        msvcrt.locking(lock.fileno(), msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _locked(lock: IO[bytes]) -> bool:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True

    def _let_go(lock: IO[bytes]) -> None:
        fcntl.flock(lock, fcntl.LOCK_UN)
