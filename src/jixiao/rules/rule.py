"""What a rule is: a code, words for people, and one plain function that yields hits.

A rule looks at a whole file (`on="workbook"`, check(book, context)), at one form (`on="form"`, check(form, context))
or at a document (`on="manuscript"`, check(manuscript, context)); one on forms looks at documents too by its `in_text`.
One that needs to know the whole round (`on="round"`) never runs on a file by itself, but when files are collected.
It yields, never raises for what a unit wrote, and holds no number of law: those are in `context.policy`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Literal

from jixiao.library.built_in import built_in
from jixiao.library.model import Library
from jixiao.policy.model import Policy
from jixiao.records.book import Book
from jixiao.records.finding import Finding, Severity
from jixiao.records.manuscript import Manuscript, Paragraph
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

    @property
    def library(self) -> Library:
        """The indicator library that serves the file: the one found beside it, else the built-in one."""
        found = self.book.library
        return found if isinstance(found, Library) else built_in()


@dataclass(frozen=True, slots=True)
class Hit:
    """One fault found: where, seen, expected, and the words that fill the rule's message and fix."""

    cell: str | None
    label: str | None
    seen: str
    expected: str
    sheet: str | None = None  # only where it is not the form's own sheet
    words: dict[str, str] = field(default_factory=dict)
    paragraph: int | None = None  # of a document, with the words that it is about
    quote: str | None = None


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


def text_hit(
    at: Paragraph, start: int = 0, end: int | None = None, *, expected: str = "", seen: str | None = None, **words: Any
) -> Hit:
    """A hit in a document at the words from `start` to `end` of the paragraph's flat text; `seen` defaults to them."""
    quote = at.quote(start, len(at.flat) if end is None else end)
    filled = {key: str(word) for key, word in words.items()}
    return Hit(None, None, shortened(quote) if seen is None else seen, expected, None, filled, at.number, quote)


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
    on: Literal["workbook", "form", "manuscript", "round"] = "form"
    forms: tuple[type, ...] = (SelfEvaluation,)
    scoring: bool = False  # a grade is given only if every such rule ran
    applies: Callable[[Any, Context], bool] | None = None  # False → 不适用
    in_text: Callable[[Manuscript, Context], Iterable[Hit]] | None = None  # the same fault in a document
    text_message: str = ""  # where a document needs other words
    text_fix: str = ""

    @property
    def text_check(self) -> Callable[[Any, Context], Iterable[Hit]] | None:
        """How the rule looks at a document; None when it does not."""
        return self.check if self.on == "manuscript" else self.in_text

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
            message=((found.paragraph and self.text_message) or self.message).format(**words),
            fix=((found.paragraph and self.text_fix) or self.fix).format(**words),
            basis=self.basis,
            paragraph=found.paragraph,
            quote=found.quote,
        )
