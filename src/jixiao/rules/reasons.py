"""Whether a unit explained a deviation: in the row's reason cell, or below the table in layouts without that column."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jixiao.policy.model import Policy
from jixiao.records.indicator_form import Indicator, IndicatorForm
from jixiao.records.regex import regex
from jixiao.records.self_evaluation import SelfEvaluation
from jixiao.records.text import means_nothing, squeezed
from jixiao.records.value import Value

_MARKS = ".。,,;;::!、()"
_AS_ABOVE = {"同上", "同上行", "同上一行"}
_LABELS = regex(r"(?:[^::;,。]{0,8}原因(?:分析)?(?:及改进措施)?|[^::;,。]{0,6}措施)[::]")
_NOTE = regex(r"原因[^::]{0,12}[::](.+)")


def says_nothing(text: str, policy: Policy) -> bool:
    """Whether a reason is blank, a stroke, or only words of the policy that say nothing (无, 「原因:无;措施:无」)."""
    empty = {word.strip(_MARKS) for word in policy.no_reason_words}
    parts = (part.strip(_MARKS) for part in re.split("[;。]", _LABELS.sub(";", squeezed(text))))
    return all(means_nothing(part) or part in empty for part in parts)


def given_reasons(form: SelfEvaluation) -> Iterator[tuple[Indicator, Value | None]]:
    """Each judged row with the reason that counts for it: 「同上」 means that of the row above."""
    above: Value | None = None
    for row in form.judged:
        refers = row.reason is not None and row.reason.flat.strip(_MARKS) in _AS_ABOVE
        above = above if refers and above is not None else row.reason
        yield row, above


def unexplained(reason: Value | None, form: SelfEvaluation, policy: Policy) -> bool:
    """Whether a deviation stays without reason; without a reason column, a note 「偏差原因分析:…」 counts."""
    if reason is not None:
        return not reason.broken and says_nothing(reason.text, policy)
    return notes_say_nothing(form, policy)


def notes_say_nothing(form: IndicatorForm, policy: Policy) -> bool:
    """Whether no note below the table gives reasons: 「偏差原因分析:…」 with words behind it."""
    notes = (_NOTE.search(squeezed(note.text)) for note in form.notes)
    return all(found is None or says_nothing(found[1], policy) for found in notes)
