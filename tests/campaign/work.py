"""What worker processes are given to do in tests: functions of a module, so that they travel."""

from __future__ import annotations

import os
import time
from pathlib import Path

from jixiao.policy.model import Policy
from jixiao.rules.run import Outcome
from jixiao.tasks.check import check_data, check_file

Told = tuple[tuple[str, str | None, str | None, str], ...]


def square(number: int) -> int:
    return number * number


def slow_square(number: int) -> int:
    time.sleep(0.02)
    return number * number


def square_or_die(number: int) -> int:
    """Multiples of 50 end the process, as a hostile file may end a C library."""
    if number % 50 == 0:
        os._exit(9)
    return number * number


def square_or_raise(number: int) -> int:
    if number % 7 == 0:
        raise ValueError(f"no {number}")
    return number * number


def hang_on_three(number: int) -> int:
    if number == 3:
        from jixiao.campaign import executors

        assert executors._Process.watched
        while True:
            time.sleep(1)
    return number * number


def die_at_once() -> None:
    """A process that never gets as far as its first task."""
    os._exit(1)


def shorten_the_watch(seconds: int, folder: Path) -> None:
    """Runs in a pool's process before anything else: what takes longer than `seconds` is ended."""
    from jixiao.campaign import executors

    executors._begin_process()
    executors.SECONDS = seconds
    (folder / str(os.getpid())).touch()


def leave_mark(pair: tuple[Path, int]) -> int:
    folder, number = pair
    (folder / f"{number}-{os.getpid()}-{time.monotonic_ns()}").touch()
    time.sleep(0.01)
    return number


def judged(policy: Policy, item: tuple[str, bytes]) -> Told:
    """What a file that travels as bytes comes to: its status and findings."""
    name, data = item
    return _told(check_data(data, name, policy))


def judged_at(policy: Policy, path: Path) -> Told:
    """What a file on a path that all machines see comes to."""
    return _told(check_file(path, policy))


def _told(outcome: Outcome) -> Told:
    found = tuple((item.rule, item.sheet, item.cell, item.message) for item in outcome.findings)
    return ((outcome.status, None, None, str(len(outcome.forms))), *found)


def nothing(item: object) -> Told:
    """What stands for an item that was lost."""
    return ()
