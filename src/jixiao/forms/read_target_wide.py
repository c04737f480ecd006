"""Target declarations of several projects in one wide table: project, funds and goal are columns too."""

from __future__ import annotations

from dataclasses import replace

from jixiao.forms.find_forms import Block
from jixiao.forms.layout import Headings, flat_at, texts
from jixiao.forms.page import Page
from jixiao.forms.read_funds import money_unit
from jixiao.forms.read_head import with_broken, year_of
from jixiao.forms.read_target_table import read_target_table
from jixiao.forms.required_targets import with_required
from jixiao.forms.target_declaration import FIELDS, FORM, REQUIRED_COLUMNS
from jixiao.forms.values import value_at
from jixiao.records.indicator_form import FundRow, Funds
from jixiao.records.regex import regex
from jixiao.records.target_declaration import TargetDeclaration
from jixiao.records.value import Value
from jixiao.workbook.grid import address

_MONEY = r"(?:\((?:万元|元)\))?"
_COLUMNS = (
    (
        "project",
        "项目名称",
        regex(
            r"(?:单位)?\(?(?:专项|项目)\)?(?:支出)?名称|项目|专项名称|(?:专项|项目)\((?:项目|专项|单位)\)名称|(?:单位|部门)\((?:专项|项目)\)名称"
        ),
    ),
    ("department", "单位名称", regex(r"(?:主管|预算)?(?:单位|部门)(?:名称)?")),
    ("code", "编码", regex(r"(?:单位|项目|部门)?(?:编码|代码)")),
    ("amount", "资金总额", regex(rf"(?:年度|项目|预算)*(?:资金|预算|金额)(?:总额|金额|数|安排)?{_MONEY}")),
    ("medium_goal", "实施期绩效目标", regex(r"(?:实施期|中期|长期|整体|总体)(?:绩效)?目标")),
    ("goal", "年度绩效目标", regex(r"(?:年度|项目)?(?:总体)?(?:绩效)?目标(?:描述)?")),
)


def wide_columns(page: Page, headings: Headings) -> dict[str, tuple[int, int]]:
    """Role → (row, column) of what stands as columns left of the indicators; empty for other layouts."""
    places = [headings.columns[role] for role in ("level1", "level2", "name") if role in headings.columns]
    found: dict[str, tuple[int, int]] = {}
    for row in range(headings.top, headings.bottom + 1):
        for cell, flat in texts(page, row):
            role = next((role for role, _, pattern in _COLUMNS if pattern.fullmatch(flat)), None)
            if role is not None and cell.column < min(places, default=0):
                found.setdefault(role, (row, cell.column))
    return found if "project" in found else {}


def read_wide(page: Page, block: Block, columns: dict[str, tuple[int, int]], title: Value) -> list[TargetDeclaration]:
    """One declaration per project: its rows reach from its name to the next one."""
    headings = block.tables[0]
    place = columns["project"][1]
    starts: list[int] = []
    for row in range(headings.bottom + 1, block.bottom + 1):
        name = flat_at(page, row, place)
        own = name and page.anchor(row, place)[0] == row and _holds(page, row, headings)
        if own and (not starts or name != flat_at(page, starts[-1], place)):
            starts.append(row)
    forms: list[TargetDeclaration] = []
    for start, end in zip(starts, [*(row - 1 for row in starts[1:]), block.bottom], strict=True):
        part = replace(block, bottom=end, tables=(replace(headings, bottom=start - 1),))
        form = _form(page, part, columns, title, start)
        top = start if forms else block.top
        last = max((row.row for row in form.indicators), default=start)
        region = (top, 1, last, max(headings.columns.values()))
        forms.append(with_broken(page, with_required(form.model_copy(update={"region": region}))))
    return forms


def _form(page: Page, block: Block, columns: dict[str, tuple[int, int]], title: Value, start: int) -> TargetDeclaration:
    """The project whose rows begin at `start`."""
    year, year_cell = year_of(page, block, FIELDS)
    table = read_target_table(page, block, year)
    cells = {
        role: value_at(page, start, place[1], label) for role, label, _ in _COLUMNS if (place := columns.get(role))
    }
    return TargetDeclaration(
        sheet=page.name,
        title=title,
        year=year,
        year_cell=year_cell,
        header_cell=block.tables[0].first_cell,
        columns=table.columns,
        missing=tuple(FORM.column("indicators", r).label for r in REQUIRED_COLUMNS if r not in table.columns),
        project=cells.get("project"),
        department=cells.get("department"),
        codes=tuple(cells[role] for role in ("code",) if role in cells),
        funds=_funds(page, block, columns, start, cells.get("amount")),
        goal=cells.get("goal"),
        medium_goal=cells.get("medium_goal"),
        indicators=table.year,
        medium_indicators=table.medium,
    )


def _holds(page: Page, row: int, headings: Headings) -> bool:
    """Whether a row has an indicator: notes and totals below the table have none."""
    return any(
        flat_at(page, row, headings.columns[role]) for role in ("name", "target", "band1") if role in headings.columns
    )


def _funds(
    page: Page, block: Block, columns: dict[str, tuple[int, int]], row: int, amount: Value | None
) -> Funds | None:
    if amount is None:
        return None
    place = columns["amount"]
    unit = money_unit(page, range(place[0], place[0] + 1)) or money_unit(page, range(block.top, place[0])) or "万元"
    total = FundRow(row=row, label="资金总额", label_cell=address(*place), budget=amount)
    return Funds(unit=unit, header_cell=address(*place), total=total)
