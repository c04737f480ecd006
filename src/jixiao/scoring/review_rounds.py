"""How often targets went back: rounds of 绩效目标审核 counted per unit over several review sheets (F06)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from jixiao.records.filled_form import FilledForm
from jixiao.records.score_sheet import ScoreSheet
from jixiao.scoring.outcomes import named_outcome

PASSED = "通过"


@dataclass(frozen=True, slots=True)
class Rounds:
    """Reviews of one unit's project: how many, how many of them sent it back (修改 or 退回), whether it passed."""

    unit: str
    project: str
    reviews: int
    returned: int
    passed: bool


def review_rounds(forms: Iterable[FilledForm]) -> tuple[Rounds, ...]:
    """Rounds per unit and project in the order of their first review; sheets without an outcome count as reviews."""
    found: dict[tuple[str, str], list[str | None]] = {}
    for form in forms:
        if isinstance(form, ScoreSheet) and form.code == "F06" and not form.blank:
            key = (form.unit_name or "", form.project_name or "")
            found.setdefault(key, []).append(named_outcome(form.at("outcome")))
    return tuple(
        Rounds(unit, project, len(results), sum(word in ("修改", "退回") for word in results), PASSED in results)
        for (unit, project), results in found.items()
    )
