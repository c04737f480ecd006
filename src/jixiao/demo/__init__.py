"""Inputs for the demonstration: published self-evaluation forms and the list of eight evaluated projects."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import resources


def demo_files() -> Iterator[tuple[str, bytes]]:
    """File name and content of every bundled input workbook, in the order of the names."""
    folder = resources.files("jixiao.demo")
    for file in sorted(folder.iterdir(), key=lambda each: each.name):
        if file.name.endswith(".xlsx"):
            yield file.name, file.read_bytes()
