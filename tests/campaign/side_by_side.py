"""Workbooks that units of the small round send of their own making, so that files can be held against each other."""

from __future__ import annotations

import io
from collections.abc import Sequence

import openpyxl

Rows = Sequence[Sequence[object]]


def workbook(**sheets: Rows) -> bytes:
    """Plain sheets as people type them."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    raw = io.BytesIO()
    book.save(raw)
    return raw.getvalue()


def evaluation(
    project: str,
    unit: str,
    score: float = 100,
    *,
    department: str = "青禾县交通运输局",
    year: int = 2025,
    done: str = "12座",
    reason: str = "",
    executed: float = 92,
) -> Rows:
    """A self-evaluation; the total stands in G11, what was done of the one indicator in E9."""
    return (
        ["项目支出绩效自评表"],
        [f"（{year}年度）"],
        ["项目名称", project],
        ["主管部门", department, None, "实施单位", unit],
        ["资金（万元）", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"],
        ["年度资金总额", 100, 100, executed, 10, f"{executed}%", executed / 10],
        ["年度目标", "修好十二座蓄水池。", None, "实际完成情况", "修好十二座蓄水池。"],
        ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "偏差原因分析及改进措施"],
        ["产出指标", "数量指标", "新建蓄水池", "≥12座", done, 90, 90, reason],
        [],
        ["总分", None, None, None, None, 100, score],
    )


def monitoring(project: str, unit: str, done: str = "3座", month: int = 8, year: int = 2025) -> Rows:
    """A monitoring form of the same project: 3 of 12 by August is red."""
    return (
        ["项目支出绩效目标执行监控表"],
        [f"（{year}年度）"],
        ["项目名称", project, "主管部门", "青禾县交通运输局", "实施单位", unit],
        ["资金（万元）", "年初预算数", f"1—{month}月执行数", f"1—{month}月执行率", "全年预计执行数"],
        ["年度资金总额", 100, 70, "70%", 100],
        ["年度目标", "修好十二座蓄水池。"],
        ["一级指标", "二级指标", "三级指标", "年度指标值", f"1—{month}月执行情况", "全年预计完成情况", "原因说明"],
        ["产出指标", "数量指标", "新建蓄水池", "≥12座", done, "12座", "材料款未到位"],
    )


def results(*projects: tuple[str, str, float], kind: str = "单位自评", year: int = 2025) -> Rows:
    """A 评价结果清单 of (unit, project, score); scores stand in D3 and below."""
    return (
        [f"{year}年度评价结果清单"],
        ["单位", "项目名称", "评价类型", "得分"],
        *([unit, project, kind, score] for unit, project, score in projects),
    )
