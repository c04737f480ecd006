"""Patch: what to write where, as values. Applied to a copy of a file or to live Excel, never thought about here."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Style:
    """How a written cell looks. Sizes in points, colours as RRGGBB."""

    font: str = "宋体"
    size: float = 11
    bold: bool = False
    color: str | None = None
    fill: str | None = None
    horizontal: str = "general"  # general left center right justify distributed
    vertical: str = "center"
    wrap: bool = True
    border: bool = False
    number_format: str = "General"
    underline: bool = False
    indent: int = 0
    locked: bool = True


@dataclass(frozen=True, slots=True)
class Put:
    """One cell to write. Text is always written as a literal string; `link` jumps inside the workbook."""

    row: int
    column: int
    value: str | Decimal | int | None
    style: Style = Style()
    link: tuple[str, str] | None = None  # (sheet, address)


@dataclass(frozen=True, slots=True)
class Print:
    """Page set-up. Margins in centimetres; `repeat` are the rows printed on top of every page.

    Footers are Excel footer codes (&P page, &N pages, &L &C &R sides; && for a plain &).
    """

    landscape: bool = False
    left: float = 1.9
    right: float = 1.9
    top: float = 2.5
    bottom: float = 2.5
    fit_width: bool = True
    repeat: tuple[int, int] | None = None
    footer: str = ""
    odd_even_footer: tuple[str, str] | None = None
    breaks: tuple[int, ...] = ()  # a page ends after these rows
    center: bool = False
    area: tuple[int, int, int, int] | None = None
    first_page: int | None = None  # number of the first page; None goes on from the sheet printed before
    paper: int = 9  # as Excel counts: 9 is A4, 8 is A3


@dataclass(frozen=True)
class SheetPlan:
    """A whole sheet to add (or to replace, when the workbook has our earlier one of that name).

    Areas (merges, filter, lists, print area) are first row, first column, last row, last column.
    """

    name: str
    puts: tuple[Put, ...]
    widths: dict[int, float] = field(default_factory=dict)  # column number → width in characters, 0 hides it
    heights: dict[int, float] = field(default_factory=dict)  # row number → points
    merges: tuple[tuple[int, int, int, int], ...] = ()
    freeze: tuple[int, int] | None = None  # first row and column that scroll
    filter: tuple[int, int, int, int] | None = None
    page: Print = Print()
    show_gridlines: bool = True
    lists: tuple[tuple[tuple[int, int, int, int], tuple[str, ...]], ...] = ()  # drop-downs: area → choices
    tab: str | None = None
    protect: bool = False  # against slips, without a password: only unlocked cells take input, rows may be made taller


@dataclass(frozen=True, slots=True)
class Mark:
    """One cell to mark, by severity (必须改 请核实 提示). Its fill, value, lock and comment stay untouched."""

    sheet: str
    cell: str
    severity: str


@dataclass(frozen=True)
class Patch:
    """Everything to do to one workbook copy.

    `marks` are all marks the copy shall have; earlier ones go, unless `keep_marks` (a run that only adds sheets).
    Our earlier sheets that are not in `sheets` stay.
    """

    marks: tuple[Mark, ...] = ()
    sheets: tuple[SheetPlan, ...] = ()
    keep_marks: bool = False
