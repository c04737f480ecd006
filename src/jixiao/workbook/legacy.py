"""Old and foreign workbooks (.xls, .et, .xlsb, .ods): their values, read by calamine in a process of its own.

A far corner cell can make calamine abort its whole process, so none of its work is done in ours; the worker has
limits on time and memory, and a worker that dies is a refused file.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections.abc import Iterable
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from jixiao.workbook.cell_values import check_extent
from jixiao.workbook.grid import Cell, Grid, Scalar, Sheet
from jixiao.workbook.number_formats import number
from jixiao.workbook.refusal import MAX_COLUMNS, MAX_ROWS, Refusal, Refused

SECONDS = 30.0
"""How long the worker may take: the largest real .xls needs about two seconds."""
MEMORY = 1024 * 1024 * 1024
"""Bytes of address space for the worker (where the system can limit it): a full .xls sheet needs half of it."""

WORKER = "--read-legacy-workbook"
"""First argument by which a frozen program starts itself as the worker."""

_RawSheet = tuple[str, str, list[tuple[int, int, Scalar]], list[tuple[int, int, int, int]]]


def read_legacy(data: bytes, name: str, label: str, suffix: str) -> Grid:
    """The values, merges and sheet states of an old or foreign workbook (`suffix` .xls, .xlsb or .ods by content).

    `label` is what it is, for Grid.legacy.

    Refused when encrypted, damaged, beyond the limits of rows and columns, or when the worker ran out of its limits.
    """
    with TemporaryDirectory(prefix="jixiao") as folder:
        # By path and true suffix: given bytes only, calamine guesses the format and hides why it failed.
        file = Path(folder) / f"workbook{suffix}"
        file.write_bytes(data)
        answer = _ask_worker(file)
    if isinstance(answer, Refusal):
        raise Refused(answer.reason, answer.detail)
    sheets = tuple(
        Sheet(title, {(r, c): Cell(r, c, value) for r, c, value in cells}, tuple(merged), state)
        for title, state, cells, merged in answer
    )
    return Grid(name, sheets, legacy=label)


def _ask_worker(file: Path) -> list[_RawSheet] | Refusal:
    frozen = getattr(sys, "frozen", False)
    command = [sys.executable, *([WORKER] if frozen else ["-c", f"from {__name__} import serve; serve()"]), str(file)]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    quiet = getattr(subprocess, "CREATE_NO_WINDOW", 0)  # Windows would flash a console
    try:
        done = subprocess.run(
            command, capture_output=True, timeout=SECONDS, env=environment, creationflags=quiet, check=False
        )
    except subprocess.TimeoutExpired:
        return Refusal("too_big_inflated", f"读取超过 {SECONDS:.0f} 秒，已停止")
    if done.returncode or not done.stdout:
        return Refusal("too_big_inflated", "表格范围过大或内容异常，读取时超出内存上限")
    answer: list[_RawSheet] | Refusal = pickle.loads(done.stdout)
    return answer


def serve() -> None:
    """The worker: a workbook's path as last argument, its sheets or a Refusal pickled on standard output.

    The frozen program calls this and ends when its first argument is WORKER; otherwise python calls it by name.
    """
    _limit_memory()
    try:
        answer: Any = list(_sheets(sys.argv[-1]))
    except Refused as refused:
        answer = refused.refusal
    except MemoryError:
        answer = Refusal("too_big_inflated", "表格范围过大，读取时超出内存上限")
    sys.stdout.buffer.write(pickle.dumps(answer))


def _limit_memory() -> None:
    if sys.platform == "win32":
        return
    import resource

    with suppress(ValueError, OSError):  # not every system can
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _sheets(path: str) -> Iterable[_RawSheet]:
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

    states = {str(SheetVisibleEnum.Hidden): "hidden", str(SheetVisibleEnum.VeryHidden): "veryHidden"}
    try:
        book = CalamineWorkbook.from_path(path)
        for about in book.sheets_metadata:
            if about.typ == SheetTypeEnum.WorkSheet:
                sheet = book.get_sheet_by_name(about.name)
                merged = [(a + 1, b + 1, c + 1, d + 1) for (a, b), (c, d) in sheet.merged_cell_ranges or ()]
                yield about.name, states.get(str(about.visible), "visible"), list(_cells(sheet, about.name)), merged
    except PasswordError as error:
        raise Refused("encrypted", "文件设置了打开密码") from error
    except (CalamineError, OSError) as error:
        if "limit exceeded" in str(error):  # newer calamine refuses far corner cells by itself
            raise Refused("too_big_inflated", "表格范围过大，无法读入") from error
        raise Refused("truncated", "文件已损坏，旧格式工作簿无法读取") from error


def _cells(sheet: Any, name: str) -> Iterable[tuple[int, int, Scalar]]:
    if sheet.start is None:
        return
    top, left = sheet.start[0] + 1, sheet.start[1] + 1
    if sheet.height > MAX_ROWS or sheet.width > MAX_COLUMNS:
        check_extent(top + sheet.height - 1, left + sheet.width - 1, name)
    for row, values in enumerate(sheet.to_python(skip_empty_area=True), top):
        for column, value in enumerate(values, left):
            if value != "":
                check_extent(row, column, name)
                yield row, column, _scalar(value)


def _scalar(value: Any) -> Scalar:
    if isinstance(value, (bool, str, datetime, time)):
        return value
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day)
    if isinstance(value, timedelta):
        return Decimal(f"{value.total_seconds() / 86_400:.15g}")
    return number(repr(value))
