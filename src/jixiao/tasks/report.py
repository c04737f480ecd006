"""Use cases of the annual report: where rounds, ledger, entered data, the Word template and our own rules meet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from jixiao.campaign.collect import standing_of
from jixiao.campaign.results import Standing
from jixiao.campaign.round import Round, RoundError
from jixiao.documents.annual_report import Figure, LedgerCounts, Untied
from jixiao.intake import write_new
from jixiao.policy.model import Policy
from jixiao.publication.annual_data import DataError, YearData, with_evaluated
from jixiao.publication.annual_draft import draft, own_template
from jixiao.publication.annual_entry import NAME, entry_workbook
from jixiao.publication.annual_figures import all_untied, counts_of, of_data, of_ledger, of_round, once, rate_of
from jixiao.publication.annual_sources import FIGURES, write_sources
from jixiao.publication.entries import DEPARTMENT, SELF, agreed, entries_of
from jixiao.publication.history import results_of, write_history
from jixiao.records.finding import Finding
from jixiao.rules.run import Outcome
from jixiao.tasks.check import check_data

TEMPLATE = "年度报告模板.docx"


@dataclass(frozen=True)
class Reported:
    """What came of a run: draft and sources, or why there are none; what our own rules find in the draft."""

    figures: tuple[Figure, ...]
    untied: tuple[Untied, ...] = ()
    written: tuple[Path, ...] = ()
    findings: tuple[Finding, ...] = ()


def year_figures(
    rounds: Sequence[tuple[Round, Standing]], data: YearData, ledger: LedgerCounts | None
) -> tuple[tuple[Figure, ...], tuple[Untied, ...]]:
    """All figures of a year, and what does not tie among them and within the entered data."""
    told = [figure for found, standing in rounds for figure in of_round(found, standing)]
    told += of_ledger(ledger) if ledger is not None else ()
    entered = of_data(data)
    told += [*rate_of(once((*told, *entered))), *entered]  # ours first: an entered rate must tie with it
    return once(told), all_untied(data, told)


def evaluated(outcomes: Iterable[tuple[Path, Outcome]], data: YearData, year: int) -> tuple[YearData, tuple[str, ...]]:
    """The data with the year's 财政评价 out of 评价结果清单 and 评分表, and words about what is not among them.

    DataError when two files tell one project's result differently, or there is none for the year.
    """
    found = [entry for path, outcome in outcomes for entry in entries_of(outcome, path.name)]
    mine = [entry for entry in found if entry.kind not in (SELF, DEPARTMENT) and entry.year in ("", str(year))]
    entries, clashes = agreed(mine)
    if clashes:
        told = "".join(f"\n「{own[0].project}」:" + "、".join(entry.source for entry in own) for own in clashes)
        raise DataError(f"这些项目的金额、得分或等级几处写得不一样,请先改一致:{told}")
    if not entries:
        raise DataError(f"评价结果文件里没有 {year} 年度的财政评价项目。请核对文件和年度。")
    left = len(found) - len(mine)
    words = (f"评价结果文件里有 {left} 项是部门评价、单位自评或别的年度的,没有算进重点评价。",) if left else ()
    return with_evaluated(data, entries), words


def ledger_counts(place: str, on: date, policy: Policy, *, issued: int | None = None) -> LedgerCounts:
    """What a ledger (campaign folder, file, URL or 整改台账 workbook) counts on a day.

    `issued`: only notices of that year. LedgerError when it cannot be read, and when it holds notices of several years
    but none is named: the figures of a year are not those of all years.
    """
    from jixiao.ledger.errors import LedgerError
    from jixiao.tasks.rectification import problems_at

    found = problems_at(place, policy, on)
    years = Counter(one.year for one in found if one.year is not None)
    if issued is not None and issued not in years:
        raise LedgerError(f"台账里没有 {issued} 年下发的通知。{_years_told(years)}")
    if issued is None and len(years) > 1:
        raise LedgerError(f"台账里有几年下发的通知,请用 --notices 写明报告算哪一年的。{_years_told(years)}")
    return counts_of([one for one in found if issued is None or one.year == issued], issued)


def _years_told(years: Counter[int]) -> str:
    told = "、".join(f"{year} 年下发的问题 {years[year]} 个" for year in sorted(years))
    return f"台账里有:{told}。" if told else "台账里的通知没有写明年度。"


def write_report(
    rounds: Sequence[tuple[Round, Standing]],
    data: YearData,
    ledger: LedgerCounts | None,
    policy: Policy,
    folder: Path,
    at: datetime,
    *,
    year: int,
    on: date,
    template: bytes | None = None,
) -> Reported:
    """Draft and 数字来源 below `folder`; nothing is written when figures do not tie. TemplateError as `draft`."""
    figures, faults = year_figures(rounds, data, ledger)
    if faults or not figures:
        return Reported(figures, faults)
    made = draft(figures, data, policy, year=year, on=on, template=template)
    name = f"{year}年预算绩效管理工作开展情况"
    outcome = check_data(made.body, f"{name}.docx", policy)
    letter = write_new(folder / f"{name}.docx", made.body, at)
    sources = write_sources(figures, made.places, folder / f"{name}_{FIGURES}.xlsx", at)
    return Reported(figures, (), (letter, sources), outcome.findings)


def write_blanks(folder: Path, at: datetime) -> tuple[Path, Path]:
    """The blank entry workbook and the Word template, to be filled in and edited."""
    return (
        write_new(folder / f"{NAME}.xlsx", entry_workbook(), at),
        write_new(folder / TEMPLATE, own_template(), at),
    )


def write_years(rounds: Sequence[Round], target: Path, at: datetime) -> tuple[Path, int]:
    """The history workbook of several rounds; its path and how many results it holds.

    RoundError for rounds of different forms: a project's budget stands in each of them and would count twice.
    """
    kinds = {found.form_code: found for found in rounds}
    if len(kinds) > 1:
        told = "、".join(f"「{found.name}」是{found.form.title}" for found in kinds.values())
        raise RoundError(f"{told},不能放在一起比。请一种表出一份历年对比。")
    results = [one for found in rounds for one in results_of(found, standing_of(found))]
    return write_history(results, target, at), len(results)
