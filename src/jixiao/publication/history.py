"""Results over the years (历年对比): every unit and project year by year, each row with its trend, and charts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from jixiao.campaign.results import FormResult, Standing
from jixiao.campaign.round import Round
from jixiao.documents.words import printable
from jixiao.intake import free_path, whole
from jixiao.publication.annual_figures import short_path
from jixiao.records.numbers import rounded
from jixiao.records.text import squeezed
from jixiao.workbook.tables_xlsx import Book, Column, Content, Table, draw_table, letters, open_book

ALL, YEARS, UNITS, PROJECTS = "明细", "历年总况", "单位历年", "项目历年"
_CHOSEN = "看图时选的名字"
"""A hidden column: a project is chosen with its unit, since names of projects repeat."""


@dataclass(frozen=True, slots=True)
class Result:
    """One form of one year: unit, project, budget and spending in 万元, score out of 100, grade, light."""

    year: int
    unit: str
    project: str
    budget: Decimal | None
    executed: Decimal | None
    score: Decimal | None
    grade: str
    light: str
    source: str


def results_of(found: Round, standing: Standing) -> list[Result]:
    """What counts of a round, form by form; the year is the form's own, else the round's."""
    listed = []
    for item in standing.chosen:
        for form in item.forms:
            if form.form == found.form.title:
                listed.append(_result(found, form, item.unit_name, item.path))
    return listed


def _result(found: Round, form: FormResult, unit: str, path: str) -> Result:
    name = printable(unit or form.unit) or "(没有单位名)"
    project = printable(form.project) or f"{name}整体支出"
    where = f"{found.name}·{short_path(path)}!{form.sheet}"
    return Result(
        form.year or found.year, name, project, form.budget, form.executed, form.due, form.grade, form.light, where
    )


def _mean(numbers: Iterable[Decimal | None]) -> Decimal | None:
    given = [number for number in numbers if number is not None]
    return rounded(sum(given, Decimal(0)) / len(given)) if given else None


def _rate(results: Sequence[Result]) -> Decimal | None:
    """Spending as a share of budget (0.95), over the forms that state both."""
    both = [(one.executed, one.budget) for one in results if one.executed is not None and one.budget]
    budget = sum((below for _, below in both), Decimal(0))
    return sum((above for above, _ in both), Decimal(0)) / budget if budget else None


def _sum(numbers: Iterable[Decimal | None]) -> Decimal:
    return sum((number for number in numbers if number is not None), Decimal(0))


def years_table(results: Sequence[Result]) -> Table:
    """Every year: units, projects, money, execution rate, average."""
    rows: list[tuple[Content, ...]] = []
    for year in sorted({one.year for one in results}):
        own = [one for one in results if one.year == year]
        money = (_sum(one.budget for one in own), _sum(one.executed for one in own))
        units = len({squeezed(one.unit) for one in own})
        rows.append((str(year), units, len(own), *money, _rate(own), _mean(one.score for one in own)))
    columns = (
        Column("年度", 8), Column("单位数", 9), Column("项目数", 9), Column("预算(万元)", 16, "money"),
        Column("执行(万元)", 16, "money"), Column("执行率", 10, "percent"), Column("平均得分", 10, "points"),
    )  # fmt: skip
    return Table(YEARS, columns, rows, "还没有收到计分的表。")


def spread_table(results: Sequence[Result], *, by_project: bool) -> Table:
    """A row per unit, or per project of a unit: score, execution rate and budget of every year, change, trend."""
    years = sorted({one.year for one in results})
    groups: dict[tuple[str, ...], list[Result]] = defaultdict(list)
    for one in results:
        key = (squeezed(one.unit), squeezed(one.project)) if by_project else (squeezed(one.unit),)
        groups[key].append(one)
    rows: list[tuple[Content, ...]] = []
    for own in sorted(groups.values(), key=lambda group: (group[0].unit, group[0].project)):
        parts = [[one for one in own if one.year == year] for year in years]
        scores = [_mean(one.score for one in part) for part in parts]
        known = [score for score in scores if score is not None]
        change = known[-1] - known[-2] if len(known) > 1 else None
        budgets = [_sum(one.budget for one in part) if part else None for part in parts]
        name = (own[0].unit, own[0].project) if by_project else (own[0].unit,)
        shown = f"{own[0].project}　{own[0].unit}" if by_project else own[0].unit
        rows.append((*name, *scores, change, None, *(_rate(part) for part in parts), None, *budgets, shown))
    wide = Column("单位", 28, tall=True)
    names = (wide, Column("项目", 36, tall=True)) if by_project else (replace(wide, width=32),)
    columns = (
        *names,
        *(Column(f"{year}得分", 10, "points") for year in years), Column("比上次", 9, "points"),
        Column("得分走势", 16), *(Column(f"{year}执行率", 11, "percent") for year in years), Column("执行率走势", 16),
        *(Column(f"{year}预算(万元)", 16, "money") for year in years), Column(_CHOSEN, 40),
    )  # fmt: skip
    return Table(PROJECTS if by_project else UNITS, columns, rows, "还没有收到计分的表。")


def all_table(results: Sequence[Result]) -> Table:
    """Every result with where it comes from."""
    rows: list[tuple[Content, ...]] = [
        (str(one.year), one.unit, one.project, one.budget, one.executed, one.score, one.grade, one.light, one.source)
        for one in sorted(results, key=lambda one: (one.unit, one.project, one.year))
    ]
    columns = (
        Column("年度", 8), Column("单位", 28), Column("项目", 36), Column("预算(万元)", 16, "money"),
        Column("执行(万元)", 16, "money"), Column("得分", 9, "points"), Column("等级", 7), Column("资金预警灯", 10),
        Column("出处", 60, tall=True),
    )  # fmt: skip
    return Table(ALL, columns, rows, "还没有收到计分的表。")


def write_history(results: Sequence[Result], target: Path, at: datetime) -> Path:
    """Write the workbook whole or not at all, beside one that is there already; the path used."""
    path = free_path(target, at)
    years = len({one.year for one in results})
    with whole(path) as part:
        book = open_book(part, "历年对比")
        tables = (
            years_table(results), spread_table(results, by_project=False), spread_table(results, by_project=True),
            all_table(results),
        )  # fmt: skip
        for table in tables:
            draw_table(book, table)
            _sheet(book, table.name).set_header(f"&C&14{table.name}", {"margin": 0.2})
        _year_charts(book, tables[0])
        for table, names in ((tables[1], 1), (tables[2], 2)):
            _sparklines(book, table, names, years)
            _one_chart(book, table, names, years)
        book.workbook.close()
    return path


def _sheet(book: Book, name: str) -> Any:
    return book.workbook.get_worksheet_by_name(name)


def _year_charts(book: Book, table: Table) -> None:
    """Average score, execution rate and budget over the years."""
    sheet, last = _sheet(book, YEARS), len(table.rows)
    for heading, (row, column) in zip(("平均得分", "执行率", "预算(万元)"), ((0, 0), (0, 5), (14, 0)), strict=True):
        if last and any(value is not None for value in table.values(heading)):
            place = table.place(heading)
            chart = _line(book, heading, [YEARS, 1, 0, last, 0], [YEARS, 1, place, last, place])
            sheet.insert_chart(last + 3 + row, column, chart)


_AXES = {
    "得分": ("0.00", {"min": 0, "max": 100, "num_format": "0"}),
    "执行率": ("0.00%", {"min": 0, "num_format": "0%"}),
    "预算": ("#,##0.00", {"min": 0, "num_format": "#,##0"}),
}
"""By what is drawn, its labels and its axis from 0 on: a change looks as large as it is."""


def _line(book: Book, title: str, names: list[Any], values: list[Any]) -> Any:
    chart = book.workbook.add_chart({"type": "line"})
    form, axis = next(look for word, look in _AXES.items() if word in title)
    labels = {"value": True, "num_format": form, "position": "above"}
    chart.add_series(
        {"name": title, "categories": names, "values": values, "marker": {"type": "circle"}, "data_labels": labels}
    )
    chart.set_title({"name": title, "name_font": {"size": 12}})
    chart.set_y_axis({**axis, "major_gridlines": {"visible": True, "line": {"color": "#D9D9D9", "width": 0.75}}})
    chart.set_legend({"none": True})
    chart.show_blanks_as("gap")
    chart.set_size({"width": 400, "height": 260})
    return chart


def _starts(names: int, years: int) -> tuple[tuple[str, int, str], ...]:
    """What is drawn of a row, from which column on, and how its numbers look."""
    return (
        ("得分", names, "points"),
        ("执行率", names + years + 2, "percent"),
        ("预算(万元)", names + 2 * years + 3, "money"),
    )


def _sparklines(book: Book, table: Table, names: int, years: int) -> None:
    """The trend of every row, in the row; the column of names to choose from is for the charts only."""
    sheet = _sheet(book, table.name)
    last = len(table.columns) - 1
    sheet.set_column(last, last, 40, None, {"hidden": True})
    for heading, first, _ in _starts(names, years)[:2]:
        at = table.place(f"{heading}走势")
        for row in range(1, len(table.rows) + 1):
            span = f"'{table.name}'!{letters(first)}{row + 1}:{letters(first + years - 1)}{row + 1}"
            sheet.add_sparkline(row, at, {"range": span, "markers": True, "show_hidden": True})


def _one_chart(book: Book, table: Table, names: int, years: int) -> None:
    """A sheet that draws whichever row is chosen from a list."""
    if not table.rows:
        return
    name, wide = f"看一个{table.name[:2]}", max(years, 5)
    sheet = book.workbook.add_worksheet(name)
    last, key = len(table.rows) + 1, letters(len(table.columns) - 1)
    area = f"'{table.name}'!${key}$2:${key}${last}"
    sheet.set_column(0, wide, 14)
    sheet.write_string(0, 0, f"选一个{table.name[:2]}", book.formats["head"])
    sheet.merge_range(0, 1, 0, wide, str(table.rows[0][-1]), book.formats["reply"])
    sheet.data_validation(0, 1, 0, 1, {"validate": "list", "source": f"={area}"})
    for at, (label, start, look) in enumerate(_starts(names, years), 2):
        sheet.write_string(at, 0, label, book.formats["head"])
        for place in range(years):
            heading = table.columns[start + place].heading.removesuffix(label)
            sheet.write_string(1, place + 1, heading, book.formats["head"])
            cells = f"'{table.name}'!${letters(start + place)}$2:${letters(start + place)}${last}"
            value = table.rows[0][start + place]
            found = f"INDEX({cells},MATCH($B$1,{area},0))"
            shown = float(value) if isinstance(value, Decimal) else "#N/A"
            sheet.write_formula(at, place + 1, f'=IF({found}="",NA(),{found})', book.formats[look], shown)
        chart = _line(book, label, [name, 1, 1, 1, years], [name, at, 1, at, years])
        sheet.insert_chart(6 + (at - 2) // 2 * 14, (at - 2) % 2 * 4, chart)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 1)
