"""G708 预算超评估额度: more is asked for than the assessment suggests, or it suggests more than was asked for."""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.records.book import Book
from jixiao.records.finding import Severity
from jixiao.records.numbers import plain, read_amount
from jixiao.records.score_sheet import ScoreSheet
from jixiao.rules.assessed_projects import asked, assessments, ceiling, same_name
from jixiao.rules.fund_rows import CENT
from jixiao.rules.rule import Context, Hit, Rule, hit


def check(book: Book, context: Context) -> Iterator[Hit]:
    """建议金额 against 申请金额 in each assessment, and the amounts that declarations of the same project ask for."""
    made = assessments(book.forms)
    for form in made:
        yield from _inside(form)
    for each in asked(book.forms):
        for form in made:
            limit = ceiling(form, context.policy)
            if limit is None or not same_name(each.project, form.project_name or "") or each.wan - limit <= CENT:
                continue
            top = plain(limit.normalize())
            fault = f"「{each.project}」申报 {plain(each.wan.normalize())} 万元,超过评估建议的 {top} 万元"
            seen = plain(each.wan.normalize())
            yield hit(each.at, sheet=each.sheet, seen=seen, expected=f"不超过 {top}", fault=fault, top=f"{top} 万元")
            break


def _inside(form: ScoreSheet) -> Iterator[Hit]:
    applied, suggested = (read_amount(form.at(role), form.amount_unit) for role in ("applied", "suggested"))
    if applied is None or suggested is None or suggested.value - applied.value <= CENT:
        return
    top = f"{plain(applied.value)} {form.amount_unit}"
    fault = f"建议金额 {plain(suggested.value)} {form.amount_unit},大于申请金额 {top}"
    seen, expected = plain(suggested.value), f"不超过 {plain(applied.value)}"
    yield hit(form.at("suggested"), sheet=form.sheet, seen=seen, expected=expected, fault=fault, top=top)


RULE = Rule(
    code="G708",
    name="预算超评估额度",
    severity=Severity.MUST_FIX,
    basis="当地事前绩效评估管理办法",
    message="{fault}。",
    fix="把金额核减到不超过 {top};评估结论有变化的,附重新评估的材料。",
    check=check,
    on="workbook",
)
