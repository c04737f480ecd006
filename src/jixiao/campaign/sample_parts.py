"""The drawn ones handed out for review: one 抽查复核表 per unit, or per superior department, in folders."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from jixiao.campaign.distribute import NO_SUPERIOR
from jixiao.campaign.distribute import _safe as safe_name
from jixiao.campaign.sample import Drawn, Sample
from jixiao.campaign.sample_book import review_values
from jixiao.forms.spot_check import FORM
from jixiao.forms.template import build_template, fill_template
from jixiao.intake import free_path
from jixiao.policy.model import Policy

BY_UNIT, BY_DEPARTMENT, TOGETHER = "单位", "主管部门", "合并"
PARTS = (BY_UNIT, BY_DEPARTMENT, TOGETHER)
"""How the review forms may be handed out; 合并 is the one with everything, which is always made."""
_LONGEST = 60


def write_parts(sample: Sample, by: str, folder: Path, policy: Policy, year: int | None, at: datetime) -> Path | None:
    """Write one 抽查复核表 per unit or department into a new folder, all or none; None when nothing is to be parted.

    The folder takes a time in its name where there is one already. OSError when it cannot be written.
    """
    parts = list(parts_of(sample, by))
    if not parts:
        return None
    target = free_path(folder, at)
    making = target.with_name(target.name + ".part")
    shutil.rmtree(making, ignore_errors=True)
    # most units have one or two, so that the form is drawn only a few times
    blanks = {rows: build_template(FORM, policy, year=year, rows=rows) for rows in {len(items) for _, items in parts}}
    try:
        for place, items in parts:
            path = making / place
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(part_book(sample, items, blanks[len(items)], policy))
        return making.rename(target)
    finally:
        shutil.rmtree(making, ignore_errors=True)


def parts_of(sample: Sample, by: str) -> Iterator[tuple[str, list[Drawn]]]:
    """(place below the folder, what is reviewed there), in the order of departments and units."""
    groups: dict[tuple[str, str, str], list[Drawn]] = {}
    for item in sample.drawn if by != TOGETHER else ():
        whose = item.case.key.partition("|")[0] if by == BY_UNIT else ""
        groups.setdefault((item.layer[0], whose, item.case.unit if by == BY_UNIT else ""), []).append(item)
    taken: set[str] = set()
    for (department, code, unit), items in sorted(groups.items(), key=lambda pair: pair[0]):
        yield _free(_place(department, code, unit), taken), items


def _place(department: str, code: str, unit: str) -> str:
    home = safe_name(department or NO_SUPERIOR)[:_LONGEST]
    if not code:
        return f"{home}_{FORM.title}.xlsx"
    known = f"〔{safe_name(code)[:_LONGEST]}〕" if code.isascii() else ""
    return f"{home}/{known}{safe_name(unit)[:_LONGEST]}_{FORM.title}.xlsx"


def _free(place: str, taken: set[str]) -> str:
    found, number = place, 2
    while found.casefold() in taken:
        found = f"{place.removesuffix('.xlsx')}_{number}.xlsx"
        number += 1
    taken.add(found.casefold())
    return found


def part_book(sample: Sample, items: Sequence[Drawn], blank: bytes, policy: Policy) -> bytes:
    """抽查复核表 of a few of the drawn ones, in the `blank` with as many rows.

    The number of all says that it is that; the ratio would be none of this book, so it stays open.
    """
    values = review_values(items, f"{len(sample.every)}(全部)", policy)
    return fill_template(blank, FORM, policy, values, rows=len(items))
