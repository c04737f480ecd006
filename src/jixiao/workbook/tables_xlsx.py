"""Tables of a summary workbook as values, and how XlsxWriter draws them: filter, totals, links, charts.

All text is written as literal text: no formula, link or number is made of what stands in a submitted file.
"""

from __future__ import annotations

import math
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from jixiao.documents.layout import capacity, wrap

MOST_LINKS = 60_000
"""Links per sheet; Excel ends at 65,530."""
_MOST_ROWS = 1_000_000  # per sheet; Excel ends at 1,048,576
_FILLS = {
    "必须改": "#FCE4E4", "请核实": "#FFF4D6", "提示": "#E8F1FA", "退回": "#FCE4E4", "无法读取": "#FFF4D6",
    "通过": "#E2EFDA", "未报": "#E7E6E6", "新增": "#FCE4E4", "仍有": "#FFF4D6", "已改": "#E2EFDA",
    "红": "#F8CBAD", "黄": "#FFE699", "绿": "#C6E0B4", "蓝": "#BDD7EE",
}  # fmt: skip
_ESCAPES = {ord(letter): f"%{ord(letter):02X}" for letter in '% #"<>[]^`{}'}  # what a file name needs within a link
_TOTAL = "合计"


@dataclass(frozen=True, slots=True)
class Link:
    """A cell that opens a file: shown text, path relative to the workbook's folder, place in it ('表'!A1 or "")."""

    text: str
    file: str
    place: str = ""


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula of our own with the result that shows before anything recalculates."""

    text: str
    value: Decimal | int | str


Content = str | int | Decimal | Link | Formula | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column: heading, width in characters, look; `total` sums it below the rows, `tall` lets it decide heights.

    `ratio` are the headings of two other columns: every cell, the total's too, is the first divided by the second.
    """

    heading: str
    width: float
    look: str = "cell"  # cell, points, money, percent, word, reply
    total: bool = False
    tall: bool = False
    ratio: tuple[str, str] | None = None


@dataclass(frozen=True)
class Table:
    """A sheet with one table; `rows` hold one content per column, None where the column is a ratio."""

    name: str
    columns: tuple[Column, ...]
    rows: Sequence[Sequence[Content]]
    when_empty: str = ""

    def place(self, heading: str) -> int:
        """The column of a heading, from 0."""
        return next(place for place, column in enumerate(self.columns) if column.heading == heading)

    def values(self, heading: str) -> list[Content]:
        """What stands in a column, row by row."""
        place = self.place(heading)
        return [row[place] for row in self.rows]

    def total(self, heading: str) -> Decimal | int:
        """The sum of a column, exact."""
        return sum((value for value in self.values(heading) if isinstance(value, int | Decimal)), 0)

    def total_cell(self, heading: str) -> str:
        """Where the sum of a column stands, as a formula names it: '按单位'!$H$230."""
        return f"'{self.name}'!${letters(self.place(heading))}${len(self.rows) + 2}"


@dataclass(frozen=True)
class Book:
    """The workbook being written and its formats by name."""

    workbook: Any
    formats: Mapping[str, Any]


@dataclass
class Page:
    """A free sheet: contents by (row, column) from 0, written row by row at the end, as flat memory wants it."""

    cells: dict[tuple[int, int], tuple[Content, str]] = field(default_factory=dict)
    heights: dict[int, float] = field(default_factory=dict)

    def put(self, row: int, column: int, content: Content, look: str = "cell") -> None:
        """Set one cell."""
        self.cells[row, column] = (content, look)

    def table(self, row: int, column: int, heads: Sequence[str], rows: Sequence[Sequence[Content]]) -> int:
        """A small table from a cell on; the row after it."""
        for place, text in enumerate(heads, column):
            self.put(row, place, text, "head")
        for at, line in enumerate(rows, row + 1):
            for place, content in enumerate(line, column):
                self.put(at, place, content, "word" if place == column else "cell")
        return row + 1 + len(rows)


def open_book(target: Path, title: str, *, flat: bool = False) -> Book:
    """A workbook to write to `target`; `flat` keeps memory constant, and rows must then come from top to bottom."""
    from xlsxwriter import Workbook

    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    workbook = Workbook(str(target), {**options, "constant_memory": flat})
    workbook.set_properties({"title": title})
    base = {"font_name": "宋体", "font_size": 10, "valign": "top", "text_wrap": True, "border": 1}
    shapes: dict[str, dict[str, Any]] = {
        "cell": base,
        "points": {**base, "num_format": "0.00", "align": "right"},
        "money": {**base, "num_format": "#,##0.00####", "align": "right"},
        "percent": {**base, "num_format": "0.00%", "align": "right"},
        "head": {**base, "bold": True, "bg_color": "#E7E6E6", "align": "center", "valign": "vcenter"},
        "link": {**base, "font_color": "#0563C1", "underline": 1},
        "reply": {**base, "bg_color": "#FFFFF0", "locked": False},
        "title": {"font_name": "黑体", "font_size": 16, "bold": True},
        "plain": {"font_name": "宋体", "font_size": 10},
        "figure": {**base, "font_size": 12, "bold": True, "align": "right", "valign": "vcenter"},
        **{word: {**base, "bg_color": fill, "bold": True, "align": "center"} for word, fill in _FILLS.items()},
    }
    looks = ("cell", "points", "money", "percent")
    shapes |= {f"total {look}": {**shapes[look], "bold": True, "bg_color": "#F2F2F2"} for look in looks}
    return Book(workbook, {name: workbook.add_format(shape) for name, shape in shapes.items()})


def draw_table(book: Book, table: Table) -> None:
    """Write a table: headings that stay, a filter, rows, sums below; more rows than a sheet takes go on in others."""
    for start in range(0, max(len(table.rows), 1), _MOST_ROWS):
        part = table.rows[start : start + _MOST_ROWS]
        name = table.name if start == 0 else f"{table.name}({start // _MOST_ROWS + 1})"
        _draw_part(book, replace(table, name=name, rows=part))


def _draw_part(book: Book, table: Table) -> None:
    sheet = book.workbook.add_worksheet(table.name)
    for place, column in enumerate(table.columns):
        sheet.set_column(place, place, column.width)
        sheet.write_string(0, place, column.heading, book.formats["head"])
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(len(table.rows), 1), len(table.columns) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(0.4, 0.4, 0.5, 0.6)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_footer("&C第 &P 页,共 &N 页")
    tall = [(place, column.width) for place, column in enumerate(table.columns) if column.tall]
    for at, row in enumerate(table.rows, 1):
        _draw_row(book, sheet, table, at, row, tall)
    if not table.rows and table.when_empty:
        sheet.write_string(1, 0, table.when_empty, book.formats["plain"])
    elif any(column.total for column in table.columns):
        _draw_totals(book, sheet, table)


def _draw_row(
    book: Book, sheet: Any, table: Table, at: int, row: Sequence[Content], tall: Sequence[tuple[int, float]]
) -> None:
    sheet.set_row(at, _height(row, tall))
    for place, (column, content) in enumerate(zip(table.columns, row, strict=True)):
        if column.ratio is not None:
            above, below = (row[table.place(heading)] for heading in column.ratio)
            put(book, sheet, at, place, _ratio(table, column.ratio, at + 1, above, below), "percent")
        else:
            put(book, sheet, at, place, content, column.look)


def _draw_totals(book: Book, sheet: Any, table: Table) -> None:
    at = len(table.rows) + 1
    for place, column in enumerate(table.columns):
        look = f"total {column.look if column.look in ('points', 'money', 'percent') else 'cell'}"
        content: Content = _TOTAL if place == 0 else None
        if column.total:
            letter = letters(place)
            content = Formula(f"=SUM({letter}2:{letter}{at})", table.total(column.heading))
        elif column.ratio is not None:
            above, below = (table.total(heading) for heading in column.ratio)
            content, look = _ratio(table, column.ratio, at + 1, above, below), "total percent"
        put(book, sheet, at, place, content, look)


def _ratio(table: Table, headings: tuple[str, str], line: int, above: Content, below: Content) -> Formula:
    one, other = (f"{letters(table.place(heading))}{line}" for heading in headings)
    known = isinstance(above, int | Decimal) and isinstance(below, int | Decimal) and below > 0
    value = Decimal(above) / Decimal(below) if known else ""  # type: ignore[arg-type]
    return Formula(f'=IF(AND(ISNUMBER({one}),N({other})>0),{one}/{other},"")', value)


def draw_page(book: Book, sheet: Any, page: Page) -> None:
    """Write a free sheet from top to bottom."""
    for row in sorted({row for row, _ in page.cells}):
        if row in page.heights:
            sheet.set_row(row, page.heights[row])
        else:
            sheet.set_row(row, 16.5)
        for column in sorted(column for at, column in page.cells if at == row):
            content, look = page.cells[row, column]
            put(book, sheet, row, column, content, look)


def put(book: Book, sheet: Any, row: int, column: int, content: Content, look: str = "cell") -> None:
    """Write one cell; look 「word」 colours the words that mean something (退回, 必须改, 红 …)."""
    if look == "word":
        look = content if isinstance(content, str) and content in _FILLS else "cell"
    form = book.formats[look]
    if isinstance(content, str) and content:
        sheet.write_string(row, column, content[:32767], form)
    elif isinstance(content, int | Decimal):
        sheet.write_number(row, column, content, form)
    elif isinstance(content, Formula):
        value = float(content.value) if isinstance(content.value, Decimal) else content.value
        sheet.write_formula(row, column, content.text, form, value)
    elif isinstance(content, Link):
        _put_link(book, sheet, row, column, content)
    else:
        sheet.write_blank(row, column, None, form)


def _put_link(book: Book, sheet: Any, row: int, column: int, link: Link) -> None:
    """A link to another file; plain text where Excel could not follow it."""
    address = link.file.replace("\\", "/").translate(_ESCAPES) + (f"#{link.place}" if link.place else "")
    if row <= MOST_LINKS and len(address) <= 250 and link.text:
        sheet.write_url(row, column, f"external:{address}", book.formats["link"], link.text[:32767])
    else:
        put(book, sheet, row, column, link.text)


def letters(column: int) -> str:
    """A column's letters from its number, counted from 0: 27 → AB."""
    text = ""
    while column >= 0:
        text = chr(65 + column % 26) + text
        column = column // 26 - 1
    return text


def _height(row: Sequence[Content], tall: Sequence[tuple[int, float]]) -> float:
    """Points that a row needs for its longest wrapped text, at most what Excel allows."""
    texts = ((content.text if isinstance(content, Link) else content, width) for content, width in _of(row, tall))
    lines = max((_lines(text, width) for text, width in texts if isinstance(text, str) and text), default=1)
    return min(lines * 13.5 + 3, 409.0)


def _of(row: Sequence[Content], tall: Sequence[tuple[int, float]]) -> Iterator[tuple[Content, float]]:
    return ((row[place], width) for place, width in tall)


@lru_cache(maxsize=65536)
def _lines(text: str, width: float) -> int:
    holds = capacity(width, 10)
    if len(text) <= math.floor(holds) and "\n" not in text:  # even if all of it were Chinese
        return 1
    return len(wrap(text[:4000], holds))


def add_chart(
    book: Book,
    sheet: Any,
    name: str,
    at: tuple[int, int],
    kind: str,
    title: str,
    places: tuple[int, int, int],
    *,
    size: tuple[int, int] = (325, 300),
    colours: Sequence[str] = (),
) -> None:
    """A native chart of a two-column table on sheet `name`: `places` are first row, last row, column of the labels."""
    first, last, column = places
    chart = book.workbook.add_chart({"type": kind})
    series: dict[str, Any] = {
        "name": title,
        "categories": [name, first, column, last, column],
        "values": [name, first, column + 1, last, column + 1],
        "data_labels": {"value": True, "category": kind == "doughnut"},
        "gap": 60,
    }
    if colours:
        series["points"] = [{"fill": {"color": colour}} for colour in colours]
    chart.add_series(series)
    chart.set_title({"name": title, "name_font": {"size": 12}})
    if kind != "doughnut":
        chart.set_legend({"none": True})
    lines = {"visible": True, "line": {"color": "#D9D9D9", "width": 0.75}}
    if kind == "bar":
        chart.set_y_axis({"reverse": True, "major_gridlines": {"visible": False}})
        chart.set_x_axis({"major_gridlines": lines})
    elif kind == "column":
        chart.set_y_axis({"major_gridlines": lines})
    chart.set_size({"width": size[0], "height": size[1]})
    sheet.insert_chart(at[0], at[1], chart)


def relative(file: Path, folder: Path) -> str:
    """The path of a file as a link from a workbook in `folder` has it; absolute on another drive."""
    try:
        return Path(os.path.relpath(file, folder)).as_posix()
    except ValueError:
        return file.as_posix()
