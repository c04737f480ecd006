"""The 目标调整记录 as a workbook: the blank one, and reading it back."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from jixiao.campaign.adjustments import DROPPED, KINDS, TARGET, Adjustment, Fault, Record
from jixiao.campaign.listing import table_sheet
from jixiao.forms.values import cell_text, shown_text
from jixiao.records.document_number import document_numbers
from jixiao.records.finding import Severity
from jixiao.records.period import read_period
from jixiao.records.text import halfwidth, shortened, squeezed
from jixiao.workbook.apply_patch import new_workbook
from jixiao.workbook.grid import Cell, Grid, Sheet, address

NAME = "目标调整记录"
FINDINGS, LINES = "核对结果", "逐条情况"
"""Sheets that a checked copy has besides; a copy that was corrected is read like the record itself."""
_ROWS = 60
_COLUMNS = (
    ("序号", 6.0, "number", r"序号"),
    ("单位", 22.0, "unit", r"(?:实施|预算)?单位(?:名称)?"),
    ("项目", 26.0, "project", r"项目(?:名称)?"),
    ("三级指标", 26.0, "indicator", r"(?:三级)?指标(?:名称)?"),
    ("调整什么", 11.0, "kind", r"调整(?:什么|内容|事项)"),
    ("原值", 16.0, "old", r"(?:调整前|原)(?:值|内容|目标)?"),
    ("现值", 16.0, "new", r"(?:调整后|现|新)(?:值|内容|目标)?"),
    ("调整原因", 28.0, "reason", r"(?:调整)?(?:原因|理由)"),
    ("批复文号", 20.0, "approval", r"(?:调整)?批(?:复|准)(?:文件)?(?:文|字)?号|文号"),
    ("批复日期", 13.0, "day", r"批(?:复|准)(?:日期|时间)|日期"),
)
_NEEDED = (("unit", "单位"), ("project", "项目"), ("indicator", "三级指标"), ("reason", "调整原因"))
_MISSING = "照调整批复填写;没有批复的不能调整。"
_SEARCHED = 15


class RecordError(ValueError):
    """The file cannot be used as a 目标调整记录; the message says why and what to do, in Chinese."""


def blank_record() -> bytes:
    """The blank 目标调整记录 as .xlsx bytes."""
    note = "一行记一条已经批准的调整;同一指标调整几次的记几行。文号和日期照批复写。"
    columns = [(label, width) for label, width, _, _ in _COLUMNS]
    plan = table_sheet(NAME, NAME, note, columns, [(number, *[""] * 9) for number in range(1, _ROWS + 1)])
    return new_workbook((replace(plan, lists=(((4, 5, 3 + _ROWS, 5), KINDS),)),), title=NAME)


def read_record(path: Path) -> Record:
    """The record in a workbook with what is wrong about its lines; RecordError when there is none in it."""
    from jixiao.workbook.read_file import read_path

    read = read_path(path, is_form_text=lambda text: True)
    if not isinstance(read, Grid):
        raise RecordError(f"「{path.name}」读不了:{read.detail}。请用 Excel 或 WPS 另存为 .xlsx 后再用。")
    for sheet in read.sheets:
        if (
            sheet.name not in (FINDINGS, LINES)
            and sheet.detailed
            and sheet.state == "visible"
            and sheet.cells
            and (found := _heads(sheet))
        ):
            return _record(sheet, *found)
    raise RecordError(f"「{path.name}」里没有找到{NAME}。请用 jixiao adjust new 得到空白表,照它的表头填。")


def _heads(sheet: Sheet) -> tuple[int, dict[str, int]] | None:
    for row in sorted(sheet.rows)[:_SEARCHED]:
        columns: dict[str, int] = {}
        for cell in sheet.rows[row]:
            flat = squeezed(cell_text(cell))
            role = next((role for _, _, role, pattern in _COLUMNS if re.fullmatch(pattern, flat)), None)
            if role is not None:
                columns.setdefault(role, cell.column)
        if columns.keys() >= {"project", "indicator", "new"}:
            return row, columns
    return None


def _record(sheet: Sheet, top: int, columns: dict[str, int]) -> Record:
    lines: list[Adjustment] = []
    faults: list[Fault] = []
    for row in sorted(sheet.rows):
        cells = {role: sheet.cell(row, column) for role, column in columns.items()}
        texts = {role: _text(cell) for role, cell in cells.items()}
        if row <= top or not any(text for role, text in texts.items() if role != "number"):
            continue
        places = {role: f"{sheet.name}!{address(row, column)}" for role, column in columns.items()}
        line = _line(texts, _day(cells.get("day")), row, places)
        lines.append(line)
        faults += _faults(line, texts.get("day", ""))
    return Record(tuple(lines), tuple(faults))


def _text(cell: Cell | None) -> str:
    if cell is None or cell.error is not None or cell.uncached:
        return ""
    return halfwidth(shown_text(cell.value, cell.number_format))


def _day(cell: Cell | None) -> date | None:
    if cell is None:
        return None
    if isinstance(cell.value, datetime | date):
        return cell.value.date() if isinstance(cell.value, datetime) else cell.value
    period = read_period(squeezed(cell_text(cell)), None, True)
    return period.first if period is not None and period.first == period.last else None


def _line(texts: dict[str, str], day: date | None, row: int, places: dict[str, str]) -> Adjustment:
    given = {role: texts.get(role, "") for role in ("unit", "project", "indicator", "old", "new", "reason", "approval")}
    return Adjustment(**given, kind=squeezed(texts.get("kind", "")) or TARGET, day=day, row=row, cells=places)


def _faults(line: Adjustment, day: str) -> list[Fault]:
    """What is missing or illegible in one line, each at its column."""
    needed = [(role, label, getattr(line, role)) for role, label in _NEEDED]
    needed += [("new", "现值", line.new or line.kind == DROPPED)]
    needed += [("approval", "批复文号", line.approval), ("day", "批复日期", day)]
    found = [
        Fault(Severity.MUST_FIX, line.at(role), f"第 {line.row} 行没有填{label}。", _MISSING)
        for role, label, given in needed
        if not given
    ]
    if line.kind not in KINDS:
        said = f"调整什么写的是「{shortened(line.kind)}」。"
        found.append(Fault(Severity.MUST_FIX, line.at("kind"), said, f"从列表选:{'、'.join(KINDS)}。"))
    if day and line.day is None:
        said = f"批复日期「{shortened(day)}」不是日期。"
        found.append(Fault(Severity.MUST_FIX, line.at("day"), said, "写成 2026-5-20 这样的日期。"))
    if line.approval and all(number.faults for number in document_numbers(squeezed(line.approval))):
        said = f"批复文号「{shortened(line.approval)}」写法不对。"
        found.append(Fault(Severity.VERIFY, line.at("approval"), said, "写成「×财绩〔2026〕10号」这样的文号。"))
    return found
