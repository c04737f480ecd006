"""A filled-in target declaration (绩效目标申报表): of a project (F01) or of a whole department (F02)."""

from __future__ import annotations

from jixiao.records.filled_form import Record
from jixiao.records.indicator_form import Indicator, IndicatorForm
from jixiao.records.value import Value


class Task(Record):
    """One of a department's main tasks of the year with its budget (F02)."""

    row: int
    name: Value
    content: Value | None = None
    total: Value | None = None
    fiscal: Value | None = None
    other: Value | None = None


class TargetDeclaration(IndicatorForm):
    """Targets declared for a year. `goal` and `indicators` are those of the year.

    `medium_goal` and `medium_indicators` are the ones for the whole project period (中期), `period` the project's
    period as written. For a department, `tasks` are its main tasks and `tasks_total` the row 金额合计.
    """

    form: str = "项目支出绩效目标申报表"
    nature: Value | None = None
    period: Value | None = None
    medium_goal: Value | None = None
    medium_indicators: tuple[Indicator, ...] = ()
    tasks: tuple[Task, ...] = ()
    tasks_total: Task | None = None
