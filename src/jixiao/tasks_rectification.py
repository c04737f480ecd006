"""Use case: what the rectification ledger knows, be it a database or a 整改台账 workbook, for list and report."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from jixiao.ledger.errors import LedgerError
from jixiao.ledger.opening import ledger_at, reading
from jixiao.ledger.queries import items, notices
from jixiao.ledger.states import CLOSED, ISSUED, OVERDUE, state_on
from jixiao.policy.model import Policy
from jixiao.publication.ledger_rows import problems_of_sheet
from jixiao.publication.rectified import Problem
from jixiao.records.document_number import document_numbers
from jixiao.records.list_form import RECTIFICATION_LEDGER, ListForm
from jixiao.records.text import squeezed
from jixiao.tasks import check_file

_WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".et")


def problems_at(place: str, policy: Policy, on: date) -> tuple[Problem, ...]:
    """Every problem of a campaign folder's ledger, of a ledger file, a database URL or a 整改台账 workbook.

    Problems are overdue as of `on`. LedgerError when it cannot be read, or holds no ledger.
    """
    if "://" not in place and Path(place).suffix.lower() in _WORKBOOKS:
        return _of_workbook(Path(place), policy, on)
    with reading(ledger_at(place)) as connection:
        sent, found = {one.id: one for one in notices(connection)}, items(connection)
    told = []
    for item in found:
        notice = sent[item.notice_id]
        numbered = list(document_numbers(squeezed(item.number)))
        year = numbered[0].year if numbered else notice.issued.year if notice.issued else None
        state = state_on(item.state, item.status, item.deadline, on)
        told.append(
            Problem(
                unit=item.unit, project=item.project, text=item.problem, closed=item.state == CLOSED, year=year,
                where=f"台账·{item.named}", number=item.number, replied=item.state != ISSUED, overdue=state == OVERDUE,
            )
        )  # fmt: skip
    return tuple(told)


def _of_workbook(path: Path, policy: Policy, on: date) -> tuple[Problem, ...]:
    if not path.is_file():
        raise LedgerError(f"找不到整改台账「{path}」。请核对路径和文件名。")
    book = check_file(path, policy).book
    forms = [form for form in book.forms if isinstance(form, ListForm) and form.form == RECTIFICATION_LEDGER]
    if book.grid is None or not forms:
        raise LedgerError(f"「{path}」里没有读到整改台账。请给 jixiao ledger out 导出的工作簿,或标准表「整改台账」。")
    told: list[Problem] = []
    for form in forms:
        sheet = book.grid.sheet(form.sheet)
        if sheet is not None:
            told += problems_of_sheet(form, sheet, path.name, on)
    return tuple(told)
