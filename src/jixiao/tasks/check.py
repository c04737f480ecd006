"""Judging: one file, bytes, the open workbook, or many files in several processes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from jixiao.forms.read import is_form_text, read_forms
from jixiao.policy.model import Policy
from jixiao.records.book import Book
from jixiao.records.manuscript import Manuscript, is_document
from jixiao.rules.run import Outcome, judge
from jixiao.workbook.grid import Grid
from jixiao.workbook.refusal import Refusal

if TYPE_CHECKING:
    pass


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
