"""Use cases of publication: judging what is to be made public, refusing what may not be, writing what may."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from jixiao.campaign.collect_standing import read_register
from jixiao.campaign.kept import ROSTER, kept_roster
from jixiao.campaign.round import Round
from jixiao.campaign.unpack import bytes_at
from jixiao.intake import output_path, write_new
from jixiao.policy.model import Policy
from jixiao.publication.entries import Entry, agreed, entries_of
from jixiao.publication.public_form import public_sheet
from jixiao.publication.public_list import filled_list, printed_list
from jixiao.publication.rectified import Problem, joined, rectified
from jixiao.publication.screening import Refusal, left_out, screen, why_not_public
from jixiao.publication.web_page import web_page
from jixiao.records.filled_form import FilledForm
from jixiao.records.finding import Severity
from jixiao.records.list_form import PUBLICATION_LIST
from jixiao.records.text import squeezed
from jixiao.rules.run import Outcome
from jixiao.tasks.check import check_data
from jixiao.tasks.checked_copies import plain_bytes
from jixiao.workbook.apply_patch import new_workbook
from jixiao.workbook.patch import SheetPlan
from jixiao.workbook.pdf import NoPdf, pdfs_of

FORMS, NAME = "公开表格", "公开清单"
_SAY_OTHERWISE = "这个项目先不公开。通知里的问题不能改写,请另填公开清单(写好主要问题、整改情况)再公开。"


@dataclass(frozen=True)
class Offered:
    """A file that is to be made public: its path, the folder it was found under, its bytes (None: it is gone)."""

    path: Path
    root: Path
    data: bytes | None


@dataclass(frozen=True)
class Cleared:
    """A file that may be made public: its entries, its public sheets, how many findings must be changed first."""

    offered: Offered
    entries: tuple[Entry, ...]
    sheets: tuple[SheetPlan, ...]
    faults: int


@dataclass(frozen=True)
class Published:
    """What came of a run. `clashes` tell one project's result differently and are on no list."""

    entries: tuple[Entry, ...]
    cleared: tuple[Cleared, ...]
    refused: tuple[Refusal, ...]
    clashes: tuple[tuple[Entry, ...], ...]
    passed_over: tuple[tuple[str, str], ...]
    written: tuple[Path, ...] = ()
    trouble: str = ""
    unmatched: tuple[Problem, ...] = ()
    kept_back: int = 0  # entries with a problem of the ledger that may not be made public


def offered_files(files: Iterable[tuple[Path, Path]]) -> Iterator[Offered]:
    """Files that were named or found in folders."""
    for path, root in files:
        try:
            yield Offered(path, root, plain_bytes(path, None))
        except OSError:
            yield Offered(path, root, None)


def offered_of_round(found: Round) -> Iterator[Offered]:
    """The submissions of a round that count, as long as they are the files that were judged."""
    for item in read_register(found):
        if item.chosen:
            path = Path(item.path)
            try:
                data = bytes_at(item.path)
            except OSError:
                data = b""
            same = hashlib.sha256(data).hexdigest() == item.digest
            yield Offered(path, path.parent, data if same else None)


def secret_projects(found: Round, policy: Policy) -> tuple[str, ...]:
    """Names (squeezed) of the roster's projects that are marked as secret by nature, category or name."""
    if not (found.folder / ROSTER).exists():
        return ()
    marks = policy.publish_secret_words
    denied = ("非", "不", "未", "无", "脱")
    told = ((item.name, f"{item.nature} {item.category}") for item in kept_roster(found).projects)
    return tuple(
        squeezed(name)
        for name, words in told
        if any(mark in words and not any(no + mark in words for no in denied) for mark in marks)
    )


def clear(
    offered: Iterable[Offered],
    policy_of: Callable[[Path], Policy],
    secret: tuple[str, ...] = (),
    step: Callable[[str], None] = lambda name: None,
) -> Published:
    """Judge every file and tell what may be made public; a file with one refusal is left out wholly."""
    cleared: list[Cleared] = []
    refused: list[Refusal] = []
    passed: list[tuple[str, str]] = []
    for item in offered:
        policy = policy_of(item.path)
        outcome = check_data(item.data, item.path.name, policy) if item.data is not None else None
        found, why = _examine(item, outcome, policy, secret)
        refused += why
        if found is not None:
            cleared.append(found)
        elif not why:
            passed.append((str(item.path), _why_not(outcome)))
        step(item.path.name)
    every = [entry for each in cleared for entry in each.entries]
    passed += [(entry.source, _not_listed(entry)) for entry in every if entry.lacks]
    entries, clashes = agreed([entry for entry in every if not entry.lacks])
    return Published(entries, tuple(cleared), tuple(refused), clashes, tuple(passed))


def with_ledger(made: Published, problems: Sequence[Problem], policy: Policy) -> Published:
    """The entries with 主要问题 and 整改情况 of the ledger; `unmatched` are problems of what is not published.

    A problem that may not be made public keeps back its project, with every file that tells of it.
    """
    found = joined(made.entries, problems)
    refused = {
        place: [
            Refusal(one.where, "", "", why, _SAY_OTHERWISE, of_ledger=True)
            for one in own
            if (why := why_not_public(one.text, policy))
        ]
        for place, own in found.own.items()
    }
    kept = tuple(
        rectified(entry, found.own.get(place, ())) for place, entry in enumerate(made.entries) if not refused.get(place)
    )
    names = {entry.key for place, entry in enumerate(made.entries) if refused.get(place)}
    files = tuple(one for one in made.cleared if not names & {entry.key for entry in one.entries})
    more = tuple(refusal for own in refused.values() for refusal in own)
    told = replace(made, entries=kept, cleared=files, refused=made.refused + more, unmatched=found.left)
    return replace(told, kept_back=len(made.entries) - len(kept))


def _not_listed(entry: Entry) -> str:
    why = "(分值合计不对的不定级)" if "等级" in entry.lacks else ""
    return f"没有{'、'.join(entry.lacks)}{why},不上公开清单"


def _why_not(outcome: Outcome | None) -> str:
    if outcome is None:
        return "文件不在原处,或收件以后被改过"
    return "没有可以公开的表" if outcome.book.refusal is None else "读不了"


def _examine(
    item: Offered, outcome: Outcome | None, policy: Policy, secret: tuple[str, ...]
) -> tuple[Cleared | None, list[Refusal]]:
    grid = outcome.book.grid if outcome is not None else None
    if outcome is None or grid is None or not outcome.forms:
        return None, []
    file = str(item.path)
    faults = outcome.count(Severity.MUST_FIX)
    if faults and policy.publish_only_passed:
        fix = "先改好;要照样公开,把口径「公开:还有必须改的表不公开」改为否。"
        return None, [Refusal(file, "", "", f"还有 {faults} 处必须改。", fix)]
    refusals: list[Refusal] = []
    plans = []
    for name in dict.fromkeys(form.form.sheet for form in outcome.forms):
        sheet = grid.sheet(name)
        if sheet is None:
            continue
        forms = [each.form for each in outcome.forms if each.form.sheet == name]
        headings = {cell for form in forms if not hasattr(form, "indicators") for cell in form.columns.values()}
        inputs = {value.cell for form in forms for value in form.inputs()}
        without = left_out(sheet, policy.publish_left_out, headings, inputs)
        numbers = _numbers(forms)
        refusals += screen(file, sheet, policy, without=without, numbers=numbers, secret_projects=secret)
        if any(form.form != PUBLICATION_LIST for form in forms):
            plans.append(public_sheet(sheet, without, forms[0].title.cell))
    if refusals:
        return None, refusals
    return Cleared(item, entries_of(outcome, file), tuple(plans), faults), []


def _numbers(forms: Iterable[FilledForm]) -> set[str]:
    """Addresses of amounts and of projects' codes, whose digits are nobody's number."""
    found = {value.cell for form in forms for value, _ in form.money_cells()}
    codes = (value for form in forms for value in getattr(form, "codes", ()))
    return found | {value.cell for value in codes}


# -- writing -----------------------------------------------------------------------------------------------------------


def write_public(
    made: Published, policy: Policy, folder: Path, at: datetime, *, on: date, title: str, pdf: bool
) -> Published:
    """Write list, page, public forms and, if asked, their PDFs below `folder`; nothing when nothing may be public."""
    books = dict(_public_books(made.cleared, folder))
    years = {entry.year for entry in made.entries}
    written: list[Path] = []
    for target, body in books.items():
        written.append(write_new(target, body, at))
    if made.entries:
        year = next((int(one) for one in years if one.isdigit()), None) if len(years) == 1 else None
        body = filled_list(made.entries, policy, on, year)
        written.insert(0, write_new(folder / f"{NAME}.xlsx", body, at))
        page = web_page(made.entries, policy, on, title)
        written.insert(1, write_new(folder / f"{NAME}.html", page, at))
    trouble = ""
    if pdf and (made.entries or books):
        try:
            written += _write_pdfs(made, books, policy, folder, at, on=on, title=title)
        except NoPdf as error:
            trouble = str(error)
    return replace(made, written=tuple(written), trouble=trouble)


def _public_books(cleared: Iterable[Cleared], folder: Path) -> Iterator[tuple[Path, bytes]]:
    taken: set[Path] = set()
    given: set[Path] = set()
    for item in cleared:
        if item.sheets:
            target = output_path(item.offered.path, item.offered.root, folder / FORMS, taken, "_公开", ".xlsx")
            number = 2
            while target in given:
                target = target.with_name(f"{item.offered.path.stem}_{number}_公开.xlsx")
                number += 1
            given.add(target)
            yield target, new_workbook(item.sheets, title=NAME)


def _write_pdfs(
    made: Published, books: Mapping[Path, bytes], policy: Policy, folder: Path, at: datetime, *, on: date, title: str
) -> list[Path]:
    wanted = {str(target.with_suffix(".pdf")): body for target, body in books.items()}
    if made.entries:
        wanted = {str(folder / f"{NAME}.pdf"): printed_list(made.entries, policy, on, title), **wanted}
    return [write_new(Path(name), body, at) for name, body in pdfs_of(wanted).items()]
