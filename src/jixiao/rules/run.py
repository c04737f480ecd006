"""Judging one file: every rule runs, each leaves a status, all findings are kept, a crash stays with its rule."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from jixiao.policy.model import Policy
from jixiao.records.book import Book
from jixiao.records.filled_form import FilledForm
from jixiao.records.finding import Finding, RuleStatus, Severity
from jixiao.records.manuscript import Manuscript
from jixiao.records.score import Score
from jixiao.rules.registry import RULES
from jixiao.rules.rule import Context, Rule
from jixiao.scoring.scores import grade_for, score_of
from jixiao.workbook.grid import position

log = logging.getLogger("jixiao")
ON_TRIAL = "「试行」"
"""Before the message of a rule that only warns until its trial ends."""
_ORDER = {Severity.MUST_FIX: 0, Severity.VERIFY: 1, Severity.HINT: 2}


@dataclass(frozen=True)
class FormOutcome:
    """One form with its score (None when the form carries no points at all) and what became of every rule."""

    form: FilledForm
    score: Score | None
    statuses: dict[str, RuleStatus]


@dataclass(frozen=True)
class Outcome:
    """One file judged. `findings` in the order of forms and cells, or of paragraphs; status per DESIGN 4.2.

    `statuses` is what became of every rule on a document; a workbook's stand with its forms.
    """

    book: Book
    policy: Policy
    forms: tuple[FormOutcome, ...]
    findings: tuple[Finding, ...]
    statuses: dict[str, RuleStatus] = field(default_factory=dict)

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
    listed = tuple(rules)
    year = max((form.year for form in book.forms if form.year is not None), default=None)
    context = Context(policy.for_year(year), book)
    active = _switched_on(listed, context.policy, year)
    findings: list[Finding] = []
    shared: dict[str, RuleStatus] = {}
    for rule in active:
        if rule.on == "workbook":
            shared[rule.code] = _run(rule, book, context, None, findings, year)
    outcomes = []
    for form in book.forms:
        own = policy.for_year(form.year)  # a form is judged by what was in force in its own year
        outcomes.append(_judge_form(form, book, own, _switched_on(listed, own, form.year), shared, findings))
    if book.manuscript is None:
        return Outcome(book, policy, tuple(outcomes), tuple(findings))
    statuses = _judge_manuscript(book.manuscript, context, active, findings)
    return Outcome(book, policy, (), tuple(findings), shared | statuses)


def _switched_on(rules: Iterable[Rule], policy: Policy, year: int | None) -> list[Rule]:
    return [rule for rule in rules if policy.severity_of(rule.code, rule.severity, year)[0] != "关闭"]


def _judge_manuscript(
    manuscript: Manuscript, context: Context, rules: list[Rule], findings: list[Finding]
) -> dict[str, RuleStatus]:
    """Run the rules that look at documents; their findings follow in reading order."""
    own: list[Finding] = []
    statuses = {}
    for rule in rules:
        if check := rule.text_check:
            looking = replace(rule, check=check, applies=None)
            statuses[rule.code] = _run(looking, manuscript, context, None, own)
    findings.extend(sorted(own, key=lambda finding: (finding.paragraph or 0, _ORDER[finding.severity], finding.rule)))
    return statuses


def _judge_form(
    form: FilledForm,
    book: Book,
    policy: Policy,
    rules: list[Rule],
    shared: dict[str, RuleStatus],
    findings: list[Finding],
) -> FormOutcome:
    score = score_of(form, policy)
    context = Context(policy, book, score)
    own: list[Finding] = []
    statuses = dict(shared)
    for rule in rules:
        if rule.on == "form" and isinstance(form, rule.forms):
            statuses[rule.code] = _run(rule, form, context, form.sheet, own, form.year)
    findings.extend(sorted(own, key=_reading_order))
    return FormOutcome(form, _graded(form, score, policy, rules, statuses), statuses)


def _graded(
    form: FilledForm, score: Score | None, policy: Policy, rules: list[Rule], statuses: dict[str, RuleStatus]
) -> Score | None:
    """The score with its grade — only if all scoring rules ran and the weights add up."""
    if score is None or score.due is None:
        return score
    crashed = [rule.code for rule in rules if rule.scoring and statuses.get(rule.code) is RuleStatus.COULD_NOT_RUN]
    if crashed:
        return replace(score, note=f"规则 {'、'.join(crashed)} 未能运行,不定级")
    if statuses.get("E501") is RuleStatus.FOUND:
        return replace(score, note="分值合计不对,不定级")
    return replace(score, grade=grade_for(form, score.due, policy))


def _run(
    rule: Rule, subject: object, context: Context, sheet: str | None, findings: list[Finding], year: int | None = None
) -> RuleStatus:
    level, on_trial = context.policy.severity_of(rule.code, rule.severity, year)
    try:
        if rule.applies is not None and not rule.applies(subject, context):
            return RuleStatus.NOT_APPLICABLE
        own = [rule.finding(found, sheet, Severity(level)) for found in rule.check(subject, context)]
    except Exception:
        log.exception("rule %s failed on %s", rule.code, context.book.name)
        findings.append(_could_not_run(rule, sheet, in_text=context.book.manuscript is not None))
        return RuleStatus.COULD_NOT_RUN
    findings.extend(replace(found, message=ON_TRIAL + found.message) if on_trial else found for found in own)
    return RuleStatus.FOUND if own else RuleStatus.PASSED


def _could_not_run(rule: Rule, sheet: str | None, *, in_text: bool = False) -> Finding:
    return Finding(
        rule=rule.code,
        severity=Severity.VERIFY,
        sheet=sheet,
        cell=None,
        label=None,
        seen="",
        expected="",
        message=f"规则 {rule.code} 未能运行,其余规则照常{'' if in_text else ';本表暂不定级'}。",
        fix="请人工核对这一项,并把日志交给维护人员。",
        basis=rule.basis,
    )


def _reading_order(finding: Finding) -> tuple[int, int, int, str]:
    if finding.cell is None:
        return (0, 0, _ORDER[finding.severity], finding.rule)
    row, column = position(finding.cell)
    return (row, column, _ORDER[finding.severity], finding.rule)
