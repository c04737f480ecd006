"""D410 指标重复: two indicators of one form have the same name, or names that differ by fillers only."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

from jixiao.forms.read_indicators import clean_name
from jixiao.forms.read_self_evaluation import dimension
from jixiao.records.finding import Severity
from jixiao.records.indicator_form import Indicator
from jixiao.records.self_evaluation import SelfEvaluation
from jixiao.records.text import shortened, squeezed
from jixiao.rules.rule import Context, Hit, Rule, hit

_NEAR = 0.93
"""Names less alike than this (difflib ratio) are two names, even where only fillers differ."""
_FILLERS = re.compile(r"[的之了和与及等]|项目|工作|情况|指标")
_MARKS = re.compile(r"[★☆*、,,。.;;::()\[\]“”\"'·-]")


def check(form: SelfEvaluation, _: Context) -> Iterator[Hit]:
    """The later of two rows that ask for the same thing; 「其中」 rows belong to the row above and are left out."""
    alike: dict[tuple[str, str], list[Indicator]] = {}
    for row in form.judged:
        if row.subitem or row.name.empty or row.name.broken:
            continue
        # rows can only be the same within one level 1, and where their names are equal but for fillers
        rows = alike.setdefault((_level(row.level1), _FILLERS.sub("", _key(row))), [])
        earlier = next((other for other in rows if _same(other, row)), None)
        rows.append(row)
        if earlier is not None:
            name, other_name = (shortened(clean_name(each.name.text), 30) for each in (row, earlier))
            yield hit(row.name, expected="合并为一条", name=name, other=other_name, row=earlier.row)


def _same(earlier: Indicator, later: Indicator) -> bool:
    """The same name, whatever the target; near names only with the same target."""
    here, there = _key(later), _key(earlier)
    if not here or earlier.name.cell == later.name.cell:
        return False
    return here == there or (_target(earlier) == _target(later) and _near(there, here))


def _level(label: str) -> str:
    return dimension(label) or squeezed(label)


def _key(row: Indicator) -> str:
    return _MARKS.sub("", squeezed(clean_name(row.name.text)))


def _target(row: Indicator) -> tuple[str, str, str]:
    sign = row.sign.flat if row.sign is not None else ""
    return sign, row.target.flat, row.unit.flat if row.unit is not None else ""


def _near(one: str, other: str) -> bool:
    """Very alike, and equal but for fillers (never where 农村/城市, 开工/完工 or a number differ)."""
    bare, other_bare = _FILLERS.sub("", one), _FILLERS.sub("", other)
    return bare != "" and bare == other_bare and SequenceMatcher(None, one, other, autojunk=False).ratio() >= _NEAR


RULE = Rule(
    code="D410",
    name="指标重复",
    severity=Severity.VERIFY,
    basis="",
    message="三级指标“{name}”与第 {row} 行“{other}”重复。",
    fix="合并为一条;内容不同的,改名写清区别。",
    check=check,
)
