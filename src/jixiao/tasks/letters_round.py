"""Letters that go by submissions, not by files: returns and red lights, of a round or of a folder; who gets copies."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from jixiao.documents.letter import RED, RETURN, letter_of
from jixiao.policy.model import Policy
from jixiao.tasks.letters import Drafts, Written, or_none

if TYPE_CHECKING:
    from jixiao.campaign.results import Standing, Submission
    from jixiao.campaign.returns import Return
    from jixiao.campaign.roster import Roster
    from jixiao.campaign.round import Round


def return_drafts(
    standing: Standing, roster: Roster | None, found: Round | None, policy: Policy, at: datetime
) -> Drafts:
    """退回修改通知 to every unit whose files must be changed; `found` is the round, None where there is none."""
    from jixiao.campaign.returns import plan_returns
    from jixiao.campaign.returns_letter import LIST, letter_parts, return_sheets
    from jixiao.campaign.returns_record import returns_of

    letters = []
    record = returns_of(found) if found is not None else {}
    planned = plan_returns(standing, roster, record, at)
    for one in planned:
        told = found or _round_of(one, at)
        parts = letter_parts(one, told, policy.notice)
        title = next(block.text for block in parts if block.kind == "title")
        agency, form = policy.notice.agency, told.form.title
        pieces = (agency, title.removeprefix(agency).removesuffix(f"{form}的通知"), form, "的通知")
        (_, *tables) = return_sheets(one, told, policy.notice)
        letters.append(letter_of(RETURN, parts, pieces, [replace(each, name=LIST) for each in tables], one.unit.name))
    if found is None:
        return or_none(letters, "没有要退回的单位")
    return replace(or_none(letters, "没有要退回的单位"), returns=tuple(planned))


def returns_noted(found: Round, returns: Sequence[Return], written: Iterable[Written]) -> Iterator[Written]:
    """The written letters one by one, each return noted in the round's record (退回登记) once its letter is there."""
    from jixiao.campaign.returns import noted
    from jixiao.campaign.returns_record import add_return, returns_of

    record = returns_of(found)
    for one, each in zip(returns, written, strict=True):
        if line := noted(one, str(each.files[0].absolute()), {}, record.get(one.key, ())):
            add_return(found, line)
        yield each


def _round_of(one: Return, at: datetime) -> Round:
    """A round for files that belong to none: year and form are those of the first form sent."""
    from jixiao.campaign.round import Round
    from jixiao.forms.catalogue import FORMS

    forms = [form for item in one.submissions for form in item.forms]
    known = {form.title: form.code for form in FORMS}
    code = next((known[form.form] for form in forms if form.form in known), FORMS[0].code)
    year = next((form.year for form in forms if form.year), at.year)
    return Round(Path(), "", year, code, "")


def red_drafts(submissions: Iterable[Submission], roster: Roster | None, policy: Policy, on: date) -> Drafts:
    """红灯预警通知 to every unit with red lights, with its projects in detail and a reply slip."""
    from jixiao.campaign.picks import red_list
    from jixiao.campaign.picks_notice import by_unit, enclosures, letter_parts, title_pieces
    from jixiao.documents.notice_parts import document_number

    blank = document_number(policy.notice, on, None)
    letters = [
        letter_of(
            RED, letter_parts(own, policy, on, blank), title_pieces(own, policy), enclosures(own, policy), own[0].unit
        )
        for own in by_unit(red_list(submissions, roster).projects)
    ]
    return or_none(letters, "没有红灯项目")


def offices_of(roster: Roster | None) -> Callable[[str, str], str]:
    """Who knows the business office of (unit, department): the roster's 对口股室 by name, "" where it has none."""
    from jixiao.records.text import squeezed

    known = {squeezed(unit.name): unit.office for unit in roster.units if unit.office} if roster is not None else {}
    return lambda unit, department: known.get(squeezed(unit)) or known.get(squeezed(department), "")
