"""The packaging recipes: kept in git, and right in what can be looked at without Windows."""

from __future__ import annotations

import hashlib
import re
import struct
import subprocess
from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml

import jixiao
from jixiao.workbook import legacy

from .frozen import ROOT, module

RECIPES = sorted(path for path in (ROOT / "build").iterdir() if path.is_file())
entry, recipe = module("entry"), module("recipe")


@pytest.mark.parametrize("path", RECIPES, ids=lambda path: path.name)
def test_recipes_are_not_ignored_by_git(path: Path) -> None:
    done = subprocess.run(["git", "check-ignore", "-q", str(path)], cwd=ROOT)
    assert done.returncode == 1
    assert (ROOT / "build" / "jixiao.spec") in RECIPES


def test_version_resource() -> None:
    assert recipe.version() == jixiao.__version__

    def made(*parts: object, **named: object) -> SimpleNamespace:
        return SimpleNamespace(parts=parts, **named)

    text = recipe.version_resource("1.2.3")
    info = eval(text, dict.fromkeys(re.findall(r"\b(\w+)\(", text), made))
    assert info.ffi.filevers == (1, 2, 3, 0)
    words = dict(string.parts for string in info.kids[0].parts[0][0].parts[1])
    assert (words["ProductVersion"], words["OriginalFilename"]) == ("1.2.3", "jixiao.exe")


def test_icon() -> None:
    data = recipe.icon((ROOT / "build" / "icon.txt").read_text("utf-8"))
    assert struct.unpack_from("<HHH", data) == (0, 1, 3)
    for index, size in enumerate((16, 32, 48)):
        width, height, _, _, _, bits, length, offset = struct.unpack_from("<BBBBHHII", data, 6 + 16 * index)
        assert (width, height, bits) == (size, size, 32)
        assert struct.unpack_from("<Iii", data, offset) == (40, size, 2 * size)
        assert length == 40 + size * size * 4 + (size + 31) // 32 * 4 * size
    assert offset + length == len(data)


@pytest.mark.parametrize("name", ["install.cmd", "uninstall.cmd", "build_windows.ps1"])
def test_windows_scripts_read_the_same_in_every_code_page(name: str) -> None:
    text = (ROOT / "build" / name).read_bytes().decode("ascii")
    assert "setlocal enabledelayedexpansion" not in text.lower()
    if name.endswith(".cmd"):
        places = re.findall(r"(.)%(?:~dp0|LOCALAPPDATA%|APPDATA%|TEMP%)", text)
        assert places
        assert set(places) == {'"'}, "user names hold blanks and &"


def test_scripts_and_program_agree_on_places() -> None:
    text = (ROOT / "build" / "uninstall.cmd").read_text("ascii")
    assert "Office\\%%v\\Excel\\Security\\Trusted Locations\\jixiao" in text
    assert "XLSTART\\jixiao.xlam" in text
    assert 'rmdir /s /q "%LOCALAPPDATA%\\jixiao"' in text
    assert "--install" in (ROOT / "build" / "install.cmd").read_text("ascii")
    assert f'["{legacy.WORKER}"]' in (ROOT / "build" / "entry.py").read_text("utf-8")


def test_the_windows_workflow_names_what_is_there() -> None:
    flow = yaml.safe_load((ROOT / "build" / "ci-windows.yml").read_text("utf-8"))
    steps = flow["jobs"]["build"]["steps"]
    assert flow["jobs"]["build"]["runs-on"].startswith("windows")
    assert all(step.get("shell") for step in steps if "run" in step)
    words = "\n".join(step.get("run", "") for step in steps).replace("\\", "/")
    named = set(re.findall(r"(?:\./|(?<![\w/]))((?:build|tests|\.ci)/[\w./*-]+[\w*])", words))
    assert {"build/build_windows.ps1", "build/wheels-win_amd64.txt", ".ci/requirements.lock"} <= named
    assert [name for name in named if not list(ROOT.glob(name))] == []
    made = set(re.findall(r"dist/package/([\w.]+)", words))
    assert made == {"install.cmd", "uninstall.cmd"} <= {path.name for path in RECIPES}


def test_wheels_are_pinned_with_hashes() -> None:
    lines = (ROOT / "build" / "wheels-win_amd64.txt").read_text("ascii").splitlines()
    pins = [re.fullmatch(r"([\w.-]+)==([\w.]+) --hash=sha256:[0-9a-f]{64}", x) for x in lines if not x.startswith("#")]
    assert all(pins)
    names = {pin[1]: pin[2] for pin in pins if pin}
    needed = re.search(r"^dependencies = \[(.*?)^\]", (ROOT / "pyproject.toml").read_text("utf-8"), re.M | re.S)
    assert needed is not None
    wanted = {re.split(r"[><=;\[ ]", line)[0] for line in re.findall(r'"(.*?)"', needed[1])}
    assert wanted | {"xlwings", "pywin32", "pyinstaller", "pefile", "pywin32-ctypes"} <= set(names)
    locked = dict(line.split("==") for line in (ROOT / ".ci/requirements.lock").read_text("utf-8").split())
    assert {name: locked[name] for name in wanted if name in locked} == {n: names[n] for n in wanted if n in locked}


def test_folder_to_hand_over(tmp_path: Path) -> None:
    built = tmp_path / "built"
    (built / "_internal").mkdir(parents=True)
    (built / "jixiao.exe").write_bytes(b"program")
    (tmp_path / "a.xlam").write_bytes(b"addin")
    target = recipe.hand_over(built, tmp_path / "交付", tmp_path / "a.xlam")
    names = {path.relative_to(target).as_posix() for path in target.rglob("*") if path.is_file()}
    assert {"install.cmd", "uninstall.cmd", "jixiao/jixiao.exe", "jixiao/jixiao.xlam", "信息中心说明.md"} <= names
    assert b"\n" not in (target / "install.cmd").read_bytes().replace(b"\r\n", b"")
    sums = dict(reversed(line.split("  ")) for line in (target / "SHA256SUMS.txt").read_text("utf-8").splitlines())
    assert set(sums) == names - {"SHA256SUMS.txt"}
    assert sums["jixiao/jixiao.exe"] == hashlib.sha256(b"program").hexdigest()


def test_what_counts_as_a_drop(tmp_path: Path) -> None:
    file = tmp_path / "甲 & 乙.xlsx"
    file.touch()
    assert entry.dropped([str(tmp_path), str(file)])
    assert not entry.dropped([])
    assert not entry.dropped([str(tmp_path), "--json"])
    assert not entry.dropped(["check", str(file)])
    assert not entry.dropped([str(tmp_path / "没有.xlsx")])


def test_the_caller_in_excel_is_for_the_addin_only() -> None:
    caller = ["--wb=表=1.xlsx", "--from_xl=1", "--app=C:\\Excel", "--hwnd=1"]
    assert entry.without_caller(["check", "x", *caller]) == ["check", "x"]
    assert entry.without_caller(["addin", "check", *caller]) == ["addin", "check", *caller]


@pytest.mark.parametrize("console", [True, False])
def test_a_drop_waits_for_enter_on_a_console_only(
    console: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked: list[str] = []
    monkeypatch.setattr("sys.stdin", SimpleNamespace(isatty=lambda: console))
    monkeypatch.setattr("builtins.input", asked.append)
    (tmp_path / "空").mkdir()
    assert entry.check_dropped([tmp_path / "空"]) == 0
    assert asked == (["按回车键关闭。"] if console else [])
    assert "没有找到可以校验的工作簿" in capsys.readouterr().out


def test_what_nobody_foresaw_leaves_a_number(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("JIXIAO_LOG", str(tmp_path / "记录.log"))
    monkeypatch.setattr(entry, "dropped", lambda arguments: 1 / 0)
    with pytest.raises(SystemExit) as left:
        entry.guarded(["check", "甲.xlsx"])
    said = capsys.readouterr().err
    number = re.search(r"编号 (\d{8}-[0-9A-F]{4})", said)
    assert (left.value.code, "Traceback" in said) == (2, False)
    assert number is not None
    assert f"故障 {number[1]}(check 甲.xlsx)" in (tmp_path / "记录.log").read_text("utf-8")
