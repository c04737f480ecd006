"""The roster workbook that an import gives: 单位名册 and 项目库 as `distribute` takes them, indicators, the report."""

from __future__ import annotations

from jixiao.bridge.cell_reading import Unreadable, code_of, text_of
from jixiao.bridge.fields import PROJECT_FIELDS
from jixiao.bridge.listed import Listed
from jixiao.bridge.mapping import Line
from jixiao.bridge.table import find_table
from jixiao.bridge.tables_out import plain_sheet, problem_sheet
from jixiao.records.text import squeezed
from jixiao.workbook.apply_patch import new_workbook
from jixiao.workbook.grid import Grid
from jixiao.workbook.patch import SheetPlan

UNITS, PROJECTS, INDICATORS = "单位名册", "项目库", "绩效指标"
_UNIT_COLUMNS = (("单位编码", 16.0), ("单位名称", 32.0), ("主管部门", 32.0))
_PROJECT_COLUMNS = (
    ("单位编码", 14.0), ("单位名称", 26.0), ("项目编码", 26.0), ("项目名称", 38.0), ("项目性质", 11.0),
    ("项目类别", 13.0), ("预算金额(万元)", 15.0),
)  # fmt: skip
_INDICATOR_COLUMNS = (
    ("项目编码", 26.0), ("项目名称", 30.0), ("一级指标", 12.0), ("二级指标", 16.0), ("三级指标", 30.0),
    ("指标性质", 9.0), ("指标值", 20.0), ("度量单位", 10.0), ("分值", 8.0),
)  # fmt: skip


def roster_workbook(listed: Listed) -> bytes:
    """The workbook's bytes, equal for equal lists. Codes are text cells, money is 万元."""
    return new_workbook(_sheets(listed), title="名册与项目库")


def _sheets(listed: Listed) -> list[SheetPlan]:
    units = [(code, name, superior or name) for code, (name, superior) in listed.units().items()]
    projects = [
        (one.unit_code, one.unit, one.project_code, one.project, one.nature, one.category, one.amount)
        for one in listed.projects
    ]
    indicators = [
        (
            *(project.project_code, project.project, one.level1, one.level2, one.name),
            *(one.sign, one.target, one.unit_of, one.weight),
        )
        for project in listed.projects
        for one in project.indicators
    ]
    return [
        plain_sheet(UNITS, _UNIT_COLUMNS, units),
        plain_sheet(PROJECTS, _PROJECT_COLUMNS, projects),
        plain_sheet(INDICATORS, _INDICATOR_COLUMNS, indicators),
        problem_sheet(listed.problems),
    ]


def codes_of(grid: Grid) -> dict[tuple[str, str], tuple[str, str]]:
    """Unit and project code by squeezed unit and project name, out of a roster workbook; project "" for the unit."""
    named = [one for one in PROJECT_FIELDS if one.role in ("unit_code", "unit", "project_code", "project")]
    lines = [Line(one, (one.label,)) for one in named]
    found: dict[tuple[str, str], tuple[str, str]] = {}
    for sheet in grid.sheets:
        table = find_table(sheet, lines)
        if table is None or not {"unit_code", "unit"} <= table.columns.keys():
            continue
        for row in table.rows():
            try:
                unit_code, code = code_of(table.cell(row, "unit_code")), code_of(table.cell(row, "project_code"))
                unit, project = text_of(table.cell(row, "unit")), text_of(table.cell(row, "project"))
            except Unreadable:
                continue  # what a roster cannot say is missing in the export, and told there
            found.setdefault((squeezed(unit), ""), (unit_code, ""))
            if project:
                found[squeezed(unit), squeezed(project)] = (unit_code, code)
    return found
