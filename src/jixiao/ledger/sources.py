"""Where notices come from: the program's own Notice values, F09 workbooks, and the ledger sheets beside a notice."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from jixiao.documents.ledger_sheet import FOUND_BY_COLUMN, NAME, REPLY, STATED
from jixiao.documents.notice_parts import NOT_STATED, Notice
from jixiao.ledger.entries import Identity, ItemEntry, NoticeEntry
from jixiao.records.document_number import document_numbers
from jixiao.records.list_arithmetic import day_said
from jixiao.records.list_form import RECTIFICATION_NOTICE, ListForm, ListRow
from jixiao.records.period import read_period
from jixiao.records.text import squeezed
from jixiao.records.value import Value
from jixiao.workbook.grid import Grid, Sheet

_OWN = re.compile(rf"{NAME}(?:\(\d+\))?")
_NOTE = re.compile(r"单位：(?P<unit>.*?)　+通知文号：(?P<number>.*?)　+下发日期：(?P<date>.*)")
_HEAD_ROW, _NOTE_ROW = 4, 2
_HEADINGS = (*STATED, *REPLY)
_FOUND_BY = "规则标识"


def day_in(text: str, year: int | None = None) -> date | None:
    """The day that a deadline names: 「2023年5月5日前」, 「2023-5-5」; None for words without a day."""
    flat = squeezed(text).rstrip("。;；").removesuffix("之前").removesuffix("以前").removesuffix("前")
    period = read_period(flat, year, True) if flat else None
    return period.last if period is not None and period.first == period.last else None


def entry_of_notice(notice: Notice, *, source: str = "") -> NoticeEntry:
    """A notice of ours as the ledger takes it in, one item a problem."""
    issued = day_in(notice.date)
    items = tuple(
        ItemEntry(
            code=problem.code or str(place),
            problem=problem.fact,
            project=notice.project,
            category=problem.category,
            basis=problem.basis,
            requirement=problem.requirement,
            proof=problem.evidence,
            deadline=day_in(problem.deadline, issued.year if issued else None),
            findings=problem.findings,
        )
        for place, problem in enumerate(notice.problems, 1)
    )
    return NoticeEntry(
        number=notice.number,
        unit=notice.to,
        project=notice.project,
        title=notice.title,
        signature=notice.signature,
        issued=issued,
        report_by=max((item.deadline for item in items if item.deadline), default=None),
        source=source,
        items=items,
    )


def entries_of_book(grid: Grid | None, forms: Sequence[object], source: str) -> list[NoticeEntry]:
    """The notices of a workbook: our own by the ledger sheet that lies beside each, others by their F09 form."""
    own = [_entry_of_sheet(answer, source) for answer in own_sheets(grid)]
    known = {squeezed(entry.number) for entry in own}
    read = [entry_of_form(form, source) for form in forms if _is_notice(form)]
    heads = {squeezed(entry.number): entry for entry in read}
    whole = [_with_head(entry, heads.get(squeezed(entry.number))) for entry in own]
    return [*whole, *(entry for entry in read if squeezed(entry.number) not in known)]


def _is_notice(form: object) -> bool:
    return isinstance(form, ListForm) and form.form == RECTIFICATION_NOTICE


def _with_head(entry: NoticeEntry, head: NoticeEntry | None) -> NoticeEntry:
    """A notice by its ledger sheet, with the title and signature of the letter beside it."""
    return entry if head is None else replace(entry, title=head.title, signature=head.signature)


def entry_of_form(form: object, source: str) -> NoticeEntry:
    """A notice by an F09 form: problems by row, what the table leaves out from the letter's general words."""
    assert isinstance(form, ListForm)
    issued = day_said(form.fields.get("date"), form.year)
    year = issued.year if issued else form.year
    items = tuple(_item(row, place, year) for place, row in enumerate(form.rows, 1) if row.holds("problem"))
    return NoticeEntry(
        number=_said(form.fields.get("number")),
        unit=form.unit_name or "",
        project=form.project_name or "",
        title=form.title.flat,
        signature=_said(form.fields.get("signature")),
        issued=issued,
        report_by=max((item.deadline for item in items if item.deadline), default=None),
        source=source,
        items=items,
    )


def _item(row: ListRow, place: int, year: int | None) -> ItemEntry:
    deadline = row.at("deadline")
    return ItemEntry(
        code=_said(row.at("problem_number")) or _said(row.at("number")) or str(place),
        problem=_said(row.at("problem")),
        unit=_said(row.at("duty")),
        basis=_said(row.at("basis")),
        requirement=_said(row.at("requirement")),
        proof=_said(row.at("evidence")),
        deadline=day_said(deadline, year) or day_in(deadline.text if deadline else "", year),
    )


def _said(value: Value | None) -> str:
    return "" if value is None or value.empty or value.broken else value.text.strip()


# -- the ledger sheet that goes out beside a notice --------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OwnSheet:
    """A 问题清单及整改台账 of ours: head, and its rows by heading with the row's number on the sheet."""

    name: str
    unit: str
    number: str
    issued: date | None
    rows: tuple[tuple[int, dict[str, Value]], ...]


def own_sheets(grid: Grid | None) -> Iterator[OwnSheet]:
    """Every ledger sheet of ours in a workbook whose note names its notice, filled in or not."""
    for sheet in grid.sheets if grid is not None else ():
        note = sheet.cell(_NOTE_ROW, 1)
        match = _NOTE.fullmatch(str(note.value)) if note is not None and _OWN.fullmatch(sheet.name) else None
        if match and any(document_numbers(squeezed(match["number"]))) and _headed(sheet):
            yield OwnSheet(sheet.name, match["unit"], match["number"], day_in(match["date"]), tuple(_rows(sheet)))


def _headed(sheet: Sheet) -> bool:
    heads = [sheet.cell(_HEAD_ROW, column) for column in range(1, len(_HEADINGS) + 1)]
    return [str(cell.value) if cell else "" for cell in heads] == list(_HEADINGS)


def _rows(sheet: Sheet) -> Iterator[tuple[int, dict[str, Value]]]:
    """Rows by heading; a long problem that goes on in further rows is put together again."""
    from jixiao.forms.page import as_page
    from jixiao.forms.values import value_at

    page = as_page(sheet)
    last = max((row for row, _ in sheet.cells), default=0)
    current: tuple[int, dict[str, Value]] | None = None
    for row in range(_HEAD_ROW + 1, last + 1):
        cells = {name: value_at(page, row, column, name) for column, name in enumerate(_HEADINGS, 1)}
        cells[_FOUND_BY] = value_at(page, row, FOUND_BY_COLUMN, _FOUND_BY)
        if not cells["序号"].empty:
            if current is not None:
                yield current
            current = (row, cells)
        elif current is not None:
            current = (current[0], {name: _joined(current[1][name], more) for name, more in cells.items()})
    if current is not None:
        yield current


def _joined(first: Value, more: Value) -> Value:
    if more.blank:
        return first
    return replace(first, text=first.text + more.text, content=first.text + more.text) if not first.blank else more


def _entry_of_sheet(sheet: OwnSheet, source: str) -> NoticeEntry:
    year = sheet.issued.year if sheet.issued else None
    items = tuple(
        ItemEntry(
            code=_said(cells["问题编号"]) or _said(cells["序号"]),
            problem=_said(cells["问题描述"]),
            project=_said(cells["项目"]),
            category=_said(cells["问题类别"]),
            basis=_stated(cells["依据"]),
            requirement=_stated(cells["整改要求"]),
            proof=_stated(cells["佐证材料"]),
            deadline=day_in(cells["整改期限"].text, year),
            findings=_findings(cells[_FOUND_BY].text),
        )
        for _, cells in sheet.rows
    )
    project = next((item.project for item in items), "")
    due = max((item.deadline for item in items if item.deadline), default=None)
    return NoticeEntry(sheet.number, sheet.unit, project, "", "", sheet.issued, due, source, items)


def _findings(told: str) -> tuple[Identity, ...]:
    """The findings that the hidden column names; none when it was altered."""
    try:
        return tuple((str(rule), str(sheet), str(label)) for rule, sheet, label in json.loads(told or "[]"))
    except (ValueError, TypeError):
        return ()


def _stated(value: Value) -> str:
    said = _said(value)
    return "" if said == NOT_STATED else said
