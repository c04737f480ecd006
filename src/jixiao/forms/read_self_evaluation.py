"""Reading 项目支出绩效自评表 from a sheet, in whatever layout it came, several forms a sheet if need be."""

from __future__ import annotations

import re
from functools import lru_cache

from jixiao.forms.find_forms import GUIDE_TITLE, Block, Kind, find_blocks, side_by_side, title_of
from jixiao.forms.page import Page, as_page
from jixiao.forms.read_funds import read_funds
from jixiao.forms.read_goals import GOAL_LABEL, read_goals
from jixiao.forms.read_head import fields_of, region_of, with_broken, year_of
from jixiao.forms.read_indicators import IndicatorTable, read_indicators
from jixiao.forms.read_total import head_total
from jixiao.forms.self_evaluation import DIMENSIONS, FIELDS, FORM, NEIGHBOUR_LABEL, REQUIRED_COLUMNS
from jixiao.records.indicator_form import Indicator, Stated
from jixiao.records.numbers import read_points
from jixiao.records.self_evaluation import SelfEvaluation
from jixiao.records.text import squeezed
from jixiao.records.value import Value
from jixiao.workbook.grid import Sheet

_STATED = re.compile(r"[(（](\d+(?:\.\d+)?)\s*分[)）]")
_FOOTNOTE = re.compile(
    r"(预算执行率|资金执行率|执行率|产出|效益|满意度|成本)(?:指标)?(?:分值|权重|得分)?(?:为|占|:)?(\d+(?:\.\d+)?)分"
)
_WHOLE_UNIT = re.compile(r"部门整体|整体支出|单位整体|整体绩效")
_OTHER_FORM = re.compile(r"监控|申报表|审核表|批复表|评分表|复核表|汇总|统计表|清单|台账|一览|" + GUIDE_TITLE)
NOT_A_FIELD = re.compile(f"(?:{NEIGHBOUR_LABEL})|(?:{GOAL_LABEL.pattern})")


KIND = Kind(FORM, hint="评", needs=frozenset({"target", "actual"}))


def read_self_evaluations(sheet: Sheet) -> tuple[SelfEvaluation, ...]:
    """Every self-evaluation form of a sheet, top to bottom, then left to right."""
    forms = [
        _read_block(part, block) for part in side_by_side(as_page(sheet), KIND) for block in find_blocks(part, KIND)
    ]
    return tuple(form for form in forms if form is not None)


@lru_cache(maxsize=4096)
def dimension(label: str) -> str | None:
    """The dimension (产出, 效益, 满意度, 成本 …) that a level-1 label names, None when it names none."""
    flat = squeezed(label)
    return next((name for name, pattern in DIMENSIONS if re.search(pattern, flat)), None)


def _read_block(page: Page, block: Block) -> SelfEvaluation | None:
    title = title_of(page, block, KIND)
    if not _is_self_evaluation(block, title):
        return None
    year, year_cell = year_of(page, block, FIELDS)
    found = read_funds(page, block.top, block.head)
    funds = found.funds if found else None
    goals = range(found.last_row + 1, block.head.stop) if found else block.head
    goal, goal_done = read_goals(page, goals.start, goals.stop)
    table = read_indicators(page, block.tables, block.bottom, year, funds)
    fields = fields_of(page, block, table.last_row, FIELDS, NOT_A_FIELD)
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
        region=region_of(page, block),
    )
    return with_broken(page, form)


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


def _is_self_evaluation(block: Block, title: Value) -> bool:
    """Whether a block is a self-evaluation of a project: by its title, or without one by its columns."""
    if _WHOLE_UNIT.search(title.flat):
        return False
    if block.title_row is not None:
        return True
    columns = block.tables[0].columns.keys() if block.tables else set()
    if "actual" not in columns or _OTHER_FORM.search(title.flat):
        return False
    return bool(columns & {"score", "score_final", "reason"})
