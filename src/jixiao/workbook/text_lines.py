"""Lines of a text file → paragraphs, and the tables in them that were flattened when Word saved the text."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from jixiao.records.manuscript import Cell, Paragraph, Table


def laid_out(lines: Sequence[str]) -> tuple[tuple[Paragraph, ...], tuple[Table, ...]]:
    """Paragraphs (one a line, blank ones too) and tables.

    Tables are of two kinds: a row a line with tabs between its cells, or a cell a line with a tab before it and a
    blank line after each row, as converters write them.
    """
    inside: set[int] = set()
    found: list[list[list[int]]] = []  # tables of rows of line indexes
    for block in (*_tabbed_rows(lines), *_tabbed_cells(lines)):
        inside.update(index for row in block for index in row)
        found.append(block)
    paragraphs = tuple(Paragraph(number, line, in_table=number - 1 in inside) for number, line in enumerate(lines, 1))
    return paragraphs, tuple(_table(block, paragraphs) for block in sorted(found))


def _runs(flags: Sequence[bool]) -> list[range]:
    """Unbroken stretches where the flag is set."""
    edges = [place for place, (one, other) in enumerate(pairwise((False, *flags, False))) if one != other]
    return [range(first, last) for first, last in zip(edges[::2], edges[1::2], strict=True)]


def _tabbed_rows(lines: Sequence[str]) -> list[list[list[int]]]:
    """Two or more lines one below the other, each with a tab between words."""
    flags = ["\t" in line.strip() for line in lines]
    return [[[index] for index in run] for run in _runs(flags) if len(run) > 1]


def _tabbed_cells(lines: Sequence[str]) -> list[list[list[int]]]:
    """Stretches of lines that begin with a tab; what blank lines divide are the rows, all but the last equally long."""
    tables = []
    flags = [(line.startswith("\t") and "\t" not in line.strip()) or not line for line in lines]
    for run in _runs(flags):
        rows = [[run[place] for place in part] for part in _runs([bool(lines[index]) for index in run])]
        widths = [len(row) for row in rows]
        if len(rows) > 2 and widths[0] > 1 and all(width == widths[0] for width in widths[:-1]):
            tables.append(rows)
    return tables


def _table(rows: list[list[int]], paragraphs: tuple[Paragraph, ...]) -> Table:
    """Rows of equal length; a short row (合计 over several columns) is filled up on the left.

    A tab in front of every line is the table's indentation, one in front of some a blank first cell.
    """
    indented = all(paragraphs[index].text.startswith("\t") for row in rows for index in row)
    cells = [[cell for index in row for cell in _cells(paragraphs[index], indented)] for row in rows]
    width = max(len(row) for row in cells)
    return tuple((*[Cell(row[0].paragraph, "")] * (width - len(row)), *row) for row in cells)


def _cells(paragraph: Paragraph, indented: bool) -> list[Cell]:
    text = paragraph.text[1:] if indented else paragraph.text
    return [Cell(paragraph, Paragraph(paragraph.number, part).flat) for part in text.rstrip(" \r").split("\t")]
