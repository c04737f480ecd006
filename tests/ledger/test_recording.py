from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from jixiao.ledger.entries import ItemEntry
from jixiao.ledger.errors import LedgerError
from jixiao.ledger.opening import ledger_at, reading, writing
from jixiao.ledger.queries import changes, due_until, items, overdue
from jixiao.ledger.recording import Overtaken, add_notice, change_item, decide
from jixiao.ledger.states import Refused, is_overdue
from tests.ledger.conftest import NewPlace
from tests.ledger.rounds import NUMBER, doing, items_of, new_ledger, notice


def test_a_notice_becomes_items_with_its_deadline_and_unit(place: Path) -> None:
    found = items_of(new_ledger(place))
    assert list(found) == ["二（一）", "二（二）", "二（三）"]
    assert {(one.state, one.deadline, one.unit) for one in found.values()} == {
        ("已下发", date(2026, 11, 5), "青禾县水利局")
    }


def test_the_same_notice_twice_is_one_and_a_number_is_never_given_twice(place: Path) -> None:
    ledger = new_ledger(place)
    with writing(ledger) as connection:
        assert add_notice(connection, notice(), doing()) is False
        assert add_notice(connection, notice("青财绩[2026]第12号"), doing()) is False
        with pytest.raises(LedgerError, match=r"已经登记给「青禾县水利局」.*一个文号只能用一次"):
            add_notice(connection, notice(unit="青禾县教育局"), doing())
    assert len(items_of(ledger)) == 3


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"number": "青财绩〔2026〕  号"}, "还没有文号"),
        ({"items": ()}, "没有读到问题"),
        ({"items": (ItemEntry("1", "甲"), ItemEntry("1", "乙"))}, "同一个编号:1"),
    ],
)
def test_what_is_no_whole_notice_is_refused(place: Path, values: dict[str, object], words: str) -> None:
    ledger = new_ledger(place, notice("青财绩〔2026〕1号"))
    with writing(ledger) as connection, pytest.raises(LedgerError, match=words):
        add_notice(connection, replace(notice(), **values), doing())  # type: ignore[arg-type]


def test_every_change_is_kept_with_who_when_and_why(place: Path) -> None:
    ledger = new_ledger(place)
    item = items_of(ledger)["二（一）"]
    later = doing("延期", "乙@农业股")
    with writing(ledger) as connection:
        fresh = change_item(connection, item, {"deadline": date(2026, 12, 5), "grade": ""}, later)
        decide(connection, decide(connection, fresh, "reply", later), "close", later)
    with reading(ledger) as connection:
        told = [(one.field, one.old, one.new, one.who, one.why) for one in changes(connection, item=item.id)]
    assert told == [
        ("state", "", "已下发", "甲@绩效股", "登记"),
        ("deadline", "2026-11-05", "2026-12-05", "乙@农业股", "延期"),
        ("state", "已下发", "已回复", "乙@农业股", "延期"),
        ("state", "已回复", "已销号", "乙@农业股", "延期"),
    ]


@pytest.mark.parametrize("statement", ["UPDATE changes SET why = 'x'", "DELETE FROM changes"])
def test_the_record_of_changes_cannot_be_altered(place: Path, statement: str) -> None:
    ledger = new_ledger(place)
    with pytest.raises(IntegrityError), writing(ledger) as connection:
        connection.execute(text(statement))
    with reading(ledger) as connection:
        assert [one.why for one in changes(connection)] == ["登记"] * 3


def test_who_changes_what_somebody_else_has_changed_is_told_and_writes_nothing(place: Path) -> None:
    ledger = new_ledger(place)
    old = items_of(ledger)["二（一）"]
    with writing(ledger) as connection:
        change_item(connection, old, {"opinion": "甲的意见"}, doing())
    with pytest.raises(Overtaken, match="刚刚被别人改过"), writing(ledger) as connection:
        change_item(connection, old, {"opinion": "乙的意见"}, doing())
    assert items_of(ledger)["二（一）"].opinion == "甲的意见"


def test_a_step_that_may_not_follow_or_without_a_reason_leaves_everything_as_it_was(place: Path) -> None:
    ledger = new_ledger(place)
    item = items_of(ledger)["二（一）"]
    with pytest.raises(Refused, match="还没有回复"), writing(ledger) as connection:
        decide(connection, item, "close", doing())
    with pytest.raises(LedgerError, match="理由"), writing(ledger) as connection:
        decide(connection, item, "reply", doing("  "))
    assert items_of(ledger)["二（一）"] == item


_DAYS = st.dates(date(2026, 10, 1), date(2026, 12, 31))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])  # a place each
@given(
    rows=st.lists(
        st.tuples(
            st.sampled_from(["已下发", "已回复", "退回", "已销号"]),
            st.sampled_from(["", "已完成", "正在整改"]),
            st.none() | _DAYS,
        ),
        min_size=1,
        max_size=8,
    ),
    day=_DAYS,
)
def test_the_query_and_the_rule_agree_on_what_is_overdue(
    new_place: NewPlace, rows: list[tuple[str, str, date | None]], day: date
) -> None:
    entries = tuple(ItemEntry(str(place), "问题") for place in range(len(rows)))
    ledger = new_ledger(new_place(), notice(items=entries, report_by=None))
    with writing(ledger) as connection:
        for item, (state, status, deadline) in zip(items(connection), rows, strict=True):
            change_item(connection, item, {"state": state, "status": status, "deadline": deadline}, doing())
    with reading(ledger) as connection:
        every = items(connection)
        late = {one.id for one in every if is_overdue(one.state, one.status, one.deadline, day)}
        assert {one.id for one in overdue(connection, day)} == late
        assert {one.id for one in items(connection, state="逾期", on=day)} == late
        soon = {one.id for one in due_until(connection, day, day + timedelta(7))}
    assert not soon & late


def test_items_by_unit_number_and_state(place: Path) -> None:
    ledger = new_ledger(place, notice(), notice("青财绩〔2026〕13号", "青禾县教育局"))
    with reading(ledger) as connection:
        assert len(items(connection, unit="青禾县教育局")) == 3
        assert len(items(connection, number=NUMBER)) == 3
        assert len(items(connection, state="已下发")) == 6
        assert items(connection, state="已下发", on=date(2027, 1, 1)) == ()


@pytest.mark.parametrize(
    "address",
    ["nosuchbase://u:secret@h/x", "mysql://u:secret@h/x", "postgresql://u:secret@h", "postgresql://u:secret@h:x/y"],
)
def test_an_unusable_address_is_said_without_its_password(address: str) -> None:
    with pytest.raises(LedgerError, match="地址不能用") as refused:
        ledger_at(address)
    assert "secret" not in str(refused.value)


def test_an_address_of_a_file_is_the_file_with_its_lock_and_backups(tmp_path: Path) -> None:
    assert ledger_at(f"sqlite:///{tmp_path / 'x.db'}") == ledger_at(tmp_path / "x.db")
    shown = ledger_at("postgresql://u:secret@h/x").shown
    assert shown == "postgresql://u:***@h/x"
