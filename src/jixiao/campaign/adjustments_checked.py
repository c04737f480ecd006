"""The 目标调整记录 as checked: a copy with faulty cells marked, findings with links, and what became of each line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from jixiao.campaign.adjustments import Adjustment, Fault, Record
from jixiao.campaign.adjustments_book import FINDINGS, LINES
from jixiao.campaign.listing import Row, table_sheet
from jixiao.documents.result_sheet import FILLS
from jixiao.documents.words import printable
from jixiao.intake import write_new
from jixiao.records.finding import Severity
from jixiao.workbook.apply_patch import apply_patch, new_workbook
from jixiao.workbook.patch import Mark, Patch, Put, SheetPlan
from jixiao.workbook.zip_raw import PackageError

_FINDINGS = (("序号", 6.0), ("级别", 9.0), ("位置", 22.0), ("问题", 58.0), ("怎么改", 44.0))
_LINES = (
    ("行", 6.0),
    ("单位", 22.0),
    ("项目", 24.0),
    ("三级指标", 24.0),
    ("调整什么", 10.0),
    ("原值", 13.0),
    ("现值", 13.0),
    ("批复文号", 18.0),
    ("批复日期", 12.0),
    ("核对结果", 24.0),
)
APPLIED, DOUBTED, REFUSED = "可以照改", "可以照改,有疑问请核实", "不能照改,见核对结果"
_WITH_MACROS = (".xlsm", ".xltm")
_PLACE = 3
"""The column of 核对结果 that links to the place."""


def write_checked(path: Path, record: Record, faults: Sequence[Fault], target: Path, at: datetime) -> Path:
    """Write the checked copy of the record at `path` to `target`; an equal one that is there already is left alone.

    The record itself is not touched. OSError when the place takes no file.
    """
    if path.suffix.lower() in _WITH_MACROS:
        target = target.with_suffix(".xlsm")
    body = checked_record(path.read_bytes(), path.name, record, faults)
    if target.exists() and target.read_bytes() == body:
        return target
    return write_new(target, body, at)


def checked_record(data: bytes, name: str, record: Record, faults: Sequence[Fault]) -> bytes:
    """The copy as .xlsx bytes; an old format, which cannot be marked, gives a workbook with the two sheets only."""
    told = sorted(faults, key=lambda fault: fault.severity is not Severity.MUST_FIX)
    note = f"{printable(name)}　共 {len(record.lines)} 条,必须改 {_count(told, Severity.MUST_FIX)} 处,"
    note += f"请核实 {_count(told, Severity.VERIFY)} 处"
    lines = table_sheet(LINES, "目标调整逐条情况", note, _LINES, [_line(line, told) for line in record.lines])
    places = tuple(_place(fault) for fault in told)
    sheets = (_findings(told, note, linked=True), lines)
    marks = (Mark(sheet, cell, fault.severity.value) for fault, (sheet, cell) in zip(told, places, strict=True))
    try:
        return apply_patch(data, Patch(marks=tuple(marks), sheets=sheets))
    except PackageError:
        return new_workbook((_findings(told, note, linked=False), lines), title="目标调整记录核对")


def _count(faults: Sequence[Fault], severity: Severity) -> int:
    return sum(fault.severity is severity for fault in faults)


def _place(fault: Fault) -> tuple[str, str]:
    sheet, _, cell = fault.cell.rpartition("!")
    return sheet, cell


def _findings(faults: Sequence[Fault], note: str, *, linked: bool) -> SheetPlan:
    rows: list[Row] = [
        (number, str(fault.severity), printable(fault.cell), printable(fault.message), printable(fault.fix))
        for number, fault in enumerate(faults, 1)
    ]
    plan = table_sheet(FINDINGS, "目标调整记录核对结果", note, _FINDINGS, rows)
    places = {printable(fault.cell): _place(fault) for fault in faults} if linked else {}
    tab = "C00000" if _count(faults, Severity.MUST_FIX) else None
    return replace(plan, puts=tuple(_shown(put, places) for put in plan.puts), tab=tab)


def _shown(put: Put, places: dict[str, tuple[str, str]]) -> Put:
    """The place as a link, the severity on its fill."""
    if put.row > 3 and put.column == 2 and put.value in list(Severity):
        return replace(put, style=replace(put.style, fill=FILLS[Severity(str(put.value))], bold=True))
    if put.row > 3 and put.column == _PLACE and put.value in places:
        return replace(put, style=replace(put.style, color="0563C1", underline=True), link=places[str(put.value)])
    return put


def _line(line: Adjustment, faults: Sequence[Fault]) -> Row:
    own = {fault.severity for fault in faults if line.has(fault)}
    word = REFUSED if Severity.MUST_FIX in own else DOUBTED if own else APPLIED
    texts = (line.unit, line.project, line.indicator, line.kind, line.old, line.new, line.approval)
    return (line.row, *map(printable, texts), f"{line.day:%Y-%m-%d}" if line.day else "", word)
