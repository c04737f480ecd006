"""Which units have to change something, for the how-manieth time, and what became of what was pointed out before."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from jixiao.campaign.compare import Changes, by_unit, changes
from jixiao.campaign.results import FindingRow, Standing, Submission
from jixiao.campaign.returns_record import Returned
from jixiao.campaign.roster import Roster, Unit
from jixiao.campaign.summary import PASSED, word_of
from jixiao.records.finding import Finding, Severity


@dataclass(frozen=True)
class Return:
    """One unit's return: its files that must be changed, the number of this return, since when (ISO).

    `compared` is against the files of the return before, None for the first. `again` says that this very return went
    out earlier and is only written anew.
    """

    key: str
    unit: Unit
    number: int
    at: str
    submissions: tuple[Submission, ...]
    compared: Changes | None
    again: bool = False

    @property
    def findings(self) -> tuple[FindingRow, ...]:
        """Every finding of the files that go back."""
        return tuple(row for item in self.submissions for row in item.findings)

    @property
    def state(self) -> str:
        """A digest of what is said about these files."""
        return _state(self.submissions)


def plan_returns(
    standing: Standing, roster: Roster | None, record: Mapping[str, Sequence[Returned]], at: datetime
) -> list[Return]:
    """The returns that are due, in the roster's order; what went back before unchanged keeps its number."""
    units = {unit.code: unit for unit in roster.units} if roster is not None else {}
    order = {code: place for place, code in enumerate(units)}
    planned = []
    for key, items in by_unit(standing.chosen).items():
        back = tuple(item for item in items if word_of(item) != PASSED)
        if back:
            unit = units.get(key) or Unit(back[0].unit_code, _name(back))
            planned.append(_return(key, unit, back, standing, record.get(key, ()), at))
    return sorted(planned, key=lambda one: order.get(one.key, len(order)))


def settled(standing: Standing, record: Mapping[str, Sequence[Returned]]) -> list[str]:
    """Units whose files went back before and are in order now."""
    sent = by_unit(standing.chosen)
    return [key for key in record if key in sent and all(word_of(item) == PASSED for item in sent[key])]


def noted(one: Return, notice: str, copies: Mapping[str, str], earlier: Sequence[Returned]) -> Returned | None:
    """The line for the record (退回登记) of a return whose notice is written; None when the record has it already.

    `copies` are paths by digest: a return that went out as a letter alone gets its checked copies noted afterwards,
    under the same number. `earlier` are the unit's returns so far.
    """
    known = {digest for each in earlier if each.number == one.number for digest in each.copies}
    if one.again and copies.keys() <= known:
        return None
    digests = tuple(sorted(item.digest for item in one.submissions))
    return Returned(one.key, one.number, digests, one.state, one.at, notice, copies)


def as_finding(row: FindingRow) -> Finding:
    """A finding as documents take it."""
    place = (row.sheet or None, row.cell or None, row.label or None)
    told = (row.seen, row.expected, row.message, row.fix, row.basis)
    return Finding(row.rule, Severity(row.severity), *place, *told)


def _name(items: Sequence[Submission]) -> str:
    return items[0].unit_name or next((form.unit for item in items for form in item.forms if form.unit), "")


def _return(
    key: str, unit: Unit, back: tuple[Submission, ...], standing: Standing, earlier: Sequence[Returned], at: datetime
) -> Return:
    digests = tuple(sorted(item.digest for item in back))
    same = [one for one in earlier if one.digests == digests]
    state = _state(back)
    again = bool(same) and same[-1].state == state
    number = same[-1].number if same else max((one.number for one in earlier), default=0) + 1
    since = same[-1].at if again else at.isoformat(timespec="minutes")
    before = _before(key, back, standing, [one for one in earlier if one.number < number])
    return Return(key, unit, number, since, back, before, again)


def _before(key: str, back: Sequence[Submission], standing: Standing, earlier: Sequence[Returned]) -> Changes | None:
    """What became of the findings of the return before, as far as the register still has those files."""
    if not earlier:
        return None
    digests = set(earlier[-1].digests)
    items = {item.digest: item for item in standing.submissions if item.digest in digests}
    rows = [row for item in items.values() for row in item.findings] or list(standing.earlier.get(key, ()))
    return changes([row for item in back for row in item.findings], rows)


def _state(items: Sequence[Submission]) -> str:
    told = [[item.digest, item.remark, [asdict(row) for row in item.findings]] for item in items]
    return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode("utf-8", "surrogatepass")).hexdigest()[:16]
