"""Thousands of items over any executor: each exactly once, whatever dies, raises, hangs or is interrupted."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import pytest

from jixiao.campaign.executors import (
    CHUNK,
    Workers,
    WorkersError,
    given_workers,
    judge_many,
    local_workers,
    workers_for,
)
from jixiao.policy.load import load_policy
from tests.campaign import work

CASES = sorted((Path(__file__).parents[1] / "cases").glob("SE*.xlsx"))


def minus_one(item: object) -> int:
    return -1


def run(task: object, items: Iterable[int], workers: Workers | None) -> dict[int, int]:
    told = list(judge_many(task, items, workers, lost=minus_one))  # type: ignore[arg-type]
    assert len(told) == len(dict(told)), "an item came twice"
    return dict(told)


@pytest.mark.parametrize("count", [0, 1, CHUNK, 5 * CHUNK + 3])
def test_every_item_comes_once(count: int) -> None:
    wanted = {number: number * number for number in range(count)}
    assert run(work.square, range(count), None) == wanted
    with local_workers(2) as workers:
        assert run(work.square, range(count), workers) == wanted


def test_a_file_that_kills_its_process_is_told_apart_and_the_rest_is_done() -> None:
    with local_workers(2) as workers:
        told = run(work.square_or_die, range(1, 130), workers)
    assert {number for number, result in told.items() if result == -1} == {50, 100}
    assert all(told[number] == number * number for number in told if number % 50)
    assert set(told) == set(range(1, 130))


def test_what_raises_costs_one_item(caplog: pytest.LogCaptureFixture) -> None:
    for workers in (None, given_workers(ThreadPoolExecutor(3), 3)):
        told = run(work.square_or_raise, range(30), workers)
        assert {number for number, result in told.items() if result == -1} == {0, 7, 14, 21, 28}
    assert "ValueError: no 7" in caplog.text


def test_a_file_that_never_ends_costs_its_process_only(tmp_path: Path) -> None:
    start = partial(work.shorten_the_watch, 1, tmp_path)

    def opened() -> Executor:
        return ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=start)

    workers = Workers(1, opened)
    assert run(work.hang_on_three, range(6), workers) == {0: 0, 1: 1, 2: 4, 3: -1, 4: 16, 5: 25}
    workers.close()
    assert len(list(tmp_path.iterdir())) >= 3  # the first process, the one for the suspects, the one after


def test_processes_that_cannot_start_are_not_laid_to_the_files_charge() -> None:
    def opened() -> Executor:
        return ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=work.die_at_once)

    told: list[object] = []
    with pytest.raises(WorkersError, match="启动不了"):
        told += judge_many(work.square, range(20), Workers(1, opened), lost=minus_one)
    assert told == []


class _BreaksOnce(ThreadPoolExecutor):
    """An executor that refuses its third task as a broken pool does."""

    asked = 0

    def submit(self, *arguments: object, **named: object):  # type: ignore[no-untyped-def,override]
        self.asked += 1
        if self.asked > 2:
            raise BrokenProcessPool("gone")
        return super().submit(*arguments, **named)  # type: ignore[arg-type]


def test_an_executor_that_breaks_while_it_is_given_work_is_replaced() -> None:
    workers = given_workers(_BreaksOnce(2), 2)
    assert run(work.square, range(100), workers) == {number: number * number for number in range(100)}
    assert not isinstance(workers.executor, _BreaksOnce)
    workers.close()


def test_items_are_taken_only_as_they_are_needed() -> None:
    taken = 0

    def items() -> Iterator[int]:
        nonlocal taken
        for number in range(10_000):
            taken += 1
            yield number

    workers = given_workers(ThreadPoolExecutor(2), 2)
    done = 0
    for _ in judge_many(work.square, items(), workers, lost=minus_one):
        done += 1
        # two chunks for each of two processes, the one that is being told, and the next one's first item
        assert taken - done <= CHUNK * 6 + 1
    assert done == 10_000


def test_big_files_travel_alone() -> None:
    sizes: list[int] = []

    class Noting(ThreadPoolExecutor):
        def submit(self, function, sealed, chunk):  # type: ignore[no-untyped-def,override]
            sizes.append(len(chunk))
            return super().submit(function, sealed, chunk)

    workers = given_workers(Noting(1), 1)
    told = judge_many(work.square, range(6), workers, lost=minus_one, size_of=lambda item: 3_000_000)
    assert len(list(told)) == 6
    assert sizes == [1] * 6


def test_an_interruption_leaves_what_was_not_begun(tmp_path: Path) -> None:
    items = [(tmp_path, number) for number in range(400)]
    with contextlib.suppress(KeyboardInterrupt), local_workers(2) as workers:
        for _ in judge_many(work.leave_mark, items, workers, lost=minus_one):
            raise KeyboardInterrupt
    assert 1 <= len(list(tmp_path.iterdir())) <= 6 * CHUNK


def test_processes_give_the_same_judgement_as_this_one() -> None:
    judging = partial(work.judged, load_policy())
    items = [(path.name, path.read_bytes()) for path in CASES]
    alone = dict(judge_many(judging, items, None, lost=work.nothing))
    with workers_for(2) as workers:
        assert dict(judge_many(judging, items, workers, lost=work.nothing)) == alone
    assert len(alone) == len(items)
    assert all(alone.values())


def test_a_cluster_without_its_part_or_without_an_answer_is_said_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(WorkersError, match=r"jixiao\[cluster\]"), workers_for(1, "tcp://127.0.0.1:9"):
        pass
