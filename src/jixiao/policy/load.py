"""The policy that a user means: a built-in profile by name, or a policy workbook by its path."""

from __future__ import annotations

from pathlib import Path

from jixiao.policy.model import Policy
from jixiao.policy.profile_files import (
    DEFAULT,
    PolicyError,
    Setting,
    described,
    find_profile,
    load_profile,
    profile_names,
)

__all__ = ["PolicyError", "Setting", "check_policy", "describe", "load_policy", "load_profile", "profile_names"]


WORKBOOK_ENDINGS = (".xlsx", ".xlsm")
FOREIGN_ENDINGS = (".xls", ".et", ".csv", ".toml", ".docx")


def is_workbook(name_or_path: str) -> bool:
    """Whether a --policy argument means a policy workbook; PolicyError when it is a file of another kind."""
    ending = Path(name_or_path).suffix.lower()
    if ending in FOREIGN_ENDINGS:
        raise PolicyError(
            f"口径工作簿「{Path(name_or_path).name}」不是 xlsx 格式,请用 Excel 或 WPS 另存为 .xlsx 后再用。"
        )
    return ending in WORKBOOK_ENDINGS


def load_policy(name_or_path: str = DEFAULT) -> Policy:
    """The policy that a profile name or the path of a policy workbook means; PolicyError when it cannot be used."""
    if is_workbook(name_or_path):
        from jixiao.policy.workbook import read_policy_workbook

        return read_policy_workbook(Path(name_or_path))
    return load_profile(name_or_path)


def describe(name_or_path: str = DEFAULT) -> list[Setting]:
    """Every setting of a policy with its value in plain Chinese words and its provenance, the notice line by line."""
    if is_workbook(name_or_path):
        from jixiao.policy.workbook import describe_workbook

        return describe_workbook(Path(name_or_path))
    key = find_profile(name_or_path)
    return described(load_profile(key), key)


def check_policy(name_or_path: str) -> list[str]:
    """Why a policy cannot be used, one Chinese sentence per fault; empty when it can."""
    try:
        load_policy(name_or_path)
    except PolicyError as error:
        return list(error.problems)
    return []
