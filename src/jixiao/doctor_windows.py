"""自检 on Windows: Excel or WPS, bitness, add-in, macro policy, trusted location, executable."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

from jixiao.installation import PROGRAM, Seat, seat_of
from jixiao.windows_registry import OFFICE, Registry, WindowsRegistry, excel_versions, trusted_location

Check = tuple[str, bool | None, str]
_APP_PATHS = "HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\App Paths"
_NAMES = {"14.0": "Excel 2010", "15.0": "Excel 2013", "16.0": "Excel 2016 或更新"}
_WARNINGS = {1: "全部启用", 2: "禁用并提示", 3: "只许有签名的宏", 4: "全部禁用"}


def examine_this_seat() -> Iterator[Check]:
    """The checks for the user who runs this."""
    running = Path(sys.executable) if getattr(sys, "frozen", False) else None
    yield from examine_windows(WindowsRegistry(), seat_of(dict(os.environ)), running)


def examine_windows(registry: Registry, seat: Seat, running: Path | None) -> Iterator[Check]:
    """(what, good, detail) lines; `running` is the frozen program that asks, None for plain Python."""
    versions = excel_versions(registry)
    excel = _excel_program(registry)
    yield _spreadsheet(registry, versions, excel)
    yield _executable(seat, running)
    if not versions:
        return
    yield _bitness(registry, versions, excel)
    yield _addin(registry, seat, versions)
    for version in versions:
        yield _macros(registry, version)
        yield _trusted(registry, version, seat)


def _excel_program(registry: Registry) -> str:
    """The program that answers as Excel, as far as the registry tells."""
    server = registry.read("HKCR\\Excel.Application\\CLSID")
    started = registry.read(f"HKCR\\CLSID\\{server}\\LocalServer32") if isinstance(server, str) else None
    found = started or registry.read(f"{_APP_PATHS}\\excel.exe")
    return found if isinstance(found, str) else ""


def _wps(registry: Registry) -> bool:
    keys = ("HKCR\\Ket.Application", "HKCU\\Software\\Kingsoft\\Office", f"{_APP_PATHS}\\et.exe")
    return any(registry.exists(key) for key in keys)


def _spreadsheet(registry: Registry, versions: list[str], excel: str) -> Check:
    words = "、".join(_NAMES[version] for version in versions)
    if versions and _is_wps(excel):
        return "Excel/WPS", None, "WPS 代替 Excel 应答:选项卡用不了,请用拖放或命令行;或在 WPS 的「配置工具」里取消兼容"
    if versions:
        return "Excel/WPS", True, f"{words}{',另有 WPS' if _wps(registry) else ''}"
    if _wps(registry):
        return "Excel/WPS", None, "只有 WPS:没有选项卡,把工作簿或文件夹拖到程序图标上,或用命令行,功能一样"
    return "Excel/WPS", None, "没有找到 Excel 和 WPS:拖放和命令行照常用"


def _is_wps(program: str) -> bool:
    lowered = program.lower()
    return "kingsoft" in lowered or "\\wps" in lowered or lowered.rstrip('" ').endswith("\\et.exe")


def _executable(seat: Seat, running: Path | None) -> Check:
    program = seat.folder / PROGRAM
    if running is not None and running == program:
        return "程序位置", True, str(program)
    if program.is_file():
        return "程序位置", True, f"{program}(现在运行的是另一份:{running or '未打包的程序'})"
    if running is None:
        return "程序位置", None, "没有安装打包的程序,现在用 Python 运行"
    return "程序位置", False, f"加载项要找的 {program} 不在。请运行 install.cmd"


def _bitness(registry: Registry, versions: list[str], excel: str) -> Check:
    platform = registry.read("HKLM\\SOFTWARE\\Microsoft\\Office\\ClickToRun\\Configuration", "Platform")
    outlook = registry.read(f"HKLM\\SOFTWARE\\Microsoft\\Office\\{versions[-1]}\\Outlook", "Bitness")
    known = str(platform or outlook or ("x86" if "(x86)" in excel.lower() else ""))
    word = {"x86": "32 位", "x64": "64 位"}.get(known.lower(), "查不到")
    return "Excel 位数", None, f"{word}(两种都支持)"


def _addin(registry: Registry, seat: Seat, versions: list[str]) -> Check:
    if not seat.addin.is_file():
        return "加载项", False, f"{seat.addin} 不在。请关闭 Excel 后运行 install.cmd"
    for version in versions:
        base = f"{OFFICE}\\{version}\\Excel\\Resiliency\\DisabledItems"
        for name in registry.inside(base):
            item = registry.read(base, name)
            if isinstance(item, bytes) and "jixiao" in item.decode("utf-16-le", "ignore").lower():
                return "加载项", False, "被 Excel 禁用。在 Excel 选项「加载项」里选「禁用项目」,启用 jixiao,重开 Excel"
    return "加载项", True, f"{seat.addin}(Excel 启动时加载)"


def _policy(registry: Registry, path: str, name: str) -> int | None:
    """A setting that administrators enforce, for the user or the machine."""
    for root in ("HKCU", "HKLM"):
        value = registry.read(f"{root}\\Software\\Policies\\Microsoft\\Office\\{path}", name)
        if isinstance(value, int):
            return value
    return None


def _macros(registry: Registry, version: str) -> Check:
    what = f"宏设置({version})"
    if _policy(registry, f"{version}\\Common", "VBAOff") or _policy(registry, "Common", "VBAOff"):
        return what, False, "管理员关闭了 VBA,选项卡用不了。请信息中心放开,或用拖放和命令行"
    forced = _policy(registry, f"{version}\\Excel\\Security", "VBAWarnings")
    own = registry.read(f"{OFFICE}\\{version}\\Excel\\Security", "VBAWarnings")
    level = forced if forced is not None else own if isinstance(own, int) else 2
    by = "管理员设定" if forced is not None else "本人设定"
    return what, True, f"{_WARNINGS.get(level, '未知')}({by});受信任位置里的加载项不受它限制"


def _trusted(registry: Registry, version: str, seat: Seat) -> Check:
    what = f"受信任位置({version})"
    section = f"{version}\\Excel\\Security\\Trusted Locations"
    own = registry.read(f"{OFFICE}\\{section}", "AllLocationsDisabled")
    if _policy(registry, section, "AllLocationsDisabled") or own:
        return what, False, "受信任位置被全部停用,选项卡用不了。请信息中心按「信息中心说明」放开"
    if _policy(registry, f"{version}\\Common\\Security\\Trusted Locations", "Allow User Locations") == 0:
        return what, False, f"管理员不许个人登记。请信息中心用策略登记 {seat.folder} 和 {seat.addin.parent}"
    path = registry.read(trusted_location(version), "Path")
    if not isinstance(path, str) or Path(path.rstrip("\\")) != seat.folder:
        return what, False, "没有登记。请运行 install.cmd"
    return what, True, path
