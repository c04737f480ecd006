"""G705 应报未报: a unit or a project of the roster of which nothing valid came in."""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.records.finding import Severity
from jixiao.records.received import Turnout
from jixiao.rules.rule import Context, Hit, Rule, hit

NOTHING = "没有报送"


def check(turnout: Turnout, context: Context) -> Iterator[Hit]:
    """Every unit that owes everything, and every project that a unit left out; in the order of the roster."""
    form = turnout.roll.form
    for unit, projects in turnout.missing():
        who = f"「{unit.name}」({unit.code})"
        if not projects:
            yield hit(label=unit.name, seen=NOTHING, expected=form, fact=f"{who}没有报送可以读取的「{form}」")
        for name in projects:
            fact = f"{who}的项目「{name}」没有报送「{form}」"
            yield hit(label=unit.name, seen=NOTHING, expected=form, fact=fact)


RULE = Rule(
    code="G705",
    name="应报未报",
    severity=Severity.MUST_FIX,
    basis="",
    message="{fact}。",
    fix="催报;确实不用报的,从名册里去掉。",
    check=check,
    on="round",
)
