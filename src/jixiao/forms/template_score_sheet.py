"""Templates of score sheets (F06, F07, F08, F15, F16): where everything stands, from the declaration alone."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

from jixiao.forms.declaration import Column, Criterion, Field, Form
from jixiao.forms.score_sheet_columns import RATERS
from jixiao.forms.template_book import Area
from jixiao.policy.model import Policy
from jixiao.records.standard import Standard, read_standard
from jixiao.workbook.grid import address

TITLE, YEAR, HEAD = 1, 2, 3
FOOT_ROLES = frozenset(
    {
        "final",
        "grade",
        "action",
        "advice",
        "conclusion",
        "outcome",
        "returned",
        "suggested",
        "cut",
        "opinion",
        "reviewer",
        "date",
    }
)
"""Fields that stand below the table; all others stand above it."""
LABEL_WIDTH = 11.0
"""A label takes at least so much of the columns' width."""
Key = tuple[str, int]


def columns_of(form: Form) -> tuple[Column, ...]:
    """The columns that the template shows, left to right."""
    return form.tables["criteria"]


def column_number(form: Form, role: str) -> int | None:
    """Number of the column with that role, from 1; None when the form has none."""
    return next((number for number, column in enumerate(columns_of(form), 1) if column.role == role), None)


def points_columns(form: Form) -> list[tuple[str, int]]:
    """Role and number of the columns in which points are given."""
    return [
        (column.role, number) for number, column in enumerate(columns_of(form), 1) if column.role in ("score", *RATERS)
    ]


def lines_of(fields: list[Field]) -> list[tuple[Field, ...]]:
    """Fields in pairs, a long text in a line of its own."""
    lines: list[tuple[Field, ...]] = []
    for field in fields:
        if lines and len(lines[-1]) == 1 and "long_text" not in (field.kind, lines[-1][0].kind):
            lines[-1] = (lines[-1][0], field)
        else:
            lines.append((field,))
    return lines


def head_lines(form: Form) -> list[tuple[Field, ...]]:
    """The lines of fields above the table."""
    return lines_of([field for field in form.fields if field.role not in FOOT_ROLES])


def foot_lines(form: Form) -> list[tuple[Field, ...]]:
    """The lines of fields below the table."""
    return lines_of([field for field in form.fields if field.role in FOOT_ROLES])


def table_row(form: Form) -> int:
    """The row of the headings."""
    return HEAD + len(head_lines(form))


def first_row(form: Form) -> int:
    """The row of the first criterion."""
    return table_row(form) + 1


def total_row(form: Form) -> int:
    """The row of the totals."""
    return first_row(form) + len(form.criteria)


def last_row(form: Form) -> int:
    """The last row with something printed: the notes."""
    return total_row(form) + len(foot_lines(form)) + len(form.notes)


def slots(form: Form, row: int, count: int) -> list[tuple[Area, Area]]:
    """Label and value areas of `count` fields (one or two) side by side over the columns' width."""
    widths = [column.width for column in columns_of(form)]
    bounds = [0, len(widths)] if count == 1 else [0, _split(widths), len(widths)]
    found = []
    for left, right in pairwise(bounds):
        label = left + 1
        while sum(widths[left:label]) < LABEL_WIDTH and label < right - 1:
            label += 1
        found.append(((row, left + 1, row, label), (row, label + 1, row, right)))
    return found


def _split(widths: list[float]) -> int:
    """After how many columns about half of the width is used, two columns being left at least for each half."""
    half = sum(widths) / 2
    return min(range(2, len(widths) - 1), key=lambda count: abs(sum(widths[:count]) - half))


def field_areas(form: Form) -> dict[str, tuple[Area, Area]]:
    """Label and value areas of every field by its role."""
    areas: dict[str, tuple[Area, Area]] = {}
    for first, lines in ((HEAD, head_lines(form)), (total_row(form) + 1, foot_lines(form))):
        for row, line in enumerate(lines, first):
            for field, areas_of_field in zip(line, slots(form, row, len(line)), strict=True):
                areas[field.role] = areas_of_field
    return areas


def places(form: Form) -> dict[Key, str]:
    """Every cell by (role, row): the fields and the year with row 0, 「criteria.…」 by row, 「total.…」 with row 0."""
    found: dict[Key, str] = {(role, 0): address(*value[:2]) for role, (_, value) in field_areas(form).items()}
    found["year", 0] = address(YEAR, 1)
    numbered = [(number, column.role) for number, column in enumerate(columns_of(form), 1)]
    for index, row in enumerate(range(first_row(form), total_row(form))):
        found |= {
            (f"criteria.{role}", index): address(row, number)
            for number, role in numbered
            if role not in ("level1", "level2")
        }
    for number, role in numbered:
        if role in ("weight", "score", *RATERS):
            found[f"total.{role}", 0] = address(total_row(form), number)
    return found


def weight_of(form: Form, criterion: Criterion, policy: Policy) -> Decimal | None:
    """The points that the policy gives a criterion; None where it is not used."""
    points: dict[str, Decimal] = getattr(policy, form.points_setting)
    weight = points.get(criterion.path)
    return weight if weight else None


def standard_text(form: Form, criterion: Criterion, policy: Policy) -> str:
    """The 评分标准 that is printed for a criterion: the policy's, else the declaration's."""
    if column_number(form, "standard") is None:
        return ""
    return policy.scoring_standards.get(criterion.name, criterion.standard)


def rule_of(form: Form, criterion: Criterion, policy: Policy) -> Standard | None:
    """The computable standard of a criterion; None where a person gives the points."""
    if column_number(form, "actual") is None or weight_of(form, criterion, policy) is None:
        return None
    return read_standard(standard_text(form, criterion, policy))
