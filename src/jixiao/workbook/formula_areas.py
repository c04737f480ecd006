"""Formulas that cover several cells: shared formulas and array formulas."""

from __future__ import annotations

from dataclasses import replace

from jixiao.workbook.grid import Area, Cell, position


def area_of(reference: str) -> Area | None:
    """The area of a reference like B2:C9 or B2; None when it is none."""
    first, _, last = reference.partition(":")
    try:
        return (*position(first), *position(last or first))
    except ValueError:
        return None


def expand_formula(
    attributes: dict[str, str], text: str, shared: dict[str, str], arrays: list[tuple[Area, str]]
) -> str:
    """The formula text of a cell without 「=」; a cell of a shared formula shows its master's text.

    Remembers masters in `shared` and the areas of array formulas in `arrays` as it meets them.
    """
    kind = attributes.get("t")
    if kind == "shared":
        return shared.setdefault(attributes.get("si", ""), text) if text else shared.get(attributes.get("si", ""), "")
    if kind == "array" and ":" in attributes.get("ref", "") and (area := area_of(attributes["ref"])):
        arrays.append((area, text))
    return text


def fill_arrays(cells: dict[tuple[int, int], Cell], arrays: list[tuple[Area, str]]) -> dict[tuple[int, int], Cell]:
    """The cells, where those inside an array formula's area carry its text too."""
    for (top, left, bottom, right), text in arrays[:1000]:
        for (row, column), cell in cells.items():
            if top <= row <= bottom and left <= column <= right and cell.formula is None:
                cells[row, column] = replace(cell, formula=text)
    return cells
