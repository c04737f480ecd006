"""An evaluated project's part of a notice: what the 评价结果清单 states about it, and plainly what it does not."""

from __future__ import annotations

import re
from datetime import date

from jixiao.documents.known_problems import SUGGESTED, known_problem
from jixiao.documents.notice_parts import NO_UNIT, Problem
from jixiao.documents.words import day_text, in_quotes, shown
from jixiao.policy.model import NoticeSettings
from jixiao.records.evaluation_list import EvaluatedProject, EvaluationList
from jixiao.records.evaluation_list import Problem as ListedProblem
from jixiao.records.numbers import plain, read_amount, read_points
from jixiao.records.regex import regex

_DAYS = regex(r"([0-9]{1,5})(?:\.0+)?\s*[天日]?")
_LONGEST_HEADING = 30
_MOST_DAYS = 3660


def project_to(project: EvaluatedProject) -> str:
    """To whom the notice goes: 项目主管单位, else the project's unit."""
    return shown(project.department) or shown(project.unit) or NO_UNIT


def result_kind(project: EvaluatedProject) -> str:
    """What kind of result is fed back, for the title: 财政评价结果 unless the list says 部门评价 or 自评."""
    kind = shown(project.kind)
    for word in ("部门评价", "自评"):
        if word in kind and "财政" not in kind:
            return f"{word}结果"
    return "财政评价结果"


def list_opening(form: EvaluationList, project: EvaluatedProject) -> str:
    """The first paragraph: what was evaluated and why this letter comes."""
    year = f"{form.year}年度" if form.year else ""
    return (
        f"根据预算绩效管理有关规定，现将{year}{in_quotes(shown(project.project))}绩效{result_kind(project)}及存在的问题反馈给你单位，"
        "请认真组织整改，有关事项通知如下。"
    )


def list_overview(form: EvaluationList, project: EvaluatedProject) -> tuple[str, ...]:
    """评价概况与结论 from the list's row; a missing score or grade is said to be missing."""
    parts = [f"项目名称：{shown(project.project)}"]
    parts += [f"主管部门：{shown(project.department)}"] if shown(project.department) else []
    parts += [f"项目单位：{shown(project.unit)}"] if shown(project.unit) else []
    parts += [f"评价类型：{shown(project.kind)}"] if shown(project.kind) else []
    amount = read_amount(project.amount, form.amount_unit)
    if amount is not None:
        parts.append(f"评价金额：{plain(amount.value)}{form.amount_unit}")
    elif shown(project.amount):
        parts.append(f"评价金额：{shown(project.amount)}")
    return ("；".join(parts) + "。", _conclusion(project))


def _conclusion(project: EvaluatedProject) -> str:
    points = read_points(project.score)
    score = f"{plain(points)}分" if points is not None else shown(project.score)
    grade = shown(project.grade)
    if not score and not grade:
        return "来源材料未载明得分和等级。"
    if not score:
        return f"来源材料未载明得分；评价等级为“{grade}”。"
    if not grade:
        return f"评价得分{score}；来源材料未载明等级。"
    return f"评价得分{score}，评价等级为“{grade}”。"


def list_problems(project: EvaluatedProject, settings: NoticeSettings, on: date, due: str) -> tuple[Problem, ...]:
    """The project's problems in the list's order and words; what a column leaves blank is said so."""
    return tuple(_problem(problem, settings, on, due) for problem in project.problems if shown(problem.text))


def _problem(problem: ListedProblem, settings: NoticeSettings, on: date, due: str) -> Problem:
    fact = shown(problem.text)
    usual = known_problem(fact)
    category = shown(problem.category)
    heading = category or re.split("[。；;]", fact)[0]
    if len(heading) > _LONGEST_HEADING:
        heading = f"{heading[: _LONGEST_HEADING - 1]}…"
    return Problem(
        section="rectify",
        code="",
        heading=heading,
        category=category or (usual.category if usual else "未分类"),
        fact=fact,
        basis=shown(problem.basis),
        requirement=shown(problem.requirement) or (f"{SUGGESTED}{usual.requirement}" if usual else ""),
        evidence=shown(problem.evidence) or (f"{SUGGESTED}{usual.evidence}" if usual else ""),
        deadline=_deadline(problem, settings, on, due),
    )


def _deadline(problem: ListedProblem, settings: NoticeSettings, on: date, due: str) -> str:
    """The problem's own deadline (days from the notice as the bureau counts them, or the list's words), else `due`."""
    text = shown(problem.days)
    match = _DAYS.fullmatch(text)
    if match and 0 < int(match[1]) <= _MOST_DAYS:
        return f"{day_text(settings.due(on, int(match[1])))}前"
    return text or due
