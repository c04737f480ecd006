"""Installing for one user and taking it away again: no administrator, no network, nothing left behind."""

from __future__ import annotations

import os
import shutil
import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from jixiao.intake import free_path
from jixiao.windows_registry import OFFICE, VERSIONS, Registry, WindowsRegistry, excel_versions, trusted_location

ADDIN = "jixiao.xlam"
PROGRAM = "jixiao.exe"
PARTS = {PROGRAM, ADDIN, "_internal", "uninstall.cmd"}
"""What is the program's in its folder; the rest is the user's: the log and a policy workbook of their own."""


class Busy(Exception):
    """A file that must be replaced or removed is in use; the text tells the user what to close."""


@dataclass(frozen=True)
class Seat:
    """One user's folders that the installation writes to."""

    local: Path  # %LOCALAPPDATA%
    roaming: Path  # %APPDATA%
    home: Path  # %USERPROFILE%

    @property
    def folder(self) -> Path:
        """Where the program lies."""
        return self.local / "jixiao"

    @property
    def addin(self) -> Path:
        """Where Excel finds the add-in when it starts."""
        return self.roaming / "Microsoft" / "Excel" / "XLSTART" / ADDIN


def seat_of(environment: dict[str, str]) -> Seat:
    """The seat of the user whose environment this is."""
    home = Path(environment.get("USERPROFILE") or Path.home())
    return Seat(
        Path(environment.get("LOCALAPPDATA") or home / "AppData" / "Local"),
        Path(environment.get("APPDATA") or home / "AppData" / "Roaming"),
        home,
    )


def run(word: str, source: Path) -> int:
    """`install` from the folder of the running program, or `uninstall`; the exit status."""
    if sys.platform != "win32":
        print("安装和卸载只在 Windows 上使用。本系统上直接运行程序即可。", file=sys.stderr)
        return 2
    seat, registry = seat_of(dict(os.environ)), WindowsRegistry()
    try:
        lines = install(source, seat, registry) if word == "install" else uninstall(seat, registry)
    except Busy as busy:
        print(busy, file=sys.stderr)
        return 2
    except OSError as error:
        print(f"没有装完:「{error.filename}」写不了。请看磁盘空间和文件夹权限,再运行一次。", file=sys.stderr)
        return 2
    print("\n".join(lines))
    return 0


def install(source: Path, seat: Seat, registry: Registry) -> list[str]:
    """Put the program, the add-in and the trusted location in their places; lines that tell what was done."""
    if source.resolve() != seat.folder.resolve():
        _replace(source, seat)
    lines = [f"程序已装到 {seat.folder}"]
    versions = excel_versions(registry)
    packed = seat.folder / ADDIN
    if not packed.is_file():
        lines.append("这一份程序不带加载项。用命令行,或把文件拖到程序图标上。")
    elif not versions:
        lines.append("没有找到 Excel,不装加载项。把工作簿或文件夹拖到程序图标上就能校验,WPS 也这样用。")
    else:
        _place_addin(packed, seat.addin)
        for version in versions:
            _trust(registry, version, seat.folder)
        lines.append(f"加载项已放到 {seat.addin}")
        lines.append(f"已登记受信任位置(Excel {'、'.join(versions)})。重新打开 Excel,就有「预算绩效」选项卡。")
    return lines


def _replace(source: Path, seat: Seat) -> None:
    """The new program folder in place of an old one; what is the user's in the old one is kept."""
    new, old = seat.local / "jixiao.new", seat.local / "jixiao.old"
    if old.exists() and not seat.folder.exists():
        old.rename(seat.folder)  # an earlier run was cut off in between
    for leftover in (new, old):
        shutil.rmtree(leftover, ignore_errors=True)
    shutil.copytree(source, new, symlinks=True, copy_function=shutil.copyfile if os.name == "nt" else shutil.copy2)
    try:
        if seat.folder.exists():
            seat.folder.rename(old)  # as a whole or not at all
        new.rename(seat.folder)
    except PermissionError:
        if old.exists() and not seat.folder.exists():
            old.rename(seat.folder)
        shutil.rmtree(new, ignore_errors=True)
        raise Busy("程序文件夹正在使用,没有安装。请关闭 Excel 和正在运行的校验窗口,再运行一次。") from None
    for kept in old.iterdir() if old.exists() else ():
        if kept.name not in PARTS:
            shutil.move(kept, seat.folder / kept.name)
    shutil.rmtree(old, ignore_errors=True)


def _place_addin(packed: Path, target: Path) -> None:
    """Copy by content only: the mark of a downloaded file, which blocks macros, does not come along."""
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        shutil.copyfile(packed, target)
    except PermissionError:
        raise Busy("加载项正在使用。请关闭 Excel,再运行一次。") from None


def _trust(registry: Registry, version: str, folder: Path) -> None:
    key = trusted_location(version)
    registry.write(key, "Path", f"{folder}\\")
    registry.write(key, "AllowSubfolders", 1)
    registry.write(key, "Description", "jixiao")


def uninstall(seat: Seat, registry: Registry) -> list[str]:
    """Take away the add-in and the registry keys; the folder itself is removed by uninstall.cmd when we have ended."""
    try:
        seat.addin.unlink(missing_ok=True)
    except PermissionError:
        raise Busy("加载项正在使用,没有卸载。请关闭 Excel,再运行一次。") from None
    for folder in (seat.addin.parent, seat.addin.parent.parent):
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()
    for version in VERSIONS:
        _distrust(registry, version)
    for leftover in ("jixiao.new", "jixiao.old"):
        shutil.rmtree(seat.local / leftover, ignore_errors=True)
    kept = [f"您自己的口径工作簿移到了 {path}" for path in _keep_workbooks(seat)]
    return ["加载项和受信任位置已去掉。", *kept, f"接下来删除程序和日志:{seat.folder}"]


def _keep_workbooks(seat: Seat) -> list[Path]:
    """Move workbooks that the user worked on out of the folder that is going away; their new paths."""
    documents = seat.home / "Documents"
    target = documents if documents.is_dir() else seat.home
    moved = []
    for book in sorted(seat.folder.glob("*.xlsx")):
        moved.append(free_path(target / book.name, datetime.now()))
        shutil.move(book, moved[-1])
    return moved


def _distrust(registry: Registry, version: str) -> None:
    """Remove our key, then every key above it that holds nothing any more, up to Office's own."""
    key = trusted_location(version)
    registry.delete(key)
    while (key := key.rpartition("\\")[0]) != OFFICE and not registry.inside(key):
        registry.delete(key)
