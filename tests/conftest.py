"""Shared set-up: tests that need LibreOffice skip only on a developer's machine without it, never in CI."""

from __future__ import annotations

import os
import shutil

import pytest
from hypothesis import settings

# a slow machine is no fault; CI draws the same examples every time, a developer's machine new ones
settings.register_profile("jixiao", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("jixiao")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if not shutil.which("chromium") and any(item.get_closest_marker("browser") for item in items):
        if os.environ.get("CI"):
            raise pytest.UsageError("Chromium is missing in CI: run .ci/system-packages")
        for item in items:
            if item.get_closest_marker("browser"):
                item.add_marker(pytest.mark.skip(reason="Chromium is not installed"))
    if shutil.which("soffice") and shutil.which("pdftoppm"):
        return
    if os.environ.get("CI"):
        raise pytest.UsageError("LibreOffice or poppler is missing in CI: run .ci/system-packages")
    for item in items:
        if item.get_closest_marker("office"):
            item.add_marker(pytest.mark.skip(reason="LibreOffice is not installed"))


@pytest.fixture(autouse=True)
def _own_log(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JIXIAO_LOG", str(tmp_path_factory.mktemp("own") / "jixiao.log"))
