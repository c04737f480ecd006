"""One worksheet part → Sheet by a real XML parser, in a stream: any prefix, namespace, attribute order or spacing."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from jixiao.workbook.book_xml import truth
from jixiao.workbook.cell_values import RawCell, Tables, build_cell, check_extent
from jixiao.workbook.formula_areas import area_of, expand_formula, fill_arrays
from jixiao.workbook.grid import Area, Cell, Sheet, position
from jixiao.workbook.package import local
from jixiao.workbook.refusal import MAX_COLUMNS, MAX_ROWS, Refused
from jixiao.workbook.shared_strings import plain_text, rich_text

_TAGS = tuple(f"{{*}}{tag}" for tag in ("worksheet", "row", "mergeCell", "col", "sheetProtection"))


@dataclass
class _Found:
    """What the stream has brought so far."""

    cells: dict[tuple[int, int], Cell] = field(default_factory=dict)
    merged: list[Area] = field(default_factory=list)
    rows: set[int] = field(default_factory=set)
    columns: set[int] = field(default_factory=set)
    protected: bool = False
    row: int = 0
    shared: dict[str, str] = field(default_factory=dict)
    arrays: list[tuple[Area, str]] = field(default_factory=list)


def sheet_by_tree(xml: bytes, name: str, state: str, tables: Tables) -> Sheet:
    """A worksheet part (UTF-8 XML) of any spelling; Refused when malformed or beyond the limits."""
    found = _Found()
    stream = etree.iterparse(
        io.BytesIO(xml), events=("end",), tag=_TAGS, resolve_entities=False, no_network=True, huge_tree=False
    )
    root = ""
    try:
        for _, element in stream:
            root = local(element)
            _take(element, root, found, name, tables)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Refused("malformed_xml", f"工作表「{name}」的内容不合规范，无法解析") from error
    if root != "worksheet":
        raise Refused("malformed_xml", f"工作表「{name}」的部件不是工作表")
    cells = fill_arrays(found.cells, found.arrays)
    rows, columns = frozenset(found.rows), frozenset(found.columns)
    return Sheet(name, cells, tuple(found.merged), state, rows, columns, found.protected)


def column_span(attributes: Any) -> range:
    """The columns of a <col> element, as far as columns may hold values."""
    first, last = attributes.get("min", ""), attributes.get("max", "")
    if not first.isdecimal() or not last.isdecimal():
        return range(0)
    return range(max(1, int(first)), min(int(last), MAX_COLUMNS) + 1)


def _invisible(element: Any, size: str) -> bool:
    """Whether a row or column is hidden, by its mark or by a height or width of zero."""
    measure = element.get(size, "").rstrip("0").rstrip(".")
    return truth(element.get("hidden")) or (size in element.attrib and measure in ("", "0"))


def _take(element: Any, tag: str, found: _Found, name: str, tables: Tables) -> None:
    if tag == "row":
        _take_row(element, found, name, tables)
        element.clear()
        while element.getprevious() is not None:  # a row that was read is not kept
            del element.getparent()[0]
    elif tag == "mergeCell" and (area := area_of(element.get("ref", ""))):
        found.merged.append(area)
    elif tag == "col" and _invisible(element, "width"):
        found.columns.update(column_span(element.attrib))
    elif tag == "sheetProtection":
        found.protected = truth(element.get("sheet"))


def _take_row(element: Any, found: _Found, name: str, tables: Tables) -> None:
    """The cells of a row; rows and cells that do not say where they are follow the one before."""
    found.row = int(element.get("r") or found.row + 1)
    if found.row <= MAX_ROWS and _invisible(element, "ht"):
        found.rows.add(found.row)
    column = 0
    for child in element:
        if local(child) != "c":
            continue
        row, column = position(child.get("r").upper()) if child.get("r") else (found.row, column + 1)
        cell = build_cell(_raw_cell(child, row, column, found), tables)
        if cell is not None:
            check_extent(row, column, name)
            found.cells[row, column] = cell


def _raw_cell(element: Any, row: int, column: int, found: _Found) -> RawCell:
    kind, formula, text = element.get("t", "n"), None, None
    for child in element:
        tag = local(child)
        if tag == "v":
            text = "".join(child.itertext())
            text = plain_text(text) if kind == "str" else text
        elif tag == "is":
            text = rich_text(child)
        elif tag == "f":
            formula = expand_formula(dict(child.attrib), child.text or "", found.shared, found.arrays)
    return RawCell(row, column, kind, element.get("s", ""), formula, text)
