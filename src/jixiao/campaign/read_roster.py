"""Reading the roster workbook (单位名册 and 项目库), whatever its sheets and headings are called nearly."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from jixiao.campaign.roster import PROJECTS, UNITS, Project, Roster, RosterFault, Unit, faults_of
from jixiao.forms.values import cell_text, shown_text
from jixiao.records.finding import Severity
from jixiao.records.numbers import read_amount
from jixiao.records.text import halfwidth, shortened, squeezed
from jixiao.records.value import Value
from jixiao.workbook.grid import Cell, Grid, Sheet

UNIT_COLUMNS = {
    "code": r"(?:预算)?单位(?:编码|代码|编号)",
    "name": r"(?:预算)?单位(?:名称|全称)?",
    "superior": r"(?:一级|上级)?主管(?:部门|单位)(?:名称)?|上级(?:单位|部门)(?:名称)?|一级预算单位|归口部门",
    "office": r"(?:对口|联系|归口|业务)?(?:科室|股室|处室)(?:名称)?",
}
PROJECT_COLUMNS = {
    "code": r"项目(?:编码|代码|编号)",
    "name": r"项目(?:名称)?",
    "unit_code": r"(?:预算)?单位(?:编码|代码|编号)",
    "unit_name": r"(?:预算|实施|项目)?单位(?:名称|全称)?",
    "nature": r"项目(?:性质|属性)",
    "category": r"项目(?:类别|类型|分类)",
    "amount": r"(?:年度|本年|全年|年初|项目)?(?:预算|批复|资金)?(?:金额|预算数|总额|数)(?:\((?:万元|元)\))?",
    "last_score": r"上年(?:度)?(?:评价|自评)?(?:得分|分数)",
    "last_grade": r"上年(?:度)?(?:评价|自评)?(?:等级|结果)",
}
_NEEDED = {UNITS: {"code", "name"}, PROJECTS: {"name"}}
_UNIT_OF_MONEY = re.compile(r"\((万元|元)\)|金额单位[:：](万元|元)")
_TOTAL = re.compile(r"合计|总计|小计|共计")
_EXAMPLE = re.compile(r"例[:：]")
"""How the codes of a template's example rows begin; no code of a unit or project does."""
_FULL_MARKS = 100
_SEARCHED = 15
"""Rows from the top among which the headings are looked for."""


class RosterError(ValueError):
    """The file cannot be used as a roster; the message says why and what to do, in Chinese."""


@dataclass(frozen=True)
class _Table:
    """A table found on a sheet: heading row, role → column, and the unit of its amounts."""

    sheet: Sheet
    top: int
    columns: dict[str, int]
    money: str


def read_roster(path: Path) -> Roster:
    """The roster in a workbook with everything that is wrong about it; RosterError when there is none in it."""
    from jixiao.workbook.read_file import read_path

    read = read_path(path, is_form_text=lambda text: True)
    if not isinstance(read, Grid):
        raise RosterError(f"名册「{path.name}」读不了:{read.detail}。请用 Excel 或 WPS 另存为 .xlsx 后再用。")
    return roster_of(read, path.name)


def roster_of(grid: Grid, name: str) -> Roster:
    """The roster that a workbook holds; RosterError when it has no 单位名册."""
    sheets = [sheet for sheet in grid.sheets if sheet.detailed and sheet.state == "visible" and sheet.cells]
    projects = next((table for sheet in sheets if (table := _table(sheet, PROJECT_COLUMNS, PROJECTS))), None)
    rest = [sheet for sheet in sheets if projects is None or sheet is not projects.sheet]
    units = next((table for sheet in rest if (table := _table(sheet, UNIT_COLUMNS, UNITS))), None)
    if units is None:
        raise RosterError(
            f"「{name}」里没有找到单位名册。请在一张工作表里列出「单位编码」「单位名称」「主管部门」,每行一个单位。"
        )
    roster = _units(units)
    if projects is not None:
        roster = _with_projects(roster, projects)
    return replace(roster, faults=(*roster.faults, *faults_of(roster)))


# -- headings ----------------------------------------------------------------------------------------------------------


def _table(sheet: Sheet, columns: dict[str, str], kind: str) -> _Table | None:
    if kind == PROJECTS and not any("项目" in squeezed(cell_text(cell)) for cell in _top_cells(sheet)):
        return None
    for row in sorted(sheet.rows)[:_SEARCHED]:
        found: dict[str, int] = {}
        money = "万元"
        for cell in sheet.rows[row]:
            flat = squeezed(cell_text(cell)).rstrip("★*")
            role = next((role for role, pattern in columns.items() if re.fullmatch(pattern, flat)), None)
            if role and role not in found:
                found[role] = cell.column
                if role == "amount" and (match := _UNIT_OF_MONEY.search(flat)):
                    money = match[1] or match[2]
        if (
            found.keys() >= _NEEDED[kind]
            and len(found) >= 2
            and (kind == UNITS or found.keys() & {"code", "unit_code", "unit_name"})
        ):
            return _Table(sheet, row, found, money)
    return None


def _top_cells(sheet: Sheet) -> Iterator[Cell]:
    for row in sorted(sheet.rows)[:_SEARCHED]:
        yield from sheet.rows[row]


# -- lines -------------------------------------------------------------------------------------------------------------


def _lines(table: _Table) -> Iterator[tuple[int, dict[str, Cell | None]]]:
    """Row number and cell by role for every line that holds anything, without totals and the template's examples."""
    for row in sorted(table.sheet.rows):
        if row <= table.top:
            continue
        cells = {role: table.sheet.cell(row, column) for role, column in table.columns.items()}
        first = next((text for cell in table.sheet.rows[row] if (text := squeezed(cell_text(cell)))), "")
        example = any(_EXAMPLE.match(_text(cells.get(role))) for role in ("code", "unit_code"))
        if any(_text(cell) for cell in cells.values()) and not _TOTAL.fullmatch(first) and not example:
            yield row, cells


def _text(cell: Cell | None) -> str:
    """A code or name as text: a number without trailing zeros or exponent, half-width, trimmed."""
    if cell is None or cell.error is not None:
        return ""
    if isinstance(cell.value, Decimal):
        return f"{cell.value.normalize():f}"
    return halfwidth(cell_text(cell))


def _cells(kind: str, sheet: Sheet, row: int, cells: dict[str, Cell | None]) -> dict[tuple[str, int, str], str]:
    return {(kind, row, role): f"{sheet.name}!{cell.address}" for role, cell in cells.items() if cell is not None}


def _units(table: _Table) -> Roster:
    units: list[Unit] = []
    faults: list[RosterFault] = []
    places: dict[tuple[str, int, str], str] = {}
    for row, cells in _lines(table):
        texts = {role: _text(cell) for role, cell in cells.items()}
        places |= _cells(UNITS, table.sheet, row, cells)
        faults += _blanks(table.sheet, row, texts, (("code", "单位编码"), ("name", "单位名称")))
        faults += _broken(table.sheet, cells)
        units.append(Unit(texts["code"], texts["name"], texts.get("superior", ""), texts.get("office", ""), row))
    return Roster(tuple(units), (), tuple(faults), places)


def _with_projects(roster: Roster, table: _Table) -> Roster:
    by_name = {squeezed(unit.name): unit.code for unit in roster.units}
    projects: list[Project] = []
    faults = list(roster.faults)
    places = dict(roster.cells)
    for row, cells in _lines(table):
        texts = {role: _text(cell) for role, cell in cells.items()}
        places |= _cells(PROJECTS, table.sheet, row, cells)
        faults += _blanks(table.sheet, row, texts, (("name", "项目名称"),))
        faults += _broken(table.sheet, cells)
        unit = texts.get("unit_code") or by_name.get(squeezed(texts.get("unit_name", "")), "")
        if not unit:
            faults.append(_unknown_unit(table.sheet, row, texts))
        amount, bad = _amount(cells.get("amount"), table.money, table.sheet)
        score, doubt = _score(cells.get("last_score"), table.sheet)
        faults += [*bad, *doubt]
        projects.append(
            Project(
                texts.get("code", ""),
                texts["name"],
                unit,
                texts.get("nature", ""),
                texts.get("category", ""),
                amount,
                score,
                texts.get("last_grade", ""),
                row,
            )
        )
    return replace(roster, projects=tuple(projects), faults=tuple(faults), cells=places)


def _blanks(
    sheet: Sheet, row: int, texts: dict[str, str], needed: tuple[tuple[str, str], ...]
) -> Iterator[RosterFault]:
    for role, label in needed:
        if role in texts and not texts[role]:
            name = texts.get("name") or texts.get("code") or ""
            said = f"「{shortened(name)}」" if name else f"第 {row} 行"
            yield RosterFault(Severity.MUST_FIX, f"{sheet.name}!A{row}", f"{said}没有填{label}。", f"填写{label}。")


def _broken(sheet: Sheet, cells: dict[str, Cell | None]) -> Iterator[RosterFault]:
    for cell in cells.values():
        if cell is not None and (cell.error is not None or cell.uncached):
            said = f" {cell.error}" if cell.error else "没有计算结果的公式"
            fix = "更正公式,或直接填写内容,保存后再用。"
            yield RosterFault(Severity.MUST_FIX, f"{sheet.name}!{cell.address}", f"单元格是{said}。", fix)


def _unknown_unit(sheet: Sheet, row: int, texts: dict[str, str]) -> RosterFault:
    said = texts.get("unit_name", "")
    why = f"单位「{shortened(said)}」不在单位名册" if said else "没有填单位"
    return RosterFault(
        Severity.MUST_FIX,
        f"{sheet.name}!A{row}",
        f"项目「{shortened(texts['name'])}」{why}。",
        "填写名册里的单位编码或单位全称。",
    )


def _amount(cell: Cell | None, unit: str, sheet: Sheet) -> tuple[Decimal | None, list[RosterFault]]:
    """An amount in 万元, exact; a fault when the cell holds something else."""
    if cell is None or not squeezed(cell_text(cell)):
        return None, []
    text = shown_text(cell.value, cell.number_format)
    found = read_amount(Value(cell.address, text=text, content=_content(cell)), unit)
    if found is not None and found.value >= 0:
        return found.wan, []
    fix = f"填不小于 0 的数,单位{unit}。"
    message = f"金额「{shortened(text)}」不是数。" if found is None else f"金额「{shortened(text)}」是负数。"
    return None, [RosterFault(Severity.MUST_FIX, f"{sheet.name}!{cell.address}", message, fix)]


def _score(cell: Cell | None, sheet: Sheet) -> tuple[Decimal | None, list[RosterFault]]:
    """Last year's points; what is no number of points is left out, and said, since a sample may be drawn by it."""
    score, bad = _amount(cell, "万元", sheet)
    if cell is None or (not bad and (score is None or score <= _FULL_MARKS)):
        return score, []
    text = shortened(shown_text(cell.value, cell.number_format))
    message, fix = f"上年得分「{text}」不是 0 到 100 的数,没有采用。", "填上年的得分;没有的空着。"
    return None, [RosterFault(Severity.VERIFY, f"{sheet.name}!{cell.address}", message, fix)]


def _content(cell: Cell) -> Any:
    return cell.value
