from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from jixiao.ledger.opening import Ledger, reading, writing
from jixiao.ledger.queries import items
from jixiao.ledger.recording import decide
from jixiao.ledger.replies import Answer, matched, replies_of
from jixiao.ledger.reply_checks import Checked, check_reply, must_change, record_reply
from tests.ledger.rounds import ANSWERS, NUMBER, PROBLEMS, doing, items_of, judged, new_ledger, reply_bytes

ON = date(2026, 10, 30)


def taken(ledger: Ledger, data: bytes, on: date = ON, digest: str = "1") -> Checked:
    outcome = judged(data)
    (reply,) = replies_of(outcome)
    with writing(ledger) as connection:
        checked = check_reply(connection, reply, outcome, digest, on)
        record_reply(connection, checked, "回复.xlsx", digest, doing("收到回复"))
    return checked


def test_a_good_reply_is_read_matched_and_recorded(place: Path) -> None:
    ledger = new_ledger(place)
    checked = taken(ledger, reply_bytes())
    assert not must_change(checked), checked.faults
    found = items_of(ledger)
    assert {one.state for one in found.values()} == {"已回复"}
    first = found["二（一）"]
    assert (first.status, first.done_on, first.evidence) == ("已完成", date(2026, 10, 20), "会议纪要")
    assert found["二（二）"].status == "正在整改"
    assert all(one.remark == "" for one in found.values())


def rules(checked: Checked) -> set[str]:
    return {fault.rule for fault in checked.faults if fault.rule}


def test_done_without_evidence_is_flagged_and_stays_visible(place: Path) -> None:
    ledger = new_ledger(place)
    bare = {**ANSWERS[0], "evidence": None}
    checked = taken(ledger, reply_bytes((bare, *ANSWERS[1:])))
    assert "G711" in rules(checked)
    assert must_change(checked)
    assert items_of(ledger)["二（一）"].remark == "填“已完成”,缺佐证材料"


def test_an_item_without_an_answer_is_named_and_stays_open(place: Path) -> None:
    ledger = new_ledger(place)
    checked = taken(ledger, reply_bytes(ANSWERS[:2]))
    assert [fault.message for fault in checked.faults if fault.rule == "G717"] == [
        "通知的问题 二（三）“预算调整未履行审批手续”没有回复。"
    ]
    assert items_of(ledger)["二（三）"].state == "已下发"


@pytest.mark.parametrize(
    ("done", "words"),
    [(date(2026, 9, 1), "早于通知下发日期"), (date(2026, 12, 1), "还没有到")],
)
def test_days_that_cannot_be_are_said(place: Path, done: date, words: str) -> None:
    ledger = new_ledger(place)
    checked = taken(ledger, reply_bytes(({**ANSWERS[0], "done_on": done}, *ANSWERS[1:])))
    assert any(words in fault.message and fault.rule == "G716" for fault in checked.faults)


@pytest.mark.parametrize(
    ("dated", "words"), [(date(2026, 9, 30), "早于通知下发日期 2026-10-08"), (date(2026, 12, 30), "还没有到")]
)
def test_a_report_dated_before_its_notice_or_in_days_to_come_is_said(place: Path, dated: date, words: str) -> None:
    ledger = new_ledger(place)
    checked = taken(ledger, reply_bytes(date=dated))
    (said,) = [fault for fault in checked.faults if "报告日期" in fault.message and fault.rule == "G716"]
    assert words in said.message


def test_a_reply_after_the_day_that_was_set_is_said(place: Path) -> None:
    ledger = new_ledger(place)
    checked = taken(ledger, reply_bytes(date=date(2026, 11, 20)), on=date(2026, 11, 20))
    assert any("晚于通知要求的 2026-11-05" in fault.message for fault in checked.faults)


def test_a_reply_to_an_unknown_number_is_not_recorded(place: Path) -> None:
    ledger = new_ledger(place)
    checked = taken(ledger, reply_bytes(notice="青财绩〔2026〕99号"))
    assert checked.blocked
    assert "台账里没有" in checked.faults[0].message
    assert {one.state for one in items_of(ledger).values()} == {"已下发"}


@pytest.mark.parametrize(
    "written", ["青财绩[2026]12号", "青财绩（2026）第12号", "青财绩〔2026〕012号", "青财绩 〔2026〕 12 号"]
)
def test_a_number_written_another_way_is_the_same_number(place: Path, written: str) -> None:
    checked = taken(new_ledger(place), reply_bytes(notice=written))
    assert checked.notice is not None
    assert len(checked.matching.matches) == 3


def test_a_reply_without_number_is_matched_by_unit_and_project_for_people_to_verify(place: Path) -> None:
    checked = taken(new_ledger(place), reply_bytes(notice=""))
    assert checked.notice is not None
    assert checked.notice.number == NUMBER
    assert any(fault.severity == "请核实" and "没有写通知文号" in fault.message for fault in checked.faults)


def test_the_same_file_twice_is_recorded_once(place: Path) -> None:
    ledger = new_ledger(place)
    taken(ledger, reply_bytes())
    before = items_of(ledger)
    assert taken(ledger, reply_bytes()).known
    assert items_of(ledger) == before


def test_what_is_closed_stays_closed_and_what_was_returned_is_replied_anew(place: Path) -> None:
    ledger = new_ledger(place)
    taken(ledger, reply_bytes())
    with writing(ledger) as connection:
        first, second, _ = items(connection)
        decide(connection, first, "close", doing("属实"))
        decide(connection, second, "return", doing("措施不具体"))
    checked = taken(ledger, reply_bytes(reasons="再报"), digest="2")
    found = items_of(ledger)
    assert (found["二（一）"].state, found["二（二）"].state) == ("已销号", "已回复")
    assert any("已经销号" in fault.message for fault in checked.faults)


def answer(code: str, problem: str) -> Answer:
    return Answer("表", "B2", code, problem, "措施", "已完成", True, None, "材料", "")


def test_answers_are_matched_by_number_then_by_wording(place: Path) -> None:
    ledger = new_ledger(place)
    with reading(ledger) as connection:
        known = items(connection)
    told = matched(
        (
            answer("二(一)", PROBLEMS[0][1]),  # half-width brackets
            answer("3", "预算调整没有履行审批手续"),
            answer("", "与通知毫不相干的另一件事情"),
            answer("二（二）", "办公用房面积超过规定的标准"),
        ),
        known,
    )
    by = {match.answer.problem: (match.item.code, match.doubt) for match in told.matches}
    assert by[PROBLEMS[0][1]] == ("二（一）", "")
    assert by["预算调整没有履行审批手续"] == ("二（三）", "编号对不上,按问题的写法对应")
    assert by["办公用房面积超过规定的标准"][0] == "二（二）"
    assert "大不一样" in by["办公用房面积超过规定的标准"][1]
    assert [one.problem for one in told.strangers] == ["与通知毫不相干的另一件事情"]
    assert told.unanswered == ()


def test_a_silent_row_answers_nothing(place: Path) -> None:
    ledger = new_ledger(place)
    with reading(ledger) as connection:
        known = items(connection)
    silent = replace(answer("二（一）", PROBLEMS[0][1]), measures="", status="", evidence="")
    assert len(matched((silent,), known).unanswered) == 3
