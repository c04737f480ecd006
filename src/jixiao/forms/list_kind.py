"""What a list or letter with a table is besides its Form: how it is told from others, laid out and computed."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Literal

from jixiao.forms.declaration import Column, Field, Form

Scalar = str | int | Decimal | None
Row = Mapping[str, Scalar]
part_name = Literal["title", "year", "centre", "left", "right", "pair", "long", "heading", "text", "table"]
TABLE = "projects"
"""The name of the one table that such a form has."""


@dataclass(frozen=True)
class Part:
    """One step of the sheet from top to bottom: fields by role, or a `text` that stands there as it is."""

    kind: part_name
    roles: tuple[str, ...] = ()
    text: str = ""
    height: float = 24


@dataclass(frozen=True)
class RowFormula:
    """A calculated cell of every row: `text` with {role} for the row's cells and {field.role} for the head's.

    `value` gives the same from the row's values by role (field values as 「field.role」).
    """

    role: str
    text: str
    value: Callable[[Row], Scalar]


@dataclass(frozen=True)
class FieldFormula:
    """A calculated field: `text` with {role} for a whole column and {field.role} for a field; `value` from both."""

    role: str
    text: str
    value: Callable[[Sequence[Row], Row], Scalar]


@dataclass(frozen=True, eq=False)
class ListKind:
    """One kind of list.

    A table is of this kind when a title of the form stands above it and it has a column of `needs`, or when it has all
    columns of `telling`. `item` is the column that names what a row is about; `least` the columns without which the
    form cannot be judged (A106); `carried` columns are often filled in only once for several rows. `unlabelled` fields
    stand in the letter without a label. `sums` are the columns that the total row adds up.
    """

    form: Form
    record: str
    item: str
    needs: frozenset[str]
    telling: frozenset[str]
    least: tuple[str, ...]
    parts: tuple[Part, ...]
    carried: frozenset[str] = frozenset()
    unlabelled: frozenset[str] = frozenset()
    sums: tuple[str, ...] = ()
    row_formulas: tuple[RowFormula, ...] = ()
    field_formulas: tuple[FieldFormula, ...] = ()
    letter: bool = False
    landscape: bool = True
    paper: int = 9
    rows: int = 16
    head_height: float = 32
    freeze: int = 1  # the first column that scrolls
    as_text: frozenset[str] = frozenset({"number", "problem_number"})  # columns whose numbers are names

    @cached_property
    def title(self) -> re.Pattern[str]:
        """The compiled title pattern."""
        return re.compile(self.form.title_pattern)

    @property
    def columns(self) -> tuple[Column, ...]:
        """The table's columns."""
        return self.form.tables[TABLE]

    def field(self, role: str) -> Field:
        """The field of that role; KeyError when the form has none."""
        for field in self.form.fields:
            if field.role == role:
                return field
        raise KeyError(role)


def number_of(value: Scalar) -> Decimal | None:
    """A scalar as a number; None for text and blanks."""
    return None if value is None or isinstance(value, str) else Decimal(value)
