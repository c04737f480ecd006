"""A cluster of machines (dask.distributed) as the executor of a round: the optional extra `jixiao[cluster]`."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from concurrent.futures import BrokenExecutor
from contextlib import contextmanager
from typing import Any

from jixiao.campaign.executors import Workers, WorkersError

log = logging.getLogger("jixiao")
PATIENCE = "10s"
"""How long a scheduler may take to answer."""


@contextmanager
def cluster_workers(address: str) -> Iterator[Workers]:
    """A dask cluster by its scheduler's address (tcp://主机:8786); its machines must have the same jixiao.

    WorkersError when dask is missing here, nobody answers there, or the machines have another version.
    """
    try:
        from distributed import Client
        from distributed.scheduler import KilledWorker
    except ImportError:
        raise WorkersError("没有安装集群部件。请先安装:pip install 'jixiao[cluster]'。") from None
    try:
        client = Client(address, timeout=PATIENCE, set_as_default=False)
    except (OSError, ValueError, TypeError):
        raise WorkersError(f"连不上集群「{address}」。请核对地址(例如 tcp://主机:8786)和网络。") from None
    try:
        count = _usable_threads(client, address)
        workers = Workers(count, lambda: client.get_executor(pure=False), (BrokenExecutor, KilledWorker))
        yield workers
        workers.close()
    finally:
        client.close()


def _usable_threads(client: Any, address: str) -> int:
    """How many things the cluster does at once, if all its machines have this very version."""
    from jixiao import __version__

    try:
        versions = client.run(version_here)
    except Exception:
        log.exception("cluster %s", address)
        raise WorkersError(f"集群「{address}」的机器上没有装本程序。请在每台机器上装 jixiao {__version__}。") from None
    if not versions:
        raise WorkersError(f"集群「{address}」里没有工作机。请先启动工作机(dask worker)。")
    others = {version for version in versions.values() if version != __version__}
    if others:
        said = "、".join(sorted(others))
        raise WorkersError(f"集群里有的机器装的是 jixiao {said},本机是 {__version__}。请装成同一版本,结果才会一致。")
    return sum(client.nthreads().values())


def version_here() -> str:
    """The program's version, asked of other machines."""
    from jixiao import __version__

    return __version__
