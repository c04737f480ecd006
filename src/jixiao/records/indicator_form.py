"""What forms with funds, goals and indicators share (目标申报, 运行监控, 自评), whatever layout they came in."""

from __future__ import annotations

from decimal import Decimal

from jixiao.records.aim import Aim, Done
from jixiao.records.filled_form import FilledForm, Record
from jixiao.records.value import Value


class FundRow(Record):
    """One row of the funds block (年度资金总额 or a source). A field is None when the form has no such column."""

    row: int
    label: str
    label_cell: str
    initial: Value | None = None
    budget: Value | None = None
    executed: Value | None = None
    weight: Value | None = None
    rate: Value | None = None
    score: Value | None = None
    reason: Value | None = None
    forecast: Value | None = None  # 全年预计执行数

    def amounts(self) -> tuple[Value, ...]:
        """The money cells of the row that the form has."""
        return tuple(value for value in (self.budget, self.initial, self.executed) if value is not None)


class Funds(Record):
    """The funds block. `unit` is 万元 or 元; `weight` the execution rate's points (分值 cell or 「(20分)」)."""

    unit: str
    header_cell: str
    total: FundRow | None
    sources: tuple[FundRow, ...] = ()
    weight: Decimal | None = None


class Indicator(Record):
    """One indicator row. A field is None when the form has no such column.

    `aim` and `done` are the readings of target and actual value. `points` is the weight that counts (分值 cell, or
    「(5分)」 in the name). `placeholder`: a left-over template row; `subitem`: a 「其中」 row without points;
    `not_applicable`: the row is struck out with 「/」 or 「—」.
    """

    row: int
    level1: str
    level2: str
    level1_cell: str | None
    name: Value
    target: Value
    actual: Value | None
    sign: Value | None = None
    unit: Value | None = None
    weight: Value | None = None
    score: Value | None = None
    reason: Value | None = None
    previous: Value | None = None  # 上年实际值
    aim: Aim
    done: Done
    points: Decimal | None = None
    placeholder: bool = False
    subitem: bool = False
    not_applicable: bool = False

    @property
    def rate_like(self) -> bool:
        """Whether the name speaks of a rate, so that a bare fraction is a percentage."""
        return self.aim.rate_like

    def inputs(self) -> tuple[Value, ...]:
        """Every cell of the row that a unit fills in."""
        cells = (self.name, self.sign, self.target, self.unit, self.actual, self.weight, self.score, self.reason)
        return tuple(value for value in cells if value is not None)


class Total(Record):
    """The total row: 分值 and 得分 cells (None when the form has none there) and a grade cell where there is one."""

    row: int
    label: str
    label_cell: str
    weight: Value | None = None
    score: Value | None = None
    grade: Value | None = None


class Stated(Record):
    """A weight scheme that the form itself states: points per level-1 dimension, and where it says so."""

    dimension: str
    points: Decimal
    cell: str
    rows: tuple[int, ...] = ()


class IndicatorForm(FilledForm):
    """A form of one project (or department) with funds, goals and indicator rows.

    `execution_row` is the indicator row that plays the part of the execution rate line in layouts without points in
    the funds block. `stated` is the weight scheme that the form itself states; `notes` are cells below the table.
    Fields that a kind of form does not have stay None or empty, so that one rule serves all kinds.
    """

    project: Value | None = None
    department: Value | None = None
    agency: Value | None = None
    codes: tuple[Value, ...] = ()
    dates: tuple[Value, ...] = ()
    funds: Funds | None = None
    goal: Value | None = None
    goal_done: Value | None = None
    indicators: tuple[Indicator, ...] = ()
    execution_row: Indicator | None = None
    total: Total | None = None
    stated: tuple[Stated, ...] = ()
    notes: tuple[Value, ...] = ()

    @property
    def unit_name(self) -> str | None:
        """实施单位, else 主管部门."""
        for value in (self.agency, self.department):
            if value is not None and not value.empty:
                return value.clean
        return None

    @property
    def project_name(self) -> str | None:
        """项目名称, None when blank."""
        return self.project.clean if self.project is not None and not self.project.empty else None

    @property
    def judged(self) -> tuple[Indicator, ...]:
        """Indicator rows that rules judge: no placeholders, nothing struck out."""
        return tuple(row for row in self.indicators if not row.placeholder and not row.not_applicable)

    @property
    def aimed(self) -> tuple[Indicator, ...]:
        """Judged rows whose target is looked at by itself: those of the year, and more where a form has more."""
        return self.judged

    def fund_blocks(self) -> tuple[Funds, ...]:
        """The funds blocks of the form, the year's first."""
        return (self.funds,) if self.funds is not None else ()

    def fund_rows(self) -> tuple[FundRow, ...]:
        """The total row and its sources."""
        if self.funds is None:
            return ()
        total = (self.funds.total,) if self.funds.total is not None else ()
        return total + self.funds.sources

    def indicator_rows(self) -> tuple[Indicator, ...]:
        """Every indicator row, the one that stands for the execution rate last."""
        return (*self.indicators, *((self.execution_row,) if self.execution_row else ()))

    def inputs(self) -> tuple[Value, ...]:
        """Every cell that the unit fills in, top to bottom: what A109, B202 and B206 look at."""
        cells: list[Value | None] = [self.project, self.department, self.agency, *self.codes]
        for fund in self.fund_rows():
            cells += [fund.initial, fund.budget, fund.executed, fund.weight, fund.rate, fund.score, fund.reason]
        cells += [self.goal, self.goal_done]
        for indicator in self.indicator_rows():
            cells += indicator.inputs()
        if self.total is not None:
            cells += [self.total.weight, self.total.score, self.total.grade]
        cells += self.dates
        return tuple(value for value in cells if value is not None)

    def prose(self) -> tuple[Value, ...]:
        """Goal texts and reasons."""
        reasons = [row.reason for row in self.indicator_rows()] + [row.reason for row in self.fund_rows()]
        return tuple(value for value in (self.goal, self.goal_done, *reasons) if value is not None)

    def money_cells(self) -> tuple[tuple[Value, str], ...]:
        """The amounts of the funds block."""
        if self.funds is None:
            return ()
        return tuple((value, self.funds.unit) for row in self.fund_rows() for value in row.amounts())

    def points_cells(self) -> tuple[Value, ...]:
        """Points of the execution rate, of the judged rows and of the total."""
        cells: list[Value | None] = []
        if self.funds is not None and self.funds.total is not None:
            cells += [self.funds.total.weight, self.funds.total.score]
        for row in (*((self.execution_row,) if self.execution_row else ()), *self.judged):
            cells += [row.weight, row.score]
        if self.total is not None:
            cells += [self.total.weight, self.total.score]
        return tuple(value for value in cells if value is not None)

    def graded(self) -> tuple[tuple[Value, Value], ...]:
        """The total with its grade, where the form has both places."""
        if self.total is None or self.total.score is None or self.total.grade is None:
            return ()
        return ((self.total.score, self.total.grade),)
