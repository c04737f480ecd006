"""Reading the intake register (收件登记): its arrivals in their order, one at a time.

A first look over the lines only learns where each arrival stands; what it says is read when somebody looks at it. So
memory does not grow with what thousands of files state and what was found in them.
"""

from __future__ import annotations

import base64
import json
import re
import sys
import zlib
from array import array
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

from jixiao.campaign.register import END, REGISTER, Claims, Entry, whole_lines
from jixiao.campaign.results import Streamed, restored
from jixiao.campaign.round import Round, RoundError
from jixiao.records.received import StatedForm

# within a text the quotes have strokes before them
_DIGEST = re.compile(rb'"digest":"([0-9a-f]+)"')
_TOLD, _SAME = b',"told":', b'"same":true}\n'
_OWN = frozenset({"path", "digest", "modified", "unit", "unit_name", "project", "project_code"})
"""What hardly two files share."""


def entries_of(found: Round) -> Sequence[Entry]:
    """The register's arrivals in their order, each as last judged; none before the first run. RoundError if damaged.

    Each is read from its line when it is looked at.
    """
    path = found.folder / REGISTER
    places = _places(path)
    return Streamed(len(places.own), partial(_arrival, path, places))


@dataclass(frozen=True, slots=True)
class _Places:
    """Where arrivals stand in the file: the last line of each, its first, and the last that tells its contents."""

    own: array[int] = field(default_factory=lambda: array("q"))
    first: array[int] = field(default_factory=lambda: array("q"))
    judged: array[int] = field(default_factory=lambda: array("q"))


def _places(path: Path) -> _Places:
    """The places of all arrivals in the order of arrival."""
    known: dict[tuple[str, str], tuple[int, str, int, int]] = {}  # run and time of the first line; first and own line
    judged: dict[str, int] = {}
    moments: dict[str, str] = {}
    offset = 0
    for number, line in whole_lines(path):
        start, offset = offset, offset + len(line)
        if line.startswith(END):
            continue
        try:
            told = json.loads(_without_told(line))
            name, digest, moved = told["path"], told["digest"], told.get("moved_from", "")
            came = told["run"], moments.setdefault(told["modified"], told["modified"]), start
        except (ValueError, KeyError, TypeError, AttributeError):
            raise _damaged(path, number) from None
        first = known.pop((moved, digest), None) or known.get((name, digest))
        # judged again, or lying elsewhere: it came when it first came
        known[name, digest] = (*(first[:3] if first is not None else came), start)
        if digest and not told.get("same", False):
            judged[digest] = start
    found = _Places()
    for (_, digest), (_, _, first_line, own) in sorted(known.items(), key=_turn):
        found.own.append(own)
        found.first.append(first_line)
        found.judged.append(judged.get(digest, own))
    return found


def _turn(item: tuple[tuple[str, str], tuple[int, str, int, int]]) -> tuple[int, str, str]:
    """As Entry.order."""
    (path, _), (run, modified, _, _) = item
    return run, modified, path


def _arrival(path: Path, places: _Places, index: int) -> Entry:
    """The arrival with what was found in its contents, wherever these were last judged."""
    own, first, judged = places.own[index], places.first[index], places.judged[index]
    entry = _entry_at(path, own)
    if first != own:
        came = _entry_at(path, first)
        submission = replace(entry.submission, at=came.submission.at)
        entry = replace(entry, run=came.run, modified=came.modified, submission=submission)
    if judged != own:
        facts = _entry_at(path, judged)
        told = replace(facts.submission, path=entry.submission.path, at=entry.submission.at)
        entry = replace(entry, submission=told, claims=facts.claims)
    return entry


def _entry_at(path: Path, offset: int) -> Entry:
    with path.open("rb") as file:
        file.seek(offset)
        line = file.readline()
    try:
        return _entry(json.loads(_without_told(line), object_hook=_shared))
    except (ValueError, KeyError, TypeError, AttributeError):
        raise _damaged_at(path, offset) from None


def _without_told(line: bytes) -> str:
    own, cut, _ = line.rpartition(_TOLD)
    return (own + b"}" if cut else line).decode("utf-8", "surrogatepass")


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


def _shared(told: dict[str, Any]) -> dict[str, Any]:
    """Equal texts held once: thousands of files have the same advice, and memory must not grow with them."""
    return {key: sys.intern(value) if type(value) is str and key not in _OWN else value for key, value in told.items()}


def _damaged(path: Path, number: int) -> RoundError:
    return RoundError(f"「{path}」第 {number} 行坏了。请从备份恢复这个文件。")


def _damaged_at(path: Path, offset: int) -> RoundError:
    return _damaged(path, 1 + path.read_bytes().count(b"\n", 0, offset))


# -- what files are compared by ----------------------------------------------------------------------------------------


def told_in(found: Round, digests: Collection[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    """What the files of these digests are compared by, as last judged, one at a time in the order of the register.

    RoundError when a line is damaged.
    """
    path = found.folder / REGISTER
    places = _last_told(path, digests)
    if not places:
        return
    with path.open("rb") as file:
        for place in places:
            file.seek(place)
            line = file.readline()
            _, mark, told = line.rpartition(_TOLD)
            try:
                kept = _unpacked(told) if mark else {}
            except (ValueError, TypeError, IndexError, zlib.error):
                raise _damaged_at(path, place) from None
            if own := _DIGEST.search(line):
                yield own[1].decode(), kept


def _last_told(path: Path, digests: Collection[str]) -> array[int]:
    """Where the last lines that tell the contents of these digests begin, in their order."""
    last: dict[bytes, int] = {}
    offset = 0
    for _, line in whole_lines(path):
        own = _DIGEST.search(line)
        if own is not None and not line.endswith(_SAME) and (digest := own[1].decode()) in digests:
            last[bytes.fromhex(digest)] = offset
        offset += len(line)
    return array("q", sorted(last.values()))


def _unpacked(text: bytes) -> dict[str, Any]:
    """What was packed into the text, which stands in quotes; ValueError or zlib.error when it is damaged."""
    packed = base64.b64decode(text.split(b'"')[1], validate=True)
    return dict(json.loads(zlib.decompress(packed).decode("utf-8", "surrogatepass")))
