"""Which version of what a unit sent counts, and what is to be said of each file that came in.

The rule for several versions: the workbook that was distributed before a foreign one, one that holds this round's
form before one that does not (or cannot be read), then the latest by the file's own time, then by arrival.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from jixiao.campaign.collect_match import Sender, received, sender_of
from jixiao.campaign.collect_rules import run_rules
from jixiao.campaign.register import Entry
from jixiao.campaign.results import FindingRow
from jixiao.policy.model import Policy
from jixiao.records.received import Arrival, Enrolled, Roll, StatedForm
from jixiao.records.text import squeezed
from jixiao.rules import a113_other_unit, a114_sent_twice, g706_not_on_roster

UNTOUCHED = "和下发时一样,没有填写"
_OF_FILES = (a113_other_unit.RULE, a114_sent_twice.RULE, g706_not_on_roster.RULE)
_COPY_MARK = re.compile(r"副本|复件|[(（]\d+[)）]|copy", re.IGNORECASE)


@dataclass(slots=True)
class Version:
    """One file with different contents from all others: no more of it than tells which counts and what is found.

    `place` is that of its arrival, `contents` its digest (its path when it has none), `owner` what it competes within,
    `keys` kind and project of its forms (none when nothing could be read), `settles` the projects it would settle.
    """

    place: int
    contents: str
    name: str
    run: int
    modified: str
    unit: Enrolled | None
    owner: str
    keys: tuple[tuple[str, str], ...]
    settles: tuple[str, ...]
    genuine: bool
    valid: bool
    competes: bool  # neither as it went out nor without any form
    status: str
    remark: str
    rows: tuple[FindingRow, ...]  # what only the round shows of it
    round: int = 1
    chosen: bool = False

    @property
    def plainness(self) -> tuple[int, bool, int]:
        """As the function: smaller is plainer."""
        return plainness(self.run, self.name, self.place)

    @property
    def rank(self) -> tuple[bool, bool, str, int]:
        """Greater is better."""
        return self.genuine, self.valid, self.modified, self.place

    @property
    def stranger(self) -> bool:
        """Whether it is a filled form of nobody who is on the roster."""
        return self.unit is None and self.competes and bool(self.keys)

    def meets(self, other: Version) -> bool:
        """Whether the two are versions of one thing; what cannot be read may be a version of anything."""
        return not self.keys or not other.keys or not set(self.keys).isdisjoint(other.keys)


def contents_of(entry: Entry) -> str:
    """What tells a file's contents from others."""
    return entry.submission.digest or entry.submission.path


def plainness(run: int, name: str, place: int) -> tuple[int, bool, int]:
    """Of equal files the first is the smallest; of those that came together, one whose name is no copy's."""
    return run, _COPY_MARK.search(name) is not None, place


def shown_name(path: str) -> str:
    """A file's name as people call it, without folders and the zip it came in."""
    return path.replace("\\", "/").rpartition("/")[2].rpartition("!")[2]


def version_of(place: int, entry: Entry, roll: Roll, policy: Policy, sent: frozenset[str]) -> Version:
    """The arrival of that place as long as no other is known; `sent` are digests of the workbooks as they went out."""
    told, claims, name = entry.submission, entry.claims, shown_name(entry.submission.path)
    untouched = told.digest in sent
    valid = not untouched and any(form.form == roll.form for form in claims.forms)
    sender = sender_of(entry, roll, policy)
    unit = sender.unit
    return Version(
        place=place,
        contents=contents_of(entry),
        name=name,
        run=entry.run,
        modified=entry.modified,
        unit=unit,
        owner=unit.code if unit is not None else f"?{squeezed(named_unit(entry)) or told.path}",
        keys=tuple(dict.fromkeys(form.key for form in claims.forms)),
        settles=tuple(_settles(claims.forms, unit, roll)) if unit is not None and valid else (),
        genuine=claims.genuine,
        valid=valid,
        competes=not untouched and (bool(claims.forms) or told.status == "unreadable"),
        status=told.status,
        remark=";".join(_remarks(entry, sender, roll, untouched=untouched, valid=valid)),
        rows=() if untouched else found_in(entry, sender, name, (), roll, policy),
    )


def named_unit(entry: Entry) -> str:
    """The unit that a file's forms name; "" when they name none."""
    return next((form.unit for form in entry.claims.forms if form.unit), "")


def found_in(
    entry: Entry, sender: Sender, name: str, rivals: tuple[str, ...], roll: Roll, policy: Policy
) -> tuple[FindingRow, ...]:
    """What the rules of the round find in one file."""
    return run_rules(_OF_FILES, Arrival(received(entry, sender, name, rivals), roll), policy)


def _settles(forms: Sequence[StatedForm], unit: Enrolled, roll: Roll) -> Iterator[str]:
    """The unit's projects that a file settles when it counts, by the name of the roster."""
    for form in forms:
        if form.form == roll.form:
            known = (name for code, name in unit.projects if code and code in form.codes)
            yield squeezed(next(known, form.project))


def _remarks(entry: Entry, sender: Sender, roll: Roll, *, untouched: bool, valid: bool) -> list[str]:
    told, claims = entry.submission, entry.claims
    words = [told.remark] if told.remark else []
    if untouched:
        return [*words, UNTOUCHED]
    if not claims.forms and told.status != "unreadable":
        return [*words, "里面的表没有填写" if told.forms else "里面没有认得的表,按附件收存"]
    if claims.reason:
        words.append(claims.reason)
    elif claims.forms and not claims.genuine:
        words.append("不是本轮下发的工作簿")
    if sender.how:
        words.append(sender.how)
    elif sender.unit is None:
        words.append("认不出是哪个单位")
    if claims.forms and not valid:
        words.append(f"里面没有本轮的「{roll.form}」")
    return words


# -- which one counts --------------------------------------------------------------------------------------------------


def choose(group: Sequence[Version]) -> dict[int, tuple[str, ...]]:
    """Rounds by arrival; then the best first, each that is no version of one already chosen.

    By place of a version that counts: the files of the same forms that came in the same run.
    """
    for number, version in enumerate(group):
        before = [other.round for other in group[:number] if other.meets(version)]
        version.round = 1 + max(before, default=0)
    chosen: list[Version] = []
    instead: dict[int, str] = {}
    for version in sorted(group, key=lambda item: item.rank, reverse=True):
        better = next((other for other in chosen if other.meets(version)), None)
        if better is not None:
            instead[version.place] = better.name
        elif version.keys or version.unit is not None:
            version.chosen = True
            chosen.append(version)
    have = {key for version in chosen for key in version.keys}
    rivals: dict[int, tuple[str, ...]] = {}
    for version in group:
        met = [other for other in group if other is not version and other.meets(version)]
        alone = sorted(project for form, project in set(version.keys) - have if project)
        about = _about_versions(version, len(met), instead.get(version.place, ""), alone)
        version.remark = ";".join(word for word in (version.remark, *about) if word)
        if version.chosen:
            same_run = [other for other in met if other.run == version.run and other.keys]
            rivals[version.place] = tuple(other.name for other in same_run)
    return {place: names for place, names in rivals.items() if names}


def _about_versions(version: Version, others: int, instead: str, alone: Sequence[str]) -> list[str]:
    if version.chosen and others:
        return [f"共收到 {others + 1} 份,以这一份为准"]
    words = [f"不作数,以「{instead}」为准"] if instead else []
    if instead and alone:
        words.append(f"只有这一份里有「{'、'.join(alone)}」,请核实")
    return words
