"""D407 目标与批复不一致: name, target or weight of an indicator is not that of the approved form, or it is gone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from jixiao.forms.read_indicators import clean_name
from jixiao.records.book import Book
from jixiao.records.filled_form import FilledForm
from jixiao.records.finding import Severity
from jixiao.records.indicator_form import Indicator, IndicatorForm
from jixiao.records.numbers import plain
from jixiao.records.text import shortened
from jixiao.records.value import Value
from jixiao.rules.rule import Context, Hit, Rule, hit
from jixiao.rules.same_project import Match, later_with_earlier, matched, same_target, stage_name

WHOLE_SHARE = Decimal(2)
"""With fewer than one in so many indicators found again the table is another one, which is told once."""


def check(book: Book, context: Context) -> Iterator[Hit]:
    """Every later form of a project against the approved one, within the workbook."""
    yield from changed_targets(book.forms, context.policy.similar_name)


def changed_targets(forms: Sequence[FilledForm], similar: Decimal) -> Iterator[Hit]:
    """The same over any forms; hits carry the sheet of the later form. `similar` in percent."""
    for before, after in later_with_earlier(forms):
        if before.judged and after.judged:
            yield from _compared(before, after, similar)


def _compared(before: IndicatorForm, after: IndicatorForm, similar: Decimal) -> Iterator[Hit]:
    matches, new = matched(before.judged, after.judged, similar)
    where = stage_name(before)
    kept = [match for match in matches if match.after is not None]
    if len(kept) * WHOLE_SHARE < len(matches):
        seen = f"{len(matches)} 条里只找到 {len(kept)} 条"
        fact = f"{where}上的 {len(matches)} 条指标,本表只找到 {len(kept)} 条"
        yield hit(
            cell=after.header_cell, label="绩效指标", seen=seen, expected="与批复一致", fact=fact, sheet=after.sheet
        )
        return
    weights = _weights_comparable(before, after)
    for match in matches:
        for at, expected, fact in _changes(match, after, where, weights=weights):
            yield hit(at, expected=expected, fact=fact, sheet=after.sheet)
        if match.after is None:
            name, fact = _name(match.before), f"{where}上的指标“{_name(match.before)}”在本表没有了"
            yield hit(
                cell=after.header_cell, label="绩效指标", seen="没有", expected=name, fact=fact, sheet=after.sheet
            )
    for row in new:
        fact = f"指标“{_name(row)}”在{where}上没有"
        yield hit(row.name, expected="与批复一致", fact=fact, sheet=after.sheet)


def _changes(
    match: Match, after: IndicatorForm, where: str, *, weights: bool
) -> Iterator[tuple[Value | None, str, str]]:
    """What was changed of an indicator: cell, what should stand there, and the fact in words."""
    row, before = match.after, match.before
    if row is None:
        return
    name = _name(before)
    if match.renamed:
        yield row.name, name, f"指标名称改成了“{_name(row)}”,{where}上是“{name}”"
    if not after.has("target_adjusted") and not same_target(before, row):
        now, due = _target(row), _target(before)
        yield row.target, due, f"“{name}”的指标值改成了“{now}”,{where}上是“{due}”"
    if weights and row.weight is not None and before.points != row.points:
        now, due = plain(row.points), plain(before.points)
        yield row.weight, due, f"“{name}”的分值改成了 {now} 分,{where}上是 {due} 分"


def _weights_comparable(before: IndicatorForm, after: IndicatorForm) -> bool:
    """Whether all rows of both carry points and these add up alike: 90 of a declaration may become 100."""
    sums = []
    for form in (before, after):
        points = [row.points for row in form.judged if not row.subitem]
        sums.append(None if None in points else sum((each or Decimal(0) for each in points), Decimal(0)))
    return sums[0] is not None and sums[0] == sums[1]


def _name(row: Indicator) -> str:
    return shortened(clean_name(row.name.text), 30)


def _target(row: Indicator) -> str:
    parts = (row.sign, row.target, row.unit)
    return shortened("".join(part.clean for part in parts if part is not None and not part.empty), 40)


RULE = Rule(
    code="D407",
    name="目标与批复不一致",
    severity=Severity.MUST_FIX,
    basis="财预〔2019〕136号",
    message="{fact}。",
    fix="恢复为批复的内容;确已调整的,附上调整批复。",
    check=check,
    on="workbook",
)
