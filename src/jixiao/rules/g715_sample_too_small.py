"""G715 抽查比例不足: fewer self-evaluations were reviewed than the policy asks for."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_CEILING, Decimal

from jixiao.records.finding import Severity
from jixiao.records.list_form import SPOT_CHECK, ListForm
from jixiao.records.numbers import plain, read_points, rounded
from jixiao.rules.rule import Context, Hit, Rule, hit


def least_sample(total: int, percent: Decimal) -> int:
    """How many of `total` must be drawn, rounded up: 20 % of 93 are 19."""
    return int((total * percent / 100).to_integral_value(ROUND_CEILING))


def check(form: ListForm, context: Context) -> Iterator[Hit]:
    """Rows of the list against the number of self-evaluations, where that is stated."""
    value = form.fields.get("total")
    total = read_points(value)
    if value is None or total is None or total <= 0 or total != int(total) or not form.rows:
        return
    named = {row.at("project").flat for row in form.rows if row.holds("project")}  # type: ignore[union-attr]
    drawn = len(named) + sum(not row.holds("project") for row in form.rows)  # a name left blank is B201's
    least = least_sample(int(total), context.policy.sample_percent)
    if drawn < least:
        share = plain(rounded(Decimal(drawn) * 100 / total))
        limit = plain(context.policy.sample_percent)
        yield hit(
            form.fields.get("ratio") or value,
            seen=f"{share}%",
            expected=f"{limit}%",
            drawn=drawn,
            total=plain(total),
            least=least,
        )


RULE = Rule(
    code="G715",
    name="抽查比例不足",
    severity=Severity.VERIFY,
    basis="",
    message="{total} 项自评抽查了 {drawn} 项,占 {seen},低于 {expected}。",
    fix="至少抽查 {least} 项;总数写错的更正总数。",
    check=check,
    forms=(ListForm,),
    applies=lambda form, context: form.form == SPOT_CHECK,
)
