"""Ribbon actions that do not need the open workbook: folders, templates, policy, self-check, log, about."""

from __future__ import annotations

import os
import subprocess
import sys
from argparse import Namespace
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from jixiao import __version__
from jixiao.workbook.live_excel import find_app

if TYPE_CHECKING:
    from jixiao.policy.model import Policy

_FOLDER_PICKER = 4  # Office's number for the dialog that chooses a folder
NOT_YET = {
    "distribute": "本版本还不能下发。请先用「模板」生成空白模板,再发给单位。",
    "summary": "本版本没有单独的「汇总」。请用「校验文件夹…」:结果文件夹里的「校验汇总.xlsx」就是全部文件的汇总。",
}
OWN_POLICY = "口径.xlsx"


class Told(Exception):
    """An action that cannot be carried out; the text is for the user."""


class Cancelled(Exception):
    """The user closed a dialog without choosing: nothing more is to be said."""


def own_policy() -> Path:
    """Where this user's own policy workbook lies once 「口径」 has been used."""
    from jixiao.journal import log_path

    return log_path().with_name(OWN_POLICY)


def policy_in_use(named: str | None) -> Policy:
    """The policy named in the call, else the user's own workbook, else the national one; Told when it has faults."""
    from jixiao.policy.load import PolicyError, load_policy
    from jixiao.policy.profile_files import DEFAULT

    own = own_policy()
    try:
        return load_policy(named or (str(own) if own.exists() else DEFAULT))
    except PolicyError as error:
        raise Told(f"口径不能用:{error}") from None


def open_outside(path: Path) -> None:
    """Open a file or folder with the program the user has for it; Told where it lies when there is none."""
    try:
        if sys.platform == "win32":
            os.startfile(path)
        else:
            subprocess.Popen(["xdg-open", str(path)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    except OSError:
        raise Told(f"结果已经写好,但没有程序能打开它。请自己打开:{path}") from None


def start_apart(command: list[str]) -> None:
    """Start a process of its own, in its own console on Windows, and return at once."""
    if sys.platform == "win32":
        subprocess.Popen(command, creationflags=subprocess.CREATE_NEW_CONSOLE)
    else:
        subprocess.Popen(command, start_new_session=True)


def own_command() -> list[str]:
    """How this program is started again: the executable itself, or Python with the module."""
    return [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "jixiao.cli"]


def _choose_folder(call: Namespace, title: str) -> Path:
    dialog = find_app(call.hwnd).api.FileDialog(_FOLDER_PICKER)
    dialog.Title = title
    if not dialog.Show():
        raise Cancelled
    return Path(dialog.SelectedItems(1))


def _folder(call: Namespace) -> int | None:
    if call.run:
        return _check_folder(Path(call.run))
    chosen = _choose_folder(call, "选择要校验的文件夹")
    start_apart([*own_command(), "addin", "folder", f"--run={chosen}"])
    return None


def _check_folder(folder: Path) -> int:
    """The work of 「校验文件夹…」 in its own console: progress, a result folder beside, and the summary opened."""
    from jixiao.cli import run
    from jixiao.intake import SUMMARY_NAME

    results = folder.with_name(f"{folder.name}_校验结果_{datetime.now():%Y%m%d-%H%M%S}")
    own = ["--policy", str(own_policy())] if own_policy().exists() else []
    status = run(["check", str(folder), "-o", str(results), *own])
    if (results / SUMMARY_NAME).exists():
        open_outside(results / SUMMARY_NAME)
    if status == 2 and sys.stdin is not None and sys.stdin.isatty():
        input("按回车键关闭这个窗口。")
    return status


def _template(call: Namespace) -> None:
    from jixiao.tasks import write_templates

    folder = _choose_folder(call, "空白模板放到哪个文件夹")
    write_templates([], folder, policy_in_use(call.policy), datetime.now())
    open_outside(folder)


def _policy(call: Namespace) -> None:
    from jixiao.policy.profile_files import DEFAULT
    from jixiao.policy.workbook import export_policy

    own = own_policy()
    if not own.exists():
        own.parent.mkdir(parents=True, exist_ok=True)
        export_policy(call.policy or DEFAULT, own)
    open_outside(own)


def _doctor(call: Namespace) -> None:
    from jixiao.doctor import examine

    word = {True: "正常", False: "有问题", None: "说明"}
    lines = [f"[{word[good]}] {name}:{detail}" for name, good, detail in examine()]
    find_app(call.hwnd).alert("\n".join(lines), "自检")


def _log(call: Namespace) -> None:
    from jixiao.journal import log_path

    if not log_path().exists():
        raise Told("还没有日志:程序到现在没有出过意外。")
    open_outside(log_path())


def _about(call: Namespace) -> None:
    policy = policy_in_use(call.policy)
    words = f"绩效(jixiao){__version__}\n口径:{policy.title}\n来源:{policy.source}\n不联网,数据不出本机。"
    find_app(call.hwnd).alert(words, "关于")


def _not_yet(call: Namespace) -> None:
    raise Told(NOT_YET[call.action])


ACTIONS: dict[str, Callable[[Namespace], int | None]] = {
    "folder": _folder,
    "template": _template,
    "distribute": _not_yet,
    "summary": _not_yet,
    "policy": _policy,
    "doctor": _doctor,
    "log": _log,
    "about": _about,
}
