"""The same tests for both databases: a folder whose ledger is a file, and one whose ledger is on a real server."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from jixiao.ledger.opening import MOVED
from tests.ledger.servers import Server, made, programs

NewPlace = Callable[[], Path]


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    found = programs()
    if found is None:
        if os.environ.get("CI"):
            raise pytest.UsageError("PostgreSQL is missing in CI: run .ci/system-packages")
        pytest.skip("PostgreSQL is not installed")
    server = made(found)
    yield server
    server.stop("immediate")
    shutil.rmtree(server.folder, ignore_errors=True)


@pytest.fixture(params=["SQLite", "PostgreSQL"])
def new_place(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> NewPlace:
    """Makes campaign folders without a ledger; of the second kind the ledger will be on the server."""
    on = request.getfixturevalue("server") if request.param == "PostgreSQL" else None

    def make() -> Path:
        folder = tmp_path_factory.mktemp("活动")
        if on is not None:
            (folder / MOVED).write_text(on.new_schema(), "utf-8")
        return folder

    return make


@pytest.fixture
def place(new_place: NewPlace) -> Path:
    return new_place()
