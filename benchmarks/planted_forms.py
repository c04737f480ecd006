"""Faults of the forms with indicators (F01–F05), one by one."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from benchmarks.planted_faults import HEADER, Fault, f, fault, i
from benchmarks.planted_filled import HEADING, places


def self_evaluation() -> Iterator[Fault]:
    """F04; what it has in common with F05 stands in `evaluated`."""
    yield fault("B204", {("code", 0): "5.1190025E+15"})
    yield fault("B201", {("department", 0): None, ("agency", 0): None}, ("agency", 0))
    yield from evaluated(reverse=12, reverse_text="2.4万元/公里", reasoned=1, full=7, far="140公里", copied="≥86公里")
    yield fault(
        "D402",
        {i("name", 0): "工程资金总额", i("target", 0): "≥386.5万元", i("actual", 0): "386.5万元"},
    )
    yield fault("D404", {i("target", 0): "86"})
    yield fault("B203", {i("actual", 8): "2024年11月18日"})
    yield fault("B205", {i("actual", 8): "2025.11.18"})


def department_self_evaluation() -> Iterator[Fault]:
    """F05."""
    yield fault("B204", {("code", 0): "3.61001E+05"})
    yield from evaluated(reverse=12, reverse_text="40万元", reasoned=18, full=10, far="46万人", copied="≥31.2万人")
    yield fault("D402", {i("name", 0): "部门资金总额", i("target", 0): "≥4667.4万元", i("actual", 0): "4667.4万元"})
    yield fault("D404", {i("target", 0): "31.2", i("actual", 0): "31.46"})
    yield fault("B203", {i("actual", 8): "2024年10月17日"})


def evaluated(reverse: int, reverse_text: str, reasoned: int, full: int, far: str, copied: str) -> Iterator[Fault]:
    """What a self-evaluation of a project or a department can have wrong: rows that the two examples fill alike.

    `reverse` is a row where less is better, `reasoned` one with points taken off, `full` its weight.
    """
    project = reasoned == 1
    yield fault("A106", {(HEADING + "indicators.actual", 0): None}, HEADER)
    yield fault("B201", {("goal", 0): "386.5万元"})
    yield fault("B201", {f("executed", row): None for row in range(4)}, None, ("B201", f("score", 0)))
    yield fault("B203", {("goal", 0): "2023年完成全部任务。"})
    yield fault("C301", {f("budget", 0): 400 if project else 5000})
    yield fault("C302", {f("rate", 0): Decimal("0.9")})
    yield fault(
        "C303",
        {
            i("name", reverse): "年度总成本",
            i("target", reverse): "≤3865000万元" if project else "≤46674000万元",
            i("actual", reverse): None,
        },
        i("target", reverse), ("B201", i("actual", reverse)),
    )  # fmt: skip
    yield fault("C304", {f("executed", 1): 370 if project else 3000}, f("executed", 0))
    yield fault("C305", {f("initial", 1): 100}, f("budget", 0))
    amount = {f(role, 2): 360 if project else Decimal("2860.4") for role in ("initial", "budget")}
    yield fault("C308", amount, f("budget", 2))
    last = 24
    yield fault(
        "D401",
        {i(role, last): None for role in ("name", "target", "actual", "weight", "score")}
        | {i("weight", 0): 18, i("score", 0): 18},
        HEADER,
    )
    yield fault("D403", {i("target", 22): "效果明显", i("actual", 22): "效果明显"})
    yield fault("D405", {i("actual", 0): "完成"})
    yield fault("D406", {i("actual", 0): copied})
    yield fault("D409", {
        **{i(role, 0): 38 for role in ("weight", "score")}, **{i(role, 8): 1 for role in ("weight", "score")},
        **{i(role, reverse): 1 for role in ("weight", "score")}, **{i(role, last): 1 for role in ("weight", "score")},
        **{i(role, 22): 6 if project else 1 for role in ("weight", "score")},
    })  # fmt: skip
    yield fault("D410", {i("name", 1): "养护工程验收合格率" if project else "家庭医生签约服务规范率"}, i("name", 4))
    yield fault("E501", {i("weight", 0): 18, i("score", 0): 18}, ("total.weight", 0))
    yield fault("E501", {("total.weight", 0): 110})
    yield fault(
        "E502",
        {i("weight", 0): 18, i("score", 0): 18, i("weight", last): 0, i("score", last): 0},
        i("level1", 0), ("E502", i("level1", last)), strict_weights=True,
    )  # fmt: skip
    yield fault("E503", {f("score", 0): 10})
    yield fault("E504", {i("score", reasoned): full})
    yield fault("E505", {i("actual", reverse): reverse_text}, i("score", reverse))
    yield fault("E506", {i("score", 0): 9})
    yield fault("E507", {("total.score", 0): 98})
    yield fault("E508", {i("actual", 22): "部分达成"}, i("score", 22))
    yield fault("E509", {i("reason", reasoned): None})
    yield fault("E509", {i("reason", reasoned): "无"})
    yield fault("E510", {i("actual", 0): far})
    yield fault("E511", {("total.grade", 0): "良"})
    yield fault("E512", {f("executed", 1): 100}, ("total.score", 0), execution_caps_on=True)
    yield fault("E513", {i("score", 0): 5, i("reason", 0): "佐证材料不全,扣3分"}, i("score", 0))
    yield fault("E514", {f("score", 0): "良好"})


def declaration() -> Iterator[Fault]:
    """F01."""
    yield fault("A106", {(HEADING + "indicators.name", 0): None}, HEADER)
    yield fault("A106", {(HEADING + "indicators.target", 0): None}, HEADER)  # 中期指标值 does not stand for it
    yield fault("B204", {("code", 0): "5.1190025E+15"})
    yield fault("B203", {("goal", 0): "2023年完成全部任务。"})
    yield fault("B201", {("goal", 0): None})
    yield fault("B201", {("department", 0): None, ("agency", 0): None}, ("agency", 0))
    yield fault("B201", {i("target", 0): None, i("medium_target", 0): None})
    yield fault("B201", {f("budget", row): None for row in range(3)})
    yield fault("C301", {f("budget", 0): 400})
    yield fault(
        "C303",
        {
            i("name", 12): "年度总成本",
            i("target", 12): 3865000,
            i("unit", 12): "万元",
            i("medium_target", 12): None,
            i("previous", 12): None,
        },
        i("target", 12),
    )
    yield fault("C308", {f("budget", 2): 360}, f("budget", 2))
    yield fault(
        "D402", {i("name", 0): "工程资金总额", i("target", 0): 386, i("unit", 0): "万元", i("previous", 0): None}
    )
    yield fault(
        "D406",
        {
            i("target", 0): 8,
            i("sign", 0): None,
            i("unit", 0): None,
            i("previous", 0): None,
            i("medium_target", 0): None,
        },
    )
    yield fault("D408", {i("target", 8): "2027年3月底前"})
    yield fault("D411", {i("target", 0): 50})
    yield fault(
        "E502",
        {i("weight", 0): 18, i("weight", 24): 0},
        i("level1", 0),
        ("E502", i("level1", 24)),
        strict_weights=True,
    )
    yield from _targets(project=True)


def department_declaration() -> Iterator[Fault]:
    """F02."""
    yield fault("A106", {(HEADING + "indicators.target", 0): None}, HEADER)
    yield fault("B203", {("goal", 0): "2023年完成全部任务。"})
    yield fault("B201", {("goal", 0): "386.5万元"})
    yield fault("C307", {("tasks_total.total", 0): 1000})
    yield fault("C307", {("tasks.total", 1): 90})
    yield fault(
        "D402", {i("name", 0): "工程资金总额", i("target", 0): 386, i("unit", 0): "万元", i("previous", 0): None}
    )
    yield fault("D411", {i("target", 0): 50})
    yield from _targets(project=False)


def _targets(*, project: bool) -> Iterator[Fault]:
    """What the indicator table of a declaration can have wrong."""
    last = 24 if project else 20
    lighter = {8: 3, 12: 3, 16: 3, 18: 2} if project else {1: 3, 3: 3, 14: 11, 16: 3}
    rows = {
        i(role, last): None
        for role in ("name", "sign", "target", "unit", "previous", "weight", "source", "medium_target")
    }
    at = places("项目支出绩效目标申报表" if project else "部门整体支出绩效目标申报表")
    yield fault(
        "D401",
        {key: value for key, value in rows.items() if key in at} | {i("weight", 0): 18 if project else 25},
        HEADER,
    )
    yield fault("D403", {i("target", 22 if project else 18): "效果明显"})
    yield fault("D404", {i("sign", 0): None, i("unit", 0): None}, i("target", 0))
    yield fault("D409", {i("weight", 0): 35, **{i("weight", row): points for row, points in lighter.items()}})
    yield fault("D410", {i("name", 0): "养护工程验收合格率"}, i("name", 4 if project else 3))
    yield fault("E501", {i("weight", 0): 28}, ("total.weight", 0))
    yield fault("E501", {("total.weight", 0): 110})
    yield fault("E514", {i("weight", 0): "十分左右"})


def monitoring() -> Iterator[Fault]:
    """F03."""
    yield fault("A106", {(HEADING + "indicators.actual", 0): None}, HEADER)
    yield fault("B204", {("code", 0): "5.1190025E+15"})
    yield fault("B201", {("goal", 0): None})
    yield fault("B201", {("department", 0): None, ("agency", 0): None}, ("agency", 0))
    yield fault("B201", {f("executed", row): None for row in range(3)})
    yield fault("B203", {("goal", 0): "2023年完成全部任务。"})
    yield fault("C301", {f("initial", 0): 400})
    yield fault("C302", {f("rate", 0): Decimal("0.9")})
    yield fault("C304", {f("executed", 1): 380}, f("executed", 0))
    yield fault("C308", {f("initial", 2): 360, f("executed", 2): 221, f("forecast", 2): 348}, f("initial", 2))
    yield fault("D404", {i("target", 0): "86"})
    yield fault("D405", {i("actual", 0): "一半以上"})
    yield fault("F601", {i("light", 0): "红"})
    yield fault(
        "F602",
        {
            i("possible", 1): None,
            i("certain", 1): "√",
            i("reason", 1): None,
            i("note", 1): None,
            i("cause_other", 1): None,
        },
        i("certain", 1),
        ("F603", i("cause_funds", 1)),
    )
    yield fault("F603", {i("cause_other", 1): None, i("reason", 1): None}, i("cause_funds", 1))
    yield fault("F605", {i("certain", 0): None}, i("certain", 0))
    yield fault("F605", {i("possible", 0): "√"})
    yield fault("F606", {i("possible", 1): None, i("impossible", 1): "√", i("note", 1): None}, i("note", 1))
