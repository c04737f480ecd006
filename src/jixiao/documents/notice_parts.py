"""A rectification notice as a frozen value, and what stands in it from top to bottom."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from jixiao.documents.known_problems import SUGGESTED
from jixiao.documents.words import day_text, ended, han_numeral, unended
from jixiao.policy.model import NoticeSettings
from jixiao.records.regex import regex

ATTACHMENT = "问题清单及整改台账"
NOT_STATED = "来源材料未载明"
NO_UNIT = "有关单位"
_NUMBER = regex(r"第?\s*0*([1-9][0-9]{0,3})\s*号?")
_FULL_NUMBER = regex(r"(.{1,16}?)[〔\[(（【]((?:19|20)\d{2})[〕\])）】]\s*第?\s*0*([1-9]\d{0,3})\s*号")
_DEADLINE = regex(r"(?:(\d{4})年)?(\d{1,2})月(\d{1,2})日")

Kind = Literal["number", "title", "to", "level1", "level2", "text", "attachment", "signature", "date", "cc"]


class NoticeError(ValueError):
    """A notice that cannot be written as asked; the text is a Chinese sentence for the user."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem. `code` is its place in the notice (「二（一）1」); neighbours with one `heading` form a group."""

    section: Literal["rectify", "verify"]
    code: str
    heading: str
    category: str
    fact: str
    basis: str  # "" where the source states none; so with the next two
    requirement: str
    evidence: str
    deadline: str  # 2023年5月5日前
    findings: tuple[tuple[str, str, str], ...] = ()  # rule, sheet, label (else cell) of what a rule found


@dataclass(frozen=True, slots=True)
class Notice:
    """One notice to one unit about one project; every text is ready to print."""

    number: str  # 师财绩〔2023〕10号, the number left blank when not yet given
    title: str
    title_breaks: tuple[int, ...]  # where the title may be broken over lines
    to: str
    project: str
    opening: str
    overview: tuple[str, ...]
    problems: tuple[Problem, ...]
    duties: tuple[str, ...]  # 整改要求
    reporting: tuple[str, ...]  # 报送要求
    consequence: str
    signature: str
    date: str
    cc: str
    contact: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph of a document and the part it plays."""

    kind: Kind
    text: str


def document_number(settings: NoticeSettings, on: date, number: str | None) -> str:
    """发文字号 after GB/T 9704: 师财绩〔2023〕10号, no padding zeros, no 第; a blank for the number when none is given.

    `number` is 「10」, 「10号」 or a whole 发文字号; NoticeError when it is none of these.
    """
    if number is None or not number.strip():
        return f"{settings.number_prefix}〔{on.year}〕  号"
    text = number.strip()
    if match := _FULL_NUMBER.fullmatch(text):
        return f"{match[1]}〔{match[2]}〕{match[3]}号"
    if match := _NUMBER.fullmatch(text):
        return f"{settings.number_prefix}〔{on.year}〕{match[1]}号"
    raise NoticeError(f"发文字号「{text}」无法识别,请写成「10」或「{settings.number_prefix}〔{on.year}〕10号」。")


def next_number(number: str | None) -> str | None:
    """The number that follows: 10 → 11, 师财绩〔2023〕10号 → 师财绩〔2023〕11号; None stays None."""
    if number is None or not number.strip():
        return None
    match = re.search(r"(\d{1,4})(\s*号?\s*)$", number)
    return f"{number[: match.start()]}{int(match[1]) + 1}{match[2]}" if match else number


def report_day(settings: NoticeSettings, on: date) -> date | None:
    """The day until which the unit reports: the fixed day if it is still to come, else `on` plus rectify_days.

    A day of rest gives way to the next working day where the bureau says so.
    None when the bureau's fixed deadline is no date; then its words stand as they are.
    """
    in_days = settings.due(on, settings.rectify_days)
    if not settings.rectify_deadline:
        return in_days
    match = _DEADLINE.search(settings.rectify_deadline)
    if not match:
        return None
    try:
        day = date(int(match[1] or on.year), int(match[2]), int(match[3]))
        return settings.working_day(day) if day > on else in_days
    except ValueError:
        return None


def report_by(settings: NoticeSettings, on: date) -> str:
    """Until when the unit reports, as the notice says it: 2023年11月5日前."""
    day = report_day(settings, on)
    return f"{day_text(day)}前" if day else f"{settings.rectify_deadline.rstrip('前')}前"


def blocks(notice: Notice) -> Iterator[Block]:
    """The notice from top to bottom, paragraph by paragraph, numbered after GB/T 9704."""
    yield Block("number", notice.number)
    yield Block("title", notice.title)
    yield Block("to", f"{notice.to}：")
    yield Block("text", notice.opening)
    for place, (heading, parts) in enumerate(_sections(notice), 1):
        yield Block("level1", f"{han_numeral(place)}、{heading}")
        yield from parts
    yield Block("attachment", f"附件：{ATTACHMENT}")
    yield Block("signature", notice.signature)
    yield Block("date", notice.date)
    if notice.cc:
        yield Block("cc", f"抄送：{notice.cc}。")


def _sections(notice: Notice) -> Iterator[tuple[str, list[Block]]]:
    yield "评价概况与结论", [Block("text", text) for text in notice.overview]
    rectify = [problem for problem in notice.problems if problem.section == "rectify"]
    verify = [problem for problem in notice.problems if problem.section == "verify"]
    if rectify:
        yield "存在的主要问题", list(_problem_blocks(rectify))
    if verify:
        yield "需要核实的事项", list(_problem_blocks(verify))
    yield "整改要求" if rectify else "核实要求", [Block("text", text) for text in notice.duties]
    reporting = [*notice.reporting, *([f"联系方式：{notice.contact}。"] if notice.contact else [])]
    yield "报送要求", [Block("text", text) for text in reporting]
    if notice.consequence:
        yield "逾期后果", [Block("text", notice.consequence)]


def _problem_blocks(problems: list[Problem]) -> Iterator[Block]:
    if missing := _missing_words(problems):
        yield Block("text", missing)
    for place, group in enumerate(grouped(problems), 1):
        first = group[0]
        yield Block("level2", f"（{han_numeral(place)}）{first.heading}")
        single = len(group) == 1
        asking = "整改要求" if first.section == "rectify" else "核实要求"
        for item, problem in enumerate(group, 1):
            fact = f"事实：{ended(problem.fact)}"
            asked = f"{asking}：{ended(problem.requirement)}" if problem.requirement else ""
            if not single:
                yield Block("text", f"{item}．{fact}{asked}")
            elif unended(problem.fact) != problem.heading:  # the heading has already said it
                yield Block("text", fact)
        if first.basis:
            yield Block("text", f"依据：{ended(first.basis)}")
        if single and first.requirement:
            yield Block("text", f"{asking}：{ended(first.requirement)}")
        proof = f"佐证材料：{unended(first.evidence)}。" if first.evidence else ""
        yield Block("text", f"{proof}整改期限：{unended(first.deadline)}。")


def _missing_words(problems: list[Problem]) -> str:
    """What the source leaves out about the problems, said once instead of under each."""
    fields = (("依据", "basis"), ("整改要求", "requirement"), ("佐证材料", "evidence"))
    missing = [label for label, name in fields if not all(getattr(problem, name) for problem in problems)]
    words = ""
    if missing:
        words = (
            f"以下问题未列明{'、'.join(missing)}的，为{NOT_STATED}；请对照问题制定整改措施，并附证明整改结果的材料。"
        )
    if any(problem.requirement.startswith(SUGGESTED) for problem in problems):
        words += f"标有“{SUGGESTED}”的内容{NOT_STATED}，系参照同类问题提出，请结合实际执行。"
    return words


def grouped(problems: list[Problem]) -> list[list[Problem]]:
    """Problems under one heading: neighbours that share heading, basis, evidence and deadline."""
    groups: list[list[Problem]] = []
    for problem in problems:
        if groups and _group_key(groups[-1][0]) == _group_key(problem):
            groups[-1].append(problem)
        else:
            groups.append([problem])
    return groups


def _group_key(problem: Problem) -> tuple[str, str, str, str]:
    return (problem.heading, problem.basis, problem.evidence, problem.deadline)


def notice_text(notice: Notice) -> str:
    """The whole notice as plain text, one paragraph a line."""
    return "\n".join(block.text for block in blocks(notice))
