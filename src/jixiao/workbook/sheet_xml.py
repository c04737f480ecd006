"""One worksheet part → Sheet: a strict pattern for the XML that office programs write, lxml for all other XML.

The pattern path must account for every character between <sheetData> and its end; otherwise lxml decides.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from html import unescape

from jixiao.records.regex import regex
from jixiao.workbook.cell_values import RawCell, Tables, build_cell, cell_format, check_extent, text_of
from jixiao.workbook.formula_areas import expand_formula, fill_arrays
from jixiao.workbook.grid import Area, Cell, Sheet, column_number
from jixiao.workbook.number_formats import Format, number
from jixiao.workbook.package import looks_well_formed
from jixiao.workbook.refusal import MAX_COLUMNS, MAX_ROWS, Refused
from jixiao.workbook.shared_strings import xml_text
from jixiao.workbook.sheet_tree import sheet_by_tree

_MAIN = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_ATTRIBUTES = r'(?: [A-Za-z][\w:.]*="[^"<>&]*")*'
_CELL = regex(
    rf'((?:</row>|<row r="[1-9][0-9]*"{_ATTRIBUTES}\s?/?>)*'
    r'<c r="([A-Z]{1,3})([1-9][0-9]{0,6})"(?: s="([0-9]+)")?(?: t="([a-zA-Z]+)")?(?: [cv]m="[0-9]+")*'
    rf"(?:/>|>(?:(<f{_ATTRIBUTES}\s?/?>)(?:(?<=/>)|([^<]*)</f>))?"
    r'(?:<v(?: xml:space="preserve")?>([^<]*)</v>|<v ?/>|'
    r'<is><t(?: xml:space="preserve")?>([^<]*)</t></is>)?</c>))'
)
_ROW_TAGS = regex(rf'(?:</row>|<row r="[1-9][0-9]*"{_ATTRIBUTES}\s?/?>)*')
_ROW = regex(r'<row [^>]*?\br="([0-9]+)"[^>]*>')
_HIDDEN = regex(r' (?:hidden="(?:1|true)"|ht="0(?:\.0+)?")')
_ATTRIBUTE = regex(r'(\w+)="([^"]*)"')
_DIMENSION = regex(rb'<dimension ref="(?:[A-Z]+[0-9]+:)?([A-Z]+)([0-9]+)"')
_LAST_ROW = regex(rb'<row [^>]*?\br="([0-9]+)"')
_ZERO_WIDTH = regex(rb'<col [^>]*width="0(?:\.0+)?"')
_BLOCK = 400_000
"""Characters of XML matched in one go, so that a large sheet does not cost a large list of matches."""


class _Columns(dict[str, int]):
    """Column numbers by letters, worked out once each."""

    def __missing__(self, letters: str) -> int:
        self[letters] = column_number(letters)
        return self[letters]


_COLUMNS = _Columns()


def check_rows(xml: bytes, name: str) -> None:
    """Refused when a sheet has more row elements than the limit, blank ones included."""
    if len(xml) < MAX_ROWS * len(b"<row/>"):
        return
    rows = xml.count(b"<row") + xml.count(b":row") // 2
    if rows > MAX_ROWS:
        raise Refused("too_long", f"工作表「{name}」有 {rows:,} 行，上限 {MAX_ROWS:,} 行")


def is_plain(xml: bytes) -> bool:
    """Whether a worksheet part is complete XML as office programs spell it, so that byte scans tell the truth."""
    head = xml[:2000]
    if _MAIN not in head.partition(b">")[0] or b"='" in head or b"<!--" in xml:  # a comment upsets the tag count
        return False
    return looks_well_formed(xml, b"worksheet")


def is_unremarkable(xml: bytes) -> bool:
    """Whether a plain sheet hides no row or column and stays, by its own dimension, within the limits."""
    dimension = _DIMENSION.search(xml, 0, 4000)
    if dimension is None or b' ht="0' in xml:
        return False
    if b'hidden="' in xml and (b'hidden="1"' in xml or b'hidden="true"' in xml):
        return False
    if b"<col " in xml[:4000] and _ZERO_WIDTH.search(xml, 0, xml.find(b"<sheetData")):
        return False
    last = _LAST_ROW.match(xml, max(0, xml.rfind(b"<row ")))
    rows = max(int(dimension[2]), int(last[1]) if last else 0)
    return rows <= MAX_ROWS and len(dimension[1]) <= 3 and _COLUMNS[dimension[1].decode()] <= MAX_COLUMNS


def read_sheet(xml: bytes, name: str, state: str, tables: Tables, *, plain: bool) -> Sheet:
    """A whole worksheet; `plain` says what `is_plain` said; Refused when malformed or beyond the limits."""
    if plain:
        try:
            sheet = _sheet_by_pattern(xml.decode(), name, state, tables)
        except UnicodeDecodeError as error:
            raise Refused("malformed_xml", f"工作表「{name}」的文字编码无法识别") from error
        if sheet is not None:
            return sheet
    return sheet_by_tree(xml, name, state, tables)


def _sheet_by_pattern(text: str, name: str, state: str, tables: Tables) -> Sheet | None:
    head, _, rest = text.partition("<sheetData>")
    body, _, tail = rest.partition("</sheetData>")
    if not tail:  # written in another way, or <sheetData/>
        return None
    cells: dict[tuple[int, int], Cell] = {}
    arrays: list[tuple[Area, str]] = []
    shared: dict[str, str] = {}
    for block in _blocks(body):
        found = _CELL.findall(block)
        if not _ROW_TAGS.fullmatch(block, sum(len(one[0]) for one in found)):
            return None
        for cell in _cells(found, tables, shared, arrays):
            cells[cell.row, cell.column] = cell
            if cell.row > MAX_ROWS or cell.column > MAX_COLUMNS:
                check_extent(cell.row, cell.column, name)
    # All but the rows is short: the real parser reads it, and finds what is malformed there.
    around = sheet_by_tree(f"{head}<sheetData/>{tail}".encode(), name, state, tables)
    return replace(around, cells=fill_arrays(cells, arrays), hidden_rows=_hidden_rows(body))


def _blocks(body: str) -> Iterator[str]:
    """The rows of a sheet in pieces that end where a row ends."""
    start = 0
    while len(body) - start > _BLOCK and (end := body.find("</row>", start + _BLOCK)) >= 0:
        yield body[start : end + 6]
        start = end + 6
    yield body[start:]


def _cells(
    found: list[tuple[str, ...]], tables: Tables, shared: dict[str, str], arrays: list[tuple[Area, str]]
) -> Iterator[Cell]:
    """The cells that hold something, out of the pattern's matches; plain text and numbers take the short way."""
    strings, formats, columns = tables.strings, _Formats(tables), _COLUMNS
    for whole, letters, digits, style, kind, f, formula, v, inline in found:
        row, column = int(digits), columns[letters]
        if not f:
            if not v and not inline:
                continue
            code, dated = formats[style]
            if kind == "s" and v.isdecimal() and (index := int(v)) < len(strings):
                if strings[index]:
                    yield Cell(row, column, strings[index], code)
                continue
            if (kind == "" or kind == "n") and not dated and (amount := number(v)) is not None:
                yield Cell(row, column, amount, code)
                continue
        text = xml_text(inline) if inline else text_of(kind, v) if "<v" in whole else None
        area_formula = expand_formula(_attributes(f), unescape(formula), shared, arrays) if f else None
        cell = build_cell(RawCell(row, column, kind, style, area_formula, text), tables)
        if cell is not None:
            yield cell


class _Formats(dict[str, Format]):
    """Formats by style index as written."""

    def __init__(self, tables: Tables) -> None:
        super().__init__()
        self.tables = tables

    def __missing__(self, style: str) -> Format:
        self[style] = cell_format(self.tables, style)
        return self[style]


def _attributes(tag: str) -> dict[str, str]:
    return dict(_ATTRIBUTE.findall(tag)) if "=" in tag else {}


def _hidden_rows(body: str) -> frozenset[int]:
    if not _HIDDEN.search(body):
        return frozenset()
    return frozenset(int(match[1]) for match in _ROW.finditer(body) if _HIDDEN.search(match[0]))
