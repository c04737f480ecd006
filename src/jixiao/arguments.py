"""What the commands take: options with their Chinese help, and what they mean. Wrong use is said, never raised raw."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from jixiao.intake import Found
    from jixiao.policy.model import Policy

Paths = Annotated[
    list[Path], typer.Argument(help="工作簿或文件夹,可以给多个。", metavar="文件或文件夹…", show_default=False)
]
OutDir = Annotated[Path | None, typer.Option("-o", "--output", help="结果放到这个文件夹。", metavar="文件夹")]
MustOutDir = Annotated[Path, typer.Option("-o", "--output", help="结果放到这个文件夹。", metavar="文件夹")]
AsJson = Annotated[bool, typer.Option("--json", help="向标准输出打印一份 JSON,别的什么也不打印。")]
PolicyName = Annotated[str, typer.Option("--policy", help="口径名称或口径工作簿(.xlsx)。", metavar="口径")]
Password = Annotated[str | None, typer.Option("--password", help="加密工作簿的打开密码。", metavar="密码")]
Jobs = Annotated[int, typer.Option("--jobs", help="同时用几个进程。", min=1, max=64, metavar="个数")]


class WrongUse(Exception):
    """A call that cannot be carried out; the text tells the user why and what to do. Exit status 2."""


def policy_of(name: str) -> Policy:
    """The policy that a --policy argument means."""
    from jixiao.policy.load import PolicyError, load_policy

    try:
        return load_policy(name)
    except PolicyError as error:
        raise WrongUse(str(error)) from None


def files_of(paths: list[Path], output: Path | None = None, *, own: bool = False) -> Found:
    """The files that the arguments come to; what is passed over is said on standard error."""
    from jixiao.intake import gather

    try:
        found = gather(paths, without=output, own=own)
    except FileNotFoundError as error:
        raise WrongUse(f"找不到「{error.args[0]}」。请核对路径和文件名,路径里有空格或括号时用引号括起来。") from None
    for file, reason in found.skipped:
        print(f"跳过 {file}:{reason}", file=sys.stderr)
    return found


def usable_folder(folder: Path) -> Path:
    """The results' folder, made if need be."""
    if folder.exists() and not folder.is_dir():
        raise WrongUse(f"「{folder}」是一个文件,不能当作结果文件夹。请换一个文件夹名。")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        raise WrongUse(f"文件夹「{folder}」建不了。请换一个有写入权限的位置。") from None
    return folder


def day_of(text: str | None) -> date:
    """The day that a --date argument means; today without one."""
    if text is None:
        return date.today()
    from jixiao.records.period import read_period
    from jixiao.records.text import squeezed

    period = read_period(squeezed(text), date.today().year, True)
    if period is None or period.first != period.last:
        raise WrongUse(f"日期「{text}」看不懂。请写成 2023-10-08 或 2023年10月8日。")
    return period.first
