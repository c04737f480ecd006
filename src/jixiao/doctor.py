"""自检: what works on this machine and what does not, in words for people."""

from __future__ import annotations

import os
import platform
import shutil
import sys
from collections.abc import Iterator
from importlib import metadata, resources
from pathlib import Path

from jixiao import __version__

_PACKAGES = (
    "pydantic",
    "lxml",
    "python-calamine",
    "openpyxl",
    "XlsxWriter",
    "typer",
    "rich",
    "msoffcrypto-tool",
    "docxtpl",
)
Check = tuple[str, bool | None, str]


def examine() -> Iterator[Check]:
    """(what, good, detail) lines; good is None for mere information."""
    python = f"{platform.python_implementation()} {platform.python_version()}"
    yield "程序", True, f"jixiao {__version__},{python},{64 if sys.maxsize > 2**32 else 32} 位"
    yield "系统", None, f"{platform.system()} {platform.release()}"
    yield from _packages()
    yield _data()
    yield _policies()
    yield _log()
    yield _folder()
    yield from _office()


def _packages() -> Iterator[Check]:
    missing = []
    versions = []
    for name in _PACKAGES:
        try:
            versions.append(f"{name} {metadata.version(name)}")
        except metadata.PackageNotFoundError:
            missing.append(name)
    if getattr(sys, "frozen", False):
        yield "组件", True, "随程序打包"
    elif missing:
        yield "组件", False, f"缺少 {'、'.join(missing)};请重新安装程序"
    else:
        yield "组件", True, ",".join(versions)


def _data() -> Check:
    from jixiao.rules.registry import RULES

    pages = [rule.code for rule in RULES if not (resources.files("jixiao.rules") / f"{rule.code}.md").is_file()]
    if pages:
        return "规则说明", False, f"缺少 {'、'.join(pages)};请重新安装程序"
    return "规则说明", True, f"{len(RULES)} 条规则,说明齐全"


def _policies() -> Check:
    from jixiao.policy.load import load_profile, profile_names

    names = profile_names()
    for name in names:
        load_profile(name)
    return "口径", True, "、".join(names)


def _log() -> Check:
    from jixiao.journal import log_path

    path = log_path()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8"):
            pass
    except OSError:
        return "日志", False, f"写不了 {path};请检查文件夹权限"
    return "日志", True, str(path)


def _folder() -> Check:
    folder = Path.cwd()
    good = os.access(folder, os.W_OK)
    return "当前文件夹", good, f"{folder}{'' if good else ' 不能写入,请用 -o 指定别的文件夹'}"


def _office() -> Iterator[Check]:
    if sys.platform == "win32":
        from jixiao.doctor_windows import examine_this_seat

        yield from examine_this_seat()
        return
    office = shutil.which("soffice") or shutil.which("libreoffice")
    yield "办公软件", None, f"找到 {office}" if office else "没有找到 LibreOffice;不影响校验,只影响转 PDF"
