"""The command that makes results public: the list, the forms, the web page."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jixiao.arguments import (
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
    from jixiao.tasks_publish import Published

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
    pdf: Annotated[bool, typer.Option("--pdf/--no-pdf", help="要不要出 PDF(用 LibreOffice 或 Excel)。")] = True,
    policy: PolicyName = None,
) -> None:
    """公开:公开清单、略去内部栏目的公开版表格、网页。有电话、证件号码或涉密标记的文件不公开,指出单元格。"""
    from jixiao.campaign.round import RoundError
    from jixiao.tasks_publish import write_public

    day = day_of(on)
    try:
        made, chosen = _cleared(sources, output, policy)
    except RoundError as error:
        raise WrongUse(str(error)) from None
    if made.entries or any(item.sheets for item in made.cleared):
        folder = usable_folder(output)
        name = title or _title(made)
        made = write_public(made, chosen, folder, datetime.now(), on=day, title=name, pdf=pdf)
    _tell(made)
    raise typer.Exit(1 if made.refused or made.clashes or made.trouble or not made.written else 0)


def _cleared(sources: list[Path], output: Path, named: str | None) -> tuple[Published, Policy]:
    """What may be made public of a round or of files; one round is given by itself."""
    from jixiao.campaign.register import policy_of_round
    from jixiao.campaign.round import ABOUT, open_round
    from jixiao.tasks_publish import clear, offered_files, offered_of_round, secret_projects
    from jixiao.terminal import progress

    rounds = [path for path in sources if (path / ABOUT).exists()]
    if not rounds:
        found = files_of(sources, output)
        policies = policies_of(found, sources, named)
        with progress("公开", len(found.files)) as step:
            made = clear(offered_files(found.files), lambda path: policies[path], step=step)
        return made, next(iter(policies.values()), policy_at(output, named))
    if len(sources) > 1:
        raise WrongUse("一次只能公开一个活动文件夹。请分开运行,各用各的结果文件夹。")
    one = open_round(rounds[0])
    chosen = policy_at(rounds[0], named) if named else policy_of_round(one)
    offered = list(offered_of_round(one))
    with progress("公开", len(offered)) as step:
        made = clear(offered, lambda path: chosen, secret_projects(one, chosen), step)
    return made, chosen


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
    if made.trouble:
        print(made.trouble, file=sys.stderr)
    refused = len({refusal.file for refusal in made.refused})
    print(f"公开 {len(made.entries)} 项;不予公开 {refused} 个文件。")
    if not made.written:
        print("没有可以公开的内容,没有写出文件。")
    for file in made.written[:3]:
        print(f"已生成 {file}")
    if len(made.written) > 3:
        print(f"另有 {len(made.written) - 3} 个文件在 {made.written[0].parent}")
