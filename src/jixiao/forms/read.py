"""All known forms of a workbook. A new kind of form is one import and one entry in READERS."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from jixiao.forms.page import Page, as_page
from jixiao.forms.read_evaluation_list import read_evaluation_lists
from jixiao.forms.read_self_evaluation import read_self_evaluations
from jixiao.records.filled_form import FilledForm
from jixiao.workbook.grid import Grid, Sheet


@dataclass(frozen=True)
class Reader:
    """One way of reading sheets: `telling` must match some short squeezed text of a sheet before `read` is tried."""

    telling: re.Pattern[str]
    read: Callable[[Sheet], tuple[FilledForm, ...]]


READERS: tuple[Reader, ...] = (
    Reader(
        re.compile(r"三级|[一二]级指标|指标(?:内容|名称)|具体指标|自评(?:价)?表|绩效自评$"),
        read_self_evaluations,
    ),
    Reader(
        re.compile(r"问题描述|评价(?:得分|结果|等级)|自评(?:得分|分数|等级)|^(?:得分|等级)$"),
        read_evaluation_lists,
    ),
)
"""In the order in which they are tried: where two see a form in the same cells, the earlier one has it."""

_TELLING = re.compile("|".join(f"(?:{reader.telling.pattern})" for reader in READERS))
MAX_TELLING = 80
"""A longer text tells nothing about its sheet."""


def is_form_text(text: str) -> bool:
    """Whether a half-width cell text without blanks hints that its sheet holds a known form."""
    return len(text) <= MAX_TELLING and _TELLING.search(text) is not None


def read_forms(grid: Grid) -> tuple[FilledForm, ...]:
    """Every known form, sheet by sheet, top to bottom.

    A form left wholly blank beside a filled one counts as not submitted and is left out.
    """
    forms: list[FilledForm] = []
    for sheet in grid.sheets:
        if sheet.detailed and sheet.state == "visible" and sheet.cells:
            forms.extend(_of_sheet(as_page(sheet)))
    filled = [form for form in forms if not form.blank]
    return tuple(filled or forms)


def _of_sheet(page: Page) -> list[FilledForm]:
    words = [flat for line in page.lines.values() for _, flat in line if len(flat) <= MAX_TELLING]
    found: list[FilledForm] = []
    for reader in READERS:
        if any(reader.telling.search(flat) for flat in words):
            found += [form for form in reader.read(page) if not any(_overlap(form, other) for other in found)]
    return sorted(found, key=lambda form: (form.region[0], form.region[1]))


def _overlap(one: FilledForm, other: FilledForm) -> bool:
    top, left, bottom, right = one.region
    return top <= other.region[2] and other.region[0] <= bottom and left <= other.region[3] and other.region[1] <= right
