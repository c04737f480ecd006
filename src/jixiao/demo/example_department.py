"""Two filled-in self-evaluations of an invented department: one as it should be, one with the usual mistakes."""

from __future__ import annotations

from decimal import Decimal

from jixiao.demo.example_forms import Line, Values, filled_funds, filled_rows

_HEAD: Values = {("department", 0): "青禾县卫生健康局", ("code", 0): "361001", ("date", 0): "2026年2月6日"}
_GOOD: tuple[Line, ...] = (
    (0, "提供基本公共卫生服务的常住人口", "≥31.2万人", "31.46万人", 8, 8, None),
    (1, "改造乡镇卫生院", "≥5所", "5所", 7, 7, None),
    (4, "家庭医生签约服务规范率", "≥80%", "84.3%", 8, 8, None),
    (5, "乡村医生培训合格率", "≥95%", "97.1%", 7, 7, None),
    (8, "乡镇卫生院改造完工时间", "2025年10月31日前", "2025年10月17日", 8, 8, None),
    (12, "“三公”经费支出", "≤38.5万元", "33.72万元", 6, 6, None),
    (13, "公用经费控制率", "≤100%", "96.8%", 6, 6, None),
    (
        18,
        "县域内住院人次占比",
        "≥90%",
        "87.3%",
        10,
        Decimal("9.7"),
        "县医院外科楼改造期间部分病人转往市级医院;改造已完工,下一年恢复全部床位。",
    ),
    (19, "重点传染病规范处置率", "＝100%", "100%", 10, 10, None),
    (22, "基层卫生人员稳定机制", "制定编制周转和职称倾斜办法并落实到各乡镇", "达成预期指标", 10, 10, None),
    (24, "就诊群众满意度", "≥90%", "93.6%", 10, 10, None),
)
_BAD: tuple[Line, ...] = (
    (0, "提供基本公共卫生服务的常住人口", "≥31.2万人", "28.08万人", 15, 15, None),
    (4, "家庭医生签约服务规范率", "≥80%", "≥80%", 15, 15, None),
    (8, "乡镇卫生院改造完工时间", "2025年10月31日前", "2025年12月20日", 10, 10, None),
    (12, "“三公”经费支出", "≤38.5万元", "46.2万元", 10, 10, None),
    (18, "县域内住院人次占比", "≥90%", None, 20, 18, "无"),
    (22, "健康水平", "明显提高", "部分完成", 15, 15, None),
)


def good_values() -> Values:
    """What stands in the form that was filled in well."""
    goals: Values = {
        ("goal", 0): "为 31.2 万以上常住人口提供公共卫生服务,改造 5 所乡镇卫生院,县域内住院占比不低于 90%。",
        ("goal_done", 0): "服务常住人口 31.46 万人,5 所乡镇卫生院改造完工,县域内住院占比 87.3%,群众满意度 93.6%。",
    }
    money = filled_funds(("2860.4", "2851.26"), ("1745", "1688.3"), ("62", "57.5"))
    return {**_HEAD, **money, **goals, **filled_rows(_GOOD)}


def bad_values() -> Values:
    """What stands in the form with the usual mistakes: sums typed over, points too high, gaps."""
    typed_over: Values = {
        ("funds.budget", 0): Decimal("4800"),
        ("funds.score", 0): 10,
        ("total.score", 0): Decimal("98"),
        ("total.grade", 0): "良",
    }
    head: Values = {**_HEAD, ("department", 0): None, ("date", 0): "2026.2.6"}
    goals: Values = {("goal", 0): "完成各项卫生健康工作任务。", ("goal_done", 0): None}
    money = filled_funds(("2860.4", "2851.26"), ("1745", "1388.3"), ("62", "57.5"))
    return {**head, **money, **typed_over, **goals, **filled_rows(_BAD)}
