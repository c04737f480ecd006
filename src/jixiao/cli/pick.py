"""The lists that a bureau picks from its projects: for evaluation, without ex-ante assessment, with red lights."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jixiao.cli.arguments import Jobs, MustOutDir, Paths, PolicyName, WrongUse, day_of, policy_at, usable_folder
from jixiao.cli.number import RegisterDir
from jixiao.cli.sample import (
    RosterFile,
    Source,
    Target,
    forms_in,
    percent_of,
    roster_for,
    submissions_of,
    workbook_target,
)

if TYPE_CHECKING:
    from jixiao.campaign.picks import RedProject
    from jixiao.policy.model import Policy
    from jixiao.tasks.letters import Draft, Written

pick_app = typer.Typer(
    name="pick",
    help="挑选项目:部门评价、应评未评、红灯清单。",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@pick_app.command("evaluation")
def pick_evaluation(
    source: Annotated[
        Path, typer.Argument(help="名册工作簿,或下发过的活动文件夹。", metavar="名册或活动", show_default=False)
    ],
    output: Target,
    percent: Annotated[
        str | None, typer.Option("--ratio", help="所评项目占预算总额的比例;不给就按口径(20%)。", metavar="比例")
    ] = None,
    seed: Annotated[
        str | None, typer.Option("--seed", help="用抽签代替从大到小,这是抽签的种子。", metavar="种子")
    ] = None,
    whole: Annotated[bool, typer.Option("--whole", help="全县(区)一起算,不分部门。")] = False,
    policy: PolicyName = None,
) -> None:
    """部门评价:每个部门挑出预算达到规定比例的项目。"""
    from jixiao.campaign.picks import budgeted_of, for_evaluation
    from jixiao.campaign.picks_book import evaluation_book
    from jixiao.intake import write_new

    target = workbook_target(output)
    chosen = policy_at(source if source.is_dir() else source.parent, policy)
    listed = roster_for(source, None) if source.is_dir() else roster_for(source.parent, source)
    projects = budgeted_of(listed) if listed is not None else []
    if not projects:
        raise WrongUse(f"「{source}」里没有项目库。请给带「项目库」的名册工作簿,或下发过的活动文件夹。")
    wanted = percent_of(percent, chosen.evaluation_percent)
    picks = for_evaluation(projects, wanted, seed=seed, whole=whole)
    at = datetime.now()
    data = evaluation_book(picks, wanted, seed, source.resolve().stem, f"{at:%Y-%m-%d}")
    count = sum(len(pick.picked) for pick in picks)
    print(f"{len(picks)} 个部门、{len(projects)} 个项目,应评 {count} 个。")
    for pick in picks:
        if pick.unknown:
            print(f"「{pick.department}」有 {pick.unknown} 个项目没有预算数,没有算进去。", file=sys.stderr)
    print(f"部门评价项目清单:{write_new(target, data, at)}")


@pick_app.command("appraisal")
def pick_appraisal(
    paths: Paths,
    output: Target,
    limit: Annotated[
        float | None, typer.Option("--limit", help="事前评估限额(万元),超过的须评;不给就按口径。", metavar="万元")
    ] = None,
    roster: RosterFile = None,
    policy: PolicyName = None,
    jobs: Jobs = 1,
) -> None:
    """应评未评:超过限额、没有事前绩效评估结果的项目。"""
    from jixiao.campaign.picks import DONE, assessed_of
    from jixiao.campaign.picks_book import appraisal_book
    from jixiao.intake import write_new
    from jixiao.records.numbers import plain

    target = workbook_target(output)
    folder = paths[0] if paths[0].is_dir() else paths[0].parent
    chosen = policy_at(folder, policy)
    above = chosen.appraisal_above if limit is None else Decimal(str(limit))
    if above <= 0:
        raise WrongUse("口径里没有事前绩效评估限额。请在口径参数里填写,或用 --limit 写明,例如 --limit 500。")
    read, unreadable = forms_in(paths, chosen, jobs)
    found = assessed_of(read, roster_for(folder, roster), above, chosen)
    left = [item for item in found if item.state != DONE]
    at = datetime.now()
    path = write_new(target, appraisal_book(found, above, f"{at:%Y-%m-%d}"), at)
    print(f"超过 {plain(above)} 万元的项目 {len(found)} 个,应评未评 {len(left)} 个。")
    for item in left:
        print(f"{item.unit or '(未填单位)'} {item.project} {plain(item.amount)} 万元:{item.state}")
    print(f"应评未评清单:{path}")
    raise typer.Exit(1 if left or unreadable else 0)


@pick_app.command("red")
def pick_red(
    source: Source,
    output: MustOutDir,
    roster: RosterFile = None,
    on: Annotated[
        str | None, typer.Option("--date", help="成文日期,例如 2023-10-08;不给就用今天。", metavar="日期")
    ] = None,
    number: Annotated[
        str | None,
        typer.Option(
            "--number",
            help="第一个发文顺序号,例如 10;auto 为按登记簿接着排;不给就留空待填。给了的都登记,一个号不给两份。",
            metavar="序号",
        ),
    ] = None,
    register: RegisterDir = None,
    policy: PolicyName = None,
    jobs: Jobs = 1,
) -> None:
    """红灯清单:监控表里的红灯项目,并给每个单位出红灯预警通知和回执。"""
    from jixiao.campaign.picks import red_list
    from jixiao.campaign.picks_book import red_book
    from jixiao.documents.numbers import NumberError, series_of
    from jixiao.intake import write_new
    from jixiao.journal import log_path
    from jixiao.records.numbers import plain
    from jixiao.tasks.letters import issue, register_folder
    from jixiao.tasks.letters_round import red_drafts

    day, folder = day_of(on), usable_folder(output)
    chosen, listed = policy_at(source, policy), roster_for(source, roster)
    if number is not None:
        try:
            series_of(chosen.notice, day)  # told before anything is written
        except NumberError as error:
            raise WrongUse(str(error)) from None
    submissions = submissions_of(source, folder, policy, jobs)
    found = red_list(submissions, listed)
    if not found.monitored:
        raise WrongUse(f"「{source}」里没有项目监控表。请核对文件夹;收件以后再挑。")
    at = datetime.now()
    path = write_new(folder / "红灯清单.xlsx", red_book(found, source.resolve().name, f"{day:%Y-%m-%d}"), at)
    print(f"监控项目 {found.monitored} 个,红灯 {len(found.projects)} 个,占 {plain(found.share)}%。")
    print(f"红灯清单:{path}")
    place = register or register_folder([source], log_path().parent)
    letters = red_drafts(submissions, listed, chosen, day).letters
    write = partial(_write_notices, found.projects, folder, chosen, day, at)
    try:
        written, remarks = issue(letters, number, chosen, day, place, write)
    except NumberError as error:
        raise WrongUse(str(error)) from None
    for text in remarks:
        print(text, file=sys.stderr)
    kept = f",文号登记在 {place}" if number is not None and written else ""
    print(f"红灯预警通知:{len(written)} 份,在 {folder / '红灯预警通知'}{kept}")


def _write_notices(
    projects: tuple[RedProject, ...], folder: Path, policy: Policy, day: date, at: datetime, letters: Sequence[Draft]
) -> Iterator[Written]:
    """The notices in a folder for each department, numbered as the letters are."""
    from jixiao.campaign.distribute import _safe
    from jixiao.campaign.picks_notice import LETTER, red_notices
    from jixiao.intake import write_new
    from jixiao.tasks.letters import Written

    numbers = [letter.number for letter in letters]
    for letter, (first, data) in zip(letters, red_notices(projects, policy, day, numbers), strict=True):
        name = f"{_safe(first.unit)[:60]}_{LETTER}.xlsx"
        path = write_new(folder / LETTER / _safe(first.department)[:60] / name, data, at)
        yield Written(letter, letter.number, (path,))
