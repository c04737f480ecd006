"""Which library serves a file: named, next to it, in a folder above, the user's own, built-in — in that order."""

from __future__ import annotations

import os
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from jixiao.library.built_in import built_in
from jixiao.library.model import Library
from jixiao.library.names import FILE
from jixiao.library.reading import LibraryError, LibraryReading, read_library, with_origin


def find_library(file: Path | None, own: Path | None) -> Path | None:
    """The library workbook that counts for a file (None: for no file in particular), None for the built-in one."""
    for folder in file.absolute().parents if file is not None else ():
        if os.path.lexists(folder / FILE):
            return folder / FILE
    return own if own is not None and os.path.lexists(own) else None


def library_for(file: Path | None, own: Path | None = None) -> Library:
    """The library for a file; where one lies there that cannot be read, the built-in one serves and `fault` says so."""
    path = find_library(file, own)
    if path is None:
        return built_in()
    try:
        return reading_of(path).library
    except LibraryError as error:
        return replace(built_in(), fault=str(error))


def reading_of(path: Path) -> LibraryReading:
    """A library workbook with its problems, read once as long as the file stays the same; LibraryError as ever."""
    try:
        state = path.stat()
    except OSError:
        return read_library(path)
    return _reading(path, state.st_mtime_ns, state.st_size)


@lru_cache(maxsize=8)
def _reading(path: Path, changed: int, size: int) -> LibraryReading:
    found = read_library(path)
    return LibraryReading(with_origin(found.library, f"「{path.name}」"), found.problems)
