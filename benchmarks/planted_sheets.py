"""Faults of score sheets (F06–F08, F15, F16), lists and letters (F09–F14, F17, F18), and of every form by its title."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

from benchmarks import planted_forms
from benchmarks.planted_faults import HEADER, NOWHERE, Fault, c, fault, h, of_declaration
from benchmarks.planted_filled import HEADING

from jixiao.forms.template import Key

# -- score sheets: F06–F08, F15, F16 -----------------------------------------------------------------------------------


def scored(
    weight: Key, score: Key, total: Key, wrong: int | None, grade: tuple[Key, str] | None, amount: Key | None
) -> Iterator[Fault]:
    """What every score sheet can have wrong."""
    yield fault("A106", {(HEADING + score[0], 0): None}, HEADER)
    if amount is not None:
        yield fault("C303", {amount: 42000000})
        yield fault("C306", {amount: -4200})
    yield fault("E501", {weight: 40}, ("total.weight", 0))
    yield fault("E501", {("total.weight", 0): 110})
    yield fault("E506", {score: 99})
    yield fault("E506", {score: -1})
    if wrong is not None:
        yield fault("E507", {total: wrong})
    if grade is not None:
        yield fault("E511", {grade[0]: grade[1]})


def target_review() -> Iterator[Fault]:
    """F06."""
    yield from scored(c("weight"), c("score"), ("total.score", 0), 91, (("grade", 0), "差"), ("amount", 0))
    yield fault("E515", {("outcome", 0): "退回"})


def assessment() -> Iterator[Fault]:
    """F07."""
    yield from scored(c("weight"), c("score"), ("total.score", 0), 87, None, None)
    yield fault("C303", {("applied", 0): 26405000}, None, ("C303", ("cut", 0)))
    yield fault("E515", {("conclusion", 0): "不予支持"})
    yield fault("G708", {("suggested", 0): 2800})


def third_party() -> Iterator[Fault]:
    """F08."""
    yield from scored(c("weight"), c("unit_score"), ("total.unit_score", 0), None, (("grade", 0), "不合格"), None)
    yield fault("E507", {("total.unit_score", 0): 77}, None, ("E507", ("final", 0)))
    yield fault("E506", {c("finance_score"): 99})
    yield fault("E507", {("total.finance_score", 0): 77}, None, ("E507", ("final", 0)))
    yield fault("E507", {("final", 0): 77})


def project_scoring() -> Iterator[Fault]:
    """F15."""
    yield from scored(c("weight", 15), c("score", 0), ("total.score", 0), 77, (("grade", 0), "差"), ("amount", 0))
    yield fault("E504", {c("score", 12): 9})
    yield fault("E509", {c("reason", 3): None})
    yield fault("E513", {c("score", 7): 1})
    yield fault("B201", {c("score", 0): None})


def department_scoring() -> Iterator[Fault]:
    """F16."""
    yield from scored(c("weight", 27), c("score", 0), ("total.score", 0), 77, (("grade", 0), "差"), ("amount", 0))
    yield fault("E504", {c("score", 4): 4})
    yield fault("E509", {c("reason", 27): "/"})
    yield fault("E513", {c("score", 3): 1, c("reason", 3): "测算口径不同"}, c("score", 3))
    yield fault("B201", {c("score", 0): None})


# -- lists and letters: F09–F14, F17, F18 ------------------------------------------------------------------------------


def notice() -> Iterator[Fault]:
    """F09."""
    yield fault("A106", {(HEADING + "problem", 0): None}, HEADER)
    yield fault("E511", {h("grade"): "优"})
    yield fault("G716", {("deadline", 0): 46000})
    yield fault("H801", {h("number"): "青财绩[2026]012号"})
    yield fault("C303", {h("amount"): 26247400})


def report() -> Iterator[Fault]:
    """F10."""
    yield fault("A106", {(HEADING + "measures", 0): None}, HEADER)
    yield fault("G711", {("evidence", 0): None})
    yield fault("G711", {("done_on", 0): None})
    yield fault("G712", {h("done"): 3})
    yield fault("G712", {h("rate"): 1})
    yield fault("G716", {("done_on", 0): 46346})
    yield fault("H801", {h("notice"): "青财绩(2026)12号"})


def ledger() -> Iterator[Fault]:
    """F11."""
    yield fault("A106", {(HEADING + "status", 0): None}, HEADER)
    yield fault("C303", {("amount", 1): 10105000})
    yield fault("C307", {("total.amount", 0): 1000})
    yield fault("G704", {("project", 3): "青石路沿线绿化提档升级工程项目"})
    yield fault("G711", {("evidence", 0): None})
    yield fault("G712", {h("done"): 3})
    yield fault("G712", {h("not_begun"): 3})
    yield fault("G713", {("overdue", 3): 30})
    yield fault("G716", {("done_on", 0): 46400}, ("done_on", 0))
    yield fault("H801", {("evidence", 0): "会议纪要青府纪[2026]14号"})


def _opinion(*others: Fault, computed: tuple[tuple[str, Key], ...] = ()) -> Iterator[Fault]:
    yield fault("A106", {(HEADING + "project", 0): None}, HEADER)
    yield fault("C303", {("amount", 0): 15565900}, None, *computed)
    yield fault("G709", {h("overall"): "共3个项目,2个为优,1个为良,1个为中,按下列意见安排和调整预算。"})
    yield fault("C307", {("total.amount", 0): 1000})
    yield fault("H801", {("budget_office", 0): "按青财预[2026]12号办理。"})
    yield from others


def assessment_opinion() -> Iterator[Fault]:
    """F12, 事前评估."""
    yield from _opinion(
        fault("C308", {("amount", 2): Decimal("1556.59"), ("suggested", 2): 500}, ("amount", 2)),
        fault("G713", {("cut", 1): 300}),
        fault("C307", {("total.suggested", 0): 1}),
        computed=(("C303", ("cut", 0)),),
    )


def review_opinion() -> Iterator[Fault]:
    """F12, 目标审核."""
    yield from _opinion(fault("C308", {("amount", 2): 420}))


def monitoring_opinion() -> Iterator[Fault]:
    """F12, 运行监控."""
    yield from _opinion(fault("C308", {("amount", 2): 640}), fault("G713", {("rate", 1): Decimal("0.71")}))


def evaluation_opinion() -> Iterator[Fault]:
    """F12, 绩效评价."""
    yield from _opinion(fault("C308", {("amount", 2): Decimal("2624.74")}), fault("E511", {("grade", 2): "良"}))


def spot_check() -> Iterator[Fault]:
    """F13."""
    yield fault("A106", {(HEADING + "self_score", 0): None}, HEADER)
    yield fault("E511", {("grade", 3): "优"})
    yield fault("G710", {("handling", 1): None})
    yield fault("G713", {("difference", 0): Decimal("3.3")})
    yield fault("G713", {("rate", 0): Decimal("0.3")})
    yield fault("G709", {h("opinion"): "抽查4个项目,2个为优,1个为良,2个为中。"})
    yield fault("G715", {h("total"): 60}, h("ratio"))
    yield fault("H801", {("handling", 1): "书面反馈(青财绩函[2026]9号),限期整改"})


def publication() -> Iterator[Fault]:
    """F14."""
    yield fault("A106", {(HEADING + "score", 0): None}, HEADER)
    yield fault("C303", {("amount", 0): 20318400})
    yield fault("C307", {("total.amount", 0): 1000})
    yield fault("C308", {("amount", 2): Decimal("2624.74")})
    yield fault("E511", {("grade", 2): "良"})
    yield fault("G714", {("problem", 0): "资金拨付使用滞后,联系电话 13800000000"})
    yield fault("H801", {("problem", 0): "见青财绩[2026]12号"})


def evaluated_list() -> Iterator[Fault]:
    """F17."""
    yield replace(fault("A115", {(HEADING + "project", 0): None}, NOWHERE), alone=True)
    yield fault("C303", {("amount", 0): 20318400})
    yield fault("C308", {("amount", 1): Decimal("2031.84")})
    yield fault("E511", {("grade", 0): "良"})


def approval() -> Iterator[Fault]:
    """F18."""
    yield fault("A106", {(HEADING + "indicator", 0): None}, HEADER)
    yield fault("C303", {("amount", 0): 26247400})
    yield fault("C307", {("total.amount", 0): 1000})
    yield fault("C308", {("amount", 4): Decimal("2624.74")})
    yield fault("H801", {("document", 0): "青财预[2025]3号"})


OF_FORM: Mapping[str, Callable[[], Iterator[Fault]]] = {
    "项目支出绩效目标申报表": planted_forms.declaration,
    "部门整体支出绩效目标申报表": planted_forms.department_declaration,
    "项目支出绩效目标执行监控表": planted_forms.monitoring,
    "项目支出绩效自评表": planted_forms.self_evaluation,
    "部门整体支出绩效自评表": planted_forms.department_self_evaluation,
    "绩效目标审核表": target_review,
    "事前绩效评估表": assessment,
    "第三方机构考评表": third_party,
    "评价结果反馈及整改通知": notice,
    "整改情况报告": report,
    "整改台账": ledger,
    "绩效评估结果运用意见书": assessment_opinion,
    "预算绩效目标审核结果运用意见书": review_opinion,
    "预算项目支出绩效运行监控结果运用意见书": monitoring_opinion,
    "预算绩效评价结果运用意见书": evaluation_opinion,
    "抽查复核表": spot_check,
    "公开清单": publication,
    "项目支出绩效评价评分表": project_scoring,
    "部门整体支出绩效评价评分表": department_scoring,
    "评价结果清单": evaluated_list,
    "绩效目标批复表": approval,
}


def faults(form_title: str) -> tuple[Fault, ...]:
    """Every fault that is planted in a form."""
    return (*of_declaration(form_title), *OF_FORM[form_title]())
