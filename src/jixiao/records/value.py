"""Value: the content of one cell of a form, with the address to click."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal

from jixiao.records.text import halfwidth, means_not_applicable, squeezed


@dataclass(frozen=True, slots=True)
class Value:
    """What one input cell holds.

    `cell` is the A1 address (top left of a merge). `text` is what a person reads there (「86%」, 「2023年10月」),
    untrimmed; `content` the plain value; `percent` whether its number format shows a percentage. `label` is how the
    form calls the place, for messages. `error` is an Excel error code; `uncached` a formula without a result.
    """

    cell: str
    label: str = ""
    text: str = ""
    content: str | Decimal | bool | datetime | date | time | None = None
    percent: bool = False
    formula: str | None = None
    error: str | None = None
    uncached: bool = False

    @property
    def clean(self) -> str:
        """Half-width trimmed text."""
        return halfwidth(self.text)

    @property
    def flat(self) -> str:
        """Half-width text without any blanks."""
        return squeezed(self.text)

    @property
    def blank(self) -> bool:
        """Nothing but blanks, and neither an error nor a formula without result."""
        return not self.flat and self.error is None and not self.uncached

    @property
    def broken(self) -> bool:
        """An error value or a formula without result: other rules leave it alone."""
        return self.error is not None or self.uncached

    @property
    def not_applicable(self) -> bool:
        """A stroke (/ — -) that says the place does not apply."""
        return means_not_applicable(self.text)

    @property
    def empty(self) -> bool:
        """Blank or a stroke."""
        return self.blank or self.not_applicable
