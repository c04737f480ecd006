"""A114 重复报送: several different files with the same form of a unit came in together; the latest one counts."""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.records.finding import Severity
from jixiao.records.received import Arrival
from jixiao.records.text import shortened
from jixiao.rules.rule import Context, Hit, Rule, hit

_NAMED = 3
"""Other files that are named; of more only the number is told."""


def check(arrival: Arrival, context: Context) -> Iterator[Hit]:
    """The file that counts, when others with the same forms came in the same run; what came in earlier is no doubt."""
    rivals = arrival.file.rivals
    if not rivals:
        return
    named = "、".join(f"「{shortened(name)}」" for name in rivals[:_NAMED])
    more = f"等 {len(rivals)} 份" if len(rivals) > _NAMED else ""
    yield hit(seen=f"{len(rivals) + 1} 份", expected="1 份", chosen=shortened(arrival.file.name), others=named + more)


RULE = Rule(
    code="A114",
    name="重复报送",
    severity=Severity.VERIFY,
    basis="",
    message="同一单位的同一张表一次收到内容不同的{seen},以「{chosen}」为准,另有{others}。",
    fix="和单位核对哪一份是定稿,只留定稿再收一次。",
    check=check,
    on="round",
)
