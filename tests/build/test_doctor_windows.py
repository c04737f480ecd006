"""自检 on Windows, by what the registry says: every lock that may be shut is named, with what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from jixiao.doctor_windows import Check, examine_windows
from jixiao.installation import Seat, install
from jixiao.windows_registry import OFFICE, trusted_location

from .fake_registry import FakeRegistry, Keys

EXCEL: Keys = {
    f"{OFFICE}\\16.0\\Excel": {},
    "HKCR\\Excel.Application\\CLSID": {"": "{00024500}"},
    "HKCR\\CLSID\\{00024500}\\LocalServer32": {"": "C:\\Program Files (x86)\\Microsoft Office\\EXCEL.EXE /automation"},
}
POLICIES = "Software\\Policies\\Microsoft\\Office"
SECURITY = f"{OFFICE}\\16.0\\Excel\\Security"


@pytest.fixture
def seat(tmp_path: Path) -> Seat:
    package = tmp_path / "package"
    package.mkdir()
    for name in ("jixiao.exe", "jixiao.xlam"):
        (package / name).write_bytes(b"x")
    made = Seat(tmp_path / "Local", tmp_path / "Roaming", tmp_path)
    install(package, made, FakeRegistry(EXCEL))
    return made


def examined(seat: Seat, extra: Keys) -> dict[str, Check]:
    trusted = {trusted_location("16.0"): {"Path": f"{seat.folder}\\"}}
    registry = FakeRegistry({**EXCEL, **trusted, **extra})
    return {check[0]: check for check in examine_windows(registry, seat, seat.folder / "jixiao.exe")}


def test_all_well(seat: Seat) -> None:
    checks = examined(seat, {})
    assert [name for name, good, _ in checks.values() if good is False] == []
    assert checks["Excel/WPS"] == ("Excel/WPS", True, "Excel 2016 或更新")
    assert checks["Excel 位数"][2].startswith("32 位")
    assert "禁用并提示(本人设定)" in checks["宏设置(16.0)"][2]
    assert list(checks) == ["Excel/WPS", "程序位置", "Excel 位数", "加载项", "宏设置(16.0)", "受信任位置(16.0)"]


@pytest.mark.parametrize(
    ("extra", "what", "words"),
    [
        ({f"HKLM\\{POLICIES}\\16.0\\Common": {"VBAOff": 1}}, "宏设置(16.0)", "管理员关闭了 VBA"),
        ({f"HKCU\\{POLICIES}\\16.0\\Excel\\Security\\Trusted Locations": {"AllLocationsDisabled": 1}},
         "受信任位置(16.0)", "全部停用"),
        ({f"{SECURITY}\\Trusted Locations": {"AllLocationsDisabled": 1}}, "受信任位置(16.0)", "全部停用"),
        ({f"HKCU\\{POLICIES}\\16.0\\Common\\Security\\Trusted Locations": {"Allow User Locations": 0}},
         "受信任位置(16.0)", "不许个人登记"),
        ({trusted_location("16.0"): {"Path": "D:\\别处\\"}}, "受信任位置(16.0)", "没有登记"),
        ({f"{OFFICE}\\16.0\\Excel\\Resiliency\\DisabledItems": {"A1": "XLSTART\\Jixiao.xlam".encode("utf-16-le")}},
         "加载项", "被 Excel 禁用"),
    ],
)  # fmt: skip
def test_a_lock_that_is_shut(seat: Seat, extra: Keys, what: str, words: str) -> None:
    bad = [check for check in examined(seat, extra).values() if check[1] is False]
    assert [name for name, _, _ in bad] == [what]
    assert words in bad[0][2]


def test_settings_that_are_only_told(seat: Seat) -> None:
    forced = {f"HKLM\\{POLICIES}\\16.0\\Excel\\Security": {"VBAWarnings": 4}, SECURITY: {"VBAWarnings": 1}}
    assert "全部禁用(管理员设定)" in examined(seat, forced)["宏设置(16.0)"][2]
    platform = {"HKLM\\SOFTWARE\\Microsoft\\Office\\ClickToRun\\Configuration": {"Platform": "x64"}}
    assert examined(seat, platform)["Excel 位数"][2].startswith("64 位")
    assert "另有 WPS" in examined(seat, {"HKCR\\Ket.Application": {}})["Excel/WPS"][2]


def test_wps_in_place_of_excel(seat: Seat) -> None:
    server = {"HKCR\\CLSID\\{00024500}\\LocalServer32": {"": "C:\\Kingsoft\\WPS Office\\office6\\et.exe /automation"}}
    assert "WPS 代替 Excel 应答" in examined(seat, server)["Excel/WPS"][2]
    checks = list(examine_windows(FakeRegistry({"HKCU\\Software\\Kingsoft\\Office": {}}), seat, None))
    assert "只有 WPS" in checks[0][2]
    assert [good for _, good, _ in checks] == [None, True]
    assert "没有找到 Excel 和 WPS" in next(iter(examine_windows(FakeRegistry(), seat, None)))[2]


def test_program_and_addin_missing(seat: Seat, tmp_path: Path) -> None:
    empty = Seat(tmp_path / "没有", tmp_path / "没有", tmp_path)
    checks = {c[0]: c for c in examine_windows(FakeRegistry(EXCEL), empty, tmp_path / "jixiao.exe")}
    assert {name for name, good, _ in checks.values() if good is False} == {"程序位置", "加载项", "受信任位置(16.0)"}
    assert all("install.cmd" in checks[name][2] for name in ("程序位置", "加载项"))
    other = {c[0]: c for c in examine_windows(FakeRegistry(EXCEL), seat, tmp_path / "jixiao.exe")}
    assert "另一份" in other["程序位置"][2]
