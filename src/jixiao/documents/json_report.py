"""The `--json` document (DESIGN 4.2): one object, numbers as text, findings never capped."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from jixiao.records.finding import Finding, Severity
from jixiao.records.manuscript import is_document
from jixiao.records.numbers import plain
from jixiao.records.score import Line, Score
from jixiao.rules.run import FormOutcome, Outcome


@dataclass
class Totals:
    """What many judged files come to, counted as they come; `names` and `titles` of the policies in their order."""

    workbooks: int = 0
    statuses: Counter[str] = field(default_factory=Counter)
    severities: Counter[str] = field(default_factory=Counter)
    names: dict[str, None] = field(default_factory=dict)
    titles: dict[str, None] = field(default_factory=dict)

    def add(self, outcome: Outcome) -> None:
        """Count one more file."""
        self.workbooks += 1
        self.statuses[outcome.status] += 1
        self.severities.update(finding.severity.value for finding in outcome.findings)
        self.names[outcome.policy.name] = None
        self.titles[outcome.policy.named()] = None


def opening(version: str, policy: str) -> str:
    """The text of the document up to its first file; `policy` names those that were used."""
    return f'{{\n "version": {_text(version, 1)},\n "policy": {_text(policy, 1)},\n "workbooks": ['


def part(path: str, outcome: Outcome, *, first: bool) -> str:
    """The text of one file's part of the document, and what stands between it and the part before."""
    return f"{'' if first else ','}\n  {_text(workbook(path, outcome), 2)}"


def closing(totals: Totals) -> str:
    """The text of the document behind its last file."""
    counts = {
        "workbooks": totals.workbooks,
        **{status: totals.statuses[status] for status in ("passed", "returned", "unreadable")},
        **{severity.value: totals.severities[severity.value] for severity in Severity},
    }
    end = "\n ]" if totals.workbooks else "]"
    return f'{end},\n "totals": {_text(counts, 1)}\n}}\n'


def _text(value: Any, depth: int) -> str:
    """JSON as it stands that deep in the document; line feeds within texts are written as \\n."""
    return json.dumps(value, ensure_ascii=False, indent=1).replace("\n", "\n" + " " * depth)


def workbook(path: str, outcome: Outcome) -> dict[str, Any]:
    """One file's part of the document; findings in a .docx or .txt have `paragraph` and `quote` besides.

    A policy that was found beside or above the file, or is the user's own, is named with its place.
    """
    policy = outcome.policy
    return {
        "path": path,
        "status": outcome.status,
        "forms": [_form(item) for item in outcome.forms],
        "findings": [_finding(item, in_text=is_document(path)) for item in outcome.findings],
        **({"policy": policy.name, "policy_from": policy.origin} if policy.was_found else {}),
    }


def _form(outcome: FormOutcome) -> dict[str, Any]:
    form = outcome.form
    return {
        "form": form.form,
        "sheet": form.sheet,
        "unit": form.unit_name,
        "project": form.project_name,
        "year": form.year,
        "score": _score(outcome.score),
    }


def _score(score: Score | None) -> dict[str, Any]:
    if score is None:
        return {"due": None, "claimed": None, "grade": None, "lines": []}
    return {
        "due": points(score.due),
        "claimed": _number(score.claimed),
        "grade": score.grade,
        "lines": [_line(line) for line in score.lines],
    }


def _line(line: Line) -> dict[str, Any]:
    return {
        "cell": line.cell,
        "label": line.label,
        "weight": _number(line.weight),
        "claimed": _number(line.claimed),
        "due": points(line.due),
        "how": line.how,
    }


def _finding(finding: Finding, *, in_text: bool) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "sheet": finding.sheet,
        "cell": finding.cell,
        **({"paragraph": finding.paragraph, "quote": finding.quote} if in_text else {}),
        "label": finding.label,
        "seen": finding.seen,
        "expected": finding.expected,
        "message": finding.message,
        "fix": finding.fix,
        "basis": finding.basis,
    }


def points(value: Decimal | None) -> str | None:
    """Points due, always with two decimals."""
    return None if value is None else f"{value:.2f}"


def _number(value: Decimal | None) -> str | None:
    return None if value is None else plain(value)
