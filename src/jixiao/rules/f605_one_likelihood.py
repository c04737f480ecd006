"""F605 完成可能性没有三选一: none or more than one of 确定能, 有可能, 完全不可能 is chosen."""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.records.finding import Severity
from jixiao.records.monitoring import MonitoredIndicator, Monitoring
from jixiao.records.value import Value
from jixiao.rules.rule import Context, Hit, Rule, hit


def applies(form: Monitoring, _: Context) -> bool:
    """The form asks for the likelihood."""
    return any(row.likelihoods for row in form.monitored())


def check(form: Monitoring, _: Context) -> Iterator[Hit]:
    """Rows that tell how far they are; words in one column that name no choice are left to people."""
    for row in form.monitored():
        chosen = row.chosen
        if not row.likelihoods or row.actual is None or row.actual.empty or len(chosen) == 1:
            continue
        cells = [value for _, value in row.likelihoods]
        if any(value.broken for value in cells) or (not chosen and any(not value.empty for value in cells)):
            continue
        seen = "、".join(chosen) or "空白"
        fact = f"选了{len(chosen)}项({seen})" if chosen else "没有选"
        yield hit(_place(row), seen=seen, expected="三项选一项", fact=fact)


def _place(row: MonitoredIndicator) -> Value:
    """The second of the chosen cells, else the first place."""
    chosen = row.chosen
    cell = row.likelihood_cell(chosen[1]) if len(chosen) > 1 else None
    return cell or row.likelihoods[0][1]


RULE = Rule(
    code="F605",
    name="完成可能性没有三选一",
    severity=Severity.MUST_FIX,
    basis="财预〔2019〕136号",
    message="完成目标可能性{fact},应在确定能、有可能、完全不可能里选一项。",
    fix="按实际情况选一项打√,其余两项留空。",
    check=check,
    forms=(Monitoring,),
    applies=applies,
)
