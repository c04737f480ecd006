"""What a press of a button starts, character for character, for names and folders that trip up command lines."""

from __future__ import annotations

from pathlib import Path

import pytest

from .test_ribbon import ACTIONS
from .twin import HWND, Twin, assemble

LOCAL = r"C:\Users\张 三&李四\AppData\Local"
INSTALLED = LOCAL + r"\jixiao\jixiao.exe"
FOLDERS = [r"D:\工具 箱", r"\\服务器\共 享\绩效", r"C:\R&D (一)", r"C:\甲=乙", "C:\\", r"D:\it's^!;,"]
BOOK = "省级 报表=2026 & (一).xlsx"


def started(twin: Twin, callback: str = "JixiaoCheck") -> str:
    lines, messages = twin.click(callback)
    assert messages == []
    assert len(lines) == 1
    return lines[0]


@pytest.mark.parametrize("folder", FOLDERS)
def test_the_program_beside_the_add_in_is_started_by_its_quoted_absolute_path(tmp_path: Path, folder: str) -> None:
    executable = folder.rstrip("\\") + r"\jixiao.exe"
    line = started(Twin(tmp_path, folder=folder, local=LOCAL, files=[executable, INSTALLED], book=BOOK))
    change = 'pushd ""' if folder.startswith("\\\\") else f'{folder[:2]} & cd ""'
    assert line.startswith(f'cmd|0|True|cmd.exe /C {change} & "{executable}" addin check  --wb="{BOOK}" --from_xl=1 ')
    assert f' --hwnd="{HWND}" 2> "C:\\Temp\\xlwings-' in line
    assert line.count('"') % 2 == 0


def test_otherwise_the_installed_program_is_started(tmp_path: Path) -> None:
    assert f'& "{INSTALLED}" addin check ' in started(
        Twin(tmp_path, folder=r"D:\XLSTART", local=LOCAL + "\\", files=[INSTALLED], book=BOOK)
    )


@pytest.mark.parametrize(("callback", "action"), ACTIONS.items())
def test_every_button_passes_its_own_word(tmp_path: Path, callback: str, action: str) -> None:
    twin = Twin(tmp_path, folder="", local=LOCAL, files=[INSTALLED], book=BOOK)
    assert f'jixiao.exe" addin {action}  --wb=' in started(twin, callback)


@pytest.mark.parametrize(
    ("local", "book"), [(LOCAL, "进度100%TEMP%.xlsx"), (r"C:\Users\%USERNAME%", BOOK), (LOCAL, None)]
)
def test_percent_signs_and_a_missing_workbook_go_round_cmd(tmp_path: Path, local: str, book: str | None) -> None:
    executable = local + r"\jixiao\jixiao.exe"
    line = started(Twin(tmp_path, folder="", local=local, files=[executable], book=book))
    named = f' --wb="{book}"' if book else ""
    assert line.startswith(f'shell|0|"{executable}" addin check{named} --from_xl=1 --app="')
    assert line.endswith(f' --hwnd="{HWND}"')


def test_a_quote_in_a_folder_cannot_break_out_of_the_quotes(tmp_path: Path) -> None:
    local = '"C:\\甲" & calc & "'
    twin = Twin(tmp_path, folder="", local=local, files=[r"C:\甲 & calc & \jixiao\jixiao.exe"], book=BOOK)
    assert r'& "C:\甲 & calc & \jixiao\jixiao.exe" addin check' in started(twin)


@pytest.mark.parametrize(("files", "exit_code", "text"), [([], 0, 1), ([INSTALLED], 9, 2), ([INSTALLED], 429, 2)])
def test_failure_shows_one_chinese_message(tmp_path: Path, files: list[str], exit_code: int, text: int) -> None:
    twin = Twin(tmp_path, folder="", local=LOCAL, files=files, book=BOOK)
    lines, messages = twin.click("JixiaoCheck", exit_code)
    assert messages == [assemble.TEXTS[text]]
    assert len(lines) == (exit_code == 9)


def test_settings_in_the_workbook_under_check_are_not_read() -> None:
    sources = assemble.sources()
    assert "GetConfig = default" in sources["Settings"]
    assert ".conf" not in "".join(sources.values())
