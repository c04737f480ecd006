"""Figures of the annual report (预算绩效管理工作开展情况): each knows its query in words and the rows it comes from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from jixiao.records.numbers import plain, rounded

How = Literal["sum", "count", "mean", "share"]
HOW_WORDS: Mapping[How, str] = {"sum": "相加", "count": "计数", "mean": "加权平均", "share": "占比(%)"}


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A row that a figure rests on: where it stands, what it is, its number; `weight` of a mean, whole of a share."""

    where: str
    what: str
    number: Decimal
    weight: Decimal = Decimal(1)


@dataclass(frozen=True)
class Figure:
    """A figure of the report. `group` and `name` are its placeholder: {{ 单位自评.金额 }}."""

    group: str
    name: str
    unit: str
    how: How
    query: str
    rows: tuple[SourceRow, ...]

    @property
    def value(self) -> Decimal:
        """What the rows come to; means and shares have two places. 0 where there is nothing to divide by."""
        if self.how == "count":
            return Decimal(len(self.rows))
        if self.how == "sum":
            return sum((row.number for row in self.rows), Decimal(0))
        weights = sum((row.weight for row in self.rows), Decimal(0))
        if self.how == "mean":
            total = sum((row.number * row.weight for row in self.rows), Decimal(0))
            return rounded(total / weights) if weights else Decimal(0)
        part = sum((row.number for row in self.rows), Decimal(0))
        return rounded(part * 100 / weights) if weights else Decimal(0)

    @property
    def text(self) -> str:
        """The figure as the report tells it: thousands marks, no idle zeros; means with two places."""
        value = self.value
        return f"{value:.2f}" if self.how == "mean" else with_marks(value)

    @property
    def label(self) -> str:
        """What it is called: 单位自评·金额."""
        return f"{self.group}·{self.name}"


@dataclass(frozen=True, slots=True)
class Untied:
    """Figures that do not tie: where, what, what is stated and what it should be (万元, 个 …)."""

    where: str
    what: str
    stated: Decimal
    due: Decimal
    unit: str = ""

    def words(self) -> str:
        """The fault as it is told: where, what, what was expected, what to do."""
        unit = f" {self.unit}" if self.unit else ""
        gap = plain(abs(self.stated - self.due))
        told = f"{self.where}:{self.what}填 {plain(self.stated)}{unit},应为 {plain(self.due)}{unit},相差 {gap}{unit}。"
        return told + "请核对,改平以后再生成。"


def with_marks(value: Decimal) -> str:
    """A number with thousands marks and without idle zeros: 20,794.54."""
    whole, dot, rest = plain(value).partition(".")
    return f"{int(whole):,}{dot}{rest}" if not whole.startswith("-0") else plain(value)


def untied(
    where: str, what: str, stated: Decimal | None, parts: Iterable[Decimal | None], unit: str = ""
) -> tuple[Untied, ...]:
    """A stated total against the exact sum of its parts; nothing where no total, or no part, is given."""
    given = [part for part in parts if part is not None]
    due = sum(given, Decimal(0))
    return (Untied(where, what, stated, due, unit),) if stated is not None and given and stated != due else ()


@dataclass(frozen=True, slots=True)
class LedgerCounts:
    """What the rectification ledger counts, row by row: notices sent, problems, answered, closed, overdue ones.

    `issued` is the year of the notices, None for all of them.
    """

    notices: tuple[SourceRow, ...]
    items: tuple[SourceRow, ...]
    replied: tuple[SourceRow, ...]
    closed: tuple[SourceRow, ...]
    overdue: tuple[SourceRow, ...] = ()
    issued: int | None = None


def figure_named(figures: Sequence[Figure], group: str, name: str) -> Figure | None:
    """The figure of a placeholder, None when the year has none."""
    return next((one for one in figures if (one.group, one.name) == (group, name)), None)
