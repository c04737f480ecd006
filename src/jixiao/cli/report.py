"""The commands at the year's end: the annual report and results over the years."""

from __future__ import annotations

import sys
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jixiao.cli.arguments import MustOutDir, PolicyName, WrongUse, day_of, files_of, policy_at, usable_folder

if TYPE_CHECKING:
    from jixiao.campaign.results import Standing
    from jixiao.campaign.round import Round
    from jixiao.documents.annual_report import LedgerCounts
    from jixiao.policy.model import Policy
    from jixiao.publication.annual_data import YearData
    from jixiao.tasks.report import Reported

report_app = typer.Typer(
    name="report",
    help="年度报告:开展情况草稿、数字来源、历年对比。",
    no_args_is_help=True,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["--help", "-h"]},
)
Rounds = Annotated[
    list[Path] | None,
    typer.Argument(help="收过件的活动文件夹,可以给多个。", metavar="活动文件夹…", show_default=False),
]


@report_app.command("template")
def template(output: MustOutDir = Path()) -> None:
    """生成空白的「年度数据」和可以在 Word 里修改的「年度报告模板」。"""
    from jixiao.tasks.report import write_blanks

    for path in write_blanks(usable_folder(output), datetime.now()):
        print(f"已生成 {path}")


@report_app.command("draft")
def draft(
    output: MustOutDir,
    campaigns: Rounds = None,
    data: Annotated[Path | None, typer.Option("--data", help="填好的「年度数据」工作簿。", metavar="文件")] = None,
    evaluations: Annotated[
        list[Path] | None,
        typer.Option(
            "--evaluations", help="评价结果清单、评分表或文件夹:重点评价的数从这里来,可以给几次。", metavar="文件"
        ),
    ] = None,
    ledger: Annotated[
        str | None,
        typer.Option("--ledger", help="整改台账:活动文件夹、台账文件、数据库地址或整改台账工作簿。", metavar="台账"),
    ] = None,
    notices: Annotated[
        int | None, typer.Option("--notices", help="台账里有几年的通知时,只算这一年下发的。", metavar="年份")
    ] = None,
    letter: Annotated[Path | None, typer.Option("--template", help="改过的 Word 模板。", metavar="文件")] = None,
    year: Annotated[
        int | None, typer.Option("--year", help="哪一年;年度数据或活动里有的可以不给。", metavar="年份")
    ] = None,
    on: Annotated[str | None, typer.Option("--date", help="成文日期;不给就用今天。", metavar="日期")] = None,
    policy: PolicyName = None,
) -> None:
    """「预算绩效管理工作开展情况」草稿(Word)和「数字来源」。数字对不平的不生成,逐处指出。"""
    from jixiao.campaign.round import RoundError
    from jixiao.publication.annual_data import DataError
    from jixiao.publication.annual_draft import TemplateError
    from jixiao.tasks.report import write_report

    day = day_of(on)
    if not campaigns and data is None and ledger is None and not evaluations:
        raise WrongUse(
            "没有数据。请给收过件的活动文件夹,或用 --data 给填好的「年度数据」(用 jixiao report template 生成)。"
        )
    try:
        entered, words = _entered(data), _bytes(letter)
        rounds = [(found, _standing(found)) for found in _rounds(campaigns or [])]
        chosen = policy_at(data.parent if data is not None else (campaigns or [output])[0], policy)
        span = _year(year, entered, [found for found, _ in rounds])
        entered = _evaluated(evaluations, entered, span, chosen) if evaluations else entered
        made = write_report(
            rounds,
            entered,
            _counted(ledger, day, chosen, notices),
            chosen,
            usable_folder(output),
            datetime.now(),
            year=span,
            on=day,
            template=words,
        )
    except (RoundError, DataError, TemplateError) as error:
        raise WrongUse(str(error)) from None
    _tell(made, entered.basic("单位") or chosen.notice.agency)
    raise typer.Exit(0 if made.written else 1)


@report_app.command("history")
def history(
    campaigns: Annotated[
        list[Path], typer.Argument(help="各年的活动文件夹。", metavar="活动文件夹…", show_default=False)
    ],
    output: Annotated[Path, typer.Option("-o", "--output", help="写到这个文件(.xlsx)。", metavar="文件")],
) -> None:
    """历年对比:每个单位、每个项目历年的得分、执行率、预算和走势图。"""
    from jixiao.campaign.round import RoundError
    from jixiao.tasks.report import write_years

    if output.is_dir() or output.suffix.lower() != ".xlsx":
        raise WrongUse(f"「{output}」不是 .xlsx 文件名。请写成例如 -o 历年对比.xlsx。")
    try:
        path, number = write_years(_rounds(campaigns), output, datetime.now())
    except RoundError as error:
        raise WrongUse(str(error)) from None
    print(f"{len(campaigns)} 轮、{number} 张表。历年对比:{path}")


def _rounds(folders: list[Path]) -> list[Round]:
    from jixiao.campaign.round import open_round

    return [open_round(folder) for folder in folders]


def _standing(found: Round) -> Standing:
    from jixiao.campaign.collect import standing_of

    return standing_of(found)


def _entered(path: Path | None) -> YearData:
    from jixiao.publication.annual_data import EMPTY, read_data

    if path is None:
        return EMPTY
    if not path.exists():
        raise WrongUse(f"找不到「{path}」。请核对路径和文件名。")
    return read_data(path)


def _evaluated(paths: list[Path], entered: YearData, year: int, policy: Policy) -> YearData:
    from jixiao.tasks.check import check_file
    from jixiao.tasks.report import evaluated

    judged = ((file, check_file(file, policy)) for file, _ in files_of(paths).files)
    data, words = evaluated(judged, entered, year)
    for text in words:
        print(text, file=sys.stderr)
    return data


def _counted(place: str | None, on: date, policy: Policy, issued: int | None) -> LedgerCounts | None:
    if place is None:
        return None
    from jixiao.ledger.errors import LedgerError
    from jixiao.tasks.report import ledger_counts

    try:
        return ledger_counts(place, on, policy, issued=issued)
    except LedgerError as error:
        raise WrongUse(str(error)) from None


def _bytes(path: Path | None) -> bytes | None:
    if path is None:
        return None
    try:
        return path.read_bytes()
    except OSError:
        raise WrongUse(f"模板「{path}」打不开。请核对路径,并关闭正在打开它的程序。") from None


def _year(named: int | None, entered: YearData, rounds: list[Round]) -> int:
    told = entered.basic("年度").removesuffix("年度").removesuffix("年")
    if named is not None:
        return named
    if told.isdigit() and len(told) == 4:
        return int(told)
    if rounds:
        return max(found.year for found in rounds)
    raise WrongUse("不知道是哪一年的报告。请在「年度数据」的「基本情况」里填年度,或用 --year 写明。")


def _tell(made: Reported, unit: str) -> None:
    for fault in made.untied:
        print(fault.words(), file=sys.stderr)
    if made.untied:
        print(f"有 {len(made.untied)} 处对不平,没有生成报告。")
    elif not made.figures:
        print("没有一个数可以写进报告,没有生成。请核对「年度数据」和活动文件夹。")
    for path in made.written:
        print(f"已生成 {path}")
    for finding in made.findings:
        print(
            f"草稿第{finding.paragraph}段({finding.severity.value},{finding.rule}):{finding.message}", file=sys.stderr
        )
    if made.written and "×" in unit:
        print(f"请留意:单位写的是「{unit}」。请在年度数据的「基本情况」里填上本单位。", file=sys.stderr)
