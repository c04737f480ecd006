"""The summary workbook over many files: 概览 with charts, 文件, 问题, 规则. XlsxWriter is loaded only when called."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from jixiao.documents.layout import capacity, wrap
from jixiao.documents.summary import FindingRow, FormRow, Judged, RuleRow, Summary, summarise
from jixiao.documents.words import paragraphs_text, printable

OVERVIEW, FILES, FINDINGS, RULES = "概览", "文件", "问题", "规则"
_FILE_HEADINGS = (
    ("路径", 26), ("状态", 9), ("表", 14), ("工作表", 12), ("单位", 18), ("项目", 22), ("年度", 7), ("必须改", 8),
    ("请核实", 8), ("提示", 7), ("填报得分", 9), ("应得分", 9), ("等级", 8), ("标记后的副本", 20),
)  # fmt: skip
_FINDING_HEADINGS = (
    ("序号", 6), ("路径", 20), ("单位", 14), ("项目", 16), ("级别", 7), ("规则号", 7), ("规则", 15), ("工作表", 9),
    ("位置", 7), ("栏目", 18), ("填的是", 13), ("应为", 13), ("问题", 38), ("怎么改", 30), ("依据", 13),
)  # fmt: skip
# Widths of the columns whose texts decide how tall a row is; not every program fits rows to wrapped text by itself.
_FILE_WIDTHS = tuple(_FILE_HEADINGS[column][1] for column in (0, 4, 5, 13))
_FINDING_WIDTHS = tuple(_FINDING_HEADINGS[column][1] for column in (1, 2, 3, *range(9, 15)))
_RULE_HEADINGS = (
    ("规则号", 8), ("规则", 28), ("级别", 9), ("问题条数", 10), ("涉及文件数", 11), ("通过(表)", 10),
    ("不适用(表)", 11), ("未能运行(表)", 13), ("单位说明", 40),
)  # fmt: skip
_MOST_ROWS = 1_000_000  # findings per sheet; Excel ends at 1,048,576
_MOST_LINKS = 60_000  # links per sheet; Excel ends at 65,530
_FILLS = {"必须改": "#FCE4E4", "请核实": "#FFF4D6", "提示": "#E8F1FA", "退回": "#FCE4E4", "无法读取": "#FFF4D6"}
_TOP_RULES = 10
_ESCAPES = {ord(letter): f"%{ord(letter):02X}" for letter in '% #"<>[]^`{}'}  # what a file name needs within a link


@dataclass(frozen=True)
class _Book:
    """The workbook being written and its formats by name."""

    workbook: Any
    formats: dict[str, Any]


def write_summary(judged: Sequence[Judged], target: Path, *, checked_at: str, version: str) -> Summary:
    """Write the summary of judged files to `target` and hand it back.

    `judged` are (marked copy relative to the target's folder or None, path shown, outcome); OSError when the target
    cannot be written. All text is written as literal text: no formula, link or number is made of it.
    """
    from xlsxwriter import Workbook

    summary = summarise(judged)
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    workbook = Workbook(str(target), options)
    workbook.set_properties({"title": "校验汇总"})
    book = _Book(workbook, _formats(workbook))
    overview = workbook.add_worksheet(OVERVIEW)
    _write_files(book, summary.forms)
    _write_findings(book, summary.findings)
    _write_rules(book, summary.rules)
    _write_overview(book, overview, summary, checked_at, version)
    workbook.close()
    return summary


def _formats(workbook: Any) -> dict[str, Any]:
    base = {"font_name": "宋体", "font_size": 10, "valign": "top", "text_wrap": True, "border": 1}
    shapes: dict[str, dict[str, Any]] = {
        "cell": base,
        "points": {**base, "num_format": "0.00", "align": "right"},
        "head": {**base, "bold": True, "bg_color": "#E7E6E6", "align": "center", "valign": "vcenter"},
        "link": {**base, "font_color": "#0563C1", "underline": 1},
        "reply": {**base, "bg_color": "#FFFFF0", "locked": False},
        "title": {"font_name": "黑体", "font_size": 16, "bold": True},
        "plain": {"font_name": "宋体", "font_size": 10},
        **{word: {**base, "bg_color": fill, "bold": True, "align": "center"} for word, fill in _FILLS.items()},
    }
    return {name: workbook.add_format(shape) for name, shape in shapes.items()}


def _new_sheet(book: _Book, name: str, headings: Sequence[tuple[str, int]], rows: int) -> Any:
    sheet = book.workbook.add_worksheet(name)
    for column, (heading, width) in enumerate(headings):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, heading, book.formats["head"])
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(rows, 1), len(headings) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_footer("&C第 &P 页,共 &N 页")
    return sheet


def _height(texts: Sequence[str], widths: Sequence[int]) -> float:
    """Points that a row needs for its longest wrapped text, at most what Excel allows."""
    lines = max(len(wrap(text[:4000], capacity(width, 10))) for text, width in zip(texts, widths, strict=True))
    return min(lines * 13.5 + 3, 409.0)


def _put(book: _Book, sheet: Any, row: int, column: int, value: str | int | Decimal | None, look: str = "cell") -> None:
    form = book.formats[look]
    if isinstance(value, str) and value:
        sheet.write_string(row, column, value[:32767], form)
    elif isinstance(value, int | Decimal):
        sheet.write_number(row, column, value, form)
    else:
        sheet.write_blank(row, column, None, form)


def _put_link(book: _Book, sheet: Any, row: int, column: int, copy: str, text: str, place: str = "") -> None:
    """A link to a marked copy beside the summary; plain text where Excel could not follow it."""
    address = copy.replace("\\", "/").translate(_ESCAPES) + (f"#{place}" if place else "")
    if row <= _MOST_LINKS and len(address) <= 250 and text:
        sheet.write_url(row, column, f"external:{address}", book.formats["link"], text[:32767])
    else:
        _put(book, sheet, row, column, text)


def _write_files(book: _Book, forms: Sequence[FormRow]) -> None:
    sheet = _new_sheet(book, FILES, _FILE_HEADINGS, len(forms))
    for row, form in enumerate(forms, 1):
        look = form.status if form.status in _FILLS else "cell"
        texts = (form.form, form.sheet, form.unit, form.project, form.year, *form.counts)
        _put(book, sheet, row, 0, printable(form.path))
        _put(book, sheet, row, 1, form.status, look)
        for column, value in enumerate(texts, 2):
            _put(book, sheet, row, column, value)
        _put(book, sheet, row, 10, form.claimed, "points")
        _put(book, sheet, row, 11, form.due, "points")
        _put(book, sheet, row, 12, form.grade)
        sheet.set_row(row, _height((form.path, form.unit, form.project, form.copy or ""), _FILE_WIDTHS))
        if form.copy:
            _put_link(book, sheet, row, 13, form.copy, printable(form.copy))
        else:
            _put(book, sheet, row, 13, None)


def _write_findings(book: _Book, findings: Sequence[FindingRow]) -> None:
    for start in range(0, max(len(findings), 1), _MOST_ROWS):
        part = findings[start : start + _MOST_ROWS]
        name = FINDINGS if start == 0 else f"{FINDINGS}({start // _MOST_ROWS + 1})"
        sheet = _new_sheet(book, name, _FINDING_HEADINGS, len(part))
        for row, item in enumerate(part, 1):
            _write_finding(book, sheet, row, start + row, item)


def _write_finding(book: _Book, sheet: Any, row: int, number: int, item: FindingRow) -> None:
    finding = item.finding
    _put(book, sheet, row, 0, number)
    _put(book, sheet, row, 1, printable(item.path))
    _put(book, sheet, row, 2, item.unit)
    _put(book, sheet, row, 3, item.project)
    _put(book, sheet, row, 4, str(finding.severity), str(finding.severity))
    _put(book, sheet, row, 5, finding.rule)
    _put(book, sheet, row, 6, item.rule_name)
    _put(book, sheet, row, 7, printable(finding.sheet))
    if item.copy and finding.sheet and finding.cell:
        quoted = finding.sheet.replace("'", "''")
        _put_link(book, sheet, row, 8, item.copy, finding.cell, f"'{quoted}'!{finding.cell}")
    else:
        _put(book, sheet, row, 8, finding.cell or paragraphs_text((finding,)))
    rest = (finding.label, finding.seen, finding.expected, finding.message, finding.fix, finding.basis)
    for column, text in enumerate(rest, 9):
        _put(book, sheet, row, column, printable(text))
    shown = (item.path, item.unit, item.project, *map(printable, rest))
    sheet.set_row(row, _height(shown, _FINDING_WIDTHS))


def _write_rules(book: _Book, rules: Sequence[RuleRow]) -> None:
    sheet = _new_sheet(book, RULES, _RULE_HEADINGS, len(rules))
    for row, rule in enumerate(rules, 1):
        _put(book, sheet, row, 0, rule.code)
        _put(book, sheet, row, 1, rule.name)
        _put(book, sheet, row, 2, rule.severity, rule.severity if rule.severity in _FILLS else "cell")
        counts = (rule.findings, rule.files, rule.passed, rule.not_applicable, rule.could_not_run)
        for column, value in enumerate(counts, 3):
            _put(book, sheet, row, column, value)
        _put(book, sheet, row, 8, None, "reply")


# -- the first sheet ---------------------------------------------------------------------------------------------------


def _write_overview(book: _Book, sheet: Any, summary: Summary, checked_at: str, version: str) -> None:
    sheet.hide_gridlines(2)
    for first, last, width in ((0, 0, 20), (1, 1, 10), (2, 12, 9)):
        sheet.set_column(first, last, width)
    sheet.write_string(0, 0, "校验汇总", book.formats["title"])
    head = ";".join(part for part in (checked_at, f"程序 {version}", f"口径 {summary.policy or '无'}") if part)
    sheet.write_string(1, 0, head, book.formats["plain"])
    top = [(f"{rule.code} {rule.name}", rule.findings) for rule in summary.rules if rule.findings][:_TOP_RULES]
    statuses = [*summary.statuses.items(), ("合计", summary.files)]
    severities = [*summary.severities.items(), ("合计", len(summary.findings))]
    grades = [*summary.grades.items(), ("合计", sum(summary.grades.values()))]
    after_statuses = _put_table(book, sheet, 3, ("文件状态", "文件数"), statuses)
    after_severities = _put_table(book, sheet, after_statuses + 1, ("问题级别", "条数"), severities)
    after_grades = _put_table(book, sheet, after_severities + 1, ("等级(按应得分)", "表数"), grades)
    _put_table(book, sheet, after_grades + 1, ("最常见的问题", "条数"), top)
    _add_chart(book, sheet, "D4", "doughnut", "文件状态", (4, 3 + len(summary.statuses)))
    _add_chart(book, sheet, "I4", "column", "等级分布(按应得分)", (after_severities + 2, after_grades - 2))
    if top:
        _add_chart(
            book, sheet, "D20", "bar", "最常见的问题", (after_grades + 2, after_grades + 1 + len(top)), wide=True
        )
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 1)
    sheet.activate()


def _put_table(book: _Book, sheet: Any, row: int, heads: tuple[str, str], rows: Sequence[tuple[str, int]]) -> int:
    """Write a two-column table from `row` on; the row after it."""
    for column, text in enumerate(heads):
        _put(book, sheet, row, column, text, "head")
    for place, (label, count) in enumerate(rows, row + 1):
        _put(book, sheet, place, 0, label)
        _put(book, sheet, place, 1, count)
    return row + 1 + len(rows)


def _add_chart(
    book: _Book, sheet: Any, at: str, kind: str, title: str, rows: tuple[int, int], *, wide: bool = False
) -> None:
    """A native chart of a table on the first sheet; `rows` are its first and last row, counted from 0."""
    chart = book.workbook.add_chart({"type": kind})
    labels = {"value": True, "category": kind == "doughnut"}
    chart.add_series(
        {
            "name": title,
            "categories": [OVERVIEW, rows[0], 0, rows[1], 0],
            "values": [OVERVIEW, rows[0], 1, rows[1], 1],
            "data_labels": labels,
            "gap": 60,
        }
    )
    chart.set_title({"name": title, "name_font": {"size": 12}})
    if kind != "doughnut":
        chart.set_legend({"none": True})
    if kind == "bar":
        chart.set_y_axis({"reverse": True})
    chart.set_size({"width": 660 if wide else 325, "height": 300})
    sheet.insert_chart(at, chart)
