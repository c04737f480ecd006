"""The fault log: UTF-8, on this machine only; every entry has a number that the message to the user quotes."""

from __future__ import annotations

import logging
import os
import secrets
import sys
import traceback
from datetime import datetime
from pathlib import Path

from jixiao.records.regex import regex

_PRIVATE = regex(r"(?<!\d)(?:1[3-9]\d{9}|\d{17}[\dXx]|\d{15})(?!\d)")


def log_path() -> Path:
    """Where the log lies: in the user's own folder, JIXIAO_LOG overrides."""
    if own := os.environ.get("JIXIAO_LOG"):
        return Path(own)
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData" / "Local"))
        return base / "jixiao" / "jixiao.log"
    base = Path(os.environ.get("XDG_STATE_HOME", Path.home() / ".local" / "state"))
    return base / "jixiao" / "jixiao.log"


class _Redacting(logging.Formatter):
    """Phone and ID numbers do not belong in a log."""

    def format(self, record: logging.LogRecord) -> str:
        """The entry with every phone and ID number starred out."""
        return _PRIVATE.sub(lambda match: match[0][:3] + "*" * (len(match[0]) - 3), super().format(record))


class _WhenNeeded(logging.Handler):
    """Opens the log file with the first entry; a log that cannot be written never stops the work."""

    _file: logging.Handler | None = None

    def emit(self, record: logging.LogRecord) -> None:
        """Pass the entry on to the file."""
        if self._file is None:
            self._file = _log_file()
        self._file.emit(record)


def _log_file() -> logging.Handler:
    from logging.handlers import RotatingFileHandler  # costs start-up time, and most runs log nothing

    handler: logging.Handler
    try:
        path = log_path()
        path.parent.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(path, maxBytes=2_000_000, backupCount=3, encoding="utf-8", delay=True)
    except OSError:
        handler = logging.NullHandler()
    handler.setFormatter(_Redacting("%(asctime)s %(levelname)s %(message)s"))
    return handler


def open_log() -> None:
    """Attach the log to the program's logger, once."""
    logger = logging.getLogger("jixiao")
    if not logger.handlers:
        logger.setLevel(logging.INFO)
        logger.propagate = False
        logger.addHandler(_WhenNeeded())


def record_fault(error: BaseException, doing: str) -> str:
    """Write an unexpected error with its trace to the log and return its number."""
    number = f"{datetime.now():%m%d%H%M}-{secrets.token_hex(2).upper()}"
    open_log()
    trace = "".join(traceback.format_exception(error))
    logging.getLogger("jixiao").error("故障 %s(%s)\n%s", number, doing, trace)
    return number
