"""How often targets went back: rounds of 绩效目标审核 counted per unit over several review sheets (F06)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from jixiao.records.filled_form import FilledForm
from jixiao.records.regex import regex
from jixiao.records.score_sheet import ScoreSheet
from jixiao.records.text import squeezed
from jixiao.scoring.outcomes import named_outcome

PASSED = "通过"
_MARKS = regex(r"[《》〈〉“”\"'()\[\]、,。.·-]")


@dataclass(frozen=True, slots=True)
class Rounds:
    """Reviews of one unit's project: how many, how many of them sent it back (修改 or 退回), whether it passed."""

    unit: str
    project: str
    reviews: int
    returned: int
    passed: bool


def reviews_by_project(forms: Iterable[FilledForm]) -> tuple[tuple[ScoreSheet, ...], ...]:
    """Review sheets that were filled in, those of one unit's project in one year together, as they follow in `forms`.

    Names are one but for blanks and punctuation.
    """
    found: dict[tuple[str, str, int | None], list[ScoreSheet]] = {}
    for form in forms:
        if isinstance(form, ScoreSheet) and form.code == "F06" and not form.blank:
            key = (_bare(form.unit_name), _bare(form.project_name), form.year)
            found.setdefault(key, []).append(form)
    return tuple(tuple(sheets) for sheets in found.values())


def _bare(name: str | None) -> str:
    return _MARKS.sub("", squeezed(name or ""))


def sent_back(form: ScoreSheet) -> bool:
    """Whether a review ends with another round: 修改 or 退回."""
    return named_outcome(form.at("outcome")) in ("修改", "退回")


def review_rounds(forms: Iterable[FilledForm]) -> tuple[Rounds, ...]:
    """Rounds per unit and project in the order of their first review; sheets without an outcome count as reviews."""
    return tuple(_rounds(sheets) for sheets in reviews_by_project(forms))


def _rounds(sheets: tuple[ScoreSheet, ...]) -> Rounds:
    first = sheets[0]
    passed = any(named_outcome(form.at("outcome")) == PASSED for form in sheets)
    returned = sum(sent_back(form) for form in sheets)
    return Rounds(first.unit_name or "", first.project_name or "", len(sheets), returned, passed)
