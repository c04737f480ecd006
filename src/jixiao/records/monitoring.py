"""A filled-in 绩效运行监控表 (F03): how far money and targets are by a month of the year, in whatever layout."""

from __future__ import annotations

import re

from jixiao.records.aim import Done
from jixiao.records.indicator_form import FundRow, Indicator, IndicatorForm
from jixiao.records.regex import regex
from jixiao.records.text import squeezed
from jixiao.records.value import Value

CERTAIN, POSSIBLE, IMPOSSIBLE = "确定能", "有可能", "完全不可能"
LIKELIHOODS = (CERTAIN, POSSIBLE, IMPOSSIBLE)
"""The three answers to 完成目标可能性 (财预〔2019〕136号), of which one is to be chosen."""
COLOURS = ("红", "黄", "绿", "蓝")
WHOLE_UNIT = "部门整体支出绩效运行监控表"
"""Canonical name of the form when it speaks of a whole department."""

_TICKS = "√✓✔☑☒■●◉⊙▲▇█"
_UNTICKED = {"否", "无", "没有", "0", "×", "✗", "✘", "X", "x", "□", "☐", "○", "◯", "不是", "N", "n"}
_WORD = "(确定能|有可能|(?:完全)?不可能)"
_BOX_BEFORE = regex(rf"[□☐○{_TICKS}][\[(]?{_WORD}")
_MARK_BEFORE, _MARK_BEHIND = (regex(rf"[{_TICKS}][\[(]?{_WORD}"), regex(rf"{_WORD}[\[(]?[{_TICKS}]"))
_COLOUR = regex(r"(?:亮|挂|标)?([红黄绿蓝])(?:色|灯|牌|色灯|色预警|色警示)?")


def ticked(value: Value | None) -> bool:
    """Whether a tick column is chosen: √ ✓ ☑ ■ 是 1 or any words; 否, 0, □ and strokes leave it unchosen."""
    return value is not None and not value.empty and not value.broken and value.flat not in _UNTICKED


def colour_of(value: Value | None) -> str | None:
    """The colour (红 黄 绿 蓝) that a light cell names; None when it is blank or names none of them."""
    found = _COLOUR.fullmatch(value.flat) if value is not None and not value.broken else None
    return found[1] if found else None


def chosen_in(text: str) -> tuple[str, ...]:
    """The likelihoods that one cell names: 「☑确定能 □有可能」 names the first, 「不可能」 means 完全不可能."""
    flat = squeezed(text)
    pattern = _MARK_BEFORE if _BOX_BEFORE.match(flat) else _MARK_BEHIND
    if marked := pattern.findall(flat):
        return tuple(dict.fromkeys(IMPOSSIBLE if "不" in word else word for word in marked))
    if re.search("[□☐○]", flat):
        return ()
    if "不可能" in flat or "不能" in flat:
        return (IMPOSSIBLE,)
    if "可能" in flat:
        return (POSSIBLE,)
    return (CERTAIN,) if "能" in flat else ()


class MonitoredIndicator(Indicator):
    """An indicator by the end of the period. `actual` is 1—N月执行情况, `reason` is 原因说明.

    `forecast` is 全年预计完成情况 with its reading; `causes` are the tick cells of the deviation's causes with their
    names (经费保障 …); `likelihoods` the cells of 完成目标可能性: three with their words, or one named "".
    `earlier` is the value of the period before, `note` 备注, `light` a stated warning light, `remedy` 整改要求.
    """

    forecast: Value | None = None
    forecast_done: Done = Done("blank")
    earlier: Value | None = None
    causes: tuple[tuple[str, Value], ...] = ()
    likelihoods: tuple[tuple[str, Value], ...] = ()
    note: Value | None = None
    light: Value | None = None
    remedy: Value | None = None

    @property
    def chosen(self) -> tuple[str, ...]:
        """The likelihoods chosen; one in a form that was filled in as it should be."""
        words: list[str] = []
        for word, value in self.likelihoods:
            if word and ticked(value):
                words.append(word)
            elif not word and not value.empty and not value.broken:
                words += chosen_in(value.text)
        return tuple(words)

    def likelihood_cell(self, word: str) -> Value | None:
        """The cell where that likelihood is chosen."""
        return next((value for name, value in self.likelihoods if name in (word, "")), None)

    @property
    def explained(self) -> bool:
        """Whether the row says something in words: 原因说明, 备注 or 整改要求."""
        return any(value is not None and not value.empty for value in (self.reason, self.note, self.remedy))

    def inputs(self) -> tuple[Value, ...]:
        """Every cell of the row that a unit fills in, left to right."""
        cells: list[Value | None] = [self.name, self.sign, self.target, self.unit, self.weight, self.earlier]
        cells += [self.actual, self.forecast, *(value for _, value in self.causes), self.reason]
        cells += [*(value for _, value in self.likelihoods), self.note, self.remedy, self.light]
        return tuple(value for value in cells if value is not None)


class MonitoredFundRow(FundRow):
    """A funds row by the end of the period; `executed` is 1—N月执行数, `earlier` that of the period before."""

    earlier: Value | None = None
    light: Value | None = None

    def amounts(self) -> tuple[Value, ...]:
        """The money cells of the row that the form has."""
        cells = (self.initial, self.budget, self.earlier, self.executed, self.forecast)
        return tuple(value for value in cells if value is not None)


class Monitoring(IndicatorForm):
    """A monitoring form. `month` is the last month of its period (7 for 1—7月), None where it says none.

    `period` is the cell that names the period, `goal_light` a stated light of the goal, `remedy` a place for
    整改要求 below the table.
    """

    form: str = "项目支出绩效目标执行监控表"
    month: int | None = None
    period: Value | None = None
    goal_light: Value | None = None
    remedy: Value | None = None

    def monitored(self) -> tuple[MonitoredIndicator, ...]:
        """The judged rows as what they are here."""
        return tuple(row for row in self.judged if isinstance(row, MonitoredIndicator))

    def inputs(self) -> tuple[Value, ...]:
        """Every cell that the unit fills in, top to bottom."""
        cells: list[Value | None] = [self.project, self.department, self.agency, *self.codes, self.period]
        for fund in self.fund_rows():
            cells += [*fund.amounts(), fund.rate, fund.reason, getattr(fund, "light", None)]
        cells += [self.goal, self.goal_done, self.goal_light]
        for indicator in self.indicators:
            cells += indicator.inputs()
        cells += [self.remedy, *self.dates]
        return tuple(value for value in cells if value is not None)

    def prose(self) -> tuple[Value, ...]:
        """Goal text, reasons, notes and what is asked for."""
        cells: list[Value | None] = [self.goal, self.goal_done, self.remedy]
        cells += [row.reason for row in self.fund_rows()]
        for row in self.indicators:
            cells.append(row.reason)
            if isinstance(row, MonitoredIndicator):
                cells += [row.note, row.remedy]
        return tuple(value for value in cells if value is not None)

    def points_cells(self) -> tuple[Value, ...]:
        """Weights, where the form repeats those of the approved targets; it gives no points."""
        return tuple(row.weight for row in self.judged if row.weight is not None)

    @property
    def blank(self) -> bool:
        """Whether nothing was filled in: no project, no amounts, no values."""
        filled = [self.project, *(value for row in self.fund_rows() for value in row.amounts())]
        filled += [row.actual or row.target for row in self.indicators]
        return all(value is None or value.empty or value.flat == "0" for value in filled)
