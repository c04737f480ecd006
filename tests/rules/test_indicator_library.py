"""Well-made indicators raise no alarm: the published common indicators, in both layouts of target values."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import pytest

from jixiao.policy.load import load_profile
from jixiao.records.aim import read_aim, read_done
from jixiao.records.book import Book
from jixiao.records.indicator_form import Indicator
from jixiao.records.self_evaluation import SelfEvaluation
from jixiao.records.value import Value
from jixiao.rules import (
    d402_wrong_dimension,
    d403_vague_target,
    d404_sign_or_unit,
    d405_text_for_number,
    d406_copied_target,
    d410_repeated_indicator,
)
from jixiao.rules.rule import Context, Rule

LIBRARY = Path(__file__).resolve().parents[1] / "domain" / "indicators.csv"
RULES = [
    module.RULE
    for module in (
        d402_wrong_dimension,
        d403_vague_target,
        d404_sign_or_unit,
        d405_text_for_number,
        d406_copied_target,
        d410_repeated_indicator,
    )
]


def library() -> dict[str, list[dict[str, str]]]:
    """Rows of the library by class (会议类 …), without the entry that only holds a place."""
    classes: dict[str, list[dict[str, str]]] = {}
    with LIBRARY.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            if row["l3"] and row["示例值"]:
                classes.setdefault(row["class"], []).append(row)
    return classes


def indicator(row: dict[str, str], number: int, split: bool) -> Indicator:
    """An indicator as a form holds it; `split` = sign and unit in columns of their own."""
    number_text = row["示例值"]
    text = number_text if split else f"{row['性质']}{number_text}{'' if row['单位'] == '日期' else row['单位']}"
    target = Value(f"F{number}", "指标值", text, Decimal(text) if split and text.replace(".", "").isdigit() else text)
    sign = Value(f"E{number}", "指标性质", row["性质"], row["性质"]) if split else None
    unit = Value(f"G{number}", "度量单位", row["单位"], row["单位"]) if split else None
    actual = Value(f"H{number}", "完成值", number_text, number_text)
    aim = read_aim(target, sign, unit, name=row["l3"], level=f"{row['l1']}指标{row['l2']}指标", year=2023)
    return Indicator(
        row=number,
        level1=f"{row['l1']}指标",
        level2=f"{row['l2']}指标",
        level1_cell=f"B{number}",
        name=Value(f"D{number}", "三级指标", row["l3"], row["l3"]),
        target=target,
        actual=actual,
        sign=sign,
        unit=unit,
        aim=aim,
        done=read_done(actual, aim, year=2023),
        points=Decimal(10),
    )


def cases() -> list[object]:
    return [
        pytest.param(rows, split, id=f"{name}-{'split' if split else 'one-cell'}")
        for name, rows in library().items()
        for split in (False, True)
    ]


@pytest.mark.parametrize(("rows", "split"), cases())
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_well_made_indicators_raise_no_alarm(rule: Rule, rows: list[dict[str, str]], split: bool) -> None:
    form = SelfEvaluation(
        sheet="自评表",
        title=Value("A2", text="项目支出绩效自评表"),
        year=2023,
        header_cell="A13",
        columns=dict.fromkeys(("level1", "level2", "name", "target", "actual", "weight"), "B13"),
        indicators=tuple(indicator(row, 14 + place, split) for place, row in enumerate(rows)),
    )
    context = Context(load_profile(), Book("library.xlsx"))
    assert [(found.cell, found.seen) for found in rule.check(form, context)] == []


def test_library_is_whole() -> None:
    assert sum(len(rows) for rows in library().values()) == 108
