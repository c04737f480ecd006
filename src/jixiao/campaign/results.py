"""What is kept of every submission (报送件): who sent it, what was found, what it comes to — as plain, storable facts.

The register of a round is made of these; summary, returns, sample and lists read them and never the files again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from decimal import Decimal
from functools import lru_cache
from operator import eq
from typing import Any, TypeVar, overload

from jixiao.records.finding import Severity

Money = Decimal
"""万元, exact."""
_T = TypeVar("_T")


class Streamed(Sequence[_T]):
    """Values that are made each time they are looked at, so that thousands are never held; equal to a list of them."""

    def __init__(self, count: int, one: Callable[[int], _T]) -> None:
        """`count` values, the one of a place from 0 by `one`."""
        self._count, self._one = count, one

    def __len__(self) -> int:
        """How many there are."""
        return self._count

    @overload
    def __getitem__(self, place: int) -> _T: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[_T, ...]: ...
    def __getitem__(self, place: int | slice) -> _T | tuple[_T, ...]:
        """One value, or several as a tuple."""
        if isinstance(place, slice):
            return tuple(self._one(each) for each in range(self._count)[place])
        return self._one(range(self._count)[place])

    def __eq__(self, other: object) -> bool:
        """Whether the other holds equal values in the same order."""
        return isinstance(other, Sequence) and len(self) == len(other) and all(map(eq, self, other))

    __hash__ = None  # type: ignore[assignment]


@dataclass(frozen=True, slots=True)
class FormResult:
    """One form of a submission. Points are out of 100; `rate` is executed ÷ budget in percent, exact."""

    form: str
    sheet: str
    unit: str = ""
    project: str = ""
    project_code: str = ""
    year: int | None = None
    budget: Money | None = None
    executed: Money | None = None
    rate: Decimal | None = None
    due: Decimal | None = None
    claimed: Decimal | None = None
    grade: str = ""
    light: str = ""  # 红 黄 绿 蓝 of the budget at the end of the period (monitoring)
    red_items: tuple[str, ...] = ()  # every red light with its reason, in words
    department: str = ""  # 主管部门 as the form names it


@dataclass(frozen=True, slots=True)
class FindingRow:
    """One finding as it is listed."""

    rule: str
    severity: str
    sheet: str
    cell: str
    label: str
    seen: str
    expected: str
    message: str
    fix: str
    basis: str

    @property
    def identity(self) -> tuple[str, str, str]:
        """What makes it the same finding in the next round: rule and place as people name it, not the cell."""
        return self.rule, self.sheet, self.label or self.cell


@dataclass(frozen=True, slots=True)
class Submission:
    """One file that came in, in one round of sending.

    `path` is where it lay (inside a zip: 压缩包!里面的路径), `digest` the SHA-256 of its bytes, `at` when it was taken
    in (ISO). `unit_code` is by its identity, else by its contents and the roster, "" when nobody knows. `genuine`
    says that the signature holds; else `remark` says why not. `chosen` marks the one that counts for its unit.
    """

    path: str
    digest: str
    size: int
    at: str
    unit_code: str = ""
    unit_name: str = ""
    genuine: bool = False
    remark: str = ""
    status: str = ""  # passed, returned, unreadable
    forms: tuple[FormResult, ...] = ()
    findings: tuple[FindingRow, ...] = ()
    round: int = 1  # how often this unit has sent something different, this one included
    chosen: bool = True

    def count(self, severity: Severity) -> int:
        """How many findings of a severity there are."""
        return sum(item.severity == severity.value for item in self.findings)


def stored(submission: Submission) -> dict[str, Any]:
    """A submission as JSON-ready values; decimals become text."""
    return dict(_plain(asdict(submission)))


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return f"{value:f}" if isinstance(value, Decimal) else value


def restored(told: Mapping[str, Any]) -> Submission:
    """A submission from what `stored` made of it; KeyError or TypeError when it is something else."""
    values = {one.name: told[one.name] for one in fields(Submission) if one.name in told}
    values["forms"] = tuple(_form(item) for item in told["forms"])
    values["findings"] = tuple(FindingRow(**item) for item in told["findings"])
    return Submission(**values)


_number = lru_cache(maxsize=2048)(Decimal)  # the same points and rates come back in thousands of forms


def _form(told: Mapping[str, Any]) -> FormResult:
    values = dict(told)
    for name in ("budget", "executed", "rate", "due", "claimed"):
        values[name] = None if values.get(name) is None else _number(values[name])
    values["red_items"] = tuple(values.get("red_items", ()))
    return FormResult(**values)


@dataclass(frozen=True)
class Standing:
    """Where the round stands: every submission in the order of arrival, the roster's units, and who is missing.

    `earlier` are the findings of the unit's previous sending by unit code, for what is fixed, still open and new; a
    unit without any is left out. Collecting streams its submissions; `held` is for what looks at them several times.
    """

    submissions: Sequence[Submission]
    missing: tuple[str, ...] = ()  # unit codes of the roster that sent nothing that could be read
    strangers: tuple[str, ...] = ()  # paths whose unit is not on the roster
    earlier: Mapping[str, tuple[FindingRow, ...]] = field(default_factory=dict)

    @property
    def chosen(self) -> tuple[Submission, ...]:
        """The submissions that count, one per unit and form."""
        return tuple(item for item in self.submissions if item.chosen)

    def held(self) -> Standing:
        """The same with every submission in memory."""
        return replace(self, submissions=tuple(self.submissions))
