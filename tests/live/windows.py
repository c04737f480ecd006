"""The few calls to Windows itself, recorded."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest


class Windows:
    """Stands in for `ctypes.windll`: which process a window belongs to, and the boxes that were shown."""

    def __init__(self, processes: dict[int, int]) -> None:
        self.processes = processes
        self.user32 = SimpleNamespace(MessageBoxW=self._show, GetWindowThreadProcessId=self._process)
        self.boxes: list[tuple[str, str]] = []

    def _show(self, owner: object, words: str, title: str, style: int) -> int:
        self.boxes.append((words, title))
        return 1

    def _process(self, window: int, into: Any) -> int:
        into._obj.value = self.processes.get(window, 0)
        return 1


def on_windows(monkeypatch: pytest.MonkeyPatch, processes: dict[int, int] | None = None) -> Windows:
    """From now on this is Windows, as far as these calls go."""
    windows = Windows(processes or {})
    monkeypatch.setattr("ctypes.windll", windows, raising=False)
    return windows
