"""The register: nothing lost and nothing doubled, wherever the program was stopped."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from jixiao.campaign.collect import collect, standing_of
from jixiao.campaign.collect_standing import read_register
from jixiao.campaign.executors import given_workers, local_workers
from jixiao.campaign.register import REGISTER, last_run, policy_of_round
from jixiao.campaign.register_read import entries_of
from jixiao.campaign.round import RoundError, open_round
from jixiao.campaign.unpack import look_into
from jixiao.policy.model import Policy
from jixiao.rules.run import Outcome
from jixiao.tasks.check import check_data
from tests.campaign.incoming import AT, BUS, POLICY, ROAD, SCHOOL, begin, filled, put, take_in
from tests.cli.command import jixiao


@pytest.fixture
def round_folder(tmp_path: Path) -> Path:
    begin(tmp_path)
    for number, code in enumerate((ROAD, BUS, SCHOOL)):
        put(tmp_path, f"{number}.xlsx", filled(tmp_path, code))
    put(tmp_path, "3.xlsx", b"no workbook")
    return tmp_path


def lines(folder: Path) -> list[dict[str, object]]:
    whole, _, _ = (folder / "活动" / REGISTER).read_text("utf-8").rpartition("\n")
    return [line for line in map(json.loads, whole.splitlines()) if "ended" not in line]


def test_what_is_read_back_is_what_was_found(round_folder: Path) -> None:
    done = take_in(round_folder)
    found = open_round(round_folder / "活动")
    assert read_register(found) == done.settled.standing.submissions
    assert policy_of_round(found) == POLICY
    assert last_run(found) == (1, True)
    assert len(lines(round_folder)) == 4


@pytest.mark.parametrize("kept", range(5))
def test_after_a_stop_at_any_line_a_rerun_comes_to_the_same(kept: int, round_folder: Path) -> None:
    whole = take_in(round_folder).settled.standing
    path = round_folder / "活动" / REGISTER
    text = path.read_bytes()
    ends = [at + 1 for at, byte in enumerate(text) if byte == 10]
    cut = ends[kept - 1] if kept else 0
    for torn in (cut, cut + 1, cut + 40, ends[kept] - 1):
        path.write_bytes(text[:torn])
        done = take_in(round_folder)
        assert done.judged == 4 - min(kept, 4)
        assert done.settled.standing == whole
        assert sorted(str(line["path"]) for line in lines(round_folder)) == sorted(
            str(round_folder / "收" / f"{number}.xlsx") for number in range(4)
        )


def test_a_run_after_a_stop_is_the_same_run(round_folder: Path) -> None:
    take_in(round_folder)
    path = round_folder / "活动" / REGISTER
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:2]))
    assert take_in(round_folder).run == 1
    put(round_folder, "4.xlsx", filled(round_folder, ROAD, {"D15": "重报"}), day=9)
    assert take_in(round_folder).run == 2
    assert take_in(round_folder).judged == 0


def test_a_damaged_line_is_told_with_its_number(round_folder: Path) -> None:
    take_in(round_folder)
    path = round_folder / "活动" / REGISTER
    text = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(text[0] + b"{broken}\n" + text[2])
    with pytest.raises(RoundError, match=r"第 2 行坏了.*备份"):
        standing_of(open_round(round_folder / "活动"))


def test_nothing_is_there_before_the_first_run(tmp_path: Path) -> None:
    found = begin(tmp_path)
    assert list(entries_of(found)) == []
    assert read_register(found) == ()
    assert standing_of(found).missing == (ROAD, BUS, SCHOOL)


def test_killed_while_judging_the_rerun_goes_on(round_folder: Path) -> None:
    for number in range(4, 30):
        put(round_folder, f"{number}.xlsx", b"no workbook %d" % number)
    register = round_folder / "活动" / REGISTER
    command = [sys.executable, "-m", "jixiao.cli", "collect", str(round_folder / "活动"), str(round_folder / "收")]
    for _ in range(3):
        size = register.stat().st_size if register.exists() else 0
        running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        until = time.monotonic() + 30
        while running.poll() is None and time.monotonic() < until:
            if register.exists() and register.stat().st_size > size:
                os.kill(running.pid, signal.SIGKILL)
                break
            time.sleep(0.001)
        running.wait()
    assert 0 < len(lines(round_folder)) < 30, "never stopped in the middle"
    assert jixiao(*command[3:]).status == 1
    assert len(standing_of(open_round(round_folder / "活动")).submissions) == 30
    judged = [(line["path"], line["judged_by"]) for line in lines(round_folder)]
    assert len({path for path, _ in judged}) == 30
    assert len(set(judged)) == len(judged), "a file was judged twice alike"


def _deadly(data: bytes, name: str, policy: Policy) -> Outcome:
    if name == "1.xlsx":
        os._exit(9)
    return check_data(data, name, policy)


def test_a_file_that_kills_its_process_is_noted_and_the_rest_is_judged(round_folder: Path) -> None:
    found = open_round(round_folder / "活动")
    with local_workers(2) as workers:
        done = collect(found, look_into(round_folder / "收"), POLICY, _deadly, at=AT, workers=workers)
    told = {Path(item.path).name: item for item in done.settled.standing.submissions}
    assert told["1.xlsx"].status == "unreadable"
    assert [row.rule for row in told["1.xlsx"].findings] == ["A101"]
    assert "程序读它时崩溃" in told["1.xlsx"].findings[0].message
    assert told["0.xlsx"].forms
    assert told["2.xlsx"].forms


def test_any_executor_gives_the_same(round_folder: Path) -> None:
    alone = take_in(round_folder).settled.standing
    (round_folder / "活动" / REGISTER).unlink()
    with ThreadPoolExecutor(3) as threads:
        assert take_in(round_folder, workers=given_workers(threads, 3)).settled.standing == alone
    (round_folder / "活动" / REGISTER).unlink()
    with local_workers(2) as workers:
        assert take_in(round_folder, workers=workers).settled.standing == alone


def test_an_interruption_keeps_what_was_done(round_folder: Path) -> None:
    told: list[str] = []

    def stop(name: str) -> None:
        told.append(name)
        if len(told) == 2:
            raise KeyboardInterrupt

    found = open_round(round_folder / "活动")
    with pytest.raises(KeyboardInterrupt):
        collect(found, look_into(round_folder / "收"), POLICY, check_data, at=AT, step=stop)
    assert len(lines(round_folder)) == 2
    assert take_in(round_folder).judged == 2
