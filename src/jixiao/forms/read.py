"""All known forms of a workbook. A new kind of form is one import and one entry in READERS."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from jixiao.forms.catalogue import FORMS
from jixiao.forms.find_lists import broken_alone, is_number
from jixiao.forms.layout import texts
from jixiao.forms.page import Page, as_page, rows_only, without
from jixiao.forms.read_evaluation_list import read_evaluation_lists
from jixiao.forms.read_list_form import read_list_forms
from jixiao.forms.read_monitoring import read_monitorings
from jixiao.forms.read_score_sheet import read_score_sheets
from jixiao.forms.read_self_evaluation import read_self_evaluations
from jixiao.forms.read_target_declaration import read_target_declarations
from jixiao.forms.torn import told_as_torn
from jixiao.records.filled_form import FilledForm
from jixiao.records.regex import regex
from jixiao.workbook.grid import Grid, Sheet, position


@dataclass(frozen=True)
class Reader:
    """One way of reading sheets: `telling` must match some short squeezed text of a sheet before `read` is tried."""

    telling: re.Pattern[str]
    read: Callable[[Sheet], tuple[FilledForm, ...]]


READERS: tuple[Reader, ...] = (
    # before the declaration, which has the same columns of indicators; a declaration titled 批复表 is left to it
    Reader(regex(r"目标.{0,6}批复|批复.{0,8}绩效目标|^(?:目标|预算)?批复(?:文件)?文号$"), read_list_forms),
    Reader(
        regex(
            r"监控[^,。;:()]{0,10}表|(?:绩效|运行|执行)监控$|完成.{0,6}目标.{0,3}可能性|(?:经费|硬件条件)保障$|^全年预计"
        ),
        read_monitorings,
    ),
    Reader(
        regex(
            r"(?:评分|打分|计分|考评|考核|审核|评审|审查|评估|评价指标|评价指标体系)[^,。;:]{0,12}表|评价指标体系|^(?:评分|考评|评价)标准$"
            r"|^(?:评估|审核|考评)(?:要点|维度)$|扣分(?:原因|理由|说明)|事前.{0,4}评估"
        ),
        read_score_sheets,
    ),
    Reader(
        regex(r"三级|[一二]级指标|指标(?:内容|名称)|具体指标|自评(?:价)?表|绩效自评$"),
        read_self_evaluations,
    ),
    Reader(
        regex(r"绩效目标.{0,16}[表书](?:\(|$)|(?:指标|目标|实现)值|指标目标|三级指标"),
        read_target_declarations,
    ),
    Reader(
        regex(
            r"整改.{0,6}(?:台账|情况|措施|报告|[期时]限)|整改的?通知$|反馈.*通知$|运用意见|抽查复核|复核(?:得分|分数|等级)|公开(?:清单|日期|时间)"
        ),
        read_list_forms,
    ),
    Reader(
        regex(r"问题描述|评价(?:得分|分数|结果|等级|等次)|自评(?:得分|分数|等级)|^(?:得分|等级|等次|优秀?)$"),
        read_evaluation_lists,
    ),
)
"""In the order in which they are tried: where two see a form in the same cells, the earlier one has it."""

_TELLING = regex("|".join(f"(?:{reader.telling.pattern})" for reader in READERS))
_ANY_TITLE = regex("|".join(f"(?:{form.title_pattern})" for form in FORMS))
_TABLE = 3
"""So many columns at least make a table."""
MAX_TELLING = 80
"""A longer text tells nothing about its sheet."""


def is_form_text(text: str) -> bool:
    """Whether a half-width cell text without blanks hints that its sheet holds a known form."""
    return len(text) <= MAX_TELLING and _TELLING.search(text) is not None


def read_forms(grid: Grid) -> tuple[FilledForm, ...]:
    """Every known form, sheet by sheet, top to bottom.

    A form left wholly blank beside a filled one counts as not submitted and is left out.
    """
    shown = [sheet for sheet in grid.sheets if sheet.detailed and sheet.state == "visible" and sheet.cells]
    pages = [as_page(sheet) for sheet in shown]
    forms = told_as_torn([form for page in pages for form in _of_sheet(page)], pages)
    filled = [form for form in forms if not form.blank]
    return tuple(filled or forms)


def _of_sheet(page: Page) -> list[FilledForm]:
    """The forms of a sheet; one that begins inside the rows of another, of whatever kind, is read for itself."""
    found = _of_page(page)
    kinds = {form.form for form in found}
    late = {position(form.title.cell)[0] for form in found}
    for row in _titles_inside(page, found) if found else ():
        top = next((above for above in (row - 2, row - 1) if _heads_letter(page, above)), row)
        lower = rows_only(page, top, max(page.rows))
        below = _of_page(lower)
        begun = any(
            position(form.title.cell)[0] == row
            and len(form.columns) >= _TABLE
            and (row in late or form.form not in kinds)  # a title printed again on a further page begins no form
            for form in below
        )
        upper = _of_page(rows_only(page, 1, top - 1)) if begun else []
        if upper and len(upper) + len(below) > len(found):
            return upper + _of_sheet(lower)
    return found


def _heads_letter(page: Page, row: int) -> bool:
    """Whether a row above a title holds the letter's number, or an error where it should stand."""
    return any(is_number(flat) for _, flat in texts(page, row)) or broken_alone(page, row) is not None


def _titles_inside(page: Page, found: list[FilledForm]) -> list[int]:
    """Rows where a form may begin inside those of another: titles below its headings, its own title below others."""
    titles = [
        row
        for row, line in page.lines.items()
        if len(line) <= 2 and any(len(flat) <= MAX_TELLING and _ANY_TITLE.search(flat) for _, flat in line)
    ]
    own = {position(form.title.cell)[0]: form for form in found}
    below = {
        row
        for form in found
        for row in titles
        if row not in own and position(form.header_cell)[0] < row <= form.region[2]
    }
    late = {start for start, form in own.items() if any(form.region[0] <= row < start for row in titles)}
    return sorted(below | late)


def _of_page(page: Page) -> list[FilledForm]:
    words = [flat for line in page.lines.values() for _, flat in line if len(flat) <= MAX_TELLING]
    found: list[FilledForm] = []
    rest = page
    for reader in READERS:
        if rest.cells and any(reader.telling.search(flat) for flat in words):
            own = reader.read(rest)
            found += own
            rest = without(rest, [form.region for form in own]) if own else rest
    return sorted(found, key=lambda form: (form.region[0], form.region[1]))
