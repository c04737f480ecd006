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
    list[Path], typer.Argument(help="工作簿、文稿或文件夹,可以给多个。", metavar="文件或文件夹…", show_default=False)
]
OutDir = Annotated[Path | None, typer.Option("-o", "--output", help="结果放到这个文件夹。", metavar="文件夹")]
MustOutDir = Annotated[Path, typer.Option("-o", "--output", help="结果放到这个文件夹。", metavar="文件夹")]
AsJson = Annotated[bool, typer.Option("--json", help="向标准输出打印一份 JSON,别的什么也不打印。")]
PolicyName = Annotated[
    str | None,
    typer.Option(
        "--policy",
        help="口径名称或口径工作簿(.xlsx)。不给就找同一文件夹、上级文件夹里的「口径参数.xlsx」,再找本人的口径,都没有就用全国2020。",
        metavar="口径",
        show_default=False,
    ),
]
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


def policies_of(found: Found, paths: list[Path], named: str | None) -> dict[Path, Policy]:
    """The policy of every file that was found under the paths given."""
    from jixiao.policy.load import PolicyError
    from jixiao.policy_choice import policies_for

    try:
        return policies_for(found.files, named, [path for path in paths if path.is_dir()])
    except PolicyError as error:
        raise WrongUse(str(error)) from None


def policy_at(place: Path, named: str | None) -> Policy:
    """The policy for what is made in a folder; WrongUse when the one that counts there cannot be used."""
    from jixiao.policy.load import PolicyError
    from jixiao.policy_choice import policy_for

    try:
        chosen = policy_for(place / "新建.xlsx", named)
    except PolicyError as error:
        raise WrongUse(str(error)) from None
    if chosen.broken:
        raise WrongUse("\n".join((f"{chosen.origin}不能用:", *chosen.broken)))
    return chosen


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
    """The results' folder, made if need be; WrongUse when it takes no files."""
    from tempfile import TemporaryFile

    if folder.exists() and not folder.is_dir():
        raise WrongUse(f"「{folder}」是一个文件,不能当作结果文件夹。请换一个文件夹名。")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryFile(dir=folder):
            pass  # before hours of work, not after them
    except OSError:
        raise WrongUse(f"文件夹「{folder}」建不了,或者不能写入。请换一个有写入权限的位置。") from None
    return folder


def workbook_file(output: Path, example: str) -> Path:
    """The workbook to write to, in a folder that takes files; WrongUse, with an example, when its name is none."""
    if output.is_dir() or output.suffix.lower() != ".xlsx":
        raise WrongUse(f"「{output}」不是 .xlsx 文件名。请写成例如 -o {example}。")
    usable_folder(output.parent)
    return output


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
