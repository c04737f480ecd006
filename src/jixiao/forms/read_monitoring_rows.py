"""Reading the further columns of a monitoring table: forecast, causes, likelihood, notes and lights of each row."""

from __future__ import annotations

import re

from jixiao.forms.layout import Headings, texts
from jixiao.forms.monitoring import CAUSES, FORM, LIKELIHOODS
from jixiao.forms.page import Page
from jixiao.forms.read_indicators import clean_name
from jixiao.forms.values import cell_text, value_at
from jixiao.records.aim import Done, read_done
from jixiao.records.indicator_form import Indicator
from jixiao.records.monitoring import MonitoredIndicator
from jixiao.records.regex import regex
from jixiao.records.text import halfwidth, shortened
from jixiao.records.value import Value

_LIGHT_LABEL = regex(r"(?:年度)?(?:总体)?(?:绩效)?(?:目标)?(?:预警)?灯(?:号|色)?")
_REMEDY_LABEL = regex(r"整改(?:要求|措施|意见)(?:[和及]建议)?")


def monitored_rows(
    page: Page, tables: tuple[Headings, ...], rows: tuple[Indicator, ...], year: int | None
) -> tuple[MonitoredIndicator, ...]:
    """The indicator rows with their further cells, each from the columns of the table that it stands in."""
    return tuple(_monitored(page, _table_of(tables, row.row), row, year) for row in rows)


def _table_of(tables: tuple[Headings, ...], row: int) -> Headings:
    return next(table for table in reversed(tables) if table.bottom < row)


def _monitored(page: Page, table: Headings, row: Indicator, year: int | None) -> MonitoredIndicator:
    brief = shortened(clean_name(row.name.text) or "指标", 24)

    def at(role: str) -> Value | None:
        column = table.columns.get(role)
        if column is None:
            return None
        label = table.names.get(role) or FORM.column("indicators", role).label
        return value_at(page, row.row, column, f"{brief} · {label}")

    def several(roles: tuple[tuple[str, str, str], ...]) -> tuple[tuple[str, Value], ...]:
        return tuple((name, value) for role, name, _ in roles if (value := at(role)) is not None)

    forecast, likelihood = at("forecast"), at("likelihood")
    actual = at("actual")
    own = {name: getattr(row, name) for name in Indicator.model_fields}
    return MonitoredIndicator(
        **{**own, "actual": actual, "reason": at("reason"), "score": None},
        forecast=forecast,
        forecast_done=read_done(forecast, row.aim, year=year) if forecast is not None else Done("blank"),
        earlier=at("earlier"),
        causes=several(CAUSES),
        likelihoods=several(LIKELIHOODS) or ((("", likelihood),) if likelihood is not None else ()),
        note=at("note"),
        light=at("light"),
        remedy=at("remedy"),
    )


def light_beside(page: Page, rows: range) -> Value | None:
    """The goal's light: right of a label 预警灯 among the goals."""
    return _beside(page, rows, _LIGHT_LABEL, "目标预警灯")


def remedy_below(page: Page, last_row: int, bottom: int) -> Value | None:
    """The place for 整改要求 below the table, None where the form has none."""
    return _beside(page, range(last_row + 1, bottom + 1), _REMEDY_LABEL, "整改要求")


def _beside(page: Page, rows: range, label: re.Pattern[str], name: str) -> Value | None:
    """What stands right of a label, or behind its colon in the same cell."""
    for row in rows:
        for cell, flat in texts(page, row):
            head, colon, rest = halfwidth(cell_text(cell)).partition(":")
            if not label.fullmatch(flat.partition(":")[0]):
                continue
            if colon and rest.strip() and head:
                return Value(cell.address, name, text=rest.strip(), content=rest.strip())
            return value_at(page, row, page.area(row, cell.column)[3] + 1, name)
    return None
