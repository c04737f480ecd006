"""The intake register (收件登记) of a round: one line per file judged, only ever added to.

<round>/收件登记.jsonl. A line is flushed to the disk before the next file is taken, so an interruption at any point
loses nothing that was done; a torn last line is cut off by the next run. Which version counts, of whom and in which
round is no part of a line: it is worked out anew from all of them, so that a corrected roster corrects it.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from jixiao import __version__
from jixiao.campaign.results import Submission, restored, stored
from jixiao.campaign.round import Round, RoundError
from jixiao.policy.load import load_policy
from jixiao.policy.model import Policy
from jixiao.records.received import StatedForm

REGISTER, POLICY = "收件登记.jsonl", "收件口径.json"


@dataclass(frozen=True)
class Claims:
    """What a file says about where it comes from: hidden identity, its signature, and its forms."""

    campaign: str = ""
    unit: str = ""
    unit_name: str = ""
    genuine: bool = False
    reason: str = ""
    forms: tuple[StatedForm, ...] = ()


@dataclass(frozen=True)
class Entry:
    """A line: a file as judged. `run` counts the runs of collecting, `modified` is the file's own time (ISO).

    `judged_by` tells the program, the policy and the approved targets it was judged with. `moved_from` is the path
    under which the same arrival was noted before.
    """

    submission: Submission
    claims: Claims = field(default_factory=Claims)
    judged_by: str = ""
    modified: str = ""
    run: int = 1
    moved_from: str = ""

    @property
    def order(self) -> tuple[int, str, str]:
        """The order of arrival: run, then the file's own time, then its path."""
        return self.run, self.modified, self.submission.path


def read_register(found: Round) -> tuple[Submission, ...]:
    """Every submission of the round in the order of arrival, with unit, round and which one counts worked out.

    RoundError when the register or the roster that distribute left in the folder is damaged.
    """
    from jixiao.campaign.collect_standing import standing_of

    return standing_of(found).submissions


def entries_of(found: Round) -> list[Entry]:
    """The register's arrivals in their order, each as last judged; none before the first run. RoundError if damaged."""
    known: dict[tuple[str, str], Entry] = {}
    for entry in _lines(found.folder / REGISTER):
        path, digest = entry.submission.path, entry.submission.digest
        first = known.pop((entry.moved_from, digest), None) or known.get((path, digest))
        # judged again, or lying elsewhere: it came when it first came
        known[path, digest] = entry if first is None else _arrived_like(entry, first)
    return sorted(known.values(), key=lambda entry: entry.order)


def _arrived_like(entry: Entry, first: Entry) -> Entry:
    submission = replace(entry.submission, at=first.submission.at)
    return replace(entry, run=first.run, modified=first.modified, submission=submission)


def _entry(told: dict[str, Any]) -> Entry:
    claims = told["claims"]
    forms = tuple(StatedForm(**{**item, "codes": tuple(item["codes"])}) for item in claims["forms"])
    return Entry(
        restored(told),
        Claims(**{**claims, "forms": forms}),
        told["judged_by"],
        told["modified"],
        told["run"],
        told.get("moved_from", ""),
    )


def _lines(path: Path) -> Iterator[Entry]:
    if not path.exists():
        return
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            if not line.endswith(b"\n"):
                return  # cut short by an interruption
            try:
                yield _entry(json.loads(line.decode("utf-8", "surrogatepass")))
            except (ValueError, KeyError, TypeError, AttributeError):
                raise RoundError(f"「{path}」第 {number} 行坏了。请从备份恢复这个文件。") from None


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
        }
        if entry.moved_from:
            told["moved_from"] = entry.moved_from
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
        whole = file.read()
        file.truncate(whole.rfind(b"\n") + 1)


# -- the policy that the files were judged by --------------------------------------------------------------------------


def digest_of(policy: Policy) -> str:
    """What tells a policy from any other: hex digits over all its values."""
    return hashlib.sha256(policy.model_dump_json().encode()).hexdigest()[:16]


def judged_by(policy: Policy, approved: str) -> str:
    """What a judgement rests on besides the file: program, policy, approved targets (their digest)."""
    return f"{__version__}/{digest_of(policy)}/{approved}"


def save_policy(found: Round, policy: Policy) -> None:
    """Keep the policy of the last run in the round's folder: what is worked out later goes by it."""
    from jixiao.campaign.distribute import _replace

    text = policy.model_dump_json().encode()
    path = found.folder / POLICY
    if not path.exists() or path.read_bytes() != text:
        _replace(path, text)


def policy_of_round(found: Round) -> Policy:
    """The policy of the last run; the built-in one before the first."""
    try:
        return Policy.model_validate_json((found.folder / POLICY).read_bytes())
    except (OSError, ValueError):
        return load_policy()
