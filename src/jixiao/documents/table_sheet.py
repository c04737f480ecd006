"""A plain table on paper: title, note, headings repeated on every page, rows as high as their texts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from jixiao.documents.layout import table_rows
from jixiao.documents.result_sheet import CELL, HEAD
from jixiao.records.numbers import plain
from jixiao.workbook.patch import Print, Put, SheetPlan, Style

_SIZE = 10.0
_TITLE = Style(font="方正小标宋简体", size=18, horizontal="center")
_NOTE = Style(font="仿宋_GB2312", size=11, horizontal="left")

_CENTRED = replace(CELL, horizontal="center")
_MONEY = replace(CELL, horizontal="right", number_format="#,##0.00####")
_POINTS = replace(_CENTRED, number_format="0.00")

Row = Sequence[str | int | Decimal]


def table_sheet(
    name: str,
    title: str,
    note: str,
    columns: Sequence[tuple[str, float]],
    rows: Sequence[Row],
    *,
    landscape: bool = True,
) -> SheetPlan:
    """A table that prints: title, note, headings (text, width in characters) repeated on every page, a filter."""
    wide = len(columns)
    puts = [Put(1, 1, title, _TITLE), Put(2, 1, note, _NOTE)]
    puts += [Put(3, column, heading, HEAD) for column, (heading, _) in enumerate(columns, 1)]
    heights = {1: 32.0, 2: 22.0, 3: 26.0}
    widths = tuple(width for _, width in columns)
    at = 4
    for row in rows:
        (part, *more) = table_rows([_text(item) for item in row], widths, _SIZE, most=300.0)
        for piece in (part, *more):
            for column, (text, own) in enumerate(zip(piece.texts, row, strict=True), 1):
                number = isinstance(own, int | Decimal)
                value = own if number and piece.first else (text or None)
                puts.append(Put(at, column, value, _look(*columns[column - 1], own)))
            heights[at] = max(piece.height, 20.0)
            at += 1
    return SheetPlan(
        name=name,
        puts=tuple(puts),
        widths=dict(enumerate(widths, 1)),
        heights=heights,
        merges=((1, 1, 1, wide), (2, 1, 2, wide)),
        freeze=(4, 1),
        filter=(3, 1, max(at - 1, 3), wide),
        page=Print(
            landscape=landscape,
            left=1,
            right=1,
            top=1.6,
            bottom=1.6,
            repeat=(1, 3),
            footer="&C第 &P 页 共 &N 页",
            center=True,
        ),
        show_gridlines=False,
    )


def _text(item: str | int | Decimal) -> str:
    return plain(item) if isinstance(item, Decimal) else str(item)


def _look(heading: str, width: float, content: str | int | Decimal) -> Style:
    """How a cell looks: amounts line up at their point, points have two places, counts stand in the middle.

    An amount too long for its column has no format of its own: it is then shortened instead of turned into ####.
    """
    if not isinstance(content, int | Decimal):
        return CELL
    if heading.endswith("(万元)"):
        whole, _, rest = plain(Decimal(content)).partition(".")
        long = len(whole) + (len(whole) - 1) // 3 + max(len(rest), 2) + 1
        return _MONEY if long <= width - 1 else replace(_MONEY, number_format="General")
    return _POINTS if heading.endswith("得分") else _CENTRED
