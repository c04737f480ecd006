"""Problems out of a 整改台账 workbook (F11): one that the ledger was exported to, or one that is kept by hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from jixiao.publication.rectified import Problem
from jixiao.records.document_number import document_numbers
from jixiao.records.list_arithmetic import DONE, day_said, state_of
from jixiao.records.list_form import ListForm, ListRow
from jixiao.records.text import squeezed
from jixiao.workbook.grid import Sheet, position

_NUMBERS = {"通知文号", "整改通知文号", "发文字号", "文号"}
_STATE, _CLOSED, _ISSUED, _RETURNED = "台账状态", "已销号", "已下发", "退回"
_PASSED = ("通过", "销号", "同意")


def problems_of_sheet(form: ListForm, sheet: Sheet, place: str, on: date) -> Iterator[Problem]:
    """Every problem of the list; `place` names the workbook, problems are overdue as of `on`.

    With a 台账状态 column what is 已销号, or has passed its review, is closed; a list kept by hand closes a problem by
    已完成 that was not sent back. Project and notice that stand once for several rows hold for all of them.
    """
    heads = _extra(form, sheet)
    project = unit = number = ""
    for row in form.rows:
        if row.holds("project") and _cell(row, "project") != project:
            project, unit = _cell(row, "project"), ""
        unit = _cell(row, "duty") or unit
        number = _said(sheet, row.row, heads, _NUMBERS) or number
        if row.holds("problem"):
            state = _said(sheet, row.row, heads, {_STATE})
            yield _problem(form, row, (unit, project, number), state, f"{place}!{form.sheet}", on)


def _problem(form: ListForm, row: ListRow, named: tuple[str, str, str], state: str, place: str, on: date) -> Problem:
    unit, project, number = named
    closed = _closed(row, state)
    deadline = day_said(row.at("deadline"), form.year)
    done = state_of(row.at("status")) == DONE and _RETURNED not in (state, _cell(row, "verdict"))
    found = list(document_numbers(squeezed(number)))
    answered = any(row.holds(role) for role in ("measures", "done_on", "evidence", "opinion"))
    cell = row.cells["problem"].cell
    return Problem(
        unit=unit,
        project=project,
        text=_cell(row, "problem"),
        closed=closed,
        year=found[0].year if found else None,
        where=f"{place}!{cell}",
        number=number,
        replied=closed or done or (state not in ("", _ISSUED, "逾期") or answered),
        overdue=deadline is not None and deadline < on and not closed and not done,
    )


def _closed(row: ListRow, state: str) -> bool:
    verdict = _cell(row, "verdict")
    if _RETURNED in verdict:
        return False
    if state:
        return state == _CLOSED or verdict.startswith(_PASSED)
    return state_of(row.at("status")) == DONE


def _extra(form: ListForm, sheet: Sheet) -> Mapping[str, int]:
    """Columns by heading, for those that the form itself does not have."""
    head = position(form.header_cell)[0]
    return {squeezed(str(cell.value)): column for (row, column), cell in sheet.cells.items() if row == head}


def _said(sheet: Sheet, row: int, heads: Mapping[str, int], wanted: set[str]) -> str:
    column = next((column for name, column in heads.items() if name in wanted), None)
    cell = sheet.cell(row, column) if column is not None else None
    return squeezed(str(cell.value)) if cell is not None and cell.value is not None else ""


def _cell(row: ListRow, role: str) -> str:
    value = row.at(role)
    return "" if value is None or value.empty or value.broken else value.clean
