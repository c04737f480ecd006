"""One known fault each in a well-filled form, said by role and row: what every declared cell can have, form by form."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from benchmarks.planted_filled import Broken, Change, Uncached, blank, places

from jixiao.forms.declaration import Column, Field
from jixiao.forms.template import Key
from jixiao.records.list_arithmetic import day_of

HEADER = ("heading of the table", 0)
"""Where A106, D401 stand: the first heading cell."""
NOWHERE: Key = ("", 0)
"""A fault of the file as a whole."""


@dataclass(frozen=True)
class Fault:
    """One fault: the rule, what is changed in the well-filled form, where the rule must fire, what else it entails."""

    rule: str
    why: str
    change: Change
    at: Key | None
    also: tuple[tuple[str, Key], ...] = ()
    policy: Mapping[str, Any] = field(default_factory=dict)
    alone: bool = False  # only where no other form is in the workbook
    wide: bool = False  # one more cell of the same rule: tried in the standard template only


def fault(rule: str, change: Change, at: Key | None = None, *also: tuple[str, Key], **policy: Any) -> Fault:
    """A fault that fires at the first changed cell unless said otherwise."""
    first = next(iter(change))
    why = "、".join(f"{role}{row}" for role, row in change)[:60]
    return Fault(rule, why, change, at if at is not None else first, also, policy)


def i(role: str, row: int = 0) -> Key:
    """A cell of the indicator table."""
    return f"indicators.{role}", row


def f(role: str, row: int = 0) -> Key:
    """A cell of the funds block."""
    return f"funds.{role}", row


def c(role: str, row: int = 0) -> Key:
    """A cell of a score sheet."""
    return f"criteria.{role}", row


def h(role: str) -> Key:
    """A field of a list or letter."""
    return f"field.{role}", 0


# -- what the declaration says of every cell ---------------------------------------------------------------------------


def declared(form_title: str) -> Iterator[tuple[Key, Column | Field]]:
    """Every filled cell that a form declares, the first of each column."""
    example, _ = blank(form_title)
    values, at = example.values(), places(form_title)
    for one in example.form.fields:
        key = next((key for key in ((one.role, 0), h(one.role)) if key in at), None)
        if key is not None and values.get(key) not in (None, ""):
            yield key, one
    for table, columns in example.form.tables.items():
        for column in columns:
            prefix = column.role if (column.role, 1) in at and table not in ("funds", "indicators") else ""
            role = prefix or f"{table}.{column.role}"
            key = next((k for k in sorted(values) if k[0] == role and values[k] not in (None, "") and k in at), None)
            if key is not None:
                yield key, column


UNLABELLED = {title: (h("number"), h("to")) for title in ("评价结果反馈及整改通知", "整改情况报告")}
"""Fields of a letter that nothing shows the place of: where one is blank, the finding stands at the title."""
_STOCK = {"number": "××〔2026〕×号", "to": "××县水利局："}
_NO_WORDS = ("period", "days", "problem_number")
_DAY = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日")


def _untidy(value: Any) -> str:
    """The same day as units write it: 2025.09.05."""
    match = _DAY.fullmatch(value) if isinstance(value, str) else None
    day = date(*map(int, match.groups())) if match else day_of(int(value))
    return f"{day:%Y.%m.%d}"


def of_declaration(form_title: str) -> Iterator[Fault]:
    """What any cell can have: blank though required, an error, no result, stock text, odd characters, odd dates."""
    told: set[str] = set()

    def one(rule: str, key: Key, content: Any, at: Key | None = None) -> Fault:
        wide = rule in told
        told.add(rule)
        return Fault(rule, f"{key[0]}{key[1]}", {key: content}, at or key, wide=wide)

    for key, what in declared(form_title):
        unlabelled = key in UNLABELLED.get(form_title, ())
        if what.required and not key[0].startswith("funds.") and not _or_another(form_title, key):
            yield one("B201", key, None, ("title", 0) if unlabelled else key)
        if not what.calculated and what.role not in ("level1", "level2", "filler", "phone"):
            yield one("A109", key, Broken())
            yield one("A108", key, Uncached())
        if (
            what.kind in ("text", "long_text")
            and not what.calculated
            and what.role not in _NO_WORDS
            and key[0] != "number"
            and isinstance(_value(form_title, key), str)
        ):
            yield one("B202", key, _STOCK.get(what.role, "××县××乡") if key[0].startswith("field.") else "××县××乡")
            yield one("B206", key, f"{_value(form_title, key)}\u200b")
        if what.kind == "date":
            yield one("B205", key, _untidy(_value(form_title, key)))
        if what.kind == "money" and not what.calculated:
            yield one("C306", key, "约20万")
        if what.kind == "points" and not what.calculated:
            yield one("E514", key, "良好")


def _or_another(form_title: str, key: Key) -> bool:
    """One of 主管部门 and 实施单位 is enough where a form has both, one of this year's target and the later years'."""
    pairs = ({("department", 0), ("agency", 0)}, {i("target"), i("medium_target")})
    return any(key in pair and pair <= places(form_title).keys() for pair in pairs)


def _value(form_title: str, key: Key) -> Any:
    return blank(form_title)[0].values()[key]
