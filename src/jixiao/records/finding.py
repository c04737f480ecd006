"""Findings: what a rule saw, where, and what to do about it (DESIGN 4.2–4.3)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """The three grades of a finding."""

    MUST_FIX = "必须改"
    VERIFY = "请核实"
    HINT = "提示"


class RuleStatus(StrEnum):
    """What became of a rule on one form."""

    PASSED = "通过"
    FOUND = "有问题"
    NOT_APPLICABLE = "不适用"
    COULD_NOT_RUN = "未能运行"


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault, ready for people: where, seen, expected, why, what to do.

    In a workbook the place is `sheet` and `cell`, in a document the number of the `paragraph` and the words `quote`.
    """

    rule: str
    severity: Severity
    sheet: str | None
    cell: str | None
    label: str | None
    seen: str
    expected: str
    message: str
    fix: str
    basis: str
    paragraph: int | None = None
    quote: str | None = None
