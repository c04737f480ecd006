"""Plain tables on paper: the list of what went out, the covering notice, reminders, receipts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from jixiao.documents.layout import wrap
from jixiao.documents.table_sheet import Row, table_sheet
from jixiao.policy.model import Policy
from jixiao.workbook.apply_patch import new_workbook
from jixiao.workbook.long_table import LongTable, long_tables
from jixiao.workbook.patch import Print, Put, SheetPlan, Style

if TYPE_CHECKING:
    from jixiao.campaign.roster import Unit
    from jixiao.campaign.round import Round

__all__ = ["Row", "covering_notice", "distribution_list", "letter_sheet", "table_sheet"]

_BODY = Style(font="仿宋_GB2312", size=16, horizontal="left", vertical="top")
_LETTER_TITLE = Style(font="方正小标宋简体", size=22, horizontal="center")
_LINE = 28.0
_LETTER_WIDTH = 73.0  # the 156 mm core of an official letter, as in documents.notice_sheets
_PER_LINE = 26


def letter_sheet(name: str, title: str, paragraphs: Sequence[tuple[str, str]]) -> SheetPlan:
    """A letter that prints on A4: title, then (alignment, text) paragraphs in 仿宋 16 with two characters of indent."""
    puts = [Put(1, 1, title, _LETTER_TITLE)]
    heights = {1: 34.0 * len(wrap(title, _PER_LINE * 16 / 22)) + 20}
    for row, (side, text) in enumerate(paragraphs, 2):
        said = f"\u3000\u3000{text}" if side == "text" else text
        puts.append(Put(row, 1, said or None, replace(_BODY, horizontal="right" if side == "right" else "left")))
        heights[row] = _LINE * len(wrap(said, _PER_LINE)) + (2 if said else 0)
    return SheetPlan(
        name=name,
        puts=tuple(puts),
        widths={1: _LETTER_WIDTH},
        heights=heights,
        page=Print(left=2.8, right=2.6, top=3.7, bottom=3.5, footer="&C- &P -"),
        show_gridlines=False,
    )


@dataclass(frozen=True, slots=True)
class Sent:
    """One unit's workbook: where it lies below the output folder, what it holds, and what happened to it now."""

    unit: Unit
    path: str
    digest: str  # SHA-256, hex
    projects: int
    state: str  # 新下发, 已更新, 未变, 另存


def distribution_list(found: Round, sent: Sequence[Sent], on: str) -> bytes:
    """下发清单: every unit's file with its SHA-256, so that anybody can tell the one that went out from another."""
    columns = (
        ("序号", 6.0),
        ("单位编码", 14.0),
        ("单位名称", 28.0),
        ("主管部门", 22.0),
        ("项目数", 8.0),
        ("文件", 46.0),
        ("校验码(SHA-256)", 36.0),
        ("签收人", 10.0),
        ("签收日期", 12.0),
    )
    rows = (
        (number, item.unit.code, item.unit.name, item.unit.superior, item.projects, item.path, item.digest, "", "")
        for number, item in enumerate(sent, 1)
    )
    total = sum(item.projects for item in sent)
    note = f"{found.name}　{found.form.title}({found.year}年度)　{on}　共 {len(sent)} 个单位、{total} 张表"
    return long_tables("下发清单", [LongTable("下发清单", "下发清单", note, columns, rows)])


def covering_notice(found: Round, policy: Policy, units: int, on: date) -> bytes:
    """The notice that goes with the workbooks: what to fill in, how, and what to mind."""
    title = f"关于报送{found.year}年度{found.form.title}的通知"
    settings = policy.notice
    paragraphs = [
        ("left", "各预算单位："),
        (
            "text",
            f"现将{found.year}年度《{found.form.title}》下发给你们（共{units}个单位，每个单位一个工作簿），请按要求填报。",
        ),
        ("text", "一、工作簿里的单位、项目和预算数已经预填，灰色格不要改；有出入的，请与我们联系，由我们更正后重发。"),
        ("text", "二、只填白色格。点到格上会出现填写提示，带箭头的格从列表里选；“填报说明”页逐栏写明怎么填。"),
        ("text", "三、填完用 Excel 或 WPS 保存，文件保持 xlsx 格式，不要改文件里的工作表名，不要拆分或合并文件。"),
        (
            "text",
            f"四、请于　　月　　日前报送{settings.offices[-1] if settings.offices else ''}。不合格的退回修改。",
        ),
        ("left", ""),
        ("right", settings.agency),
        ("right", f"{on.year}年{on.month}月{on.day}日"),
    ]
    if settings.contact:
        paragraphs.append(("left", f"（联系方式：{settings.contact}）"))
    return new_workbook((letter_sheet("通知", title, paragraphs),), title=title)
