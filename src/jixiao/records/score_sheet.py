"""A filled-in score sheet (F06, F07, F08, F15, F16): people give points per criterion, a total and what follows."""

from __future__ import annotations

from decimal import Decimal

from jixiao.records.filled_form import FilledForm, Record, Sum
from jixiao.records.numbers import read_amount
from jixiao.records.standard import Standard
from jixiao.records.value import Value

MONEY_ROLES = ("amount", "applied", "suggested", "cut")


class Criterion(Record):
    """One row that points are given for. A field is None when the sheet has no such column.

    `levels` are the labels above the name; `points` the weight (分值 cell or 「(5分)」 in the name); `given` the
    points of each rater; `score` the cell that counts for the row (the average where several give points).
    `rule` is what the row's own 评分标准 says when that can be computed. `not_applicable`: struck out (/ or —).
    """

    row: int
    levels: tuple[str, ...]
    name: Value
    weight: Value | None = None
    points: Decimal | None = None
    standard: Value | None = None
    actual: Value | None = None
    given: tuple[Value, ...] = ()
    score: Value | None = None
    reason: Value | None = None
    note: Value | None = None
    rule: Standard | None = None
    not_applicable: bool = False

    @property
    def dimension(self) -> str:
        """The label of the highest level, the name where there is none."""
        return self.levels[0] if self.levels else self.name.clean

    def inputs(self) -> tuple[Value, ...]:
        """Every cell of the row that a person fills in."""
        own = () if self.score is None or self.score in self.given else (self.score,)
        cells = (self.name, self.weight, self.actual, *self.given, *own, self.reason, self.note)
        return tuple(value for value in cells if value is not None)


class ScoreTotal(Record):
    """The total row: weight, each rater's total, the total that counts, and a grade beside it."""

    row: int
    label_cell: str
    weight: Value | None = None
    given: tuple[Value, ...] = ()
    score: Value | None = None
    grade: Value | None = None


class ScoreSheet(FilledForm):
    """A score sheet. `code` is the form's (F06 …), `scale` the policy's setting with the bands of the total.

    `fields` are the labelled places by role (project, department, agency, evaluator, institution, applied, suggested,
    conclusion, outcome, round, date …); `raters` how the columns of points are headed where there are several.
    """

    code: str
    fields: dict[str, Value]
    amount_unit: str = "万元"
    raters: tuple[str, ...] = ()
    criteria: tuple[Criterion, ...] = ()
    total: ScoreTotal | None = None

    def at(self, role: str) -> Value | None:
        """The labelled field of that role, None when the sheet has none."""
        return self.fields.get(role)

    def words(self, role: str) -> str | None:
        """What stands in a labelled field, None when there is nothing."""
        value = self.fields.get(role)
        return None if value is None or value.empty or value.broken else value.clean

    @property
    def unit_name(self) -> str | None:
        """实施单位 (被评价单位), else 主管部门."""
        return self.words("agency") or self.words("department")

    @property
    def project_name(self) -> str | None:
        """项目名称, None when blank or when the sheet is about a whole department."""
        return self.words("project")

    @property
    def judged(self) -> tuple[Criterion, ...]:
        """The rows that count: nothing struck out."""
        return tuple(row for row in self.criteria if not row.not_applicable)

    @property
    def dates(self) -> tuple[Value, ...]:
        """The date of the review, assessment or evaluation, where the sheet has a place for it."""
        value = self.fields.get("date")
        return (value,) if value is not None else ()

    @property
    def final(self) -> Value | None:
        """The cell with the total that the grade is taken from."""
        own = self.fields.get("final")
        if own is not None:
            return own
        return self.total.score if self.total is not None else None

    @property
    def grade_cell(self) -> Value | None:
        """The cell with the grade, beside the total or labelled."""
        beside = self.total.grade if self.total is not None else None
        return beside or self.fields.get("grade")

    def inputs(self) -> tuple[Value, ...]:
        """Every filled-in cell: labelled places, rows, totals."""
        cells: list[Value | None] = [*self.fields.values()]
        for row in self.criteria:
            cells += row.inputs()
        if self.total is not None:
            own = self.total.score if self.total.score not in self.total.given else None
            cells += [self.total.weight, *self.total.given, own, self.total.grade]
        return tuple(value for value in cells if value is not None)

    def prose(self) -> tuple[Value, ...]:
        """Opinions, reasons and remarks."""
        values = [self.fields.get("opinion")]
        for row in self.criteria:
            values += [row.reason, row.note, row.standard]
        return tuple(value for value in values if value is not None)

    def money_cells(self) -> tuple[tuple[Value, str], ...]:
        """Amounts asked for, suggested, cut, evaluated; a cut below 0 is the fault of what is suggested (G708)."""
        roles = [role for role in MONEY_ROLES if role != "cut" or not self.above_applied]
        found = (self.fields.get(role) for role in roles)
        return tuple((value, self.amount_unit) for value in found if value is not None)

    def sums(self) -> tuple[Sum, ...]:
        """申请金额 is what is suggested and what is cut, where the sheet has all three."""
        applied, suggested, cut = (self.fields.get(role) for role in ("applied", "suggested", "cut"))
        if applied is None or suggested is None or cut is None or cut.empty or suggested.empty or self.above_applied:
            return ()
        parts = (suggested, cut)
        return (Sum(total=applied, parts=parts, unit=self.amount_unit, name="申请金额", parts_name="建议金额和核减额"),)

    @property
    def above_applied(self) -> bool:
        """Whether more is suggested than was asked for."""
        applied, suggested = (read_amount(self.fields.get(role), self.amount_unit) for role in ("applied", "suggested"))
        return applied is not None and suggested is not None and suggested.value > applied.value

    def points_cells(self) -> tuple[Value, ...]:
        """Points of the rows and of the totals."""
        cells: list[Value | None] = []
        for row in self.judged:
            cells += [row.weight, *row.given, row.score if row.score not in row.given else None]
        if self.total is not None:
            cells += [self.total.weight, *self.total.given]
        final = self.final
        cells.append(final if self.total is None or final not in self.total.given else None)
        return tuple(value for value in cells if value is not None)

    def graded(self) -> tuple[tuple[Value, Value], ...]:
        """The total with its grade, where the sheet has both places."""
        final, grade = self.final, self.grade_cell
        return ((final, grade),) if final is not None and grade is not None else ()

    @property
    def blank(self) -> bool:
        """Whether nothing was filled in: no points, no actual values, no labelled place."""
        cells = [value for row in self.criteria for value in (*row.given, row.score, row.actual)]
        return all(value is None or value.empty for value in (*cells, *self.fields.values()))
