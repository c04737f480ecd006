"""The command that makes results public: the list, the forms, the web page."""

from __future__ import annotations

import sys
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jixiao.cli.arguments import (
    MustOutDir,
    PolicyName,
    WrongUse,
    day_of,
    files_of,
    policies_of,
    policy_at,
    usable_folder,
)

if TYPE_CHECKING:
    from jixiao.policy.model import Policy
    from jixiao.tasks.publish import Published

Sources = Annotated[
    list[Path],
    typer.Argument(help="工作簿、文件夹,或收过件的活动文件夹。", metavar="文件或文件夹…", show_default=False),
]


def publish(
    sources: Sources,
    output: MustOutDir,
    title: Annotated[
        str | None,
        typer.Option("--title", help="清单和网页的标题;不给就用「××××年度预算绩效评价结果公开清单」。", metavar="标题"),
    ] = None,
    on: Annotated[str | None, typer.Option("--date", help="公开日期;不给就用今天。", metavar="日期")] = None,
    ledger: Annotated[
        str | None,
        typer.Option(
            "--ledger",
            help="整改台账:活动文件夹、台账文件、数据库地址或整改台账工作簿。活动文件夹里有台账的自动用。",
            metavar="台账",
        ),
    ] = None,
    pdf: Annotated[bool, typer.Option("--pdf/--no-pdf", help="要不要出 PDF(用 LibreOffice 或 Excel)。")] = True,
    policy: PolicyName = None,
) -> None:
    """公开:公开清单、略去内部栏目的公开版表格、网页。有电话、证件号码或涉密标记的文件不公开,指出单元格。"""
    from jixiao.campaign.round import RoundError
    from jixiao.ledger.errors import LedgerError
    from jixiao.tasks.publish import write_public

    day = day_of(on)
    try:
        made, chosen = _cleared(sources, output, policy)
        made = _rectified(made, [ledger] if ledger else _own_ledgers(sources), chosen, day)
    except (RoundError, LedgerError) as error:
        raise WrongUse(str(error)) from None
    if made.entries or any(item.sheets for item in made.cleared):
        folder = usable_folder(output)
        name = title or _title(made)
        made = write_public(made, chosen, folder, datetime.now(), on=day, title=name, pdf=pdf)
    _tell(made)
    if "×" in chosen.notice.agency:
        print(
            f"请留意:编制单位写的是「{chosen.notice.agency}」。请在口径参数的「整改通知 · 署名机关」填上本单位再公开。",
            file=sys.stderr,
        )
    raise typer.Exit(1 if made.refused or made.clashes or made.trouble or not made.written else 0)


def _cleared(sources: list[Path], output: Path, named: str | None) -> tuple[Published, Policy]:
    """What may be made public of rounds or of files; rounds, of one year or of several, are given by themselves."""
    from jixiao.cli.terminal import progress
    from jixiao.tasks.publish import clear, offered_files

    rounds = _rounds(sources)
    if rounds and len(rounds) < len(sources):
        raise WrongUse("活动文件夹和别的文件不能一起公开。请分开运行,各用各的结果文件夹。")
    if rounds:
        return _of_rounds(rounds, named)
    found = files_of(sources, output)
    policies = policies_of(found, sources, named)
    with progress("公开", len(found.files)) as step:
        made = clear(offered_files(found.files), lambda path: policies[path], step=step)
    return made, next(iter(policies.values()), policy_at(output, named))


def _rounds(sources: list[Path]) -> list[Path]:
    from jixiao.campaign.round import ABOUT

    return [path for path in sources if (path / ABOUT).exists()]


def _of_rounds(folders: list[Path], named: str | None) -> tuple[Published, Policy]:
    """What may be made public of rounds, each by its own policy; the list is made by that of the latest."""
    from jixiao.campaign.register import policy_of_round
    from jixiao.campaign.round import open_round
    from jixiao.cli.terminal import progress
    from jixiao.tasks.publish import clear, offered_of_round, secret_projects

    rounds = sorted((open_round(path) for path in folders), key=lambda one: one.year)
    policies = [policy_at(one.folder, named) if named else policy_of_round(one) for one in rounds]
    offered = {item.path: (item, policy) for one, policy in zip(rounds, policies, strict=True)
               for item in offered_of_round(one)}  # fmt: skip
    pairs = zip(rounds, policies, strict=True)
    secret = tuple(name for one, policy in pairs for name in secret_projects(one, policy))
    with progress("公开", len(offered)) as step:
        items = (item for item, _ in offered.values())
        made = clear(items, lambda path: offered[path][1], secret, step)
    return made, policies[-1]


def _own_ledgers(sources: list[Path]) -> list[str]:
    """The rounds whose own folder holds their ledger, or says where it is."""
    from jixiao.ledger.opening import MOVED, NAME

    return [str(path) for path in _rounds(sources) if (path / NAME).exists() or (path / MOVED).exists()]


def _rectified(made: Published, places: list[str], policy: Policy, on: date) -> Published:
    """With the problems of the ledgers, where there are any."""
    from jixiao.tasks.publish import with_ledger
    from jixiao.tasks.rectification import problems_at

    found = [problem for place in places for problem in problems_at(place, policy, on)]
    return with_ledger(made, found, policy) if places else made


def _title(made: Published) -> str:
    years = sorted({entry.year for entry in made.entries if entry.year.isdigit()})
    span = f"{years[0]}年度" if len(years) == 1 else f"{years[0]}—{years[-1]}年度" if years else ""
    return f"{span}预算绩效评价结果公开清单"


def _tell(made: Published) -> None:
    for refusal in made.refused:
        print(f"不予公开 {refusal.words()}", file=sys.stderr)
    for group in made.clashes:
        places = "、".join(entry.source for entry in group)
        print(f"不予公开「{group[0].project}」:几处的金额、得分或等级不一样({places})。请先核对一致。", file=sys.stderr)
    for path, why in made.passed_over:
        print(f"跳过 {path}:{why}。", file=sys.stderr)
    for item in made.cleared:
        if item.faults:
            print(f"请留意 {item.offered.path}:还有 {item.faults} 处必须改,得分按计算结果公开。", file=sys.stderr)
    if unscored := sum(entry.unscored for entry in made.entries):
        print(
            f"请留意:{unscored} 个项目的清单没有写得分和等级,公开清单上写“—”。有得分的请补上再公开。", file=sys.stderr
        )
    if made.trouble:
        print(made.trouble, file=sys.stderr)
    refused = len({refusal.file for refusal in made.refused if not refusal.of_ledger})
    kept = f",台账里的问题不能公开的 {made.kept_back} 项" if made.kept_back else ""
    print(f"公开 {len(made.entries)} 项;不予公开 {refused} 个文件{kept}。")
    _tell_problems(made)
    if not made.written:
        print("没有可以公开的内容,没有写出文件。")
    for file in made.written[:3]:
        print(f"已生成 {file}")
    if len(made.written) > 3:
        print(f"另有 {len(made.written) - 3} 个文件在 {made.written[0].parent}")


_SHOWN = 10


def _tell_problems(made: Published) -> None:
    """What the ledger gave to the list, and which of its problems belong to nothing on it."""
    every = sum(entry.problems for entry in made.entries)
    if every:
        print(f"台账里的问题写进清单 {every} 个,其中已完成 {sum(entry.closed for entry in made.entries)} 个。")
    if made.unmatched:
        why = "项目没有公开、是别的年度的,或者清单里已写了整改情况"
        print(f"台账里有 {len(made.unmatched)} 个问题没有写进清单({why}):", file=sys.stderr)
    for one in made.unmatched[:_SHOWN]:
        print(f"  {one.where} {one.unit} {one.project}", file=sys.stderr)  # not its text: it may hold a number
    if len(made.unmatched) > _SHOWN:
        print(f"  另有 {len(made.unmatched) - _SHOWN} 个。", file=sys.stderr)
