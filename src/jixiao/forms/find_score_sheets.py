"""Where score sheets are on a sheet: tables of points under the titles that such sheets circulate with."""

from __future__ import annotations

import re
from dataclasses import dataclass

from jixiao.forms import department_scoring, ex_ante_assessment, project_scoring, target_review, third_party
from jixiao.forms.declaration import Form
from jixiao.forms.find_forms import MAX_TITLE, Block
from jixiao.forms.layout import Headings, read_headings, texts
from jixiao.forms.page import Page
from jixiao.forms.score_sheet_columns import RATERS, READING, SINGLE
from jixiao.records.regex import regex
from jixiao.workbook.grid import Cell

KINDS: tuple[Form, ...] = (
    target_review.FORM,
    ex_ante_assessment.FORM,
    third_party.FORM,
    department_scoring.FORM,
    project_scoring.FORM,
)
"""The narrower titles first: 整体 before any 评价评分表."""

_TITLES = tuple((form, regex(form.title_pattern)) for form in KINDS)
_NO_TITLE = regex(
    r"^(?:注|备注|说明|附[:：]|\d+[.、])|[。;?]|清单|汇总|一览|台账|统计|名单|通知|意见书|申报表|监控|说明$|指南|办法|报告|复核"
)
_SOME_TITLE = regex(r"[^,。;:、]{4,50}(?:表|清单|台账|通知|意见书)(?:\(.{0,12}\))?")
_RESULTS = regex(r"结果表$|情况表$")
_SELF = regex(r"自评")
_POINTS_GIVEN = regex(r"评分|打分|计分|得分")
_CANDIDATE = regex(r"得分|评分|分值|打分|满分|权重|标准分|审核(?:意见|结果)|平均分")
_POINTS = frozenset({*RATERS, *SINGLE})
_WORDS: tuple[tuple[Form, re.Pattern[str]], ...] = (
    (target_review.FORM, regex(r"完整性|相关性|适当性|可行性")),
    (ex_ante_assessment.FORM, regex(r"立项必要性|投入经济性|绩效目标合理性|实施方案可行性|筹资合规性")),
    (department_scoring.FORM, regex(r"投入|履职|职责履行|预算配置|在职人员控制率|三公经费.{0,2}控制率")),
    (project_scoring.FORM, regex(r"决策|项目立项|立项依据充分性|资金到位率")),
)
"""Words of the rows that tell the kind of a table without a title; two of them must be there."""


@dataclass(frozen=True)
class ScoreBlock:
    """A score sheet's place and kind."""

    form: Form
    block: Block


def kind_of_title(flat: str) -> Form | None:
    """The kind of score sheet that a squeezed title names; None for sentences, lists, notices and other forms."""
    if len(flat) > MAX_TITLE or _NO_TITLE.search(flat):
        return None
    found = next((form for form, pattern in _TITLES if pattern.search(flat)), None)
    if found is None or ((_SELF.search(flat) or _RESULTS.search(flat)) and not _POINTS_GIVEN.search(flat)):
        return None
    return found


def find_score_blocks(page: Page) -> list[ScoreBlock]:
    """Every score sheet on a page, top to bottom; a title begins a new one, repeated headings alone do not."""
    titles = {row: form for row, line in page.lines.items() if (form := _titled(line)) is not None}
    tables = _tables(page)
    found: list[ScoreBlock] = []
    last = max(page.lines, default=0)
    for index, table in enumerate(tables):
        above = tables[index - 1].bottom + 1 if index else 1
        row = next((row for row in sorted(titles, reverse=True) if above <= row < table.top), None)
        form = titles[row] if row is not None else None
        if form is None:
            if index and found and _continues(found[-1], tables[index - 1], table):
                found[-1] = ScoreBlock(found[-1].form, _grown(found[-1].block, table))
                continue
            form = _kind_of_rows(page, table, tables[index + 1].top if index + 1 < len(tables) else last + 1)
        if form is None:
            continue
        first = row if row is not None else (above if index else 1)
        if found:
            found[-1] = ScoreBlock(found[-1].form, _cut(found[-1].block, first - 1))
        found.append(ScoreBlock(form, Block(first, _end(page, table, last), row, (table,))))
    return found or _torsos(titles, last)


def _end(page: Page, table: Headings, last: int) -> int:
    """The row before the title of the next form of whatever kind below a table."""
    for row in range(table.bottom + 1, last + 1):
        line = texts(page, row)
        if len(line) == 1 and _SOME_TITLE.fullmatch(line[0][1]):
            return row - 1
    return last


def _titled(line: list[tuple[Cell, str]]) -> Form | None:
    """The kind that a row names as its only or longest text; rows of a table name nothing."""
    if len(line) > 3:
        return None
    return next((form for _, flat in line if (form := kind_of_title(flat)) is not None), None)


def _tables(page: Page) -> list[Headings]:
    found: list[Headings] = []
    for row, line in page.lines.items():
        lowest = found[-1].bottom if found else 0
        if row <= lowest or len(line) < 3 or not any(len(flat) <= 20 and _CANDIDATE.search(flat) for _, flat in line):
            continue
        headings = read_headings(page, row, READING, lowest)
        roles = headings.columns.keys()
        judged = roles & {"name", "level1", "level2", "points"}
        if judged and len(roles) >= 3 and (roles & _POINTS or "rating" in roles or {"weight", "standard"} <= roles):
            found.append(headings)
    return found


def _continues(found: ScoreBlock, above: Headings, table: Headings) -> bool:
    return table.columns.keys() == above.columns.keys() and above in found.block.tables


def _grown(block: Block, table: Headings) -> Block:
    return Block(block.top, block.bottom, block.title_row, (*block.tables, table))


def _cut(block: Block, bottom: int) -> Block:
    return Block(block.top, min(block.bottom, bottom), block.title_row, block.tables)


def _kind_of_rows(page: Page, table: Headings, end: int) -> Form | None:
    """The kind of a table without a title, by what its rows speak of; only tables that state a standard are judged."""
    roles = table.columns.keys()
    if not roles & {"standard", "points", *RATERS} or "target" in roles or "self_score" in roles or not roles & _POINTS:
        return None
    flats = {flat for row in range(table.bottom + 1, end) for _, flat in texts(page, row)[:3] if len(flat) <= 20}
    for form, words in _WORDS:
        if len({found[0] for flat in flats if (found := words.search(flat))}) >= 2:
            return form
    return None


def _torsos(titles: dict[int, Form], last: int) -> list[ScoreBlock]:
    """A sheet that lost its whole table still may be one when the title is there; the reader asks for its fields."""
    for row, form in titles.items():
        return [ScoreBlock(form, Block(1, last, row, ()))]
    return []
