"""The commands `jixiao policy …`: show, export and check a policy."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from jixiao.arguments import MustOutDir, WrongUse, policy_of, usable_folder

policy_app = typer.Typer(name="policy", help="口径:查看、导出、检查。", no_args_is_help=True, rich_markup_mode=None)
PolicyArgument = Annotated[str, typer.Argument(help="口径名称或口径工作簿(.xlsx)。", metavar="口径")]


@policy_app.command("show")
def policy_show(name: PolicyArgument = "全国2020") -> None:
    """列出一个口径的每一项:值、来源、确定性、施行日期。"""
    from jixiao import terminal
    from jixiao.policy.load import describe, profile_names

    terminal.show_policy(policy_of(name), describe(name), profile_names())


@policy_app.command("export")
def policy_export(name: PolicyArgument = "全国2020", output: MustOutDir = Path()) -> None:
    """把口径导出成可以在 Excel/WPS 里修改的工作簿。"""
    from jixiao.tasks import write_policy_workbook

    chosen = policy_of(name)
    print(f"已生成 {write_policy_workbook(name, chosen, usable_folder(output), datetime.now())}")


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
