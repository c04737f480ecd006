"""The summary over many judged files, as values: totals, one row per form, all findings, all rules."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from jixiao.documents.words import STATUS_WORDS, printable, rule_name
from jixiao.records.finding import Finding, RuleStatus, Severity
from jixiao.rules.registry import RULES
from jixiao.rules.run import FormOutcome, Outcome

NO_GRADE, NO_POINTS = "未定级", "不计分"

Judged = tuple[str | None, str, Outcome]
"""One judged file: its marked copy relative to the summary's folder (None when it has none), its path, the outcome."""


@dataclass(frozen=True, slots=True)
class FormRow:
    """One form of a file; a file without forms has one row too. Counts are the form's own findings.

    Findings that belong to no form (the whole file) count in the file's first row, so that the columns add up.
    """

    path: str
    copy: str | None
    status: str  # 通过 退回 无法读取
    form: str
    sheet: str
    unit: str
    project: str
    year: int | None
    counts: tuple[int, int, int]  # 必须改 请核实 提示
    claimed: Decimal | None
    due: Decimal | None
    grade: str
    first_of_file: bool


@dataclass(frozen=True, slots=True)
class FindingRow:
    """One finding with the file it is in."""

    path: str
    copy: str | None
    unit: str
    project: str
    finding: Finding

    @property
    def rule_name(self) -> str:
        """The rule's name for people."""
        return rule_name(self.finding.rule)


@dataclass(frozen=True, slots=True)
class RuleRow:
    """One rule: how often it was found, in how many files, and what became of it form by form."""

    code: str
    name: str
    severity: str
    findings: int
    files: int
    passed: int
    not_applicable: int
    could_not_run: int


@dataclass(frozen=True)
class Summary:
    """Everything the summary workbook shows."""

    policy: str
    files: int
    statuses: dict[str, int]  # 通过 退回 无法读取 → files
    severities: dict[str, int]  # 必须改 请核实 提示 → findings
    grades: dict[str, int]  # grade, 未定级 or 不计分 → forms
    forms: tuple[FormRow, ...]
    findings: tuple[FindingRow, ...]
    rules: tuple[RuleRow, ...]

    @property
    def form_count(self) -> int:
        """How many forms were read."""
        return sum(bool(row.form) for row in self.forms)


def summarise(judged: Iterable[Judged]) -> Summary:
    """The summary of judged files, in the order given; each is looked at once, so they need not all be there."""
    forms: list[FormRow] = []
    findings: list[FindingRow] = []
    statuses: Counter[str] = Counter()
    titles: set[str] = set()
    grades, rules = _Grades(), _Rules()
    for copy, path, outcome in judged:
        owned = _by_form(outcome)
        forms += _form_rows(copy, path, outcome, owned)
        findings += _finding_rows(copy, path, outcome, owned)
        statuses[STATUS_WORDS[outcome.status]] += 1
        titles.add(outcome.policy.named())
        grades.add(outcome)
        rules.add(outcome)
    return Summary(
        policy="、".join(sorted(titles)),
        files=statuses.total(),
        statuses={word: statuses[word] for word in STATUS_WORDS.values()},
        severities={str(s): sum(row.finding.severity is s for row in findings) for s in Severity},
        grades=grades.counted(),
        forms=tuple(forms),
        findings=tuple(findings),
        rules=rules.rows(),
    )


def _by_form(outcome: Outcome) -> list[list[Finding]]:
    """Findings of each form by its sheet; those of no form, or of a sheet with several forms, go with the first."""
    shares: list[list[Finding]] = [[] for _ in outcome.forms] or [[]]
    sheets = [form.form.sheet for form in outcome.forms]
    for finding in outcome.findings:
        shares[sheets.index(finding.sheet) if finding.sheet in sheets else 0].append(finding)
    return shares


def _counts(findings: Sequence[Finding]) -> tuple[int, int, int]:
    must, verify, hint = (sum(finding.severity is s for finding in findings) for s in Severity)
    return must, verify, hint


def _form_rows(copy: str | None, path: str, outcome: Outcome, owned: list[list[Finding]]) -> list[FormRow]:
    status = STATUS_WORDS[outcome.status]
    if not outcome.forms:
        none = FormRow(path, copy, status, "", "", "", "", None, _counts(owned[0]), None, None, "", True)
        return [none]
    return [
        FormRow(
            path=path,
            copy=copy,
            status=status,
            form=form.form.form,
            sheet=printable(form.form.sheet),
            unit=_unit(form),
            project=_project(form),
            year=form.form.year,
            counts=_counts(own),
            claimed=form.score.claimed if form.score else None,
            due=form.score.due if form.score else None,
            grade=_grade(form),
            first_of_file=place == 0,
        )
        for place, (form, own) in enumerate(zip(outcome.forms, owned, strict=True))
    ]


def _unit(form: FormOutcome) -> str:
    return printable(form.form.unit_name)


def _project(form: FormOutcome) -> str:
    return printable(form.form.project_name)


def _grade(form: FormOutcome) -> str:
    if form.score is None or not form.score.lines:
        return NO_POINTS
    return form.score.grade or NO_GRADE


@dataclass(slots=True)
class _Grades:
    """Forms by grade: all grades of the policies in their order, then 未定级 and 不计分."""

    order: dict[str, None] = field(default_factory=dict)
    found: Counter[str] = field(default_factory=Counter)

    def add(self, outcome: Outcome) -> None:
        self.order |= dict.fromkeys(band.name for span in outcome.policy.spans() for band in span.grades)
        self.found.update(_grade(form) for form in outcome.forms)

    def counted(self) -> dict[str, int]:
        return {grade: self.found[grade] for grade in (*self.order, NO_GRADE, NO_POINTS)}


def _finding_rows(copy: str | None, path: str, outcome: Outcome, owned: list[list[Finding]]) -> list[FindingRow]:
    rows = []
    for place, own in enumerate(owned):
        form = outcome.forms[place] if outcome.forms else None
        unit, project = (_unit(form), _project(form)) if form else ("", "")
        rows += [FindingRow(path, copy, unit, project, finding) for finding in own]
    return rows


@dataclass(slots=True)
class _Rules:
    """All registered rules and any other that was found, the most frequent first, then by code."""

    found: Counter[str] = field(default_factory=Counter)
    files: Counter[str] = field(default_factory=Counter)
    statuses: Counter[tuple[str, RuleStatus]] = field(default_factory=Counter)
    severities: dict[str, str] = field(default_factory=lambda: {rule.code: str(rule.severity) for rule in RULES})

    def add(self, outcome: Outcome) -> None:
        self.found.update(finding.rule for finding in outcome.findings)
        self.files.update({finding.rule for finding in outcome.findings})
        self.severities |= {finding.rule: str(finding.severity) for finding in outcome.findings}
        self.statuses.update((code, status) for form in outcome.forms for code, status in form.statuses.items())
        self.statuses.update(outcome.statuses.items())

    def rows(self) -> tuple[RuleRow, ...]:
        rows = [
            RuleRow(
                code,
                rule_name(code),
                severity,
                self.found[code],
                self.files[code],
                self.statuses[code, RuleStatus.PASSED],
                self.statuses[code, RuleStatus.NOT_APPLICABLE],
                self.statuses[code, RuleStatus.COULD_NOT_RUN],
            )
            for code, severity in self.severities.items()
        ]
        return tuple(sorted(rows, key=lambda row: (-row.findings, row.code)))
