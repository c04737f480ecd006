"""The intake register (收件登记) of a round: one line per file judged, only ever added to.

<round>/收件登记.jsonl. A line is flushed to the disk before the next file is taken, so an interruption at any point
loses nothing that was done; a torn last line is cut off by the next run. Which version counts, of whom and in which
round is no part of a line: it is worked out anew from all of them, so that a corrected roster corrects it.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from jixiao import __version__
from jixiao.campaign.results import Submission, stored
from jixiao.campaign.round import Round
from jixiao.intake import write_own
from jixiao.policy.load import load_policy
from jixiao.policy.model import Policy
from jixiao.records.received import StatedForm

REGISTER, POLICY = "收件登记.jsonl", "收件口径.json"
END = b'{"ended":'
# within a text the quotes have strokes before them
_RUN = re.compile(rb'"run":(\d+)')
_BLOCK = 64 * 1024
_KEPT = 2
"""Counts what is kept of a file: one that was noted with less is judged anew."""


@dataclass(frozen=True, slots=True)
class Claims:
    """What a file says about where it comes from: hidden identity, its signature, and its forms."""

    campaign: str = ""
    unit: str = ""
    unit_name: str = ""
    genuine: bool = False
    reason: str = ""
    forms: tuple[StatedForm, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """A line: a file as judged. `run` counts the runs of collecting, `modified` is the file's own time (ISO).

    `judged_by` tells the program, the policy and the approved targets it was judged with. `moved_from` is the path
    under which the same arrival was noted before. `same`: the contents stand in another line with the same digest.
    `told` is what files are compared by (campaign.told): written, but left on the disk when lines are read
    (register_read.told_in).
    """

    submission: Submission
    claims: Claims = field(default_factory=Claims)
    judged_by: str = ""
    modified: str = ""
    run: int = 1
    moved_from: str = ""
    same: bool = False
    told: Mapping[str, Any] | None = None

    @property
    def order(self) -> tuple[int, str, str]:
        """The order of arrival: run, then the file's own time, then its path."""
        return self.run, self.modified, self.submission.path


def _packed(told: Mapping[str, Any]) -> str:
    """Most of it is never looked at again, so it takes little room: a fifth of its text."""
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    return base64.b64encode(zlib.compress(text.encode("utf-8", "surrogatepass"))).decode()


def last_run(found: Round) -> tuple[int, bool]:
    """The number of the last run of collecting, 0 before the first, and whether it came to its end."""
    last, ended = 0, True
    for _, line in whole_lines(found.folder / REGISTER):
        if told := _RUN.search(line):
            last, ended = int(told[1]), line.startswith(END)
    return last, ended


def whole_lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """The lines with their numbers from 1, but for one that was cut short by an interruption; none without a file."""
    if not path.exists():
        return
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            if not line.endswith(b"\n"):
                return
            yield number, line


class Register:
    """The register opened for adding to; a torn last line is cut off first. Use as a context."""

    def __init__(self, found: Round) -> None:
        """Open or make the register of a round."""
        self._path = found.folder / REGISTER
        _mend(self._path)
        self._file = self._path.open("ab")

    def add(self, entry: Entry) -> None:
        """Write one line, on the disk when this returns. OSError when the disk takes no more."""
        told = {
            **stored(entry.submission),
            "claims": asdict(entry.claims),
            "judged_by": entry.judged_by,
            "modified": entry.modified,
            "run": entry.run,
            "moved_from": entry.moved_from,
            "same": entry.same,
            **({"told": _packed(entry.told)} if entry.told else {}),
        }
        self._write(told)

    def end(self, run: int, at: str) -> None:
        """Note that a run came to its end."""
        self._write({"ended": at, "run": run})

    def _write(self, told: dict[str, Any]) -> None:
        line = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
        self._file.write(line.encode("utf-8", "surrogatepass") + b"\n")
        self._file.flush()
        os.fsync(self._file.fileno())

    def __enter__(self) -> Register:
        """The register itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self._file.close()


def _mend(path: Path) -> None:
    """Cut off what stands behind the last line feed: it was being written when the program was stopped."""
    if not path.exists():
        return
    with path.open("r+b") as file:
        end = file.seek(0, os.SEEK_END)
        while end:
            start = max(end - _BLOCK, 0)
            file.seek(start)
            at = file.read(end - start).rfind(b"\n")
            if at >= 0:
                end = start + at + 1
                break
            end = start
        file.truncate(end)


# -- the policy that the files were judged by --------------------------------------------------------------------------


def digest_of(policy: Policy) -> str:
    """What tells a policy from any other: hex digits over all its values."""
    return hashlib.sha256(policy.model_dump_json().encode()).hexdigest()[:16]


def judged_by(policy: Policy, approved: str) -> str:
    """What a judgement rests on besides the file: program, policy, approved targets (their digest)."""
    return f"{__version__}/{_KEPT}/{digest_of(policy)}/{approved}"


def save_policy(found: Round, policy: Policy) -> None:
    """Keep the policy of the last run in the round's folder: what is worked out later goes by it."""
    text = policy.model_dump_json().encode()
    path = found.folder / POLICY
    if not path.exists() or path.read_bytes() != text:
        write_own(path, text)


def policy_of_round(found: Round) -> Policy:
    """The policy of the last run; the built-in one before the first."""
    try:
        return Policy.model_validate_json((found.folder / POLICY).read_bytes())
    except (OSError, ValueError):
        return load_policy()
