"""Where the forms of a kind are on a sheet: by their titles, project names and indicator headings, top to bottom."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

from jixiao.forms.declaration import Column, Form
from jixiao.forms.labelled import field_of
from jixiao.forms.layout import Headings, read_headings, texts
from jixiao.forms.page import Page, columns_only
from jixiao.forms.read_funds import read_funds
from jixiao.forms.read_goals import is_goal_label
from jixiao.forms.values import value_at
from jixiao.records.regex import regex
from jixiao.records.value import Value

GUIDE_TITLE = r"(?:填报|填写|填表|编制|使用)*(?:说明|须知|指南|要求)(?:\(.*\))?:?$"
_NOT_TITLE = regex(rf"^(?:注|备注|说明|填表|填报|附[:：]|\d+[.、])|[。;]|{GUIDE_TITLE}")
_CONTINUED = regex(r"\(续\d*\)|续表?\)?$|\(续表?.{0,4}\)|\(第?[2-9二三四]页?\)$")
_CANDIDATE = regex(r"三级|指标内容|指标名称|具体指标|一级指标|二级指标|一级|指标值|完成值")
MAX_TITLE = 60
ANY_TITLE = regex(r"(?:申报|目标|监控|自评|自我评价|审核|评分|评估|复核|考评|批复)[^,。;:()]{0,12}表(?:\([^()]*\))*$")
"""What the titles of all kinds of indicator forms look like."""


@dataclass(frozen=True, eq=False)
class Kind:
    """What tells one kind of indicator form from the others on a sheet.

    `hint` is a text that every title of the kind contains (a quick test before the pattern); a table counts only when
    its headings have a role of `needs`.
    """

    form: Form
    hint: str
    needs: frozenset[str]

    @cached_property
    def title(self) -> re.Pattern[str]:
        """The compiled title pattern."""
        return re.compile(self.form.title_pattern)

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns of the indicator table."""
        return self.form.tables["indicators"]

    def is_title(self, flat: str) -> bool:
        """Whether a squeezed text can be a title of this kind: short, no note, no instruction, no sentence."""
        return (
            self.hint in flat
            and len(flat) <= MAX_TITLE
            and bool(self.title.search(flat))
            and not _NOT_TITLE.search(flat)
        )

    def names_project(self, flat: str) -> bool:
        """Whether a squeezed text is the label of the project's (or department's) name, with or without a value."""
        field = field_of(self.form.fields, flat.partition(":")[0])
        return field is not None and field.role == "project"


@dataclass(frozen=True)
class Block:
    """One form on a sheet: its first and last row, its title row (None when it has none), its indicator tables.

    More than one table means that the headings were repeated, as where a printed page ends.
    """

    top: int
    bottom: int
    title_row: int | None
    tables: tuple[Headings, ...]

    @property
    def head(self) -> range:
        """The rows from the title down to the indicator headings, which are not among them."""
        return range(self.title_row or self.top, self.tables[0].top if self.tables else self.bottom + 1)


def find_blocks(page: Page, kind: Kind) -> list[Block]:
    """Every block that may be a form of the kind; a title or a project name begins a new one, headings alone do not."""
    marks = _Marks(page, kind)
    tables = _indicator_headings(page, kind)
    if not tables:
        return _torso(page, marks)
    blocks: list[Block] = []
    for table in tables:
        above = blocks[-1].tables[-1].bottom + 1 if blocks else 1
        title, project = marks.title(above, table.top - 1), marks.project(above, table.top - 1)
        other = marks.other_title(above, project) if title is None and project is not None else None
        starts = [row for row in (title, other, project) if row is not None]
        if blocks and (not starts or (title is not None and _is_continued(page, title, kind))):
            if table.columns.keys() == blocks[-1].tables[0].columns.keys():  # else it is some other table below
                blocks[-1] = replace(blocks[-1], tables=(*blocks[-1].tables, table))
            continue
        if blocks:
            blocks[-1] = replace(blocks[-1], bottom=min(starts) - 1)
        blocks.append(Block(min(starts) if blocks else 1, max(page.rows), title, (table,)))
    return blocks


def side_by_side(page: Page, kind: Kind) -> list[Page]:
    """The page cut before each further project name of one row: forms may stand beside each other."""
    for line in page.lines.values():
        names = [cell.column for cell, flat in line if "名称" in flat and kind.names_project(flat)]
        if len(names) > 1 and not any(area[1] < names[1] <= area[3] for area in page.merged):
            return [columns_only(page, left, right - 1) for left, right in pairwise([1, *names[1:], 16385])]
    return [page]


def title_of(page: Page, block: Block, kind: Kind) -> Value:
    """The title, or what stands first where the form has none."""
    for cell, flat in texts(page, block.title_row) if block.title_row is not None else ():
        if kind.title.search(flat):
            return value_at(page, cell.row, cell.column, "表名")
    first = next((row for row in page.lines if row >= block.top), block.top)
    line = texts(page, first)
    return value_at(page, first, line[0][0].column if line else 1, "表名")


# -- titles, project names, headings -----------------------------------------------------------------------------------


class _Marks:
    """The rows of a page that bear a title of this form, and those that bear the label of the project name."""

    def __init__(self, page: Page, kind: Kind) -> None:
        self.titles: list[int] = []
        self.projects: list[int] = []
        self.others: list[int] = []
        for row, line in page.lines.items():
            if any(kind.is_title(flat) for _, flat in line):
                self.titles.append(row)
            elif len(line) <= 2 and any(ANY_TITLE.search(flat) for _, flat in line if len(flat) <= MAX_TITLE):
                self.others.append(row)
            if any("名称" in flat and kind.names_project(flat) for _, flat in line):
                self.projects.append(row)

    def project(self, first: int, last: int) -> int | None:
        """The first project name from row `first` to row `last`."""
        return next((row for row in self.projects if first <= row <= last), None)

    def other_title(self, first: int, project: int) -> int | None:
        """The title of another kind of form that stands above a project name: there that form begins."""
        return next((row for row in reversed(self.others) if first <= row < project), None)

    def title(self, first: int, last: int) -> int | None:
        """The last title above the project name (texts of the form itself may speak of 自评表), else the last one."""
        found = [row for row in self.titles if first <= row <= last]
        project = self.project(first, last)
        above = [row for row in found if project is not None and row < project] or found
        return above[-1] if above else None


def _is_continued(page: Page, row: int, kind: Kind) -> bool:
    return any(_CONTINUED.search(flat) for _, flat in texts(page, row) if kind.is_title(flat))


def _indicator_headings(page: Page, kind: Kind) -> list[Headings]:
    found: list[Headings] = []
    for row, line in page.lines.items():
        lowest = found[-1].bottom if found else 0
        if row <= lowest or len(line) < 3 or not any(len(flat) <= 32 and _CANDIDATE.search(flat) for _, flat in line):
            continue
        headings = read_headings(page, row, kind.columns, lowest)
        roles = headings.columns.keys()
        if roles & {"name", "level1", "level2"} and len(roles) >= 3 and roles & kind.needs:
            found.append(headings)
    return found


def _torso(page: Page, marks: _Marks) -> list[Block]:
    """A form that lost its whole indicator table still is one when title, project name and funds or goals are there."""
    last = max(page.lines, default=0)
    title = marks.title(1, last)
    if title is None or marks.project(title, last) is None:
        return []
    goal = any(is_goal_label(flat) for row in range(title, last + 1) for _, flat in texts(page, row))
    return [Block(1, last, title, ())] if goal or read_funds(page, 1, range(title, last + 1)) else []
