"""Adjustments of targets approved during the year: the blank record, and checking one that was filled in."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jixiao.cli.arguments import PolicyName, WrongUse, files_of, policy_at
from jixiao.cli.sample import Target, roster_for, workbook_target
from jixiao.records.finding import Severity

if TYPE_CHECKING:
    from jixiao.campaign.prefill import Approved
    from jixiao.campaign.roster import Roster, RosterFault
    from jixiao.policy.model import Policy

adjust_app = typer.Typer(
    name="adjust", help="年中批准的目标调整:空白记录表、核对记录。", no_args_is_help=True, rich_markup_mode=None
)


@adjust_app.command("new")
def adjust_new(output: Target) -> None:
    """空白的目标调整记录。"""
    from jixiao.campaign.adjustments_book import blank_record
    from jixiao.intake import write_new

    print(f"目标调整记录:{write_new(workbook_target(output), blank_record(), datetime.now())}")


@adjust_app.command("check")
def adjust_check(
    record: Annotated[Path, typer.Argument(help="填好的目标调整记录。", metavar="记录", show_default=False)],
    approved: Annotated[
        Path, typer.Option("--approved", help="批复的目标申报表所在的文件夹。", metavar="文件夹", show_default=False)
    ],
    roster: Annotated[Path, typer.Option("--roster", help="名册工作簿。", metavar="名册", show_default=False)],
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", help="把核对结果写进记录的副本(.xlsx),有问题的格作标记。", metavar="文件"),
    ] = None,
    policy: PolicyName = None,
) -> None:
    """核对目标调整记录:指标对不对得上、原值符不符、有没有相互矛盾。"""
    listed = roster_for(record.parent, roster)
    assert listed is not None
    target = workbook_target(output) if output is not None else None
    targets = approved_targets(approved, listed, policy_at(record.parent, policy))
    _, stopped = with_adjustments(targets, record, listed, target)
    print("有必须改的问题。" if stopped else "没有必须改的问题。")
    raise typer.Exit(1 if stopped else 0)


def with_adjustments(
    approved: Approved, path: Path, roster: Roster, target: Path | None = None
) -> tuple[Approved, bool]:
    """The approved targets after a record's adjustments, and whether something in it must be changed first.

    What is wrong is said on standard error and written to `target`, a checked copy of the record. WrongUse when the
    file is no record.
    """
    from jixiao.campaign.adjustments import adjusted
    from jixiao.campaign.adjustments_book import RecordError, read_record

    if not path.exists():
        raise WrongUse(f"找不到「{path}」。请核对路径和文件名。")
    try:
        record = read_record(path)
    except RecordError as error:
        raise WrongUse(str(error)) from None
    found, faults = adjusted(approved, record, roster)
    _say(faults)
    stopped = any(fault.severity is Severity.MUST_FIX for fault in faults)
    print(f"目标调整 {len(record.lines)} 条{'' if stopped else ',已经照着改了批复的目标'}。", file=sys.stderr)
    if target is not None:
        from jixiao.campaign.adjustments_checked import write_checked

        copy = write_checked(path, record, faults, target, datetime.now())
        print(f"核对结果写在记录的副本里:{copy}", file=sys.stderr)
    return found, stopped


def _say(faults: Iterable[RosterFault]) -> None:
    for fault in faults:
        print(f"{fault.severity} {fault.cell}:{fault.message}{fault.fix}", file=sys.stderr)


def approved_targets(folder: Path, roster: Roster, policy: Policy) -> Approved:
    """Approved targets from the declarations in a folder; projects without one are named on standard error."""
    from jixiao.campaign.prefill import approved_of, project_key
    from jixiao.records.target_declaration import TargetDeclaration
    from jixiao.tasks.check import check_files

    files = [file for file, _ in files_of([folder]).files]
    outcomes = [outcome for _, outcome in sorted(check_files(files, policy), key=lambda pair: pair[0])]
    forms = [form for outcome in outcomes for form in outcome.book.forms if isinstance(form, TargetDeclaration)]
    found = approved_of(forms, roster)
    for project in roster.projects:
        if (project.unit_code, project_key(project)) not in found:
            print(
                f"没有找到批复的目标:{project.name}(单位编码 {project.unit_code}),指标由单位自己填。", file=sys.stderr
            )
    return found
