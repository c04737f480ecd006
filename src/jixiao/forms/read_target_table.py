"""The indicator table of a target declaration: year and whole period side by side, villages across, bands."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from jixiao.forms.declaration import heading_role
from jixiao.forms.find_forms import Block
from jixiao.forms.layout import MAX_HEADING, Headings, read_headings, texts
from jixiao.forms.page import Page, columns_only
from jixiao.forms.read_indicators import IndicatorTable, read_indicators
from jixiao.forms.target_declaration import INDICATOR_COLUMNS, MEDIUM_WORDS, YEAR_WORDS
from jixiao.forms.values import value_at
from jixiao.records.indicator_form import Indicator
from jixiao.records.regex import regex
from jixiao.records.target_declaration import DeclaredIndicator
from jixiao.records.text import squeezed
from jixiao.records.value import Value
from jixiao.workbook.grid import Cell, address

LAST_COLUMN = 16385
_MEDIUM = regex(MEDIUM_WORDS)
_YEAR = regex(YEAR_WORDS)
_ENDS = regex(
    r"(?:项目)?(?:成本|支出|资金|预算|投资)(?:构成|测算|明细|使用计划|概算)(?:表|情况)?.{0,8}|(?:项目)?(?:实施)?进度(?:计划|安排).*|"
    r"项目实施(?:进度)?计划.*|立项依据.*|.{0,20}(?:初审|审核|审批|复审|审查)意见.*|(?:保障|管理)措施.*"
)
_LEVEL1_OF = (
    ("满意度指标", regex(r"满意")),
    ("产出指标", regex(r"数量|质量|时效|产出|成本")),
    ("效益指标", regex(r"效益|效果|影响|可持续")),
)
_LEVEL2_WORDS = regex(r"数量|质量|时效|经济|社会|生态|可持续")
_LEVEL1 = regex(r"(?:产出|效益|效果|满意度|成本|(?:项目)?(?:完成|效益|绩效))(?:指标)?(?:\(.*\))?")
_KEPT = ("level1", "level2", "name")
NOT_OF_TARGETS = ("actual", "possible", "score", "other", "place", "content", "kind", "band2", "band3", "band4")


@dataclass(frozen=True)
class TargetTable:
    """What the table holds for the year and for the whole period, and the headings of the year's part."""

    year: tuple[DeclaredIndicator, ...]
    medium: tuple[DeclaredIndicator, ...]
    whole: IndicatorTable
    columns: dict[str, str]


def read_target_table(page: Page, block: Block, year: int | None, *, apart: bool = False) -> TargetTable:
    """The indicators of a block with at least one table of indicators.

    `apart`: what stands above the table tells the year from the whole period, so that one is never the other's target.
    """
    block = replace(block, tables=tuple(_from_levels(page, headings) for headings in block.tables))
    halves = [_halves(page, headings, apart) for headings in block.tables]
    bottom = _bottom(page, block)
    first = halves[0][0]
    places = _places(page, block.tables[0]) if _for_places(page, block.tables[0]) else []
    whole = read_indicators(page, tuple(_plain(half) for half, _ in halves), bottom, year, None)
    rows = _by_place(page, block, places, bottom, year) if places else _declared(page, whole.indicators, first)
    medium: tuple[DeclaredIndicator, ...] = ()
    parts = [half for _, half in halves if half is not None]
    if parts:
        table = read_indicators(page, tuple(_plain(half) for half in parts), bottom, year, None)
        medium = _declared(page, table.indicators, parts[0])
        if parts[0].columns.get("name") == first.columns.get("name"):
            medium = tuple(row for row in medium if not row.target.blank)
            filled = {row.row for row in medium}  # an indicator may count for the whole period alone
            rows = tuple(row for row in rows if not row.target.blank or row.row not in filled)
    columns = dict(_plain(first).cells) | ({"target": address(first.bottom, places[0][0])} if places else {})
    return TargetTable(rows, medium, whole, columns)


# -- which columns are whose -------------------------------------------------------------------------------------------


def _from_levels(page: Page, headings: Headings) -> Headings:
    """The headings without what stands left of the levels: 年度目标 there is the project's goal, no target."""
    columns = headings.columns
    start = min((columns[role] for role in _KEPT if role in columns), default=1)
    if "target" not in columns or columns["target"] > start:
        return headings
    return read_headings(columns_only(page, start, LAST_COLUMN), headings.bottom, INDICATOR_COLUMNS, headings.top - 1)


def _halves(page: Page, headings: Headings, apart: bool) -> tuple[Headings, Headings | None]:
    """Headings of the year's part and of the whole period's, None where the form has only one of them."""
    columns = headings.columns
    of_year = {"target", "band1"} | ({"medium_target"} if apart else set())
    if columns.keys() & {"medium_name", "medium_target"} and columns.keys() & of_year:
        moved = {role: f"medium_{role}" if f"medium_{role}" in columns else role for role in (*_KEPT, "sign", "unit")}
        medium = _chosen(headings, {role: source for role, source in moved.items() if source in columns})
        medium = _with(medium, "target", headings, "medium_target" if "medium_target" in columns else "target")
        return _chosen(headings, {role: role for role in columns if not role.startswith("medium_")}), medium
    if "medium_target" in columns:  # only one part, whatever it is called
        return _with(headings, "target", headings, "medium_target"), None
    return _repeated(page, headings)


def _chosen(headings: Headings, roles: dict[str, str]) -> Headings:
    """The headings with some roles only: new role → role that it had."""
    return replace(
        headings,
        columns={role: headings.columns[old] for role, old in roles.items()},
        cells={role: headings.cells[old] for role, old in roles.items()},
        labels={role: headings.labels[old] for role, old in roles.items()},
    )


def _with(headings: Headings, role: str, source: Headings, old: str) -> Headings:
    return replace(
        headings,
        columns={**headings.columns, role: source.columns[old]},
        cells={**headings.cells, role: source.cells[old]},
        labels={**headings.labels, role: source.labels[old]},
    )


def _repeated(page: Page, headings: Headings) -> tuple[Headings, Headings | None]:
    """Headings that stand twice, 三级指标·指标值 | 三级指标·指标值: the left part is the whole period's unless told."""
    for row in range(headings.top, headings.bottom + 1):
        roles = [(cell.column, heading_role(INDICATOR_COLUMNS, flat)) for cell, flat in _heads(page, row)]
        names = [column for column, role in roles if role == "name"]
        targets = [column for column, role in roles if role == "target"]
        if len(targets) < 2:
            continue
        if len(names) < 2:
            other = _chosen(headings, {role: role for role in headings.columns})
            other = replace(other, columns={**other.columns, "target": targets[1]})
            other = replace(other, cells={**other.cells, "target": address(row, targets[1])})
            return _ordered(page, headings, other, targets[0], targets[1])
        start = min(column for column, role in roles if column > targets[0] and role in _KEPT)
        right = read_headings(columns_only(page, start, LAST_COLUMN), row, INDICATOR_COLUMNS, headings.top - 1)
        right = right if "level1" in right.columns else _level1_of(right, headings)
        left = {role: role for role, column in headings.columns.items() if column < start}
        return _ordered(page, _chosen(headings, left), right, targets[0], start)
    return headings, None


def _level1_of(right: Headings, headings: Headings) -> Headings:
    return _with(right, "level1", headings, "level1") if "level1" in headings.columns else right


def _ordered(page: Page, left: Headings, right: Headings, at: int, beyond: int) -> tuple[Headings, Headings]:
    """(year, whole period): by what stands over the two parts, up to four rows above; the year is right by default."""
    for row in range(left.bottom, max(0, left.top - 5), -1):
        for column, swapped, straight in ((at, _YEAR, _MEDIUM), (beyond, _MEDIUM, _YEAR)):
            cell = page.cell(row, column)
            flat = squeezed(str(cell.value)) if cell is not None else ""
            if not flat or len(flat) > MAX_HEADING or (straight.search(flat) and swapped.search(flat)):
                continue
            if straight.search(flat):
                return right, left
            if swapped.search(flat):
                return left, right
    return right, left


def _heads(page: Page, row: int) -> list[tuple[Cell, str]]:
    return [(cell, flat) for cell, flat in texts(page, row) if len(flat) <= MAX_HEADING]


def _plain(headings: Headings) -> Headings:
    """The roles that reading indicators knows: bands, contents and kinds stand in for what is not there."""
    columns = headings.columns
    roles = {role: role for role in columns if role not in NOT_OF_TARGETS and not role.startswith("medium_")}
    for role, stand_in in (("target", "band1"), ("target", "content"), ("level2", "kind")):
        if stand_in in columns and role not in roles:
            roles[role] = stand_in
    if "kind" in columns and "level1" not in columns:
        roles["level1"] = "kind"
    roles.pop("band1", None)
    return _chosen(headings, roles)


def _bottom(page: Page, block: Block) -> int:
    """The last row that may hold indicators: above plans, cost tables and opinions."""
    start = block.tables[-1].bottom + 1
    for row in range(start, block.bottom + 1):
        line = texts(page, row)
        if line and any(_ENDS.fullmatch(flat) for _, flat in (line if len(line) <= 3 else line[:1])):
            return row - 1
    return block.bottom


# -- villages across ---------------------------------------------------------------------------------------------------


def _for_places(page: Page, headings: Headings) -> bool:
    """Whether targets stand in one column per village: no target heading of its own, or one that spans them."""
    if "target" not in headings.columns:
        return "place" in headings.columns
    return "place" in headings.columns and headings.columns["place"] != headings.columns["target"]


def _places(page: Page, headings: Headings) -> list[tuple[int, str]]:
    """Column and name of every village (school, lot …) among the headings."""
    found: dict[int, str] = {}
    for row in range(headings.top, headings.bottom + 1):
        for cell, flat in texts(page, row):
            if heading_role(INDICATOR_COLUMNS, flat) == "place":
                found[cell.column] = flat
    return sorted(found.items())


def _by_place(
    page: Page, block: Block, places: list[tuple[int, str]], bottom: int, year: int | None
) -> tuple[DeclaredIndicator, ...]:
    """One indicator per row and village that has a target; the row's points count once."""
    rows: list[DeclaredIndicator] = []
    for index, (column, name) in enumerate(places):
        tables = []
        for headings in block.tables:
            plain = _plain(headings)
            cell = address(headings.bottom, column)
            columns, cells = {**plain.columns, "target": column}, {**plain.cells, "target": cell}
            tables.append(replace(plain, columns=columns, cells=cells))
        table = read_indicators(page, tuple(tables), bottom, year, None)
        for row in _declared(page, table.indicators, tables[0]):
            if row.target.blank:
                continue
            target = replace(row.target, label=row.target.label.replace(" · ", f" · {name} · ", 1))
            once = {} if index == 0 else {"weight": None, "points": None, "subitem": True}
            rows.append(row.model_copy(update={"place": name, "target": target, **once}))
    return tuple(sorted(rows, key=lambda row: row.row))


# -- rows --------------------------------------------------------------------------------------------------------------


def _declared(page: Page, rows: tuple[Indicator, ...], headings: Headings) -> tuple[DeclaredIndicator, ...]:
    """Rows with what only target declarations have: level-2 cell, last year's value, source, note."""
    mixed = "kind" in headings.columns and any(_LEVEL2_WORDS.search(row.level2) for row in rows)
    return tuple(_row(page, row, headings, mixed) for row in rows)


def _row(page: Page, row: Indicator, headings: Headings, mixed: bool) -> DeclaredIndicator:
    columns = headings.columns
    brief = row.target.label.partition(" · ")[0]
    more: dict[str, Value] = {
        role: value_at(page, row.row, columns[role], f"{brief} · {label}")
        for role, label in (("previous", "上年实际值"), ("source", "指标值来源"), ("note", "备注"))
        if role in columns
    }
    levels: dict[str, object] = {}
    if "level2" in columns:
        levels["level2_value"] = value_at(page, row.row, columns["level2"], f"{brief} · 二级指标")
    if "kind" in columns and "level1" not in columns:
        levels = _levels_of_kind(page, row, columns["kind"], mixed)
    known = {name: getattr(row, name) for name in Indicator.model_fields}
    return DeclaredIndicator.model_validate({**known, **more, **levels})


def _levels_of_kind(page: Page, row: Indicator, column: int, mixed: bool) -> dict[str, object]:
    """Both levels from one column 指标类型 that holds 「产出指标」, 「数量指标」 or 「产出指标-数量指标」.

    `mixed`: the column holds level-2 words, so that 成本指标 is one of them too, under 产出.
    """
    flat = squeezed(row.level2 or row.level1)
    first, _, second = re.sub("[—/:]", "-", flat).partition("-")
    own = bool(_LEVEL1.fullmatch(first)) and not (mixed and not second and "成本" in first)
    level1 = first if own else next((name for name, pattern in _LEVEL1_OF if pattern.search(first)), "")
    cell = address(*page.anchor(row.row, column))
    return {"level1": level1, "level2": second if own else first, "level1_cell": cell}
