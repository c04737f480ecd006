"""A 自评表's part of a notice: overview, conclusion, and its findings as problems."""

from __future__ import annotations

from jixiao.documents.notice_parts import Problem
from jixiao.documents.result_sheet import Entry, merged
from jixiao.documents.words import cells_by_sheet, clause_text, family_name, formal, in_quotes, rule_name, shown
from jixiao.records.department_self_evaluation import DepartmentSelfEvaluation
from jixiao.records.finding import Finding, Severity
from jixiao.records.numbers import plain, read_amount
from jixiao.records.score import Score
from jixiao.records.self_evaluation import SelfEvaluation
from jixiao.records.text import squeezed
from jixiao.rules.run import FormOutcome

_EVIDENCE = {
    "A": "重新报送的电子表格",
    "B": "更正后的自评表",
    "C": "更正后的自评表，预算批复、资金下达文件（指标文）、支付凭证等",
    "D": "更正后的自评表",
    "E": "更正后的自评表",
}
"""What proves that a problem is put right, by the rule's family."""

_LEDGERS = "更正后的自评表，工作台账、验收单、统计资料等"
_OWN_EVIDENCE = {
    "D405": _LEDGERS,
    "D406": _LEDGERS,
    "D407": "绩效目标批复或调整批复",
    "D411": "目标设定依据，工作台账、统计资料等",
    "E509": "更正后的自评表，偏差原因和改进措施说明",
    "E510": "更正后的自评表，超额完成的说明及工作台账、统计资料等",
    "C305": "预算调整批复、资金下达文件（指标文）",
}
"""Rules whose evidence differs from their family's."""

_NO_BASIS = "绩效自评表填报要求"


def form_opening(form: SelfEvaluation) -> str:
    """The first paragraph: which form was looked at and why this letter comes."""
    year = f"{form.year}年度" if form.year else ""
    project = shown(form.project)
    named = in_quotes(project) if project else ""
    return (
        f"根据预算绩效管理有关规定，我局对你单位报送的{year}{named}{form.form}进行了审核。"
        "现将审核结果及有关要求通知如下。"
    )


def form_overview(outcome: FormOutcome, form: SelfEvaluation) -> tuple[str, ...]:
    """评价概况与结论: project, units, money, points claimed and due, grade; says what the form does not state."""
    return (_facts(form), _conclusion(outcome, form))


def subject(form: SelfEvaluation) -> str:
    """What the form evaluates, as a notice names it: the project, or 「…整体支出」 of a department; "" where blank."""
    if isinstance(form, DepartmentSelfEvaluation):
        unit = shown(form.agency) or shown(form.department)
        return f"{unit}整体支出" if unit else ""
    return shown(form.project)


def _facts(form: SelfEvaluation) -> str:
    whole_unit = isinstance(form, DepartmentSelfEvaluation)
    parts = [] if whole_unit else [f"项目名称：{shown(form.project) or '自评表未填写'}"]
    labels = ("部门名称", "单位名称") if whole_unit else ("主管部门", "实施单位")
    for label, unit in zip(labels, (shown(form.department), shown(form.agency)), strict=True):
        parts += [f"{label}：{unit}"] if unit else []
    parts += ["部门名称：自评表未填写"] if not parts else []
    parts += [f"评价年度：{form.year}年"] if form.year else []
    if form.funds is not None and form.funds.total is not None:
        for label, value in (("全年预算数", form.funds.total.budget), ("全年执行数", form.funds.total.executed)):
            amount = read_amount(value, form.funds.unit)
            parts += [f"{label}：{plain(amount.value)}{form.funds.unit}"] if amount else []
    return "；".join(parts) + "。"


def _conclusion(outcome: FormOutcome, form: SelfEvaluation) -> str:
    score = outcome.score
    claimed_grade = shown(form.total.grade) if form.total is not None else ""
    if score is None or (score.claimed is None and not score.lines):
        return "来源材料未载明得分和等级。"
    if score.claimed is None:
        claimed = f"来源材料未载明得分，自评等级为“{claimed_grade}”" if claimed_grade else "来源材料未载明得分和等级"
    else:
        claimed = f"自评得分{plain(score.claimed)}分"
        claimed += f"，自评等级为“{claimed_grade}”" if claimed_grade else ""
    return f"{claimed}。{_due(score)}"


def _due(score: Score) -> str:
    if score.due is None:
        reason = f"（{formal(score.note)}）" if score.note else ""
        return f"表内部分得分须核实后确定，暂不能重新计算总分和等级{reason}。"
    if score.grade:
        return f"按表内完成情况重新计算，应得{plain(score.due)}分，等级为“{score.grade}”。"
    reason = formal(score.note) if score.note else "暂不定级"
    return f"按表内完成情况重新计算，应得{plain(score.due)}分；{reason}。"


def form_problems(findings: tuple[Finding, ...], due: str) -> tuple[Problem, ...]:
    """必须改 findings as problems to rectify, 请核实 ones as matters to verify; those of one rule side by side."""
    problems = []
    wanted = [finding for finding in findings if finding.severity is not Severity.HINT]
    entries = merged(wanted)
    order: dict[tuple[Severity, str], int] = {}
    for entry in entries:
        order.setdefault((entry.first.severity, entry.first.rule), len(order))
    for entry in sorted(entries, key=lambda entry: order[entry.first.severity, entry.first.rule]):
        problems.append(_problem(entry, due))
    return tuple(problems)


def _problem(entry: Entry, due: str) -> Problem:
    first = entry.first
    verify = first.severity is Severity.VERIFY
    evidence = _OWN_EVIDENCE.get(first.rule) or _EVIDENCE.get(first.rule[:1], "更正后的表格及有关佐证材料")
    return Problem(
        section="verify" if verify else "rectify",
        code="",
        heading=rule_name(first.rule),
        category=family_name(first.rule),
        fact=_fact(entry),
        basis=clause_text(first.basis) or _NO_BASIS,
        requirement=formal(entry.fix),
        evidence=evidence if not verify else f"核实情况说明，或{evidence}",
        deadline=due,
        findings=tuple((one.rule, one.sheet or "", one.label or one.cell or "") for one in entry.findings),
    )


def _fact(entry: Entry) -> str:
    """Where and what: 工作表“自评表”H17单元格（…·得分）：指标得分填5分，应为4.84分。"""
    findings, first = entry.findings, entry.first
    message = formal(entry.message)
    if not first.sheet:
        return message
    place = "、".join(f"“{sheet}”{cells}" for sheet, cells in cells_by_sheet(findings).items())
    if not first.cell:
        return f"工作表{place}：{message}"
    label = formal(first.label or "")
    # The label helps only where it is one for all places and the message does not name it anyway.
    named = label and squeezed(label) not in squeezed(message) and len({finding.label for finding in findings}) == 1
    return f"工作表{place}单元格{f'（{label}）' if named else ''}：{message}"
