"""Doing the same thing to thousands of files on any PEP 3148 executor, without losing one when a process dies.

Files are taken from the caller a few at a time, so memory does not grow with their number. When a process dies over a
file, the files that were under way are done again one by one: the one over which a process dies again is told apart.
"""

from __future__ import annotations

import faulthandler
import logging
import os
import pickle
import signal
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    CancelledError,
    Executor,
    Future,
    ProcessPoolExecutor,
    wait,
)
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from typing import Any, TypeVar

log = logging.getLogger("jixiao")
Item = TypeVar("Item")
Result = TypeVar("Result")

CHUNK = 8
"""Files that travel together: some tenths of a second of work, so that sending them weighs little."""
CHUNK_BYTES = 4 * 1024 * 1024
AHEAD = 2
"""Chunks under way per process: the next one lies ready when one is done."""
SECONDS = 180
"""A process of our own that spends longer on one file has been caught by it and is ended."""


class WorkersError(ValueError):
    """The processes or machines cannot be used; the message says why and what to do, in Chinese."""


@dataclass
class Workers:
    """Where work is done: an executor, how many things it does at once, and how to get a new one when it breaks.

    `gone` are the errors by which the executor tells that a process died over a task.
    """

    count: int
    opened: Callable[[], Executor]
    gone: tuple[type[BaseException], ...] = (BrokenExecutor,)
    _executor: Executor | None = field(default=None, repr=False)

    @property
    def executor(self) -> Executor:
        """The executor in use, opened on first use."""
        if self._executor is None:
            self._executor = self.opened()
        return self._executor

    def renew(self) -> None:
        """Leave the broken executor; the next use opens another."""
        self.close(wait_for_all=False)

    def close(self, *, wait_for_all: bool = True) -> None:
        """End the executor; what has not been begun is dropped."""
        executor, self._executor = self._executor, None
        if isinstance(executor, ProcessPoolExecutor):
            executor.shutdown(wait=wait_for_all, cancel_futures=True)
        elif executor is not None:
            executor.shutdown(wait=wait_for_all)  # PEP 3148 knows no more than this


@contextmanager
def local_workers(jobs: int = 0) -> Iterator[Workers]:
    """Processes of this machine; 0 means one per processor core."""
    count = jobs or os.cpu_count() or 1
    workers = Workers(count, lambda: _pool(count))
    try:
        yield workers
    except BaseException:  # after an interruption nobody waits for files that have not been begun
        workers.close(wait_for_all=False)
        raise
    workers.close()


def given_workers(executor: Executor, count: int) -> Workers:
    """Any PEP 3148 executor of the caller's; should it break, processes of this machine take over."""
    return Workers(count, lambda: _pool(count), _executor=executor)


def _pool(count: int) -> Executor:
    from multiprocessing import get_context

    return ProcessPoolExecutor(count, mp_context=get_context("spawn"), initializer=_begin_process)


def _begin_process() -> None:
    """Ctrl-C is for the process that the user started; a file that never ends costs its process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _Process.watched = True


class _Process:
    watched = False
    """Whether this is a process of our own pool, which may be ended over a file."""


@contextmanager
def workers_for(jobs: int, cluster: str | None = None) -> Iterator[Workers]:
    """The cluster where one is named, else `jobs` processes of this machine (0: one per core)."""
    if cluster:
        from jixiao.campaign.cluster import cluster_workers

        with cluster_workers(cluster) as workers:
            yield workers
    else:
        with local_workers(jobs) as workers:
            yield workers


def judge_many(
    work: Callable[[Item], Result],
    items: Iterable[Item],
    workers: Workers | None,
    *,
    lost: Callable[[Item], Result],
    size_of: Callable[[Item], int] = lambda item: 0,
) -> Iterator[tuple[Item, Result]]:
    """`work` done to every item, (item, result) as they are done, each exactly once; in this process without workers.

    `work` is picklable (a function of a module, or a partial of one). Items are taken as they are needed. Where a
    process dies over an item, or `work` raises, the result is `lost(item)`. `size_of` tells an item's bytes.
    """
    if workers is None:
        for item in items:
            yield item, _told(item, _outcome(work, item), lost)
        return
    sealed = pickle.dumps(work)
    chunks = _chunks(items, size_of)
    flying: dict[Future[list[_Outcome]], list[Item]] = {}
    try:
        while _launch(sealed, chunks, workers, flying):
            suspects: list[Item] = []
            yield from _landed(flying, workers, lost, suspects)
            if suspects:
                yield from _after_a_death(sealed, suspects, workers, flying, lost)
    finally:
        for future in flying:
            future.cancel()


# -- in the caller's process -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Outcome:
    """What came of one item in the other process: its result, or the traceback of what `work` raised."""

    result: Any = None
    failed: str = ""


def _told(item: Item, outcome: _Outcome, lost: Callable[[Item], Result]) -> Result:
    if outcome.failed:
        log.error("work on one file failed\n%s", outcome.failed)
        return lost(item)
    result: Result = outcome.result
    return result


def _chunks(items: Iterable[Item], size_of: Callable[[Item], int]) -> Iterator[list[Item]]:
    chunk: list[Item] = []
    size = 0
    for item in items:
        own = size_of(item)
        if chunk and (len(chunk) >= CHUNK or size + own > CHUNK_BYTES):
            yield chunk
            chunk, size = [], 0
        chunk.append(item)
        size += own
    if chunk:
        yield chunk


def _launch(
    sealed: bytes, chunks: Iterator[list[Item]], workers: Workers, flying: dict[Future[list[_Outcome]], list[Item]]
) -> bool:
    """Send chunks until enough are under way; whether any is."""
    for chunk in islice(chunks, max(AHEAD * workers.count - len(flying), 0)):
        flying[_submit(workers, sealed, chunk)] = chunk
    return bool(flying)


def _submit(workers: Workers, sealed: bytes, chunk: list[Item]) -> Future[list[_Outcome]]:
    try:
        return workers.executor.submit(_run, sealed, chunk)
    except workers.gone as error:  # it broke since we last looked: told as if it had broken over this chunk
        future: Future[list[_Outcome]] = Future()
        future.set_exception(error)
        return future


def _landed(
    flying: dict[Future[list[_Outcome]], list[Item]],
    workers: Workers,
    lost: Callable[[Item], Result],
    suspects: list[Item],
) -> Iterator[tuple[Item, Result]]:
    """The items of chunks that are done; those over which a process died are added to the suspects."""
    done, _ = wait(flying, return_when=FIRST_COMPLETED)
    for future in done:
        chunk = flying.pop(future)
        try:
            outcomes = future.result()
        except workers.gone:
            suspects += chunk
            continue
        except CancelledError:
            raise WorkersError("和工作机的连接断了。做完的已经记下,恢复以后再运行一次,会接着做。") from None
        for item, outcome in zip(chunk, outcomes, strict=True):
            yield item, _told(item, outcome, lost)


def _after_a_death(
    sealed: bytes,
    suspects: list[Item],
    workers: Workers,
    flying: dict[Future[list[_Outcome]], list[Item]],
    lost: Callable[[Item], Result],
) -> Iterator[tuple[Item, Result]]:
    """Let what is under way come down, then do the suspects again, one at a time in fresh processes."""
    while flying:
        yield from _landed(flying, workers, lost, suspects)
    _renew(workers)
    for item in suspects:
        flying[_submit(workers, sealed, [item])] = [item]
        guilty: list[Item] = []
        yield from _landed(flying, workers, lost, guilty)
        if guilty:
            _renew(workers)
            log.error("a process died over one file")
            yield item, lost(item)


def _renew(workers: Workers) -> None:
    """A fresh executor that works; one whose processes cannot even start must not be laid to the files' charge."""
    workers.renew()
    try:
        workers.executor.submit(_alive).result()
    except workers.gone:
        log.exception("worker processes do not start")
        raise WorkersError(
            "工作进程启动不了(内存不够,或被安全软件拦住)。做完的已经记下;请用 --jobs 1 再试,或者重启电脑后再收。"
        ) from None


def _alive() -> bool:
    """Nothing: that it comes back is the answer."""
    return True


# -- in the other process ----------------------------------------------------------------------------------------------


@lru_cache(maxsize=8)
def _opened(sealed: bytes) -> Callable[[Any], Any]:
    """The work, unpacked once per process: with it comes the policy, which is the same for thousands of files."""
    work: Callable[[Any], Any] = pickle.loads(sealed)
    return work


def _run(sealed: bytes, chunk: list[Any]) -> list[_Outcome]:
    work = _opened(sealed)
    return [_outcome(work, item) for item in chunk]


def _outcome(work: Callable[[Any], Any], item: Any) -> _Outcome:
    """One result; whatever `work` raises costs this item only."""
    try:
        with _watched():
            return _Outcome(work(item))
    except Exception:
        import traceback

        return _Outcome(failed=traceback.format_exc())


@contextmanager
def _watched() -> Iterator[None]:
    """End a process of our own that never comes back from a file: the watch runs even while C code does."""
    if not _Process.watched:
        yield
        return
    with open(os.devnull, "w") as nowhere:
        faulthandler.dump_traceback_later(SECONDS, exit=True, file=nowhere)
        try:
            yield
        finally:
            faulthandler.cancel_dump_traceback_later()
