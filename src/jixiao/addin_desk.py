"""Ribbon actions that do not need the open workbook: folders, templates, policy, self-check, log, about."""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
from argparse import Namespace
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from jixiao import __version__
from jixiao.policy_choice import own_policy, policies_for, policy_for
from jixiao.workbook.live_excel import LiveProblem, find_app, problem_of

if TYPE_CHECKING:
    from jixiao.policy.model import Policy
    from jixiao.rules.run import Outcome

_FOLDER_PICKER = 4  # Office's number for the dialog that chooses a folder
_ON_TOP = 0x30 | 0x10000 | 0x40000  # Windows' numbers: warning sign, in the foreground, above other windows
NO_ROSTER = (
    "「{folder}」里没有名册。请把名册工作簿(文件名里带「名册」两个字,有单位名册、项目库两张表)放进这个文件夹,"
    "文件夹名写明年份和表,例如「2025年绩效自评」,然后再按「下发」。"
)


class Told(Exception):
    """An action that cannot be carried out; the text is for the user."""


class Cancelled(Exception):
    """The user closed a dialog without choosing: nothing more is to be said."""


def policy_in_use(named: str | None, file: str = "") -> Policy:
    """The policy named in the call, else the one that counts for the open file; Told when it has faults.

    `file` is the open workbook's full name: blank, a bare name or a web address lies in no folder that could hold one.
    """
    from jixiao.policy.load import PolicyError

    try:
        policy = policy_for(Path(file) if Path(file).is_absolute() else None, named)
    except PolicyError as error:
        raise Told(f"口径不能用:{error}") from None
    return _usable(policy)


def _usable(policy: Policy) -> Policy:
    if policy.broken:
        raise Told("\n".join((f"口径不能用:{policy.origin}。", *policy.broken)))
    return policy


def open_outside(path: Path) -> None:
    """Open a file or folder with the program the user has for it; Told where it lies when there is none."""
    try:
        if sys.platform == "win32":
            os.startfile(path)
        else:
            subprocess.Popen(["xdg-open", str(path)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    except OSError:
        raise Told(f"结果已经写好,但没有程序能打开它。请自己打开:{path}") from None


def message_box(words: str, title: str) -> bool:
    """Windows' own dialog, for when no Excel takes calls; False when nobody can have read it."""
    windows = getattr(ctypes, "windll", None)
    return windows is not None and windows.user32.MessageBoxW(None, words, title, _ON_TOP) != 0


def say(call: Namespace, words: str, title: str) -> None:
    """Show words that were asked for: through Excel, else by Windows, else on the console."""
    try:
        find_app(call.hwnd).alert(words, title)
    except Exception:  # no Excel, another one, or one that is busy: the user wants to read it all the same
        if not (call.from_xl and message_box(words, title)):
            print(words)


def wait_for_enter() -> None:
    """Keep a console of our own open until its words were read; elsewhere go on at once."""
    if sys.stdin is not None and sys.stdin.isatty():
        input("按回车键关闭这个窗口。")


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


def _apart(title: str, work: Callable[[Path], int]) -> Callable[[Namespace], int | None]:
    """An action on a folder of the user's choice that runs in a process of its own, so that Excel goes on at once."""

    def run(call: Namespace) -> int | None:
        if call.run:
            return work(Path(call.run))
        chosen = _choose_folder(call, title)
        start_apart([*own_command(), "addin", call.action, f"--run={chosen}"])
        return None

    return run


def _check_folder(folder: Path) -> int:
    """The work of 「校验文件夹…」 in its own console: progress, a result folder beside, and the summary opened."""
    from jixiao.cli.program import run
    from jixiao.intake import SUMMARY_NAME

    results = folder.with_name(f"{folder.name}_校验结果_{datetime.now():%Y%m%d-%H%M%S}")
    status = run(["check", str(folder), "-o", str(results)])
    if (results / SUMMARY_NAME).exists():
        open_outside(results / SUMMARY_NAME)
    else:
        with suppress(OSError):  # nothing was checked: an empty result folder would only puzzle
            results.rmdir()
        wait_for_enter()
    return status


def _summarise(folder: Path) -> int:
    """The work of 「汇总」 in its own console: every file is judged, none copied; one summary beside, and opened."""
    from jixiao.cli.terminal import progress, show_outcomes
    from jixiao.intake import gather
    from jixiao.tasks.check import check_files
    from jixiao.tasks.checked_copies import write_summary_file

    found, at = gather([folder]), datetime.now()
    policies = policies_for(found.files, None, [folder])
    if policies and all(policy.broken for policy in policies.values()):
        _usable(next(iter(policies.values())))
    files = [file for file, _ in found.files]
    outcomes = []
    with progress("汇总", len(files)) as step:
        for index, outcome in check_files(files, policies):
            outcomes.append(outcome)
            step(files[index].name)
    show_outcomes([(*place, outcome) for place, outcome in zip(found.files, outcomes, strict=True)])
    if not files:
        wait_for_enter()
        return 0
    target = folder.with_name(f"{folder.name}_汇总_{at:%Y%m%d-%H%M%S}")
    listed: list[tuple[Path, Path | None, Outcome]] = [
        (file, None, outcome) for file, outcome in zip(files, outcomes, strict=True)
    ]
    open_outside(write_summary_file(listed, target, at))
    return 1 if any(outcome.status != "passed" for outcome in outcomes) else 0


def _distribute(folder: Path) -> int:
    """The work of 「下发」 in its own console: the roster in the round's folder, the workbooks below it, and opened."""
    from jixiao.cli.program import run

    rosters = sorted(path for path in folder.glob("*名册*.xls*") if not path.name.startswith("~$"))
    if not rosters:
        print(NO_ROSTER.format(folder=folder.name))
        wait_for_enter()
        return 2
    results = folder / "下发"
    status = run(["distribute", str(folder), str(rosters[0]), "-o", str(results)])
    if status == 0:
        open_outside(results)
    wait_for_enter()
    return status


def _template(call: Namespace) -> None:
    from jixiao.tasks.templates import write_templates

    folder = _choose_folder(call, "空白模板放到哪个文件夹")
    write_templates([], folder, policy_in_use(call.policy, str(folder / "新建.xlsx")), datetime.now())
    open_outside(folder)


def _policy(call: Namespace) -> None:
    from jixiao.policy.export import export_policy
    from jixiao.policy.profile_files import DEFAULT
    from jixiao.tasks.policies import rule_entries

    own = own_policy()
    if not own.exists():
        export_policy(call.policy or DEFAULT, own, rule_entries())
    open_outside(own)


def _doctor(call: Namespace) -> None:
    from jixiao.doctor import examine

    word = {True: "正常", False: "有问题", None: "说明"}
    lines = [f"[{word[good]}] {name}:{detail}" for name, good, detail in (*examine(), _connection(call))]
    say(call, "\n".join(lines), "自检")


def _connection(call: Namespace) -> tuple[str, bool, str]:
    """Whether the button that was pressed leads to an Excel that takes calls."""
    try:
        return "选项卡", True, f"按钮能启动程序,程序连上了 Excel {find_app(call.hwnd).api.Version}"
    except LiveProblem as problem:
        return "选项卡", False, str(problem)
    except Exception as error:
        return "选项卡", False, str(problem_of(error, "") or "程序连不上 Excel。请重新打开 Excel 再试")


def _log(call: Namespace) -> None:
    from jixiao.journal import log_path

    if not log_path().exists():
        raise Told("还没有日志:程序到现在没有出过意外。")
    open_outside(log_path())


def _about(call: Namespace) -> None:
    from jixiao.journal import log_path

    policy = policy_in_use(call.policy)
    words = f"绩效(jixiao){__version__}\n口径:{policy.named()}\n来源:{policy.source}\n"
    places = f"程序:{sys.executable}\n日志:{log_path()}\n不联网,数据不出本机。"
    say(call, words + places, "关于")


ACTIONS: dict[str, Callable[[Namespace], int | None]] = {
    "folder": _apart("选择要校验的文件夹", _check_folder),
    "template": _template,
    "distribute": _apart("选择这一轮的活动文件夹(名册放在里面)", _distribute),
    "summary": _apart("选择要汇总的文件夹", _summarise),
    "policy": _policy,
    "doctor": _doctor,
    "log": _log,
    "about": _about,
}
