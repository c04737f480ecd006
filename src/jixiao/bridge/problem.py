"""What did not map: where, what is the matter, what to do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from jixiao.records.finding import Severity


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that did not map. `cell` is an A1 address or "", `file` and `sheet` say in what.

    必须改: something was left out for it; 请核实: taken as it stands; 提示: for knowing only.
    """

    severity: Severity
    file: str
    sheet: str
    cell: str
    message: str
    fix: str = ""

    @property
    def place(self) -> str:
        """Where it is, as people write it: 「清单.xlsx 项目!C7」."""
        inside = f"{self.sheet}!{self.cell}" if self.sheet and self.cell else self.sheet or self.cell
        return f"{self.file} {inside}".strip()


def must_change(problems: Iterable[Problem]) -> bool:
    """Whether anything was left out."""
    return any(problem.severity is Severity.MUST_FIX for problem in problems)
