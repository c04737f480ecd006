"""`jixiao notice`: rectification notices for judged files, their numbers through the register where one is kept."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jixiao.cli.arguments import (
    Jobs,
    MustOutDir,
    Password,
    Paths,
    PolicyName,
    WrongUse,
    day_of,
    files_of,
    policies_of,
    usable_folder,
)
from jixiao.cli.check import exit_status, judged_files, warn
from jixiao.cli.number import RegisterDir

if TYPE_CHECKING:
    from jixiao.rules.run import Outcome
    from jixiao.tasks.notices import NoticeFiles


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
    judged = list(judged_files(found, policies, password, jobs, quiet=False))
    for item in _noticed(judged, paths, folder, day, number, register, docx=docx):
        for line in (*(f"已生成 {path}" for path in item.written), *item.remarks):
            print(f"{item.source.name}:{line}")
    raise typer.Exit(exit_status(judged))


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
    from jixiao.tasks.notices import issue_notices, register_in_force, write_notices

    at = datetime.now()
    try:
        place = register_in_force(register, paths, log_path().parent, number) if number is not None else None
        if number is None or place is None:
            results = write_notices(judged, folder, at, on=day, number=number, docx=docx)
            if number is not None and any(item.written for item in results):
                warn("号只写在通知上,没有登记,不保证不重号。要登记的,加 --register 文件夹。")
            return results
        results, remarks = issue_notices(judged, folder, at, on=day, number=number, register=place, docx=docx)
    except (NoticeError, NumberError) as error:
        raise WrongUse(str(error)) from None
    for text in remarks:
        warn(text)
    if any(item.written for item in results):
        print(f"文号登记在 {place}。")
    return results
