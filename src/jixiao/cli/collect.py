"""`jixiao collect`: take in what came back, judge it, say who is missing."""

from __future__ import annotations

import json
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from jixiao.cli.arguments import AsJson, OutDir, PolicyName, WrongUse, policy_at, usable_folder

if TYPE_CHECKING:
    from jixiao.campaign.collect import Collected
    from jixiao.campaign.roster import Roster
    from jixiao.campaign.round import Round
    from jixiao.policy.model import Policy

_RESULTS = "收件结果"


def collect(
    campaign: Annotated[
        Path, typer.Argument(help="这一轮的文件夹,就是下发时用的那个。", metavar="活动文件夹", show_default=False)
    ],
    folder: Annotated[
        Path,
        typer.Argument(help="收回来的文件所在的文件夹,压缩包不用解开。", metavar="收件文件夹", show_default=False),
    ],
    output: OutDir = None,
    roster: Annotated[
        Path | None, typer.Option("--roster", help="名册有变化时给出新名册;不给就用下发时的。", metavar="名册")
    ] = None,
    earlier: Annotated[
        Path | None,
        typer.Option(
            "--earlier", help="同一年运行监控那一轮的文件夹:它的红灯拿来和自评对照,记在这一轮里。", metavar="活动文件夹"
        ),
    ] = None,
    policy: PolicyName = None,
    jobs: Annotated[
        int,
        typer.Option("--jobs", help="同时用几个进程;0 表示有几个处理器核心就用几个。", min=0, max=64, metavar="个数"),
    ] = 0,
    cluster: Annotated[
        str | None, typer.Option("--cluster", help="交给已有的计算集群去做:调度机的地址。", metavar="地址")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """收件:收下报回来的全部文件,认出是谁报的、第几次报,逐份校验,写出收件回执和催报名单。再收一次只做新来的。"""
    from jixiao.campaign.round import RoundError, open_round

    if not folder.is_dir():
        raise WrongUse(f"找不到文件夹「{folder}」。请核对路径,路径里有空格或括号时用引号括起来。")
    chosen = policy_at(campaign, policy)
    try:
        found = open_round(campaign)
        results = usable_folder(output if output is not None else campaign / _RESULTS)
        listed = _roster(roster, found, chosen)
        lights = _lights_of(earlier, found) if earlier is not None else None
        collected = _collected(found, folder, results, chosen, listed, jobs, cluster, quiet=as_json)
        at = datetime.now()
        written = _written(found, collected, results, at)
    except RoundError as error:
        raise WrongUse(str(error)) from None
    if as_json:
        sys.stdout.write(json.dumps(_document(found, collected, chosen.name), ensure_ascii=False, indent=1) + "\n")
    else:
        if lights is not None:
            print(f"从「{earlier}」带进监控表 {lights[0]} 张,有红灯的 {lights[1]} 张,和自评对照(F608)。")
        _tell(collected, written)
    raise typer.Exit(_status(collected))


def _lights_of(earlier: Path, found: Round) -> tuple[int, int]:
    """How many monitoring forms an earlier round has for this one, and how many of them with a red light."""
    from jixiao.campaign.collect_standing import settled
    from jixiao.campaign.monitored_before import keep_monitored
    from jixiao.campaign.round import open_round

    before = open_round(earlier)
    return keep_monitored(found, before, settled(before).standing)


def _roster(path: Path | None, found: Round, policy: Policy) -> Roster:
    """The roster given, which is kept for what comes after, or the one that was distributed by."""
    from jixiao.campaign.kept import keep_roster, kept_roster
    from jixiao.cli.campaign import _roster as read

    if path is None:
        return kept_roster(found)
    roster = read(path, policy)
    if not roster.usable:
        raise typer.Exit(1)
    keep_roster(found, roster)
    return roster


def _collected(
    found: Round,
    folder: Path,
    results: Path,
    policy: Policy,
    roster: Roster,
    jobs: int,
    cluster: str | None,
    *,
    quiet: bool,
) -> Collected:
    from jixiao.campaign.collect import collect as take_in
    from jixiao.campaign.executors import WorkersError, workers_for
    from jixiao.campaign.unpack import look_into, number_of
    from jixiao.cli import terminal
    from jixiao.tasks.check import check_data

    came = look_into(folder, without=results)
    try:
        with (
            workers_for(jobs, cluster) as workers,
            terminal.progress("收件", number_of(came), quiet=quiet) as step,
        ):
            return take_in(
                found, came, policy, check_data, at=datetime.now(), roster=roster, workers=workers, step=step
            )
    except WorkersError as error:
        raise WrongUse(str(error)) from None


def _written(found: Round, collected: Collected, results: Path, at: datetime) -> list[tuple[str, Path]]:
    """Receipts and, while something is missing, the reminder; what lay there before is left alone."""
    from jixiao.campaign.collect_sheets import RECEIPTS, REMINDER, receipts, reminder
    from jixiao.intake import write_new

    day = f"{at:%Y-%m-%d %H:%M}"
    body = receipts(found, collected.settled, collected.seen, collected.skipped, day)
    written = [("收件回执", write_new(results / RECEIPTS, body, at))]
    if collected.settled.missing:
        written.append(("催报名单", write_new(results / REMINDER, reminder(found, collected.settled, day), at)))
    return written


def _status(collected: Collected) -> int:
    states = collected.settled.states
    clean = states.get("passed", 0) == sum(states.values()) and not collected.settled.missing
    return 0 if clean else 1


def _tell(collected: Collected, written: list[tuple[str, Path]]) -> None:
    from jixiao.documents.words import STATUS_WORDS

    standing, states = collected.settled.standing, collected.settled.states
    if not collected.seen:
        print("文件夹里没有可以收的文件。")
    print(f"这次收到 {len(collected.seen)} 份:新校验 {collected.judged} 份,没有变化 {collected.unchanged} 份。")
    told = "、".join(f"{word} {states.get(status, 0)}" for status, word in STATUS_WORDS.items())
    print(f"这一轮到现在作数的 {sum(states.values())} 份:{told}。")
    owed = len(collected.settled.missing)
    units = len(collected.settled.turnout.roll.units)
    print(f"名册上 {units} 个单位,没有报的单位 {len(standing.missing)} 个,未报 {owed} 项。")
    if standing.strangers:
        print(f"不在名册、认不出单位的 {len(standing.strangers)} 份,见收件回执。")
    if collected.skipped:
        print(f"没有收的文件 {len(collected.skipped)} 个,原因见收件回执。")
    for title, path in written:
        print(f"{title}:{path}")


def _document(found: Round, collected: Collected, policy: str) -> dict[str, Any]:
    """The one JSON document: submissions as kept, who is missing, what was passed over."""
    from dataclasses import asdict

    from jixiao import __version__
    from jixiao.campaign.results import stored

    standing, states = collected.settled.standing, collected.settled.states
    return {
        "version": __version__,
        "policy": policy,
        "campaign": found.name,
        "run": collected.run,
        "submissions": [{**stored(item), "seen": item.path in collected.seen} for item in standing.submissions],
        "missing": list(standing.missing),
        "strangers": list(standing.strangers),
        "findings": [asdict(item) for item in collected.settled.missing],
        "skipped": [{"path": path, "reason": why} for path, why in collected.skipped],
        "totals": {
            "received": len(collected.seen),
            "judged": collected.judged,
            "unchanged": collected.unchanged,
            "chosen": sum(states.values()),
            **{status: states.get(status, 0) for status in ("passed", "returned", "unreadable")},
        },
    }
