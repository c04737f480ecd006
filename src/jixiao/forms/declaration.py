"""What a form declaration is made of. Templates, reading and instructions all come from the same declaration."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Literal

from jixiao.records.regex import regex

_REMARK = regex(r"\([^()\d]*\)$")

type_name = Literal["text", "long_text", "money", "points", "percent", "date", "choice", "grade"]


@dataclass(frozen=True, eq=False)  # one of a kind: looked up by identity, which is quick to hash
class Column:
    """One column of a table in a form.

    `role` is the name that reading and records use; `label` the standard heading; `aliases` a regular expression that a
    squeezed half-width heading must match in full. `hint` is the input message; `choices` a drop-down.
    """

    role: str
    label: str
    aliases: str
    kind: type_name = "text"
    width: float = 12
    required: bool = False
    hint: str = ""
    choices: tuple[str, ...] = ()
    in_template: bool = True
    calculated: bool = False  # by a formula in the template

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The compiled heading pattern."""
        return re.compile(self.aliases)


@dataclass(frozen=True, eq=False)
class Field:
    """One labelled field above or below the tables (项目名称, 主管部门 …)."""

    role: str
    label: str
    aliases: str
    kind: type_name = "text"
    required: bool = False
    hint: str = ""
    calculated: bool = False  # by a formula in the template
    choices: tuple[str, ...] = ()

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The compiled label pattern (squeezed label text without a trailing colon)."""
        return re.compile(self.aliases)


@dataclass(frozen=True)
class Criterion:
    """One row of a score sheet as the template prints it; its points stand in the policy under its `path`."""

    levels: tuple[str, ...]
    name: str
    points: str = ""  # 评价要点, 审核要点
    meaning: str = ""  # 指标解释
    standard: str = ""  # 评分标准 where the policy states none for the name

    @property
    def path(self) -> str:
        """Levels and name as the policy writes them: 决策/项目立项/立项依据充分性."""
        return "/".join((*self.levels, self.name))


@dataclass(frozen=True, eq=False)
class Form:
    """One standard form. Two are the same only when they are one and the same, so that what is drawn of it is kept."""

    code: str  # F04
    title: str
    version: str
    basis: str
    title_pattern: str
    sheet_name: str  # of the template
    fields: tuple[Field, ...]
    tables: dict[str, tuple[Column, ...]]
    fund_rows: tuple[str, ...] = ()
    level1: tuple[tuple[str, tuple[str, ...]], ...] = ()
    notes: tuple[str, ...] = ()
    criteria: tuple[Criterion, ...] = ()
    points_setting: str = ""  # the policy's setting with the criteria's points
    scale: str = "grades"  # the policy's setting with the bands of the total
    shape: tuple[tuple[str, str, int], ...] = ()  # level 1, level 2, rows: where a copy needs other rows than usual

    def column(self, table: str, role: str) -> Column:
        """The column of that role; KeyError when the form has none."""
        for column in self.tables[table]:
            if column.role == role:
                return column
        raise KeyError(role)


@lru_cache(maxsize=65536)
def heading_role(columns: tuple[Column, ...], heading: str) -> str | None:
    """The role of a squeezed heading text, by the first column whose pattern matches in full.

    A remark in brackets at its end (「年度指标值（按批复填写）」) is left out when nothing matches with it.
    """
    for column in columns:
        if column.pattern.fullmatch(heading):
            return column.role
    bare = _REMARK.sub("", heading)
    return heading_role(columns, bare) if bare and bare != heading else None
