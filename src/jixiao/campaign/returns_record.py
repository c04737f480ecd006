"""The record of returns (退回登记) of a round: which files went back to which unit, as which return, with what copies.

<round>/退回登记.jsonl, one line per return, only ever added to; a torn last line is cut off by the next run.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from jixiao.campaign.round import Round, RoundError

RECORD = "退回登记.jsonl"


@dataclass(frozen=True)
class Returned:
    """One return to a unit: its number (1 = 第1次退回), SHA-256 of the files, a digest of the findings, when (ISO).

    `copies` are the checked copies by the digest of what they are of.
    """

    unit: str
    number: int
    digests: tuple[str, ...]
    state: str
    at: str
    notice: str = ""
    copies: Mapping[str, str] = field(default_factory=dict)


def returns_of(found: Round) -> dict[str, tuple[Returned, ...]]:
    """Every return by unit, oldest first. RoundError when the record is damaged."""
    by_unit: dict[str, tuple[Returned, ...]] = {}
    for one in _lines(found.folder / RECORD):
        by_unit[one.unit] = (*by_unit.get(one.unit, ()), one)
    return by_unit


def counts_of(found: Round) -> dict[str, int]:
    """How often each unit has had its files returned."""
    return {unit: max(one.number for one in all_of) for unit, all_of in returns_of(found).items()}


def copies_of(found: Round) -> dict[str, Path]:
    """The latest checked copy of every file that was returned, by the file's digest."""
    listed = (one for all_of in returns_of(found).values() for one in all_of)
    return {digest: Path(path) for one in listed for digest, path in one.copies.items()}


def add_return(found: Round, one: Returned) -> None:
    """Note a return, on the disk when this ends. OSError when the disk takes no more."""
    path = found.folder / RECORD
    whole = path.read_bytes() if path.exists() else b""
    line = json.dumps(asdict(one), ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
    with path.open("r+b" if path.exists() else "wb") as file:
        file.truncate(whole.rfind(b"\n") + 1)  # what does not end in a line feed was cut short
        file.seek(0, os.SEEK_END)
        file.write(line + b"\n")
        file.flush()
        os.fsync(file.fileno())


def _lines(path: Path) -> Iterator[Returned]:
    try:
        *lines, _ = path.read_bytes().split(b"\n")
    except FileNotFoundError:
        return
    for number, line in enumerate(lines, 1):
        try:
            told = json.loads(line.decode("utf-8", "surrogatepass"))
            yield Returned(**{**told, "digests": tuple(told["digests"])})
        except (ValueError, KeyError, TypeError):
            raise RoundError(f"「{path}」第 {number} 行坏了。请从备份恢复这个文件。") from None
