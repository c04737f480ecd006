"""The ribbon's actions: `jixiao addin ACTION --wb=… --hwnd=…`, thin over tasks and the open workbook.

Nothing is said when an action succeeds and one dialog when it does not; the exit status is 0 whenever the user has been
told, because the ribbon shows a second message for any other.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jixiao.addin_desk import ACTIONS as DESK_ACTIONS
from jixiao.addin_desk import Cancelled, Told, message_box, policy_in_use, wait_for_enter
from jixiao.workbook.live_excel import LiveProblem, check_saved, file_name, find_app, find_book, problem_of

if TYPE_CHECKING:
    from jixiao.policy.model import Policy
    from jixiao.rules.run import Outcome

TITLE = "预算绩效"
NO_FORM_SCORE = "这个工作簿里没有能计分的自评表,没有改动它。"
NO_NOTICE = "{why}没有改动这个工作簿。"
ENCRYPTED = "这个工作簿设了打开密码,不能在 Excel 里校验。请另存一份不带密码的,或用命令行 jixiao check 加 --password。"
OLD_FORMAT = "这是旧格式的工作簿,不能添加结果表。请用「导出校验副本」,或另存为 .xlsx 再校验。"
UNREADABLE = "这个工作簿读不了:{detail}。没有改动它。"


def main(arguments: list[str]) -> int:
    """Carry out one action; 0 when it was done or the user has been told why not in a dialog, else 1 or 2."""
    call = _parsed(arguments)
    action = {**LIVE_ACTIONS, **DESK_ACTIONS}.get(call.action)
    if action is None:
        print(f"没有「{call.action}」这个动作。请重新安装「预算绩效」加载项。", file=sys.stderr)
        return 2
    try:
        return action(call) or 0
    except Cancelled:
        return 0
    except (Told, LiveProblem) as problem:
        return _tell(call, str(problem))
    except Exception as error:
        return _tell(call, str(problem_of(error, call.wb or "") or _fault(error)))


def _parsed(arguments: list[str]) -> Namespace:
    """The call; what other add-in versions pass besides is left alone."""
    parser = ArgumentParser(prog="jixiao addin", add_help=False, allow_abbrev=False)
    parser.add_argument("action", nargs="?", default="")
    for name in ("--wb", "--from_xl", "--app", "--policy", "--run"):
        parser.add_argument(name)
    parser.add_argument("--hwnd", type=lambda text: int(text) if text.isdecimal() else None)
    return parser.parse_known_args(arguments)[0]


def _fault(error: Exception) -> str:
    from jixiao.journal import log_path, record_fault

    if isinstance(error, PermissionError) and error.filename:
        return f"写不了「{error.filename}」。请关闭正在打开它的程序,或换一个文件夹再试。"
    number = record_fault(error, "addin")
    return f"程序出了意外(编号 {number})。单位填的内容没有改动。请把日志 {log_path()} 交给维护人员。"


def _tell(call: Namespace, words: str) -> int:
    """One dialog in the Excel that was used, else one of Windows' own; without either, words on the error stream.

    Work that runs apart has its own console for that.
    """
    if call.run:
        print(words, file=sys.stderr)
        wait_for_enter()
        return 1
    try:
        find_app(call.hwnd).alert(words, TITLE, mode="critical")
    except Exception:  # no Excel (WPS answers no calls of ours), two of them, or one that is busy
        if not (call.from_xl and message_box(words, TITLE)):
            print(words, file=sys.stderr)
            return 1
    return 0


# -- the open workbook -------------------------------------------------------------------------------------------------


def _policy(call: Namespace, book: Any) -> Policy:
    return policy_in_use(call.policy, file_name(book))


def _judged(call: Namespace, book: Any) -> Outcome:
    from jixiao.forms.read import is_form_text
    from jixiao.tasks.check import check_grid
    from jixiao.workbook.live_excel_read import read_live

    read, at = read_live(book, is_form_text=is_form_text), Path(file_name(book))
    outcome = check_grid(read, book.name, _policy(call, book), place=at if at.is_absolute() else None)
    grid = outcome.book.grid
    if grid is None:
        raise _unreadable(outcome)
    if grid.legacy is not None:
        raise Told(OLD_FORMAT)
    return outcome


def _unreadable(outcome: Outcome) -> Told:
    locked = outcome.book.refusal in ("encrypted", "wrong_password")
    return Told(ENCRYPTED if locked else UNREADABLE.format(detail=outcome.book.detail))


def _on_book(words: str, work: Callable[[Namespace, Any], None]) -> Callable[[Namespace], int | None]:
    """An action that writes to the open workbook, with Excel left as it was found."""

    def run(call: Namespace) -> None:
        from jixiao.workbook.live_excel import check_writable
        from jixiao.workbook.live_excel_state import kept_state

        book = find_book(call.wb, call.hwnd)
        check_writable(book)
        with kept_state(book, f"{TITLE}:{words}…"):
            work(call, book)

    return run


def _check(call: Namespace, book: Any) -> None:
    from jixiao.tasks.checked_copies import result_patch
    from jixiao.workbook.live_excel_write import write_live

    write_live(book, result_patch(_judged(call, book), datetime.now()))


def _score(call: Namespace, book: Any) -> None:
    from dataclasses import replace

    from jixiao.tasks.checked_copies import result_patch
    from jixiao.workbook.live_excel_write import write_live

    patch = result_patch(_judged(call, book), datetime.now(), score_only=True)
    if not patch.sheets:
        raise Told(NO_FORM_SCORE)
    write_live(book, replace(patch, keep_marks=True))


def _notice(call: Namespace, book: Any) -> None:
    from jixiao.documents.notice import no_notice_notes
    from jixiao.tasks.notices import notice_patch
    from jixiao.workbook.live_excel_write import write_live

    outcome, today = _judged(call, book), datetime.now().date()
    patch = notice_patch(outcome, on=today)
    if patch is None:
        raise Told(NO_NOTICE.format(why="\n".join([*no_notice_notes(outcome, on=today), ""])))
    write_live(book, patch)


def _clear(call: Namespace, book: Any) -> None:
    from jixiao.workbook.live_excel_write import clear_live

    clear_live(book)


def _copy(call: Namespace) -> None:
    """A marked copy beside the workbook, which itself stays untouched: works for protected and read-only ones too."""
    from jixiao.intake import write_new
    from jixiao.tasks.check import check_data
    from jixiao.tasks.checked_copies import copy_suffix, marked_copy
    from jixiao.workbook.live_excel_read import book_bytes

    book = find_book(call.wb, call.hwnd)
    check_saved(book)
    data, file, at = book_bytes(book), Path(file_name(book)), datetime.now()
    outcome = check_data(data, book.name, _policy(call, book))
    body = marked_copy(data, outcome, at)
    if body is None:
        raise _unreadable(outcome)
    write_new(file.with_name(f"{file.stem}_校验{copy_suffix(file, outcome)}"), body, at)


LIVE_ACTIONS: dict[str, Callable[[Namespace], int | None]] = {
    "check": _on_book("正在校验", _check),
    "clear": _on_book("正在清除标记", _clear),
    "score": _on_book("正在计分定级", _score),
    "notice": _on_book("正在生成整改通知", _notice),
    "copy": _copy,
}
