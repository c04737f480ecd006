"""Judging one file: every rule runs, each leaves a status, all findings are kept, a crash stays with its rule."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass, replace

from jixiao.policy.model import Policy
from jixiao.records.book import Book
from jixiao.records.filled_form import FilledForm
from jixiao.records.finding import Finding, RuleStatus, Severity
from jixiao.records.score import Score
from jixiao.records.self_evaluation import SelfEvaluation
from jixiao.rules.registry import RULES
from jixiao.rules.rule import Context, Rule
from jixiao.scoring.total import score_form
from jixiao.workbook.grid import position

log = logging.getLogger("jixiao")
_ORDER = {Severity.MUST_FIX: 0, Severity.VERIFY: 1, Severity.HINT: 2}


@dataclass(frozen=True)
class FormOutcome:
    """One form with its score (None when the form carries no points at all) and what became of every rule."""

    form: FilledForm
    score: Score | None
    statuses: dict[str, RuleStatus]


@dataclass(frozen=True)
class Outcome:
    """One file judged. `findings` in the order of forms and cells; status per DESIGN 4.2."""

    book: Book
    policy: Policy
    forms: tuple[FormOutcome, ...]
    findings: tuple[Finding, ...]

    @property
    def status(self) -> str:
        """unreadable, returned (something must be changed) or passed."""
        if self.book.refusal is not None:
            return "unreadable"
        return "returned" if self.count(Severity.MUST_FIX) else "passed"

    def count(self, severity: Severity) -> int:
        """How many findings of a severity there are."""
        return sum(finding.severity is severity for finding in self.findings)


def judge(book: Book, policy: Policy, rules: Iterable[Rule] = RULES) -> Outcome:
    """Run the rules over one file and its forms."""
    active = [rule for rule in rules if policy.severities.get(rule.code) != "关闭"]
    context = Context(policy, book)
    findings: list[Finding] = []
    shared: dict[str, RuleStatus] = {}
    for rule in active:
        if rule.on == "workbook":
            shared[rule.code] = _run(rule, book, context, None, findings)
    outcomes = []
    for form in book.forms:
        outcomes.append(_judge_form(form, book, policy, active, shared, findings))
    return Outcome(book, policy, tuple(outcomes), tuple(findings))


def _judge_form(
    form: FilledForm,
    book: Book,
    policy: Policy,
    rules: list[Rule],
    shared: dict[str, RuleStatus],
    findings: list[Finding],
) -> FormOutcome:
    score = score_form(form, policy) if isinstance(form, SelfEvaluation) else None
    context = Context(policy, book, score)
    own: list[Finding] = []
    statuses = dict(shared)
    for rule in rules:
        if rule.on == "form" and isinstance(form, rule.forms):
            statuses[rule.code] = _run(rule, form, context, form.sheet, own)
    findings.extend(sorted(own, key=_reading_order))
    return FormOutcome(form, _graded(score, policy, rules, statuses), statuses)


def _graded(score: Score | None, policy: Policy, rules: list[Rule], statuses: dict[str, RuleStatus]) -> Score | None:
    """The score with its grade — only if all scoring rules ran and the weights add up."""
    if score is None or score.due is None:
        return score
    crashed = [rule.code for rule in rules if rule.scoring and statuses.get(rule.code) is RuleStatus.COULD_NOT_RUN]
    if crashed:
        return replace(score, note=f"规则 {'、'.join(crashed)} 未能运行,不定级")
    if statuses.get("E501") is RuleStatus.FOUND:
        return replace(score, note="分值合计不对,不定级")
    return replace(score, grade=policy.grade(score.due))


def _run(rule: Rule, subject: object, context: Context, sheet: str | None, findings: list[Finding]) -> RuleStatus:
    severity = Severity(context.policy.severities.get(rule.code, rule.severity))
    try:
        if rule.applies is not None and not rule.applies(subject, context):
            return RuleStatus.NOT_APPLICABLE
        own = [rule.finding(found, sheet, severity) for found in rule.check(subject, context)]
    except Exception:
        log.exception("rule %s failed on %s", rule.code, context.book.name)
        findings.append(_could_not_run(rule, sheet))
        return RuleStatus.COULD_NOT_RUN
    findings.extend(own)
    return RuleStatus.FOUND if own else RuleStatus.PASSED


def _could_not_run(rule: Rule, sheet: str | None) -> Finding:
    return Finding(
        rule=rule.code,
        severity=Severity.VERIFY,
        sheet=sheet,
        cell=None,
        label=None,
        seen="",
        expected="",
        message=f"规则 {rule.code} 未能运行,其余规则照常;本表暂不定级。",
        fix="请人工核对这一项,并把日志交给维护人员。",
        basis=rule.basis,
    )


def _reading_order(finding: Finding) -> tuple[int, int, int, str]:
    if finding.cell is None:
        return (0, 0, _ORDER[finding.severity], finding.rule)
    row, column = position(finding.cell)
    return (row, column, _ORDER[finding.severity], finding.rule)
