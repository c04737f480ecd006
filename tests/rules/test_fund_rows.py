"""Which sums of the source rows count as sensible, in layouts that have more rows than a page's table."""

from __future__ import annotations

from decimal import Decimal

import pytest

from jixiao.records.indicator_form import FundRow
from jixiao.rules.fund_rows import can_be_part, source_sums


def row(label: str, number: int = 8) -> FundRow:
    return FundRow(row=number, label=label, label_cell=f"B{number}")


def sums(**amounts: str) -> frozenset[Decimal]:
    rows = [row(label.replace("_", ":"), 8 + place) for place, label in enumerate(amounts)]
    return source_sums(rows, [Decimal(amount) for amount in amounts.values()])


def test_standard_rows_give_one_sum() -> None:
    assert sums(其中_当年财政拨款="90", 上年结转资金="10", 其他资金="5") == {Decimal(105)}


@pytest.mark.parametrize(
    ("amounts", "total"),
    [
        ({"财政拨款": "90", "其中_中央资金": "60", "县级资金": "30", "其他资金": "10"}, "100"),
        ({"财政拨款": "90", "其中_中央资金": "60", "其他资金": "10"}, "100"),
        ({"财政拨款": "90", "一般公共预算拨款": "80", "政府性基金": "10", "其他资金": "10"}, "100"),
        ({"中央补助": "60", "地方资金": "30", "其中_县级资金": "30", "单位资金": "10"}, "100"),
        ({"财政拨款": "60", "单位资金": "40", "基本支出": "30", "项目支出": "70"}, "100"),
        ({"财政资金": "100", "其中_中央资金": "60", "其中_县级资金": "40"}, "100"),
    ],
)
def test_nested_rows_are_not_counted_twice(amounts: dict[str, str], total: str) -> None:
    assert Decimal(total) in sums(**amounts)


@pytest.mark.parametrize(
    ("amounts", "total"),
    [
        ({"其中_当年财政拨款": "90", "其他资金": "90"}, "90"),
        ({"其中_中央补助": "100", "地方资金": "100"}, "100"),
        ({"财政拨款": "90", "其中_中央资金": "60", "其他资金": "10"}, "90"),
        ({"财政拨款": "90", "一般公共预算拨款": "80", "其他资金": "10"}, "90"),
    ],
)
def test_siblings_are_not_taken_for_parts(amounts: dict[str, str], total: str) -> None:
    assert Decimal(total) not in sums(**amounts)


def test_many_rows_are_read_in_few_ways() -> None:
    rows = [row(f"其中:资金{number}", number) for number in range(8, 48)]
    assert source_sums(rows, [Decimal(2) ** number for number in range(40)]) == {Decimal(2**40 - 1), Decimal(0)}


def test_two_marked_rows_are_siblings() -> None:
    assert not can_be_part(row("其中:中央资金"), row("其中:县级资金"))
    assert can_be_part(row("财政拨款"), row("其中:县级资金"))
    assert not can_be_part(row("中央财政资金"), row("省级资金"))
