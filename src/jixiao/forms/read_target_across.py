"""Indicators that run across a sheet: 一级, 二级, 三级指标 as rows, and one row of targets per village or project."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from jixiao.forms.layout import flat_at, texts
from jixiao.forms.page import Page
from jixiao.forms.read_indicators import PLACEHOLDER, IndicatorTable, clean_name
from jixiao.forms.read_target_table import TargetTable
from jixiao.forms.values import value_at
from jixiao.records.aim import Done, read_aim
from jixiao.records.regex import regex
from jixiao.records.target_declaration import DeclaredIndicator
from jixiao.records.text import halfwidth, shortened
from jixiao.records.value import Value
from jixiao.workbook.grid import address

_LABELS = (("level1", "一级指标"), ("level2", "二级指标"), ("name", "三级指标"))
_TARGET = regex(r"(?:年度)?(?:指标|目标)值|.{0,6}名称|村|项目|乡镇")
_ENDS = regex(r"^(?:注|备注|填表|填报|审核|说明)|意见")


@dataclass(frozen=True)
class Across:
    """Where such a table is: its first row, the column of the row labels, and the row of each level."""

    top: int
    column: int
    rows: dict[str, int]


def find_across(page: Page) -> Across | None:
    """The labels 三级指标 and at least one higher level under each other in one column, with names to the right."""
    for row, line in page.lines.items():
        for cell, flat in line:
            if flat.rstrip(":") != "三级指标" or len([each for each, _ in line if each.column > cell.column]) < 2:
                continue
            rows = {"name": row}
            for role, label in _LABELS[:2]:
                above = next(
                    (r for r in range(row - 1, max(0, row - 6), -1) if _label(page, r, cell.column) == label), 0
                )
                rows |= {role: above} if above else {}
            if len(rows) > 1:
                return Across(min(rows.values()), cell.column, rows)
    return None


def _label(page: Page, row: int, column: int) -> str:
    return flat_at(page, row, column).rstrip(":")


def read_across(page: Page, across: Across, bottom: int) -> TargetTable:
    """One indicator per name and row of targets; the row's own label says for which village or project it is."""
    rows: list[DeclaredIndicator] = []
    last = across.rows["name"]
    for row in range(across.rows["name"] + 1, bottom + 1):
        line = texts(page, row)
        if line and _ENDS.search(line[0][1]):
            break
        found = list(_row(page, across, row))
        if line and not found and rows:
            break
        rows += found
        last = row if found else last
    cells = {role: address(row, across.column) for role, row in across.rows.items()}
    cells["target"] = address(last, across.column)
    return TargetTable(tuple(rows), (), IndicatorTable(last_row=last), cells)


def _row(page: Page, across: Across, row: int) -> Iterator[DeclaredIndicator]:
    place = flat_at(page, row, across.column)
    place = "" if _TARGET.fullmatch(place) else place
    names = [cell for cell, _ in texts(page, across.rows["name"]) if cell.column > across.column]
    for cell in names:
        target = value_at(page, row, cell.column)
        if not target.blank:
            yield _indicator(page, across, row, cell.column, place)


def _indicator(page: Page, across: Across, row: int, column: int, place: str) -> DeclaredIndicator:
    name = value_at(page, across.rows["name"], column)
    title = clean_name(name.text)
    brief = shortened(title, 24)
    target = value_at(page, row, column, f"{brief} · {place} · 指标值" if place else f"{brief} · 指标值")
    levels = {role: value_at(page, across.rows[role], column) for role, _ in _LABELS[:2] if role in across.rows}
    level1, level2 = (halfwidth(levels[role].text) if role in levels else "" for role, _ in _LABELS[:2])
    return DeclaredIndicator(
        row=row,
        level1=level1,
        level2=level2,
        level1_cell=levels["level1"].cell if "level1" in levels else None,
        level2_value=levels.get("level2"),
        name=Value(name.cell, f"{brief} · 三级指标", name.text, name.content),
        target=target,
        actual=None,
        aim=read_aim(target, None, None, name=title, level=f"{level1}{level2}", year=None),
        done=Done("blank"),
        placeholder=bool(PLACEHOLDER.fullmatch(name.flat) and PLACEHOLDER.fullmatch(target.flat)),
        not_applicable=name.not_applicable or target.not_applicable,
        place=place,
    )
