"""The commands after collecting: the chief's summary, and returns to the units."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jixiao.cli.arguments import (
    Jobs,
    MustOutDir,
    PolicyName,
    WrongUse,
    files_of,
    policies_of,
    policy_at,
    usable_folder,
    workbook_file,
)

if TYPE_CHECKING:
    from jixiao.campaign.results import Standing
    from jixiao.campaign.roster import Roster
    from jixiao.campaign.round import Round
    from jixiao.campaign.summary import Summary
    from jixiao.campaign.summary_tables import Extras
    from jixiao.policy.model import Policy
    from jixiao.tasks.summary import ReturnsMade

    Made = tuple[Summary, Standing, Roster | None, Path]

Source = Annotated[
    Path,
    typer.Argument(help="活动文件夹(收过件的),或放报送件的文件夹。", metavar="活动或文件夹", show_default=False),
]
Target = Annotated[Path, typer.Option("-o", "--output", help="汇总写到这个文件(.xlsx)。", metavar="文件")]


def summary(
    source: Source,
    output: Target,
    frames: Annotated[bool, typer.Option("--frames", help="另出分析用的数据:CSV 和 Parquet。")] = False,
    policy: PolicyName = None,
    jobs: Jobs = 1,
) -> None:
    """汇总:总览和图、按主管部门、按单位、按项目、全部问题、按规则、未报单位、与上次相比。"""
    target = _target(output)
    if not source.is_dir():
        raise WrongUse(f"「{source}」不是文件夹。请给活动文件夹,或放报送件的文件夹。")
    from jixiao.campaign.round import ABOUT, RoundError

    at = datetime.now()
    try:
        if (source / ABOUT).exists():
            made = _of_round(source, target, at, policy)
        else:
            made = _of_folder(source, target, at, policy, jobs)
    except RoundError as error:
        raise WrongUse(str(error)) from None
    _tell(*made)
    if frames:
        _write_frames(made[1], made[2], made[3], at)
    raise typer.Exit(_status(made[0]))


def returns(
    campaign: Annotated[Path, typer.Argument(help="活动文件夹(收过件的)。", metavar="活动文件夹", show_default=False)],
    output: MustOutDir,
    policy: PolicyName = None,
) -> None:
    """退回:要改的单位,每个出一页退回修改通知、问题清单和校验副本;写明第几次退回、上次的问题改了多少。"""
    from jixiao.campaign.collect import standing_of
    from jixiao.campaign.register import policy_of_round
    from jixiao.campaign.round import RoundError, open_round
    from jixiao.cli.terminal import progress
    from jixiao.tasks.summary import write_returns

    try:
        found = open_round(campaign)
        standing, roster = standing_of(found), roster_of(found)
        chosen = policy_at(campaign, policy) if policy else policy_of_round(found)
        with progress("退回", len(standing.chosen)) as step:
            made = write_returns(found, standing, roster, chosen, usable_folder(output), datetime.now(), step=step)
    except RoundError as error:
        raise WrongUse(str(error)) from None
    _tell_returns(made, standing)
    raise typer.Exit(1 if made.returned else 0)


def _tell_returns(made: ReturnsMade, standing: Standing) -> None:
    for text in made.trouble:
        print(text, file=sys.stderr)
    if not standing.submissions:
        print("还没有收到文件。请先用 jixiao collect 收件。")
    elif not made.returned:
        print("没有要退回的单位。")
    for one, notice in made.returned:
        told = one.compared
        since = f",上次的问题已改 {len(told.fixed)}、仍有 {len(told.open)}、新增 {len(told.new)}" if told else ""
        print(f"{one.unit.name or '(没有单位名)'}:第 {one.number} 次退回{since}。{notice}")
    if made.settled:
        print(f"退回过、现在已改好的单位:{len(made.settled)} 个。")
    if made.listed:
        print(f"退回清单:{made.listed}")


def _target(output: Path) -> Path:
    return workbook_file(output, "汇总.xlsx")


def _of_round(source: Path, target: Path, at: datetime, named: str | None) -> Made:
    """Summarise what was collected; the round remembers what this summary found, for the next one."""
    from jixiao.campaign.collect import standing_of
    from jixiao.campaign.compare import earlier_of, keep, snapshot
    from jixiao.campaign.register import policy_of_round
    from jixiao.campaign.returns_record import copies_of, counts_of
    from jixiao.campaign.round import open_round
    from jixiao.campaign.summary import grade_names, summarise
    from jixiao.campaign.summary_tables import Extras

    found = open_round(source)
    standing, roster = standing_of(found), roster_of(found)
    chosen = policy_at(source, named) if named else policy_of_round(found)
    now = snapshot(standing, at.isoformat(timespec="minutes"))
    result = summarise(standing, roster, grade_names(chosen), earlier_of(source, now))
    extras = Extras(_relative(copies_of(found), target.parent), counts_of(found))
    path = _write(result, extras, target, at, f"{found.year}年{found.form.title}汇总", chosen)
    keep(source, now)
    return result, standing, roster, path


def _of_folder(source: Path, target: Path, at: datetime, named: str | None, jobs: int) -> Made:
    """Judge a folder's files and summarise them; there is no roster and nothing to compare with."""
    from jixiao.campaign.summary import grade_names, summarise
    from jixiao.campaign.summary_tables import Extras
    from jixiao.cli.terminal import progress
    from jixiao.tasks.summary import copies_beside, standing_of_files

    files = files_of([source], target.parent if target.parent != source else None)
    if not files.files:
        raise WrongUse(f"「{source}」里没有可以校验的文件。请核对文件夹。")
    policies = policies_of(files, [source], named)
    with progress("校验", len(files.files)) as step:
        standing = standing_of_files(files.files, policies, at, jobs=jobs, step=step)
    chosen = next(iter(policies.values()))
    result = summarise(standing, None, grade_names(chosen))
    copies = copies_beside(files.files, standing, target.parent)
    extras = Extras(_relative(copies, target.parent))
    return result, standing, None, _write(result, extras, target, at, f"{source.resolve().name}汇总", chosen)


def _write(result: Summary, extras: Extras, target: Path, at: datetime, title: str, policy: Policy) -> Path:
    from jixiao import __version__
    from jixiao.campaign.summary_book import tables_of, write_book

    compared = f";与 {result.compared_with.replace('T', ' ')} 的汇总相比" if result.compared_with else ""
    note = f"{at:%Y-%m-%d %H:%M};程序 {__version__};口径 {policy.named()}{compared};只算每个单位最后有效的一版"
    return write_book(result, tables_of(result, extras), target, at, title=title, note=note)


def _relative(copies: dict[str, Path], folder: Path) -> dict[str, str]:
    from jixiao.workbook.tables_xlsx import relative

    return {digest: relative(path, folder) for digest, path in copies.items() if path.exists()}


def roster_of(found: Round) -> Roster | None:
    """The roster that distribute kept; None when it kept none. RoundError when its file is damaged."""
    from jixiao.campaign.kept import ROSTER, kept_roster

    return kept_roster(found) if (found.folder / ROSTER).exists() else None


def _tell(result: Summary, standing: Standing, roster: Roster | None, path: Path) -> None:
    from jixiao.campaign.summary import counts_of, status_counts

    states = "、".join(f"{word} {number}" for word, number in status_counts(result).items() if number)
    must, verify, hint = counts_of(line.row for line in result.findings)
    print(f"{len(result.units)} 个单位({states}),收到 {result.received} 个文件。")
    print(f"必须改 {must} 条,请核实 {verify} 条,提示 {hint} 条。")
    print(f"汇总:{path}")


def _write_frames(standing: Standing, roster: Roster | None, path: Path, at: datetime) -> None:
    from jixiao.campaign.frames import frames_of, write_frames

    written, trouble = write_frames(frames_of(standing, roster), path, at)
    for file in written:
        print(f"数据:{file}")
    if trouble:
        print(trouble, file=sys.stderr)


def _status(result: Summary) -> int:
    from jixiao.campaign.summary import PASSED

    return 0 if all(unit.status == PASSED for unit in result.units) else 1
