"""The chief's workbook: 总览 with native charts, then the tables; its figures are formulas over the tables' rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from jixiao.campaign.summary import (
    NO_POINTS,
    NOT_SENT,
    PASSED,
    RETURNED,
    UNREADABLE,
    Summary,
    grade_counts,
    light_counts,
    rate_counts,
    status_counts,
)
from jixiao.campaign.summary_tables import (
    Extras,
    changed_table,
    compared_table,
    department_table,
    finding_table,
    missing_table,
    project_table,
    rule_table,
    unit_table,
)
from jixiao.intake import free_path, whole
from jixiao.records.finding import Severity
from jixiao.workbook.tables_xlsx import (
    Book,
    Content,
    Formula,
    Page,
    Table,
    add_chart,
    draw_page,
    draw_table,
    letters,
    open_book,
)

OVERVIEW = "总览"
_TOP_RULES = 10
_TOP = "最常见的问题"
_FIRST, _ROWS = 3, 16
"""The row at which charts begin, and how many rows each of them takes."""
_LIGHTS = {"红": "#E06666", "黄": "#FFD966", "绿": "#93C47D", "蓝": "#6FA8DC"}
_STATUSES = {PASSED: "#93C47D", RETURNED: "#E06666", UNREADABLE: "#FFD966", NOT_SENT: "#BFBFBF"}


@dataclass(frozen=True)
class Tables:
    """The workbook's tables in the order of its sheets."""

    departments: Table
    units: Table
    projects: Table
    findings: Table
    rules: Table
    missing: Table
    compared: Table
    changed: Table

    def all(self) -> tuple[Table, ...]:
        """Every table in order."""
        told = (self.departments, self.units, self.projects, self.findings, self.rules)
        return (*told, self.missing, self.compared, self.changed)


def tables_of(summary: Summary, extras: Extras) -> Tables:
    """The tables of a summary."""
    return Tables(
        department_table(summary),
        unit_table(summary, extras),
        project_table(summary),
        finding_table(summary, extras),
        rule_table(summary),
        missing_table(summary),
        compared_table(summary),
        changed_table(summary),
    )


def write_book(summary: Summary, tables: Tables, target: Path, at: datetime, *, title: str, note: str) -> Path:
    """Write the workbook whole or not at all, beside one that is there already; the path used. OSError if it cannot."""
    path = free_path(target, at)
    with whole(path) as part:
        book = open_book(part, title, flat=True)
        sheet = book.workbook.add_worksheet(OVERVIEW)
        _overview(book, sheet, summary, tables, title, note)
        for table in tables.all():
            draw_table(book, table)
        book.workbook.close()
    return path


def _overview(book: Book, sheet: Any, summary: Summary, tables: Tables, title: str, note: str) -> None:
    page = Page(heights={0: 26.0})
    page.put(0, 0, title, "title")
    page.put(1, 0, note, "plain")
    row = page.table(3, 0, ("关键数字", "数"), _figures(summary, tables))
    charts: dict[str, tuple[int, int]] = {}
    for heading, unit, rows in _distributions(summary, tables):
        charts[heading] = (row + 2, row + 1 + len(rows))
        row = page.table(row + 1, 0, (heading, unit), rows)
    _checks(page, max(row + 1, _below_charts(charts)), tables)
    for first, last, width in ((0, 0, 30), (1, 1, 12), (2, 2, 10), (3, 12, 10)):
        sheet.set_column(first, last, width)
    draw_page(book, sheet, page)
    _charts(book, sheet, summary, charts)
    sheet.hide_gridlines(2)
    sheet.set_paper(9)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.5)  # one page for the chief, as large as it gets
    sheet.center_horizontally()
    sheet.fit_to_pages(1, 1)
    sheet.activate()


def _figures(summary: Summary, tables: Tables) -> list[tuple[str, Content]]:
    units, projects, missing = tables.units, tables.projects, tables.missing
    states = status_counts(summary)
    off = sum(not unit.listed for unit in summary.units)
    figures: list[tuple[str, Content]] = [
        ("名册单位数", len(summary.units) - off),
        ("名册外报送的单位", off),
        ("收到的文件(含旧版、重复)", summary.received),
        *((f"单位:{word}", _count(units, "状态", word, number)) for word, number in states.items()),
        ("未报、无法读取单位合计", len(missing.rows)),
        ("表数", _sum(projects, "表数")),
        *((f"问题:{severity}", _sum(projects, severity.value)) for severity in Severity),
        ("预算合计(万元)", _sum(projects, "预算(万元)")),
        ("执行合计(万元)", _sum(projects, "执行(万元)")),
        ("红灯事项", _sum(projects, "红灯数")),
    ]
    if summary.compared_with:
        figures += [(f"与上次比:{name}", _sum(tables.compared, name)) for name in ("已改", "仍有", "新增")]
    return figures


def _distributions(summary: Summary, tables: Tables) -> list[tuple[str, str, list[tuple[str, Content]]]]:
    """The overview's tables behind the charts: heading, unit, rows; those with nothing in them are left out."""
    units, projects = tables.units, tables.projects
    states: list[tuple[str, Content]] = [
        (word, _count(units, "状态", word, n)) for word, n in status_counts(summary).items()
    ]
    told = [("单位状态", "单位数", states)]
    for heading, column, counts in (
        ("等级(按应得分)", "等级", grade_counts(summary)),
        ("预警灯", "灯", light_counts(summary)),
    ):
        if any(number for word, number in counts.items() if word != NO_POINTS):
            told.append((heading, "表数", [(word, _count(projects, column, word, n)) for word, n in counts.items()]))
    rates = rate_counts(summary)
    if any(rates.values()):
        told.append(("执行率分布", "表数", list(rates.items())))
    rules = tables.rules
    top: list[tuple[str, Content]] = [
        (f"{row[0]} {row[1]}", Formula(f"='{rules.name}'!{letters(rules.place('问题条数'))}{at}", int(str(row[2]))))
        for at, row in enumerate(rules.rows[:_TOP_RULES], 2)
    ]
    if top:
        told.append((_TOP, "条数", top))
    return told


def _count(table: Table, heading: str, word: str, number: int) -> Content:
    """How many rows say a word, as a formula over the table."""
    letter = letters(table.place(heading))
    return Formula(f"=COUNTIF('{table.name}'!${letter}$2:${letter}${len(table.rows) + 1},\"{word}\")", number)


def _sum(table: Table, heading: str) -> Content:
    """The table's own total; plainly 0 where it has no rows."""
    return Formula(f"={table.total_cell(heading)}", table.total(heading)) if table.rows else 0


def _checks(page: Page, row: int, tables: Tables) -> None:
    """The same totals from every table side by side, so that anybody can see that they tie."""
    summed = (tables.departments, tables.units, tables.projects, tables.rules)
    heads = ("合计核对", *(table.name for table in summed), tables.findings.name, "是否一致")
    lines: list[tuple[Content, ...]] = []
    for at, severity in enumerate(Severity, row + 2):
        name = severity.value
        number = sum(1 for value in tables.findings.values("级别") if value == name)
        cells = [*(_sum(table, name) for table in summed), _count(tables.findings, "级别", name, number)]
        lines.append(
            (f"{name}条数", *cells, _agree(at, len(cells), [table.total(name) for table in summed] + [number]))
        )
    for at, name in enumerate(("表数", "预算(万元)", "执行(万元)", "红灯数"), row + 2 + len(lines)):
        cells = [_sum(table, name) for table in summed[:3]]
        lines.append((name, *cells, None, None, _agree(at, 3, [table.total(name) for table in summed[:3]])))
    page.table(row, 0, heads, lines)


def _agree(line: int, count: int, values: Sequence[object]) -> Formula:
    """Whether the cells beside agree; amounts to a millionth of 万元, because sheets reckon in binary fractions."""
    last = letters(count)
    said = "一致" if len(set(values)) == 1 else "不一致"
    return Formula(f'=IF(MAX(B{line}:{last}{line})-MIN(B{line}:{last}{line})<0.000001,"一致","不一致")', said)


def _below_charts(places: Mapping[str, tuple[int, int]]) -> int:
    """The first row that no chart covers."""
    pairs = (len(places) - (_TOP in places) + 1) // 2
    return _FIRST + _ROWS * (pairs + (_TOP in places)) + 1


def _charts(book: Book, sheet: Any, summary: Summary, places: Mapping[str, tuple[int, int]]) -> None:
    """Native charts beside the tables, two abreast, the rules across the whole width."""
    looks: tuple[tuple[str, str, str, list[str]], ...] = (
        ("单位状态", "column", "单位报送情况", [_STATUSES[word] for word in status_counts(summary)]),
        ("等级(按应得分)", "column", "等级分布(按应得分)", []),
        ("预警灯", "column", "预警灯", list(_LIGHTS.values())),
        ("执行率分布", "column", "执行率分布", []),
    )
    shown = [look for look in looks if look[0] in places]
    for number, (heading, kind, title, colours) in enumerate(shown):
        at = (_FIRST + _ROWS * (number // 2), 3 + 5 * (number % 2))
        rows = (*places[heading], 0)
        add_chart(book, sheet, OVERVIEW, at, kind, title, rows, size=(365, 300), colours=colours)
    if _TOP in places:
        at = (_FIRST + _ROWS * ((len(shown) + 1) // 2), 3)
        rows = (*places[_TOP], 0)
        add_chart(book, sheet, OVERVIEW, at, "bar", _TOP, rows, size=(740, 320))
