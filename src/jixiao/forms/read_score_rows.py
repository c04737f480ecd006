"""The rows of a score sheet: criteria with their levels, section rows, the total row."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal

from jixiao.forms.declaration import Field, heading_role
from jixiao.forms.find_forms import Block
from jixiao.forms.labelled import field_of
from jixiao.forms.layout import Headings, flat_at, texts
from jixiao.forms.page import Page
from jixiao.forms.score_sheet_columns import READING, SINGLE
from jixiao.forms.values import value_at
from jixiao.records.numbers import read_points
from jixiao.records.regex import regex
from jixiao.records.score_sheet import Criterion, ScoreTotal
from jixiao.records.standard import read_standard
from jixiao.records.text import shortened
from jixiao.records.value import Value

_TOTAL = regex(
    r"(?:评价|评估|审核|考评|综合|项目|绩效|最终)?(?:总得分|总分值|总分|分总|得分合计|分值合计|合计得分|合计|总计|总评分|综合得分)"
    r"(?:\(?(?:满分)?\d+分?\)?)?:?"
)
_SUBTOTAL = regex(r"小计|.{1,10}小计")
_END = regex(r"(?:注|备注|说明)\d*[:：.]|填表说明|评分说明|附[:：]")
_IN_LABEL = regex(r"\((?:满分)?(\d+(?:\.\d+)?)分\)")
_LABEL_TAIL = regex(r"\((?:满分)?\d+(?:\.\d+)?分?\)|^[一二三四五六七八九十]+、|^\([一二三四五六七八九十]+\)|^\d+[.、]")
_FOOT = ("final", "grade", "outcome", "conclusion", "suggested", "cut", "opinion", "date", "reviewer")
"""Roles of fields that no row of a table is about, even with a number beside them."""
_WHOLE = 100
_GRADE = regex(r"(?:等级|等次|评级)?:?(优秀?|良好?|中等?|较差|差|合格|不合格)")
_GRADE_LABEL = regex(r"(?:评价|评定|综合|绩效|考评)?(?:等级|等次)")


@dataclass
class _State:
    """What carries from row to row: the level labels, the section above, the rows read so far."""

    level1: str = ""
    level2: str = ""
    section: str = ""
    rows: list[Criterion] = field(default_factory=list)
    total: ScoreTotal | None = None
    last: int = 0


def read_rows(
    page: Page, block: Block, columns: dict[str, int], raters: list[str], fields: tuple[Field, ...]
) -> tuple[tuple[Criterion, ...], ScoreTotal | None, int]:
    """Criteria, total row and the last row of the table; what is below belongs to the foot."""
    state = _State(last=block.tables[-1].bottom if block.tables else block.head.stop)
    single = next((role for role in SINGLE if role in columns), None)
    if not columns:
        return (), None, state.last
    for index, table in enumerate(block.tables):
        end = block.tables[index + 1].top - 1 if index + 1 < len(block.tables) else block.bottom
        name = _name_column(page, table.columns, table.bottom + 1, end)
        columns_here = {**table.columns, **weight_column(page, table, end)}
        for row in range(table.bottom + 1, end + 1):
            if state.rows and _is_foot(page, row, table.columns, fields):
                break
            if not _read_row(page, row, columns_here, name, raters, single, state):
                break
    return without_sections(tuple(state.rows)), state.total, state.last


def weight_column(page: Page, table: Headings, last: int) -> dict[str, int]:
    """The column of weights where each level has its own (一级指标 | 分值 | 二级指标 | 分值): that of single rows."""
    width = range(min(table.columns.values()), max(table.columns.values()) + 1)
    roles = {
        column: heading_role(READING, flat_at(page, row, column).rstrip(":"))
        for row in range(table.top, table.bottom + 1)
        for column in width
        if flat_at(page, row, column)
    }
    found = [column for column, role in roles.items() if role == "weight"]
    if len(found) < 2:
        return {}
    rows = range(table.bottom + 1, last + 1)
    own = {column: sum(_own(page, row, column) for row in rows) for column in found}
    return {"weight": max(found, key=lambda column: (own[column], column))}


def without_sections(rows: tuple[Criterion, ...]) -> tuple[Criterion, ...]:
    """The rows without those that only repeat the sum of the rows below them (立项必要性 20 over four rows of 5)."""
    points = [row.points for row in rows]
    if any(part is None for part in points) or sum(part or 0 for part in points) != 2 * _WHOLE:
        return rows
    kept: list[Criterion] = []
    place = 0
    while place < len(rows):
        below, reach = Decimal(0), place + 1
        while reach < len(rows) and below < (points[place] or 0):
            below += points[reach] or 0
            reach += 1
        if below != points[place]:
            return rows
        above = _bare(rows[place].name.flat)
        kept += [row.model_copy(update={"levels": (above, *row.levels)}) for row in rows[place + 1 : reach]]
        place = reach
    return tuple(kept)


def _is_foot(page: Page, row: int, columns: dict[str, int], fields: tuple[Field, ...]) -> bool:
    """Whether a row begins with the label of a field (评估结论 …): the foot of a table without total row."""
    line = texts(page, row)
    field = field_of(fields, line[0][1].partition(":")[0]) if line else None
    if field is None:
        return False
    weight = value_at(page, row, columns["weight"]) if "weight" in columns else None
    return field.role in _FOOT or read_points(weight) is None


def _name_column(page: Page, columns: dict[str, int], first: int, last: int) -> int:
    """The column that says what a row is about: 三级指标, or the next best that differs from row to row."""
    if "name" in columns:
        return columns["name"]
    candidates = [columns[role] for role in ("level2", "level1", "points") if role in columns]
    filled = {
        column: sum(
            page.anchor(row, column) == (row, column) and bool(flat_at(page, row, column))
            for row in range(first, last + 1)
        )
        for column in candidates
    }
    return max(candidates, key=lambda column: filled[column])


def _read_row(
    page: Page, row: int, columns: dict[str, int], name: int, raters: list[str], single: str | None, state: _State
) -> bool:
    """Read one row into the state; False where the table ends."""
    line = texts(page, row)
    if not line:
        return True
    heads = [flat for _, flat in line[:3]]
    if any(_TOTAL.fullmatch(flat) for flat in heads[:2]):
        state.total, state.last = _total(page, row, columns, raters, single), row
        return False
    if _END.match(heads[0]):
        return False
    if any(_SUBTOTAL.fullmatch(flat) for flat in heads):
        state.last = row
        return True
    points = [columns[role] for role in ("weight", *raters, *((single,) if single else ())) if role in columns]
    only = (row, line[0][0].column)
    if len(line) == 1 and all(page.anchor(row, column) == only or not flat_at(page, row, column) for column in points):
        return _section(page, row, heads[0], columns, name, state)
    _levels(page, row, columns, name, state)
    criterion = _criterion(page, row, columns, name, raters, single, state)
    if criterion is None:
        return not (state.rows and _looks_like_foot(page, row, columns, name))
    state.rows.append(criterion)
    state.last = row
    return True


def _section(page: Page, row: int, flat: str, columns: dict[str, int], name: int, state: _State) -> bool:
    """「一、完整性审核（20分）」 across the table heads the rows below; a name without points is a row left blank."""
    cell = texts(page, row)[0][0]
    area = page.area(row, cell.column)
    across = area[1] < area[3] or _IN_LABEL.search(flat) or re.match(r"[一二三四五六七八九十]+、", flat)
    if across and len(flat) <= 40:
        state.section, state.level1, state.level2, state.last = _bare(flat), "", "", row
        return True
    return cell.column != name or not state.rows


def _looks_like_foot(page: Page, row: int, columns: dict[str, int], name: int) -> bool:
    return not flat_at(page, row, name)


def _levels(page: Page, row: int, columns: dict[str, int], name: int, state: _State) -> None:
    for role in ("level1", "level2"):
        if role in columns and columns[role] != name and (flat := flat_at(page, row, columns[role])):
            bare = _bare(flat)
            if role == "level1" and bare != state.level1:
                state.level2 = ""
            setattr(state, role, bare)


def _bare(flat: str) -> str:
    """A label without its number and its points."""
    return _LABEL_TAIL.sub("", flat)


def _criterion(
    page: Page,
    row: int,
    columns: dict[str, int],
    name: int,
    raters: list[str],
    single: str | None,
    state: _State,
) -> Criterion | None:
    if page.anchor(row, name)[0] != row and not any(
        _own(page, row, columns[role]) for role in raters or (single,) if role
    ):
        return None  # a name merged downwards over rows of sub-points
    label = value_at(page, row, name)
    short = shortened(_bare(label.flat), 24) or "未填名称的指标"
    wanted = _LABELS | {role: _RATER_LABELS.get(role, "评分") for role in raters} | ({single: "得分"} if single else {})
    cells = {
        role: value_at(page, row, columns[role], f"{short} · {what}")
        for role, what in wanted.items()
        if role in columns
    }
    given = tuple(cells[role] for role in raters)
    score = cells.get(single) if single is not None else None
    if not label.flat and not any(value is not None and value.flat for value in (cells.get("weight"), score, *given)):
        return None
    levels = tuple(part for part in (state.section, state.level1, state.level2) if part)
    return _built(row, levels, value_at(page, row, name, short), cells, given, score)


def _built(
    row: int,
    levels: tuple[str, ...],
    name: Value,
    cells: dict[str, Value],
    given: tuple[Value, ...],
    score: Value | None,
) -> Criterion:
    """A criterion of its cells; the points stand in the label where the column of weights has none."""
    weight, standard = cells.get("weight"), cells.get("standard")
    given = given or ((score,) if score is not None else ())
    marks = [value for value in (weight, *given) if value is not None]
    return Criterion(
        row=row,
        levels=levels,
        name=name,
        weight=weight,
        points=read_points(weight) if weight is not None and not weight.empty else _in_label(name),
        standard=standard,
        actual=cells.get("actual"),
        given=given,
        score=score if score is not None else (given[0] if len(given) == 1 else None),
        reason=cells.get("reason"),
        note=cells.get("note"),
        rule=read_standard(standard.text) if standard is not None and not standard.broken else None,
        not_applicable=any(value.not_applicable for value in marks),
    )


_LABELS = {"weight": "分值", "standard": "评分标准", "actual": "实际值", "reason": "扣分原因及依据", "note": "说明"}
_RATER_LABELS = {"unit_score": "被评价单位评分", "finance_score": "财政部门评分"} | {
    f"expert{number}": f"专家{number}评分" for number in range(1, 8)
}


def _own(page: Page, row: int, column: int) -> bool:
    return page.anchor(row, column)[0] == row and bool(flat_at(page, row, column))


def _in_label(label: Value) -> Decimal | None:
    found = _IN_LABEL.search(label.flat)
    return Decimal(found[1]) if found else None


def _total(page: Page, row: int, columns: dict[str, int], raters: list[str], single: str | None) -> ScoreTotal:
    first = texts(page, row)[0][0]
    covered = page.area(row, first.column)[3]

    def at(role: str | None, what: str) -> Value | None:
        if role is None or role not in columns or columns[role] <= covered:
            return None
        return value_at(page, row, columns[role], f"总分 · {what}")

    given = tuple(value for role in raters if (value := at(role, _RATER_LABELS.get(role, "评分"))) is not None)
    score = at(single, "得分")
    return ScoreTotal(
        row=row,
        label_cell=first.address,
        weight=at("weight", "分值"),
        given=given or ((score,) if score is not None else ()),
        score=score,
        grade=_grade_beside(page, row, columns, covered),
    )


def _grade_beside(page: Page, row: int, columns: dict[str, int], covered: int) -> Value | None:
    """「优」 or 「等级:优」 in the total row, or what follows a label 「等级」 there."""
    line = [(cell, flat) for cell, flat in texts(page, row) if cell.column > covered]
    for index, (cell, flat) in enumerate(line):
        if _GRADE.fullmatch(flat):
            return value_at(page, row, cell.column, "等级")
        if _GRADE_LABEL.fullmatch(flat.rstrip(":")):
            after = page.area(row, cell.column)[3] + 1
            column = line[index + 1][0].column if index + 1 < len(line) else after
            return value_at(page, row, column, "等级")
    return None
