"""A real local cluster of worker processes: same results as local, nothing lost when one of them is killed."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import dask
import distributed
import pytest

from jixiao.campaign import cluster as cluster_module
from jixiao.campaign.executors import WorkersError, judge_many, workers_for
from jixiao.policy.load import load_policy
from tests.campaign import work

CASES = sorted((Path(__file__).parents[1] / "cases").glob("SE*.xlsx"))


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    """Three worker processes; a task that two of them died over is not tried again."""
    with (
        dask.config.set({"distributed.scheduler.allowed-failures": 1}),
        distributed.LocalCluster(
            n_workers=3, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs="CRITICAL"
        ) as found,
    ):
        yield found


def minus_one(item: object) -> int:
    return -1


def test_a_cluster_with_a_killed_worker_gives_the_results_of_this_machine(cluster: Any) -> None:
    judging = partial(work.judged, load_policy())
    items = [(f"{turn}-{path.name}", path.read_bytes()) for turn in range(20) for path in CASES]
    alone = dict(judge_many(judging, items, None, lost=work.nothing))
    client = distributed.Client(cluster, set_as_default=False)
    pids = client.run(os.getpid)
    together: list[tuple[Any, Any]] = []
    with workers_for(1, cluster.scheduler_address) as workers:
        for number, told in enumerate(judge_many(judging, items, workers, lost=work.nothing)):
            together.append(told)
            if number == 20:
                os.kill(min(pids.values()), signal.SIGKILL)
    client.wait_for_workers(3, timeout=60)
    assert min(pids.values()) not in client.run(os.getpid).values()
    client.close()
    assert len(together) == len(items)
    assert dict(together) == alone
    assert all(alone.values())


def test_a_file_that_kills_every_machine_is_told_apart(cluster: Any) -> None:
    with workers_for(1, cluster.scheduler_address) as workers:
        told = list(judge_many(work.square_or_die, range(1, 70), workers, lost=minus_one))
    assert len(told) == 69
    assert dict(told) == {number: -1 if number == 50 else number * number for number in range(1, 70)}


def test_files_on_a_shared_path_are_read_there(cluster: Any) -> None:
    judging = partial(work.judged_at, load_policy())
    with workers_for(1, cluster.scheduler_address) as workers:
        there = dict(judge_many(judging, CASES, workers, lost=work.nothing))
    assert there == {path: work.judged_at(load_policy(), path) for path in CASES}


def test_machines_with_another_version_are_refused(cluster: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jixiao.__version__", "0.0.1")
    with (
        pytest.raises(WorkersError, match=r"本机是 0\.0\.1"),
        cluster_module.cluster_workers(cluster.scheduler_address),
    ):
        pass


def test_nobody_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster_module, "PATIENCE", "1s")
    for address in ("tcp://127.0.0.1:9", "随便写写"):
        with pytest.raises(WorkersError, match="连不上集群"), cluster_module.cluster_workers(address):
            pass
