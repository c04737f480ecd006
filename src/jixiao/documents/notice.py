"""Which notices a judged file gives: one per project, with its problems in the words of an official document."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from jixiao.documents.notice_from_form import form_opening, form_overview, form_problems, subject
from jixiao.documents.notice_from_list import (
    list_opening,
    list_overview,
    list_problems,
    project_to,
    result_kind,
)
from jixiao.documents.notice_parts import (
    NO_UNIT,
    Notice,
    NoticeError,
    Problem,
    document_number,
    grouped,
    next_number,
    report_by,
)
from jixiao.documents.words import day_text, ended, han_numeral, printable, shown
from jixiao.policy.model import NoticeSettings
from jixiao.records.department_self_evaluation import DepartmentSelfEvaluation
from jixiao.records.evaluation_list import EvaluatedProject, EvaluationList
from jixiao.records.finding import Finding, Severity
from jixiao.records.regex import regex
from jixiao.records.self_evaluation import SelfEvaluation
from jixiao.records.text import shortened
from jixiao.rules.run import FormOutcome, Outcome
from jixiao.workbook.grid import position

__all__ = ["Notice", "NoticeError", "next_number", "no_notice_notes", "notices_for"]

_NAME_BREAK = regex(r"(?<=[-—、·，)）])|(?=[及和与（(])|(?<=工程|项目|资金|建设)")
_LONGEST_NAME = 90  # of a project in the title; the overview has it in full
NO_PROJECT, NO_UNIT_NAME = "（未填项目名称）", "（未填部门名称）整体支出"


@dataclass(frozen=True, slots=True)
class _Draft:
    """What differs from notice to notice."""

    project: str
    to: str
    result: str  # 自评结果, 财政评价结果
    opening: str
    overview: tuple[str, ...]
    problems: tuple[Problem, ...]
    form: str = ""  # canonical name of the form that is to be sent in anew


def notices_for(outcome: Outcome, *, on: date, number: str | None = None) -> tuple[Notice, ...]:
    """The notices of one file dated `on`: one per project with problems, in the file's order.

    `number` is the first notice's 发文字号 (「10」 or in full); later ones count on. NoticeError when it is none.
    """
    settings = outcome.policy.notice
    notices = []
    for draft in _drafts(outcome, on):
        if draft.problems:
            notices.append(_notice(draft, settings, on, document_number(settings, on, number)))
            number = next_number(number)
    return tuple(notices)


def no_notice_notes(outcome: Outcome, *, on: date) -> tuple[str, ...]:
    """What the user must know beside the notices: which projects get none and why."""
    if outcome.book.refusal is not None:
        return ("文件无法读取,未生成整改通知。",)
    if outcome.book.manuscript is not None:
        return ("文稿只校验,不出整改通知。",)
    if not outcome.forms:
        return ("没有找到可识别的表,未生成整改通知。",)
    if not any(isinstance(item.form, SelfEvaluation | EvaluationList) for item in outcome.forms):
        named = "、".join(dict.fromkeys(item.form.form for item in outcome.forms))
        return (f"整改通知按自评表和评价结果清单出具,本文件只有{named},未生成整改通知。",)
    notes = [
        f"{draft.project}:没有需要整改或核实的问题,不出整改通知。"
        for draft in _drafts(outcome, on)
        if not draft.problems
    ]
    notes += [
        f"{draft.project}:来源材料未载明主管单位和项目单位,主送机关暂写「{NO_UNIT}」,印发前请补上。"
        for draft in _drafts(outcome, on)
        if draft.problems and draft.to == NO_UNIT
    ]
    lists = {form.form.sheet for form in outcome.forms if isinstance(form.form, EvaluationList)}
    own = [f for f in outcome.findings if f.sheet in lists and f.severity is Severity.MUST_FIX]
    if own:
        notes.append(f"评价结果清单本身有 {len(own)} 条必须改,请先更正清单,再印发通知。")
    return tuple(notes)


def _drafts(outcome: Outcome, on: date) -> Iterable[_Draft]:
    settings = outcome.policy.notice
    due = report_by(settings, on)
    shares = _shares(outcome)
    for form, findings in zip(outcome.forms, shares, strict=True):
        if isinstance(form.form, SelfEvaluation):
            yield _form_draft(form, form.form, findings, due)
        elif isinstance(form.form, EvaluationList):
            for project in form.form.projects:
                yield _list_draft(form.form, project, settings, on, due)


def _form_draft(outcome: FormOutcome, form: SelfEvaluation, findings: tuple[Finding, ...], due: str) -> _Draft:
    unit = shown(form.agency) or shown(form.department) or NO_UNIT
    problems = _numbered(form_problems(findings, due))
    return _Draft(
        subject(form) or (NO_UNIT_NAME if isinstance(form, DepartmentSelfEvaluation) else NO_PROJECT),
        unit,
        "自评结果",
        form_opening(form),
        form_overview(outcome, form),
        problems,
        form.form,
    )


def _list_draft(
    form: EvaluationList, project: EvaluatedProject, settings: NoticeSettings, on: date, due: str
) -> _Draft:
    return _Draft(
        shown(project.project) or NO_PROJECT,
        project_to(project),
        result_kind(project),
        list_opening(form, project),
        list_overview(form, project),
        _numbered(list_problems(project, settings, on, due)),
    )


def _shares(outcome: Outcome) -> list[tuple[Finding, ...]]:
    """Each form's findings: by sheet and block; what belongs to the whole file goes with the first form."""
    shares: list[list[Finding]] = [[] for _ in outcome.forms]
    for finding in outcome.findings:
        if shares:
            shares[_owner(outcome, finding)].append(finding)
    return [tuple(share) for share in shares]


def _owner(outcome: Outcome, finding: Finding) -> int:
    same = [place for place, form in enumerate(outcome.forms) if form.form.sheet == finding.sheet]
    if len(same) > 1 and finding.cell:
        row, column = position(finding.cell)
        for place in same:
            top, left, bottom, right = outcome.forms[place].form.region
            if top <= row <= bottom and left <= column <= right:
                return place
    return same[0] if same else 0


def _numbered(problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
    """Problems with their place in the notice as code: 二（一）, or 二（一）1 where several share a heading."""
    numbered: list[Problem] = []
    section = 1  # the overview is 一
    for name in ("rectify", "verify"):
        own = [problem for problem in problems if problem.section == name]
        section += bool(own)
        for place, group in enumerate(grouped(own), 1):
            code = f"{han_numeral(section)}（{han_numeral(place)}）"
            numbered += [
                replace(problem, code=f"{code}{item}" if len(group) > 1 else code)
                for item, problem in enumerate(group, 1)
            ]
    return tuple(numbered)


def _notice(draft: _Draft, settings: NoticeSettings, on: date, number: str) -> Notice:
    title, breaks = _title(draft, settings)
    return Notice(
        number=number,
        title=title,
        title_breaks=breaks,
        to=draft.to,
        project=draft.project,
        opening=draft.opening,
        overview=draft.overview,
        problems=draft.problems,
        duties=_duties(draft),
        reporting=_reporting(draft, settings, on),
        consequence=ended(printable(settings.consequence).replace(",", "，")),
        signature=settings.agency,
        date=day_text(on),
        cc="、".join(settings.cc),
        contact=settings.contact,
    )


def _title(draft: _Draft, settings: NoticeSettings) -> tuple[str, tuple[int, ...]]:
    """The title, and where it may be broken between lines without cutting a word."""
    short = shortened(draft.project, _LONGEST_NAME)
    name = short if any(word in short for word in ("项目", "整体支出")) else f"{short}项目"
    only_verify = all(problem.section == "verify" for problem in draft.problems)
    matter = "及有关事项核实" if only_verify else "及存在问题整改"
    parts = (settings.agency, "关于", name, "绩效", draft.result, "反馈", matter, "的通知")
    title = "".join(parts)
    breaks = []
    length = 0
    for part in parts[:-1]:
        if part == name:
            breaks += [length + match.start() for match in _NAME_BREAK.finditer(name)]
        length += len(part)
        if part not in ("关于", "反馈"):
            breaks.append(length)
    return title, tuple(breaks)


def _duties(draft: _Draft) -> tuple[str, ...]:
    duties = []
    if any(problem.section == "rectify" for problem in draft.problems):
        duties.append(
            "请你单位对照上述问题逐项分析原因，制定整改措施，明确责任人和完成时限，"
            "在规定期限内整改到位，并举一反三，防止同类问题再次发生。"
        )
    if any(problem.section == "verify" for problem in draft.problems):
        duties.append(
            "对需要核实的事项，请逐项核对原始资料：确有错误的，一并更正；填报无误的，书面说明理由并附佐证材料。"
        )
    return tuple(duties)


def _reporting(draft: _Draft, settings: NoticeSettings, on: date) -> tuple[str, ...]:
    offices = "和".join(("、".join(settings.offices[:-1]), settings.offices[-1])) if settings.offices[1:] else ""
    offices = offices or "".join(settings.offices)
    apart = "分别" if len(settings.offices) > 1 else ""
    due = report_by(settings, on)
    matter = "整改情况" if any(problem.section == "rectify" for problem in draft.problems) else "核实情况"
    lines = [
        f"请将{matter}形成报告，于{due}以{settings.form}一式{_copies(settings.copies)}份{apart}报送"
        f"{settings.agency}{offices}，并附填写完整的《问题清单及整改台账》和佐证材料。"
    ]
    if draft.result == "自评结果":
        lines.append(f"更正后的《{draft.form}》电子表格同时重新报送。")
    if any(problem.deadline != due for problem in draft.problems):
        lines.append("整改期限晚于上述报送日期的问题，先报送整改措施和进展，整改完成后补报结果和佐证材料。")
    return tuple(lines)


def _copies(number: int) -> str:
    return "两" if number == 2 else han_numeral(number)
