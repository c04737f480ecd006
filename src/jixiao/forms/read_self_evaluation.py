"""Reading 绩效自评表 of projects (F04) and departments (F05) from a sheet, in whatever layout, several if need be."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from jixiao.forms import department_self_evaluation as department
from jixiao.forms.declaration import Field
from jixiao.forms.find_forms import GUIDE_TITLE, MAX_TITLE, Block, Kind, find_blocks, side_by_side, title_of
from jixiao.forms.labelled import field_of
from jixiao.forms.layout import texts
from jixiao.forms.page import Page, as_page
from jixiao.forms.read_funds import FundsBlock, read_funds
from jixiao.forms.read_goals import GOAL_LABEL, read_goals
from jixiao.forms.read_head import fields_of, region_of, with_broken, year_of
from jixiao.forms.read_indicators import IndicatorTable, read_indicators
from jixiao.forms.read_total import head_total
from jixiao.forms.self_evaluation import DIMENSIONS, FIELDS, FORM, NEIGHBOUR_LABEL, REQUIRED_COLUMNS
from jixiao.records.department_self_evaluation import DepartmentSelfEvaluation
from jixiao.records.indicator_form import Indicator, Stated
from jixiao.records.numbers import read_points
from jixiao.records.regex import regex
from jixiao.records.self_evaluation import SelfEvaluation
from jixiao.records.text import squeezed
from jixiao.records.value import Value
from jixiao.workbook.grid import Sheet

_STATED = regex(r"[(（](\d+(?:\.\d+)?)\s*分[)）]")
_FOOTNOTE = regex(
    r"(预算执行率|资金执行率|执行率|产出|效益|满意度|成本)(?:指标)?(?:分值|权重|得分)?(?:为|占|:)?(\d+(?:\.\d+)?)分"
)
_CRITERIA = regex(r"(?:评分|评价|计分)(?:标准|办法|要点|依据)(?:及依据)?|指标解释")
_OTHER_FORM = regex(r"监控|申报表|审核表|批复表|评分表|复核表|汇总|统计表|清单|台账|一览|" + GUIDE_TITLE)
NOT_A_FIELD = regex(f"(?:{NEIGHBOUR_LABEL})|(?:{GOAL_LABEL.pattern})")


_NEEDS = frozenset({"target", "actual"})
_PROJECT = next(field for field in FIELDS if field.role == "project")
_NOT_A_DEPARTMENT = regex("|".join(f"(?:{label})" for label in (NOT_A_FIELD.pattern, *(f.aliases for f in FIELDS))))
_NAMED_UNIT = Field("project", "部门名称", department.NAME)
KIND = Kind(replace(FORM, fields=(_PROJECT, _NAMED_UNIT)), hint="评", needs=_NEEDS)
"""Self-evaluations of projects and departments alike: where one of them begins the other ends."""
_OF_PROJECTS = Kind(FORM, hint="评", needs=_NEEDS)
_OF_DEPARTMENTS = Kind(replace(FORM, fields=(Field("project", "部门名称", "部门名称"),)), hint="评", needs=_NEEDS)


def read_self_evaluations(sheet: Sheet) -> tuple[SelfEvaluation, ...]:
    """Every self-evaluation form of a sheet, top to bottom, then left to right."""
    page = as_page(sheet)
    parts = side_by_side(page, _OF_PROJECTS)
    parts = parts if len(parts) > 1 else side_by_side(page, _OF_DEPARTMENTS)
    forms = [_read_block(part, block) for part in parts for block in find_blocks(part, KIND)]
    return tuple(form for form in forms if form is not None)


@lru_cache(maxsize=4096)
def dimension(label: str) -> str | None:
    """The dimension (产出, 效益, 满意度, 成本 …) that a level-1 label names, None when it names none."""
    flat = squeezed(label)
    return next((name for name, pattern in DIMENSIONS if re.search(pattern, flat)), None)


def _read_block(page: Page, block: Block) -> SelfEvaluation | None:
    title = title_of(page, block, KIND)
    if not _is_self_evaluation(block, title):
        return None
    whole_unit = _of_whole_unit(page, block, title)
    if whole_unit and _is_score_sheet(page, block):
        return None
    known = department.READ_FIELDS if whole_unit else FIELDS
    year, year_cell = year_of(page, block, known)
    found = read_funds(page, block.top, block.head) or _funds_below(page, block)
    bottom = found.rows.start - 1 if found and found.rows.start > block.head.stop else block.bottom
    funds = found.funds if found else None
    goals = range(found.last_row + 1, block.head.stop) if found and found.rows.start in block.head else block.head
    goal, goal_done = read_goals(page, goals.start, goals.stop)
    table = read_indicators(page, block.tables, bottom, year, funds)
    fields = fields_of(page, block, table.last_row, known, _NOT_A_DEPARTMENT if whole_unit else NOT_A_FIELD)
    columns = dict(block.tables[0].cells) if block.tables else {}
    form = (DepartmentSelfEvaluation if whole_unit else SelfEvaluation)(
        sheet=page.name,
        title=title,
        year=year,
        year_cell=year_cell,
        header_cell=block.tables[0].first_cell if block.tables else title.cell,
        columns=columns,
        missing=tuple(FORM.column("indicators", role).label for role in REQUIRED_COLUMNS if role not in columns),
        project=None if whole_unit else fields.get("project"),
        department=fields.get("department"),
        agency=fields.get("agency"),
        codes=tuple(value for role, value in fields.items() if role.startswith("code")),
        dates=tuple(value for role, value in fields.items() if role.startswith("date")),
        funds=funds,
        goal=goal,
        goal_done=goal_done,
        indicators=table.indicators,
        execution_row=table.execution_row,
        total=table.total or head_total(page, [row for row in block.head if found is None or row not in found.rows]),
        stated=stated_weights(table),
        notes=table.notes,
        region=region_of(page, block),
    )
    return with_broken(page, form)


def stated_weights(table: IndicatorTable) -> tuple[Stated, ...]:
    """Points that the form states per dimension: in level-1 labels 「产出指标（50分）」, else in a footnote."""
    rows_of: dict[str, list[Indicator]] = {}
    for row in table.indicators:
        rows_of.setdefault(row.level1, []).append(row)
    stated = []
    for label, rows in rows_of.items():
        match = _STATED.search(label)
        name = dimension(label)
        if match and name and rows[0].level1_cell:
            points = read_points(Value("", text=match[1]))
            if points is not None:
                stated.append(
                    Stated(dimension=name, points=points, cell=rows[0].level1_cell, rows=tuple(r.row for r in rows))
                )
    return tuple(stated) or _footnote(table, rows_of)


def _footnote(table: IndicatorTable, rows_of: dict[str, list[Indicator]]) -> tuple[Stated, ...]:
    for note in table.notes:
        scheme = dict(_FOOTNOTE.findall(note.flat))
        if len(scheme) < 2:
            continue
        stated = []
        for name, text in scheme.items():
            rows = [row for label, items in rows_of.items() if dimension(label) == name for row in items]
            points = read_points(Value("", text=text))
            if rows and points is not None:
                cell = rows[0].level1_cell or rows[0].name.cell
                stated.append(Stated(dimension=name, points=points, cell=cell, rows=tuple(row.row for row in rows)))
        return tuple(stated)
    return ()


def _is_self_evaluation(block: Block, title: Value) -> bool:
    """Whether a block is a self-evaluation: by its title, or without one by its columns."""
    if block.title_row is not None:
        return True
    columns = block.tables[0].columns.keys() if block.tables else set()
    if "actual" not in columns or _OTHER_FORM.search(title.flat):
        return False
    return bool(columns & {"score", "score_final", "reason"})


def _of_whole_unit(page: Page, block: Block, title: Value) -> bool:
    """Whether a block speaks of a department: by its title, else by what is spent where no project is named."""
    lines = [texts(page, row) for row in (block.head.start - 1, block.head.start + 1) if row >= block.top]
    beside = [line[0][1] for line in lines if len(line) == 1 and len(line[0][1]) <= MAX_TITLE]
    if department.WHOLE.search(title.flat) or any(
        department.WHOLE.search(flat) for flat in beside if block.title_row is not None
    ):
        return True
    flats = [flat for row in block.head for _, flat in texts(page, row)]
    if "项目" in title.flat or any(field_of(FIELDS, flat.partition(":")[0]) is _PROJECT for flat in flats):
        return False
    kinds = {flat.strip(":") for flat in flats if department.KINDS_OF_SPENDING.fullmatch(flat)}
    return len(kinds) > 1 or any(department.WHOLE_FUNDS.fullmatch(flat) for flat in flats)


def _is_score_sheet(page: Page, block: Block) -> bool:
    """Whether the block only gives points by criteria (F16 filled in by the unit itself), without targets."""
    if block.tables:
        return False
    return any(_CRITERIA.fullmatch(flat) for row in block.head for _, flat in texts(page, row))


def _funds_below(page: Page, block: Block) -> FundsBlock | None:
    """The funds where they stand under the indicators."""
    if not block.tables:
        return None
    return read_funds(page, block.top, range(block.tables[-1].bottom + 1, block.bottom + 1))
