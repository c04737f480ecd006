"""Each reason why the open workbook cannot be used has its own words, told once, and nothing is changed."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from jixiao import addin
from jixiao.workbook import live_excel
from jixiao.workbook.live_excel_write import write_live
from jixiao.workbook.patch import Patch
from tests.live.engine import HWND, add_name, excel
from tests.live.looks import look_of_book
from tests.live.test_actions import CASE, act, alerts, opened, sheet_names
from tests.live.test_contract import template
from tests.live.windows import on_windows
from tests.workbook.packages import encrypted


def set_api(**values: Any) -> Callable[[Any], None]:
    return lambda book: book.impl.api.__dict__.update(values)


def protect_sheet(book: Any) -> None:
    book.impl.wb.worksheets[0].protection.sheet = True


def online(book: Any) -> None:
    set_api(FullName="https://x.sharepoint.com/报表/a.xlsx", Path="https://x.sharepoint.com/报表")(book)


def unsaved(book: Any) -> None:
    set_api(FullName=book.name, Path="")(book)


def edit_cell(book: Any) -> None:
    book.app.impl.api.Ready = False


def fail_with(code: int, cause: int | None = None) -> Callable[[Any], None]:
    """Excel refuses to copy the workbook, with this number, and tells the cause with another."""
    details = (0, "Excel", "", "", 0, cause) if cause else None
    error = type("com_error", (Exception,), {"hresult": code, "excepinfo": details})

    def refuse(path: str) -> None:
        raise error("Call was rejected by callee.")

    return lambda book: book.impl.api.__dict__.update(SaveCopyAs=refuse)


def encrypt(book: Any) -> None:
    """A workbook with a password for opening: Excel writes copies of it encrypted, too."""
    body = encrypted(CASE.read_bytes(), "口令8")
    book.impl.api.SaveCopyAs = lambda path: Path(path).write_bytes(body)


def wait_in_dialog(book: Any) -> None:
    """xlwings' own error for an Excel that turned all calls away."""
    busy = type("ExcelBusyError", (Exception,), {})

    def refuse(path: str) -> None:
        raise busy

    book.impl.api.SaveCopyAs = refuse


def spoil(book: Any) -> None:
    book.impl.wb.create_sheet("_jixiao")


ALL, WRITING_MARKS = ("check", "score", "notice", "clear"), ("check",)
READING = ("check", "score", "notice")
PROBLEMS: list[tuple[Callable[[Any], None], str, tuple[str, ...]]] = [
    (protect_sheet, live_excel.LOCKED_SHEET, WRITING_MARKS),  # the others add sheets only
    (set_api(ProtectStructure=True), live_excel.LOCKED_BOOK, ALL),
    (set_api(ReadOnly=True), live_excel.READ_ONLY, ALL),
    (unsaved, live_excel.NEVER_SAVED, (*ALL, "copy")),
    (online, live_excel.ONLINE, (*ALL, "copy")),
    (edit_cell, live_excel.EDITING, (*ALL, "copy")),
    (fail_with(-2147418111), live_excel.EDITING, (*READING, "copy")),  # rejected
    (fail_with(-2147352567, -2146777998), live_excel.EDITING, (*READING, "copy")),  # clicked into a cell
    (wait_in_dialog, live_excel.EDITING, (*READING, "copy")),
    (fail_with(-2147417848), live_excel.CLOSED, (*READING, "copy")),  # gone while we worked
    (spoil, live_excel.SPOILT, WRITING_MARKS),
    (encrypt, addin.ENCRYPTED, (*READING, "copy")),
]
ACTS = [(make, words, action) for make, words, actions in PROBLEMS for action in actions]


@pytest.mark.parametrize(("make", "words", "action"), ACTS, ids=range(len(ACTS)))
def test_own_words_and_no_change(make: Callable[[Any], None], words: str, action: str, tmp_path: Path) -> None:
    book = opened(tmp_path)
    make(book)
    before, files = look_of_book(book), set(tmp_path.iterdir())
    assert act(action, book) == 0
    assert alerts(book) == [words.format(name="自评表" if make is protect_sheet else book.name)]
    assert look_of_book(book) == before
    assert set(tmp_path.iterdir()) == files
    assert book.app.screen_updating
    assert book.app.status_bar is False


@pytest.mark.parametrize("action", ["check", "clear"])
def test_a_sheet_protected_after_it_was_marked(action: str, tmp_path: Path) -> None:
    book = opened(tmp_path)
    act("check", book)
    own = book.impl.wb.create_sheet("别的表")  # without marks of ours: its protection is in nobody's way
    own.protection.sheet = True
    assert act(action, book) == 0
    assert alerts(book) == []
    act("check", book)
    protect_sheet(book)
    before = look_of_book(book)
    assert act(action, book) == 0
    words = {"check": live_excel.LOCKED_SHEET, "clear": live_excel.MARKS_LOCKED}[action]
    assert alerts(book) == [words.format(name="自评表")]
    assert look_of_book(book) == before


def test_a_sheet_protected_after_marking_that_has_no_faults_any_more(tmp_path: Path) -> None:
    book = opened(tmp_path)
    act("check", book)
    protect_sheet(book)
    before = look_of_book(book)
    with pytest.raises(live_excel.LiveProblem, match="在校验以后加了保护"):
        write_live(book, Patch())
    assert look_of_book(book) == before


def test_protected_and_read_only_workbooks_still_give_a_copy(tmp_path: Path) -> None:
    book = opened(tmp_path)
    protect_sheet(book)
    set_api(ReadOnly=True, ProtectStructure=True)(book)
    before = look_of_book(book)
    assert act("copy", book) == 0
    assert alerts(book) == []
    assert look_of_book(book) == before
    assert len(list(tmp_path.glob("*_校验.xlsx"))) == 1


def test_every_problem_has_words_of_its_own() -> None:
    words = [value for name, value in vars(live_excel).items() if name.isupper() and isinstance(value, str)]
    assert len(set(words)) == len(words) == 14
    assert all(text.endswith("。") and ("请" in text) for text in words)


def test_closed_and_protected_view(tmp_path: Path) -> None:
    book = opened(tmp_path)
    before = look_of_book(book)
    for views, words in ((0, live_excel.CLOSED), (1, live_excel.PROTECTED_VIEW)):
        book.app.impl.api.ProtectedViewWindows = SimpleNamespace(Count=views)
        addin.main(["check", "--wb=没开=的.xlsx", f"--hwnd={HWND}"])
        assert alerts(book).pop() == words.format(name="没开=的.xlsx")
        assert look_of_book(book) == before


def test_protected_view_in_front_of_other_workbooks(tmp_path: Path) -> None:
    book = opened(tmp_path)
    book.app.impl.api.in_protected_view = True
    before = look_of_book(book)
    for views, words in ((1, live_excel.PROTECTED_VIEW), (0, live_excel.NO_BOOK)):
        book.app.impl.api.ProtectedViewWindows = SimpleNamespace(Count=views)
        assert addin.main(["check", "--from_xl=1", f"--hwnd={HWND}"]) == 0  # the ribbon passes no name then
        assert alerts(book).pop() == words
    assert look_of_book(book) == before
    book.app.impl.api.in_protected_view = False
    assert addin.main(["check", "--from_xl=1", f"--hwnd={HWND}"]) == 0
    assert (alerts(book), "校验结果" in sheet_names(book)) == ([], True)


def test_another_window_of_the_same_excel_will_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    book = opened(tmp_path)
    on_windows(monkeypatch, {77: HWND, 78: 4})  # the double's process has its window's number
    assert addin.main(["check", f"--wb={book.name}", "--hwnd=77"]) == 0
    assert "校验结果" in sheet_names(book)
    assert addin.main(["clear", f"--wb={book.name}", "--hwnd=78"]) == 1  # a window of another program
    assert "校验结果" in sheet_names(book)


def test_xlwings_neither_waits_for_ever_nor_ends_other_excels() -> None:
    code = (
        "import atexit, types, xlwings\n"
        "from jixiao.workbook.live_excel import running_apps\n"
        "windows = types.SimpleNamespace(N_COM_ATTEMPTS=0, cleanup=lambda: print('killed'))\n"
        "xlwings._xlwindows = windows\n"
        "atexit.register(windows.cleanup)\n"
        "{}\n"
        "print(windows.N_COM_ATTEMPTS)"
    )

    def said(line: str) -> list[str]:
        done = subprocess.run([sys.executable, "-c", code.format(line)], capture_output=True, text=True, check=True)
        return done.stdout.split()

    assert said("pass") == ["0", "killed"]
    attempts = said("running_apps()")
    assert len(attempts) == 1
    assert 100 < int(attempts[0]) < 100_000


def test_two_excels(tmp_path: Path) -> None:
    (tmp_path / "另一个").mkdir()
    other = excel(template(tmp_path / "另一个"), hwnd=7)
    mine = excel(template(tmp_path))
    book, twin = mine.books[0], other.books[0]
    assert book.name == twin.name
    assert act("check", book) == 0
    assert book.sheets["校验结果"].visible == -1
    assert twin.sheets["校验结果"].visible == 0
    untouched, marked = look_of_book(twin), look_of_book(book)
    assert addin.main(["check", f"--wb={book.name}"]) == 0  # no window given: which one is unclear
    assert other.impl.alerts == [live_excel.TWO_BOOKS.format(name=book.name)]
    assert (look_of_book(twin), look_of_book(book)) == (untouched, marked)


def test_the_excel_that_was_asked_is_gone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    book = opened(tmp_path)
    assert addin.main(["check", f"--wb={book.name}", "--hwnd=99"]) == 1
    assert capsys.readouterr().err.strip() == live_excel.OTHER_EXCEL
    assert sheet_names(book) == ["自评表"]


def test_no_excel_at_all(capsys: pytest.CaptureFixture[str]) -> None:
    assert addin.main(["check", "--wb=a.xlsx", "--hwnd=1"]) == 1
    assert capsys.readouterr().err.strip() == live_excel.NO_EXCEL


def test_templates_protected_sheet_is_no_problem(tmp_path: Path) -> None:
    book = opened(tmp_path, template(tmp_path))
    assert book.sheets["自评表"].api.ProtectContents
    add_name(book, "单位自己的", "自评表!$A$1")
    assert act("check", book) == 0
    assert alerts(book) == []
