"""Use cases of the annual report: where rounds, ledger, entered data, the Word template and our own rules meet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from jixiao.campaign.collect import standing_of
from jixiao.campaign.results import Standing
from jixiao.campaign.round import Round
from jixiao.documents.annual_report import Figure, LedgerCounts, SourceRow, Untied
from jixiao.intake import write_new
from jixiao.policy.model import Policy
from jixiao.publication.annual_data import YearData
from jixiao.publication.annual_draft import draft, own_template
from jixiao.publication.annual_entry import NAME, entry_workbook
from jixiao.publication.annual_figures import all_untied, of_data, of_ledger, of_round, once, with_rate
from jixiao.publication.annual_sources import FIGURES, write_sources
from jixiao.publication.history import results_of, write_history
from jixiao.records.finding import Finding
from jixiao.tasks import check_data

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
    told += of_data(data)
    return with_rate(once(told)), all_untied(data, told)


def ledger_counts(place: str, on: date) -> LedgerCounts:
    """What a ledger (campaign folder, file or URL) counts on a day; LedgerError when it cannot be read."""
    from jixiao.ledger.opening import ledger_at, reading
    from jixiao.ledger.queries import items, notices
    from jixiao.ledger.states import CLOSED, ISSUED, OVERDUE, state_on

    ledger = ledger_at(place)
    with reading(ledger) as connection:
        sent, found = notices(connection), items(connection)
    rows = [
        (SourceRow(f"台账·{item.named}", f"{item.unit} {item.project} {item.problem}", Decimal(1)), item)
        for item in found
    ]
    return LedgerCounts(
        notices=tuple(SourceRow(f"台账·{one.number}", f"{one.unit} {one.title}", Decimal(1)) for one in sent),
        items=tuple(row for row, _ in rows),
        replied=tuple(row for row, item in rows if item.state != ISSUED),
        closed=tuple(row for row, item in rows if item.state == CLOSED),
        overdue=tuple(row for row, item in rows if state_on(item.state, item.status, item.deadline, on) == OVERDUE),
    )


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
    """The history workbook of several rounds; its path and how many results it holds."""
    results = [one for found in rounds for one in results_of(found, standing_of(found))]
    return write_history(results, target, at), len(results)
