"""Use cases of summary and returns: where judging files, the round's folder and the chief's workbook meet."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from jixiao.campaign.distribute import NO_SUPERIOR
from jixiao.campaign.distribute import _safe as safe_name
from jixiao.campaign.facts import facts_of, finding_rows
from jixiao.campaign.results import FindingRow, Standing, Submission
from jixiao.campaign.returns import Return, as_finding, noted, plan_returns, settled
from jixiao.campaign.returns_letter import overview_workbook, return_workbook
from jixiao.campaign.returns_record import add_return, returns_of
from jixiao.campaign.roster import Roster
from jixiao.campaign.round import Round
from jixiao.intake import output_path, write_new
from jixiao.policy.model import Policy
from jixiao.records.finding import Finding
from jixiao.rules.run import Outcome
from jixiao.tasks.check import check_data, check_files
from jixiao.tasks.checked_copies import copy_suffix, marked_copy


def standing_of_files(
    files: tuple[tuple[Path, Path], ...],
    policies: Mapping[Path, Policy],
    at: datetime,
    *,
    jobs: int = 1,
    step: Callable[[str], None] = lambda name: None,
) -> Standing:
    """A folder's files judged as if they had come in once: one submission per file, each counts.

    Units are told apart by the names that their forms state.
    """
    listed = [file for file, _ in files]
    found: dict[int, Submission] = {}
    for index, outcome in check_files(listed, policies, jobs=jobs):
        found[index] = submission_of(listed[index], outcome, at)
        step(listed[index].name)
    return Standing(tuple(found[index] for index in range(len(listed))))


def submission_of(file: Path, outcome: Outcome, at: datetime) -> Submission:
    """One judged file as a submission of the unit that its first form names."""
    forms = facts_of(outcome)
    try:
        data = file.read_bytes()
    except OSError:
        data = b""
    return Submission(
        path=str(file),
        digest=hashlib.sha256(data).hexdigest(),
        size=len(data),
        at=at.isoformat(timespec="seconds"),
        unit_name=next((form.unit for form in forms if form.unit), ""),
        status=outcome.status,
        forms=forms,
        findings=finding_rows(outcome.findings),
    )


def copies_beside(files: tuple[tuple[Path, Path], ...], standing: Standing, folder: Path) -> dict[str, Path]:
    """Checked copies that an earlier run has written below the summary's folder, by digest of what they are of."""
    found: dict[str, Path] = {}
    taken: set[Path] = set()
    for (file, root), item in zip(files, standing.submissions, strict=True):
        suffix = ".xlsm" if file.suffix.lower() in (".xlsm", ".xltm") else ".xlsx"
        copy = output_path(file, root, folder, taken, "_校验", suffix)
        if copy.exists():
            found[item.digest] = copy
    return found


class Moved(Exception):
    """The file that a submission was judged by is gone or is another one now."""


def checked_copy(item: Submission, policy: Policy, at: datetime) -> tuple[bytes, str] | None:
    """A checked copy of a submission with its suffix, marked with every finding that the register has of it.

    Findings across files of the round stand in it, too. None for a file that cannot be read or takes no marks; Moved
    when the file that lies there is not the one that was judged.
    """
    from jixiao.campaign.unpack import bytes_at
    from jixiao.workbook.zip_raw import PackageError

    try:
        data = bytes_at(item.path)
    except OSError:
        raise Moved(item.path) from None
    if hashlib.sha256(data).hexdigest() != item.digest:
        raise Moved(item.path)
    name = Path(item.path.rpartition("!")[2]).name
    outcome = check_data(data, name, policy)
    outcome = replace(outcome, findings=tuple(_all_findings(outcome, item.findings)))
    try:
        body = marked_copy(data, outcome, at)
    except PackageError:
        return None
    return (body, copy_suffix(Path(name), outcome)) if body is not None else None


def _all_findings(outcome: Outcome, rows: tuple[FindingRow, ...]) -> Iterator[Finding]:
    """The file's own findings, then those that only the round could see."""
    yield from outcome.findings
    known = set(finding_rows(outcome.findings))
    yield from (as_finding(row) for row in rows if row not in known)


# -- returns -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ReturnsMade:
    """What came of a run: every return with its notice, what could not be copied, units that are in order now."""

    returned: tuple[tuple[Return, Path], ...]
    listed: Path | None
    trouble: tuple[str, ...]
    settled: tuple[str, ...]


def write_returns(
    found: Round,
    standing: Standing,
    roster: Roster | None,
    policy: Policy,
    folder: Path,
    at: datetime,
    *,
    step: Callable[[str], None] = lambda name: None,
) -> ReturnsMade:
    """Notice and checked copies for every unit that must change something, in folders by department, and 退回清单.

    A return is noted once its files are written, so that an interrupted run goes on where it stopped; one that went
    out before is left as it is. OSError when the folder takes no files.
    """
    record = returns_of(found)
    trouble: list[str] = []
    made: list[tuple[Return, Path]] = []
    for one in plan_returns(standing, roster, record, at):
        home = folder / safe_name(one.unit.superior or NO_SUPERIOR) / _home(one)
        own = datetime.fromisoformat(one.at)
        copies = _write_copies(one, home, policy, own, trouble)
        body = return_workbook(one, found, policy.notice)
        notice = _write_same(home / f"{_home(one)}_第{one.number}次退回修改通知.xlsx", body, at)
        told = {digest: str(path.absolute()) for digest, path in copies.items()}
        if line := noted(one, str(notice.absolute()), told, record.get(one.key, ())):
            add_return(found, line)
        made.append((one, notice))
        step(one.unit.name)
    listed = None
    if made:
        body = overview_workbook([one for one, _ in made], policy.notice)
        listed = _write_same(folder / "退回清单.xlsx", body, at)
    return ReturnsMade(tuple(made), listed, tuple(trouble), tuple(settled(standing, record)))


def _home(one: Return) -> str:
    name = safe_name(one.unit.name or Path(one.submissions[0].path).stem)[:60]
    return f"〔{safe_name(one.unit.code)}〕{name}" if one.unit.code else name


def _write_copies(one: Return, home: Path, policy: Policy, at: datetime, trouble: list[str]) -> dict[str, Path]:
    """The checked copies of a return, by the digest of what they are of."""
    written: dict[str, Path] = {}
    taken: set[str] = set()
    for item in one.submissions:
        try:
            copy = checked_copy(item, policy, at)
        except Moved:
            trouble.append(f"{item.path}:收件之后被移动、删除或改动,没有写出校验副本。请再收一次件。")
            continue
        if copy is None:
            trouble.append(f"{item.path}:读不了或不能加标记,只出通知,没有校验副本。")
            continue
        stem = Path(item.path.rpartition("!")[2] or item.path).stem
        name = f"{stem}_第{one.number}次_校验"
        while name in taken:
            name += "_"
        taken.add(name)
        written[item.digest] = _write_same(home / f"{name}{copy[1]}", copy[0], at)
    return written


def _write_same(target: Path, data: bytes, at: datetime) -> Path:
    """Write a result; one that is there already and equal is left alone, any other stays beside the new one."""
    if target.exists() and target.read_bytes() == data:
        return target
    return write_new(target, data, at)
