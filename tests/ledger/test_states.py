from __future__ import annotations

from datetime import date

import pytest

from jixiao.ledger.states import (
    CLOSED,
    ISSUED,
    OVERDUE,
    REPLIED,
    RETURNED,
    STATES,
    Action,
    Refused,
    after,
    is_overdue,
    state_on,
)

DUE = date(2026, 11, 5)
ALLOWED = {
    ("reply", ISSUED): REPLIED,
    ("reply", REPLIED): REPLIED,
    ("reply", RETURNED): REPLIED,
    ("close", REPLIED): CLOSED,
    ("return", REPLIED): RETURNED,
    ("return", CLOSED): RETURNED,
}


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("action", ["reply", "close", "return"])
def test_what_may_follow_what(action: Action, state: str) -> None:
    expected = ALLOWED.get((action, state))
    if expected:
        assert after(action, state) == expected
        return
    with pytest.raises(Refused) as refused:
        after(action, state)
    assert len(str(refused.value)) > 8


@pytest.mark.parametrize("state", [ISSUED, REPLIED, RETURNED])
def test_a_rule_that_no_longer_finds_it_takes_the_place_of_a_reply(state: str) -> None:
    assert after("close", state, proven=True) == CLOSED


def test_what_is_closed_cannot_be_closed_again_even_by_a_rule() -> None:
    with pytest.raises(Refused, match="已经销号"):
        after("close", CLOSED, proven=True)


@pytest.mark.parametrize(
    ("state", "status", "day", "late"),
    [
        (ISSUED, "", DUE, False),
        (ISSUED, "", date(2026, 11, 6), True),
        (RETURNED, "已完成", date(2026, 11, 6), True),
        (REPLIED, "正在整改", date(2026, 11, 6), True),
        (REPLIED, "已完成", date(2026, 11, 6), False),
        (CLOSED, "", date(2027, 1, 1), False),
    ],
)
def test_overdue_by_a_day(state: str, status: str, day: date, late: bool) -> None:
    assert is_overdue(state, status, DUE, day) is late
    assert state_on(state, status, DUE, day) == (OVERDUE if late else state)


def test_without_a_deadline_nothing_is_overdue() -> None:
    assert not is_overdue(ISSUED, "", None, date(2099, 1, 1))
