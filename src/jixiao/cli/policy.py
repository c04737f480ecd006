"""The commands `jixiao policy …`: show, export, compare and check policies."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jixiao import __version__
from jixiao.cli.arguments import AsJson, MustOutDir, Password, WrongUse, files_of, policy_of, usable_folder

if TYPE_CHECKING:
    from jixiao.rules.run import Outcome

policy_app = typer.Typer(
    name="policy", help="口径:查看、导出、比较、检查。", no_args_is_help=True, rich_markup_mode=None
)
PolicyArgument = Annotated[str, typer.Argument(help="口径名称或口径工作簿(.xlsx)。", metavar="口径")]


@policy_app.command("show")
def policy_show(name: PolicyArgument = "全国2020") -> None:
    """列出一个口径的每一项:值、来源、确定性、施行日期。"""
    from jixiao.cli import terminal
    from jixiao.policy.load import describe, profile_names

    terminal.show_policy(policy_of(name), describe(name), profile_names())


@policy_app.command("export")
def policy_export(name: PolicyArgument = "全国2020", output: MustOutDir = Path()) -> None:
    """把口径导出成可以在 Excel/WPS 里修改的工作簿。"""
    from jixiao.tasks.policies import write_policy_workbook

    chosen = policy_of(name)
    print(f"已生成 {write_policy_workbook(name, chosen, usable_folder(output), datetime.now())}")


@policy_app.command("diff")
def policy_diff(
    before: Annotated[str, typer.Argument(help="原来的口径:名称或工作簿(.xlsx)。", metavar="原口径")],
    after: Annotated[str, typer.Argument(help="新的口径:名称或工作簿(.xlsx)。", metavar="新口径")],
    folder: Annotated[
        Path | None, typer.Option("--folder", help="拿这个文件夹里上一季的文件试算,不写任何文件。", metavar="文件夹")
    ] = None,
    as_json: AsJson = False,
    password: Password = None,
) -> None:
    """两个口径有什么不同,影响哪些表和规则;给了 --folder 时试算结果会变多少。"""
    from jixiao.cli.terminal import progress
    from jixiao.documents.policy_diff import dry_run, policy_changes
    from jixiao.documents.policy_diff_report import diff_document, diff_lines
    from jixiao.policy.lines import labels
    from jixiao.tasks.policies import compare_policies

    old, new = policy_of(before), policy_of(after)
    changes = policy_changes(old, new, labels())
    run = None
    if folder is not None:
        files = [file for file, _ in files_of([folder]).files]
        with progress("试算", len(files), quiet=as_json) as step:
            run = dry_run(_stepping(compare_policies(files, old, new, password=password), step))
    if as_json:
        document = diff_document(old, new, changes, run, version=__version__)
        print(json.dumps(document, ensure_ascii=False, indent=1))
    else:
        print("\n".join(diff_lines(old, new, changes, run)))


def _stepping(
    judged: Iterable[tuple[str, Outcome, Outcome]], step: Callable[[str], None]
) -> Iterator[tuple[str, Outcome, Outcome]]:
    for one in judged:
        yield one
        step(Path(one[0]).name)


@policy_app.command("check")
def policy_check(file: Annotated[Path, typer.Argument(help="口径工作簿(.xlsx)。", metavar="口径工作簿")]) -> None:
    """检查改过的口径工作簿能不能用,不能用时逐格说明。"""
    from jixiao.policy.load import check_policy

    if not file.exists():
        raise WrongUse(f"找不到「{file}」。请核对路径和文件名。")
    problems = check_policy(str(file))
    for problem in problems:
        print(problem)
    if problems:
        raise typer.Exit(1)
    print(f"口径工作簿「{file.name}」可以使用。")
