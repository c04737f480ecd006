"""A filled-in list or letter with a table (F09–F14, F18): fields by role, rows by role, totals; what it computes."""

from __future__ import annotations

from pydantic import Field

from jixiao.records.filled_form import FilledForm, Record, Sum
from jixiao.records.value import Value

RECTIFICATION_NOTICE = "评价结果反馈及整改通知"
RECTIFICATION_REPORT = "整改情况报告"
RECTIFICATION_LEDGER = "整改台账"
SPOT_CHECK = "抽查复核表"
PUBLICATION_LIST = "公开清单"
TARGET_APPROVAL = "绩效目标批复表"


class ListRow(Record):
    """One row of a list: role → cell. A role that the list has no column for is absent."""

    row: int
    cells: dict[str, Value]

    def at(self, role: str) -> Value | None:
        """The cell of that role, None when the list has no such column."""
        return self.cells.get(role)

    def holds(self, role: str) -> bool:
        """Whether the list has that column and the row says something there, be it a stroke."""
        value = self.cells.get(role)
        return value is not None and not value.blank


class ListForm(FilledForm):
    """A form that is a table with a head and a foot.

    `kinds` says of every role whether it is text, money, points, percent, date, choice or grade. `fields` are the
    labelled places by role; `totals` the cells of the 合计 row by role; `statements` the lines of running text around
    the table. `amount_unit` is 万元 unless the sheet says otherwise. `produced`: the program itself wrote the sheet.
    """

    code: str
    kinds: dict[str, str]
    fields: dict[str, Value] = Field(default_factory=dict)
    rows: tuple[ListRow, ...] = ()
    totals: dict[str, Value] = Field(default_factory=dict)
    statements: tuple[Value, ...] = ()
    amount_unit: str = "万元"
    produced: bool = False

    @property
    def unit_name(self) -> str | None:
        """The unit that a report or notice speaks of."""
        value = self.fields.get({"F09": "to", "F10": "signature"}.get(self.code, ""))
        if value is None or value.empty:
            return None
        return value.clean.rstrip(":")

    @property
    def project_name(self) -> str | None:
        """The project that a report or notice speaks of."""
        value = self.fields.get("project")
        return None if value is None or value.empty else value.clean

    def column(self, role: str) -> tuple[Value, ...]:
        """The cells of one column, top to bottom; none when the list has no such column."""
        return tuple(row.cells[role] for row in self.rows if role in row.cells)

    def inputs(self) -> tuple[Value, ...]:
        """Every field, cell and total, each cell once however many rows it is merged over."""
        cells = [*self.fields.values(), *(value for row in self.rows for value in row.cells.values())]
        return tuple({value.cell: value for value in (*cells, *self.totals.values())}.values())

    def prose(self) -> tuple[Value, ...]:
        """Cells of running text."""
        found = [value for role, value in self.fields.items() if self.kinds.get(role) == "long_text"]
        found += [value for row in self.rows for role, value in row.cells.items() if self.kinds[role] == "long_text"]
        return tuple({value.cell: value for value in found}.values())

    def money_cells(self) -> tuple[tuple[Value, str], ...]:
        """Every amount with the list's unit of money."""
        return tuple((value, self.amount_unit) for value in self._of_kind("money"))

    def points_cells(self) -> tuple[Value, ...]:
        """Every score, and every difference of two scores."""
        return self._of_kind("points")

    @property
    def dates(self) -> tuple[Value, ...]:
        """Every cell in which a day is due."""
        return () if self.produced else self._of_kind("date")

    def sums(self) -> tuple[Sum, ...]:
        """The 合计 row over each column of money."""
        return tuple(
            Sum(total=value, parts=self.column(role), unit=self.amount_unit, name=value.label, parts_name="各行")
            for role, value in self.totals.items()
        )

    def _of_kind(self, kind: str) -> tuple[Value, ...]:
        cells = [value for role, value in self.fields.items() if self.kinds.get(role) == kind]
        cells += [value for row in self.rows for role, value in row.cells.items() if self.kinds[role] == kind]
        cells += [value for role, value in self.totals.items() if self.kinds.get(role) == kind]
        return tuple({value.cell: value for value in cells}.values())

    def graded(self) -> tuple[tuple[Value, Value], ...]:
        """Score and grade of each row and of the head; a list with self-score and review score grades the latter."""
        pairs = [(row.at("score"), row.at("grade")) for row in self.rows]
        pairs.append((self.fields.get("score"), self.fields.get("grade")))
        return tuple((score, grade) for score, grade in pairs if score is not None and grade is not None)

    @property
    def blank(self) -> bool:
        """Whether nothing was filled in; a notice that the program wrote beside a form does not count either."""
        written = (value for role, value in self.fields.items() if role not in ("year", "to", "title", "as_of"))
        return self.produced or (not self.rows and all(value.empty or value.formula for value in written))
