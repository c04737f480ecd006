"""What a rule is: a code, words for people, and one plain function that yields hits.

A rule looks at a whole file (`on="workbook"`, check(book, context)) or at one form (`on="form"`, check(form, context)).
It yields, never raises for what a unit wrote, and holds no number of law: those are in `context.policy`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Literal

from jixiao.policy.model import Policy
from jixiao.records.book import Book
from jixiao.records.finding import Finding, Severity
from jixiao.records.score import Score
from jixiao.records.self_evaluation import SelfEvaluation
from jixiao.records.text import shortened
from jixiao.records.value import Value


@dataclass(frozen=True)
class Context:
    """What a rule may consult besides its subject. `score` is None for workbook rules and forms without points."""

    policy: Policy
    book: Book
    score: Score | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """One fault found: where, seen, expected, and the words that fill the rule's message and fix."""

    cell: str | None
    label: str | None
    seen: str
    expected: str
    sheet: str | None = None  # only where it is not the form's own sheet
    words: dict[str, str] = field(default_factory=dict)


def hit(
    at: Value | None = None,
    *,
    expected: str = "",
    seen: str | None = None,
    cell: str | None = None,
    label: str | None = None,
    sheet: str | None = None,
    **words: Any,
) -> Hit:
    """A hit at a value's cell (or at `cell`); `seen` defaults to what the value shows, else 「空白」."""
    if seen is None:
        seen = shortened(at.error or at.text) if at is not None else ""
        if at is not None and not seen:
            seen = "空白"
    place = cell if cell is not None else (at.cell if at is not None else None)
    name = label if label is not None else (at.label if at is not None else None)
    return Hit(place, name, seen, expected, sheet, {key: str(word) for key, word in words.items()})


@dataclass(frozen=True)
class Rule:
    """One check. `message` and `fix` may use {seen} {expected} {label} and every word that the hits carry."""

    code: str
    name: str
    severity: Severity
    basis: str
    message: str
    fix: str
    check: Callable[[Any, Context], Iterable[Hit]]
    on: Literal["workbook", "form"] = "form"
    forms: tuple[type, ...] = (SelfEvaluation,)
    scoring: bool = False  # a grade is given only if every such rule ran
    applies: Callable[[Any, Context], bool] | None = None  # False → 不适用

    def finding(self, found: Hit, sheet: str | None, severity: Severity) -> Finding:
        """The finding that a hit of this rule becomes."""
        words = {"seen": found.seen, "expected": found.expected, "label": found.label or "", **found.words}
        return Finding(
            rule=self.code,
            severity=severity,
            sheet=found.sheet or (sheet if self.on == "form" else None),
            cell=found.cell,
            label=found.label,
            seen=found.seen,
            expected=found.expected,
            message=self.message.format(**words),
            fix=self.fix.format(**words),
            basis=self.basis,
        )
