"""One sending or summary against the one before: what is fixed, what is still open, what is new.

<round>/汇总记录.json keeps what the last two different summaries found, so that a summary made twice says the same.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict, deque
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from jixiao.campaign.results import FindingRow, Standing, Submission
from jixiao.intake import write_own

RECORD = "汇总记录.json"
FIXED, OPEN, NEW = "已改", "仍有", "新增"


@dataclass(frozen=True)
class Changes:
    """Findings by what became of them: before = fixed + open, now = open + new (open ones as they read now)."""

    fixed: tuple[FindingRow, ...] = ()
    open: tuple[FindingRow, ...] = ()
    new: tuple[FindingRow, ...] = ()

    @property
    def before(self) -> int:
        """How many there were before."""
        return len(self.fixed) + len(self.open)


def changes(now: Iterable[FindingRow], before: Iterable[FindingRow]) -> Changes:
    """Findings compared by rule, sheet and label; as many of the same identity as there were before are still open."""
    left: dict[tuple[str, str, str], deque[FindingRow]] = defaultdict(deque)
    for row in before:
        left[row.identity].append(row)
    still, new = [], []
    for row in now:
        if left[row.identity]:
            left[row.identity].popleft()
            still.append(row)
        else:
            new.append(row)
    return Changes(tuple(row for rows in left.values() for row in rows), tuple(still), tuple(new))


def unit_key(submission: Submission) -> str:
    """What tells a unit's submissions from others': its code, its name where it has none, else the file itself."""
    return submission.unit_code or submission.unit_name or submission.path


def by_unit(submissions: Iterable[Submission]) -> dict[str, tuple[Submission, ...]]:
    """Submissions of each unit in the order given."""
    found: dict[str, list[Submission]] = defaultdict(list)
    for item in submissions:
        found[unit_key(item)].append(item)
    return {key: tuple(items) for key, items in found.items()}


# -- since the last summary --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Snapshot:
    """What a summary found: when (ISO), by unit the findings; `state` tells one state of affairs from another."""

    at: str
    state: str
    findings: Mapping[str, tuple[FindingRow, ...]]


def snapshot(standing: Standing, at: str) -> Snapshot:
    """The present state of a round, to be compared with later."""
    units = {
        key: tuple(row for item in items for row in item.findings) for key, items in by_unit(standing.chosen).items()
    }
    told = json.dumps([[key, [asdict(row) for row in rows]] for key, rows in sorted(units.items())], ensure_ascii=False)
    return Snapshot(at, hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest(), units)


def earlier_of(folder: Path, now: Snapshot) -> Snapshot | None:
    """The last summary that found something else than `now`; None when there was none or the record is damaged."""
    return next((one for one in _kept(folder) if one.state != now.state), None)


def keep(folder: Path, now: Snapshot) -> None:
    """Remember `now` and the different one before it, whole or not at all."""
    before = earlier_of(folder, now)
    told = [_told(one) for one in (now, before) if one is not None]
    write_own(folder / RECORD, json.dumps(told, ensure_ascii=False).encode("utf-8", "surrogatepass"))


def _kept(folder: Path) -> list[Snapshot]:
    try:
        told = json.loads((folder / RECORD).read_bytes().decode("utf-8", "surrogatepass"))
        return [
            Snapshot(
                str(one["at"]),
                str(one["state"]),
                {key: tuple(FindingRow(**row) for row in rows) for key, rows in one["findings"].items()},
            )
            for one in told
        ]
    except (FileNotFoundError, ValueError, KeyError, TypeError, AttributeError):
        return []  # without it there is nothing to compare with; the next summary makes it anew


def _told(one: Snapshot) -> dict[str, object]:
    findings = {key: [asdict(row) for row in rows] for key, rows in one.findings.items()}
    return {"at": one.at, "state": one.state, "findings": findings}
