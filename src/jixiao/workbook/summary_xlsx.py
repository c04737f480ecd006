"""The summary workbook over many files: 概览 with charts, 文件, 问题, 规则. XlsxWriter is loaded only when called."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from jixiao.documents.summary import FindingRow, FormRow, Judged, RuleRow, Summary, summarise
from jixiao.documents.words import paragraphs_text, printable
from jixiao.workbook.tables_xlsx import (
    Book,
    Column,
    Content,
    Link,
    Page,
    Table,
    add_chart,
    draw_page,
    draw_table,
    open_book,
)

OVERVIEW, FILES, FINDINGS, RULES = "概览", "文件", "问题", "规则"
_FILE_COLUMNS = (
    Column("路径", 26, tall=True), Column("状态", 9, "word"), Column("表", 14), Column("工作表", 12),
    Column("单位", 18, tall=True), Column("项目", 22, tall=True), Column("年度", 7), Column("必须改", 8),
    Column("请核实", 8), Column("提示", 7), Column("填报得分", 9, "points"), Column("应得分", 9, "points"),
    Column("等级", 8), Column("标记后的副本", 20, tall=True),
)  # fmt: skip
_FINDING_COLUMNS = (
    Column("序号", 6), Column("路径", 20, tall=True), Column("单位", 14, tall=True), Column("项目", 16, tall=True),
    Column("级别", 7, "word"), Column("规则号", 7), Column("规则", 15), Column("工作表", 9), Column("位置", 7),
    Column("栏目", 18, tall=True), Column("填的是", 13, tall=True), Column("应为", 13, tall=True),
    Column("问题", 38, tall=True), Column("怎么改", 30, tall=True), Column("依据", 13, tall=True),
)  # fmt: skip
_RULE_COLUMNS = (
    Column("规则号", 8), Column("规则", 28), Column("级别", 9, "word"), Column("问题条数", 10),
    Column("涉及文件数", 11), Column("通过(表)", 10), Column("不适用(表)", 11), Column("未能运行(表)", 13),
    Column("单位说明", 40, "reply"),
)  # fmt: skip
_TOP_RULES = 10


def write_summary(judged: Iterable[Judged], target: Path, *, checked_at: str, version: str) -> Summary:
    """Write the summary of judged files to `target` and hand it back.

    `judged` are (marked copy relative to the target's folder or None, path shown, outcome); OSError when the target
    cannot be written. All text is written as literal text: no formula, link or number is made of it.
    """
    summary = summarise(judged)
    book = open_book(target, "校验汇总")
    overview = book.workbook.add_worksheet(OVERVIEW)
    draw_table(book, Table(FILES, _FILE_COLUMNS, [_file_row(form) for form in summary.forms]))
    findings = [_finding_row(number, item) for number, item in enumerate(summary.findings, 1)]
    draw_table(book, Table(FINDINGS, _FINDING_COLUMNS, findings))
    draw_table(book, Table(RULES, _RULE_COLUMNS, [_rule_row(rule) for rule in summary.rules]))
    _write_overview(book, overview, summary, checked_at, version)
    book.workbook.close()
    return summary


def _file_row(form: FormRow) -> tuple[Content, ...]:
    head = (printable(form.path), form.status, form.form, form.sheet, form.unit, form.project, form.year)
    copy = Link(printable(form.copy), form.copy) if form.copy else None
    return (*head, *form.counts, form.claimed, form.due, form.grade, copy)


def _finding_row(number: int, item: FindingRow) -> tuple[Content, ...]:
    finding = item.finding
    place: Content = finding.cell or paragraphs_text((finding,))
    if item.copy and finding.sheet and finding.cell:
        quoted = finding.sheet.replace("'", "''")
        place = Link(finding.cell, item.copy, f"'{quoted}'!{finding.cell}")
    rest = (finding.label, finding.seen, finding.expected, finding.message, finding.fix, finding.basis)
    return (
        number,
        printable(item.path),
        item.unit,
        item.project,
        str(finding.severity),
        finding.rule,
        item.rule_name,
        printable(finding.sheet),
        place,
        *map(printable, rest),
    )


def _rule_row(rule: RuleRow) -> tuple[Content, ...]:
    counts = (rule.findings, rule.files, rule.passed, rule.not_applicable, rule.could_not_run)
    return (rule.code, rule.name, rule.severity, *counts, None)


# -- the first sheet ---------------------------------------------------------------------------------------------------


def _write_overview(book: Book, sheet: Any, summary: Summary, checked_at: str, version: str) -> None:
    sheet.hide_gridlines(2)
    for first, last, width in ((0, 0, 20), (1, 1, 10), (2, 12, 9)):
        sheet.set_column(first, last, width)
    page = Page()
    page.put(0, 0, "校验汇总", "title")
    head = ";".join(part for part in (checked_at, f"程序 {version}", f"口径 {summary.policy or '无'}") if part)
    page.put(1, 0, head, "plain")
    top = [(f"{rule.code} {rule.name}", rule.findings) for rule in summary.rules if rule.findings][:_TOP_RULES]
    statuses = [*summary.statuses.items(), ("合计", summary.files)]
    severities = [*summary.severities.items(), ("合计", len(summary.findings))]
    grades = [*summary.grades.items(), ("合计", sum(summary.grades.values()))]
    after_statuses = page.table(3, 0, ("文件状态", "文件数"), statuses)
    after_severities = page.table(after_statuses + 1, 0, ("问题级别", "条数"), severities)
    after_grades = page.table(after_severities + 1, 0, ("等级(按应得分)", "表数"), grades)
    page.table(after_grades + 1, 0, ("最常见的问题", "条数"), top)
    draw_page(book, sheet, page)
    add_chart(book, sheet, OVERVIEW, (3, 3), "doughnut", "文件状态", (4, 3 + len(summary.statuses), 0))
    places = (after_severities + 2, after_grades - 2, 0)
    add_chart(book, sheet, OVERVIEW, (3, 8), "column", "等级分布(按应得分)", places)
    if top:
        places = (after_grades + 2, after_grades + 1 + len(top), 0)
        add_chart(book, sheet, OVERVIEW, (19, 3), "bar", "最常见的问题", places, size=(660, 300))
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 1)
    sheet.activate()
