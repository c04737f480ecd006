"""Collecting (收件): take in whatever came back, judge what is new, note every file, tell where the round stands."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from hashlib import blake2b
from pathlib import Path

from jixiao.campaign.collect_rules import run_rules
from jixiao.campaign.collect_standing import Settled, settled, standing_of
from jixiao.campaign.executors import Workers, judge_many
from jixiao.campaign.facts import claims_of, facts_of, finding_rows
from jixiao.campaign.kept import approved_digest, approved_forms
from jixiao.campaign.register import Entry, Register, judged_by, last_run, save_policy
from jixiao.campaign.register_read import entries_of
from jixiao.campaign.results import FindingRow, Submission
from jixiao.campaign.roster import Roster
from jixiao.campaign.round import Round, keys_of
from jixiao.campaign.told import told_of
from jixiao.campaign.unpack import SEPARATOR, Found, Item, is_packed, items_of
from jixiao.policy.model import Policy
from jixiao.records.book import Book
from jixiao.records.filled_form import FilledForm
from jixiao.records.finding import Severity
from jixiao.records.manuscript import is_document
from jixiao.rules import c309_amount_not_carried, d407_changed_target
from jixiao.rules.rule import Context, Hit, Rule
from jixiao.rules.run import Outcome, judge

__all__ = ["Collected", "collect", "standing_of"]

log = logging.getLogger("jixiao")
CRASHED = "程序读它时崩溃，文件内容异常"
UNPACK = "解压后把里面的文件放进收件文件夹,再收一次。"
_CODE = ("utf-8", "surrogatepass")
Check = Callable[[bytes, str, Policy], Outcome]


@dataclass(frozen=True)
class Seen:
    """The paths met in a run, known by their digests: written out they would be most of what a run holds."""

    marks: set[bytes] = field(default_factory=set)

    def add(self, path: str) -> None:
        """One more path."""
        self.marks.add(_mark(path))

    def __contains__(self, path: object) -> bool:
        """Whether the path was met."""
        return isinstance(path, str) and _mark(path) in self.marks

    def __len__(self) -> int:
        """How many there are."""
        return len(self.marks)


def _mark(path: str) -> bytes:
    return blake2b(path.encode(*_CODE), digest_size=16).digest()


@dataclass(frozen=True)
class Collected:
    """What came of a run: where the round stands, the run's number, how many files were judged now or were known."""

    settled: Settled
    run: int
    judged: int
    unchanged: int
    skipped: tuple[tuple[str, str], ...]
    seen: Seen


@dataclass(frozen=True)
class Settings:
    """What judging needs besides the file; sent to every process once."""

    campaign: str
    folder: Path
    keys: dict[str, bytes]
    policy: Policy
    approved: str
    check: Check
    stamp: str
    at: str
    run: int


@dataclass
class _Run:
    """What a run knows while it goes on."""

    settings: Settings
    register: Register
    known: dict[tuple[str, str], tuple[str, str]]  # (path, digest) → (judged by, modified)
    by_digest: dict[bytes, bytes]  # digest → the path it lay at, for those judged as now; as bytes they weigh half
    step: Callable[[str], None]
    waiting: dict[str, list[Item]] = field(default_factory=dict)
    seen: Seen = field(default_factory=Seen)
    judged: int = 0
    unchanged: int = 0


def collect(
    found: Round,
    came: Found,
    policy: Policy,
    check: Check,
    *,
    at: datetime,
    roster: Roster | None = None,
    workers: Workers | None = None,
    step: Callable[[str], None] = lambda name: None,
) -> Collected:
    """Judge every file of `came` that is new, by `check`, and note it; files known and judged alike are passed over.

    `workers` are the processes that do it (this one when None); a file over which one dies is noted as A101.

    What is noted stays noted when the run is interrupted. RoundError when the round's folder is damaged, OSError when
    it takes no more lines.
    """
    settings = _settings(found, policy, check, at)
    save_policy(found, policy)
    with Register(found) as register:
        state = _begun(found, settings, register, step)
        work, lost = partial(judge_item, settings), partial(_crashed, settings)
        for item, entry in judge_many(work, _new(state, came), workers, lost=lost, size_of=_size):
            _note(state, item, entry)
        if state.judged:
            register.end(settings.run, settings.at)
    done, seen, unchanged = state.judged, state.seen, state.unchanged
    del state  # what told files apart makes room for what is told of them
    return Collected(settled(found, roster), settings.run, done, unchanged, tuple(came.skipped), seen)


def _settings(found: Round, policy: Policy, check: Check, at: datetime) -> Settings:
    """What is the same for all files of the run; a run that was stopped is gone on with under its number."""
    last, ended = last_run(found)
    approved = approved_digest(found)
    stamp, moment = judged_by(policy, approved), at.isoformat(timespec="seconds")
    run = last + 1 if ended else last
    return Settings(found.name, found.folder, keys_of(found), policy, approved, check, stamp, moment, run)


def _begun(found: Round, settings: Settings, register: Register, step: Callable[[str], None]) -> _Run:
    """The run's knowledge at its start: only what tells files apart, so that memory stays flat."""
    known: dict[tuple[str, str], tuple[str, str]] = {}
    alike: dict[bytes, bytes] = {}
    for entry in entries_of(found):
        path, digest = entry.submission.path, entry.submission.digest
        known[path, digest] = entry.judged_by, entry.modified
        if entry.judged_by == settings.stamp:
            alike[bytes.fromhex(digest)] = path.encode(*_CODE)
    return _Run(settings, register, known, alike, step)


def _new(state: _Run, came: Found) -> Iterator[Item]:
    """The files that must be judged; those known, and equal ones, are dealt with here."""
    for item in items_of(came):
        state.seen.add(item.path)
        stamp, modified = state.known.get((item.path, item.digest), ("", ""))
        if stamp == state.settings.stamp and (item.digest or modified == item.modified):
            state.unchanged += 1
            state.step(item.name)
        elif item.digest and (other := state.by_digest.get(bytes.fromhex(item.digest))) is not None:
            _note_same(state, item, other.decode(*_CODE))
        elif item.digest and item.digest in state.waiting:
            state.waiting[item.digest].append(replace(item, data=b""))
        else:
            state.waiting[item.digest] = []
            yield item


def _size(item: Item) -> int:
    return item.size


def _note(state: _Run, item: Item, entry: Entry) -> None:
    state.register.add(entry)
    state.judged += 1
    state.step(item.name)
    if item.digest:
        state.by_digest[bytes.fromhex(item.digest)] = item.path.encode(*_CODE)
        for twin in state.waiting.pop(item.digest, []):
            _note_same(state, twin, item.path)


def _note_same(state: _Run, item: Item, other: str) -> None:
    """Note a file whose contents were judged under another path; when that is gone, it was only moved."""
    moved = other not in state.seen and not _lies_there(other)
    submission = Submission(item.path, item.digest, item.size, state.settings.at)
    entry = Entry(submission, judged_by=state.settings.stamp, modified=item.modified, run=state.settings.run)
    state.register.add(replace(entry, same=True, moved_from=other if moved else ""))
    state.judged += 1
    state.step(item.name)


def _lies_there(path: str) -> bool:
    """Whether a file is still where it was noted; one in a zip, whether the zip is."""
    parts = path.split(SEPARATOR)
    return any(Path(SEPARATOR.join(parts[:count])).is_file() for count in range(1, len(parts) + 1))


# -- one file, anywhere ------------------------------------------------------------------------------------------------


def judge_item(settings: Settings, item: Item) -> Entry:
    """Judge one file; runs in any process. Everything that is kept of it is plain and small."""
    if item.refusal is not None:
        outcome = judge(Book(item.name, refusal=item.refusal[0], detail=item.refusal[1]), settings.policy)
    else:
        outcome = settings.check(item.data, _name_to_judge_by(item), settings.policy)
    more = _against_approved(outcome, settings)
    status = outcome.status
    if status == "passed" and any(row.severity == Severity.MUST_FIX.value for row in more):
        status = "returned"
    submission = Submission(
        item.path,
        item.digest,
        item.size,
        settings.at,
        remark=item.refusal[1] if item.refusal is not None else "",
        status=status,
        forms=facts_of(outcome),
        findings=(*_own_findings(outcome, item), *more),
    )
    claims = claims_of(outcome, settings.campaign, settings.keys)
    told = told_of(outcome)
    return Entry(submission, claims, settings.stamp, item.modified, settings.run, told=told)


def _name_to_judge_by(item: Item) -> str:
    """The file's name, as a workbook's when it is one under a document's name (自评.wps).

    Equal contents are judged once in a round, so the judgement must not hang on a name: the unit may send the same
    bytes again under the right one.
    """
    workbook = b"xl/workbook" in item.data or "Workbook".encode("utf-16-le") in item.data
    return f"{item.name}.xlsx" if workbook and is_document(item.name) else item.name


def _own_findings(outcome: Outcome, item: Item) -> tuple[FindingRow, ...]:
    """What the check found; a zip that was refused needs other advice than a workbook."""
    rows = finding_rows(outcome.findings)
    packed = item.refusal is not None and is_packed(item.name)
    return tuple(replace(row, fix=UNPACK) for row in rows) if packed else rows


def _against_approved(outcome: Outcome, settings: Settings) -> tuple[FindingRow, ...]:
    """D407 and C309 against the declarations that were approved; what the workbook's own check told is not repeated."""
    forms = outcome.book.forms
    earlier = approved_forms(settings.folder, settings.approved, {form.project_name or "" for form in forms})
    if not earlier:
        return ()
    year = max((form.year for form in forms if form.year is not None), default=None)
    found = run_rules(_APPROVED, (*earlier, *forms), settings.policy.for_year(year))
    told = {(row.rule, row.sheet, row.cell, row.message) for row in finding_rows(outcome.findings)}
    return tuple(row for row in found if (row.rule, row.sheet, row.cell, row.message) not in told)


def _changed(forms: tuple[FilledForm, ...], context: Context) -> Iterator[Hit]:
    return d407_changed_target.changed_targets(forms, context.policy.similar_name)


def _carried(forms: tuple[FilledForm, ...], context: Context) -> Iterator[Hit]:
    return c309_amount_not_carried.amounts_not_carried(forms, context.policy)


_APPROVED: tuple[Rule, ...] = (
    replace(d407_changed_target.RULE, check=_changed),
    replace(c309_amount_not_carried.RULE, check=_carried),
)


def _crashed(settings: Settings, item: Item) -> Entry:
    """What is noted of a file over which the process died: unreadable, with the reason."""
    log.error("a process died over %s", item.path)
    return judge_item(settings, replace(item, data=b"", refusal=("malformed_xml", CRASHED)))
