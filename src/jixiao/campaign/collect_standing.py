"""Where a round stands: whose each file is, which version counts, what is missing — worked out from the register.

The rule for several versions: the workbook that was distributed before a foreign one, one that holds this round's
form before one that does not (or cannot be read), then the latest by the file's own time, then by arrival.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from jixiao.campaign.collect_across import Counted, Stream, across, with_more
from jixiao.campaign.collect_match import Sender, received, roll_of, sender_of
from jixiao.campaign.collect_rules import run_rules
from jixiao.campaign.kept import kept_roster
from jixiao.campaign.register import Entry, entries_of, policy_of_round, told_in
from jixiao.campaign.results import FindingRow, Standing, Submission
from jixiao.campaign.roster import Roster
from jixiao.campaign.round import Round
from jixiao.policy.model import Policy
from jixiao.records.finding import Severity
from jixiao.records.received import Arrival, Roll, StatedForm, Turnout
from jixiao.records.text import squeezed
from jixiao.rules import a113_other_unit, a114_sent_twice, g705_not_sent, g706_not_on_roster

UNTOUCHED = "和下发时一样,没有填写"
_OF_FILES = (a113_other_unit.RULE, a114_sent_twice.RULE, g706_not_on_roster.RULE)


@dataclass(slots=True)
class Version:
    """One file with different contents from all others, while it is worked out which one counts."""

    entry: Entry
    sender: Sender
    valid: bool
    untouched: bool
    round: int = 1
    chosen: bool = False
    instead: str = ""  # the file that counts
    alone: tuple[str, ...] = ()  # projects of this file that no chosen file has
    rivals: tuple[str, ...] = ()
    others: int = 0

    @property
    def name(self) -> str:
        """The file's name as people call it."""
        return shown_name(self.entry.submission.path)

    @property
    def keys(self) -> frozenset[tuple[str, str]]:
        """Kind and project of its forms; none when nothing could be read."""
        return frozenset(form.key for form in self.entry.claims.forms)

    @property
    def attachment(self) -> bool:
        """Readable, but with no form in it."""
        return not self.entry.claims.forms and self.entry.submission.status != "unreadable"

    @property
    def rank(self) -> tuple[bool, bool, str, tuple[int, str, str]]:
        """Greater is better."""
        return self.entry.claims.genuine, self.valid, self.entry.modified, self.entry.order

    def meets(self, other: Version) -> bool:
        """Whether the two are versions of one thing; what cannot be read may be a version of anything."""
        return not self.keys or not other.keys or bool(self.keys & other.keys)


@dataclass(frozen=True)
class Settled:
    """The round's standing with who owes what; `missing` are the findings for units and projects without a file."""

    standing: Standing
    turnout: Turnout
    missing: tuple[FindingRow, ...]
    copies: Mapping[str, str] = field(default_factory=dict)  # path → path of the equal file


def standing_of(found: Round) -> Standing:
    """Where the round stands by its register, roster and last policy. RoundError when one of these is damaged."""
    return settled(found).standing


def settled(found: Round, roster: Roster | None = None) -> Settled:
    """The same with who owes what; `roster` instead of the one that was distributed by."""
    roll = roll_of(found, roster or kept_roster(found))
    return settle(entries_of(found), roll, policy_of_round(found), _sent_digests(found), partial(told_in, found))


def _sent_digests(found: Round) -> frozenset[str]:
    """Digests of the workbooks as they went out."""
    from jixiao.campaign.distribute import REGISTER

    try:
        told = json.loads((found.folder / REGISTER).read_text("utf-8"))
        return frozenset(str(entry["digest"]) for entry in told.values())
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return frozenset()


def settle(
    entries: Sequence[Entry],
    roll: Roll,
    policy: Policy,
    sent: frozenset[str] = frozenset(),
    told: Stream = lambda digests: iter(()),
) -> Settled:
    """Everything from the register's entries in order of arrival, and from what it has `told` to compare files by."""
    first: dict[str, Entry] = {}
    for entry in sorted(entries, key=_plainest):
        first.setdefault(_contents(entry), entry)
    versions = {key: _version(entry, roll, policy, sent) for key, entry in first.items()}
    groups: dict[str, list[Version]] = defaultdict(list)
    for version in versions.values():
        if not version.attachment and not version.untouched:
            groups[_owner(version)].append(version)
    for group in groups.values():
        _choose(group)
    done = {key: _submission(version, roll, policy) for key, version in versions.items()}
    counted = [Counted(key, one.name, one.sender.unit) for key, one in versions.items() if one.chosen]
    for key, rows in across(counted, told, roll, policy).items():
        done[key] = with_more(done[key], rows)
    submissions: list[Submission] = []
    copies: dict[str, str] = {}
    for entry in entries:
        key = _contents(entry)
        own = done[key]
        if first[key] is not entry:
            copies[entry.submission.path] = own.path
            own = _copy(entry, own, versions[key])
        submissions.append(own)
    return _standing(submissions, versions.values(), groups, roll, policy, copies)


_COPY_MARK = re.compile(r"副本|复件|[(（]\d+[)）]|copy", re.IGNORECASE)


def _plainest(entry: Entry) -> tuple[int, bool, tuple[int, str, str]]:
    """Of equal files the first, and of those that came together the one whose name is no copy's."""
    return entry.run, _COPY_MARK.search(shown_name(entry.submission.path)) is not None, entry.order


def _contents(entry: Entry) -> str:
    return entry.submission.digest or entry.submission.path


def _version(entry: Entry, roll: Roll, policy: Policy, sent: frozenset[str]) -> Version:
    untouched = entry.submission.digest in sent
    valid = not untouched and any(form.form == roll.form for form in entry.claims.forms)
    return Version(entry, sender_of(entry, roll, policy), valid, untouched)


def shown_name(path: str) -> str:
    """A file's name as people call it, without folders and the zip it came in."""
    return path.replace("\\", "/").rpartition("/")[2].rpartition("!")[2]


def _owner(version: Version) -> str:
    """What files compete within: the unit, or for strangers the unit's name that they state."""
    if version.sender.unit is not None:
        return version.sender.unit.code
    named = next((form.unit for form in version.entry.claims.forms if form.unit), "")
    return f"?{squeezed(named) or version.entry.submission.path}"


def _choose(group: list[Version]) -> None:
    """Rounds by arrival; then the best first, each that is no version of one already chosen."""
    for number, version in enumerate(group):
        before = [other.round for other in group[:number] if other.meets(version)]
        version.round = 1 + max(before, default=0)
    chosen: list[Version] = []
    for version in sorted(group, key=lambda item: item.rank, reverse=True):
        better = next((other for other in chosen if other.meets(version)), None)
        if better is None and (version.keys or version.sender.unit is not None):
            version.chosen = True
            chosen.append(version)
        elif better is not None:
            version.instead = better.name
    have = {key for version in chosen for key in version.keys}
    for version in group:
        met = [other for other in group if other is not version and other.meets(version)]
        version.others = len(met)
        version.alone = tuple(sorted(project for form, project in version.keys - have if project))
        if version.chosen:
            same_run = [other for other in met if other.entry.run == version.entry.run and other.keys]
            version.rivals = tuple(other.name for other in same_run)


# -- what is told of each file -----------------------------------------------------------------------------------------


def _submission(version: Version, roll: Roll, policy: Policy) -> Submission:
    told, unit = version.entry.submission, version.sender.unit
    subject = Arrival(received(version.entry, version.sender, version.name, version.rivals), roll)
    found = () if version.untouched else run_rules(_OF_FILES, subject, policy)
    status = told.status
    if status == "passed" and any(item.severity == Severity.MUST_FIX.value for item in found):
        status = "returned"
    forms = version.entry.claims.forms
    return replace(
        told,
        unit_code=unit.code if unit is not None else "",
        unit_name=unit.name if unit is not None else next((form.unit for form in forms if form.unit), ""),
        genuine=version.entry.claims.genuine,
        status=status,
        findings=(*found, *told.findings),
        round=version.round,
        chosen=version.chosen,
        remark=";".join(_remarks(version, roll)),
    )


def _remarks(version: Version, roll: Roll) -> list[str]:
    told, claims = version.entry.submission, version.entry.claims
    words = [told.remark] if told.remark else []
    if version.untouched:
        return [*words, UNTOUCHED]
    if version.attachment:
        return [*words, "里面没有认得的表,按附件收存"]
    if claims.reason:
        words.append(claims.reason)
    elif claims.forms and not claims.genuine:
        words.append("不是本轮下发的工作簿")
    if version.sender.how:
        words.append(version.sender.how)
    elif version.sender.unit is None:
        words.append("认不出是哪个单位")
    if claims.forms and not version.valid:
        words.append(f"里面没有本轮的「{roll.form}」")
    words += _about_versions(version)
    return words


def _about_versions(version: Version) -> list[str]:
    if version.chosen and version.others:
        return [f"共收到 {version.others + 1} 份,以这一份为准"]
    words = [f"不作数,以「{version.instead}」为准"] if version.instead else []
    if version.instead and version.alone:
        words.append(f"只有这一份里有「{'、'.join(version.alone)}」,请核实")
    return words


def _copy(entry: Entry, first: Submission, version: Version) -> Submission:
    told = entry.submission
    remark = f"和「{version.name}」内容相同,不另算"
    return replace(first, path=told.path, at=told.at, chosen=False, remark=remark)


# -- the whole round ---------------------------------------------------------------------------------------------------


def _standing(
    submissions: Sequence[Submission],
    versions: Iterable[Version],
    groups: Mapping[str, Sequence[Version]],
    roll: Roll,
    policy: Policy,
    copies: Mapping[str, str],
) -> Settled:
    listed = list(versions)
    turnout = Turnout(roll, frozenset(key for version in listed if version.chosen for key in _came(version, roll)))
    units = {unit for unit, _ in turnout.came}
    strangers = tuple(
        version.entry.submission.path
        for version in listed
        if version.sender.unit is None and version.entry.claims.forms and not version.untouched
    )
    standing = Standing(
        submissions=tuple(submissions),
        missing=tuple(unit.code for unit in roll.units if unit.code not in units),
        strangers=strangers,
        earlier={code: _earlier(group) for code, group in groups.items() if not code.startswith("?")},
    )
    return Settled(standing, turnout, run_rules((g705_not_sent.RULE,), turnout, policy), copies)


def _came(version: Version, roll: Roll) -> Iterable[tuple[str, str]]:
    """What a file that counts settles: the unit, and each of its projects by the name of the roster."""
    unit = version.sender.unit
    if unit is None or not version.valid:
        return
    for form in version.entry.claims.forms:
        if form.form == roll.form:
            yield unit.code, squeezed(_project_name(form, unit.projects))


def _project_name(form: StatedForm, projects: Sequence[tuple[str, str]]) -> str:
    return next((name for code, name in projects if code and code in form.codes), form.project)


def _earlier(group: Sequence[Version]) -> tuple[FindingRow, ...]:
    """Findings of the sendings just before those that count."""
    found: list[FindingRow] = []
    for version in group:
        if not version.chosen:
            continue
        before = [other for other in group if other.round == version.round - 1 and other.meets(version)]
        for other in before[-1:]:
            found += other.entry.submission.findings
    return tuple(found)
