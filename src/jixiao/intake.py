"""Which files to judge, and where their results go: nothing submitted is ever written over."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from jixiao.library.names import is_library_name
from jixiao.policy.lookup import is_policy_name
from jixiao.records.manuscript import SUFFIXES as DOCUMENTS
from jixiao.records.regex import regex

SPREADSHEETS = {".xlsx", ".xlsm", ".xls", ".et", ".xlsb", ".ods", ".xltx", ".xltm", ".ett", ".xlt"}
SUMMARY_NAME = "校验汇总.xlsx"
_LETTERS = "退回修改|红灯预警|监控反馈|评估反馈|(?:评估|目标审核|监控|评价)意见书"
_OWN = regex(
    rf"(?:.*(?:_校验|_整改通知|_计分|_公开|次退回修改通知|_(?:{_LETTERS}))|校验汇总|退回清单)(?:_\d{{8}}-\d{{6}}(?:-\d+)?)?"
)
"""Stems of what this program writes, with the time that is added when a name is taken."""
_LONGEST_STEM = 190  # bytes


@dataclass(frozen=True)
class Found:
    """What a list of paths comes to: files to judge (with the folder they were found under) and files passed over."""

    files: tuple[tuple[Path, Path], ...]  # (file, folder it was found under)
    skipped: tuple[tuple[Path, str], ...]  # (file, why)


def gather(paths: Iterable[Path], *, without: Path | None = None, own: bool = False) -> Found:
    """Files to judge. Folders are searched in name order; lock files, other kinds and our own results are passed over.

    Files named outright are always judged, except lock files. FileNotFoundError for a path that does not exist.
    `without` is a folder (the results') that is not searched. `own`: our own results are wanted, too.
    """
    files: list[tuple[Path, Path]] = []
    skipped: list[tuple[Path, str]] = []
    seen: set[Path] = set()
    for path in paths:
        if path.is_dir():
            candidates = _walk(path, without)
        elif path.exists() or path.is_symlink():
            candidates = [path]
        else:
            raise FileNotFoundError(path)
        for file in candidates:
            reason = _why_skip(file, named=file is path, own=own)
            key = file.absolute()
            if reason:
                skipped.append((file, reason))
            elif key not in seen:
                seen.add(key)
                files.append((file, path if path.is_dir() else file.parent))
    return Found(tuple(files), tuple(skipped))


def _walk(folder: Path, without: Path | None) -> list[Path]:
    found: list[Path] = []
    barred = without.resolve() if without is not None and without.exists() else None
    for top, folders, names in os.walk(folder):
        if barred is not None and Path(top).resolve() == barred and Path(top) != folder:
            folders.clear()
            continue
        folders.sort()
        found += [Path(top) / name for name in sorted(names)]
    return found


def passed_over(file: Path) -> str | None:
    """Why a file of that name is not taken in for a round; None for forms, documents and checked copies sent back."""
    return _why_skip(file, named=False, own=True)


def _why_skip(file: Path, *, named: bool, own: bool) -> str | None:
    if file.name.startswith("~$") or file.name.startswith(".~"):
        return "正在打开的临时锁定文件"
    if named:
        return None
    if file.name.startswith("."):
        return "隐藏文件"
    if file.suffix.lower() not in SPREADSHEETS | DOCUMENTS:
        return "不是电子表格,也不是文稿"
    if not own and _OWN.fullmatch(file.stem):
        return "本程序生成的结果"
    if is_policy_name(file.name):
        return "口径工作簿,不是报送件" + ("" if file.stem == "口径参数" else ";要自动使用,请改名为「口径参数.xlsx」")
    if is_library_name(file.name):
        return "指标库,不是报送件"
    return None


def free_path(target: Path, at: datetime) -> Path:
    """The path itself, or with a time (and a number) added when it is taken: nothing is ever written over."""
    if not target.exists():
        return target
    timed = target.with_name(f"{target.stem}_{at:%Y%m%d-%H%M%S}{target.suffix}")
    number = 2
    while timed.exists():
        timed = target.with_name(f"{target.stem}_{at:%Y%m%d-%H%M%S}-{number}{target.suffix}")
        number += 1
    return timed


@contextmanager
def whole(target: Path) -> Iterator[Path]:
    """A path to write to that becomes `target` when all is written, and nothing at all when it fails."""
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(target.name + ".part")
    try:
        yield part
        os.replace(part, target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def write_new(target: Path, data: bytes, at: datetime) -> Path:
    """Write bytes to a file that did not exist, whole or not at all; the path that was used."""
    path = free_path(target, at)
    with whole(path) as part:
        part.write_bytes(data)
    return path


def write_own(target: Path, data: bytes, *, private: bool = False) -> Path:
    """Write a file of our own anew, whole or not at all; a private one is for its owner only."""
    with whole(target) as part:
        part.unlink(missing_ok=True)
        part.touch(0o600 if private else 0o666)
        part.write_bytes(data)
    return target


def output_path(file: Path, root: Path, folder: Path, taken: set[Path], ending: str, suffix: str) -> Path:
    """Where a file's result goes: the same subfolder below `folder`, `<stem><ending>`; same stems keep apart."""
    inside = file.parent.relative_to(root) if file.parent.is_relative_to(root) else Path()
    target = folder / inside / f"{_fitting(file.stem)}{ending}{suffix}"
    if target in taken:
        target = folder / inside / f"{_fitting(file.stem)}{file.suffix.replace('.', '_')}{ending}{suffix}"
    taken.add(target)
    return target


def _fitting(stem: str) -> str:
    """A stem short enough that ending, time and suffix still fit into the 255 bytes of a file name."""
    whole = os.fsencode(stem)
    return stem if len(whole) <= _LONGEST_STEM else whole[:_LONGEST_STEM].decode("utf-8", "ignore")
