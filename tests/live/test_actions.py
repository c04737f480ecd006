"""The ribbon's actions in the open workbook: what they write, what they leave alone, and how Excel is left behind."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from jixiao import addin, addin_desk
from jixiao.cli.program import run
from jixiao.policy.load import load_policy
from jixiao.tasks.check import check_file
from jixiao.workbook.apply_patch import clear_patch
from tests.live.engine import CALLS, HWND, excel
from tests.live.looks import look_of_book
from tests.live.test_contract import CASES, template
from tests.workbook.packages import biff_xls

CASE = next(path for path in CASES if path.stem == "SE01-濉溪县民政局")


def opened(folder: Path, case: Path = CASE) -> Any:
    copy = Path(shutil.copy(case, folder / f"省级 报表=2026 & 100%{case.name}"))
    return excel(copy).books[copy.name]


def act(action: str, book: Any, *more: str) -> int:
    return addin.main([action, f"--wb={book.name}", "--from_xl=1", "--app=C:\\Office\\EXCEL", f"--hwnd={HWND}", *more])


def sheet_names(book: Any) -> list[str]:
    return [sheet.name for sheet in book.sheets]


def alerts(book: Any) -> list[str]:
    return book.app.impl.alerts


def test_check_adds_results_and_says_nothing(tmp_path: Path) -> None:
    book = opened(tmp_path)
    before = look_of_book(book)
    assert act("check", book) == 0
    assert sheet_names(book) == [*before, "校验结果", "计分明细", "_jixiao"]
    result = book.sheets["校验结果"].impl.ws
    shape = r"必须改 \d+ 条,请核实 \d+ 条,提示 \d+ 条;\d{4}-\d\d-\d\d \d\d:\d\d;模板 .+;程序 .+;口径 .+"
    assert re.fullmatch(shape, result["A1"].value)
    places = [cell.hyperlink.location for cell in result["C"] if cell.hyperlink]
    assert places
    for place in places:  # each leads to a cell of the unit's sheet
        name, cell = re.fullmatch(r"'(.+)'!([A-Z]+[0-9]+)", place).groups()
        assert name in before
        assert book.sheets[name].range(cell)
    assert alerts(book) == []
    assert [sheet.visible for sheet in book.sheets][-1] == 0
    after = look_of_book(book)
    for name in before:  # marks aside, every cell of the unit's is as it was
        assert after[name].cells == before[name].cells
    assert sum(len(after[name].formats) for name in before) == sum(len(before[name].formats) for name in before) + 3


@pytest.mark.parametrize("kind", ["foreign", "hidden last", "template"])
def test_clear_restores_exactly(kind: str, tmp_path: Path) -> None:
    book = opened(tmp_path, template(tmp_path) if kind == "template" else CASE)
    if kind == "hidden last":
        book.impl.wb.create_sheet("底稿").sheet_state = "veryHidden"
    before = look_of_book(book)
    act("check", book)
    assert look_of_book(book) != before
    act("notice", book)
    assert act("clear", book) == 0
    assert look_of_book(book) == before
    assert alerts(book) == []


def test_template_marks_are_one_block_in_its_list(tmp_path: Path) -> None:
    book = opened(tmp_path, template(tmp_path))
    formats = {name: look.formats for name, look in look_of_book(book).items()}
    assert act("check", book) == 0
    listed = book.sheets["_jixiao"].impl.ws
    assert listed["D1"].value.startswith("自评表!")
    assert listed["E1"].value == "必须改"
    assert book.sheets["校验结果"].visible == -1
    assert CALLS["add format"] == 0
    assert look_of_book(book)["自评表"].formats == formats["自评表"]
    assert CALLS["write block"] == 2  # emptied, then filled


def test_repeating_replaces_our_sheets_and_nothing_else(tmp_path: Path) -> None:
    book = opened(tmp_path)
    own = book.impl.wb.create_sheet("计分明细")  # the user's, of the same name by chance
    own["A1"] = "单位自己的表"
    act("check", book)
    first = look_of_book(book)
    assert act("check", book) == 0
    again = look_of_book(book)
    assert list(again) == list(first)
    assert book.sheets["计分明细"].impl.ws["A1"].value == "单位自己的表"
    assert "计分明细(2)" in again
    for name in set(first) - {"校验结果"}:
        assert again[name] == first[name], name


@pytest.mark.parametrize("action", ["score", "notice", "clear"])
def test_repeating_any_action_changes_nothing_more(action: str, tmp_path: Path) -> None:
    book = opened(tmp_path)
    act("check", book)
    act(action, book)
    first = look_of_book(book)
    assert act(action, book) == 0
    assert look_of_book(book) == first
    assert list(look_of_book(book)) == list(first)
    assert alerts(book) == []


def test_score_leaves_the_marks(tmp_path: Path) -> None:
    book = opened(tmp_path)
    act("check", book)
    marked = look_of_book(book)
    assert act("score", book) == 0
    assert look_of_book(book) == {name: marked[name] for name in look_of_book(book)}
    assert set(look_of_book(book)) == set(marked)


def test_calls_do_not_grow_with_findings(tmp_path: Path) -> None:
    counts = {}
    for case in CASES:
        book = opened(tmp_path, case)
        CALLS.clear()
        act("check", book)
        rows = book.sheets["校验结果"].impl.ws.max_row
        counts[rows] = CALLS["write block"], CALLS["copy sheet"], CALLS["open"], CALLS["add format"]
    assert max(counts) > 2 * min(counts)
    assert {count[:3] for count in counts.values()} == {(1, 2, 1)}
    assert all(count[3] % 3 == 0 and count[3] <= 6 for count in counts.values())  # three for each marked sheet


def state(book: Any) -> tuple[Any, ...]:
    app = book.app
    settings = (app.screen_updating, app.enable_events, app.display_alerts, app.calculation, app.status_bar)
    return (*settings, book.sheets.active.name, book.selection, app.books.active.name)


@pytest.mark.parametrize("action", ["check", "clear", "score", "notice"])
@pytest.mark.parametrize("failing", [None, "copy", "add", "save_copy_as"])
def test_excel_is_left_as_it_was(
    action: str, failing: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = opened(tmp_path)
    book.app.calculation, book.app.status_bar = "semiautomatic", "别的程序的话"
    book.sheets[0].range((3, 2), (4, 5)).select()
    before, content = state(book), look_of_book(book)

    def fault(*_: object) -> None:
        raise RuntimeError("out of memory")

    if failing == "save_copy_as":
        book.impl.api.SaveCopyAs = fault
    elif failing:
        where = "Sheet" if failing == "copy" else "Sheets"
        monkeypatch.setattr(f"tests.live.engine.{where}.{failing}", fault)
    assert act(action, book) == 0
    assert state(book) == before
    assert len(book.app.books) == 1
    if alerts(book):
        assert failing
        assert len(alerts(book)) == 1
        assert "编号" in alerts(book)[0]
        assert "RuntimeError" not in alerts(book)[0]
        assert look_of_book(book) == content


def test_the_checked_copy_lies_beside_and_equals_the_command_lines(tmp_path: Path) -> None:
    book = opened(tmp_path)
    before = look_of_book(book)
    book.impl.api.ReadOnly = True
    assert act("copy", book) == 0
    assert look_of_book(book) == before
    copy = next(tmp_path.glob("*_校验.xlsx"))
    assert "校验结果" in sheet_names(excel(copy, hwnd=5).books[copy.name])


def test_what_was_marked_and_saved_is_judged_the_same_as_a_file(tmp_path: Path) -> None:
    book = opened(tmp_path)
    act("check", book)
    saved = tmp_path / "存过.xlsx"
    book.impl.wb.save(saved)
    again = check_file(saved, load_policy())
    assert again.findings == check_file(CASE, load_policy()).findings
    cleared = tmp_path / "清过.xlsx"
    cleared.write_bytes(clear_patch(saved.read_bytes()))
    assert "绩效标记" not in str(look_of_book(excel(cleared).books[0]))


def test_own_policy_is_used_once_it_is_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JIXIAO_LOG", str(tmp_path / "jixiao.log"))
    monkeypatch.setattr(addin_desk, "open_outside", lambda path: None)
    book = opened(tmp_path)
    act("policy", book, "--policy=大祥区")
    act("check", book)
    assert load_policy("大祥区").title in book.sheets["校验结果"].impl.ws["A1"].value
    addin_desk.own_policy().write_bytes(b"spoilt")
    act("check", book)
    assert alerts(book)[0].startswith("口径不能用:")


def test_what_cannot_be_read_is_explained(tmp_path: Path) -> None:
    book = opened(tmp_path)
    locked = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    book.impl.api.SaveCopyAs = lambda path: Path(path).write_bytes(locked)
    before = look_of_book(book)
    assert act("check", book) == 0
    assert alerts(book)[0].startswith("这个工作簿读不了:")
    assert look_of_book(book) == before


def test_command_line_passes_everything_on(tmp_path: Path) -> None:
    book = opened(tmp_path)
    call = ["addin", "check", f"--wb={book.name}", "--from_xl=1", "--app=x", f"--hwnd={HWND}", "--later=1"]
    assert run(call) == 0
    assert "校验结果" in sheet_names(book)


def test_unknown_action(capsys: pytest.CaptureFixture[str]) -> None:
    assert addin.main(["fly"]) == 2
    assert "没有「fly」这个动作" in capsys.readouterr().err


def plain_book(folder: Path, text: str) -> Any:
    wb = Workbook()
    wb.active["A1"] = text
    wb.save(folder / "别的.xlsx")
    return excel(folder / "别的.xlsx").books[0]


def test_a_workbook_without_a_form_gets_results_and_no_score_or_notice(tmp_path: Path) -> None:
    book = plain_book(tmp_path, "通讯录")
    before = look_of_book(book)
    assert [act(action, book) for action in ("score", "notice")] == [0, 0]
    assert alerts(book) == [addin.NO_FORM_SCORE, "没有找到可识别的表,未生成整改通知。\n没有改动这个工作簿。"]
    assert look_of_book(book) == before
    assert act("check", book) == 0
    assert "A115" in str([cell.value for cell in book.sheets["校验结果"].impl.ws["H"]])


def test_a_form_without_problems_gets_no_notice(tmp_path: Path) -> None:
    book = opened(tmp_path, CASE.parents[2] / "workbooks" / "示例" / "填得好的自评表.xlsx")
    before = look_of_book(book)
    assert act("notice", book) == 0
    assert alerts(book)[0].endswith(":没有需要整改或核实的问题,不出整改通知。\n没有改动这个工作簿。")
    assert look_of_book(book) == before


def test_an_old_format_is_sent_to_the_copy(tmp_path: Path) -> None:
    book = opened(tmp_path)
    old = biff_xls([["项目支出绩效自评表"], ["项目名称", "某项目"]])
    book.impl.api.SaveCopyAs = lambda path: Path(path).write_bytes(old)
    before = look_of_book(book)
    assert act("check", book) == 0
    assert alerts(book) == [addin.OLD_FORMAT]
    assert look_of_book(book) == before
    assert act("copy", book) == 0
    copy = next(tmp_path.glob("*_校验.xlsx"))
    assert "校验结果" in sheet_names(excel(copy, hwnd=5).books[copy.name])
