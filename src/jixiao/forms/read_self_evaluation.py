"""Reading 项目支出绩效自评表 from a sheet, in whatever layout it came, several forms a sheet if need be."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from jixiao.forms.layout import Headings, labelled_fields, read_headings, texts
from jixiao.forms.read_funds import read_funds
from jixiao.forms.read_goals import GOAL_LABEL, read_goals
from jixiao.forms.read_indicators import IndicatorTable, read_indicators
from jixiao.forms.self_evaluation import DIMENSIONS, FIELDS, FORM, INDICATOR_COLUMNS, REQUIRED_COLUMNS
from jixiao.forms.values import cell_text, value_at
from jixiao.records.numbers import read_points
from jixiao.records.self_evaluation import Indicator, SelfEvaluation, Stated, Total
from jixiao.records.text import squeezed
from jixiao.records.value import Value
from jixiao.workbook.grid import Sheet

_TITLE = re.compile(FORM.title_pattern)
_OTHER_FORM = re.compile(r"部门整体|整体支出|单位整体|整体绩效|监控|申报表|审核表|批复表|评分表|复核表|汇总|统计表|清单|台账|一览")
_NOT_TITLE = re.compile(r"^(?:注|备注|说明|填表|填报|附[:：]|\d+[.、])")
_YEAR = re.compile(r"((?:19|20)\d{2})(?:年度|年|\)|$)")
_CANDIDATE = re.compile(r"三级|指标内容|指标名称|具体指标|一级指标|二级指标|一级|指标值|完成值")
_STATED = re.compile(r"[(（](\d+(?:\.\d+)?)\s*分[)）]")
_FOOTNOTE = re.compile(r"(预算执行率|资金执行率|执行率|产出|效益|满意度|成本)(?:指标)?(?:分值|权重|得分)?(?:为|占|:)?(\d+(?:\.\d+)?)分")
_TITLE_SCORE = re.compile(r"(?:项目)?(?:总得分|自评得分|自评总分|总分)(?:为|:)?(\d+(?:\.\d+)?)分?")


@dataclass(frozen=True)
class _Block:
    """One form on a sheet: its first and last row, title row (None when it has none) and indicator headings."""

    top: int
    bottom: int
    title_row: int | None
    headings: Headings | None


def read_self_evaluations(sheet: Sheet) -> tuple[SelfEvaluation, ...]:
    """Every self-evaluation form of a sheet, top to bottom."""
    return tuple(form for block in _blocks(sheet) if (form := _read_block(sheet, block)) is not None)


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


# -- finding the forms of a sheet --------------------------------------------------------------------------------------


def _title_row(sheet: Sheet, first: int, last: int) -> int | None:
    """The last row between `first` and `last` that bears a self-evaluation title."""
    for row in sorted((row for row in sheet.rows if first <= row <= last), reverse=True):
        if any(len(flat) <= 60 and _TITLE.search(flat) and not _NOT_TITLE.match(flat) for _, flat in texts(sheet, row)):
            return row
    return None


def _heading_rows(sheet: Sheet) -> list[Headings]:
    found: list[Headings] = []
    for row in sheet.rows:
        if found and row <= found[-1].bottom:
            continue
        own = texts(sheet, row)
        if len(own) < 3 or not any(_CANDIDATE.search(flat) for _, flat in own if len(flat) <= 32):
            continue
        headings = read_headings(sheet, row, INDICATOR_COLUMNS, found[-1].bottom if found else 0)
        roles = set(headings.columns)
        names = roles & {"name", "level1", "level2"}
        if names and len(roles) >= 3 and ("target" in roles or "actual" in roles):
            found.append(headings)
    return found


def _blocks(sheet: Sheet) -> list[_Block]:
    headings = _heading_rows(sheet)
    if not headings:
        return _torso(sheet)
    last_row = max(sheet.rows)
    starts: list[int] = []
    titles: list[int | None] = []
    for index, found in enumerate(headings):
        above = headings[index - 1].bottom + 1 if index else 1
        title = _title_row(sheet, above, found.top - 1)
        titles.append(title)
        starts.append(title if title is not None else (above if not index else found.top))
    blocks = []
    for index, found in enumerate(headings):
        top = 1 if index == 0 else starts[index]
        bottom = starts[index + 1] - 1 if index + 1 < len(headings) else last_row
        blocks.append(_Block(top, bottom, titles[index], found))
    return blocks


def _torso(sheet: Sheet) -> list[_Block]:
    """A form that lost its whole indicator table still is one when title, project name and funds or goals are there."""
    if not sheet.rows:
        return []
    last = max(sheet.rows)
    title = _title_row(sheet, 1, last)
    if title is None:
        return []
    labels = {field.role for field, _, _ in labelled_fields(sheet, FIELDS, range(title, last + 1))}
    goal = any(GOAL_LABEL.fullmatch(flat.rstrip(":")) for row in range(title, last + 1) for _, flat in texts(sheet, row))
    funds = read_funds(sheet, title, last + 1) is not None
    return [_Block(1, last, title, None)] if "project" in labels and (goal or funds) else []


# -- reading one form --------------------------------------------------------------------------------------------------


def _read_block(sheet: Sheet, block: _Block) -> SelfEvaluation | None:
    headings = block.headings
    title = _title(sheet, block)
    if not _is_ours(title, headings, block):
        return None
    head_end = headings.top if headings else block.bottom + 1
    head_start = block.title_row or block.top
    year, year_cell = _year(sheet, block, head_end)
    funds = read_funds(sheet, head_start, head_end)
    funds_end = funds.last_row if funds else head_start
    goal, goal_done = read_goals(sheet, funds_end + 1 if funds else head_start, head_end)
    table = read_indicators(sheet, headings, block.bottom, year, funds.funds if funds else None) if headings else IndicatorTable()
    fields = _fields(sheet, block, head_start, head_end, table.last_row)
    total = table.total or _title_total(sheet, block, head_end)
    columns = dict(headings.cells) if headings else {}
    form = SelfEvaluation(
        sheet=sheet.name,
        title=title,
        year=year,
        year_cell=year_cell,
        header_cell=headings.first_cell if headings else title.cell,
        columns=columns,
        missing=tuple(FORM.column("indicators", role).label for role in REQUIRED_COLUMNS if role not in columns),
        project=fields.get("project"),
        department=fields.get("department"),
        agency=fields.get("agency"),
        codes=tuple(value for role, value in fields.items() if role.startswith("code")),
        dates=tuple(value for role, value in fields.items() if role.startswith("date")),
        funds=funds.funds if funds else None,
        goal=goal,
        goal_done=goal_done,
        indicators=table.indicators,
        execution_row=table.execution_row,
        total=total,
        stated=_stated(table, sheet),
        notes=table.notes,
        region=_region(sheet, block),
    )
    return form.model_copy(update={"broken": _broken(sheet, form)})


def _title(sheet: Sheet, block: _Block) -> Value:
    if block.title_row is not None:
        for cell, flat in texts(sheet, block.title_row):
            if _TITLE.search(flat):
                return value_at(sheet, cell.row, cell.column, "表名")
    first = next((row for row in sheet.rows if row >= block.top), block.top)
    cell = sheet.rows.get(first, [None])[0]
    return value_at(sheet, first, cell.column if cell else 1, "表名")


def _is_ours(title: Value, headings: Headings | None, block: _Block) -> bool:
    flat = title.flat
    if re.search(r"部门整体|整体支出|单位整体|整体绩效", flat):
        return False
    if block.title_row is not None:
        return True
    if headings is None or "actual" not in headings.columns or _OTHER_FORM.search(flat):
        return False
    return "score" in headings.columns or "score_final" in headings.columns or "reason" in headings.columns


def _year(sheet: Sheet, block: _Block, head_end: int) -> tuple[int | None, Value | None]:
    """The year in the title or in the rows just around it (「（2019年度）」)."""
    start = block.title_row or block.top
    rows = [start, start + 1, start + 2, start - 1]
    for row in rows:
        if not block.top <= row < head_end:
            continue
        for cell, flat in texts(sheet, row):
            plain_row = row == start or len(flat) <= 12 or "年度" in flat
            if plain_row and len(flat) <= 60 and (match := _YEAR.search(flat)):
                if row != start and not re.fullmatch(r"[(\[]?(?:年度[:：]?)?\d{4}(?:年度|年)?[)\]]?.{0,8}", flat):
                    continue
                return int(match[1]), value_at(sheet, cell.row, cell.column, "年度")
    return None, None


def _fields(sheet: Sheet, block: _Block, start: int, head_end: int, last_row: int) -> dict[str, Value]:
    found: dict[str, Value] = {}
    agency_label = ""
    rows = [*range(start, head_end), *range(max(last_row, head_end) + 1, block.bottom + 1)]
    for field, label, value in labelled_fields(sheet, FIELDS, range(min(rows, default=1), block.bottom + 1), GOAL_LABEL):
        row = int(re.sub(r"\D", "", value.cell))
        if not (row < head_end or row > last_row):
            continue
        if field.role in ("code", "date"):
            found[f"{field.role}{len(found)}"] = Value(
                value.cell, label, value.text, value.content, value.percent, value.formula, value.error, value.uncached
            )
        elif field.role == "agency":
            better = bool(re.search("实施|使用|承担|执行", label)) and not re.search("实施|使用|承担|执行", agency_label)
            if "agency" not in found or better:
                found["agency"], agency_label = value, label
        else:
            found.setdefault(field.role, value)
    return found


def _title_total(sheet: Sheet, block: _Block, head_end: int) -> Total | None:
    """A total that stands in the head of the form: 「项目总得分99分」."""
    for row in range(block.title_row or block.top, head_end):
        for cell, flat in texts(sheet, row):
            if len(flat) <= 60 and (match := _TITLE_SCORE.search(flat)):
                score = Value(cell.address, "总分 · 得分", text=match[1], content=match[1])
                return Total(row=cell.row, label="总分", label_cell=cell.address, score=score)
    return None


def _stated(table: IndicatorTable, sheet: Sheet) -> tuple[Stated, ...]:
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
                stated.append(Stated(dimension=name, points=points, cell=rows[0].level1_cell, rows=tuple(r.row for r in rows)))
    return tuple(stated) or _footnote(table, rows_of)


def _footnote(table: IndicatorTable, rows_of: dict[str, list[Indicator]]) -> tuple[Stated, ...]:
    for note in table.notes:
        scheme = {name: points for name, points in _FOOTNOTE.findall(note.flat)}
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


def _region(sheet: Sheet, block: _Block) -> tuple[int, int, int, int]:
    columns = [cell.column for row, cells in sheet.rows.items() if block.top <= row <= block.bottom for cell in cells]
    return block.top, min(columns, default=1), block.bottom, max(columns, default=1)


def _broken(sheet: Sheet, form: SelfEvaluation) -> tuple[Value, ...]:
    labels = {value.cell: value.label for value in form.inputs()}
    top, _, bottom, _ = form.region
    return tuple(
        value_at(sheet, cell.row, cell.column, labels.get(cell.address, "单元格"))
        for row, cells in sheet.rows.items()
        if top <= row <= bottom
        for cell in cells
        if cell.error is not None or cell.uncached
    )


__all__ = ["cell_text", "dimension", "is_blank", "read_self_evaluations"]
