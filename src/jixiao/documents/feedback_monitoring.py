"""监控反馈: a letter per unit with the lights of its monitored projects, and what to do about red and yellow ones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from jixiao.documents.letter import MONITORING, Letter, drafted
from jixiao.documents.notice_parts import Block, report_by
from jixiao.documents.table_sheet import table_sheet
from jixiao.documents.words import day_text, formal, han_numeral, in_quotes, printable, shown
from jixiao.policy.model import Policy
from jixiao.records.monitoring import Monitoring
from jixiao.records.numbers import plain, read_amount, rounded
from jixiao.records.text import squeezed
from jixiao.rules.run import Outcome
from jixiao.scoring.lights import Light
from jixiao.scoring.monitored_lights import amounts_of, budget_cell, form_lights, month_of, red_items

DETAIL = "绩效运行监控结果明细"
COLOURS = ("红", "黄", "绿", "蓝")
_WATCHED = ("红", "黄")
_MOST_NAMED = 8
"""Projects that the letter speaks of one by one; more stand in the attachment only."""
_COLUMNS = (
    ("序号", 6.0),
    ("项目", 34.0),
    ("预算数(万元)", 13.0),
    ("执行数(万元)", 13.0),
    ("执行率(%)", 10.0),
    ("资金", 7.0),
    ("目标", 7.0),
    ("项目灯", 8.0),
    ("红灯事项", 48.0),
)


@dataclass(frozen=True)
class Monitored:
    """A monitored project: money in 万元, rate in percent, colours (红 黄 绿 蓝, "" where nobody can tell)."""

    unit: str
    department: str
    project: str
    year: int | None
    month: int
    budget: Decimal | None
    executed: Decimal | None
    rate: Decimal | None
    money: str
    goal: str
    light: str
    reds: tuple[str, ...]


def monitored_in(outcomes: Iterable[Outcome]) -> list[Monitored]:
    """Every filled-in monitoring form of the judged files, in their order; the last of two for one project counts."""
    found: dict[tuple[str, str, int | None], Monitored] = {}
    for outcome in outcomes:
        for item in outcome.forms:
            if isinstance(item.form, Monitoring) and not item.form.blank:
                made = _monitored(item.form, outcome.policy.for_year(item.form.year))
                key = (squeezed(made.unit), squeezed(made.project), made.year)
                found.pop(key, None)
                found[key] = made
    return list(found.values())


def _monitored(form: Monitoring, policy: Policy) -> Monitored:
    lights = form_lights(form, policy)
    budget, executed = _money(form)
    return Monitored(
        unit=shown(form.agency) or shown(form.department),
        department=shown(form.department),
        project=shown(form.project),
        year=form.year,
        month=month_of(form, policy),
        budget=budget,
        executed=executed,
        rate=executed * 100 / budget if budget and executed is not None else None,
        money=_name(lights.money[0].light) if lights.money else "",
        goal=_name(lights.goal.light) if lights.goal else "",
        light=_name(lights.project),
        reds=tuple(_red(form, policy)),
    )


def _money(form: Monitoring) -> tuple[Decimal | None, Decimal | None]:
    if form.funds is None or form.funds.total is None:
        return None, None
    row, unit = form.funds.total, form.funds.unit
    if amounts_of(row, unit) is None:
        return None, None
    budget, executed = read_amount(budget_cell(row), unit), read_amount(row.executed, unit)
    return budget.wan if budget else None, executed.wan if executed else None


def _name(light: Light | None) -> str:
    return light.name if light is not None else ""


def _red(form: Monitoring, policy: Policy) -> Iterator[str]:
    for lit in red_items(form, policy):
        how = lit.light.how if lit.light is not None else ""
        yield formal(f"{printable(lit.label)}：{printable(how)}")


def monitoring_letters(items: Sequence[Monitored], policy: Policy, on: date) -> list[Letter]:
    """One letter per unit in the order in which units are met, dated `on`, numbers still blank."""
    units: dict[str, list[Monitored]] = {}
    for item in items:
        units.setdefault(squeezed(item.unit), []).append(item)
    return [_letter(own, policy, on) for own in units.values()]


def _letter(own: Sequence[Monitored], policy: Policy, on: date) -> Letter:
    years = {item.year for item in own}
    year = f"{own[0].year}年度" if len(years) == 1 and own[0].year else ""
    settings = policy.notice
    title = (settings.agency, "关于反馈", year, "绩效运行监控结果", "的通知")
    body = tuple(_body(own, policy, on, year))
    note = f"{printable(own[0].unit)}　{year}　监控项目 {len(own)} 个　{day_text(on)}"
    rows = [_row(number, item) for number, item in enumerate(own, 1)]
    attached = (table_sheet(DETAIL, DETAIL, note, _COLUMNS, rows),)
    return drafted(MONITORING, own[0].unit, title, body, attached, settings, on)


def _row(number: int, item: Monitored) -> tuple[str | int | Decimal, ...]:
    money = tuple("" if value is None else value for value in (item.budget, item.executed))
    rate = "" if item.rate is None else rounded(item.rate)
    reds = "；".join(item.reds)
    return (number, item.project, *money, rate, item.money, item.goal, item.light or "不能判断", reds)


def _body(own: Sequence[Monitored], policy: Policy, on: date, year: str) -> Iterator[Block]:
    months = {item.month for item in own}
    period = f"1—{own[0].month}月" if len(months) == 1 else ""
    yield Block(
        "text",
        f"根据预算绩效管理有关规定，我局对你单位报送的{year}{period}绩效运行监控表进行了审核，现将监控结果反馈如下。",
    )
    yield Block("level1", "一、总体情况")
    yield Block("text", overall(own))
    watched = [item for item in own if item.light in _WATCHED or item.reds]
    if watched:
        yield Block("level1", "二、需要关注的项目")
        for place, item in enumerate(watched[:_MOST_NAMED], 1):
            yield from _watched(place, item)
        if len(watched) > _MOST_NAMED:
            yield Block("text", f"其余{len(watched) - _MOST_NAMED}个项目见附件。")
    yield Block("level1", f"{han_numeral(3 if watched else 2)}、有关要求")
    yield from _demands(watched, policy, on)


def overall(own: Sequence[Monitored]) -> str:
    """How many projects, how much money and which lights, in one paragraph; the money of those that state it."""
    known = [(item.budget, item.executed) for item in own if item.budget is not None and item.executed is not None]
    text = f"本次监控项目{len(own)}个"
    if known:
        budget, executed = sum(pair[0] for pair in known), sum(pair[1] for pair in known)
        text += f"，预算合计{plain(Decimal(budget))}万元，累计执行{plain(Decimal(executed))}万元"
        text += f"，执行率{plain(rounded(Decimal(executed) * 100 / budget))}%" if budget else ""
        text += f"（另有{len(own) - len(known)}个项目没有填写可用的金额）" if len(known) < len(own) else ""
    lit = [f"{colour}灯{sum(item.light == colour for item in own)}个" for colour in COLOURS]
    unlit = sum(not item.light for item in own)
    return f"{text}。项目预警灯：{'、'.join(lit)}{f'，不能判断的{unlit}个' if unlit else ''}。"


def _watched(place: int, item: Monitored) -> Iterator[Block]:
    light = f"（{item.light}灯）" if item.light else ""
    yield Block("level2", f"（{han_numeral(place)}）{in_quotes(item.project or '（未填项目名称）')}{light}")
    if item.budget is not None and item.executed is not None:
        rate = f"，执行率{plain(rounded(item.rate))}%" if item.rate is not None else ""
        yield Block("text", f"预算{plain(item.budget)}万元，累计执行{plain(item.executed)}万元{rate}。")
    if item.reds:
        yield Block("text", f"红灯事项：{'；'.join(item.reds)}。")


def _demands(watched: Sequence[Monitored], policy: Policy, on: date) -> Iterator[Block]:
    settings = policy.notice
    if not watched:
        yield Block("text", "请继续按计划组织实施，加强跟踪，确保完成年度绩效目标。")
        return
    yield Block("text", "请对上述项目逐个分析原因，制定措施，加快支出进度，督促项目按计划实施，确保完成年度绩效目标。")
    yield Block("text", "绩效目标确需调整的，按程序报批后据实修改；当年确实不能执行的，提出调剂或收回资金的意见。")
    offices = "、".join(settings.offices)
    yield Block("text", f"请于{report_by(settings, on)}将整改情况以{settings.form}报送我局{offices}。")
    if settings.contact:
        yield Block("text", f"联系方式：{settings.contact}。")
