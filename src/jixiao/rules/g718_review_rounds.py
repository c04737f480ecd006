"""G718 审核轮次不符: review sheets of one project state other rounds or returns than there are sheets for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from jixiao.records.book import Book
from jixiao.records.chinese_number import whole_number
from jixiao.records.finding import Severity
from jixiao.records.list_arithmetic import day_said
from jixiao.records.regex import regex
from jixiao.records.score_sheet import ScoreSheet
from jixiao.records.value import Value
from jixiao.rules.rule import Context, Hit, Rule, hit
from jixiao.scoring.review_rounds import reviews_by_project, sent_back

_COUNT = regex(r"第?(\d{1,3}|[零一二两三四五六七八九十]{1,3})(?:次|轮|轮次)?(?:审核|评审|退回|修改)?")


def check(book: Book, _: Context) -> Iterator[Hit]:
    """Rounds must follow one another from the first; returns must be as many as reviews that sent the targets back."""
    for sheets in reviews_by_project(book.forms):
        if len(sheets) > 1:
            yield from _of_project(_in_order(sheets))


def _of_project(sheets: list[ScoreSheet]) -> Iterator[Hit]:
    """A first sheet that states a later round is one fault: those after it are counted on from there."""
    start = _count(sheets[0].at("round")) or 1
    returned = start - 1  # a further round follows only when targets were sent back
    for place, form in enumerate(sheets):
        due = 1 if place == 0 else start + place
        yield from _off(form, "round", (due,), f"第 {place + 1} 张,应是第 {due} 轮", len(sheets))
        before, returned = returned, returned + sent_back(form)
        # 到本次为止: some count the return that this very review leads to, some do not yet
        told = f"到这一张为止退回修改了 {returned} 次"
        yield from _off(form, "returned", (returned, before), told, len(sheets))


def _off(form: ScoreSheet, role: str, due: tuple[int, ...], told: str, count: int) -> Iterator[Hit]:
    value = form.at(role)
    stated = _count(value)
    if value is None or stated is None or stated in due:
        return
    name = "审核轮次" if role == "round" else "退回次数"
    project = form.project_name or form.unit_name or ""
    yield hit(
        value,
        sheet=form.sheet,
        seen=str(stated),
        expected=str(due[0]),
        project=project,
        count=count,
        told=told,
        name=name,
    )


def _count(value: Value | None) -> int | None:
    if value is None or value.empty or value.broken:
        return None
    match = _COUNT.fullmatch(value.flat)
    return whole_number(match[1]) if match else None


def _in_order(sheets: tuple[ScoreSheet, ...]) -> list[ScoreSheet]:
    """By the day of the review where every sheet names another one, else by the stated rounds, else as they stand."""
    days = [_day(form) for form in sheets]
    known = [day for day in days if day is not None]
    if len(set(known)) == len(sheets):
        return [form for _, form in sorted(zip(known, sheets, strict=True), key=lambda pair: pair[0])]
    rounds = [number for form in sheets if (number := _count(form.at("round"))) is not None]
    if len(set(rounds)) == len(sheets):
        return [form for _, form in sorted(zip(rounds, sheets, strict=True), key=lambda pair: pair[0])]
    return list(sheets)


def _day(form: ScoreSheet) -> date | None:
    return day_said(form.at("date"), form.year)


RULE = Rule(
    code="G718",
    name="审核轮次不符",
    severity=Severity.VERIFY,
    basis="财预〔2015〕88号",
    message="「{project}」有 {count} 张审核表,按次序{told},{name}填的是 {seen}。",
    fix="核对{name};前几轮的审核表不在这个工作簿里的,一并放进来。",
    check=check,
    on="workbook",
)
