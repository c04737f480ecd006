"""Use cases of the rectification ledger: what goes into it under which number, and what it knows for list or report."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path

from jixiao.documents.notice import no_notice_notes, notices_for
from jixiao.documents.notice_parts import Notice
from jixiao.documents.numbers_file import opened
from jixiao.ledger.entries import NoticeEntry
from jixiao.ledger.errors import LedgerError
from jixiao.ledger.opening import ledger_at, reading
from jixiao.ledger.queries import items, notices
from jixiao.ledger.replies import replies_of
from jixiao.ledger.sources import entries_of_book, entry_of_notice
from jixiao.ledger.states import CLOSED, ISSUED, OVERDUE, state_on
from jixiao.policy.model import Policy
from jixiao.publication.ledger_rows import problems_of_sheet
from jixiao.publication.rectified import Problem
from jixiao.records.document_number import document_numbers
from jixiao.records.list_form import RECTIFICATION_LEDGER, ListForm
from jixiao.records.text import squeezed
from jixiao.rules.run import Outcome
from jixiao.tasks.check import check_file
from jixiao.tasks.letters import numbered_once


def noticed_in(
    judged: Iterable[tuple[Path, Outcome]], on: date, say: Callable[[str], None]
) -> Iterator[NoticeEntry | tuple[Notice, str]]:
    """What judged files tell: notices that went out, and (notice, file name) without a number of a form or list.

    What gives none is said; the report in which a unit answers, which lies beside its notice, is passed over.
    """
    for file, outcome in judged:
        entries = entries_of_book(outcome.book.grid, outcome.book.forms, file.name)
        yield from entries
        if entries or replies_of(outcome):
            continue
        notices = notices_for(outcome, on=on)
        yield from ((notice, file.name) for notice in notices)
        for note in no_notice_notes(outcome, on=on) if not notices else ():
            say(f"{file.name}:{note}")


def entries_of(
    found: Sequence[NoticeEntry | tuple[Notice, str]], number: str | None, policy: Policy, on: date, register: Path
) -> list[NoticeEntry]:
    """What the ledger takes in, the (notice, file name) without a number given theirs by the register of a folder.

    `number` is auto or the first number; without one they stay as they are. NumberError when one may not be given.
    """
    drafts = [each[0] for each in found if isinstance(each, tuple)]
    numbered = iter(_numbered(drafts, number, policy, on, register) if number and drafts else drafts)
    return [entry_of_notice(next(numbered), source=each[1]) if isinstance(each, tuple) else each for each in found]


def _numbered(drafts: list[Notice], number: str, policy: Policy, on: date, register: Path) -> list[Notice]:
    with opened(register) as held:
        return [each for each in numbered_once(drafts, number, policy, on, held) if isinstance(each, Notice)]


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
