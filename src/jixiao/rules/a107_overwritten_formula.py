"""A107 模板公式被覆盖: a cell that our template calculates now holds a typed-in value."""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.forms.values import cell_text
from jixiao.records.book import Book
from jixiao.records.finding import Severity
from jixiao.records.regex import regex
from jixiao.records.text import shortened
from jixiao.rules.rule import Context, Hit, Rule, hit
from jixiao.workbook.grid import Cell, position

PREFIX = "_jxf_"
"""Defined names with this prefix point at the formula cells of our own templates."""
_REFERENCE = regex(r"=?(?:'((?:[^']|'')+)'|([^'!]+))!(\$?[A-Z]{1,3}\$?\d+)")


def _formula_cells(book: Book) -> Iterator[tuple[str, Cell]]:
    """Sheet name and cell of every marked formula place that holds something, on sheets with a form."""
    sheets = {form.sheet for form in book.forms}
    for name, reference in (book.grid.names if book.grid else {}).items():
        match = _REFERENCE.fullmatch(reference.strip()) if name.startswith(PREFIX) else None
        owner = (match[1] or match[2]).replace("''", "'") if match else ""
        sheet = book.grid.sheet(owner) if match and book.grid and owner in sheets else None
        cell = sheet.cell(*position(match[3])) if match and sheet else None
        if cell is not None:
            yield owner, cell


def check(book: Book, context: Context) -> Iterator[Hit]:
    """A marked cell has no formula any more but holds a value; the finding is at that cell."""
    labels = {(form.sheet, value.cell): value.label for form in book.forms for value in form.inputs()}
    for sheet, cell in _formula_cells(book):
        seen = cell.error or cell_text(cell).strip()
        if cell.formula is None and seen:
            label = labels.get((sheet, cell.address), cell.address)
            yield hit(cell=cell.address, sheet=sheet, label=label, seen=shortened(seen), expected="模板里的公式")


RULE = Rule(
    code="A107",
    name="模板公式被覆盖",
    severity=Severity.VERIFY,
    basis="",
    message="「{label}」在模板里由公式算出,现在是手填的「{seen}」。",
    fix="从模板里把这一格的公式复制回来;确需手填的,核对数字。",
    check=check,
    on="workbook",
)
