"""The open workbook in a running Excel: found by window and name, and the plain words for why it cannot be used.

Only this module, `live_excel_functions` and `live_excel_pdf` import xlwings (its BSD part), and only when called.
"""

from __future__ import annotations

import atexit
import ctypes
from typing import Any

_BUSY = (-2147418111, -2146777998, -2147417846)  # call rejected by callee, Excel is in edit mode, server is busy
_GONE = (-2147023174, -2147023170, -2147417848)  # the Excel that was called has ended
_ATTEMPTS = 5000  # calls that Excel turns away at once: a few seconds in all

NO_EXCEL = (
    "没有找到打开着工作簿的 Excel。请先打开工作簿(窗口上方有「启用编辑」的先点它),再按按钮。"
    "WPS 或没有 Excel 的电脑,请把文件拖到 jixiao 程序图标上。"
)
OTHER_EXCEL = "没有找到您按下按钮的那个 Excel,可能同时开着几个 Excel。请只留一个 Excel 窗口,打开工作簿后再试。"
TWO_BOOKS = "开着几个 Excel,里面都有叫「{name}」的工作簿,分不清是哪一个。请关掉多余的一个再试。"
CLOSED = "工作簿「{name}」已经关闭。请重新打开它再试。"
NO_BOOK = "没有打开的工作簿。请先打开单位报来的文件,再按按钮。"
PROTECTED_VIEW = "工作簿还在「受保护的视图」里,不能读写。请先点窗口上方的「启用编辑」,再按一次按钮。"
EDITING = "Excel 正在等您输入:有一个单元格还在编辑,或有对话框没有关。请先按回车结束编辑,再按一次按钮。"
READ_ONLY = "工作簿「{name}」是以只读方式打开的,没有改动它。请用「导出校验副本」,或另存一份再校验。"
NEVER_SAVED = "工作簿「{name}」还没有保存过。请先保存到本机的文件夹,再按一次按钮。"
ONLINE = "工作簿「{name}」存放在网盘(OneDrive 或 SharePoint)上。请先另存到本机的文件夹,再按一次按钮。"
LOCKED_BOOK = "工作簿「{name}」的结构有保护,不能添加结果表,没有改动它。请用「导出校验副本」。"
LOCKED_SHEET = "工作表「{name}」有保护,不能显示标记,没有改动它。请用「导出校验副本」,不必取消保护。"
MARKS_LOCKED = "工作表「{name}」在校验以后加了保护,上面的标记去不掉,没有改动它。请取消保护再试,或关闭工作簿时不保存。"
SPOILT = "工作簿「{name}」里模板的隐藏内容被改过,不能显示标记,没有改动它。请用「导出校验副本」。"


class LiveProblem(Exception):
    """Why the open workbook cannot be used now, in words for the user; nothing has been changed."""


def running_apps() -> list[Any]:
    """Every running Excel that xlwings can reach; none where there is no Excel."""
    import xlwings

    _tame(xlwings)
    try:
        return list(xlwings.apps)
    except xlwings.XlwingsError:
        return []


def _tame(xlwings: Any) -> None:
    """Two habits of xlwings that are not for a guest in the user's Excel.

    It would call a busy Excel for ever, and when the program ends it would kill every Excel that shows no window of
    its own, among them those that hold a workbook in Protected View or work for another program.
    """
    windows: Any = getattr(xlwings, "_xlwindows", None)
    if windows is not None:
        windows.N_COM_ATTEMPTS = _ATTEMPTS
        atexit.unregister(windows.cleanup)


def find_app(window: int | None) -> Any:
    """The Excel that a window belongs to, else the first one; LiveProblem when there is none or not that one.

    Each workbook may have a window of its own, and xlwings knows only the front one: the process tells, too.
    """
    apps = running_apps()
    if not apps:
        raise LiveProblem(NO_EXCEL)
    if window is None:
        return apps[0]
    process = _process_of(window)
    chosen = next((app for app in apps if app.hwnd == window or app.pid == process), None)
    if chosen is None:
        raise LiveProblem(OTHER_EXCEL)
    return chosen


def _process_of(window: int) -> int | None:
    """The number of the process that a window belongs to; None where there is no such window."""
    windows = getattr(ctypes, "windll", None)
    if windows is None:
        return None
    process = ctypes.c_ulong(0)
    windows.user32.GetWindowThreadProcessId(window, ctypes.byref(process))
    return process.value or None


def find_book(name: str | None, window: int | None) -> Any:
    """The open workbook of this full name in the Excel of this window; LiveProblem when it is not there.

    Without a window the name must be unique over all running Excels. Names may hold any character, 「=」 too.
    """
    app = find_app(window)
    _check_ready(app)
    apps = [app] if window is not None else running_apps()
    books = [book for one in apps for book in one.books]
    if not name:
        books = [app.books.active] if app.api.ActiveWorkbook is not None else []
    else:
        books = [book for book in books if book.name == name]
    if len(books) > 1:
        raise LiveProblem(TWO_BOOKS.format(name=name))
    if books:
        return books[0]
    if _protected_views(app):
        raise LiveProblem(PROTECTED_VIEW)
    raise LiveProblem(CLOSED.format(name=name) if name else NO_BOOK)


def _check_ready(app: Any) -> None:
    if not app.api.Ready:
        raise LiveProblem(EDITING)


def _protected_views(app: Any) -> int:
    return int(app.api.ProtectedViewWindows.Count)


def file_name(book: Any) -> str:
    """The full name as Excel says it: xlwings' own tries to turn web addresses into local paths, and fails at many."""
    return str(book.api.FullName)


def is_shown(sheet: Any) -> bool:
    """Whether a sheet is visible: Excel says -1 for visible, 0 for hidden and 2 for very hidden."""
    return sheet.visible in (True, -1)


def last_shown(book: Any) -> Any:
    """The last visible sheet, behind which new ones go: behind a hidden one Excel may refuse to put any."""
    return [sheet for sheet in book.sheets if is_shown(sheet)][-1]


def check_saved(book: Any) -> None:
    """LiveProblem unless the workbook lies in a folder of this machine or network."""
    full = file_name(book)
    if "://" in full:
        raise LiveProblem(ONLINE.format(name=book.name))
    if not book.api.Path:
        raise LiveProblem(NEVER_SAVED.format(name=book.name))


def check_writable(book: Any) -> None:
    """LiveProblem unless sheets may be added to the workbook and it can be saved where it lies."""
    check_saved(book)
    if book.api.ReadOnly:
        raise LiveProblem(READ_ONLY.format(name=book.name))
    if book.api.ProtectStructure:
        raise LiveProblem(LOCKED_BOOK.format(name=book.name))


def problem_of(error: BaseException, name: str) -> LiveProblem | None:
    """What a refusal of Excel means to the user; None for every other error."""
    details = getattr(error, "excepinfo", None)
    codes = {getattr(error, "hresult", None), details[5] if details else None}
    if codes & set(_BUSY) or type(error).__name__ == "ExcelBusyError":
        return LiveProblem(EDITING)
    return LiveProblem(CLOSED.format(name=name)) if codes & set(_GONE) else None
