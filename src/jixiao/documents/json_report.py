"""The `--json` document (DESIGN 4.2): one object, numbers as text, findings never capped."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from jixiao.records.finding import Finding, Severity
from jixiao.records.manuscript import is_document
from jixiao.records.numbers import plain
from jixiao.records.score import Line, Score
from jixiao.rules.run import FormOutcome, Outcome


def report(outcomes: Iterable[tuple[str, Outcome]], *, version: str, policy: str) -> dict[str, Any]:
    """The whole document for (path, outcome) pairs in the order given; `policy` names those that were used."""
    pairs = list(outcomes)
    totals: dict[str, int] = {"workbooks": len(pairs)}
    for status in ("passed", "returned", "unreadable"):
        totals[status] = sum(outcome.status == status for _, outcome in pairs)
    for severity in Severity:
        totals[severity.value] = sum(outcome.count(severity) for _, outcome in pairs)
    return {
        "version": version,
        "policy": policy,
        "workbooks": [workbook(path, outcome) for path, outcome in pairs],
        "totals": totals,
    }


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
