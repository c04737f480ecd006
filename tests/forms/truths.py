"""What a form says, in plain values: the truth that a layout was built from, and the same read back out of a record."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from jixiao.forms.read_indicators import clean_name
from jixiao.records.indicator_form import FundRow, Indicator
from jixiao.records.numbers import plain, read_amount, read_points
from jixiao.records.self_evaluation import SelfEvaluation
from jixiao.records.text import squeezed
from jixiao.records.value import Value

from .layouts import Content, Row


@dataclass(frozen=True)
class Line:
    """One indicator: levels without blanks, name without numbering, the cells as a person reads them."""

    level1: str
    level2: str
    name: str
    target: str
    actual: str
    weight: str = ""
    score: str = ""
    subitem: bool = False


@dataclass(frozen=True)
class Truth:
    """Everything of a form that a bureau looks at; amounts as the form's own unit counts them."""

    project: str
    department: str
    agency: str
    year: int | None
    funds_unit: str
    funds: dict[str, str]
    execution_weight: str
    sources: tuple[tuple[str, str], ...]
    goal: str
    done: str
    lines: tuple[Line, ...]
    total: tuple[str, str, str]
    codes: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


def number(value: Any) -> str:
    return "" if value is None or value == "" else plain(Decimal(str(value)))


def line_of(row: Row) -> Line:
    return Line(
        squeezed(row.level1), squeezed(row.level2), row.name, squeezed(row.glued), squeezed(str(row.actual)),
        number(row.weight), number(row.score),
    )  # fmt: skip


def truth_of(content: Content, **changes: Any) -> Truth:
    """The truth of a form that says all that the content says, but for the changes."""
    truth = Truth(
        project=content.project,
        department=content.department,
        agency=content.unit,
        year=content.year,
        funds_unit="万元",
        funds={
            "initial": number(content.initial), "budget": number(content.budget), "executed": number(content.executed),
            "weight": number(content.weight), "score": number(content.execution_score),
        },
        execution_weight=number(content.weight),
        sources=(("其中:当年财政拨款", number(content.executed)), ("其他资金", "")),
        goal=content.goal,
        done=content.done,
        lines=tuple(line_of(row) for row in content.rows),
        total=("100", number(content.total), ""),
    )  # fmt: skip
    return replace(truth, **changes)


def without(truth: Truth, *parts: str) -> Truth:
    """The truth of a layout that has no cells for some parts: weight, score (of indicators), or roles of the funds."""
    kept = {role: text for role, text in truth.funds.items() if f"funds.{role}" not in parts}
    blank = {part: "" for part in parts if part in ("weight", "score")}
    return replace(truth, funds=kept, lines=tuple(replace(line, **blank) for line in truth.lines))


def _text(value: Value | None) -> str:
    return value.clean if value is not None else ""


def _points(value: Value | None) -> str:
    points = read_points(value)
    return plain(points) if points is not None else _text(value)


def _fund_cells(row: FundRow, unit: str) -> dict[str, str]:
    cells = {}
    for role in ("initial", "budget", "executed"):
        value = getattr(row, role)
        if value is not None:
            amount = read_amount(value, unit)
            cells[role] = plain(amount.value) if amount is not None else value.clean
    for role in ("weight", "score"):
        value = getattr(row, role)
        if value is not None:
            cells[role] = _points(value)
    return cells


def _line(row: Indicator) -> Line:
    sign = row.sign.flat if row.sign is not None else ""
    unit = row.unit.flat if row.unit is not None else ""
    return Line(
        squeezed(row.level1),
        squeezed(row.level2),
        clean_name(row.name.text),
        ("" if sign == "定性" else sign) + row.target.flat + unit,
        row.actual.flat if row.actual is not None else "",
        _points(row.weight),
        _points(row.score),
        row.subitem,
    )


def read_back(form: SelfEvaluation) -> Truth:
    """What the record says, in the same plain values."""
    funds = form.funds
    total = form.total
    return Truth(
        project=_text(form.project),
        department=_text(form.department),
        agency=_text(form.agency),
        year=form.year,
        funds_unit=funds.unit if funds else "",
        funds=_fund_cells(funds.total, funds.unit) if funds and funds.total else {},
        execution_weight=plain(funds.weight) if funds else "",
        sources=tuple((row.label, _fund_cells(row, funds.unit).get("executed", "")) for row in funds.sources)
        if funds
        else (),
        goal=_text(form.goal),
        done=_text(form.goal_done),
        lines=tuple(_line(row) for row in form.judged),
        total=(_points(total.weight), _points(total.score), _text(total.grade)) if total else ("", "", ""),
        codes=tuple(value.clean for value in form.codes),
        missing=form.missing,
    )
