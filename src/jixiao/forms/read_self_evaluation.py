"""Reading 项目支出绩效自评表 from a sheet, in whatever layout it came, several forms a sheet if need be."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from jixiao.forms.find_forms import MAX_TITLE, Block, find_blocks, is_self_evaluation, side_by_side, title_of
from jixiao.forms.labelled import field_of, labelled_fields
from jixiao.forms.layout import texts
from jixiao.forms.page import Page, as_page
from jixiao.forms.read_funds import read_funds
from jixiao.forms.read_goals import GOAL_LABEL, read_goals
from jixiao.forms.read_indicators import IndicatorTable, read_indicators
from jixiao.forms.read_total import head_total
from jixiao.forms.self_evaluation import DIMENSIONS, FIELDS, FORM, NEIGHBOUR_LABEL, REQUIRED_COLUMNS
from jixiao.forms.values import value_at
from jixiao.records.numbers import read_points
from jixiao.records.self_evaluation import Indicator, SelfEvaluation, Stated
from jixiao.records.text import squeezed
from jixiao.records.value import Value
from jixiao.workbook.grid import Sheet

_YEAR = re.compile(r"((?:19|20)\d{2})(?:年度|年(?!\d{1,2}月)|\)|$)")
_CHINESE_YEAR = re.compile(r"二[〇○零][〇○零一二三四五六七八九]{2}(?=年)")
_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_YEAR_LINE = re.compile(r"[(\[]?(?:年度[:：]?)?\d{4}(?:年度|年)?[)\]]?.{0,8}|.*\d{4}年度?\).*")
_STATED = re.compile(r"[(（](\d+(?:\.\d+)?)\s*分[)）]")
_FOOTNOTE = re.compile(
    r"(预算执行率|资金执行率|执行率|产出|效益|满意度|成本)(?:指标)?(?:分值|权重|得分)?(?:为|占|:)?(\d+(?:\.\d+)?)分"
)
_NOT_A_FIELD = re.compile(f"(?:{NEIGHBOUR_LABEL})|(?:{GOAL_LABEL.pattern})")
_DOES_THE_WORK = re.compile("实施|使用|承担|执行")


def read_self_evaluations(sheet: Sheet) -> tuple[SelfEvaluation, ...]:
    """Every self-evaluation form of a sheet, top to bottom, then left to right."""
    forms = [_read_block(part, block) for part in side_by_side(as_page(sheet)) for block in find_blocks(part)]
    return tuple(form for form in forms if form is not None)


@lru_cache(maxsize=4096)
def dimension(label: str) -> str | None:
    """The dimension (产出, 效益, 满意度, 成本 …) that a level-1 label names, None when it names none."""
    flat = squeezed(label)
    return next((name for name, pattern in DIMENSIONS if re.search(pattern, flat)), None)


def is_blank(form: SelfEvaluation) -> bool:
    """Whether nothing of a form was filled in: no project, no amounts, no actual values, no points claimed."""
    filled = [form.project, *(value for row in form.fund_rows() for value in row.amounts())]
    for row in form.indicators:
        filled += [row.actual, row.score if row.actual is None else None]
    return all(value is None or value.empty or value.flat == "0" for value in filled) and not any(
        row.target.flat and row.score is not None and not row.score.empty for row in form.indicators
    )


def _read_block(page: Page, block: Block) -> SelfEvaluation | None:
    title = title_of(page, block)
    if not is_self_evaluation(block, title):
        return None
    year, year_cell = _year(page, block)
    found = read_funds(page, block.top, block.head)
    funds = found.funds if found else None
    goals = range(found.last_row + 1, block.head.stop) if found else block.head
    goal, goal_done = read_goals(page, goals.start, goals.stop)
    table = read_indicators(page, block.tables, block.bottom, year, funds)
    fields = _fields(page, block, table.last_row)
    columns = dict(block.tables[0].cells) if block.tables else {}
    form = SelfEvaluation(
        sheet=page.name,
        title=title,
        year=year,
        year_cell=year_cell,
        header_cell=block.tables[0].first_cell if block.tables else title.cell,
        columns=columns,
        missing=tuple(FORM.column("indicators", role).label for role in REQUIRED_COLUMNS if role not in columns),
        project=fields.get("project"),
        department=fields.get("department"),
        agency=fields.get("agency"),
        codes=tuple(value for role, value in fields.items() if role.startswith("code")),
        dates=tuple(value for role, value in fields.items() if role.startswith("date")),
        funds=funds,
        goal=goal,
        goal_done=goal_done,
        indicators=table.indicators,
        execution_row=table.execution_row,
        total=table.total or head_total(page, [row for row in block.head if found is None or row not in found.rows]),
        stated=_stated(table),
        notes=table.notes,
        region=_region(page, block),
    )
    return _with_broken(page, form)


def _with_broken(page: Page, form: SelfEvaluation) -> SelfEvaluation:
    """The form with every error value or formula without result in its block, labelled where it is an input."""
    top, left, bottom, right = form.region
    cells = [
        cell
        for row, line in page.rows.items()
        if top <= row <= bottom
        for cell in line
        if (cell.error is not None or cell.uncached) and left <= cell.column <= right
    ]
    if not cells:
        return form
    labels = {value.cell: value.label for value in form.inputs()}
    broken = tuple(value_at(page, cell.row, cell.column, labels.get(cell.address, "单元格")) for cell in cells)
    return form.model_copy(update={"broken": broken})


def _year(page: Page, block: Block) -> tuple[int | None, Value | None]:
    """The year in the title or in the rows just around it (「（2019年度）」), never one in a field's value."""
    start = block.head.start
    for row in (start, start + 1, start + 2, start - 1):
        line = texts(page, row)
        if not block.top <= row < block.head.stop or (
            row != start and line and field_of(FIELDS, line[0][1].partition(":")[0])
        ):
            continue
        for cell, flat in line:
            flat = _CHINESE_YEAR.sub(lambda found: found[0].translate(_DIGITS), flat)
            match = _YEAR.search(flat) if len(flat) <= MAX_TITLE else None
            if match and (row == start or _YEAR_LINE.fullmatch(flat)):
                return int(match[1]), value_at(page, cell.row, cell.column, "年度")
    return None, None


def _fields(page: Page, block: Block, last_row: int) -> dict[str, Value]:
    """Fields by role (code0, date1 … for those that may stand more than once), from above and below the tables."""
    found: dict[str, Value] = {}
    agency_label = ""
    head, foot = block.head, range(max(last_row, block.head.stop) + 1, block.bottom + 1)
    for rows in (head, foot):
        for field, label, value in labelled_fields(page, FIELDS, rows, _NOT_A_FIELD):
            if field.role in ("code", "date"):
                found[f"{field.role}{len(found)}"] = replace(value, label=label)
            elif field.role == "agency":
                better = bool(_DOES_THE_WORK.search(label)) and not _DOES_THE_WORK.search(agency_label)
                if "agency" not in found or better:
                    found["agency"], agency_label = value, label
            else:
                found.setdefault(field.role, value)
    return found


def _stated(table: IndicatorTable) -> tuple[Stated, ...]:
    """Points that the form states per dimension: in level-1 labels 「产出指标（50分）」, else in a footnote."""
    rows_of: dict[str, list[Indicator]] = {}
    for row in table.indicators:
        rows_of.setdefault(row.level1, []).append(row)
    stated = []
    for label, rows in rows_of.items():
        match = _STATED.search(label)
        name = dimension(label)
        if match and name and rows[0].level1_cell:
            points = read_points(Value("", text=match[1]))
            if points is not None:
                stated.append(
                    Stated(dimension=name, points=points, cell=rows[0].level1_cell, rows=tuple(r.row for r in rows))
                )
    return tuple(stated) or _footnote(table, rows_of)


def _footnote(table: IndicatorTable, rows_of: dict[str, list[Indicator]]) -> tuple[Stated, ...]:
    for note in table.notes:
        scheme = dict(_FOOTNOTE.findall(note.flat))
        if len(scheme) < 2:
            continue
        stated = []
        for name, text in scheme.items():
            rows = [row for label, items in rows_of.items() if dimension(label) == name for row in items]
            points = read_points(Value("", text=text))
            if rows and points is not None:
                cell = rows[0].level1_cell or rows[0].name.cell
                stated.append(Stated(dimension=name, points=points, cell=cell, rows=tuple(row.row for row in rows)))
        return tuple(stated)
    return ()


def _region(page: Page, block: Block) -> tuple[int, int, int, int]:
    columns = [cell.column for row, cells in page.rows.items() if block.top <= row <= block.bottom for cell in cells]
    return block.top, min(columns, default=1), block.bottom, max(columns, default=1)
