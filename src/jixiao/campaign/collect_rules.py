"""Running rules that look past one workbook: over a file in its round, a whole round, or forms of several files."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import replace

from jixiao.campaign.facts import finding_rows
from jixiao.campaign.results import FindingRow
from jixiao.policy.model import Policy
from jixiao.records.book import Book
from jixiao.records.finding import Severity
from jixiao.rules.rule import Context, Rule
from jixiao.rules.run import ON_TRIAL

log = logging.getLogger("jixiao")


def run_rules(rules: Iterable[Rule], subject: object, policy: Policy) -> tuple[FindingRow, ...]:
    """What rules of the round find, by the policy's severities; one that fails is logged and leaves the others be."""
    context = Context(policy, Book(""))
    found: list[FindingRow] = []
    for rule in rules:
        level, on_trial = policy.severity_of(rule.code, rule.severity, None)
        if level == "关闭":
            continue
        try:
            own = tuple(rule.finding(each, None, Severity(level)) for each in rule.check(subject, context))
        except Exception:
            log.exception("rule %s failed on the round", rule.code)
            continue
        found += finding_rows(
            tuple(replace(each, message=ON_TRIAL + each.message) for each in own) if on_trial else own
        )
    return tuple(found)
