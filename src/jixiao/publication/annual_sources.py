"""数字来源: every figure of the report with its query, the rows that it comes from, and where the report tells it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from jixiao.documents.annual_report import HOW_WORDS, Figure
from jixiao.documents.words import printable
from jixiao.intake import free_path, whole
from jixiao.workbook.tables_xlsx import Column, Content, Formula, Table, draw_table, open_book

FIGURES, ROWS = "数字来源", "来源行"


def sources_tables(figures: Sequence[Figure], places: Mapping[int, Sequence[str]]) -> tuple[Table, Table]:
    """Figures numbered as in the draft, each computed by a formula over its own rows of the second sheet."""
    listed: list[tuple[Content, ...]] = []
    rows: list[tuple[Content, ...]] = []
    for number, one in enumerate(figures, 1):
        first = len(rows) + 2
        for place, row in enumerate(one.rows, 1):
            texts = (printable(row.where), printable(row.what))
            rows.append((number, one.label, place, *texts, row.number, row.weight))
        last = max(len(rows) + 1, first)
        told = "\n".join(places.get(number, ())) or "草稿里没有用到"
        span = f"第 {first}—{last} 行" if one.rows else "没有"
        listed.append(
            (number, one.group, one.name, Formula(_formula(one, first, last), one.value), one.unit, one.text,
             printable(one.query), HOW_WORDS[one.how], span, len(one.rows), told)
        )  # fmt: skip
    columns = (
        Column("编号", 6), Column("环节", 12), Column("事项", 18), Column("数值", 16), Column("单位", 7),
        Column("报告里的写法", 14), Column("怎么来的", 36, tall=True), Column("算法", 10), Column("来源行", 16),
        Column("行数", 7), Column("报告里在哪里", 60, tall=True),
    )  # fmt: skip
    below = (
        Column("编号", 6), Column("数字", 22), Column("序号", 7), Column("出处", 46, tall=True),
        Column("内容", 40, tall=True), Column("数", 16), Column("权数(占比的分母)", 16),
    )  # fmt: skip
    return Table(FIGURES, columns, listed, "没有数字。"), Table(ROWS, below, rows, "没有来源行。")


def _formula(one: Figure, first: int, last: int) -> str:
    numbers, weights = (f"'{ROWS}'!${letter}${first}:${letter}${last}" for letter in "FG")
    if not one.rows:
        return "=0"
    if one.how == "count":
        return f"=COUNT({numbers})"
    if one.how == "sum":
        return f"=ROUND(SUM({numbers}),6)"
    if one.how == "mean":
        return f"=IF(SUM({weights})=0,0,ROUND(SUMPRODUCT({numbers},{weights})/SUM({weights}),2))"
    return f"=IF(SUM({weights})=0,0,ROUND(SUM({numbers})/SUM({weights})*100,2))"


def write_sources(figures: Sequence[Figure], places: Mapping[int, Sequence[str]], target: Path, at: datetime) -> Path:
    """Write the workbook whole or not at all, beside one that is there already; the path used."""
    return write_tables(sources_tables(figures, places), target, at, FIGURES)


def write_tables(tables: Sequence[Table], target: Path, at: datetime, title: str) -> Path:
    """Write tables as the sheets of a new workbook, whole or not at all; the path used. OSError if it cannot."""
    path = free_path(target, at)
    with whole(path) as part:
        book = open_book(part, title)
        for table in tables:
            draw_table(book, table)
        book.workbook.close()
    return path
