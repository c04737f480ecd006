"""The sheets of F09–F14, F17 and F18: one drawing for all lists and letters, part by part from the declaration."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from jixiao.forms.declaration import Column, Field, Form
from jixiao.forms.list_kind import Part, Row
from jixiao.forms.list_kinds import kind_of
from jixiao.forms.template_book import FORMATS, Scalar
from jixiao.policy.model import Policy
from jixiao.records.regex import regex
from jixiao.workbook.grid import address

Key = tuple[str, int]
_NAME = regex(r"\{([a-z_.]+)\}")
DATE_FORMAT = 'yyyy"年"m"月"d"日"'
TOTAL_HEIGHT = 26


@dataclass(frozen=True)
class Spot:
    """One part on the sheet: its first row and, for fields, where label and value stand (columns from, to)."""

    part: Part
    row: int
    labels: tuple[tuple[int, int], ...] = ()
    values: tuple[tuple[int, int], ...] = ()


def columns_of(form: Form) -> list[Column]:
    """The columns that the template shows, left to right."""
    return [column for column in kind_of(form).columns if column.in_template]


def spots(form: Form, rows: int | None) -> Iterator[Spot]:
    """The parts with their rows; the table takes a heading row, `rows` rows and a total row where it has sums."""
    kind, row = kind_of(form), 1
    width = len(columns_of(form))
    for part in kind.parts:
        if part.kind == "pair":
            edges = _edges(form, len(part.roles))
            yield Spot(part, row, tuple((a, b) for a, b, _ in edges), tuple((b + 1, end) for _, b, end in edges))
        elif part.kind == "long":
            _, label_end, _ = _edges(form, 1)[0]
            yield Spot(part, row, ((1, label_end),), ((label_end + 1, width),))
        elif part.kind == "right":
            yield Spot(part, row, (), ((_right_from(form), width),))
        else:
            yield Spot(part, row, (), ((1, width),))
        row += 1 + ((rows or kind.rows) + bool(kind.sums) if part.kind == "table" else 0)


def _edges(form: Form, pairs: int) -> list[tuple[int, int, int]]:
    """Label from, label to, value to (columns) of so many label–value pairs side by side, even by width."""
    widths = [column.width for column in columns_of(form)]
    whole, found, start = sum(widths), [], 1
    for pair in range(1, pairs + 1):
        end = _reach(widths, start, whole * pair / pairs) if pair < pairs else len(widths)
        label, room = start, widths[start - 1]
        while room < 9 and label < end - 1:
            label += 1
            room += widths[label - 1]
        found.append((start, label, max(end, label + 1)))
        start = found[-1][2] + 1
    return found


def _reach(widths: list[float], start: int, until: float) -> int:
    """The column, at least one after `start`, up to which the widths come closest to `until`."""
    return min(range(start + 1, len(widths) - 1), key=lambda last: abs(sum(widths[:last]) - until))


def _right_from(form: Form) -> int:
    """The column from which signature and date stand: the right two fifths of the sheet."""
    widths = [column.width for column in columns_of(form)]
    return next(n for n in range(1, len(widths) + 1) if sum(widths[:n]) > sum(widths) * 0.6)


def places(form: Form, rows: int | None) -> dict[Key, str]:
    """Every cell by (role, row): title, year, fields (「field.role」), the columns' cells from row 0, the totals."""
    kind = kind_of(form)
    found: dict[Key, str] = {}
    count = rows or kind.rows
    for spot in spots(form, rows):
        if spot.part.kind in ("title", "year"):
            found[spot.part.kind, 0] = address(spot.row, 1)
        for role, (first, _) in zip(spot.part.roles, spot.values, strict=True) if spot.part.roles else ():
            found[f"field.{role}", 0] = address(spot.row, first)
        if spot.part.kind != "table":
            continue
        for number, column in enumerate(columns_of(form), 1):
            for row in range(count):
                found[column.role, row] = address(spot.row + 1 + row, number)
            if column.role in kind.sums:
                found[f"total.{column.role}", 0] = address(spot.row + 1 + count, number)
    return found


# -- formulas and what they give ---------------------------------------------------------------------------------------


def formulas(form: Form, rows: int | None) -> dict[str, str]:
    """Address → formula of every calculated cell: of rows, of fields, of totals."""
    kind, at = kind_of(form), places(form, rows)
    count = rows or kind.rows
    found = {}
    for each in kind.row_formulas:
        for row in range(count):
            found[at[each.role, row]] = _in_row(each.text, at, row)
    for field in kind.field_formulas:
        found[at[f"field.{field.role}", 0]] = _NAME.sub(lambda name: _column(at, name[1], count), field.text)
    for role in kind.sums:
        block = _column(at, role, count)
        found[at[f"total.{role}", 0]] = f'=IF(COUNT({block})=0,"",ROUND(SUM({block}),6))'
    return found


def _in_row(text: str, at: Mapping[Key, str], row: int) -> str:
    return _NAME.sub(lambda name: _cell(at, name[1], row), text)


def _cell(at: Mapping[Key, str], name: str, row: int) -> str:
    if name.startswith("field."):
        place = at[name, 0]
        return re.sub(r"([A-Z]+)(\d+)", r"$\1$\2", place)
    return at[name, row]


def _column(at: Mapping[Key, str], name: str, count: int) -> str:
    return at[name, 0] if name.startswith("field.") else f"{at[name, 0]}:{at[name, count - 1]}"


def results(form: Form, inputs: Mapping[str, Scalar], rows: int | None) -> dict[str, Scalar]:
    """What the formulas give for these cells (address → value)."""
    kind, at = kind_of(form), places(form, rows)
    count = rows or kind.rows
    fields = {role: inputs.get(place) for (role, _), place in at.items() if role.startswith("field.")}
    table: list[dict[str, Scalar]] = [
        {column.role: inputs.get(at[column.role, row]) for column in columns_of(form)} for row in range(count)
    ]
    found: dict[str, Scalar] = {}
    for each in kind.row_formulas:
        for row, cells in enumerate(table):
            place = at[each.role, row]
            cells[each.role] = inputs.get(place, each.value({**cells, **fields}))
            found[place] = cells[each.role]
    bare: Row = {role.removeprefix("field."): value for role, value in fields.items()}
    for field in kind.field_formulas:
        found[at[f"field.{field.role}", 0]] = field.value(table, bare)
    for role in kind.sums:
        amounts = [Decimal(value) for cells in table if isinstance(value := cells[role], int | Decimal)]
        found[at[f"total.{role}", 0]] = sum(amounts, Decimal(0)) if amounts else ""
    return found


def format_of(kind: str) -> str | None:
    """The number format of a cell that holds this kind of value."""
    return DATE_FORMAT if kind == "date" else FORMATS.get(kind)


def choices_of(each: Column | Field, policy: Policy) -> tuple[str, ...]:
    """What may be chosen: the policy's grades, or the declaration's own list."""
    if each.kind == "grade":
        return tuple(band.name for band in policy.grades)
    return getattr(each, "choices", ())
