"""The states of an item and what may follow what: 已下发 → 已回复 → 已销号 / 退回, and 逾期 by a given day."""

from __future__ import annotations

from datetime import date
from typing import Literal

from jixiao.records.list_arithmetic import DONE

ISSUED, REPLIED, CLOSED, RETURNED = "已下发", "已回复", "已销号", "退回"
STATES = (ISSUED, REPLIED, CLOSED, RETURNED)
OVERDUE = "逾期"
"""Never stored: an item is overdue by the day that one asks for."""
Action = Literal["reply", "close", "return"]
_NAMES = {"reply": "登记回复", "close": "销号", "return": "退回"}


class Refused(ValueError):
    """A step that may not follow; the message says why and what to do, in Chinese."""


def after(action: Action, state: str, *, proven: bool = False) -> str:
    """The state after an action; Refused when it may not follow.

    `proven`: a rule no longer finds the problem in the corrected form, which takes the place of a reply.
    """
    if action == "reply":
        if state == CLOSED:
            raise Refused("已经销号,不能再登记回复。确要重开的,先退回并写明原因。")
        return REPLIED
    if action == "close":
        if state == CLOSED:
            raise Refused("已经销号,不用再销。")
        if state != REPLIED and not proven:
            why = "还没有回复" if state == ISSUED else "退回以后还没有重新回复"
            raise Refused(f"{why},不能销号。请先登记单位的回复,或用更正后的表复核。")
        return CLOSED
    if state == ISSUED:
        raise Refused("还没有回复,没有可以退回的。要催的,用 jixiao ledger overdue 出催办单。")
    if state == RETURNED:
        raise Refused("已经退回,正等单位重新回复。")
    return RETURNED


def is_overdue(state: str, status: str, deadline: date | None, day: date) -> bool:
    """Whether an item is 逾期 on a day: past its deadline and neither closed nor said to be done.

    A reply that says 已完成 waits for the bureau, not for the unit; the deadline itself is still in time.
    """
    if deadline is None or day <= deadline or state == CLOSED:
        return False
    return state != REPLIED or status != DONE


def state_on(state: str, status: str, deadline: date | None, day: date) -> str:
    """The state as a list shows it on a day: 逾期 takes the place of the open states."""
    return OVERDUE if is_overdue(state, status, deadline, day) else state


def action_name(action: Action) -> str:
    """What people call an action: 登记回复, 销号, 退回."""
    return _NAMES[action]
