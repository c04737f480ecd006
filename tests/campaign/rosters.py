"""Rosters of an invented county, as workbooks."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import openpyxl

UNIT_HEADS = ("单位编码", "单位名称", "主管部门", "联系股室")
PROJECT_HEADS = ("项目编码", "项目名称", "单位编码", "项目性质", "预算金额(万元)", "上年得分")
UNITS = (
    ("001001", "青禾县农村公路养护中心", "青禾县交通运输局", "经建股"),
    ("001002", "青禾县运输服务中心", "青禾县交通运输局", "经建股"),
    ("002001", "青禾县第一小学", "青禾县教育局", "教科文股"),
)
PROJECTS = (
    ("P0001", "农村公路日常养护", "001001", "延续项目", 386.5, 92),
    ("P0002", "危桥改造(二期)", "001001", "新增项目", 120, None),
    ("P0003", "校舍维修&改造", "002001", "延续项目", 60.25, 88.5),
)


def write_roster(
    path: Path, units: Sequence[Sequence[object]] = UNITS, projects: Sequence[Sequence[object]] = PROJECTS
) -> Path:
    """A roster workbook; codes given as text stay text."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "单位名册"
    sheet.append(list(UNIT_HEADS))
    for row in units:
        sheet.append(list(row))
    other = book.create_sheet("项目库")
    other.append(list(PROJECT_HEADS))
    for row in projects:
        other.append(list(row))
    book.save(path)
    return path
