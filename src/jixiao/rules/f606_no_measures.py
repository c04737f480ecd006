"""F606 不能完成未写措施: 「完全不可能」 is chosen, and the note says neither why nor what will be done."""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.records.finding import Severity
from jixiao.records.monitoring import IMPOSSIBLE, Monitoring
from jixiao.rules.reasons import notes_say_nothing, says_nothing
from jixiao.rules.rule import Context, Hit, Rule, hit


def applies(form: Monitoring, _: Context) -> bool:
    """Somewhere 「完全不可能」 is chosen."""
    return any(IMPOSSIBLE in row.chosen for row in form.monitored())


def check(form: Monitoring, context: Context) -> Iterator[Hit]:
    """At the row's 备注, in forms without that column at the choice itself; words below the table count for all."""
    if not notes_say_nothing(form, context.policy):
        return
    for row in form.monitored():
        if IMPOSSIBLE not in row.chosen:
            continue
        if row.note is not None:
            if not row.note.broken and says_nothing(row.note.text, context.policy):
                yield hit(row.note, expected="写明原因和拟采取的措施")
        elif not row.explained:
            yield hit(row.likelihood_cell(IMPOSSIBLE), seen=IMPOSSIBLE, expected="写明原因和拟采取的措施")


RULE = Rule(
    code="F606",
    name="不能完成未写措施",
    severity=Severity.MUST_FIX,
    basis="财预〔2019〕136号",
    message="选了“完全不可能”,备注里没有写原因和拟采取的措施。",
    fix="在备注里写明年底不能完成的原因和拟采取的措施。",
    check=check,
    forms=(Monitoring,),
    applies=applies,
)
