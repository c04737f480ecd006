"""Drawing the sample, and the table of differences afterwards; what its commands and those of lists work on."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jixiao.cli.arguments import (
    Jobs,
    Paths,
    PolicyName,
    WrongUse,
    files_of,
    policies_of,
    policy_at,
    workbook_file,
)

if TYPE_CHECKING:
    from jixiao.campaign.results import Submission
    from jixiao.campaign.roster import Roster
    from jixiao.campaign.sample import Sample
    from jixiao.policy.model import Policy
    from jixiao.records.filled_form import FilledForm

Source = Annotated[
    Path,
    typer.Argument(help="活动文件夹(收过件的),或放报送件的文件夹。", metavar="活动或文件夹", show_default=False),
]
RosterFile = Annotated[
    Path | None,
    typer.Option("--roster", help="名册工作簿;活动文件夹里有下发时的名册,可以不给。", metavar="名册"),
]
Target = Annotated[Path, typer.Option("-o", "--output", help="写到这个文件(.xlsx)。", metavar="文件")]
Seed = Annotated[
    str | None,
    typer.Option("--seed", help="抽签的种子,数字或文字;种子相同抽出的就相同。不给就用今天。", metavar="种子"),
]


def sample(
    source: Source,
    output: Target,
    ratio: Annotated[
        str | None, typer.Option("--ratio", help="抽查比例,例如 0.2 或 20%;不给就按口径。", metavar="比例")
    ] = None,
    seed: Seed = None,
    by: Annotated[str, typer.Option("--by", help="按项目抽,还是按单位抽。", metavar="项目|单位")] = "项目",
    roster: RosterFile = None,
    lights: Annotated[
        Path | None,
        typer.Option("--lights", help="监控表所在的活动或文件夹:红灯项目必抽。", metavar="活动或文件夹"),
    ] = None,
    parts: Annotated[
        str,
        typer.Option(
            "--books",
            help="抽查复核表怎么分本:一个单位一本、一个主管部门一本,或只出合在一起的一本。",
            metavar="单位|主管部门|合并",
        ),
    ] = "单位",
    policy: PolicyName = None,
    jobs: Jobs = 1,
) -> None:
    """抽查:按部门和金额分层抽取不少于规定比例的自评,另出预填好的抽查复核表,一个单位一本。"""
    from jixiao.campaign.sample import draw
    from jixiao.campaign.sample_cases import project_cases, red_projects, unit_cases, without_strangers
    from jixiao.campaign.sample_parts import PARTS
    from jixiao.records.text import shortened

    target = workbook_target(output)
    if by not in ("项目", "单位"):
        raise WrongUse("--by 只能写「项目」或「单位」。")
    if parts not in PARTS:
        raise WrongUse(f"--books 只能写{'、'.join(f'「{each}」' for each in PARTS)}。")
    chosen, listed = policy_at(source, policy), roster_for(source, roster)
    percent = percent_of(ratio, chosen.sample_percent)
    sent, strangers = without_strangers(submissions_of(source, target, policy, jobs), listed)
    watched = [*sent, *(submissions_of(lights, target, policy, jobs) if lights is not None else ())]
    cases = (project_cases if by == "项目" else unit_cases)(sent, listed, red_projects(watched, listed), chosen)
    if not cases:
        raise WrongUse(f"「{source}」里没有可以抽查的自评表。请核对文件夹;收件以后再抽。")
    drawn = draw(cases, seed or f"{date.today():%Y%m%d}", percent, chosen)
    year = max((form.year for item in sent for form in item.forms if form.year is not None), default=None)
    _write_sample(drawn, by, parts, target, source.resolve().name, chosen, year)
    if strangers:
        print(f"不在名册、没有参加抽签的:{'、'.join(shortened(name) for name in strangers)}。", file=sys.stderr)


def _write_sample(
    drawn: Sample, by: str, parts: str, target: Path, title: str, policy: Policy, year: int | None
) -> None:
    from jixiao.campaign.sample_book import review_book, sample_book
    from jixiao.campaign.sample_parts import write_parts
    from jixiao.intake import write_new
    from jixiao.records.numbers import plain

    at = datetime.now()
    listed = write_new(target, sample_book(drawn, by, title, f"{at:%Y-%m-%d}"), at)
    review = write_new(target.with_name(f"{target.stem}_抽查复核表.xlsx"), review_book(drawn, policy, year), at)
    folder = write_parts(drawn, parts, target.with_name(f"{target.stem}_抽查复核表"), policy, year, at)
    forced = sum(item.forced for item in drawn.drawn)
    print(f"种子:{drawn.seed}(记下它,种子相同抽出的就相同)")
    told = f"应抽 {drawn.least} 个,实抽 {len(drawn.drawn)} 个,其中必抽 {forced} 个"
    print(f"{by} {len(drawn.every)} 个,按 {plain(drawn.percent)}% {told}。")
    if drawn.percent < policy.sample_percent:
        print(f"比例低于口径规定的 {plain(policy.sample_percent)}%。", file=sys.stderr)
    print(f"抽查名单:{listed}")
    print(f"抽查复核表(全部):{review}")
    if folder is not None:
        print(f"抽查复核表(一个{parts}一本):{folder}")


def review(paths: Paths, output: Target, policy: PolicyName = None, jobs: Jobs = 1) -> None:
    """复核以后:读回填好的抽查复核表,出自评与复核差异表和统计。"""
    from jixiao.campaign.sample_review import deviation_book, deviations, figures
    from jixiao.intake import write_new
    from jixiao.records.list_form import ListForm
    from jixiao.records.numbers import plain

    target = workbook_target(output)
    chosen = policy_at(paths[0] if paths[0].is_dir() else paths[0].parent, policy)
    read, unreadable = forms_in(paths, chosen, jobs)
    forms = [(name, form) for name, found in read for form in found if isinstance(form, ListForm)]
    rows = deviations(forms, chosen)
    if not rows:
        raise WrongUse("没有找到填了项目的抽查复核表。请核对文件。")
    at = datetime.now()
    path = write_new(target, deviation_book(rows, chosen, f"{at:%Y-%m-%d}"), at)
    told = figures(rows, chosen)
    print(f"抽查 {told.drawn} 个,已复核 {told.reviewed} 个,平均差异 {plain(told.mean) or '—'} 分。")
    limit = plain(chosen.review_gap)
    print(f"相差超过 {limit} 分的 {told.beyond} 个,其中没有写书面反馈的 {told.unanswered} 个。")
    print(f"差异表:{path}")
    raise typer.Exit(1 if unreadable else 0)


# -- what the commands work on -----------------------------------------------------------------------------------------


def workbook_target(output: Path) -> Path:
    """The path of a workbook to write; WrongUse when it is none."""
    return workbook_file(output, "抽查名单.xlsx")


def percent_of(text: str | None, usual: Decimal) -> Decimal:
    """A ratio (0.2) or percentage (20%, 20) in percent; WrongUse when it is none of them or not within 0–100."""
    if text is None:
        return usual
    flat = text.strip().replace("％", "%")
    try:
        number = Decimal(flat.rstrip("%"))
        number = number if number.is_finite() else Decimal(0)
    except InvalidOperation:
        number = Decimal(0)
    value = number if flat.endswith("%") or number > 1 else number * 100
    if not 0 < value <= 100:
        raise WrongUse(f"比例「{text}」看不懂。请写成 0.2 或 20%。")
    return value


def roster_for(source: Path, named: Path | None) -> Roster | None:
    """The roster named, else the one that distribute left in the round's folder; None when there is neither."""
    from jixiao.campaign.round import ABOUT, RoundError, open_round

    if named is not None:
        from jixiao.campaign.read_roster import RosterError, read_roster

        if not named.exists():
            raise WrongUse(f"找不到「{named}」。请核对路径和文件名。")
        try:
            return read_roster(named)
        except RosterError as error:
            raise WrongUse(str(error)) from None
    if not (source / ABOUT).exists():
        return None
    from jixiao.campaign.kept import ROSTER, kept_roster

    try:
        return kept_roster(open_round(source)) if (source / ROSTER).exists() else None
    except RoundError as error:
        raise WrongUse(str(error)) from None


def submissions_of(source: Path, target: Path, named: str | None, jobs: int) -> Sequence[Submission]:
    """What a round has received and counts, or a folder's files judged now."""
    from jixiao.campaign.round import ABOUT, RoundError, open_round

    if not source.is_dir():
        raise WrongUse(f"「{source}」不是文件夹。请给活动文件夹,或放报送件的文件夹。")
    if (source / ABOUT).exists():
        from jixiao.campaign.collect import standing_of

        try:
            return standing_of(open_round(source)).chosen
        except RoundError as error:
            raise WrongUse(str(error)) from None
    from jixiao.cli.terminal import progress
    from jixiao.tasks.summary import standing_of_files

    files = files_of([source], target if target != source else None)
    policies = policies_of(files, [source], named)
    with progress("校验", len(files.files)) as step:
        standing = standing_of_files(files.files, policies, datetime.now(), jobs=jobs, step=step)
    for item in standing.submissions:
        if item.status == "unreadable":
            print(f"读不了,没有算进去:{item.path}", file=sys.stderr)
    return standing.submissions


def forms_in(paths: list[Path], policy: Policy, jobs: int) -> tuple[list[tuple[str, tuple[FilledForm, ...]]], int]:
    """(file name, its forms) of every file, in their order, and how many could not be read."""
    from jixiao.tasks.check import check_files

    files = [file for file, _ in files_of(paths).files]
    outcomes = dict(check_files(files, policy, jobs=jobs))
    unreadable = [file for index, file in enumerate(files) if outcomes[index].status == "unreadable"]
    for file in unreadable:
        print(f"读不了,没有算进去:{file}", file=sys.stderr)
    return [(file.name, outcomes[index].book.forms) for index, file in enumerate(files)], len(unreadable)
