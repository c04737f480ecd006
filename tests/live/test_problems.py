"""Each reason why the open workbook cannot be used has its own words, told once, and nothing is changed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from jixiao import addin
from jixiao.workbook import live_excel
from tests.live.engine import HWND, add_name, excel
from tests.live.looks import look_of_book
from tests.live.test_actions import act, alerts, opened, sheet_names
from tests.live.test_contract import template


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


def reject_calls(book: Any) -> None:
    error = type("com_error", (Exception,), {"hresult": -2147418111})

    def busy(path: str) -> None:
        raise error("Call was rejected by callee.")

    book.impl.api.SaveCopyAs = busy


def spoil(book: Any) -> None:
    book.impl.wb.create_sheet("_jixiao")


PROBLEMS = [
    (protect_sheet, live_excel.LOCKED_SHEET),
    (set_api(ProtectStructure=True), live_excel.LOCKED_BOOK),
    (set_api(ReadOnly=True), live_excel.READ_ONLY),
    (unsaved, live_excel.NEVER_SAVED),
    (online, live_excel.ONLINE),
    (edit_cell, live_excel.EDITING),
    (reject_calls, live_excel.EDITING),
    (spoil, live_excel.SPOILT),
]


@pytest.mark.parametrize(("make", "words"), PROBLEMS, ids=range(len(PROBLEMS)))
def test_own_words_and_no_change(make: Callable[[Any], None], words: str, tmp_path: Path) -> None:
    book = opened(tmp_path)
    make(book)
    before = look_of_book(book)
    assert act("check", book) == 0
    assert alerts(book) == [words.format(name="自评表" if make is protect_sheet else book.name)]
    assert look_of_book(book) == before
    assert book.app.screen_updating
    assert book.app.status_bar is False


def test_every_problem_has_words_of_its_own() -> None:
    words = [value for name, value in vars(live_excel).items() if name.isupper() and isinstance(value, str)]
    assert len(set(words)) == len(words) == 13
    assert all(text.endswith("。") and ("请" in text) for text in words)


def test_closed_and_protected_view(tmp_path: Path) -> None:
    book = opened(tmp_path)
    for views, words in ((0, live_excel.CLOSED), (1, live_excel.PROTECTED_VIEW)):
        book.app.impl.api.ProtectedViewWindows = SimpleNamespace(Count=views)
        addin.main(["check", "--wb=没开=的.xlsx", f"--hwnd={HWND}"])
        assert alerts(book).pop() == words.format(name="没开=的.xlsx")


def test_two_excels(tmp_path: Path) -> None:
    (tmp_path / "另一个").mkdir()
    other = excel(template(tmp_path / "另一个"), hwnd=7)
    mine = excel(template(tmp_path))
    book, twin = mine.books[0], other.books[0]
    assert book.name == twin.name
    assert act("check", book) == 0
    assert book.sheets["校验结果"].visible == -1
    assert twin.sheets["校验结果"].visible == 0
    untouched = look_of_book(twin)
    assert addin.main(["check", f"--wb={book.name}"]) == 0  # no window given: which one is unclear
    assert other.impl.alerts == [live_excel.TWO_BOOKS.format(name=book.name)]
    assert look_of_book(twin) == untouched


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
