"""Reading 评价结果清单 from a sheet: found by its headings, one project over one or more problem rows."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from jixiao.forms.evaluation_list import FORM, PROJECT_COLUMNS, SUBTOTAL_LABEL, TOTAL_LABEL
from jixiao.forms.layout import Headings, flat_at, read_headings, texts
from jixiao.forms.values import value_at
from jixiao.records.evaluation_list import EvaluatedProject, EvaluationList, Problem
from jixiao.records.regex import regex
from jixiao.records.text import shortened
from jixiao.records.value import Value
from jixiao.workbook.grid import Sheet, position

RESULT_SHEETS = frozenset({"校验结果", "计分明细", "整改通知", "问题清单及整改台账"})
"""Sheets that this program writes itself: a marked copy that comes back must not be read as a list."""

_OTHER_TABLE = regex(r"三级指标|三级|指标名称|指标内容|指标值|实际完成值|全年执行数|规则号")
_PROJECT = FORM.column("projects", "project")
_TITLE = regex(FORM.title_pattern)
_TOTAL = regex(TOTAL_LABEL)
_SUBTOTAL = regex(SUBTOTAL_LABEL)
_NOTE = regex(r"(?:注|备注|说明)(?:[:：\d].*|$)|填表|制表|审核人|经办|联系人|单位负责人|填报人|附[:：]|\(盖章\)")
_YEAR = regex(r"((?:19|20)\d{2})(?:年|\)|$)")
_UNIT = regex(r"\((万元|亿元|元)\)|单位[:：](?:人民币)?(万元|亿元|元)")
_GRADE = regex(r"优秀?|良好?|中等?|较?差|合格|不合格")
_FURTHER = regex(r".{6,}(?:表|清单|台账|意见书|情况报告)(?:\(.*\))?$")  # the title of another table below
_TICK = regex(r"[√✓✔☑■●◆*1]|是|[vV]|有")
_TELLING = {"score", "self_score", "grade", "self_grade", "problem"}
_PROBLEM_ROLES = ("problem_number", "problem", "category", "basis", "requirement", "evidence", "days")


@dataclass
class _Draft:
    """A project while its rows are read."""

    row: int
    values: dict[str, Value]
    problems: list[Problem] = field(default_factory=list)


def read_evaluation_lists(sheet: Sheet) -> tuple[EvaluationList, ...]:
    """Every list of evaluated projects on a sheet, top to bottom; none on the sheets that this program writes."""
    if sheet.name.partition("(")[0] in RESULT_SHEETS:
        return ()
    headings = _heading_rows(sheet)
    last = max(sheet.rows, default=0)
    lists = []
    for index, found in enumerate(headings):
        above = headings[index - 1].bottom + 1 if index else 1
        end = last
        if index + 1 < len(headings):
            end = position(_title(sheet, headings[index + 1], found.bottom + 1).cell)[0] - 1
        lists.append(_read_list(sheet, found, above, end))
    return tuple(lists)


# -- headings and title ------------------------------------------------------------------------------------------------


def _heading_rows(sheet: Sheet) -> list[Headings]:
    found: list[Headings] = []
    for row in sheet.rows:
        lowest = found[-1].bottom if found else 0
        own = texts(sheet, row)
        if row <= lowest or len(own) < 3 or any(_OTHER_TABLE.fullmatch(flat) for _, flat in own):
            continue
        if not any(_PROJECT.pattern.fullmatch(flat) for _, flat in own):
            continue
        headings = read_headings(sheet, row, PROJECT_COLUMNS, lowest)
        if "project" in headings.columns and (headings.columns.keys() & _TELLING or _ticks(sheet, headings)):
            found.append(headings)
    return found


def _ticks(sheet: Sheet, headings: Headings) -> dict[int, str]:
    """Columns headed by a grade (优, 良, 中, 差) in which a tick says which grade was given; none below three."""
    found = {
        cell.column: flat
        for row in range(headings.top, headings.bottom + 1)
        for cell, flat in texts(sheet, row)
        if _GRADE.fullmatch(flat)
    }
    return found if len(found) > 2 else {}


def _settled(places: dict[str, int]) -> dict[str, int]:
    """The evaluation's own score and grade count; self-evaluated ones only where there are no others."""
    columns = dict(places)
    for role in ("score", "grade"):
        claimed = columns.pop(f"self_{role}", None)
        if claimed is not None:
            columns.setdefault(role, claimed)
    return columns


def _title(sheet: Sheet, headings: Headings, above: int) -> Value:
    rows = sorted((row for row in sheet.rows if above <= row < headings.top), reverse=True)
    # of two cells at most: rows of the list above have more
    spots = [(cell, flat) for row in rows for cell, flat in texts(sheet, row)[:2] if len(flat) <= 80]
    spots = [(cell, flat) for cell, flat in spots if len(texts(sheet, cell.row)) <= 2]
    named = [cell for cell, flat in spots if _TITLE.search(flat)]
    longest = [cell for cell, flat in sorted(spots, key=lambda spot: -len(spot[1])) if not _UNIT.search(flat)]
    cell = next(iter(named or longest), None)
    if cell is None:
        return Value(headings.first_cell, "表名")
    return value_at(sheet, cell.row, cell.column, "表名")


def _year(sheet: Sheet, title: Value, headings: Headings, above: int) -> tuple[int | None, Value | None]:
    """The year in the title, else in a short line above the headings."""
    if match := _YEAR.search(title.flat):
        return int(match[1]), title
    for row in range(above, headings.top):
        for cell, flat in texts(sheet, row):
            if len(flat) <= 12 and (match := _YEAR.search(flat)):
                return int(match[1]), value_at(sheet, cell.row, cell.column, "年度")
    return None, None


def _amount_unit(sheet: Sheet, headings: Headings, above: int) -> str:
    """万元, 元 or 亿元 by the amount heading, else by a line 「单位:…」 above; 万元 when nothing says so."""
    lines = [flat for row in range(above, headings.top) for _, flat in texts(sheet, row) if len(flat) <= 60]
    for flat in (headings.labels.get("amount", ""), *lines):
        if match := _UNIT.search(flat):
            return match[1] or match[2]
    return "万元"


# -- rows --------------------------------------------------------------------------------------------------------------


def _read_list(sheet: Sheet, headings: Headings, above: int, end: int) -> EvaluationList:
    columns = _settled(headings.columns)
    title = _title(sheet, headings, above)
    year, year_cell = _year(sheet, title, headings, above)
    drafts, total, last = _rows(sheet, columns, _labels(headings), headings.bottom, end)
    _take_ticks(sheet, drafts, _ticks(sheet, headings))
    numbers = {*columns.values(), *_ticks(sheet, headings)}
    start = max(above, min(position(title.cell)[0], headings.top))
    form = EvaluationList(
        sheet=sheet.name,
        title=title,
        year=year,
        year_cell=year_cell,
        header_cell=headings.first_cell,
        columns={role: cell for role, cell in headings.cells.items() if role in columns}
        | _claimed_cells(headings, columns),
        amount_unit=_amount_unit(sheet, headings, above),
        projects=tuple(_project(draft) for draft in drafts),
        total_amount=total,
        statements=_statements(sheet, drafts, title, start, end),
        region=(start, min(numbers), last, max(numbers)),
    )
    return form.model_copy(update={"broken": _broken(sheet, form)})


def _claimed_cells(headings: Headings, columns: dict[str, int]) -> dict[str, str]:
    """Heading cells of a self-evaluated score or grade that stands in for the evaluation's own."""
    roles = ((role, f"self_{role}") for role in ("score", "grade"))
    return {role: headings.cells[own] for role, own in roles if role not in headings.cells and own in headings.cells}


def _labels(headings: Headings) -> dict[str, str]:
    """Headings as printed, without the unit in brackets."""
    labels = {role: re.sub(r"\([^()]*\)$", "", label) for role, label in headings.labels.items()}
    for role in ("score", "grade"):
        labels.setdefault(role, labels.get(f"self_{role}", ""))
    return labels


def _statements(sheet: Sheet, drafts: list[_Draft], title: Value, start: int, end: int) -> tuple[Value, ...]:
    """Texts of some length from the title to the end of the list that stand in no row of a project: notes, openings."""
    rows = {draft.row for draft in drafts} | {problem.row for draft in drafts for problem in draft.problems}
    return tuple(
        value_at(sheet, cell.row, cell.column, "文字")
        for row in range(start, end + 1)
        if row not in rows
        for cell, flat in texts(sheet, row)
        if len(flat) > 8 and cell.address != title.cell
    )


def _rows(
    sheet: Sheet, columns: dict[str, int], labels: dict[str, str], bottom: int, end: int
) -> tuple[list[_Draft], Value | None, int]:
    """Projects, the amount of the 合计 row, and the last row of the list."""
    drafts: list[_Draft] = []
    total: Value | None = None
    last = bottom
    for row in range(bottom + 1, end + 1):
        kind = _row_kind(sheet, row, columns)
        if kind == "end":
            break
        if kind == "total" and "amount" in columns:
            total = value_at(sheet, row, columns["amount"], f"合计 · {labels['amount']}")
        if kind == "content":
            _take(sheet, row, columns, labels, drafts)
        last = last if kind == "blank" else row
    return drafts, total, last


def _take_ticks(sheet: Sheet, drafts: list[_Draft], ticks: dict[int, str]) -> None:
    """Give each project the grade whose column is ticked in its row; none or several ticks give no grade."""
    for draft in drafts:
        marked = [column for column in ticks if _TICK.fullmatch(flat_at(sheet, draft.row, column))]
        if len(marked) == 1:
            place = value_at(sheet, draft.row, marked[0], draft.values["project"].label.partition(" · ")[0] + " · 等级")
            draft.values["grade"] = Value(place.cell, place.label, ticks[marked[0]], ticks[marked[0]])


def _row_kind(sheet: Sheet, row: int, columns: dict[str, int]) -> str:
    """total, subtotal, end (notes, signatures), blank or content."""
    own = texts(sheet, row)
    if not own:
        return "blank"
    heads = {
        flat_at(sheet, row, columns[role]) for role in ("number", "department", "unit", "project") if role in columns
    }
    first_cell, first = own[0]
    for word, pattern in (("total", _TOTAL), ("subtotal", _SUBTOTAL)):
        if any(pattern.fullmatch(flat.rstrip(":")) for flat in (*heads, first)):
            return word
    area = sheet.area(first_cell.row, first_cell.column)
    across = area[1] <= columns["project"] < area[3] and len(own) == 1
    further = len(own) == 1 and first_cell.column != columns["project"] and _FURTHER.search(first)
    if across or further or (_NOTE.match(first) and len(own) <= 2):
        return "end"
    filled = (role for role, column in columns.items() if flat_at(sheet, row, column))
    return "content" if any(role not in ("number", "problem_number") for role in filled) else "blank"


def _take(sheet: Sheet, row: int, columns: dict[str, int], labels: dict[str, str], drafts: list[_Draft]) -> None:
    """Add a row to the project above, or start a new project with it."""
    own = {
        role for role, column in columns.items() if sheet.anchor(row, column)[0] == row and flat_at(sheet, row, column)
    }
    if not drafts or _starts(sheet, row, columns, own, drafts[-1]):
        name = shortened(value_at(sheet, row, columns["project"]).clean, 24) or "未填名称的项目"
        values = {role: value_at(sheet, row, columns[role], f"{name} · {labels[role]}") for role in columns}
        drafts.append(_Draft(row, values))
    if own & {"problem", "requirement"}:
        name = drafts[-1].values["project"].label.partition(" · ")[0]
        drafts[-1].problems.append(_problem(sheet, row, columns, labels, name))


def _starts(sheet: Sheet, row: int, columns: dict[str, int], own: set[str], above: _Draft) -> bool:
    """Whether a row is a project of its own and not a further problem of the one above."""
    if sheet.anchor(row, columns["project"])[0] < row:
        return False
    if "project" not in own:
        further = bool(own & {"problem", "requirement"})  # units are often filled down over further problems
        return bool(own & {"number", "amount", "score", "grade"}) or not further
    same = flat_at(sheet, row, columns["project"]) == above.values["project"].flat
    number = flat_at(sheet, row, columns["number"]) if "number" in columns else ""
    repeated = not number or number == above.values["number"].flat
    return not (same and repeated and bool(above.problems) and "problem" in own)


def _problem(sheet: Sheet, row: int, columns: dict[str, int], labels: dict[str, str], name: str) -> Problem:
    at = {
        role: value_at(sheet, row, columns[role], f"{name} · {labels[role]}")
        for role in _PROBLEM_ROLES
        if role in columns
    }
    text = at.get("problem") or Value(at["requirement"].cell, f"{name} · 问题描述")
    return Problem(
        row=row,
        number=at.get("problem_number"),
        text=text,
        category=at.get("category"),
        basis=at.get("basis"),
        requirement=at.get("requirement"),
        evidence=at.get("evidence"),
        days=at.get("days"),
    )


def _project(draft: _Draft) -> EvaluatedProject:
    at = draft.values
    return EvaluatedProject(
        row=draft.row,
        department=at.get("department"),
        unit=at.get("unit"),
        project=at["project"],
        kind=at.get("kind"),
        amount=at.get("amount"),
        score=at.get("score"),
        grade=at.get("grade"),
        note=at.get("note"),
        problems=tuple(draft.problems),
    )


def _broken(sheet: Sheet, form: EvaluationList) -> tuple[Value, ...]:
    labels = {value.cell: value.label for value in form.inputs()}
    top, _, bottom, _ = form.region
    return tuple(
        value_at(sheet, cell.row, cell.column, labels.get(cell.address, "单元格"))
        for row, cells in sheet.rows.items()
        if top <= row <= bottom
        for cell in cells
        if cell.error is not None or cell.uncached
    )
