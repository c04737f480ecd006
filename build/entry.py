"""Where the frozen program starts: worker processes, drops on its icon, the add-in's calls, the command line."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import NoReturn

FROM_EXCEL = ("--wb=", "--from_xl=", "--app=", "--hwnd=")
"""What the add-in's caller puts after every command."""
SEAT = ("--install", "--uninstall")
"""What install.cmd and uninstall.cmd call."""


def main(arguments: list[str]) -> NoReturn:
    """Carry out one start of the program and leave with its exit status."""
    from jixiao.cli import program as cli

    if dropped(arguments):
        sys.exit(check_dropped([Path(argument) for argument in arguments]))
    if arguments and arguments[0] in SEAT:
        from jixiao.installation import run

        speak(from_excel=False)
        sys.exit(run(arguments[0].removeprefix("--"), Path(sys.executable).parent))
    if any(argument.startswith("--from_xl=") for argument in arguments):
        from jixiao.journal import open_log

        speak(from_excel=True)
        open_log()
        sys.exit(cli.run(without_caller(arguments)))
    cli.main(arguments)


def dropped(arguments: list[str]) -> bool:
    """Whether the arguments are nothing but files and folders that exist: a drop on the icon, not a command."""
    return bool(arguments) and all(Path(argument).is_absolute() and Path(argument).exists() for argument in arguments)


def check_dropped(paths: list[Path]) -> int:
    """Check what was dropped, results beside the first of it; on a console wait until they were read."""
    from jixiao.cli import program as cli

    speak(from_excel=False)
    output = paths[0].parent / "校验结果"
    status = cli.run(["check", *map(str, paths), "-o", str(output)])
    if sys.stdin is not None and sys.stdin.isatty():
        input("按回车键关闭。")
    return status


def without_caller(arguments: list[str]) -> list[str]:
    """The arguments less those of the caller in Excel; the add-in's own commands need them and keep them."""
    if arguments[:1] == ["addin"]:
        return arguments
    return [argument for argument in arguments if not argument.startswith(FROM_EXCEL)]


def speak(*, from_excel: bool) -> None:
    """Chinese as the listener reads it: a console in its own encoding, Excel's caller in the system's code page."""
    import locale

    file = locale.getencoding() if from_excel and sys.platform == "win32" else "utf-8"
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding=stream.encoding if stream.isatty() else file, errors="replace")


def guarded(arguments: list[str]) -> NoReturn:
    """Carry out one start; what nobody foresaw goes to the log and leaves a number, never a traceback."""
    try:
        main(arguments)
    except Exception as error:
        from jixiao.journal import log_path, record_fault

        number = record_fault(error, " ".join(arguments))
        print(f"程序出了意外(编号 {number})。请把日志 {log_path()} 交给维护人员。", file=sys.stderr)
        sys.exit(2)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--read-legacy-workbook"]:  # jixiao.workbook.legacy.WORKER, before much is imported
        from jixiao.workbook.legacy import serve

        serve()
        sys.exit(0)
    import multiprocessing

    multiprocessing.freeze_support()
    guarded(sys.argv[1:])
