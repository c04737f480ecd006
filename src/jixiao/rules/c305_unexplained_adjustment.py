"""C305 预算调整较大未说明: the year's budget departs far from the initial one and nothing in the form says why."""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.records.finding import Severity
from jixiao.records.numbers import plain
from jixiao.records.regex import regex
from jixiao.records.self_evaluation import SelfEvaluation
from jixiao.records.value import Value
from jixiao.rules.fund_rows import money, understated
from jixiao.rules.rule import Context, Hit, Rule, hit
from jixiao.scoring.arithmetic import units_mixed

# 「预算数为调整后财政资金总额」 is the printed explanation of a heading, not a reason
_HEADING_WORDS = regex(r"调整(?:后|前|数|预算数)|\(调整\)")


def applies(form: SelfEvaluation, _: Context) -> bool:
    """The form has both a column for the initial and one for the year's budget."""
    total = form.funds.total if form.funds else None
    return total is not None and total.initial is not None and total.budget is not None


def check(form: SelfEvaluation, context: Context) -> Iterator[Hit]:
    """Total row: the change, in percent of the initial budget, above the policy's limit and no word of adjustment."""
    funds, policy = form.funds, context.policy
    if funds is None or funds.total is None or understated(funds, "initial") or understated(funds, "budget"):
        return
    initial, budget = money(funds.total, "initial", funds.unit), money(funds.total, "budget", funds.unit)
    if initial is None or not budget or initial < 0:
        return  # a total of 0 over filled sources is C301's
    change = budget - initial
    small = abs(change) * 100 <= policy.adjustment_percent * initial
    if small or units_mixed(initial, budget, policy) or _explained(form, policy.adjustment_words):
        return
    yield hit(
        funds.total.budget,
        expected="写明调整原因",
        budget=plain(budget),
        initial=plain(initial),
        move=f"{'增加' if change > 0 else '减少'} {plain(abs(change))}",
        unit=funds.unit,
        limit=plain(policy.adjustment_percent),
    )


def _explained(form: SelfEvaluation, words: tuple[str, ...]) -> bool:
    """Whether any free text of the form speaks of an adjustment."""
    texts: list[Value | None] = [form.project, form.goal, form.goal_done, *form.notes]
    texts += [row.reason for row in form.fund_rows()]
    texts += [row.reason for row in form.indicators]
    said = (_HEADING_WORDS.sub("", value.flat) for value in texts if value is not None)
    return any(word in text for text in said for word in words)


RULE = Rule(
    code="C305",
    name="预算调整较大未说明",
    severity=Severity.VERIFY,
    basis="",
    message="全年预算数 {budget} {unit},比年初预算数 {initial} {unit}{move} {unit},超过 {limit}%,表中没有说明原因。",
    fix="在原因栏或表后写明预算调整(追加、调减等)的原因和文号。",
    check=check,
    applies=applies,
)
