"""Dated values: every line of a policy with the days from which its values hold, and the policy that comes of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from jixiao.policy.model import Dated, Policy

ALWAYS = ""
PARTED = ("notice", "severities", "trial_until")
"""Settings whose parts are lines of their own: notice.copies, severities.E510."""
ABSENT = object()
"""The value of a part that is taken away again: a rule at the severity of the catalogue."""


@dataclass(frozen=True)
class Entry:
    """A value from a day on (ISO date, ALWAYS for the beginning); `row` is the workbook's row that says it."""

    since: str
    value: Any
    row: Any = None


Timeline = dict[str, tuple[Entry, ...]]
"""Line (grades, notice.copies) → its entries, days ascending, the first since ALWAYS unless it came later."""


def parts_of(key: str, value: Any) -> dict[str, Any]:
    """A setting's value by line: itself, or every part of a parted one."""
    return {f"{key}.{part}": one for part, one in value.items()} if key in PARTED else {key: value}


def lay(timeline: Timeline, line: str, entry: Entry) -> None:
    """Put an entry into a line: what began on its day or later gives way, as the newer source overrules the older."""
    before = tuple(one for one in timeline.get(line, ()) if one.since < entry.since)
    timeline[line] = (*before, entry)


def insert(timeline: Timeline, line: str, entry: Entry) -> None:
    """Put an entry between those of other days, which stay in force in their own spans."""
    others = (one for one in timeline.get(line, ()) if one.since != entry.since)
    timeline[line] = tuple(sorted((*others, entry), key=lambda one: one.since))


def days_of(timeline: Timeline) -> tuple[str, ...]:
    """The first days of all spans, ascending, the beginning first."""
    return tuple(sorted({ALWAYS, *(entry.since for entries in timeline.values() for entry in entries)}))


def in_force(timeline: Timeline, day: str) -> dict[str, Entry]:
    """The entry of each line that holds on a day (ALWAYS for the beginning)."""
    inside = {line: [one for one in entries if one.since <= day] for line, entries in timeline.items()}
    return {line: entries[-1] for line, entries in inside.items() if entries}


def values_of(entries: Mapping[str, Entry]) -> dict[str, Any]:
    """Setting values of the lines in force, parted settings whole again."""
    values: dict[str, Any] = {key: {} for key in PARTED}
    for line, entry in entries.items():
        key, _, part = line.partition(".")
        if key not in PARTED:
            values[line] = entry.value
        elif entry.value is not ABSENT:
            values[key][part] = entry.value
    return values


def chained(spans: Iterable[tuple[str, Policy]]) -> Policy:
    """One policy of spans (first day, policy) in order: the last is current; a single span is just its policy."""
    every = tuple(spans)
    current = every[-1][1]
    if len(every) == 1:
        return current
    return current.model_copy(update={"dated": tuple(Dated(since=day, policy=policy) for day, policy in every)})
