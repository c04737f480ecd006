"""Ribbon actions around the open workbook: folders in a process of their own, templates, policy, self-check, words."""

from __future__ import annotations

import shutil
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import pytest
from openpyxl import load_workbook

from jixiao import __version__, addin, addin_desk
from jixiao.cli.program import run
from jixiao.intake import SUMMARY_NAME
from jixiao.workbook.live_excel import NO_EXCEL, OTHER_EXCEL
from tests.campaign.rosters import write_roster
from tests.live.test_actions import CASE, act, alerts, opened
from tests.live.test_contract import CASES
from tests.live.windows import on_windows


class Picker:
    Title = ""

    def __init__(self, choice: str) -> None:
        self.choice = choice

    def Show(self) -> bool:  # noqa: N802
        return bool(self.choice)

    def SelectedItems(self, number: int) -> str:  # noqa: N802
        return self.choice


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """What would have been opened with another program."""
    paths: list[Path] = []
    monkeypatch.setattr(addin_desk, "open_outside", paths.append)
    return paths


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What a console of our own asks before it closes."""
    words: list[str] = []
    monkeypatch.setattr("sys.stdin", SimpleNamespace(isatty=lambda: True))
    monkeypatch.setattr("builtins.input", words.append)
    return words


def submitted(folder: Path, *cases: Path) -> Path:
    target = folder / "报送件 100%"
    target.mkdir()
    for case in cases:
        shutil.copy(case, target)
    return target


@pytest.mark.parametrize("action", ["folder", "summary"])
def test_folder_work_runs_apart(
    action: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shown: list[Path], asked: list[str]
) -> None:
    folder = submitted(tmp_path, CASE, CASES[-1])
    before = {file: file.read_bytes() for file in folder.iterdir()}
    started: list[list[str]] = []
    monkeypatch.setattr(addin_desk, "start_apart", started.append)
    book = opened(tmp_path)
    book.app.impl.api.FileDialog = lambda kind: Picker(str(folder))
    assert act(action, book) == 0
    assert not shown
    command = started[0]
    assert run(command[command.index("addin") :]) == 1  # something must be changed
    assert [path.name for path in shown] == [SUMMARY_NAME]
    assert [cell.value for cell in load_workbook(shown[0])["文件"]["B"][1:]].count("退回") == 2
    assert len(list(tmp_path.glob("报送件 100%_*/*_校验.xlsx"))) == (2 if action == "folder" else 0)
    assert {file: file.read_bytes() for file in folder.iterdir()} == before
    assert asked == []


@pytest.mark.parametrize("action", ["folder", "summary"])
def test_an_empty_folder_is_said_before_the_console_closes(
    action: str, tmp_path: Path, shown: list[Path], asked: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert addin.main([action, f"--run={submitted(tmp_path)}"]) == 0
    assert "没有找到可以校验的工作簿" in capsys.readouterr().out
    assert (len(asked), shown, len(list(tmp_path.iterdir()))) == (1, [], 1)


def test_a_fault_apart_is_said_before_the_console_closes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, asked: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("JIXIAO_LOG", str(tmp_path / "jixiao.log"))
    addin_desk.own_policy().write_bytes(b"spoilt")
    assert addin.main(["summary", f"--run={submitted(tmp_path, CASE)}"]) == 1
    assert capsys.readouterr().err.startswith("口径不能用:")
    assert len(asked) == 1


def test_what_runs_apart_does_not_hold_up_excel(tmp_path: Path) -> None:
    done = tmp_path / "做完了"
    code = f"import time; time.sleep(1); open({str(done)!r}, 'w').close()"
    before = time.monotonic()
    addin_desk.start_apart([sys.executable, "-c", code])
    assert time.monotonic() - before < 0.9
    assert not done.exists()
    until = time.monotonic() + 20
    while not done.exists() and time.monotonic() < until:
        time.sleep(0.05)
    assert done.exists()


def test_a_cancelled_dialog_is_no_fault(tmp_path: Path) -> None:
    book = opened(tmp_path)
    book.app.impl.api.FileDialog = lambda kind: Picker("")
    assert [act(action, book) for action in ("folder", "summary", "template")] == [0] * 3
    assert alerts(book) == []


def test_desk_actions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shown: list[Path]) -> None:
    monkeypatch.setenv("JIXIAO_LOG", str(tmp_path / "log" / "jixiao.log"))
    book = opened(tmp_path)
    book.app.impl.api.FileDialog = lambda kind: Picker(str(tmp_path / "模板"))
    assert [act(action, book) for action in ("template", "policy", "doctor", "about")] == [0] * 4
    assert [path.name for path in shown] == ["模板", "口径.xlsx"]
    assert list((tmp_path / "模板").glob("*.xlsx"))
    assert shown[1].exists()
    doctor, about = alerts(book)
    assert "[正常] 程序" in doctor
    assert "程序连上了 Excel 16.0" in doctor
    assert all(part in about for part in (__version__, "口径:", sys.executable, str(tmp_path / "log" / "jixiao.log")))


def test_the_log_once_there_is_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shown: list[Path]) -> None:
    log = tmp_path / "jixiao.log"
    monkeypatch.setenv("JIXIAO_LOG", str(log))
    book = opened(tmp_path)
    assert act("log", book) == 0
    assert (alerts(book), shown) == (["还没有日志:程序到现在没有出过意外。"], [])
    log.touch()
    assert act("log", book) == 0
    assert shown == [log]


def test_distribute_takes_the_roster_in_the_folder_and_runs_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shown: list[Path], capsys: pytest.CaptureFixture[str]
) -> None:
    book = opened(tmp_path)
    folder = tmp_path / "2025年绩效自评"
    folder.mkdir()
    book.app.impl.api.FileDialog = lambda kind: Picker(str(folder))
    started: list[list[str]] = []
    monkeypatch.setattr(addin_desk, "start_apart", started.append)
    assert act("distribute", book) == 0
    assert started[0][-3:] == ["addin", "distribute", f"--run={folder}"]
    assert addin.main(["distribute", f"--run={folder}"]) == 2
    assert "没有名册" in capsys.readouterr().out
    write_roster(folder / "青禾县名册.xlsx")
    assert addin.main(["distribute", f"--run={folder}"]) == 0
    assert len(list((folder / "下发").rglob("〔*.xlsx"))) == 3
    assert shown == [folder / "下发"]


@pytest.mark.parametrize(("open_book", "words"), [(False, NO_EXCEL), (True, OTHER_EXCEL)])
def test_with_no_excel_to_speak_through_windows_says_it(
    open_book: bool,
    words: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    windows = on_windows(monkeypatch)
    if open_book:
        opened(tmp_path)
    assert addin.main(["check", "--wb=a.xlsx", "--from_xl=1", "--hwnd=99"]) == 0
    assert windows.boxes == [(words, "预算绩效")]
    assert capsys.readouterr().err == ""
    assert addin.main(["check", "--wb=a.xlsx", "--hwnd=99"]) == 1  # typed by hand: on the console
    assert (len(windows.boxes), capsys.readouterr().err.strip()) == (1, words)


def test_self_check_and_about_answer_without_excel_too(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    windows = on_windows(monkeypatch)
    assert [addin.main([action, "--from_xl=1", "--hwnd=9"]) for action in ("doctor", "about")] == [0, 0]
    assert [title for _, title in windows.boxes] == ["自检", "关于"]
    assert f"[有问题] 选项卡:{NO_EXCEL}" in windows.boxes[0][0]
    monkeypatch.delattr("ctypes.windll")
    assert addin.main(["about"]) == 0
    assert __version__ in capsys.readouterr().out
