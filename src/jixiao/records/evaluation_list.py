"""A filled-in 评价结果清单 (F17): evaluated projects with score, grade and the problems found."""

from __future__ import annotations

from jixiao.records.filled_form import FilledForm, Record, Sum
from jixiao.records.value import Value


class Problem(Record):
    """One problem found in an evaluated project. Empty places stay blank values."""

    row: int
    number: Value | None = None
    text: Value
    category: Value | None = None
    basis: Value | None = None
    requirement: Value | None = None
    evidence: Value | None = None
    days: Value | None = None


class EvaluatedProject(Record):
    """One project of the list with its problems (a project may take several rows, one row a problem)."""

    row: int
    department: Value | None = None
    unit: Value | None = None
    project: Value
    kind: Value | None = None
    amount: Value | None = None
    score: Value | None = None
    grade: Value | None = None
    note: Value | None = None
    problems: tuple[Problem, ...] = ()


class EvaluationList(FilledForm):
    """The whole list. `amount_unit` is 万元 unless the header says 元 or 亿元; `total_amount` the 合计 row's amount.

    `statements` are the texts around the rows.
    """

    form: str = "评价结果清单"
    amount_unit: str = "万元"
    projects: tuple[EvaluatedProject, ...] = ()
    total_amount: Value | None = None
    statements: tuple[Value, ...] = ()

    def inputs(self) -> tuple[Value, ...]:
        """Every filled-in cell, top to bottom."""
        cells: list[Value | None] = []
        for item in self.projects:
            cells += [
                item.department,
                item.unit,
                item.project,
                item.kind,
                item.amount,
                item.score,
                item.grade,
                item.note,
            ]
            for problem in item.problems:
                cells += [
                    problem.text,
                    problem.category,
                    problem.basis,
                    problem.requirement,
                    problem.evidence,
                    problem.days,
                ]
        cells.append(self.total_amount)
        return tuple(value for value in cells if value is not None)

    def prose(self) -> tuple[Value, ...]:
        """Notes, problems and what is asked for."""
        values = [item.note for item in self.projects]
        for problem in (problem for item in self.projects for problem in item.problems):
            values += [problem.text, problem.basis, problem.requirement, problem.evidence]
        return tuple(value for value in values if value is not None)

    def money_cells(self) -> tuple[tuple[Value, str], ...]:
        """The projects' amounts and the total."""
        amounts = [project.amount for project in self.projects]
        return tuple((value, self.amount_unit) for value in (*amounts, self.total_amount) if value is not None)

    def sums(self) -> tuple[Sum, ...]:
        """The 合计 row over the projects' amounts."""
        if self.total_amount is None:
            return ()
        parts = tuple(item.amount for item in self.projects if item.amount is not None)
        return (Sum(total=self.total_amount, parts=parts, unit=self.amount_unit),)

    def points_cells(self) -> tuple[Value, ...]:
        """The projects' scores."""
        return tuple(item.score for item in self.projects if item.score is not None)

    def graded(self) -> tuple[tuple[Value, Value], ...]:
        """Score and grade of each project, where the list has both columns."""
        return tuple(
            (item.score, item.grade) for item in self.projects if item.score is not None and item.grade is not None
        )
