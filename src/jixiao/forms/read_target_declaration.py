"""Reading 绩效目标申报表 of projects (F01) and departments (F02) from a sheet, in whatever layout they came."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from jixiao.forms import department_targets, target_declaration
from jixiao.forms.declaration import Field, Form
from jixiao.forms.find_forms import MAX_TITLE, Block, Kind, find_blocks, side_by_side, title_of
from jixiao.forms.layout import texts
from jixiao.forms.page import Page, as_page
from jixiao.forms.read_head import fields_of, region_of, with_broken, year_of
from jixiao.forms.read_indicators import IndicatorTable
from jixiao.forms.read_self_evaluation import stated_weights
from jixiao.forms.read_target_across import find_across, read_across
from jixiao.forms.read_target_funds import TargetFunds, read_target_funds
from jixiao.forms.read_target_goals import read_target_goals
from jixiao.forms.read_target_table import TargetTable, read_target_table
from jixiao.forms.read_target_tasks import TaskTable, read_target_tasks
from jixiao.forms.read_target_wide import read_wide, wide_columns
from jixiao.forms.required_targets import with_required
from jixiao.forms.self_evaluation import NEIGHBOUR_LABEL
from jixiao.forms.target_declaration import OTHER_FORM, REQUIRED_COLUMNS
from jixiao.records.period import Period, read_period
from jixiao.records.regex import regex
from jixiao.records.target_declaration import TargetDeclaration
from jixiao.records.value import Value
from jixiao.workbook.grid import Sheet

_TARGETS = frozenset({"target", "medium_target", "content", "band1", "place"})
_NEEDS = _TARGETS | {"name"}
_NAMED_UNIT = Field("project", "部门名称", r"(?:预算)?(?:部门|单位)(?:\((?:单位|部门)\))?名称")
_BOTH = replace(
    target_declaration.FORM,
    title_pattern=f"(?:{target_declaration.FORM.title_pattern})|(?:{department_targets.FORM.title_pattern})",
    fields=(target_declaration.PROJECT, _NAMED_UNIT),
)
KIND = Kind(_BOTH, hint="目标", needs=_NEEDS)
"""Declarations of projects and departments alike: where one of them begins the other ends."""
_OF_PROJECTS = Kind(target_declaration.FORM, hint="目标", needs=_NEEDS)
_WHOLE_UNIT = regex(department_targets.FORM.title_pattern)
_DONE = regex(r"完成值|(?<!年)(?<!年度)实际值|得分|执行数|执行情况|自评|评分|完成情况|监控|完成可能")
_FOREIGN = regex(rf"(?:{OTHER_FORM}).{{0,16}}[表书](?:\(.*\))?$|绩效(?:自评|监控)")
# Only words of labels before 资金, 目标 and 拨款: very many projects are called 「…专项资金」.
_LABEL_WORDS = (
    "(?:其中:?|中央|省级?|市州?级?|县级?|区级?|[上本同]级|地方|一般|公共|政府|财政|其他|自筹|配套|债券|项目|部门|单位|整体|支出"
    "|总体|绩效|预期|阶段性|实施期|中?长期|中期|全年|年度|本年度?|当年|申请|预算|安排|补助|专项)*"
)
NOT_A_FIELD = regex(rf"(?:{NEIGHBOUR_LABEL})|.*总额|{_LABEL_WORDS}(?:目标|拨款|资金)(?:\(.*\))?")


def read_target_declarations(sheet: Sheet) -> tuple[TargetDeclaration, ...]:
    """Every target declaration of a sheet, top to bottom, then left to right."""
    page = as_page(sheet)
    if not _may_hold(page):
        return ()
    return tuple(form for part in side_by_side(page, _OF_PROJECTS) for form in _read_part(part))


def _may_hold(page: Page) -> bool:
    """A quick look: a title of this form, or no word of forms that say what was done."""
    words = [flat for line in page.lines.values() for _, flat in line if len(flat) <= MAX_TITLE]
    return any(KIND.is_title(flat) for flat in words) or not any(_DONE.search(flat) for flat in words)


def _read_part(page: Page) -> list[TargetDeclaration]:
    blocks = find_blocks(page, KIND)
    if not any(block.tables for block in blocks) and (across := find_across(page)) is not None:
        title = next((row for row, line in page.lines.items() if any(KIND.is_title(flat) for _, flat in line)), None)
        block = Block(1, max(page.rows), title, ())
        head = range(title or 1, across.top)
        return [form] if (form := _read_block(page, block, head, read_across(page, across, block.bottom))) else []
    found: list[TargetDeclaration] = []
    for block in blocks:
        if block.tables and (columns := wide_columns(page, block.tables[0])):
            found += read_wide(page, block, columns, title_of(page, block, KIND))
        elif form := _read_block(page, block, block.head):
            found.append(form)
    return found


@dataclass(frozen=True)
class _Head:
    """What stands above the indicators."""

    year: int | None
    year_cell: Value | None
    funds: TargetFunds
    goal: Value | None
    medium_goal: Value | None
    tasks: TaskTable

    @property
    def apart(self) -> bool:
        """Whether it has a place for the year and one for the whole period."""
        both = self.funds.year is not None and self.funds.medium is not None
        return both or (self.goal is not None and self.medium_goal is not None)


def _read_block(page: Page, block: Block, head: range, across: TargetTable | None = None) -> TargetDeclaration | None:
    title = title_of(page, block, KIND)
    if block.title_row is None and _is_foreign(page, block, head):
        return None
    above = _head(page, block, head)
    form = _kind(page, block, head, title, above)
    if form is None:
        return None
    table = across or (read_target_table(page, block, above.year, apart=above.apart) if block.tables else _NOTHING)
    fields = fields_of(page, block, table.whole.last_row, form.fields, NOT_A_FIELD)
    columns = table.columns
    period = fields.get("period")
    declaration = TargetDeclaration(
        form=form.title,
        sheet=page.name,
        title=title,
        year=above.year,
        year_cell=above.year_cell,
        header_cell=block.tables[0].first_cell if block.tables else title.cell,
        columns=columns,
        missing=tuple(form.column("indicators", role).label for role in REQUIRED_COLUMNS if role not in columns),
        project=fields.get("project"),
        department=fields.get("department"),
        agency=fields.get("agency"),
        nature=fields.get("nature"),
        period=period,
        span=span_of(period, above.year),
        codes=tuple(value for role, value in fields.items() if role.startswith("code")),
        dates=tuple(value for role, value in fields.items() if role.startswith("date")),
        funds=above.funds.year,
        medium_funds=above.funds.medium,
        goal=above.goal,
        medium_goal=above.medium_goal,
        indicators=table.year,
        medium_indicators=table.medium,
        execution_row=table.whole.execution_row,
        total=table.whole.total,
        stated=stated_weights(table.whole),
        notes=table.whole.notes,
        tasks=above.tasks.tasks,
        tasks_total=above.tasks.total,
        tasks_unit=above.tasks.unit,
        region=region_of(page, block),
    )
    return with_broken(page, with_required(declaration))


_NOTHING = TargetTable((), (), IndicatorTable(), {})


def _head(page: Page, block: Block, head: range) -> _Head:
    year, year_cell = year_of(page, block, _BOTH.fields)
    tasks = read_target_tasks(page, block.top, head)
    free = [row for row in head if row not in tasks.rows]
    rows = range(tasks.rows.stop, head.stop) if tasks.rows else head
    funds = read_target_funds(page, block.top, head if not tasks.rows else rows)
    after = range(max(funds.rows, default=rows.start - 1) + 1, rows.stop)
    goal, medium_goal = read_target_goals(page, after)
    if goal is None and medium_goal is None and free:
        goal, medium_goal = read_target_goals(page, range(free[0], head.stop))
    return _Head(year, year_cell, funds, goal, medium_goal, tasks)


def _kind(page: Page, block: Block, head: range, title: Value, above: _Head) -> Form | None:
    """Which of the two forms a block is; None where nothing but columns speaks for it (an indicator library)."""
    if block.title_row is not None:
        return department_targets.FORM if _WHOLE_UNIT.search(title.flat) else target_declaration.FORM
    if above.tasks.rows:
        return department_targets.FORM
    named = any(_OF_PROJECTS.names_project(flat) for row in head for _, flat in texts(page, row) if "名称" in flat)
    told = above.goal is not None or above.funds.year is not None
    return target_declaration.FORM if named and told else None


def _is_foreign(page: Page, block: Block, head: range) -> bool:
    """Whether a block without a title of this form has columns or a title of another one."""
    columns = block.tables[0].columns.keys() if block.tables else set()
    if columns & {"actual", "possible", "score"} or (columns and not columns & _TARGETS):
        return True
    rows = range(max(1, block.top - 3), head.stop)
    return any(
        len(flat) <= MAX_TITLE and _FOREIGN.search(flat) for row in rows for _, flat in texts(page, row)
    ) or bool(_FOREIGN.search(page.name))


def span_of(period: Value | None, year: int | None) -> Period | None:
    """The days that 项目期 names: 「2024-2026年」, 「2026年1月至2026年12月」; None when open or unreadable."""
    if period is None or period.empty:
        return None
    flat = re.sub(r"^(?:起止|实施|项目)?(?:时间|期限)?:|\((?:共)?\d+个?[年月]\)$", "", period.flat)
    years = re.fullmatch(r"((?:19|20)\d{2})年?度?(?:-|~|—|–|至|到)+((?:19|20)\d{2})年?度?", flat)
    if years:
        first, last = (read_period(f"{text}年", None, True) for text in years.groups())
        return Period(first.first, last.last) if first and last and first.first <= last.last else None
    return read_period(flat, year, True)
