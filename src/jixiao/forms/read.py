"""All known forms of a workbook."""

from __future__ import annotations

import re

from jixiao.forms.read_evaluation_list import read_evaluation_lists
from jixiao.forms.read_self_evaluation import is_blank, read_self_evaluations
from jixiao.records.book import AnyForm
from jixiao.records.self_evaluation import SelfEvaluation
from jixiao.workbook.grid import Grid

_TELLING = re.compile(
    r"三级|[一二]级指标|指标(?:内容|名称)|具体指标|自评(?:价)?表|绩效自评$|问题描述|评价(?:得分|结果|等级)|自评(?:得分|分数|等级)|^(?:得分|等级)$"
)


def is_form_text(text: str) -> bool:
    """Whether a half-width cell text without blanks hints that its sheet holds a known form."""
    return len(text) <= 80 and _TELLING.search(text) is not None


def read_forms(grid: Grid) -> tuple[AnyForm, ...]:
    """Every known form, sheet by sheet, top to bottom.

    A form left wholly blank beside a filled one counts as not submitted and is left out.
    """
    forms: list[AnyForm] = []
    for sheet in grid.sheets:
        if not sheet.detailed or sheet.state != "visible" or not sheet.cells:
            continue
        found = read_self_evaluations(sheet)
        forms.extend(found if found else read_evaluation_lists(sheet))
    filled = [form for form in forms if not (isinstance(form, SelfEvaluation) and is_blank(form))]
    return tuple(filled or forms)
