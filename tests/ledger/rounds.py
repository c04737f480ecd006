"""An invented round of notices and replies for the tests of the ledger."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from jixiao.forms.rectification_report import FORM
from jixiao.forms.template import fill_template
from jixiao.ledger.entries import Item, ItemEntry, NoticeEntry
from jixiao.ledger.opening import Ledger, ledger_at, reading, writing
from jixiao.ledger.queries import items
from jixiao.ledger.recording import Doing, add_notice
from jixiao.ledger.report_out import report_workbook
from jixiao.policy.load import load_profile
from jixiao.records.list_arithmetic import serial
from jixiao.rules.run import Outcome
from jixiao.tasks.check import check_data

NUMBER = "青财绩〔2026〕12号"
AT = datetime(2026, 10, 8, 9, 30)
POLICY = load_profile("全国2020")
PROBLEMS = (
    ("二（一）", "立项决策程序不规范,未见集体决策记录"),
    ("二（二）", "资金支付率偏低,年末支付 61.5%"),
    ("二（三）", "预算调整未履行审批手续"),
)


def doing(why: str = "登记", who: str = "甲@绩效股", at: datetime = AT) -> Doing:
    return Doing(who, at, why)


def notice(number: str = NUMBER, unit: str = "青禾县水利局", **values: object) -> NoticeEntry:
    entries = tuple(
        ItemEntry(code, problem, requirement="整改到位", deadline=date(2026, 11, 5)) for code, problem in PROBLEMS
    )
    told: dict[str, object] = {
        "project": "城区管网改造",
        "title": "反馈通知",
        "signature": "青禾县财政局",
        "issued": date(2026, 10, 8),
        "report_by": date(2026, 11, 5),
        "items": entries,
        **values,
    }
    return NoticeEntry(number, unit, **told)  # type: ignore[arg-type]


def new_ledger(folder: Path, *entries: NoticeEntry) -> Ledger:
    ledger = ledger_at(folder)
    with writing(ledger) as connection:
        for entry in entries or (notice(),):
            add_notice(connection, entry, doing())
    return ledger


def items_of(ledger: Ledger) -> dict[str, Item]:
    with reading(ledger) as connection:
        return {item.code: item for item in items(connection)}


ANSWERS: tuple[dict[str, object], ...] = (
    {"measures": "补开会议并形成纪要", "status": "已完成", "done_on": date(2026, 10, 20), "evidence": "会议纪要"},
    {"measures": "按月制定支付计划", "status": "正在整改"},
    {"measures": "补报申请并取得批复", "status": "已完成", "done_on": date(2026, 10, 26), "evidence": "批复"},
)


def reply_bytes(answers: tuple[Mapping[str, object], ...] = ANSWERS, **fields: object) -> bytes:
    """The report that went out with the notice, filled in by the unit."""
    data = report_workbook(notice(), POLICY)
    told = {"mechanism": "修订支付办法", "reasons": "按计划推进", "date": date(2026, 10, 28), **fields}
    values: dict[tuple[str, int], object] = {(f"field.{role}", 0): value for role, value in told.items()}
    values |= {(role, row): value for row, one in enumerate(answers) for role, value in one.items()}
    for row, (code, problem) in enumerate(PROBLEMS):  # named again, so that the counts' results are of the whole
        values |= {("problem_number", row): code, ("problem", row): problem}
    plain = {key: serial(value) if isinstance(value, date) else value for key, value in values.items()}
    return fill_template(data, FORM, POLICY, _scalars(plain), rows=len(PROBLEMS))


def _scalars(values: Mapping[tuple[str, int], object]) -> dict[tuple[str, int], str | int | Decimal | None]:
    return {key: value for key, value in values.items() if isinstance(value, str | int | Decimal | None)}


def judged(data: bytes, name: str = "整改情况报告.xlsx") -> Outcome:
    return check_data(data, name, POLICY)
