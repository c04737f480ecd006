from __future__ import annotations

import io
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook
from sqlalchemy import insert

from jixiao.ledger.book import HEAD_ROW, KEY, ledger_workbook
from jixiao.ledger.book_in import Preview, apply, preview
from jixiao.ledger.entries import ItemEntry
from jixiao.ledger.errors import LedgerError
from jixiao.ledger.lists import audit_workbook, conflicts_workbook, overdue_workbook
from jixiao.ledger.opening import Ledger, reading, writing
from jixiao.ledger.queries import changes, items, notices, received
from jixiao.ledger.recording import change_item, decide
from jixiao.ledger.schema import REPLIES
from jixiao.records.list_form import ListForm
from jixiao.rules.run import Outcome
from tests.ledger.rounds import AT, doing, items_of, judged, new_ledger, notice

ON = date(2026, 11, 10)


def exported(ledger: Ledger) -> bytes:
    with reading(ledger) as connection:
        return ledger_workbook(items(connection), ON, "青禾县财政局")


def edited(data: bytes, *cells: tuple[int, str, object]) -> bytes:
    """The workbook after somebody has typed into (row from 1, heading) cells and saved it."""
    book = load_workbook(io.BytesIO(data))
    sheet = book.active
    assert sheet is not None
    heads = {sheet.cell(HEAD_ROW, column).value: column for column in range(1, sheet.max_column + 1)}
    for row, heading, value in cells:
        sheet.cell(HEAD_ROW + row, heads[heading]).value = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def looked(ledger: Ledger, data: bytes) -> Preview:
    outcome = judged(data, "整改台账.xlsx")
    with reading(ledger) as connection:
        return preview(connection, outcome.book.grid, outcome.book.forms)


def written(ledger: Ledger, data: bytes, who: str = "乙@农业股") -> Preview:
    outcome = judged(data, "整改台账.xlsx")
    with writing(ledger) as connection:
        told = preview(connection, outcome.book.grid, outcome.book.forms)
        apply(connection, told, doing("改台账", who, datetime(2026, 11, 1, 8)))
    return told


def form_of(outcome: Outcome) -> ListForm:
    (form,) = (one for one in outcome.book.forms if isinstance(one, ListForm))
    return form


def test_the_workbook_is_read_as_the_standard_ledger_and_passes_its_checks(place: Path) -> None:
    outcome = judged(exported(new_ledger(place)), "整改台账.xlsx")
    form = form_of(outcome)
    assert (form.code, len(form.rows)) == ("F11", 3)
    assert form.fields["as_of"].text == "2026年11月10日"
    assert {row.cells["overdue"].text for row in form.rows} == {"5"}
    # what is left to find is that nobody has answered yet
    assert {finding.rule for finding in outcome.findings if finding.severity == "必须改"} <= {"B201"}


def test_an_untouched_workbook_changes_nothing(place: Path) -> None:
    long = ItemEntry("1", "=1+1 很长的问题,第一行\n第二行　有空格 " * 30, amount="12.5", deadline=date(2026, 11, 5))
    ledger = new_ledger(place, notice(items=(long,)))
    told = looked(ledger, edited(exported(ledger)))
    assert (told.rows, told.empty, told.conflicts, told.refused) == (1, True, (), ())


def test_what_staff_type_is_previewed_then_written_with_its_record(place: Path) -> None:
    ledger = new_ledger(place)
    data = edited(
        exported(ledger),
        (1, "整改措施", "补开会议"),
        (1, "完成情况", "已完成"),
        (1, "完成日期", datetime(2026, 10, 20)),
        (1, "佐证材料", "会议纪要"),
        (1, "审核结论", "通过"),
        (2, "整改期限", datetime(2026, 12, 5)),
        (2, "金额(万元)", 12.5),
    )
    told = looked(ledger, data)
    assert [(one.item.code, one.field, one.old, one.new) for one in told.edits] == [
        ("二（一）", "measures", "", "补开会议"),
        ("二（一）", "status", "", "已完成"),
        ("二（一）", "done_on", "", "2026-10-20"),
        ("二（一）", "evidence", "", "会议纪要"),
        ("二（二）", "amount", "", "12.5"),
        ("二（二）", "deadline", "2026-11-05", "2026-12-05"),
    ]
    assert [(one.item.code, one.action) for one in told.steps] == [("二（一）", "close")]
    assert items_of(ledger)["二（一）"].measures == ""
    written(ledger, data)
    found = items_of(ledger)
    assert (found["二（一）"].state, found["二（一）"].done_on) == ("已销号", date(2026, 10, 20))
    assert found["二（二）"].deadline == date(2026, 12, 5)
    with reading(ledger) as connection:
        assert {one.who for one in changes(connection, item=found["二（二）"].id)} == {"甲@绩效股", "乙@农业股"}


def test_two_people_edit_the_later_one_gets_the_conflicts_and_nothing_is_lost(place: Path) -> None:
    ledger = new_ledger(place)
    data = exported(ledger)
    written(ledger, edited(data, (1, "审核意见", "先改的意见"), (1, "责任单位", "青禾县住建局")), "甲@一号机")
    late = edited(data, (1, "审核意见", "后改的意见"), (1, "整改要求", "后改的要求"), (2, "审核意见", "另一条"))
    told = written(ledger, late, "乙@二号机")
    (conflict,) = told.conflicts
    assert (conflict.field, conflict.seen, conflict.theirs, conflict.mine) == (
        "opinion",
        "",
        "先改的意见",
        "后改的意见",
    )
    assert (conflict.who, conflict.at) == ("甲@一号机", "2026-11-01 08:00")
    found = items_of(ledger)
    assert found["二（一）"].opinion == "先改的意见"
    assert found["二（一）"].unit == "青禾县住建局"  # changed by the first only: the older copy does not undo it
    assert found["二（一）"].requirement == "后改的要求"  # changed by the second only
    assert found["二（二）"].opinion == "另一条"
    assert "后改的意见" in texts(conflicts_workbook(told.conflicts))


def test_both_typing_the_same_is_no_conflict(place: Path) -> None:
    ledger = new_ledger(place)
    data = edited(exported(ledger), (1, "审核意见", "同样"))
    written(ledger, data)
    told = written(ledger, data)
    assert (told.empty, told.conflicts) == (True, ())


def test_rows_may_be_sorted_filtered_out_and_columns_of_ours_moved(place: Path) -> None:
    ledger = new_ledger(place)
    book = load_workbook(io.BytesIO(exported(ledger)))
    sheet = book.active
    assert sheet is not None
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=HEAD_ROW + 1)]
    for line, row in enumerate([rows[2], rows[0]], HEAD_ROW + 1):
        for column, value in enumerate(row, 1):
            sheet.cell(line, column).value = value
    sheet.delete_rows(HEAD_ROW + 3)
    sheet.cell(HEAD_ROW + 1, 15).value = "改在第三条"
    heading = sheet.cell(HEAD_ROW, 15).value
    out = io.BytesIO()
    book.save(out)
    told = looked(ledger, out.getvalue())
    assert heading == "审核意见"
    assert [(one.item.code, one.new) for one in told.edits] == [("二（三）", "改在第三条")]


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ((1, "问题描述", "换一个说法"), "问题描述已随通知下发"),
        ((1, "项目", "别的项目"), "项目已随通知下发"),
        ((1, "整改期限", "尽快"), "“尽快”不是日期"),
        ((1, "完成情况", "差不多了"), "看不懂"),
        ((1, "审核结论", "通过"), "还没有回复"),
        ((1, "审核结论", "再议"), "审核结论“再议”看不懂"),
        ((1, KEY, "77.1"), "台账里没有这一条"),
        ((1, KEY, None), "新加的"),
        ((1, KEY, "2.1"), "同一条"),
        ((1, "责任单位", "长" * 201), "超过 200 个字"),
    ],
)
def test_what_cannot_be_taken_is_said_with_its_cell_and_not_written(
    place: Path, cell: tuple[int, str, object], words: str
) -> None:
    ledger = new_ledger(place)
    before = items_of(ledger)
    told = written(ledger, edited(exported(ledger), cell))
    assert any(words in why for _, why in told.refused), told.refused
    assert items_of(ledger) == before


def test_a_conclusion_that_somebody_else_has_drawn_meanwhile_is_a_conflict(place: Path) -> None:
    ledger = new_ledger(place)
    with writing(ledger) as connection:
        decide(connection, items(connection)[0], "reply", doing("收到"))
    data = exported(ledger)
    with writing(ledger) as connection:
        decide(connection, items(connection)[0], "return", doing("不具体"))
    told = written(ledger, edited(data, (1, "审核结论", "通过")))
    assert [(one.field, one.theirs, one.mine) for one in told.conflicts] == [("state", "退回", "已销号")]
    assert items_of(ledger)["二（一）"].state == "退回"


def test_a_workbook_that_is_no_exported_ledger_is_refused(place: Path) -> None:
    ledger = new_ledger(place)
    with pytest.raises(LedgerError, match="台账号"):
        looked(ledger, edited(exported(ledger), (0, KEY, "别的")))
    outcome = judged(audit_workbook((), ON), "别的.xlsx")
    with reading(ledger) as connection, pytest.raises(LedgerError, match="没有读到整改台账"):
        preview(connection, outcome.book.grid, outcome.book.forms)


def texts(data: bytes) -> list[str]:
    book = load_workbook(io.BytesIO(data))
    return [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]


def test_lists_for_paper_name_units_days_and_every_change(place: Path) -> None:
    ledger = new_ledger(place)
    found = tuple(items_of(ledger).values())
    told = texts(overdue_workbook(found, (), ON, date(2026, 11, 17)))
    assert "截至 2026-11-10 逾期 3 条,涉及 1 个单位。" in told
    assert told.count("5") == 3
    with writing(ledger) as connection:
        told = {"notice_id": 1, "file": "会议.xlsx", "digest": "5e" * 32, "faults": "甲有错", "received": AT}
        connection.execute(insert(REPLIES).values(told))
    with reading(ledger) as connection:
        audit = texts(audit_workbook(changes(connection), ON, notices(connection), received(connection)))
    assert audit.count("甲@绩效股") == 3
    assert "导出日期 2026-11-10,共 3 条变更记录。记录只增不改。" in audit
    assert "反馈通知" in audit
    assert {"会议.xlsx", "5e" * 32, "甲有错"} <= set(audit)


def test_text_of_a_unit_is_never_a_formula(place: Path) -> None:
    ledger = new_ledger(place)
    with writing(ledger) as connection:
        change_item(connection, items(connection)[0], {"evidence": '=HYPERLINK("http://x","y")'}, doing())
    book = load_workbook(io.BytesIO(exported(ledger)))
    assert book.active is not None
    assert all(cell.data_type != "f" for row in book.active.iter_rows() for cell in row)
