"""Policies compared over the same files, and written as workbooks to edit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from jixiao.intake import write_new
from jixiao.policy.model import Policy
from jixiao.rules.run import Outcome, judge

if TYPE_CHECKING:
    pass
from jixiao.tasks.check import check_file


def rule_entries() -> tuple[tuple[str, str, str, str, str], ...]:
    """Every rule for a policy workbook: family, code, name, severity and basis, in order of the codes."""
    from jixiao.documents.words import FAMILIES
    from jixiao.rules.registry import RULES

    return tuple(
        (f"{rule.code[0]} {FAMILIES[rule.code[0]]}", rule.code, rule.name, str(rule.severity), rule.basis)
        for rule in RULES
    )


def compare_policies(
    files: Iterable[Path], before: Policy, after: Policy, *, password: str | None = None
) -> Iterator[tuple[str, Outcome, Outcome]]:
    """Each file read once and judged by both policies; nothing is written."""
    for path in files:
        outcome = check_file(path, before, password=password)
        yield str(path), outcome, judge(outcome.book, after)


def write_policy_workbook(name: str, policy: Policy, folder: Path, at: datetime) -> Path:
    """The policy as an editable workbook below `folder`; `name` is a profile's or the path of a policy workbook."""
    from jixiao.policy.export import policy_workbook

    return write_new(folder / f"口径参数_{policy.name}.xlsx", policy_workbook(name, rule_entries()), at)
