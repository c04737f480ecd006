"""What every filled-in form has, whatever its kind: a title, a year, columns, and values that know their cells."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from jixiao.records.value import Value


class Record(BaseModel):
    """Base of all records: frozen, holds our own value types."""

    model_config = ConfigDict(frozen=True, arbitrary_types_allowed=True, defer_build=True)


class Sum(Record):
    """A stated total with the cells that must add up to it, in a unit of money; names as messages call them."""

    total: Value
    parts: tuple[Value, ...]
    unit: str
    name: str = "合计"
    parts_name: str = "各项目"


class FilledForm(Record):
    """One form on a sheet.

    `form` is the canonical name whatever the title says; `columns` role → heading cell address. `missing` are required
    column headings that the form lost (A106), `table_on` the sheet where its whole table stands instead (else ""),
    `header_cell` the first cell of the table's header row (or the title when there is no such row). `broken` is every
    error value or formula without result in `region` (top, left, bottom, right; rows and columns from 1). `required`
    are the cells that may not stay blank, `texts` cells of running text.
    """

    form: str
    sheet: str
    title: Value
    year: int | None
    year_cell: Value | None = None
    header_cell: str
    columns: dict[str, str]
    missing: tuple[str, ...] = ()
    table_on: str = ""
    required: tuple[Value, ...] = ()
    broken: tuple[Value, ...] = ()
    region: tuple[int, int, int, int] = (1, 1, 1, 1)
    scale: str = "grades"  # the policy's setting with the bands that grades of this kind of form go by

    @property
    def unit_name(self) -> str | None:
        """The budget unit that the form speaks of, None when it names none or many."""
        return None

    @property
    def project_name(self) -> str | None:
        """The project that the form speaks of, None when it names none or many."""
        return None

    def has(self, role: str) -> bool:
        """Whether the form's table has a column of that role."""
        return role in self.columns

    def inputs(self) -> tuple[Value, ...]:
        """Every cell that is filled in by people, top to bottom: what A109, B202 and B206 look at."""
        return ()

    def prose(self) -> tuple[Value, ...]:
        """Those among the inputs that are running text, where line breaks are as they should be (B206)."""
        return ()

    def money_cells(self) -> tuple[tuple[Value, str], ...]:
        """Every amount with the unit of money (元, 万元, 亿元) that its place states (C306)."""
        return ()

    def sums(self) -> tuple[Sum, ...]:
        """Every total outside a funds block with what it is the sum of (C307)."""
        return ()

    def points_cells(self) -> tuple[Value, ...]:
        """Every 分值 and 得分 cell (E514)."""
        return ()

    def graded(self) -> tuple[tuple[Value, Value], ...]:
        """Pairs of a score out of 100 and the grade that stands beside it (E511)."""
        return ()

    @property
    def blank(self) -> bool:
        """Whether nothing was filled in: a blank form beside a filled one counts as not submitted."""
        return False
