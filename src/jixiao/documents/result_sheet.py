"""校验结果: every finding of a file on one sheet, equal ones on one line, ready to print."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from jixiao.documents.layout import table_rows
from jixiao.documents.words import place_text, printable, rule_name
from jixiao.records.finding import Finding, RuleStatus, Severity
from jixiao.rules.run import Outcome
from jixiao.workbook.patch import Print, Put, SheetPlan, Style

NAME = "校验结果"
HEADINGS = ("序号", "级别", "位置", "问题", "应为", "怎么改", "依据", "规则号")
_WIDTHS = (5.5, 8, 19, 42, 17, 33, 17, 8)
_SIZE = 10.0
_HEAD_ROW = 2
_ORDER = {severity: place for place, severity in enumerate(Severity)}
# Light fills that print as pale grey; the words 必须改 请核实 提示 carry the meaning.
FILLS = {Severity.MUST_FIX: "FCE4E4", Severity.VERIFY: "FFF4D6", Severity.HINT: "E8F1FA"}
HEAD_FILL = "E7E6E6"
CELL = Style(size=_SIZE, border=True, horizontal="left", vertical="top")
HEAD = Style(font="黑体", size=_SIZE, bold=True, fill=HEAD_FILL, horizontal="center", border=True)
PAGE = Print(landscape=True, left=1.5, right=1.5, top=1.8, bottom=1.8, footer="&C第 &P 页,共 &N 页")
_LINK = replace(CELL, color="0563C1", underline=True)
_TOP = Style(size=11, bold=True, horizontal="left")
_PLAIN = Style(size=_SIZE, horizontal="left", vertical="top")


@dataclass(frozen=True)
class Entry:
    """Equal findings of one rule: what people read as one line."""

    findings: tuple[Finding, ...]

    @property
    def first(self) -> Finding:
        """The finding whose place the line jumps to."""
        return self.findings[0]

    @property
    def message(self) -> str:
        """What is wrong; says how many places where the findings differ in detail."""
        text = printable(self.first.message)
        if self.varied:
            text += f"(此为第一处,本表共 {len(self.findings)} 处同类情况)"
        return text

    @property
    def fix(self) -> str:
        """What to do; where the findings differ in detail, what to do with all of them."""
        text = printable(self.first.fix)
        return f"第一处{text}其余各处照此处理。" if self.varied else text

    @property
    def varied(self) -> bool:
        """Whether the findings differ in detail."""
        return len({(finding.message, finding.fix) for finding in self.findings}) > 1


def merged(findings: Sequence[Finding]) -> tuple[Entry, ...]:
    """Findings as lines: 必须改 first, then in reading order; equal ones are one line, B206 one line per sheet."""
    groups: dict[tuple[object, ...], list[Finding]] = {}
    for finding in findings:
        words = (finding.sheet,) if finding.rule == "B206" else (finding.message, finding.fix)
        groups.setdefault((finding.rule, finding.severity, *words), []).append(finding)
    entries = [Entry(tuple(group)) for group in groups.values()]
    return tuple(sorted(entries, key=lambda entry: _ORDER[entry.first.severity]))


def count_text(outcome: Outcome) -> str:
    """How many findings of each severity: 「必须改 3 条,请核实 1 条,提示 0 条」."""
    return ",".join(f"{severity} {outcome.count(severity)} 条" for severity in Severity)


def result_sheet(outcome: Outcome, *, checked_at: str, version: str, marked_file: bool = True) -> SheetPlan:
    """The sheet 校验结果 of a file; places are links unless it stands in another workbook (`marked_file` False)."""
    puts = [Put(1, 1, _top_line(outcome, checked_at, version), _TOP)]
    puts += [Put(_HEAD_ROW, column, heading, HEAD) for column, heading in enumerate(HEADINGS, 1)]
    heights = {1: 24.0, _HEAD_ROW: 20.0}
    row = _HEAD_ROW + 1
    sheets = {sheet.name for sheet in outcome.book.grid.sheets} if marked_file and outcome.book.grid else set()
    for number, entry in enumerate(merged(outcome.findings), 1):
        row = _put_entry(puts, heights, row, number, entry, sheets)
    last = row - 1
    merges = [(1, 1, 1, len(HEADINGS))]
    for text in _closing_lines(outcome):
        puts.append(Put(row, 1, text, _PLAIN))
        merges.append((row, 1, row, len(HEADINGS)))
        heights[row] = 20.0
        row += 1
    return SheetPlan(
        name=NAME,
        puts=tuple(puts),
        widths=dict(enumerate(_WIDTHS, 1)),
        heights=heights,
        merges=tuple(merges),
        freeze=(_HEAD_ROW + 1, 1),
        filter=(_HEAD_ROW, 1, max(last, _HEAD_ROW), len(HEADINGS)),
        page=replace(PAGE, repeat=(_HEAD_ROW, _HEAD_ROW)),
        tab="C00000" if outcome.count(Severity.MUST_FIX) else None,
    )


def _put_entry(
    puts: list[Put], heights: dict[int, float], row: int, number: int, entry: Entry, sheets: set[str]
) -> int:
    """Write one line from `row` on; the row after it."""
    first = entry.first
    same = len({finding.expected for finding in entry.findings}) == 1
    texts = (
        str(number),
        str(first.severity),
        place_text(entry.findings),
        entry.message,
        printable(first.expected) if same else "见各处",
        entry.fix,
        printable(first.basis),
        first.rule,
    )
    link = (first.sheet, first.cell or "A1") if first.sheet in sheets and first.sheet else None
    for part in table_rows(texts, _WIDTHS, _SIZE):
        for column, text in enumerate(part.texts, 1):
            puts.append(_cell(row, column, text, first.severity, link if part.first else None))
        heights[row] = part.height
        row += 1
    return row


def _cell(row: int, column: int, text: str, severity: Severity, link: tuple[str, str] | None) -> Put:
    if column == 1:
        return Put(row, column, int(text) if text else None, replace(CELL, horizontal="center"))
    if column == 2:
        return Put(row, column, text, replace(CELL, horizontal="center", bold=True, fill=FILLS[severity]))
    if column == 3 and link:
        return Put(row, column, text, _LINK, link)
    return Put(row, column, text or None, CELL)


def _top_line(outcome: Outcome, checked_at: str, version: str) -> str:
    return ";".join(
        (count_text(outcome), checked_at, template_text(outcome), f"程序 {version}", f"口径 {outcome.policy.named()}")
    )


def template_text(outcome: Outcome) -> str:
    """Which template the file was made from: 「模板 2026.1」, or that it is another layout; what a document is."""
    if outcome.book.manuscript is not None:
        return outcome.book.manuscript.kind
    identity = outcome.book.grid.identity if outcome.book.grid else {}
    version = printable(identity.get("version"))
    return f"模板 {version}" if version else "模板 其他版式"


def could_not_run(outcome: Outcome) -> list[str]:
    """Codes of the rules that crashed on any form or on the document."""
    statuses = [outcome.statuses, *(form.statuses for form in outcome.forms)]
    return sorted({code for own in statuses for code, status in own.items() if status is RuleStatus.COULD_NOT_RUN})


def _closing_lines(outcome: Outcome) -> list[str]:
    lines = []
    if not outcome.findings:
        lines.append("没有发现问题")
    crashed = could_not_run(outcome)
    if crashed:
        named = "、".join(f"{code} {rule_name(code)}" for code in crashed)
        lines.append(f"未能运行的规则:{named}。请人工核对这些项目。")
    return lines
