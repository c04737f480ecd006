"""Whether a unit explained a deviation: in the row's reason cell, or below the table in layouts without that column."""

from __future__ import annotations

import re

from jixiao.policy.model import Policy
from jixiao.records.self_evaluation import SelfEvaluation
from jixiao.records.text import means_nothing, squeezed
from jixiao.records.value import Value

_MARKS = ".。,,;;::!、()"
_NOTE = re.compile(r"原因[^::]{0,12}[::](.+)")


def says_nothing(text: str, policy: Policy) -> bool:
    """Whether a reason is blank, a stroke, or one of the policy's words that say nothing (无, 正常 …)."""
    flat = squeezed(text).strip(_MARKS)
    return means_nothing(flat) or flat in {word.strip(_MARKS) for word in policy.no_reason_words}


def unexplained(reason: Value | None, form: SelfEvaluation, policy: Policy) -> bool:
    """Whether a deviation stays without reason; without a reason column, a note 「偏差原因分析:…」 counts."""
    if reason is not None:
        return not reason.broken and says_nothing(reason.text, policy)
    notes = (_NOTE.search(squeezed(note.text)) for note in form.notes)
    return all(found is None or says_nothing(found[1], policy) for found in notes)
