"""The use cases. The only module that joins files with thinking; command line and add-in are thin faces over it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from jixiao import __version__
from jixiao.forms.read import is_form_text, read_forms
from jixiao.intake import SUMMARY_NAME, free_path, output_path, write_new
from jixiao.policy.model import Policy
from jixiao.records.book import Book
from jixiao.records.manuscript import Manuscript, is_document
from jixiao.rules.run import Outcome, judge
from jixiao.workbook.grid import Grid
from jixiao.workbook.refusal import Refusal

if TYPE_CHECKING:
    from jixiao.workbook.patch import Patch


def check_data(data: bytes, name: str, policy: Policy, *, password: str | None = None) -> Outcome:
    """Judge a workbook or document given as bytes; its name says which of the two it is meant to be."""
    if is_document(name):
        from jixiao.workbook.read_manuscript import read_manuscript

        return _judged(read_manuscript(data, name, password=password), name, policy)
    from jixiao.workbook.read_file import read_grid

    return _judged(read_grid(data, name, password=password, is_form_text=is_form_text), name, policy)


def check_file(path: Path, policy: Policy, *, password: str | None = None) -> Outcome:
    """Read and judge one file. A file that cannot be read is an outcome too (A101, A102, A104)."""
    if is_document(path.name):
        from jixiao.workbook.read_manuscript import read_manuscript_path

        return _judged(read_manuscript_path(path, password=password), path.name, policy)
    from jixiao.workbook.read_file import read_path

    return _judged(read_path(path, password=password, is_form_text=is_form_text), path.name, policy, place=path)


def check_grid(read: Grid | Refusal, name: str, policy: Policy, *, place: Path | None = None) -> Outcome:
    """Judge what was read from the open workbook; `place` is its path, where it has one."""
    return _judged(read, name, policy, place=place)


def _judged(read: Grid | Manuscript | Refusal, name: str, policy: Policy, *, place: Path | None = None) -> Outcome:
    """Judge what was read. A fault of ours is logged and costs this file only; the batch goes on."""
    if policy.broken:  # never judged by another policy than the one that lies there
        return judge(Book(name, refusal="unusable_policy", detail="口径不能用"), policy)
    if isinstance(read, Refusal):
        return judge(Book(name, refusal=read.reason, detail=read.detail), policy)
    try:
        if isinstance(read, Manuscript):
            return judge(Book(name, manuscript=read), policy)
        outcome = judge(Book(name, read, read_forms(read), library=_library(place)), policy)
        return replace(outcome, book=replace(outcome.book, library=None))  # it need not travel between processes
    except Exception as error:
        from jixiao.journal import record_fault

        number = record_fault(error, name)
        return judge(Book(name, refusal="malformed_xml", detail=f"程序读到这个文件时出了意外(编号 {number})"), policy)


def _library(place: Path | None) -> object | None:
    """The indicator library that lies beside a file or is the user's own; None for the built-in one."""
    from jixiao.journal import log_path
    from jixiao.library.lookup import library_for
    from jixiao.library.names import OWN_FILE

    return library_for(place, log_path().with_name(OWN_FILE))


def check_files(
    files: Iterable[Path], policy: Policy | Mapping[Path, Policy], *, password: str | None = None, jobs: int = 1
) -> Iterator[tuple[int, Outcome]]:
    """Judge files one after the other, or in `jobs` processes; yields (index, outcome) as they are done.

    `policy` is one for all, or one for each file.
    A process that dies over a hostile file takes only that file with it: it is reported as unreadable.
    """
    listed = list(files)
    by = {path: policy if isinstance(policy, Policy) else policy[path] for path in listed}
    if jobs <= 1 or len(listed) < 2:
        for index, path in enumerate(listed):
            yield index, check_file(path, by[path], password=password)
        return
    from concurrent.futures import ProcessPoolExecutor, as_completed
    from concurrent.futures.process import BrokenProcessPool
    from multiprocessing import get_context

    pending = dict(enumerate(listed))
    try:
        with ProcessPoolExecutor(jobs, mp_context=get_context("spawn"), initializer=_leave_interrupts_alone) as pool:
            futures = {pool.submit(check_file, path, by[path], password=password): i for i, path in pending.items()}
            try:
                for future in as_completed(futures):
                    index = futures.pop(future)  # with it goes the outcome that it holds
                    yield index, future.result()
                    del future, pending[index]
            except BaseException:  # after an interruption nobody waits for files that have not been begun
                pool.shutdown(wait=False, cancel_futures=True)
                raise
    except BrokenProcessPool:
        for index, path in pending.items():
            yield index, _check_apart(path, by[path], password)


def _leave_interrupts_alone() -> None:
    """Ctrl-C is for the process that the user started; its helpers end with it, without words of their own."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _check_apart(path: Path, policy: Policy, password: str | None) -> Outcome:
    """Judge one file in a process of its own, so that its end is nobody else's."""
    from concurrent.futures import Future, ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool
    from multiprocessing import get_context

    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        future: Future[Outcome] = pool.submit(check_file, path, policy, password=password)
        try:
            return future.result()
        except BrokenProcessPool:
            return judge(Book(path.name, refusal="malformed_xml", detail="读取时程序被异常内容中断"), policy)


# -- writing results ---------------------------------------------------------------------------------------------------


def marked_copy(data: bytes, outcome: Outcome, at: datetime, *, score_only: bool = False) -> bytes | None:
    """A copy of a workbook with marks, 校验结果 and 计分明细; None for a file whose content was not read.

    Old formats (.xls …), which cannot be patched, give a new workbook with the result sheets only.
    """
    from jixiao.workbook.apply_patch import apply_patch, new_workbook

    grid = outcome.book.grid
    if grid is None:
        return None
    patch = result_patch(outcome, at, score_only=score_only)
    if grid.legacy is not None:
        return new_workbook(patch.sheets or result_patch(outcome, at).sheets)
    return apply_patch(data, patch)


def result_patch(outcome: Outcome, at: datetime, *, score_only: bool = False, in_place: bool = True) -> Patch:
    """What a check writes: marks, 校验结果 and 计分明细; with `score_only` 计分明细 and no marks.

    `in_place` False, or an old format: the sheets go into a workbook of their own, so their places are no links.
    """
    from jixiao.documents.lights_sheet import lights_sheet
    from jixiao.documents.result_sheet import result_sheet
    from jixiao.documents.score_sheet import score_sheet
    from jixiao.workbook.patch import Mark, Patch

    grid = outcome.book.grid
    scores = score_sheet(outcome)
    marked = in_place and (grid is None or grid.legacy is None)
    result = result_sheet(outcome, checked_at=f"{at:%Y-%m-%d %H:%M}", version=__version__, marked_file=marked)
    planned = ((None if score_only else result), scores, lights_sheet(outcome))
    sheets = tuple(sheet for sheet in planned if sheet is not None)
    marks = tuple(
        Mark(finding.sheet, finding.cell, finding.severity.value)
        for finding in outcome.findings
        if finding.sheet is not None and finding.cell is not None and not score_only
    )
    return Patch(marks=marks, sheets=sheets)


def copy_suffix(file: Path, outcome: Outcome) -> str:
    """The suffix of a marked copy: macros need .xlsm, old formats become .xlsx."""
    grid = outcome.book.grid
    if grid is not None and grid.legacy is None and grid.has_macros:
        return ".xlsm"
    return ".xlsx"


def write_checked(
    judged: Iterable[tuple[Path, Path, Outcome]],
    folder: Path,
    at: datetime,
    *,
    password: str | None = None,
    score_only: bool = False,
    warn: Callable[[str], None] = lambda text: None,
) -> Iterator[tuple[Path, Path | None, Outcome]]:
    """Marked copies for (file, root, outcome) triples below `folder`; (file, copy or None, outcome) each.

    Each copy is written when it is asked for, so that an interrupted run keeps what was done and none is held. What
    trips the writing of one copy is told through `warn` and costs that copy only.
    """
    taken: set[Path] = set()
    for file, root, outcome in judged:
        copy: Path | None = None
        body, suffix = _copy_body(file, outcome, at, password, score_only=score_only, warn=warn)
        if body is not None:
            ending = "_计分" if score_only else "_校验"
            copy = write_new(output_path(file, root, folder, taken, ending, suffix), body, at)
        yield file, copy, outcome


def _copy_body(
    file: Path,
    outcome: Outcome,
    at: datetime,
    password: str | None,
    *,
    score_only: bool,
    warn: Callable[[str], None],
) -> tuple[bytes | None, str]:
    """What to write for one file and under which suffix; the result sheets alone where it takes no marks."""
    if outcome.book.manuscript is not None and not score_only:
        from jixiao.workbook.apply_patch import new_workbook

        return new_workbook(result_patch(outcome, at, in_place=False).sheets), ".xlsx"
    if outcome.book.grid is None:
        return None, ""
    from jixiao.workbook.zip_raw import PackageError

    try:
        data = plain_bytes(file, password)
        return marked_copy(data, outcome, at, score_only=score_only), copy_suffix(file, outcome)
    except OSError:
        warn(f"{file}:校验之后文件被移动、删除或占用,没有写出带标记的副本。")
        return None, ""
    except PackageError as error:
        warn(f"{file}:不能在副本里加标记({str(error).rstrip('。')}),只写出校验结果。")
    except Exception as error:
        from jixiao.journal import record_fault

        warn(f"{file}:加标记时出了意外(编号 {record_fault(error, file.name)}),只写出校验结果。")
    from jixiao.workbook.apply_patch import new_workbook

    return new_workbook(result_patch(outcome, at, in_place=False).sheets), ".xlsx"


def plain_bytes(file: Path, password: str | None) -> bytes:
    """A file's bytes, decrypted when it is encrypted and the password fits."""
    data = file.read_bytes()
    if password is None or data[:4] == b"PK\x03\x04":
        return data
    from jixiao.workbook.read_file import decrypted

    return decrypted(data, password)


def write_summary_file(written: Iterable[tuple[Path, Path | None, Outcome]], folder: Path, at: datetime) -> Path:
    """The summary workbook over all files; its path."""
    from jixiao.workbook.summary_xlsx import write_summary

    target = free_path(folder / SUMMARY_NAME, at)
    folder.mkdir(parents=True, exist_ok=True)
    rows = ((str(copy.relative_to(folder)) if copy else None, str(file), outcome) for file, copy, outcome in written)
    write_summary(rows, target, checked_at=f"{at:%Y-%m-%d %H:%M}", version=__version__)
    return target


def notice_patch(outcome: Outcome, *, on: date) -> Patch | None:
    """The notices of one workbook as sheets for the workbook itself, its marks left alone; None when it needs none."""
    from jixiao.documents.notice import notices_for
    from jixiao.documents.notice_sheets import notice_workbook_sheets
    from jixiao.workbook.patch import Patch

    notices = notices_for(outcome, on=on)
    return Patch(sheets=notice_workbook_sheets(notices), keep_marks=True) if notices else None


# -- templates, policy, demo -------------------------------------------------------------------------------------------


def write_templates(names: list[str], folder: Path, policy: Policy, at: datetime) -> list[Path]:
    """Blank templates of the named forms (all when none is named) below `folder`; KeyError(name, choices) else.

    「名册」 is the roster of units and projects that a round starts from.
    """
    from jixiao.campaign import roster_template as roster
    from jixiao.forms.catalogue import FORMS, find_forms
    from jixiao.forms.template import build_template

    rosters = [name for name in names if name in roster.NAMES]
    forms = [form for name in names if name not in rosters for form in find_forms(name)] if names else list(FORMS)
    written = [write_new(folder / f"{form.title}.xlsx", build_template(form, policy), at) for form in forms]
    if rosters or not names:
        written.append(write_new(folder / f"{roster.NAME}.xlsx", roster.build_roster_template(policy), at))
    return written


def rule_entries() -> tuple[tuple[str, str, str, str, str], ...]:
    """Every rule for a policy workbook: family, code, name, severity and basis, in order of the codes."""
    from jixiao.documents.words import FAMILIES
    from jixiao.rules.registry import RULES

    return tuple(
        (f"{rule.code[0]} {FAMILIES[rule.code[0]]}", rule.code, rule.name, str(rule.severity), rule.basis)
        for rule in RULES
    )


def compare_policies(
    files: Iterable[Path], before: Policy, after: Policy, *, password: str | None = None
) -> Iterator[tuple[str, Outcome, Outcome]]:
    """Each file read once and judged by both policies; nothing is written."""
    for path in files:
        outcome = check_file(path, before, password=password)
        yield str(path), outcome, judge(outcome.book, after)


def write_policy_workbook(name: str, policy: Policy, folder: Path, at: datetime) -> Path:
    """The policy as an editable workbook below `folder`; `name` is a profile's or the path of a policy workbook."""
    from jixiao.policy.export import policy_workbook

    return write_new(folder / f"口径参数_{policy.name}.xlsx", policy_workbook(name, rule_entries()), at)


@dataclass(frozen=True)
class DemoResult:
    """What the demo judged and which files to open, by title."""

    judged: list[tuple[Path, Path, Outcome]]
    policy: Policy
    to_open: tuple[tuple[str, Path], ...]


def run_demo(folder: Path, policy: Policy, notice_policy: Policy, at: datetime) -> DemoResult:
    """Check, score and notice on the bundled real forms and on S3's eight evaluated projects."""
    from jixiao.demo import demo_files

    inputs = folder / "报送件"
    files = []
    for name, data in demo_files():
        target = inputs / name
        if not target.exists() or target.read_bytes() != data:
            target = write_new(target, data, at)
        files.append(target)
    judged = [(file, inputs, check_file(file, policy)) for file in files]
    written = list(write_checked(judged, folder / "校验结果", at))
    summary = write_summary_file(written, folder / "校验结果", at)
    noticed = [(file, inputs, check_file(file, notice_policy)) for file in files]
    from jixiao.tasks_notices import write_notices

    notices = write_notices(noticed, folder / "整改通知", at, on=at.date(), docx=True)
    marked = next((copy for _, copy, outcome in written if copy is not None and outcome.status == "returned"), None)
    listed = next((item.written for item in notices if "清单" in item.source.name and item.written), ())
    first = next((item.written for item in notices if item.written and "清单" not in item.source.name), ())
    to_open = [("校验汇总(全部文件的状态、得分、等级和图)", summary)]
    if marked:
        to_open.append(("带标记的副本(看「校验结果」和「计分明细」两张表)", marked))
    if first:
        to_open.append(("整改通知(自评表)", first[0]))
    if listed:
        to_open.append(("整改通知(八个评价项目,一项一份)", listed[0]))
    return DemoResult(judged, policy, tuple(to_open))
