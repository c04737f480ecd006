"""The register of rules, in order of their codes. A new rule is one import and one entry here."""

from __future__ import annotations

from jixiao.rules import (
    e503_execution_points,
)
from jixiao.rules.rule import Rule

RULES: tuple[Rule, ...] = (
    e503_execution_points.RULE,
)


def find_rule(code: str) -> Rule | None:
    """The rule of that code (upper or lower case), or None."""
    wanted = code.strip().upper()
    return next((rule for rule in RULES if rule.code == wanted), None)
