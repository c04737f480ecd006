"""The policy for every face alike: the same search for the command line, the ribbon and folders, by today's date."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jixiao.policy.model import Policy

OWN_POLICY = "口径.xlsx"


def own_policy() -> Path:
    """Where this user's own policy workbook lies once 「口径」 has been used."""
    from jixiao.journal import log_path

    return log_path().with_name(OWN_POLICY)


def policy_for(file: Path | None, named: str | None) -> Policy:
    """The policy for one workbook, open or named outright; without a file the user's own or the built-in one.

    PolicyError when the one that is named cannot be used; a broken one that was found has its problems in `broken`.
    """
    from jixiao.policy.lookup import chooser

    return chooser(named, own=own_policy(), today=date.today())(file, None)


def policies_for(files: Sequence[tuple[Path, Path]], named: str | None, folders: Sequence[Path]) -> dict[Path, Policy]:
    """The policy of each file of a run, given with the folder under which it was found.

    `folders` are those that the user gave: nothing above them counts. A file named outright looks in all above it.
    """
    from jixiao.policy.lookup import chooser

    choose = chooser(named, own=own_policy(), today=date.today())
    given = set(folders)
    return {file: choose(file, root if root in given else None) for file, root in files}
