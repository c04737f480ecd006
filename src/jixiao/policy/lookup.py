"""Which policy a file is judged by: named, next to it, in a folder above, the user's own, built-in — in that order."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

from jixiao.policy.load import FOREIGN_ENDINGS, WORKBOOK_ENDINGS, PolicyError, is_workbook, load_policy, load_profile
from jixiao.policy.model import BUILT_IN, NAMED, Policy

NAME = "口径参数"
BROKEN_TITLE = "口径不能用"
Choose = Callable[[Path | None, Path | None], Policy]
"""(file, the folder that was given or None) → its policy."""

_ENDINGS = (*WORKBOOK_ENDINGS, *FOREIGN_ENDINGS, ".xlsb", ".ods")


def is_policy_name(name: str) -> bool:
    """Whether a file in a folder is a policy workbook by its name (口径参数.xlsx, 口径参数_师宗县2023.xlsx)."""
    stem, ending = os.path.splitext(name)
    return ending.lower() in _ENDINGS and (stem == NAME or stem.startswith((f"{NAME}_", f"{NAME}(", f"{NAME} ")))


def chooser(named: str | None, *, own: Path | None, today: date) -> Choose:
    """How to find the policy of each file of one run; folders are looked into once.

    `named` is what the user asked for and goes before all else: PolicyError when it cannot be used. `own` is the
    user's own workbook. A policy that is found but broken comes back with its problems in `broken`, never as another.
    """
    fixed = _named(named, today) if named else None
    found: dict[Path, Policy | None] = {}

    def choose(file: Path | None, root: Path | None) -> Policy:
        if fixed is not None:
            return fixed
        for folder in _folders(file, root) if file else ():
            if folder not in found:
                path = _in_folder(folder)
                found[folder] = _usable(path, _place(path), today) if path else None
            policy = found[folder]
            if policy is not None:
                above = file is not None and folder != file.absolute().parent
                return policy.model_copy(update={"origin": _above(policy.origin, folder)}) if above else policy
        return _fallback(own, today)

    return choose


def _named(name: str, today: date) -> Policy:
    origin = f"{NAMED}「{Path(name).name}」" if is_workbook(name) else f"{NAMED}{BUILT_IN}"
    return load_policy(name).as_of(today).model_copy(update={"origin": origin})


def _folders(file: Path, root: Path | None) -> Iterator[Path]:
    """The file's folder and those above it, up to the folder that was given, to the top when none was."""
    last = root.absolute() if root else None
    for folder in file.absolute().parents:
        yield folder
        if folder == last:
            return


def _in_folder(folder: Path) -> Path | None:
    """The policy workbook that lies in a folder; one in another format counts too, so that it is told, not passed."""
    return next((folder / f"{NAME}{end}" for end in _ENDINGS if os.path.lexists(folder / f"{NAME}{end}")), None)


def _place(path: Path) -> str:
    return f"同一文件夹的「{path.name}」"


def _above(origin: str, folder: Path) -> str:
    return origin.replace("同一文件夹", f"上级文件夹「{folder.name}」", 1)


def _fallback(own: Path | None, today: date) -> Policy:
    if own is not None and os.path.lexists(own):
        return _usable(own, f"本人的「{own.name}」", today)
    return load_profile().as_of(today).model_copy(update={"origin": BUILT_IN})


def _usable(path: Path, origin: str, today: date) -> Policy:
    try:
        return load_policy(str(path)).as_of(today).model_copy(update={"origin": origin})
    except PolicyError as error:
        told = {"title": BROKEN_TITLE, "name": BROKEN_TITLE, "origin": origin, "broken": error.problems}
        return load_profile().model_copy(update=told)
