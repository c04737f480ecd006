"""A filled-in target declaration (绩效目标申报表): of a project (F01) or of a whole department (F02)."""

from __future__ import annotations

from jixiao.records.filled_form import Record, Sum
from jixiao.records.indicator_form import FundRow, Funds, Indicator, IndicatorForm
from jixiao.records.period import Period
from jixiao.records.text import shortened
from jixiao.records.value import Value


class DeclaredIndicator(Indicator):
    """An indicator as declared: `source` is 指标值来源, `note` 备注 or 指标解释, `place` the village or part it is for.

    `level2_value` is the cell that names level 2, None when the form has no such column.
    """

    source: Value | None = None
    note: Value | None = None
    place: str = ""
    level2_value: Value | None = None

    def inputs(self) -> tuple[Value, ...]:
        """Every cell of the row that a unit fills in."""
        more = (self.previous, self.source, self.note)
        return (*super().inputs(), *(value for value in more if value is not None))


class Task(Record):
    """One of a department's main tasks of the year with its budget (F02)."""

    row: int
    name: Value
    content: Value | None = None
    total: Value | None = None
    fiscal: Value | None = None
    other: Value | None = None

    def amounts(self) -> tuple[Value, ...]:
        """The money cells of the row that the form has: 总额, 财政拨款, 其他资金."""
        return tuple(value for value in (self.total, self.fiscal, self.other) if value is not None)

    def inputs(self) -> tuple[Value, ...]:
        """Every cell of the row that a unit fills in."""
        texts = tuple(value for value in (self.name, self.content) if value is not None)
        return texts + self.amounts()


class TargetDeclaration(IndicatorForm):
    """Targets declared for a year. `funds`, `goal` and `indicators` are those of the year.

    `medium_funds`, `medium_goal` and `medium_indicators` are the ones for the whole project period (中期), `period` the
    project's period as written and `span` the days that it names (None: open or not readable). For a department,
    `tasks` are its main tasks, `tasks_total` the row 金额合计 and `tasks_unit` their unit of money.
    """

    form: str = "项目支出绩效目标申报表"
    nature: Value | None = None
    period: Value | None = None
    span: Period | None = None
    medium_funds: Funds | None = None
    medium_goal: Value | None = None
    indicators: tuple[DeclaredIndicator, ...] = ()
    medium_indicators: tuple[DeclaredIndicator, ...] = ()
    tasks: tuple[Task, ...] = ()
    tasks_total: Task | None = None
    tasks_unit: str = "万元"

    @property
    def blank(self) -> bool:
        """Whether nothing was filled in: no project or unit, no amounts, no goal, no indicators."""
        cells = [self.project, self.goal, self.medium_goal, *(value for value, _ in self.money_cells())]
        cells += [] if self.project is not None else [self.department]
        rows = (*self.indicators, *self.medium_indicators)
        cells += [value for row in rows if not row.placeholder for value in (row.name, row.target)]
        cells += [task.name for task in self.tasks]
        return all(value is None or value.empty or value.flat == "0" for value in cells)

    @property
    def judged_medium(self) -> tuple[DeclaredIndicator, ...]:
        """Rows for the whole period that rules judge: no placeholders, nothing struck out."""
        return tuple(row for row in self.medium_indicators if not row.placeholder and not row.not_applicable)

    @property
    def aimed(self) -> tuple[Indicator, ...]:
        """The year's rows, then those for the whole period that say something else."""
        said = {(row.name.flat, row.target.flat) for row in self.judged}
        more = (row for row in self.judged_medium if (row.name.flat, row.target.flat) not in said)
        shared = {row.name.cell for row in self.judged}  # beside a sign and a unit that stand for both
        return (*self.judged, *(row for row in more if row.name.cell not in shared or row.aim.kind != "quantity"))

    def fund_blocks(self) -> tuple[Funds, ...]:
        """The funds of the year, then those of the whole period, as far as the form has them."""
        return tuple(funds for funds in (self.funds, self.medium_funds) if funds is not None)

    def inputs(self) -> tuple[Value, ...]:
        """Every cell that the unit fills in; a cell that serves year and period alike stands once."""
        cells = [*super().inputs(), *(value for value in (self.nature, self.period, self.medium_goal) if value)]
        cells += [value for row in _rows(self.medium_funds) for value in row.amounts()]
        cells += [value for row in self.medium_indicators for value in row.inputs()]
        cells += [value for task in self.tasks for value in task.inputs()]
        cells += self.tasks_total.amounts() if self.tasks_total is not None else ()
        return tuple({value.cell: value for value in reversed(cells)}.values())[::-1]

    def prose(self) -> tuple[Value, ...]:
        """Goal texts, what tasks consist of, and notes."""
        notes = [row.note for row in (*self.indicators, *self.medium_indicators)]
        contents = [task.content for task in self.tasks]
        return (*super().prose(), *(value for value in (self.medium_goal, *contents, *notes) if value is not None))

    def money_cells(self) -> tuple[tuple[Value, str], ...]:
        """The amounts of the funds and of the tasks."""
        medium = self.medium_funds
        whole = tuple((value, medium.unit) for row in _rows(medium) for value in row.amounts()) if medium else ()
        tasks = (*self.tasks, *((self.tasks_total,) if self.tasks_total is not None else ()))
        return (
            *super().money_cells(),
            *whole,
            *((value, self.tasks_unit) for task in tasks for value in task.amounts()),
        )

    def sums(self) -> tuple[Sum, ...]:
        """金额合计 over the tasks, column by column, and 总额 of each task over its sources."""
        found = []
        whole = self.tasks_total
        for column, name in _TASK_COLUMNS if whole is not None else ():
            total: Value | None = getattr(whole, column)
            parts = tuple(value for task in self.tasks if (value := getattr(task, column)) is not None)
            if total is not None:
                found.append(Sum(total=total, parts=parts, unit=self.tasks_unit, name=name, parts_name="各任务"))
        for task in self.tasks:
            parts = tuple(value for value in (task.fiscal, task.other) if value is not None)
            if task.total is not None and parts:
                name = f"“{shortened(task.name.text, 24)}”的总额"
                found.append(
                    Sum(total=task.total, parts=parts, unit=self.tasks_unit, name=name, parts_name="财政拨款与其他资金")
                )
        return tuple(found)


_TASK_COLUMNS = (("total", "总额合计"), ("fiscal", "财政拨款合计"), ("other", "其他资金合计"))


def _rows(funds: Funds | None) -> tuple[FundRow, ...]:
    if funds is None:
        return ()
    return (*((funds.total,) if funds.total is not None else ()), *funds.sources)
