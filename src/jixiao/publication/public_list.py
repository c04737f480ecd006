"""公开清单: the filled F14 template, and the same list as a sheet to print."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from jixiao.campaign.listing import table_sheet
from jixiao.documents.words import day_text
from jixiao.forms.publication_list import FORM
from jixiao.forms.template import build_template, fill_template
from jixiao.forms.template_book import Scalar
from jixiao.policy.model import Policy
from jixiao.publication.entries import NONE, Entry
from jixiao.records.numbers import plain
from jixiao.workbook.apply_patch import new_workbook

_EPOCH = date(1899, 12, 30)
COLUMNS = (
    ("年度", 6.0),
    ("单位", 20.0),
    ("项目", 26.0),
    ("金额(万元)", 13.0),
    ("评价类型", 11.0),
    ("得分", 7.0),
    ("等级", 6.0),
    ("主要问题", 38.0),
    ("整改情况", 17.0),
    ("公开栏目", 20.0),
    ("公开日期", 15.0),
)
"""What the public list tells of every project, as headed on paper and on the web page."""


def filled_list(entries: Sequence[Entry], policy: Policy, on: date, year: int | None) -> bytes:
    """The F14 template with one row per entry, place and date of publication filled in where an entry has none."""
    rows = max(len(entries), 1)
    values: dict[tuple[str, int], Scalar] = {
        ("field.unit", 0): policy.notice.agency,
        ("field.date", 0): _serial(on),
    }
    for row, entry in enumerate(entries):
        cells: dict[str, Scalar] = {
            "year": entry.year,
            "duty": entry.unit,
            "project": entry.project,
            "amount": entry.amount,
            "kind": entry.kind,
            "score": NONE if entry.unscored else entry.score,
            "grade": NONE if entry.unscored else entry.grade,
            "problem": entry.problem,
            "status": entry.status,
            "place": entry.place or policy.publish_place,
            "published": _day(entry, on),
        }
        values |= {(role, row): value for role, value in cells.items() if value not in (None, "")}
    blank = build_template(FORM, policy, year=year, rows=rows)
    return fill_template(blank, FORM, policy, values, rows=rows)


def _day(entry: Entry, on: date) -> Scalar:
    try:
        return _serial(date.fromisoformat(entry.published)) if entry.published else _serial(on)
    except ValueError:
        return entry.published


def _serial(day: date) -> int:
    return (day - _EPOCH).days


def shown_rows(entries: Sequence[Entry], policy: Policy, on: date) -> list[tuple[str | Decimal, ...]]:
    """The list's rows under `COLUMNS` as people read them; amounts and scores stay numbers."""
    return [
        (
            entry.year,
            entry.unit,
            entry.project,
            "" if entry.amount is None else entry.amount,
            entry.kind,
            NONE if entry.unscored else "" if entry.score is None else entry.score,
            NONE if entry.unscored else entry.grade,
            entry.problem,
            entry.status,
            entry.place or policy.publish_place,
            _shown_day(entry, on),
        )
        for entry in entries
    ]


def _shown_day(entry: Entry, on: date) -> str:
    try:
        return day_text(date.fromisoformat(entry.published) if entry.published else on)
    except ValueError:
        return entry.published


def total_of(entries: Sequence[Entry]) -> Decimal:
    """The amounts together, in 万元, exact."""
    return sum((entry.amount for entry in entries if entry.amount is not None), Decimal(0))


def printed_list(entries: Sequence[Entry], policy: Policy, on: date, title: str) -> bytes:
    """The list as a workbook of one sheet that prints, for the PDF."""
    total = total_of(entries)
    note = f"编制单位:{policy.notice.agency}　{day_text(on)}　共 {len(entries)} 项、{plain(total)} 万元"
    blank = ("",) * (len(COLUMNS) - 4)
    rows: list[tuple[str | Decimal, ...]] = [*shown_rows(entries, policy, on)]
    rows.append(("合计", "", f"{len(entries)} 项", total, *blank))
    plan = table_sheet("公开清单", title, note, COLUMNS, rows)
    return new_workbook((plan,), title=title)
