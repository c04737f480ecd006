"""Where a round stands: whose each file is, which version counts, what is missing — worked out from the register.

Of each file only that is held which tells it from others (collect_versions). What it states and what was found in it
stays in the register and is read when somebody looks at the submission.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import groupby

from jixiao.campaign.collect_across import Counted, Stream, across, untold
from jixiao.campaign.collect_match import roll_of, sender_of
from jixiao.campaign.collect_rules import run_rules
from jixiao.campaign.collect_versions import (
    Version,
    choose,
    contents_of,
    found_in,
    named_unit,
    plainness,
    shown_name,
    version_of,
)
from jixiao.campaign.kept import kept_roster
from jixiao.campaign.monitored_before import monitored_before
from jixiao.campaign.register import Entry, policy_of_round
from jixiao.campaign.register_read import entries_of, told_in
from jixiao.campaign.results import FindingRow, Standing, Streamed, Submission
from jixiao.campaign.roster import Roster
from jixiao.campaign.round import Round
from jixiao.policy.model import Policy
from jixiao.records.finding import Severity
from jixiao.records.received import Roll, Turnout
from jixiao.rules import g705_not_sent
from jixiao.rules.across_files import Told


@dataclass(frozen=True)
class Settled:
    """The round's standing with who owes what; `missing` are the findings for units and projects without a file.

    `states` counts the submissions that count by their status.
    """

    standing: Standing
    turnout: Turnout
    missing: tuple[FindingRow, ...]
    copies: Mapping[str, str] = field(default_factory=dict)  # path → path of the equal file
    states: Mapping[str, int] = field(default_factory=dict)


def standing_of(found: Round) -> Standing:
    """Where the round stands by its register, roster and last policy. RoundError when one of these is damaged."""
    return settled(found).standing.held()


def read_register(found: Round) -> tuple[Submission, ...]:
    """Every submission of the round in the order of arrival, with unit, round and which one counts worked out.

    RoundError when the register or the roster that distribute left in the folder is damaged.
    """
    return tuple(standing_of(found).submissions)


def settled(found: Round, roster: Roster | None = None) -> Settled:
    """The same with who owes what; `roster` instead of the one that was distributed by. Submissions are streamed."""
    roll = roll_of(found, roster or kept_roster(found))
    told, before = partial(told_in, found), partial(monitored_before, found)
    return settle(entries_of(found), roll, policy_of_round(found), partial(_sent_digests, found), told, before)


def _sent_digests(found: Round) -> frozenset[str]:
    """Digests of the workbooks as they went out."""
    from jixiao.campaign.distribute import REGISTER

    try:
        told = json.loads((found.folder / REGISTER).read_text("utf-8"))
        return frozenset(str(entry["digest"]) for entry in told.values())
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return frozenset()


def settle(
    arrivals: Sequence[Entry],
    roll: Roll,
    policy: Policy,
    sent: Callable[[], frozenset[str]] = frozenset,
    told: Stream = lambda digests: iter(()),
    before: Callable[[], Iterator[Told]] = lambda: iter(()),
) -> Settled:
    """Everything from the register's entries in order of arrival, and from what it has `told` to compare files by.

    `sent` gives the digests of the workbooks as they went out, `before` the files of an earlier round to compare with.
    """
    whose = _versions(arrivals, roll, policy, sent())
    versions = sorted({version.place: version for version in whose}.values(), key=lambda one: one.plainness)
    earlier: dict[str, tuple[FindingRow, ...]] = {}
    for owner, group in _groups(versions):
        for place, names in choose(group).items():
            entry, own = arrivals[place], whose[place]
            own.rows = found_in(entry, sender_of(entry, roll, policy), own.name, names, roll, policy)
        if not owner.startswith("?") and (rows := _earlier(group, arrivals)):
            earlier[owner] = rows
    counted = [Counted(one.contents, one.name, one.unit) for one in versions if one.chosen]
    more = across(counted, told, roll, policy, before)
    for one in versions:
        if one.contents in more:
            one.rows = (*untold(_submission(arrivals, whose, one.place), more[one.contents]), *one.rows)
        if one.status == "passed" and any(row.severity == Severity.MUST_FIX.value for row in one.rows):
            one.status = "returned"
    return _settled(arrivals, whose, versions, earlier, roll, policy)


def _versions(arrivals: Sequence[Entry], roll: Roll, policy: Policy, sent: frozenset[str]) -> list[Version]:
    """What each arrival is a file of; equal files are one version."""
    first: dict[str, Version] = {}
    contents: list[str] = []
    for place, entry in enumerate(arrivals):
        known = first.get(contents_of(entry))
        name = shown_name(entry.submission.path)
        if known is None or plainness(entry.run, name, place) < known.plainness:
            known = version_of(place, entry, roll, policy, sent)
            first[known.contents] = known
        contents.append(known.contents)
    return [first[each] for each in contents]


def _groups(versions: Sequence[Version]) -> Iterator[tuple[str, list[Version]]]:
    """Versions that compete, by what they compete within: the unit, or for strangers the name that they state."""
    competing = sorted((one for one in versions if one.competes), key=lambda one: one.owner)
    return ((owner, list(group)) for owner, group in groupby(competing, key=lambda one: one.owner))


def _earlier(group: Sequence[Version], arrivals: Sequence[Entry]) -> tuple[FindingRow, ...]:
    """Findings of the sendings just before those that count."""
    found: list[FindingRow] = []
    for version in group:
        if not version.chosen:
            continue
        before = [other for other in group if other.round == version.round - 1 and other.meets(version)]
        for other in before[-1:]:
            found += arrivals[other.place].submission.findings
    return tuple(found)


def _submission(arrivals: Sequence[Entry], whose: Sequence[Version], place: int) -> Submission:
    """The arrival of that place with what the round knows of it; a copy of another file never counts."""
    entry, version = arrivals[place], whose[place]
    copy = version.place != place
    return replace(
        entry.submission,
        unit_code=version.unit.code if version.unit is not None else "",
        unit_name=version.unit.name if version.unit is not None else named_unit(entry),
        genuine=version.genuine,
        status=version.status,
        findings=(*version.rows, *entry.submission.findings),
        round=version.round,
        chosen=version.chosen and not copy,
        remark=f"和「{version.name}」内容相同,不另算" if copy else version.remark,
    )


def _settled(
    arrivals: Sequence[Entry],
    whose: Sequence[Version],
    versions: Sequence[Version],
    earlier: Mapping[str, tuple[FindingRow, ...]],
    roll: Roll,
    policy: Policy,
) -> Settled:
    came = ((one.unit.code, name) for one in versions if one.unit and one.chosen for name in one.settles)
    turnout = Turnout(roll, frozenset(came))
    units = {unit for unit, _ in turnout.came}
    standing = Standing(
        submissions=Streamed(len(whose), partial(_submission, arrivals, whose)),
        missing=tuple(unit.code for unit in roll.units if unit.code not in units),
        strangers=tuple(arrivals[one.place].submission.path for one in versions if one.stranger),
        earlier=earlier,
    )
    copies = {
        arrivals[place].submission.path: arrivals[version.place].submission.path
        for place, version in enumerate(whose)
        if version.place != place
    }
    states = Counter(one.status for one in versions if one.chosen)
    return Settled(standing, turnout, run_rules((g705_not_sent.RULE,), turnout, policy), copies, states)
