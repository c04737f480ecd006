"""No Excel is left running between tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.live.engine import CALLS, ENGINE


@pytest.fixture(autouse=True)
def _no_excel() -> Iterator[None]:
    ENGINE.apps.all.clear()
    CALLS.clear()
    yield
    ENGINE.apps.all.clear()
