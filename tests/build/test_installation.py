"""Installing and taking away, on a seat in a folder with a registry in a dictionary."""

from __future__ import annotations

import copy
from pathlib import Path

import pytest

from jixiao.installation import Busy, Seat, install, seat_of, uninstall
from jixiao.windows_registry import OFFICE, trusted_location

from .fake_registry import FakeRegistry

EXCEL = {f"{OFFICE}\\16.0\\Excel": {"Version": 16}}


@pytest.fixture
def seat(tmp_path: Path) -> Seat:
    home = tmp_path / "张 三&50%=x" / "AppData"
    for name in ("Local", "Roaming/Microsoft"):
        (home / name).mkdir(parents=True)
    return Seat(home / "Local", home / "Roaming", home.parent)


@pytest.fixture
def package(tmp_path: Path) -> Path:
    folder = tmp_path / "安装包" / "jixiao"
    (folder / "_internal").mkdir(parents=True)
    for name in ("jixiao.exe", "_internal/base.zip", "jixiao.xlam", "uninstall.cmd"):
        (folder / name).write_bytes(name.encode())
    return folder


def everything(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*")}


def test_install_then_uninstall_leaves_nothing(seat: Seat, package: Path) -> None:
    registry = FakeRegistry(EXCEL)
    before, keys = everything(seat.local.parent), copy.deepcopy(registry.keys)
    lines = install(package, seat, registry)
    assert seat.addin.read_bytes() == b"jixiao.xlam"
    assert everything(seat.folder) == everything(package)
    assert registry.keys[trusted_location("16.0")] == {
        "Path": f"{seat.folder}\\",
        "AllowSubfolders": 1,
        "Description": "jixiao",
    }
    assert not registry.exists(trusted_location("15.0"))
    assert "重新打开 Excel" in lines[-1]
    uninstall(seat, registry)
    assert registry.keys == keys
    left = everything(seat.local.parent) - before
    assert all(name.startswith("Local/jixiao") for name in left), left  # which uninstall.cmd removes


def test_other_peoples_keys_and_files_stay(seat: Seat, package: Path) -> None:
    other = f"{OFFICE}\\16.0\\Excel\\Security\\Trusted Locations\\Location0"
    registry = FakeRegistry({**EXCEL, other: {"Path": "D:\\表\\"}})
    seat.addin.parent.mkdir(parents=True)
    (seat.addin.parent / "PERSONAL.XLSB").write_bytes(b"own")
    keys = copy.deepcopy(registry.keys)
    install(package, seat, registry)
    uninstall(seat, registry)
    assert registry.keys == keys
    assert [file.name for file in seat.addin.parent.iterdir()] == ["PERSONAL.XLSB"]


def test_a_newer_program_replaces_the_older_and_keeps_the_log(seat: Seat, package: Path) -> None:
    registry = FakeRegistry(EXCEL)
    install(package, seat, registry)
    (seat.folder / "jixiao.log").write_text("旧记录", "utf-8")
    (seat.folder / "我的口径.xlsx").write_bytes(b"policy")
    (seat.folder / "_internal" / "gone.dll").write_bytes(b"old")
    (package / "jixiao.exe").write_bytes(b"new")
    install(package, seat, registry)
    assert (seat.folder / "jixiao.exe").read_bytes() == b"new"
    assert (seat.folder / "jixiao.log").read_text("utf-8") == "旧记录"
    assert (seat.folder / "我的口径.xlsx").read_bytes() == b"policy"
    assert not (seat.folder / "_internal" / "gone.dll").exists()
    assert {path.name for path in seat.local.iterdir()} == {"jixiao"}
    install(seat.folder, seat, registry)  # from where it is: registers again, copies nothing
    assert (seat.folder / "jixiao.exe").read_bytes() == b"new"


def test_a_program_in_use_is_left_as_it_is(seat: Seat, package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    registry = FakeRegistry(EXCEL)
    install(package, seat, registry)
    before = everything(seat.local)

    def locked(self: Path, target: Path) -> Path:
        raise PermissionError(13, "in use", str(self))

    rename = Path.rename
    for refused in ("jixiao", "jixiao.new"):  # the old one is open; a scanner holds the new one
        monkeypatch.setattr(
            Path, "rename", lambda self, to, r=refused: (locked if self.name == r else rename)(self, to)
        )
        with pytest.raises(Busy, match="请关闭 Excel"):
            install(package, seat, registry)
        assert everything(seat.local) == before
    monkeypatch.setattr(Path, "unlink", lambda self, missing_ok=False: locked(self, self))
    with pytest.raises(Busy, match="没有卸载"):
        uninstall(seat, registry)
    assert registry.exists(trusted_location("16.0"))


def test_without_excel_only_the_program(seat: Seat, package: Path) -> None:
    registry = FakeRegistry()
    lines = install(package, seat, registry)
    assert (seat.folder / "jixiao.exe").exists()
    assert not seat.addin.exists()
    assert registry.keys == {}
    assert "WPS" in lines[-1]


def test_excel_that_was_never_opened(seat: Seat, package: Path) -> None:
    registry = FakeRegistry({OFFICE: {}, "HKCR\\Excel.Application\\CurVer": {"": "Excel.Application.15"}})
    keys = copy.deepcopy(registry.keys)
    install(package, seat, registry)
    assert registry.read(trusted_location("15.0"), "AllowSubfolders") == 1
    uninstall(seat, registry)
    assert registry.keys == keys


def test_the_seat_of_a_user() -> None:
    seat = seat_of({"LOCALAPPDATA": "/a/Local", "APPDATA": "/a/Roaming"})
    assert seat.folder == Path("/a/Local/jixiao")
    assert seat.addin == Path("/a/Roaming/Microsoft/Excel/XLSTART/jixiao.xlam")
    assert seat_of({"USERPROFILE": "/u"}).local == Path("/u/AppData/Local")


def test_a_policy_workbook_of_ones_own_outlives_the_program(seat: Seat, package: Path) -> None:
    registry = FakeRegistry(EXCEL)
    install(package, seat, registry)
    (seat.folder / "我的口径.xlsx").write_bytes(b"policy")
    (seat.home / "Documents").mkdir()
    (seat.home / "Documents" / "我的口径.xlsx").write_bytes(b"another")
    lines = uninstall(seat, registry)
    kept = {file.read_bytes() for file in (seat.home / "Documents").iterdir()}
    assert kept == {b"policy", b"another"}
    assert not (seat.folder / "我的口径.xlsx").exists()
    assert "移到了" in lines[1]
