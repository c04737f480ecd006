"""Reading the main tasks of a department with their budget (F02): one row a task, a row 金额合计."""

from __future__ import annotations

from dataclasses import dataclass

from jixiao.forms.department_targets import TASK_COLUMNS, TASKS_TOTAL
from jixiao.forms.layout import Headings, flat_at, read_headings, texts
from jixiao.forms.page import Page, columns_only
from jixiao.forms.read_funds import money_unit
from jixiao.forms.read_goals import is_goal_label
from jixiao.forms.values import value_at
from jixiao.records.regex import regex
from jixiao.records.target_declaration import Task
from jixiao.records.text import shortened

LAST_COLUMN = 16385
_TOTAL = regex(TASKS_TOTAL)
_HINT = regex(r"任务|工作名称")
_NAMES = {"content": "主要内容", "total": "总额", "fiscal": "财政拨款", "other": "其他资金"}


@dataclass(frozen=True)
class TaskTable:
    """The tasks, their total row (None when there is none), the unit of money, and the rows of the table."""

    tasks: tuple[Task, ...] = ()
    total: Task | None = None
    unit: str = "万元"
    rows: range = range(0)


def read_target_tasks(page: Page, top: int, head: range) -> TaskTable:
    """The table of tasks within the rows `head`; empty when there is none."""
    for row in head:
        line = texts(page, row)
        if len(line) < 2 or not any(len(flat) <= 20 and _HINT.search(flat) for _, flat in line):
            continue
        beside = max((cell.column for cell, _ in line if page.area(row, cell.column)[2] > row + 2), default=0)
        inner = columns_only(page, beside + 1, LAST_COLUMN) if beside else page  # without the label of the section
        headings = read_headings(inner, row, TASK_COLUMNS, row - 1)
        name = headings.columns.get("name", 0)
        if name and not any(flat_at(page, below, name) for below in range(headings.bottom + 1, headings.bottom + 3)):
            inner = columns_only(page, name + 1, LAST_COLUMN)  # the label of the section, its merge torn apart
            further = read_headings(inner, row, TASK_COLUMNS, row - 1)
            headings = further if "name" in further.columns else headings
        if "name" in headings.columns and headings.columns.keys() & {"total", "fiscal"}:
            return _read(page, headings, top, head.stop)
    return TaskTable()


def _read(page: Page, headings: Headings, top: int, end: int) -> TaskTable:
    tasks: list[Task] = []
    total: Task | None = None
    row = headings.bottom
    for row in range(headings.bottom + 1, end):
        line = texts(page, row)
        if any(is_goal_label(flat) for _, flat in line):
            row -= 1
            break
        if any(_TOTAL.fullmatch(flat.rstrip(":")) for _, flat in line[:2]):
            total = _task(page, headings, row, "金额合计")
            break
        task = _task(page, headings, row, None)
        if any(not value.blank for value in task.inputs()) and page.anchor(row, headings.columns["name"])[0] == row:
            tasks.append(task)
    unit = money_unit(page, range(headings.top, headings.bottom + 1)) or money_unit(page, range(top, headings.top))
    return TaskTable(tuple(tasks), total, unit or "万元", range(headings.top, row + 1))


def _task(page: Page, headings: Headings, row: int, label: str | None) -> Task:
    columns = headings.columns
    name = value_at(page, row, columns["name"], "任务名称")
    brief = label or shortened(flat_at(page, row, columns["name"]), 24) or "任务"
    cells = {
        role: value_at(page, row, columns[role], f"{brief} · {title}")
        for role, title in _NAMES.items()
        if role in columns and not (label and role == "content")
    }
    return Task(row=row, name=name, **cells)
