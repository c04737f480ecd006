"""The command line: `jixiao …`. Thin over tasks; everything a person reads is Chinese; `--json` prints one document."""

from __future__ import annotations

import gc
import os
import sys
from copy import copy
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from jixiao import __version__
from jixiao.cli.adjust import adjust_app
from jixiao.cli.arguments import (
    MustOutDir,
    PolicyName,
    WrongUse,
    policy_at,
    policy_of,
    usable_folder,
)
from jixiao.cli.bridge import bridge_app
from jixiao.cli.campaign import distribute
from jixiao.cli.check import check, clear, score
from jixiao.cli.collect import collect
from jixiao.cli.ledger_files import ledger_app
from jixiao.cli.letters import letters
from jixiao.cli.library import library_app
from jixiao.cli.notice import notice
from jixiao.cli.number import number_app
from jixiao.cli.pick import pick_app
from jixiao.cli.policy import policy_app
from jixiao.cli.publish import publish
from jixiao.cli.report import report_app
from jixiao.cli.sample import review, sample
from jixiao.cli.summary import returns, summary
from jixiao.cli.use import third_party, use

if TYPE_CHECKING:
    from typer.models import CommandInfo


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
app.command()(check)
app.command()(score)
app.command()(notice)
app.command()(clear)

_INTERRUPTED = 130
_GARBAGE = 10_000
"""New objects until cycles are looked for: while modules load, all of them stay."""


@app.command()
def template(
    forms: Annotated[list[str] | None, typer.Argument(help="表名或代号,不给就全部。", metavar="表名…")] = None,
    output: MustOutDir = Path(),
    policy: PolicyName = None,
) -> None:
    """生成空白模板工作簿(普通 .xlsx,不含宏)。"""
    from jixiao.tasks.templates import write_templates

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
    from jixiao.cli import terminal
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
    from jixiao.cli.terminal import show_demo
    from jixiao.tasks.demo import run_demo

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
    from jixiao.cli.terminal import show_checks
    from jixiao.doctor import examine

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

    from jixiao.cli import usage

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
