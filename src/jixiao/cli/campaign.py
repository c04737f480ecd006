"""The commands of a round with every budget unit: distribute and what comes after."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jixiao.cli.adjust import approved_targets, with_adjustments
from jixiao.cli.arguments import MustOutDir, PolicyName, WrongUse, policy_at, usable_folder

if TYPE_CHECKING:
    from jixiao.campaign.prefill import Approved
    from jixiao.campaign.roster import Roster
    from jixiao.campaign.round import Round
    from jixiao.policy.model import Policy
    from jixiao.records.target_declaration import TargetDeclaration

_NAMED = 3
"""Projects that a message names before it says 等."""

CampaignFolder = Annotated[
    Path,
    typer.Argument(help="这一轮的文件夹,例如 2025年绩效自评;没有就新建。", metavar="活动文件夹", show_default=False),
]


def distribute(
    campaign: CampaignFolder,
    roster: Annotated[Path, typer.Argument(help="名册工作簿:单位名册和项目库。", metavar="名册", show_default=False)],
    output: MustOutDir,
    year: Annotated[int | None, typer.Option("--year", help="哪一年;文件夹名里有的可以不给。", metavar="年份")] = None,
    form: Annotated[
        str | None, typer.Option("--form", help="下发哪张表,例如 自评、监控、申报、F05。", metavar="表")
    ] = None,
    approved: Annotated[
        Path | None,
        typer.Option(
            "--approved",
            help="批复的目标申报表所在的文件夹:指标、目标值、分值自动带到监控表、自评表。",
            metavar="文件夹",
        ),
    ] = None,
    adjustments: Annotated[
        Path | None,
        typer.Option("--adjustments", help="年中批准的目标调整记录,和 --approved 一起用。", metavar="记录"),
    ] = None,
    renew_key: Annotated[
        bool, typer.Option("--renew-key", help="换一把签名密钥,没有人动过的工作簿重新签名。以前发出的仍然认得。")
    ] = False,
    policy: PolicyName = None,
) -> None:
    """下发:一个单位一个预填好、锁好、带签名的工作簿,另出下发清单、通知和按主管部门的压缩包。"""
    from jixiao.campaign.distribute import distribute as send
    from jixiao.campaign.round import RoundError, signing_key, start_round
    from jixiao.cli import terminal

    chosen = policy_at(campaign, policy)
    listed = _roster(roster, chosen)
    if not listed.usable:
        raise typer.Exit(1)
    folder = usable_folder(output)
    try:
        found = start_round(campaign, datetime.now().date(), year=year, form=form)
        if renew_key:
            signing_key(found, renew=True)
        targets = _targets(approved, adjustments, listed, chosen, campaign)
        with terminal.progress("下发", len(listed.units), quiet=False) as step:
            result = send(found, listed, chosen, folder, datetime.now(), approved=targets, step=step)
    except RoundError as error:
        raise WrongUse(str(error)) from None
    states = [item.state for item in result.sent]
    told = "、".join(f"{state} {states.count(state)}" for state in dict.fromkeys(states))
    print(f"{found.form.title}({found.year}年度):{len(result.sent)} 个单位,{told}。")
    _say_carried(found, targets, result.loose, chosen)
    for item in result.sent:
        if item.state == "另存":
            print(f"「{item.unit.name}」的文件被人改过,没有覆盖,新的另存为 {item.path}")
    for path in result.gone:
        print(f"名册里已经没有这个单位,原来下发的文件留着没有动:{path}")
    print(f"下发清单:{result.listed}")
    print(f"通知:{result.notice}")
    print(f"压缩包:{len(result.zips)} 个,在 {folder / '打包'}")


def _say_carried(found: Round, targets: Approved | None, loose: Sequence[TargetDeclaration], policy: Policy) -> None:
    """How many approved targets went with the forms, and which of them without weights."""
    from jixiao.campaign.prefill import CARRIES_TARGETS
    from jixiao.records.numbers import plain
    from jixiao.records.text import shortened

    if targets is None:
        return
    if found.form_code not in CARRIES_TARGETS:
        print(f"{found.form.title}不带批复的目标,--approved 没有用上。", file=sys.stderr)
        return
    print(f"批复的目标:{len(targets)} 份已带下去。")
    if loose:
        named = "、".join(f"「{shortened(form.project_name or form.unit_name or '')}」" for form in loose[:_NAMED])
        points = plain(policy.execution_weight)
        print(
            f"其中 {len(loose)} 份的分值没有带下去,留给单位填:{named}{'等' if len(loose) > _NAMED else ''}。"
            f"各指标的分值加上执行率的 {points} 分应为 {'或 '.join(map(plain, policy.weight_totals))} 分,"
            f"批复的不是。要带下去的,更正批复的分值后再下发一次。",
            file=sys.stderr,
        )


def _targets(
    approved: Path | None, adjustments: Path | None, roster: Roster, policy: Policy, campaign: Path
) -> Approved | None:
    """Approved targets with the year's adjustments; None without any. Nothing goes out by a record that is wrong.

    A checked copy of the record is left in the round's folder.
    """
    if approved is None:
        if adjustments is not None:
            raise WrongUse("--adjustments 要和 --approved 一起用:调整是在批复的目标上改的。")
        return None
    found: Approved = approved_targets(approved, roster, policy)
    if adjustments is None:
        return found
    found, stopped = with_adjustments(found, adjustments, roster, campaign / f"{adjustments.stem}_校验.xlsx")
    if stopped:
        print("目标调整记录里有必须改的问题,没有下发。改好以后再来一次。", file=sys.stderr)
        raise typer.Exit(1)
    return found


def _roster(path: Path, policy: Policy) -> Roster:
    """The roster, with what is wrong about it said on standard error, row by row."""
    from jixiao.campaign.read_roster import RosterError, read_roster
    from jixiao.campaign.roster import in_order
    from jixiao.campaign.roster_names import near_faults

    if not path.exists():
        raise WrongUse(f"找不到「{path}」。请核对路径和文件名。")
    try:
        roster = read_roster(path)
    except RosterError as error:
        raise WrongUse(str(error)) from None
    for fault in in_order(roster, (*roster.faults, *near_faults(roster, policy))):
        print(f"{fault.severity} {fault.cell}:{fault.message}{fault.fix}", file=sys.stderr)
    if not roster.usable:
        print("名册里有必须改的问题,没有下发。改好名册以后再来一次。", file=sys.stderr)
    return roster
