"""Judged files made by hand: what the document tests start from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from jixiao.policy.load import load_profile
from jixiao.policy.model import Policy
from jixiao.records.book import Book
from jixiao.records.evaluation_list import EvaluatedProject, EvaluationList, Problem
from jixiao.records.filled_form import FilledForm
from jixiao.records.finding import Finding, RuleStatus, Severity
from jixiao.records.indicator_form import FundRow, Funds, Total
from jixiao.records.score import Line, Score
from jixiao.records.self_evaluation import SelfEvaluation
from jixiao.records.value import Value
from jixiao.rules.run import FormOutcome, Outcome
from jixiao.workbook.grid import Grid, Sheet

E503 = Finding(
    rule="E503",
    severity=Severity.MUST_FIX,
    sheet="自评表",
    cell="H7",
    label="年度资金总额 · 得分",
    seen="9",
    expected="8.62",
    message="预算执行率得分填 9 分,应为 8.62 分(10×37.24÷43.2=8.62)。",
    fix="把得分改为 8.62,并相应更正总分。",
    basis="财预〔2020〕10号",
)
VERIFY = replace(
    E503,
    rule="D499",
    severity=Severity.VERIFY,
    cell="E14",
    label="改造面积 · 指标值",
    seen="明显",
    expected="写出评判标准",
    message="「明显」没有写明标准。",
    fix="写出评判标准,或改为定量指标。",
    basis="财预〔2021〕101号",
)
HINT = replace(
    E503, rule="B206", severity=Severity.HINT, cell="G16", message="有全角数字「９５」。", fix="改为「95」。", basis=""
)
SCORE = Score(
    due=Decimal("97.62"),
    claimed=Decimal("98"),
    grade="优",
    lines=(
        Line(7, "H7", "资金总额 · 得分", Decimal(10), Decimal(9), Decimal("8.62"), "10×37.24÷43.2=8.62", "execution"),
        Line(14, "H14", "改造面积 · 得分", Decimal(50), Decimal(50), Decimal(50), "达到目标,得满分 50", "quantity"),
        Line(
            15, "H15", "社会效益 · 得分", Decimal(40), Decimal(39), None, "定性指标", "qualitative",
            (Decimal(32), Decimal(40)), "达成年度指标",
        ),
    ),
)  # fmt: skip


def value(text: str, cell: str = "A1", label: str = "") -> Value:
    """A cell that holds this text."""
    return Value(cell, label, text, text)


def policy(**notice: Any) -> Policy:
    """The national policy with a bureau's own notice settings."""
    national = load_profile()
    settings = {"agency": "青山县财政局", "number_prefix": "青财绩", "cc": ("预算股",), **notice}
    return national.model_copy(update={"notice": national.notice.model_copy(update=settings)})


def self_evaluation(**fields: Any) -> SelfEvaluation:
    """A filled-in 自评表 on sheet 自评表."""
    total = FundRow(
        row=7, label="年度资金总额", label_cell="A7", budget=value("43.2", "E7"), executed=value("37.24", "F7")
    )
    given = {
        "sheet": "自评表",
        "title": value("项目支出绩效自评表"),
        "year": 2022,
        "header_cell": "A13",
        "columns": {},
        "project": value("食堂改造经费", "C3"),
        "department": value("青山县教育局", "C4"),
        "agency": value("青山县第一中学", "F4"),
        "funds": Funds(unit="万元", header_cell="A6", total=total),
        "total": Total(row=20, label="总分", label_cell="A20", score=value("98", "H20")),
        "region": (1, 1, 22, 9),
    }
    return SelfEvaluation(**{**given, **fields})


def form_outcome(
    findings: Sequence[Finding] = (E503, VERIFY),
    *,
    form: SelfEvaluation | None = None,
    score: Score | None = SCORE,
    crashed: Sequence[str] = (),
    legacy: str | None = None,
) -> Outcome:
    """A judged file with one 自评表."""
    filled = form or self_evaluation()
    statuses = {finding.rule: RuleStatus.FOUND for finding in findings} | dict.fromkeys(
        crashed, RuleStatus.COULD_NOT_RUN
    )
    grid = Grid("自评.xlsx", (Sheet(filled.sheet),), identity={"version": "2026.1"}, legacy=legacy)
    return outcome_of((filled,), findings, scores=(score,), statuses=statuses, grid=grid)


def outcome_of(
    forms: Sequence[FilledForm],
    findings: Sequence[Finding] = (),
    *,
    scores: Sequence[Score | None] = (),
    statuses: dict[str, RuleStatus] | None = None,
    grid: Grid | None = None,
    under: Policy | None = None,
) -> Outcome:
    """A judged file with these forms."""
    given = [*scores, *[None] * (len(forms) - len(scores))]
    judged = tuple(FormOutcome(form, score, statuses or {}) for form, score in zip(forms, given, strict=True))
    book = Book("自评.xlsx", grid or Grid("自评.xlsx", tuple(Sheet(form.sheet) for form in forms)), tuple(forms))
    return Outcome(book, under or policy(), judged, tuple(findings))


def listed(text: str, **fields: str) -> Problem:
    """A problem in a 评价结果清单."""
    return Problem(row=5, text=value(text), **{name: value(content) for name, content in fields.items()})


def evaluation_list(*projects: EvaluatedProject, year: int | None = 2022) -> EvaluationList:
    """A 评价结果清单 of these projects."""
    return EvaluationList(
        sheet="评价结果清单", title=value("评价结果清单"), year=year, header_cell="A2", columns={}, projects=projects
    )


S3_PROJECT = EvaluatedProject(
    row=3,
    department=value("开发区·铁山区建设局"),
    project=value("大王太子片区排水管网改造项目"),
    problems=(
        listed("项目决策程序不规范"),
        listed("项目绩效目标管理缺失"),
        listed("中央预算内投资支付率偏低"),
        listed("项目调整手续不完备"),
    ),
)
"""A published project of which neither score nor grade is stated."""
