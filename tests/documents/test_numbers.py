from __future__ import annotations

import csv
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jixiao.documents.notice_parts import Notice
from jixiao.documents.numbers import (
    RESERVED,
    STATES,
    USED,
    VOID,
    Entry,
    NumberError,
    Series,
    latest,
    next_serials,
    read_serials,
    refused,
    stated_number,
)
from jixiao.documents.numbers_file import FILE, LOCK, opened, read_register
from jixiao.tasks.letters import Draft, Written, issue, register_folder
from tests.documents.examples import policy
from tests.documents.letters_made import ON, UNDER, letters_of_every_kind

OURS = Series("青财绩", 2026)
LETTERS: Sequence[Draft] = list(letters_of_every_kind().values())[:3]


def entry(serial: int, state: str = USED, title: str = "甲通知", series: Series = OURS) -> Entry:
    return Entry(series, serial, state, "2026-10-12", "监控反馈", title, "水利局")


def test_the_next_number_follows_the_highest_one_used() -> None:
    entries = [entry(3), entry(5, RESERVED), entry(6, VOID), entry(9, RESERVED)]
    assert next_serials(entries, OURS, 4) == [4, 7, 8, 10]
    assert next_serials(entries, Series("青财绩", 2027)) == [1]
    assert next_serials(entries, Series("青财函", 2026)) == [1]


def test_a_year_has_four_digits_of_numbers() -> None:
    with pytest.raises(NumberError, match="已经用到 9999"):
        next_serials([entry(9999)], OURS)


@given(st.lists(st.tuples(st.integers(1, 30), st.sampled_from(STATES)), max_size=40), st.integers(1, 5))
def test_no_number_is_ever_given_twice(steps: list[tuple[int, str]], count: int) -> None:
    entries: list[Entry] = []
    for serial, state in steps:
        new = entry(serial, state)
        try:
            refused(entries, [new])
        except NumberError:
            continue
        entries.append(new)
    uses = [each.serial for each in entries if each.state == USED]
    assert len(uses) == len(set(uses))
    given_now = next_serials(entries, OURS, count)
    assert not set(given_now) & {key[1] for key in latest(entries)}


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (USED, USED, "已经用于《甲通知》,一个文号只能用于一份文件(G703)"),
        (VOID, USED, "已经作废"),
        (VOID, RESERVED, "已经作废"),
        (USED, RESERVED, "已经用于《甲通知》,不能预留"),
        (RESERVED, RESERVED, "已经预留"),
    ],
)
def test_what_may_not_follow_what(before: str, after: str, said: str) -> None:
    with pytest.raises(NumberError) as caught:
        refused([entry(7, before)], [entry(7, after)])
    assert "青财绩〔2026〕7号" in str(caught.value)
    assert said in str(caught.value)


@pytest.mark.parametrize(("before", "after"), [(RESERVED, USED), (USED, VOID), (RESERVED, VOID)])
def test_what_may_follow_what(before: str, after: str) -> None:
    refused([entry(7, before)], [entry(7, after)])


def test_one_number_twice_in_one_go_is_refused() -> None:
    with pytest.raises(NumberError, match="G703"):
        refused([], [entry(7), entry(7)])


def test_numbers_are_written_as_the_standard_asks() -> None:
    settings = UNDER.notice
    assert stated_number(settings, ON, "10") == (OURS, 10)
    assert stated_number(settings, ON, "青财绩[2025]第010号") == (Series("青财绩", 2025), 10)
    for wrong in ("十", "青财绩2026-1", "0", "12345"):
        with pytest.raises(NumberError):
            stated_number(settings, ON, wrong)
    for prefix in ("×财绩", "青财绩字", "QCJ"):
        with pytest.raises(NumberError, match="机关代字"):
            stated_number(policy(number_prefix=prefix).notice, ON, "10")


def test_ranges_of_serials() -> None:
    assert read_serials("12") == [12]
    assert read_serials("20-22、7,9至10") == [20, 21, 22, 7, 9, 10]
    for wrong in ("", "0", "9-3", "a", "1-99999"):
        with pytest.raises(NumberError):
            read_serials(wrong)


# -- the file ----------------------------------------------------------------------------------------------------------


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    with opened(tmp_path) as register:
        register.add([entry(1, title="=cmd|' /C calc'!A0"), entry(2, RESERVED, title='含,逗号和"引号"')])
    found = read_register(tmp_path / FILE)
    assert [(each.serial, each.state, each.title) for each in found] == [
        (1, USED, "=cmd|' /C calc'!A0"),
        (2, RESERVED, '含,逗号和"引号"'),
    ]
    assert all(each.at and each.who for each in found)
    with (tmp_path / FILE).open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0][:2] == ["文号", "状态"]
    assert rows[1][4].startswith("'=")


def test_lines_are_only_ever_added(tmp_path: Path) -> None:
    before = b""
    for serial in range(1, 4):
        with opened(tmp_path) as register:
            register.add([entry(serial)])
        data = (tmp_path / FILE).read_bytes()
        assert data.startswith(before)
        before = data


@pytest.mark.parametrize("length", range(0, 70, 7))
def test_a_register_torn_at_its_birth_is_begun_anew(tmp_path: Path, length: int) -> None:
    with opened(tmp_path / "a") as register:
        register.add([entry(1)])
    whole = (tmp_path / "a" / FILE).read_bytes()
    (tmp_path / FILE).write_bytes(whole[: min(length, 60)] if length else whole[:2])
    with opened(tmp_path) as register:
        assert register.entries == []
        register.add([entry(1)])
    assert [each.serial for each in read_register(tmp_path / FILE)] == [1]


@pytest.mark.parametrize("cut", range(1, 70, 3))
def test_a_torn_last_line_gives_nothing_away_and_loses_nothing(tmp_path: Path, cut: int) -> None:
    with opened(tmp_path) as register:
        register.add([entry(1)])
        register.add([entry(2, title='带"引号"的,标题')])
    data = (tmp_path / FILE).read_bytes()
    (tmp_path / FILE).write_bytes(data[:-cut])
    with opened(tmp_path) as register:
        (serial,) = next_serials(register.entries, OURS)
        register.add([entry(serial, title="乙通知")])
    found = read_register(tmp_path / FILE)
    assert found[0].serial == 1
    assert [each.serial for each in found] in ([1, 2], [1, 2, 3])
    assert found[-1].title == "乙通知"


def test_a_register_saved_by_excel_is_read_and_written_in_its_own_encoding(tmp_path: Path) -> None:
    with opened(tmp_path) as register:
        register.add([entry(1)])
    text = (tmp_path / FILE).read_text("utf-8-sig")
    (tmp_path / FILE).write_bytes(text.replace("\n", "\r\n").encode("gb18030"))
    with opened(tmp_path) as register:
        register.add([entry(2)])
    assert [each.title for each in read_register(tmp_path / FILE)] == ["甲通知", "甲通知"]


def test_a_damaged_line_stops_the_giving_of_numbers(tmp_path: Path) -> None:
    with opened(tmp_path) as register:
        register.add([entry(1), entry(2)])
    text = (tmp_path / FILE).read_text("utf-8-sig").replace("青财绩〔2026〕1号", "青财绩 1")
    (tmp_path / FILE).write_text(text, "utf-8-sig")
    with pytest.raises(NumberError, match="第 2 行读不出文号"), opened(tmp_path):
        pass
    (tmp_path / FILE).write_bytes(b"\xff\xfe\x00\xff\n")
    with pytest.raises(NumberError, match="坏了"):
        read_register(tmp_path / FILE)


def test_who_waits_too_long_is_told_who_holds_the_register(tmp_path: Path) -> None:
    script = (
        "import sys,time\nfrom pathlib import Path\nfrom jixiao.documents.numbers_file import opened\n"
        "with opened(Path(sys.argv[1])):\n    print('held', flush=True)\n    time.sleep(60)\n"
    )
    holder = subprocess.Popen([sys.executable, "-c", script, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(NumberError, match="正在用"), opened(tmp_path, wait=0.3):
            pass
    finally:
        holder.kill()
        holder.wait()
    with opened(tmp_path, wait=5) as register:  # the lock ended with its holder
        register.add([entry(1)])
    assert (tmp_path / LOCK).exists()


WORKER = """
import sys
from pathlib import Path
from jixiao.documents.numbers import USED, Entry, Series, next_serials
from jixiao.documents.numbers_file import opened
ours = Series("青财绩", 2026)
for turn in range(int(sys.argv[2])):
    with opened(Path(sys.argv[1]), 60) as register:
        (serial,) = next_serials(register.entries, ours)
        register.add([Entry(ours, serial, USED, title=f"{sys.argv[3]}-{turn}")])
    print(serial, flush=True)
"""


def worker(folder: Path, turns: int, name: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", WORKER, str(folder), str(turns), name]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def test_two_people_at_once_never_get_one_number(tmp_path: Path) -> None:
    both = [worker(tmp_path, 25, name) for name in ("甲", "乙")]
    got = [int(line) for one in both for line in one.communicate(timeout=120)[0].split()]
    assert sorted(got) == list(range(1, 51))
    assert [each.serial for each in read_register(tmp_path / FILE)] == sorted(got)


def test_a_kill_at_any_moment_loses_nothing_that_was_given(tmp_path: Path) -> None:
    acknowledged: list[int] = []
    for turn in range(4):
        one = worker(tmp_path, 100_000, f"第{turn}次")
        time.sleep(0.5 + 0.13 * turn)
        os.kill(one.pid, signal.SIGKILL)
        acknowledged += [int(line) for line in one.communicate()[0].split()]
    known = [each.serial for each in read_register(tmp_path / FILE)]
    assert acknowledged
    assert len(acknowledged) == len(set(acknowledged))
    assert set(acknowledged) <= set(known)
    assert len(known) == len(set(known))


# -- letters -----------------------------------------------------------------------------------------------------------


def write(letters: object) -> list[Written]:
    return [Written(each, each.number, ()) for each in letters]  # type: ignore[attr-defined]


def test_letters_get_the_next_numbers(tmp_path: Path) -> None:
    with opened(tmp_path) as register:
        register.add([entry(4), entry(6, RESERVED)])
    made, remarks = issue(LETTERS, "auto", UNDER, ON, tmp_path, write)
    assert [each.number for each in made] == ["青财绩〔2026〕5号", "青财绩〔2026〕7号", "青财绩〔2026〕8号"]
    assert remarks == []
    assert read_register(tmp_path / FILE)[-1].title == getattr(LETTERS[2], "whole_title")  # noqa: B009
    again, remarks = issue(LETTERS[:1], "6", UNDER, ON, tmp_path, write)
    assert [each.number for each in again] == ["青财绩〔2026〕6号"]
    assert "已有青财绩〔2026〕5号" in remarks[0]


def test_a_number_that_is_taken_gives_no_letter_at_all(tmp_path: Path) -> None:
    with opened(tmp_path) as register:
        register.add([entry(4)])
    with pytest.raises(NumberError, match="G703"):
        issue(LETTERS, "3", UNDER, ON, tmp_path, lambda letters: pytest.fail("nothing may be written"))
    assert [each.serial for each in read_register(tmp_path / FILE)] == [4]


def test_numbers_of_letters_that_could_not_be_written_are_void(tmp_path: Path) -> None:
    def failing(letters: object):  # type: ignore[no-untyped-def]
        yield write(letters)[0]
        raise OSError(28, "no space")

    with pytest.raises(OSError, match="no space"):
        issue(LETTERS, "auto", UNDER, ON, tmp_path, failing)
    states = {each.serial: each.state for each in latest(read_register(tmp_path / FILE)).values()}
    assert states == {1: USED, 2: VOID, 3: VOID}


def test_without_a_number_no_register_is_touched(tmp_path: Path) -> None:
    made, _ = issue(LETTERS, None, UNDER, ON, tmp_path, write)
    assert made[1].number == "青财绩〔2026〕  号"
    assert list(tmp_path.iterdir()) == []


def test_the_register_of_a_folder_above_counts(tmp_path: Path) -> None:
    own, below = tmp_path / "own", tmp_path / "局" / "2026自评" / "收件"
    below.mkdir(parents=True)
    assert register_folder([below], own) == own
    with opened(tmp_path / "局") as register:
        register.add([entry(1)])
    assert register_folder([below], own) == tmp_path / "局"
    assert register_folder([below / "某文件.xlsx"], own) == tmp_path / "局"


def test_notices_are_numbered_like_letters(tmp_path: Path) -> None:
    from jixiao.documents.notice import notices_for
    from tests.documents.examples import form_outcome

    notices = notices_for(form_outcome(), on=date(2026, 10, 12))
    made, _ = issue(notices, "auto", UNDER, ON, tmp_path, write)
    assert isinstance(made[0].letter, Notice)
    assert made[0].letter.number == "青财绩〔2026〕1号"
