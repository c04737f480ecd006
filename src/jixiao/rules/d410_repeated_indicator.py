"""D410 指标重复: two indicators of one form ask for the same thing, in the same or in equivalent words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from jixiao.forms.read_indicators import clean_name
from jixiao.forms.read_self_evaluation import dimension
from jixiao.library.model import name_key
from jixiao.library.search import canonical
from jixiao.policy.model import Policy
from jixiao.records.finding import Severity
from jixiao.records.indicator_form import Indicator, IndicatorForm
from jixiao.records.regex import regex
from jixiao.records.self_evaluation import SelfEvaluation
from jixiao.records.target_declaration import TargetDeclaration
from jixiao.records.text import shortened, squeezed
from jixiao.rules.rule import Context, Hit, Rule, hit
from jixiao.rules.suggestion import suggestion

_LEAST = 3
"""What is left of a name without fillers must be so long to tell anything."""
_REORDERED = 5
"""From this length on two names of the same characters in another order are one name."""
_TWICE = regex(r"(..)\1")
"""组织召开会议: equivalent words one after the other are one."""
_OPPOSED = regex(r"对|由|向|从|给|比")
"""With these words the order of the others matters: 城市对农村 is not 农村对城市."""


@dataclass(frozen=True, slots=True)
class _Name:
    """A name as written (without marks), and bare of fillers with equivalent words made one."""

    plain: str
    bare: str


def check(form: IndicatorForm, context: Context) -> Iterator[Hit]:
    """The later of two rows that ask for the same thing; 「其中」 rows belong to the row above and are left out."""
    # rows can only be the same within one level 1, and where their bare names hold the same characters
    alike: dict[tuple[str, str], list[Indicator]] = {}
    for row in form.judged:
        if row.subitem or row.name.empty or row.name.broken:
            continue
        name = _name(row, context.policy)
        rows = alike.setdefault((_level(row.level1), "".join(sorted(name.bare))), [])
        earlier = next((other for other in rows if same(other, row, context.policy)), None)
        rows.append(row)
        if earlier is not None:
            name_here, other_name = (shortened(clean_name(each.name.text), 30) for each in (row, earlier))
            told = suggestion(form, row, row.level2, context)
            words = {"name": name_here, "other": other_name, "row": str(earlier.row)}
            yield hit(row.name, expected="合并为一条", **words, suggestion=told)


def same(earlier: Indicator, later: Indicator, policy: Policy) -> bool:
    """Whether two rows ask the same: by equal names whatever the target, by equivalent names with the same target."""
    here, there = _name(later, policy), _name(earlier, policy)
    if not here.plain or earlier.name.cell == later.name.cell:
        return False
    if here.plain == there.plain:
        return True
    return _target(earlier) == _target(later) and _equivalent(here.bare, there.bare)


def _equivalent(one: str, other: str) -> bool:
    """Equal but for fillers and words of equal meaning, or the same characters in another order."""
    if len(one) < _LEAST:
        return False
    if one == other:
        return True
    return len(one) >= _REORDERED and sorted(one) == sorted(other) and not _OPPOSED.search(one + other)


def _level(label: str) -> str:
    return dimension(label) or squeezed(label)


def _name(row: Indicator, policy: Policy) -> _Name:
    return _bare(name_key(clean_name(row.name.text)), policy.filler_words, policy.same_words)


@lru_cache(maxsize=8192)
def _bare(key: str, fillers: tuple[str, ...], groups: tuple[str, ...]) -> _Name:
    rest = canonical(key, groups)
    for filler in sorted(fillers, key=len, reverse=True):
        rest = rest.replace(filler, "")
    return _Name(key, _TWICE.sub(r"\1", rest))


def _target(row: Indicator) -> tuple[str, str, str]:
    sign = row.sign.flat if row.sign is not None else ""
    return sign, row.target.flat, row.unit.flat if row.unit is not None else ""


RULE = Rule(
    code="D410",
    name="指标重复",
    severity=Severity.VERIFY,
    basis="",
    message="三级指标“{name}”与第 {row} 行“{other}”重复。",
    fix="合并为一条;内容不同的,改名写清区别。{suggestion}",
    check=check,
    forms=(SelfEvaluation, TargetDeclaration),
)
