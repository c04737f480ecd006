"""Forms of one project through the year, 申报 → 监控 → 自评, and which of their indicators are the same.

The functions take any list of forms, from one workbook or from several files.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from difflib import SequenceMatcher

from jixiao.forms.read_indicators import clean_name
from jixiao.forms.read_self_evaluation import dimension
from jixiao.records.filled_form import FilledForm
from jixiao.records.indicator_form import Indicator, IndicatorForm
from jixiao.records.monitoring import Monitoring
from jixiao.records.numbers import read_amount
from jixiao.records.regex import regex
from jixiao.records.self_evaluation import SelfEvaluation
from jixiao.records.target_declaration import TargetDeclaration
from jixiao.records.text import squeezed
from jixiao.records.units import factor_between
from jixiao.records.value import Value

_MARKS = regex(r"[★☆*、,,。.;;::()\[\]“”\"'·\s-]")
_STAGES: tuple[type[IndicatorForm], ...] = (TargetDeclaration, Monitoring, SelfEvaluation)
STAGE_NAMES = ("申报表", "监控表", "自评表")


def stage(form: FilledForm) -> int | None:
    """0 for a declaration, 1 for a monitoring form, 2 for a self-evaluation; None for other forms."""
    return next((number for number, kind in enumerate(_STAGES) if isinstance(form, kind)), None)


def stage_name(form: FilledForm) -> str:
    """What people call the form: 申报表, 监控表 (with its period), 自评表."""
    if isinstance(form, Monitoring) and form.month is not None:
        return f"1—{form.month}月监控表"
    number = stage(form)
    return STAGE_NAMES[number] if number is not None else form.form


def _bare(value: Value | str | None) -> str:
    text = value.text if isinstance(value, Value) else value or ""
    return _MARKS.sub("", squeezed(text))


def same_project(one: IndicatorForm, other: IndicatorForm) -> bool:
    """Whether two forms speak of one project (or one department as a whole) in one year.

    The names must be equal but for marks, and no statement of year or unit may contradict: many units have projects of
    the same name.
    """
    if one.year is not None and other.year is not None and one.year != other.year:
        return False
    if ("整体" in one.form) != ("整体" in other.form):
        return False
    name, other_name = _bare(one.project), _bare(other.project)
    if "整体" in one.form and not (name and other_name):
        return bool(_units(one) & _units(other))
    return bool(name) and name == other_name and _units_agree(one, other)


def _units(form: IndicatorForm) -> set[str]:
    cells = (form.agency, form.department)
    return {re.sub(r"\d+$", "", _bare(value)) for value in cells if value is not None and not value.empty}


def _units_agree(one: IndicatorForm, other: IndicatorForm) -> bool:
    here, there = _units(one), _units(other)
    return not here or not there or bool(here & there)


def later_with_earlier(forms: Sequence[FilledForm]) -> Iterator[tuple[IndicatorForm, IndicatorForm]]:
    """(earlier, later) for every form of a later stage: the approved declaration, without one the last monitoring."""
    for group in _groups(forms):
        for later in group:
            before = [form for form in group if (stage(form) or 0) < (stage(later) or 0) and same_project(form, later)]
            if before:
                first = min(stage(form) or 0 for form in before)
                yield max((form for form in before if stage(form) == first), key=_month), later


def successive(forms: Sequence[FilledForm]) -> Iterator[tuple[Monitoring, IndicatorForm]]:
    """(monitoring, what follows it): the monitoring of a later month, or the self-evaluation, of the same project."""
    for group in _groups(forms):
        for one in (form for form in group if isinstance(form, Monitoring)):
            later = [form for form in group if _month(form) > _month(one) and same_project(one, form)]
            if later:
                yield one, min(later, key=_month)


def _groups(forms: Sequence[FilledForm]) -> Iterable[list[IndicatorForm]]:
    """The forms of the three stages by the name of their project, so that a season's files are not all compared."""
    groups: dict[str, list[IndicatorForm]] = {}
    for form in forms:
        if isinstance(form, IndicatorForm) and stage(form) is not None:
            groups.setdefault("整体" if "整体" in form.form else _bare(form.project), []).append(form)
    return groups.values()


def _month(form: IndicatorForm) -> int:
    if isinstance(form, Monitoring):
        return form.month or 0
    return 13 if isinstance(form, SelfEvaluation) else 0


@dataclass(frozen=True)
class Match:
    """An indicator of the earlier form and what became of it: None where it is gone; `renamed`: the names differ."""

    before: Indicator
    after: Indicator | None
    renamed: bool = False


def matched(
    before: Iterable[Indicator], after: Iterable[Indicator], similar: Decimal
) -> tuple[list[Match], list[Indicator]]:
    """What became of each earlier indicator, and those that are new.

    Equal names first, then the most alike of one level 1 from `similar` percent on.
    """
    earlier = [row for row in before if not row.subitem and not row.name.empty]
    left = [row for row in after if not row.subitem and not row.name.empty]
    found: dict[int, Match] = {}
    for place, row in enumerate(earlier):
        same = [other for other in left if _bare(clean_name(other.name.text)) == _bare(clean_name(row.name.text))]
        twin = next((other for other in same if _level(other) == _level(row)), next(iter(same), None))
        if twin is not None:
            found[place] = Match(row, twin)
            left.remove(twin)
    alike = sorted(
        (
            (_likeness(row, other), place, other)
            for place, row in enumerate(earlier)
            if place not in found
            for other in left
        ),
        key=lambda each: (-each[0], each[1], each[2].row),
    )
    for ratio, place, other in alike:
        if ratio * 100 >= similar and place not in found and other in left:
            found[place] = Match(earlier[place], other, renamed=True)
            left.remove(other)
    return [found.get(place, Match(row, None)) for place, row in enumerate(earlier)], left


def _level(row: Indicator) -> str:
    return dimension(row.level1) or squeezed(row.level1)


_SAME_PLACE = 0.2
"""How much more alike two names are when level 2 and target are the same."""


def _likeness(one: Indicator, other: Indicator) -> float:
    """How alike two names are (difflib ratio); a name within the other, for the same target, is as good as equal."""
    if _level(one) and _level(other) and _level(one) != _level(other):
        return 0.0
    here, there = (_bare(clean_name(row.name.text)) for row in (one, other))
    ratio = SequenceMatcher(None, here, there, autojunk=False).ratio()
    if squeezed(one.level2) != squeezed(other.level2) or one.target.empty or not same_target(one, other):
        return ratio
    return 1.0 if here in there or there in here else ratio + _SAME_PLACE


def same_target(one: Indicator, other: Indicator) -> bool:
    """Whether two targets say the same, however they are written; what cannot be compared counts as the same."""
    here, there = one.aim, other.aim
    if any(row.target.broken or row.target.empty for row in (one, other)):
        return True
    if here.quantitative and there.quantitative:
        factor = factor_between(here.unit, there.unit)
        if factor is None or None in (here.low, here.high, there.low, there.high):
            return factor is not None
        signs = {here.sign, there.sign} - {""}
        numbers = (here.low or 0) * factor == there.low and (here.high or 0) * factor == there.high
        return numbers and len(signs) <= 1
    if here.deadline is not None and there.deadline is not None:
        return here.deadline.last == there.deadline.last
    return _bare(one.target) == _bare(other.target)


def whole_amount(form: IndicatorForm) -> tuple[Value, Decimal] | None:
    """The initial budget that a form states and its 万元: of a declaration its amount for the year."""
    if form.funds is None or form.funds.total is None:
        return None
    total = form.funds.total
    cell = total.initial if total.initial is not None else total.budget if isinstance(form, TargetDeclaration) else None
    amount = read_amount(cell, form.funds.unit)
    return (cell, amount.wan) if cell is not None and amount is not None else None
