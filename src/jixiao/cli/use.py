"""Results put to use and third parties: lists for the budget office and for choosing whom to engage."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jixiao.cli.arguments import (
    Jobs,
    Paths,
    PolicyName,
    WrongUse,
    day_of,
    files_of,
    policies_of,
    policy_at,
    workbook_file,
)
from jixiao.records.manuscript import SUFFIXES as DOCUMENTS

if TYPE_CHECKING:
    from jixiao.campaign.use_of_results_facts import Fact
    from jixiao.rules.run import Outcome

HOW_MADE = "怎么得出的"
"""The last sheet of the workbooks that these commands write."""
Target = Annotated[Path, typer.Option("-o", "--output", help="写到这个文件(.xlsx)。", metavar="文件")]
Day = Annotated[str | None, typer.Option("--date", help="按哪一天算,例如 2026-10-08;不给就用今天。", metavar="日期")]


def use(
    paths: Paths,
    output: Target,
    ledger: Annotated[
        str | None,
        typer.Option(
            "--ledger",
            help="整改台账:活动文件夹、台账文件、数据库地址,或者导出的工作簿。没有销号的问题记到项目上。",
            metavar="台账",
        ),
    ] = None,
    on: Day = None,
    policy: PolicyName = None,
    jobs: Jobs = 1,
) -> None:
    """结果运用:按评价结果、事前评估和整改情况,逐个项目提出处理意见和建议金额,供预算股安排预算。"""
    from jixiao.campaign.use_of_results import uses_of
    from jixiao.campaign.use_of_results_book import use_book
    from jixiao.intake import write_new
    from jixiao.records.numbers import plain

    target, day = _target(output), day_of(on)
    book = Path(ledger) if ledger is not None and _is_book(ledger) else None
    every = [*paths, *([book] if book is not None else [])]
    known = list(_of_ledger(ledger, day)) if ledger is not None and book is None else []
    chosen = policy_at(paths[0] if paths[0].is_dir() else paths[0].parent, policy)
    judged = _judged(every, policy, jobs, target)
    uses = uses_of([*_of_rounds(every), *_facts(judged, day), *known], chosen)
    if not uses.rows:
        raise WrongUse("没有找到评价结果:自评表、评价结果清单、评分表、事前评估表、监控表一份也没有读到。请核对文件。")
    at = datetime.now()
    path = write_new(target, use_book(uses, chosen, paths[0].resolve().stem, f"{day:%Y-%m-%d}"), at)
    amounts = [row.suggested for row in uses.rows if row.suggested is not None]
    total = plain(sum(amounts, Decimal(0)))
    print(f"项目 {len(uses.rows)} 个,提了建议金额的 {len(amounts)} 个,建议金额合计 {total} 万元。")
    late = sum(row.overdue for row in uses.rows)
    print(f"没有销号的整改问题 {sum(len(row.items) for row in uses.rows)} 个,其中逾期 {late} 个。")
    if uses.strays:
        print(f"没有对上项目的内容 {len(uses.strays)} 条,见「没有对上的」。", file=sys.stderr)
    print(f"结果运用清单:{path}")
    raise typer.Exit(_unreadable(judged))


def third_party(
    paths: Paths,
    output: Target,
    year: Annotated[
        int | None, typer.Option("--year", help="给哪一年选聘;不给就是明年。", metavar="年份", min=2000, max=2100)
    ] = None,
    on: Day = None,
    policy: PolicyName = None,
    jobs: Jobs = 1,
) -> None:
    """第三方机构:考评表汇总排名,核查委托情况有没有不得委托的和自己评自己的,列出下一年可以选聘的机构。"""
    from jixiao.campaign.third_parties import third_parties_of
    from jixiao.campaign.third_parties_book import shortlist, third_party_book
    from jixiao.campaign.third_parties_engagements import read_engagements
    from jixiao.intake import write_new
    from jixiao.records.score_sheet import ScoreSheet

    target, day = _target(output), day_of(on)
    chosen = policy_at(paths[0] if paths[0].is_dir() else paths[0].parent, policy)
    judged = _judged(paths, policy, jobs, target)
    forms = [(file.name, form) for file, outcome in judged for form in outcome.book.forms]
    sheets = [(name, form) for name, form in forms if isinstance(form, ScoreSheet) and form.code == "F08"]
    lists = [file for file, outcome in judged if outcome.status != "unreadable" and not outcome.book.forms]
    engaged = [each for file in lists if file.suffix.lower() not in DOCUMENTS for each in read_engagements(file)]
    if not sheets and not engaged:
        raise WrongUse("没有找到第三方机构考评表,也没有找到带「第三方机构」「委托事项」两栏的委托情况表。请核对文件。")
    next_year = year or day.year + 1
    found = third_parties_of(sheets, engaged, chosen, next_year)
    at = datetime.now()
    path = write_new(target, third_party_book(found, chosen, next_year, f"{day:%Y-%m-%d}"), at)
    told = f"考评 {len(found.appraisals)} 项,机构 {len(found.standings)} 家"
    print(f"{told},{next_year} 年可以选聘的 {len(shortlist(found))} 家。")
    print(f"委托事项 {len(found.engagements)} 项,要核实的 {len(found.faults)} 处。")
    for fault in found.faults:
        print(f"{fault.severity.value} {fault.engagement.at}:{fault.message}")
    print(f"第三方机构名单:{path}")
    raise typer.Exit(_unreadable(judged))


def _facts(judged: list[tuple[Path, Outcome]], day: date) -> Iterator[Fact]:
    from jixiao.campaign.use_of_results_facts import facts_of_outcome

    for file, outcome in judged:
        yield from facts_of_outcome(outcome, file.name, day)


def _is_book(ledger: str) -> bool:
    """Whether a ledger is given as a workbook; WrongUse for a file that is not there."""
    path = Path(ledger)
    if "://" in ledger or path.is_dir():
        return False
    if not path.is_file():
        raise WrongUse(f"找不到整改台账「{ledger}」。请核对路径和文件名。")
    return path.suffix.lower() not in (".db", ".sqlite")


def _of_ledger(place: str, day: date) -> Iterator[Fact]:
    """Items of a ledger that are not done or were sent back: the same that its exported workbook tells."""
    from jixiao.campaign.use_of_results_facts import Named, OpenItem
    from jixiao.ledger.errors import LedgerError
    from jixiao.ledger.opening import ledger_at, reading
    from jixiao.ledger.queries import items
    from jixiao.ledger.states import CLOSED, RETURNED
    from jixiao.records.list_arithmetic import DONE

    try:
        with reading(ledger_at(place)) as connection:
            found = items(connection)
    except LedgerError as error:
        raise WrongUse(str(error)) from None
    for item in found:
        if item.state == CLOSED or (item.status == DONE and item.state != RETURNED):
            continue
        late = max(0, (day - item.deadline).days) if item.deadline is not None else None
        named = Named(item.project, item.unit, place=f"整改台账 {item.named}")
        yield OpenItem(named, item.problem, item.status or "未填", item.deadline, late)


def _of_rounds(paths: list[Path]) -> Iterator[Fact]:
    """What the rounds among the paths have received and counts."""
    from jixiao.campaign.collect_standing import read_register
    from jixiao.campaign.kept import ROSTER, kept_roster
    from jixiao.campaign.round import RoundError, open_round
    from jixiao.campaign.sample_cases import owned
    from jixiao.campaign.use_of_results_facts import facts_of_round
    from jixiao.records.finding import Severity

    for path in filter(_is_round, paths):
        try:
            found = open_round(path)
            roster = kept_roster(found) if (path / ROSTER).exists() else None
            sent = [item for item in read_register(found) if item.chosen]
        except RoundError as error:
            raise WrongUse(str(error)) from None
        must = Severity.MUST_FIX.value
        faulty = Counter((item.path, row.sheet) for item in sent for row in item.findings if row.severity == must)
        yield from facts_of_round(owned(sent, roster), faulty)


def _is_round(path: Path) -> bool:
    from jixiao.campaign.round import ABOUT

    return (path / ABOUT).exists()


def _judged(paths: list[Path], named: str | None, jobs: int, target: Path) -> list[tuple[Path, Outcome]]:
    """Every file below the paths, judged by its own policy; rounds are left out, and what was written before."""
    from jixiao.cli.terminal import progress
    from jixiao.tasks.check import check_files

    plain_paths = [path for path in paths if not _is_round(path)]
    if not plain_paths:
        return []
    found = files_of(plain_paths)
    files = [file for file, _ in found.files if file.resolve() != target.resolve()]
    policies = policies_of(found, plain_paths, named)
    outcomes: dict[int, Outcome] = {}
    with progress("读取", len(files)) as step:
        for index, outcome in check_files(files, policies, jobs=jobs):
            outcomes[index] = outcome
            step(files[index].name)
    return [(file, outcomes[index]) for index, file in enumerate(files) if not _is_own(outcomes[index])]


def _is_own(outcome: Outcome) -> bool:
    """Whether a workbook is an earlier list of these commands, which says nothing new."""
    grid = outcome.book.grid
    return grid is not None and any(sheet.name == HOW_MADE for sheet in grid.sheets)


def _unreadable(judged: list[tuple[Path, Outcome]]) -> int:
    """Exit status: 1 when a file could not be read; each is named."""
    left = [file for file, outcome in judged if outcome.status == "unreadable"]
    for file in left:
        print(f"读不了,没有算进去:{file}", file=sys.stderr)
    return 1 if left else 0


def _target(output: Path) -> Path:
    return workbook_file(output, "结果运用清单.xlsx")
