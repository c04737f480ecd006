"""Reading 绩效运行监控表 from a sheet, in whatever layout it came, several forms a sheet if need be."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from jixiao.forms.find_forms import ANY_TITLE, GUIDE_TITLE, MAX_TITLE, Block, Kind, find_blocks, side_by_side, title_of
from jixiao.forms.layout import Headings, texts
from jixiao.forms.monitoring import (
    CAUSES,
    FIELDS,
    FORM,
    FUND_COLUMNS,
    LIKELIHOODS,
    NEEDS,
    REQUIRED_COLUMNS,
    month_named,
    month_within,
)
from jixiao.forms.page import Page, as_page
from jixiao.forms.read_funds import FundsBlock, read_funds
from jixiao.forms.read_goals import GOAL_LABEL, is_goal_label, read_goals
from jixiao.forms.read_head import fields_of, region_of, with_broken, year_of
from jixiao.forms.read_indicators import read_indicators
from jixiao.forms.read_monitoring_rows import light_beside, monitored_rows, remedy_below
from jixiao.forms.self_evaluation import NEIGHBOUR_LABEL
from jixiao.forms.values import value_at
from jixiao.records.indicator_form import Funds
from jixiao.records.monitoring import WHOLE_UNIT, MonitoredFundRow, MonitoredIndicator, Monitoring
from jixiao.records.regex import regex
from jixiao.records.value import Value
from jixiao.workbook.grid import Sheet

MIN_GOAL = 8
"""A shorter text under the label is no goal."""
KIND = Kind(FORM, hint="监控", needs=NEEDS)
_NOT_A_FIELD = regex(f"(?:{NEIGHBOUR_LABEL})|(?:{GOAL_LABEL.pattern})|选了监控期间,.*")  # the template's own hint
_OTHER_FORM = regex(r"汇总|清单|意见书|台账|统计|报告|通知|审核|一览|评分|自评|申报")
_OF_DEPARTMENT = regex(r"部门整体|整体支出|单位整体|整体绩效")
_MONTHLY = regex(r"(actual|executed|rate)(\d+)")
_CAUSES = frozenset(role for role, _, _ in CAUSES)
_CHANCES = frozenset(role for role, _, _ in LIKELIHOODS) | {"likelihood"}
GUIDE = regex(GUIDE_TITLE)


def read_monitorings(sheet: Sheet) -> tuple[Monitoring, ...]:
    """Every monitoring form of a sheet, top to bottom, then left to right."""
    forms = [
        _read_block(part, block) for part in side_by_side(as_page(sheet), KIND) for block in find_blocks(part, KIND)
    ]
    return tuple(form for form in forms if form is not None)


def settled(headings: Headings) -> Headings:
    """Headings with the latest of several periods as the plain role (executed7 → executed), the one before `earlier`.

    `names` keeps the words of those headings for messages.
    """
    found: dict[str, list[tuple[int, str]]] = {}
    for role in headings.columns:
        if match := _MONTHLY.fullmatch(role):
            found.setdefault(match[1], []).append((int(match[2]), role))
    columns, cells, labels = dict(headings.columns), dict(headings.cells), dict(headings.labels)
    names: dict[str, str] = {}
    for role, months in found.items():
        months.sort(reverse=True)
        taken = [role] if role == "rate" or "earlier" in headings.columns else [role, "earlier"]
        for plain_role, (_, own) in zip(taken, months, strict=False):
            if own not in columns:
                continue
            columns[plain_role], cells[plain_role], labels[plain_role] = columns[own], cells[own], labels[own]
        for _, own in months:
            for each in (columns, cells, labels):
                each.pop(own, None)
    for role in ("earlier", "executed", "actual", "rate"):
        if role in columns:
            names[role] = re.sub(r"\([^()]*\)$", "", labels[role])
    return replace(headings, columns=columns, cells=cells, labels=labels, names=names)


def _read_block(page: Page, block: Block) -> Monitoring | None:
    title = title_of(page, block, KIND)
    if not _is_monitoring(page, block, title):
        return None
    months: list[int] = []
    block = replace(block, tables=tuple(_noting(months)(table) for table in block.tables))
    found = read_funds(page, block.top, block.head, FUND_COLUMNS, _noting(months), MonitoredFundRow)
    goals = range(found.last_row + 1, block.head.stop) if found else block.head
    goal, goal_done = read_goals(page, goals.start, goals.stop)
    if goal is not None and goal.blank and goal_done is not None and len(goal_done.flat) >= MIN_GOAL:
        goal, goal_done = goal_done, None  # the label's merge was torn apart: its text stands further to the right
    goal = _below_label(page, goals, goal)
    year, year_cell = year_of(page, block, FIELDS)
    table = read_indicators(page, block.tables, block.bottom, year, found.funds if found else None)
    # without points the execution rate is an indicator like any other
    whole = (*table.indicators, *((table.execution_row,) if table.execution_row is not None else ()))
    rows = monitored_rows(page, block.tables, tuple(sorted(whole, key=lambda row: row.row)), year)
    fields = fields_of(page, block, table.last_row, FIELDS, _NOT_A_FIELD)
    columns = dict(block.tables[0].cells) if block.tables else {}
    period = fields.get("period")
    named = (month_named(period.flat) or month_within(period.flat)) if period is not None else None
    form = Monitoring(
        form=WHOLE_UNIT if _OF_DEPARTMENT.search(title.flat) else FORM.title,
        sheet=page.name,
        title=title,
        year=year,
        year_cell=year_cell,
        header_cell=block.tables[0].first_cell if block.tables else title.cell,
        columns=columns,
        missing=tuple(FORM.column("indicators", role).label for role in REQUIRED_COLUMNS if role not in columns),
        project=fields.get("project"),
        department=fields.get("department"),
        agency=fields.get("agency"),
        codes=tuple(value for role, value in fields.items() if role.startswith("code")),
        dates=tuple(value for role, value in fields.items() if role.startswith("date")),
        period=period,
        month=max(months, default=None) or named or month_within(title.flat),
        funds=_with_own_cells(found.funds) if found else None,
        goal=replace(goal, label="年度总体目标") if goal is not None else None,
        goal_done=goal_done,
        goal_light=light_beside(page, goals),
        indicators=rows,
        notes=table.notes,
        remedy=remedy_below(page, table.last_row, block.bottom),
        region=region_of(page, block),
    )
    form = form.model_copy(update={"required": _required(form, found)})
    return with_broken(page, form)


def _below_label(page: Page, rows: range, goal: Value | None) -> Value | None:
    """The goal; where nothing stands beside its label, the first running text under it."""
    if goal is None or not goal.blank:
        return goal
    below = (
        value_at(page, row, line[0][0].column, goal.label)
        for row, line in page.lines.items()
        if row in rows and len(line) == 1 and len(line[0][1]) >= MIN_GOAL and not is_goal_label(line[0][1])
    )
    return next(below, goal)


def _with_own_cells(funds: Funds) -> Funds:
    """The funds without those cells of source rows that are the total's, merged downwards (预警灯, 原因)."""
    total = funds.total
    if not isinstance(total, MonitoredFundRow):
        return funds
    sources = []
    for row in funds.sources:
        shared = [role for role in ("light", "reason") if _same_cell(getattr(row, role, None), getattr(total, role))]
        sources.append(row.model_copy(update=dict.fromkeys(shared)))
    return funds.model_copy(update={"sources": tuple(sources)})


def _same_cell(one: Value | None, other: Value | None) -> bool:
    return one is not None and other is not None and one.cell == other.cell


def _is_monitoring(page: Page, block: Block, title: Value) -> bool:
    """Whether a block is a monitoring form: by its title, or without one by its causes and likelihoods."""
    if block.title_row is not None:
        return not _OTHER_FORM.search(title.flat)
    titles = (flat for row in block.head for _, flat in texts(page, row) if len(flat) <= MAX_TITLE)
    if any(ANY_TITLE.search(flat) or GUIDE.fullmatch(flat) for flat in titles):
        return False
    columns = block.tables[0].columns.keys() if block.tables else set()
    return "forecast" in columns or bool(columns & _CHANCES) or len(columns & _CAUSES) > 1


def _noting(months: list[int]) -> Callable[[Headings], Headings]:
    """`settled` that adds the months of the headings to a list."""

    def noted(headings: Headings) -> Headings:
        months.extend(int(match[2]) for role in headings.columns if (match := _MONTHLY.fullmatch(role)))
        return settled(headings)

    return noted


def _required(form: Monitoring, found: FundsBlock | None) -> tuple[Value, ...]:
    """The cells that may not stay blank, by the declaration: head, total row, goal, and those of each row."""
    cells: list[Value | None] = [form.project if form.form == FORM.title else None]
    units = [value for value in (form.agency, form.department) if value is not None]
    if units and all(value.empty for value in units):
        cells.append(units[0])
    cells.append(form.period if form.month is None else None)  # without a month nothing has a light
    cells.append(form.goal)
    total = found.funds.total if found is not None else None
    if found is not None and total is not None:
        adjusted = total.budget is not None and (total.initial is None or not total.budget.empty)
        for role in ("budget" if adjusted else "initial", "executed"):
            below = [getattr(row, role) for row in found.funds.sources]
            if all(value is None or value.empty for value in below):  # over filled sources C301 says it
                cells.append(getattr(total, role))
    for row in form.indicators:
        if not row.placeholder and not row.not_applicable and isinstance(row, MonitoredIndicator):
            cells += [getattr(row, role) for role in ("name", "target") if form.has(role)]
            # a stroke says that there is nothing to tell yet, as of satisfaction in July
            cells += [value for value in (row.actual, row.forecast) if value is not None and not value.not_applicable]
    return tuple(value for value in cells if value is not None)
