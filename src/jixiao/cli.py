"""The command line: `jixiao …`. Thin over tasks; everything a person reads is Chinese; `--json` prints one document."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator, Mapping
from copy import copy
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from jixiao import __version__
from jixiao.arguments import (
    AsJson,
    Jobs,
    MustOutDir,
    OutDir,
    Password,
    Paths,
    PolicyName,
    WrongUse,
    day_of,
    files_of,
    policies_of,
    policy_at,
    policy_of,
    usable_folder,
)
from jixiao.cli_adjust import adjust_app
from jixiao.cli_bridge import bridge_app
from jixiao.cli_campaign import distribute
from jixiao.cli_collect import collect
from jixiao.cli_ledger_files import ledger_app
from jixiao.cli_letters import letters
from jixiao.cli_library import library_app
from jixiao.cli_number import RegisterDir, number_app
from jixiao.cli_pick import pick_app
from jixiao.cli_policy import policy_app
from jixiao.cli_publish import publish
from jixiao.cli_report import report_app
from jixiao.cli_sample import review, sample
from jixiao.cli_summary import returns, summary
from jixiao.cli_use import third_party, use

if TYPE_CHECKING:
    from typer.models import CommandInfo

    from jixiao.intake import Found
    from jixiao.policy.model import Policy
    from jixiao.rules.run import Outcome
    from jixiao.tasks_notices import NoticeFiles

app = typer.Typer(
    name="jixiao",
    help="预算绩效表格:校验、计分定级、生成整改通知。不联网,不需要 Excel,不改动报送的文件。",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["--help", "-h"]},
)

app.command()(distribute)
app.command()(summary)
app.command()(returns)
app.command()(collect)
app.command()(letters)
app.add_typer(number_app)
app.command()(publish)
app.command()(sample)
app.command()(review)
app.command()(use)
app.command("third-party")(third_party)
app.add_typer(pick_app)
app.add_typer(adjust_app)
app.add_typer(policy_app)
app.add_typer(library_app)
app.add_typer(ledger_app)
app.add_typer(bridge_app)
app.add_typer(report_app)

_INTERRUPTED = 130
_GARBAGE = 10_000
"""New objects until cycles are looked for: while modules load, all of them stay."""


def _run(
    found: Found, policies: Mapping[Path, Policy], password: str | None, jobs: int, *, quiet: bool
) -> Iterator[tuple[Path, Path, Outcome]]:
    """(file, root, outcome) in the order of `found`, each as soon as it and all before it are judged."""
    from jixiao.tasks import check_files
    from jixiao.terminal import progress

    waiting: dict[int, Outcome] = {}
    done = 0
    files = [file for file, _ in found.files]
    with progress("校验", len(files), quiet=quiet) as step:
        for index, outcome in check_files(files, policies, password=password, jobs=jobs):
            waiting[index] = outcome
            step(files[index].name)
            while done in waiting:
                yield (*found.files[done], waiting.pop(done))
                done += 1


def _exit_status(judged: list[tuple[Path, Path, Outcome]]) -> int:
    return 1 if any(outcome.status != "passed" for _, _, outcome in judged) else 0


@app.command()
def check(
    paths: Paths,
    output: OutDir = None,
    as_json: AsJson = False,
    policy: PolicyName = None,
    password: Password = None,
    jobs: Jobs = 1,
) -> None:
    """校验并计分。给了 -o 时,写出带标记的副本(校验结果、计分明细)和校验汇总。"""
    _check(paths, output, as_json, policy, password, jobs, score_only=False)


@app.command()
def score(
    paths: Paths,
    output: OutDir = None,
    as_json: AsJson = False,
    policy: PolicyName = None,
    password: Password = None,
    jobs: Jobs = 1,
) -> None:
    """逐行计算应得分、总分和等级,并写明怎么算出来的。"""
    _check(paths, output, as_json, policy, password, jobs, score_only=True)


def _check(
    paths: list[Path],
    output: Path | None,
    as_json: bool,
    named: str | None,
    password: str | None,
    jobs: int,
    *,
    score_only: bool,
) -> None:
    from jixiao.told_later import JsonLater, TextLater

    found = files_of(paths, output)
    policies = policies_of(found, paths, named)
    folder = usable_folder(output) if output is not None else None
    later = JsonLater(named) if as_json else TextLater(scores=score_only)
    judged = later.noting(_run(found, policies, password, jobs, quiet=as_json))
    if folder is None or not found.files:
        lines = []
        for _ in judged:
            pass  # noted as it goes by
    else:
        lines = _write_copies(judged, folder, password, score_only=score_only)
    later.tell()
    for line in lines if not as_json else ():
        print(line)
    raise typer.Exit(0 if later.totals.statuses["passed"] == later.totals.workbooks else 1)


def _write_copies(
    judged: Iterator[tuple[Path, Path, Outcome]], folder: Path, password: str | None, *, score_only: bool
) -> list[str]:
    """Write copies while files are being judged; what to tell the user about what was written."""
    from jixiao.tasks import write_checked, write_summary_file

    at = datetime.now()
    copies = 0

    def counted() -> Iterator[tuple[Path, Path | None, Outcome]]:
        nonlocal copies
        for item in write_checked(judged, folder, at, password=password, score_only=score_only, warn=_warn):
            copies += item[1] is not None
            yield item

    if score_only:
        for _ in counted():
            pass
        return [f"已写出 {copies} 份计分副本到 {folder}"]
    summed = write_summary_file(counted(), folder, at)
    return [f"已写出 {copies} 份带标记的副本到 {folder}", f"汇总:{summed}"]


def _warn(text: str) -> None:
    print(text, file=sys.stderr)


@app.command()
def notice(
    paths: Paths,
    output: MustOutDir,
    docx: Annotated[bool, typer.Option("--docx", help="另出 Word 版通知。")] = False,
    policy: PolicyName = None,
    password: Password = None,
    on: Annotated[
        str | None, typer.Option("--date", help="成文日期,例如 2023-10-08;不给就用今天。", metavar="日期")
    ] = None,
    number: Annotated[
        str | None,
        typer.Option(
            "--number",
            help="第一个发文顺序号,例如 10;auto 为按登记簿接着排;不给就留空待填。报送件在活动、台账文件夹里,"
            "或者已经有文号登记簿的,都登记,一个号不给两份;没有登记簿的,号只写在通知上,不登记。",
            metavar="序号",
        ),
    ] = None,
    register: RegisterDir = None,
    jobs: Jobs = 1,
) -> None:
    """生成整改通知(可直接打印)和问题清单及整改台账。"""

    day = day_of(on)
    found = files_of(paths, output)
    policies = policies_of(found, paths, policy)
    folder = usable_folder(output)
    judged = list(_run(found, policies, password, jobs, quiet=False))
    for item in _noticed(judged, paths, folder, day, number, register, docx=docx):
        for line in (*(f"已生成 {path}" for path in item.written), *item.remarks):
            print(f"{item.source.name}:{line}")
    raise typer.Exit(_exit_status(judged))


def _noticed(
    judged: list[tuple[Path, Path, Outcome]],
    paths: list[Path],
    folder: Path,
    day: date,
    number: str | None,
    register: Path | None,
    *,
    docx: bool,
) -> list[NoticeFiles]:
    """The notices written, their numbers in the register where one is kept; else the user is told that none is."""
    from jixiao.documents.notice import NoticeError
    from jixiao.documents.numbers import NumberError
    from jixiao.journal import log_path
    from jixiao.tasks_notices import issue_notices, register_in_force, write_notices

    at = datetime.now()
    try:
        place = register_in_force(register, paths, log_path().parent, number) if number is not None else None
        if number is None or place is None:
            results = write_notices(judged, folder, at, on=day, number=number, docx=docx)
            if number is not None and any(item.written for item in results):
                _warn("号只写在通知上,没有登记,不保证不重号。要登记的,加 --register 文件夹。")
            return results
        results, remarks = issue_notices(judged, folder, at, on=day, number=number, register=place, docx=docx)
    except (NoticeError, NumberError) as error:
        raise WrongUse(str(error)) from None
    for text in remarks:
        _warn(text)
    if any(item.written for item in results):
        print(f"文号登记在 {place}。")
    return results


@app.command()
def clear(paths: Paths, output: MustOutDir) -> None:
    """去掉校验副本里的标记和结果表,另存一份和校验以前一样的副本。"""
    from jixiao.clearing import write_cleared

    found = files_of(paths, output, own=True)
    results = write_cleared(found.files, usable_folder(output), datetime.now())
    for item in results:
        print(f"{item.source.name}:{item.words}")
    raise typer.Exit(1 if any(item.failed for item in results) else 0)


@app.command()
def template(
    forms: Annotated[list[str] | None, typer.Argument(help="表名或代号,不给就全部。", metavar="表名…")] = None,
    output: MustOutDir = Path(),
    policy: PolicyName = None,
) -> None:
    """生成空白模板工作簿(普通 .xlsx,不含宏)。"""
    from jixiao.tasks import write_templates

    folder = usable_folder(output)
    try:
        for path in write_templates(forms or [], folder, policy_at(folder, policy), datetime.now()):
            print(f"已生成 {path}")
    except KeyError as error:
        raise WrongUse(f"没有叫「{error.args[0]}」的表。可用的表:{error.args[1]}。") from None


@app.command()
def rules(
    code: Annotated[str | None, typer.Argument(help="规则号,例如 E503;不给就列出全部。", metavar="规则号")] = None,
    markdown: Annotated[bool, typer.Option("--markdown", help="按 Markdown 原文输出。")] = False,
) -> None:
    """查看规则:为什么、怎么判、不通过和通过的例子。"""
    from jixiao import terminal
    from jixiao.rules.registry import RULES, find_rule

    if code is None:
        terminal.show_rules(RULES, markdown=markdown)
        return
    rule = find_rule(code)
    if rule is None:
        raise WrongUse(f"没有规则「{code}」。用 jixiao rules 查看全部规则号。")
    terminal.show_rule_page(rule, markdown=markdown)


@app.command()
def demo(output: MustOutDir = Path("demo-output")) -> None:
    """用随程序带的真实公开表格演示:校验、计分、整改通知。"""
    from jixiao.tasks import run_demo
    from jixiao.terminal import show_demo

    show_demo(run_demo(usable_folder(output), policy_of("全国2020"), policy_of("师宗县2023"), datetime.now()))


@app.command(
    hidden=True, add_help_option=False, context_settings={"ignore_unknown_options": True, "allow_extra_args": True}
)
def addin(context: typer.Context) -> None:
    """功能区按钮:由 Excel 加载项调用。"""
    from jixiao.addin import main as act

    raise typer.Exit(act(context.args))


@app.command()
def doctor() -> None:
    """自检:版本、日志能不能写、随程序的文件是否齐全、有没有 Excel/WPS。"""
    from jixiao.doctor import examine
    from jixiao.terminal import show_checks

    if not show_checks(examine()):
        raise typer.Exit(1)


def _show_version(wanted: bool) -> None:
    if wanted:
        print(f"jixiao {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", help="显示版本。", callback=_show_version, is_eager=True)
    ] = False,
) -> None:
    """预算绩效表格:校验、计分定级、生成整改通知。不联网,不需要 Excel,不改动报送的文件。"""


def main(arguments: list[str] | None = None) -> NoReturn:
    """Run the command line and leave with its exit status; never shows a traceback."""
    _speak_utf8()
    gc.set_threshold(_GARBAGE)
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # nobody else's code sees what units submit
    from jixiao.journal import open_log

    open_log()
    status = run(sys.argv[1:] if arguments is None else arguments)
    gc.freeze()  # the process ends: looking through all it holds for cycles would take a tenth of a short run
    sys.exit(status)


def _app_for(arguments: list[str]) -> typer.Typer:
    """The program with the one command that is asked for: to set up all of them takes as long as a check.

    Where the first argument names none (help, options, groups, mistakes), the whole program.
    """
    named = [command for command in app.registered_commands if arguments and _name_of(command) == arguments[0]]
    if len(named) != 1:
        return app
    one = copy(app)
    one.registered_commands, one.registered_groups = named, []
    return one


def _name_of(command: CommandInfo) -> str:
    return command.name or getattr(command.callback, "__name__", "").replace("_", "-")


def run(arguments: list[str]) -> int:
    """Carry out one command line; the exit status (0 fine, 1 something must be changed, 2 wrong use)."""
    from typer._click.exceptions import ClickException, UsageError  # the parser that typer brings along

    from jixiao import usage

    try:
        with usage.chinese_help(arguments):
            result = _app_for(arguments)(args=arguments, prog_name="jixiao", standalone_mode=False)
        if result == _INTERRUPTED:  # the parser turns Ctrl-C into this status and says nothing
            raise KeyboardInterrupt
        return result if isinstance(result, int) else 0
    except typer.Exit as leave:
        return leave.exit_code
    except WrongUse as wrong:
        print(wrong, file=sys.stderr)
        return 2
    except UsageError as error:
        print(usage.explain(error), file=sys.stderr)
        return 2
    except (KeyboardInterrupt, typer.Abort, EOFError):
        print("已中断。已经写出的结果都保留着。", file=sys.stderr)
        return 1
    except BrokenPipeError:
        return 1
    except (Exception, ClickException) as error:
        return _fault(error, arguments)


def _fault(error: Exception, arguments: list[str]) -> int:
    from jixiao.journal import log_path, record_fault

    if isinstance(error, PermissionError) and error.filename:
        print(f"写不了「{error.filename}」。请关闭正在打开它的程序,或换一个文件夹再试。", file=sys.stderr)
        return 2
    if isinstance(error, OSError) and error.errno == 28:
        print("磁盘满了,结果没有写完。请腾出空间再运行一次。", file=sys.stderr)
        return 2
    number = record_fault(error, " ".join(arguments))
    print(f"程序出了意外(编号 {number})。报送的文件没有改动。请把日志 {log_path()} 交给维护人员。", file=sys.stderr)
    return 2


def _speak_utf8() -> None:
    """Chinese comes out whole whatever the console's code page is; what cannot be shown is replaced, never fatal."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            encoding = stream.encoding if stream.isatty() else "utf-8"
            stream.reconfigure(encoding=encoding, errors="replace")


if __name__ == "__main__":
    main()
