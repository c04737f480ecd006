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
import sys
import zlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from jixiao import __version__
from jixiao.campaign.results import Submission, restored, stored
from jixiao.campaign.round import Round, RoundError
from jixiao.intake import write_own
from jixiao.policy.load import load_policy
from jixiao.policy.model import Policy
from jixiao.records.received import StatedForm

REGISTER, POLICY = "收件登记.jsonl", "收件口径.json"
_END = b'{"ended":'
# within a text the quotes have strokes before them
_RUN = re.compile(rb'"run":(\d+)')
_DIGEST = re.compile(rb'"digest":"([0-9a-f]+)"')
_TOLD, _SAME = b',"told":', b'"same":true}\n'
_OWN = frozenset({"path", "digest"})
"""What no two files share."""
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
    `told` is what files are compared by (campaign.told): written, but left on the disk when lines are read (told_in).
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


def read_register(found: Round) -> tuple[Submission, ...]:
    """Every submission of the round in the order of arrival, with unit, round and which one counts worked out.

    RoundError when the register or the roster that distribute left in the folder is damaged.
    """
    from jixiao.campaign.collect_standing import standing_of

    return standing_of(found).submissions


def entries_of(found: Round) -> list[Entry]:
    """The register's arrivals in their order, each as last judged; none before the first run. RoundError if damaged."""
    known: dict[tuple[str, str], Entry] = {}
    judged: dict[str, Entry] = {}
    for entry in _lines(found.folder / REGISTER):
        path, digest = entry.submission.path, entry.submission.digest
        first = known.pop((entry.moved_from, digest), None) or known.get((path, digest))
        # judged again, or lying elsewhere: it came when it first came
        known[path, digest] = entry if first is None else _arrived_like(entry, first)
        if digest and not entry.same:
            judged[digest] = entry
    ordered = sorted(known.values(), key=lambda entry: entry.order)
    return [_with_facts(entry, judged.get(entry.submission.digest)) for entry in ordered]


def told_in(found: Round, digests: Collection[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    """What the files of these digests are compared by, as last judged, one at a time in the order of the register.

    RoundError when a line is damaged.
    """
    path, places, offset = found.folder / REGISTER, dict[str, tuple[int, int]](), 0
    for number, line in _whole_lines(path):
        own = _DIGEST.search(line)
        if own is not None and not line.endswith(_SAME) and own[1].decode() in digests:
            places[own[1].decode()] = offset, number
        offset += len(line)
    if not places:
        return
    with path.open("rb") as file:
        for digest, (place, number) in sorted(places.items(), key=lambda pair: pair[1]):
            file.seek(place)
            _, mark, told = file.readline().rpartition(_TOLD)
            try:
                kept = _unpacked(told) if mark else {}
            except (ValueError, TypeError, IndexError, zlib.error):
                raise _damaged(path, number) from None
            yield digest, kept


def _packed(told: Mapping[str, Any]) -> str:
    """Most of it is never looked at again, so it takes little room: a fifth of its text."""
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    return base64.b64encode(zlib.compress(text.encode("utf-8", "surrogatepass"))).decode()


def _unpacked(text: bytes) -> dict[str, Any]:
    """What was packed into the text, which stands in quotes; ValueError or zlib.error when it is damaged."""
    packed = base64.b64decode(text.split(b'"')[1], validate=True)
    return dict(json.loads(zlib.decompress(packed).decode("utf-8", "surrogatepass")))


def last_run(found: Round) -> tuple[int, bool]:
    """The number of the last run of collecting, 0 before the first, and whether it came to its end."""
    last, ended = 0, True
    for _, line in _whole_lines(found.folder / REGISTER):
        if told := _RUN.search(line):
            last, ended = int(told[1]), line.startswith(_END)
    return last, ended


def _with_facts(entry: Entry, judged: Entry | None) -> Entry:
    """The entry with what was found in its contents, wherever these were last judged."""
    if judged is None or judged is entry:
        return entry
    own, facts = entry.submission, judged.submission
    told = replace(facts, path=own.path, at=own.at)
    return replace(entry, submission=told, claims=judged.claims)


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
        told.get("same", False),
    )


def _lines(path: Path) -> Iterator[Entry]:
    for number, line in _whole_lines(path):
        if line.startswith(_END):
            continue
        try:
            own, cut, _ = line.rpartition(_TOLD)
            text = (own + b"}" if cut else line).decode("utf-8", "surrogatepass")
            yield _entry(json.loads(text, object_hook=_shared))
        except (ValueError, KeyError, TypeError, AttributeError):
            raise _damaged(path, number) from None


def _whole_lines(path: Path) -> Iterator[tuple[int, bytes]]:
    if not path.exists():
        return
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            if not line.endswith(b"\n"):
                return  # cut short by an interruption
            yield number, line


def _shared(told: dict[str, Any]) -> dict[str, Any]:
    """Equal texts held once: thousands of files have the same advice, and memory must not grow with them."""
    return {key: sys.intern(value) if type(value) is str and key not in _OWN else value for key, value in told.items()}


def _damaged(path: Path, number: int) -> RoundError:
    return RoundError(f"「{path}」第 {number} 行坏了。请从备份恢复这个文件。")


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
