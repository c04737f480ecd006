from __future__ import annotations

import io
from datetime import date
from pathlib import Path

from openpyxl import load_workbook

from jixiao.documents.notice import notices_for
from jixiao.documents.notice_sheets import notice_workbook_sheets
from jixiao.ledger.opening import Ledger, reading, writing
from jixiao.ledger.recheck import GONE, STILL, UNSURE, Proposal, proposals
from jixiao.ledger.recording import BY_RECHECK, decide
from jixiao.ledger.sources import entries_of_book, entry_of_notice
from jixiao.workbook.apply_patch import new_workbook
from tests.ledger.rounds import doing, items_of, judged, new_ledger

CASE = next((Path(__file__).parents[1] / "cases").glob("SE01*局.xlsx"))


def corrected(*cells: tuple[str, object]) -> bytes:
    book = load_workbook(CASE)
    for place, value in cells:
        book.worksheets[0][place].value = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def ledger_of_case(folder: Path) -> Ledger:
    (one,) = notices_for(judged(CASE.read_bytes(), CASE.name), on=date(2023, 4, 5), number="10")
    return new_ledger(folder, entry_of_notice(one))


def told(ledger: Ledger, data: bytes) -> dict[str, Proposal]:
    with reading(ledger) as connection:
        return {one.item.code: one for one in proposals(connection, [("更正.xlsx", judged(data, "更正.xlsx"))])}


def test_what_the_rule_no_longer_finds_may_be_closed_and_the_rest_stays(place: Path) -> None:
    ledger = ledger_of_case(place)
    before = told(ledger, CASE.read_bytes())
    assert {one.verdict for one in before.values()} == {STILL}
    after = told(ledger, corrected(("H17", 4.84)))
    assert after["二（一）"].verdict == GONE
    assert "E504" in after["二（一）"].reason
    assert {code for code, one in after.items() if one.verdict == GONE} == {"二（一）"}


def test_closing_by_recheck_is_recorded_with_its_reason(place: Path) -> None:
    ledger = ledger_of_case(place)
    with writing(ledger) as connection:
        for one in proposals(connection, [("更正.xlsx", judged(corrected(("H17", 4.84))))]):
            if one.verdict == GONE:
                decide(connection, one.item, "close", doing(one.reason), means=BY_RECHECK)
    found = items_of(ledger)
    assert found["二（一）"].state == "已销号"
    assert {one.state for code, one in found.items() if code != "二（一）"} == {"已下发"}


def test_a_fault_that_only_changed_its_name_is_for_people(place: Path) -> None:
    ledger = ledger_of_case(place)
    (place,) = [
        cell.coordinate
        for row in load_workbook(CASE).worksheets[0].iter_rows()
        for cell in row
        if isinstance(cell.value, str) and "特困人员救助供养人数" in cell.value
    ][:1]
    assert told(ledger, corrected((place, "改了名字的指标")))["二（一）"].verdict == UNSURE


def test_another_project_says_nothing_about_it(place: Path) -> None:
    ledger = ledger_of_case(place)
    (place,) = [
        cell.coordinate
        for row in load_workbook(CASE).worksheets[0].iter_rows()
        for cell in row
        if cell.value == "临时救助"
    ][:1]
    assert told(ledger, corrected((place, "别的项目"))) == {}


def test_a_notice_read_back_from_its_own_workbook_keeps_items_and_findings(place: Path) -> None:
    outcome = judged(CASE.read_bytes(), CASE.name)
    notices = notices_for(outcome, on=date(2023, 4, 5), number="10")
    book = judged(new_workbook(notice_workbook_sheets(notices)), "通知.xlsx").book
    (read,) = entries_of_book(book.grid, book.forms, "通知.xlsx")
    made = entry_of_notice(notices[0])
    assert read.items == made.items
    assert (read.number, read.unit, read.issued) == (made.number, made.unit, made.issued)
    assert made.items[0].findings[0][0] == "E504"
