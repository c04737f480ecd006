"""Targets and completed values as units write them, in a whole form: the points due and nothing said without cause."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.forms import due, fill, judge, places
from tests.forms.layouts import Content

FULL = [row.weight for row in Content().rows]
# target, completed value, points due, the rule that claiming full marks breaks
PERCENT = [
    ("≥90%", "94%", "10.00", None),
    ("≥90%", 0.94, "10.00", None),
    ("≥90%", 94, "10.00", None),
    ("≥90％", "９４％", "10.00", None),
    ("≥0.9", "94%", "10.00", None),
    ("不低于90%", "百分之九十四", "10.00", None),
    ("≥95%", 0.9, "9.47", "E504"),
    ("≥95", "90%", "9.47", "E504"),
    ("达到95%以上", 90, "9.47", "E504"),
    ("95%（含）以上", "90%", "9.47", "E504"),
    ("≧ 95 %", " 90 % ", "9.47", "E504"),
    ("＞＝95%", 1, "10.00", None),
    ("﹦100%", "98%", "9.80", "E504"),
    ("90%—95%", 0.8, "8.89", "E504"),
]
QUANTITY = [
    ("≥1,000米", "950米", "9.50", "E504"),
    ("不少于800米", "７６０", "9.50", "E504"),
    ("800米及以上", 760, "9.50", "E504"),
    ("≥0.8公里", "760米", "9.50", "E504"),
    ("≥1万米", "9500米", "9.50", "E504"),
    ("≥800米", "实际完成760米", "9.50", "E504"),
    ("800～1000米", "900米", "10.00", None),
    ("800-1000米", "1100米", "9.09", "E504"),
    (">800米", 800, "10.00", None),
    ("修建渠道800米以上", "修建渠道800米", None, None),
    ("≥800米", "50吨", None, None),
]
TIME = [
    ("2023年12月底前", "2023年12月31日", "5.00", None),
    ("12月31日前", "12月20日", "5.00", None),
    ("全年", "全年", "5.00", None),
    ("第三季度", "9月", "5.00", None),
    ("第三季度", "10月", None, "E504"),
    ("2023年12月31日前", "2024年1月5日", None, "E504"),
    ("2023年12月底前", "按时完成", None, None),
    (datetime(2023, 11, 30), datetime(2023, 11, 20), "5.00", None),
    (datetime(2023, 11, 30), datetime(2023, 12, 20), None, "E504"),
    ("≤30天", "28天", "5.00", None),
    ("30天内", "36天", "4.17", "E505"),
    ("12个月", "10个月", "5.00", None),
]
COST = [
    ("100万元", "955000元", "10.00", None),
    ("控制在100万元以内", 95.5, "10.00", None),
    ("不超过100万元", "110万元", "9.09", "E505"),
    ("5300元", "5830元", "9.09", "E505"),
    ("100%", "95.5%", "9.55", "E504"),
    ("≤100%", "95.5%", "10.00", None),
]
ZERO = [
    ("0次", "0次", "15.00", None),
    ("≤0次", 0, "15.00", None),
    ("≤0次", 1, "0.00", "E505"),
    ("＝0次", "1次", "0.00", "E504"),
    ("2次以内", "5次", "6.00", "E505"),
]
GROUPS = ((7, PERCENT), (1, QUANTITY), (3, TIME), (4, COST), (6, ZERO))
VALUES = [(row, *value) for row, values in GROUPS for value in values]


@pytest.mark.parametrize(("row", "target", "actual", "points", "rule"), VALUES, ids=str)
def test_full_marks_against_points_due(
    row: int, target: Any, actual: Any, points: str | None, rule: str | None, tmp_path: Path
) -> None:
    filled = fill("A1", {("target", row): target, ("actual", row): actual, ("score", row): FULL[row]})
    book = judge(tmp_path, filled)
    cell = filled.address(("score", row))
    assert due(book, cell) == points
    assert places(book, "必须改") == ({(rule, cell)} if rule else set())


STRUCK_OUT = {("aim", 6): ("", "/", ""), **{(role, 6): "/" for role in ("actual", "weight", "score")}}
STRUCK_OUT |= {("weight", 5): 30, ("score", 5): 30}
LEGAL = [
    {("score", 0): "15分"},
    {"sum.score": "99.05 分"},
    {"rate": 95.5},
    {"rate": "95.50 %"},
    {"rate": 0.955},
    {"budget": "1,000,000.00元", "part.budget": None},
    STRUCK_OUT,
    {("reason", 0): "无", ("reason", 2): "/", ("reason", 5): "无偏差"},
    {"goal": "完成2022年结转的6座水库维修养护"},
    {"goal": "根据《某县2022—2024年水库维护规划》,完成维修"},
    {"project": "2022年小型水库维修养护"},
    {("actual", 3): "2023年11月20日完工"},
    {("name", 0): "★★★指标1：维修养护水库座数"},
    {"initial": "—", "part.initial": "/"},
]


@pytest.mark.parametrize("layout", ["A1", "A2", "A3"])
@pytest.mark.parametrize("change", LEGAL, ids=lambda change: "、".join(map(str, change.values())))
def test_legal_variant_is_clean(layout: str, change: Any, tmp_path: Path) -> None:
    book = judge(tmp_path, fill(layout, change))
    assert book["status"] == "passed"
    assert places(book, "请核实") == set()
