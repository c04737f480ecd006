from __future__ import annotations

import io
import json
import os
import random
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
from datetime import date, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from jixiao.cli.program import run
from jixiao.ledger.backup import FOLDER, backup, backups_of, daily_backup, faults_of, restore
from jixiao.ledger.errors import LedgerError
from jixiao.ledger.lock import held, lock_path
from jixiao.ledger.opening import NAME, ledger_at, reading, writing
from jixiao.ledger.queries import changes, items
from jixiao.ledger.recording import add_notice, change_item, decide
from jixiao.ledger.share import is_remote
from jixiao.ledger.soundness import faults_at
from tests.ledger.rounds import AT, doing, items_of, new_ledger, notice

WRITER = """
import sys
from datetime import datetime
from pathlib import Path
from tests.ledger.rounds import doing, notice
from jixiao.ledger.opening import ledger_at, writing
from jixiao.ledger.recording import add_notice
ledger = ledger_at(Path(sys.argv[1]))
start, count = int(sys.argv[2]), int(sys.argv[3])
for number in range(start, start + count):
    with writing(ledger) as connection:
        add_notice(connection, notice(f"青财绩〔2026〕{number}号"), doing())
    print(number, flush=True)
"""
ROOT = Path(__file__).parents[2]


def writer(folder: Path, start: int, count: int = 1000) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", WRITER, str(folder), str(start), str(count)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT)


# -- power cuts --------------------------------------------------------------------------------------------------------


def test_nothing_acknowledged_is_lost_when_the_writer_is_killed_at_any_moment(place: Path) -> None:
    chance = random.Random(20261121)
    told: set[int] = set()
    for turn in range(6):
        process = writer(place, 1 + turn * 1000)
        assert process.stdout is not None
        told.add(int(process.stdout.readline()))
        time.sleep(chance.uniform(0.0, 0.35))
        process.kill()
        told |= {int(line) for line in process.communicate()[0].split("\n")[:-1]}
    ledger = ledger_at(place)
    with writing(ledger):  # the killed one's lock is taken over
        pass
    with reading(ledger) as connection:
        found = items(connection)
        record = changes(connection)
    numbers = {int(one.number.split("〕")[1].rstrip("号")) for one in found}
    assert told <= numbers
    assert len(told) >= 6  # one a turn at the least, however slow the machine
    assert len(found) == 3 * len(numbers) == len(record)  # every notice whole or not at all
    assert faults_at(ledger) == []


def test_two_programs_write_at_once_and_both_are_kept(place: Path) -> None:
    new_ledger(place, notice("青财绩〔2025〕1号"))
    one, two = writer(place, 1, 12), writer(place, 5001, 12)
    outs = [process.communicate(timeout=120) for process in (one, two)]
    assert [process.returncode for process in (one, two)] == [0, 0], outs
    with reading(ledger_at(place)) as connection:
        assert len(items(connection)) == 3 * 25


# -- the lock ----------------------------------------------------------------------------------------------------------


def leave_lock(folder: Path, machine: str, pid: int, age: float = 0) -> Path:
    path = lock_path(folder / NAME)
    told = {"who": f"丙@{machine}", "machine": machine, "pid": pid, "at": "2026-10-08 09:00:00", "token": "x"}
    path.write_text(json.dumps(told, ensure_ascii=False), "utf-8")
    os.utime(path, (time.time() - age, time.time() - age))
    return path


def test_who_holds_the_ledger_is_named(tmp_path: Path) -> None:
    ledger = new_ledger(tmp_path)
    leave_lock(tmp_path, "另一台机器", 1)
    told = r"正由 丙@另一台机器 在写\(进程 1,2026-10-08 09:00:00 开始\)"
    with pytest.raises(LedgerError, match=told), writing(ledger, wait=0.2):
        pass
    assert len(items_of(ledger)) == 3  # reading goes on


def test_a_lock_of_a_dead_program_is_taken_over_with_a_word(tmp_path: Path) -> None:
    ledger = new_ledger(tmp_path)
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    path = leave_lock(tmp_path, socket.gethostname(), dead.pid)
    said: list[str] = []
    with writing(ledger, wait=0.2, say=said.append):
        assert json.loads(path.read_text("utf-8"))["pid"] == os.getpid()
    assert len(said) == 1
    assert "已经接手" in said[0]
    assert not path.exists()


@pytest.mark.parametrize(("machine", "age", "free"), [("另一台", 60, False), ("另一台", 3600, True)])
def test_a_lock_of_another_machine_counts_until_it_is_old(tmp_path: Path, machine: str, age: float, free: bool) -> None:
    new_ledger(tmp_path)
    leave_lock(tmp_path, machine, 1, age)
    try:
        with held(tmp_path / NAME, wait=0.2):
            taken = True
    except LedgerError:
        taken = False
    assert taken is free


def test_a_lock_without_a_name_is_given_up_after_a_while(tmp_path: Path) -> None:
    new_ledger(tmp_path)
    path = lock_path(tmp_path / NAME)
    path.write_text("", "utf-8")
    os.utime(path, (time.time() - 60, time.time() - 60))
    with held(tmp_path / NAME, wait=0.2):
        assert path.read_text("utf-8")


def test_a_full_disk_leaves_no_lock_without_a_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ledger = new_ledger(tmp_path)

    class Full(io.StringIO):
        def write(self, _: str) -> int:
            raise OSError(28, "No space left on device")

    def opened(handle: int, *_: object, **__: object) -> Full:
        os.close(handle)
        return Full()

    with monkeypatch.context() as patched:
        patched.setattr("jixiao.ledger.lock.os.fdopen", opened)
        with pytest.raises(LedgerError, match="磁盘满了"), writing(ledger):
            pass
    assert not lock_path(tmp_path / NAME).exists()


MOUNTS = """/dev/sda1 / ext4 rw 0 0
//nas/jixiao /mnt/共享\\040盘 cifs rw 0 0
nas:/x /srv nfs4 rw 0 0
/dev/sdb1 /srv/local ext4 rw 0 0
"""


@pytest.mark.parametrize(
    ("folder", "remote"),
    [("/home/a", False), ("/mnt/共享 盘/2026年评价", True), ("/srv/a", True), ("/srv/local/a", False)],
)
def test_a_network_share_is_known_by_its_mount(folder: str, remote: bool) -> None:
    assert is_remote(Path(folder), MOUNTS) is remote


def test_on_a_share_people_are_told_of_the_server(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    new_ledger(tmp_path)
    assert run(["ledger", "check", str(tmp_path)]) == 0
    assert "jixiao ledger move" not in capsys.readouterr().out
    monkeypatch.setattr("jixiao.ledger.share.on_network_share", lambda _: True)
    assert run(["ledger", "check", str(tmp_path)]) == 0
    assert "jixiao ledger move" in capsys.readouterr().out


# -- no WAL, lasting writes --------------------------------------------------------------------------------------------


def test_the_journal_is_a_file_that_network_shares_can_do_and_writes_last(tmp_path: Path) -> None:
    ledger = new_ledger(tmp_path)
    with writing(ledger) as connection:
        assert connection.execute(text("PRAGMA journal_mode")).scalar_one() == "delete"
        assert connection.execute(text("PRAGMA synchronous")).scalar_one() == 3
    assert not list(tmp_path.glob("*-wal"))


# -- what can be wrong with the file -----------------------------------------------------------------------------------


def test_a_folder_without_a_ledger_says_what_to_do(place: Path) -> None:
    with pytest.raises(LedgerError, match="jixiao ledger add"), reading(ledger_at(place)):
        pass
    assert not (place / NAME).exists()
    with pytest.raises(LedgerError, match="jixiao ledger add"), reading(ledger_at(place)):
        pass  # looking has made nothing


def test_a_full_disk_is_said_and_leaves_what_was_there(tmp_path: Path) -> None:
    ledger = new_ledger(tmp_path)

    def fill() -> None:
        with writing(ledger) as connection:
            pages = connection.execute(text("PRAGMA page_count")).scalar_one()
            connection.execute(text(f"PRAGMA max_page_count={pages}"))
            for number in range(200):
                add_notice(connection, notice(f"青财绩〔2026〕{100 + number}号"), doing())

    with pytest.raises(LedgerError, match="磁盘满了"):
        fill()
    assert len(items_of(ledger)) == 3
    assert faults_of(tmp_path / NAME) == []


def test_a_ledger_locked_by_a_foreign_program_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ledger = new_ledger(tmp_path)
    foreign = sqlite3.connect(tmp_path / NAME, isolation_level=None)
    foreign.execute("BEGIN EXCLUSIVE")
    monkeypatch.setattr("jixiao.ledger.opening.PATIENCE", 100)
    try:
        with pytest.raises(LedgerError, match="正被别的程序占用"), reading(ledger):
            pass
    finally:
        foreign.rollback()
        foreign.close()
    assert len(items_of(ledger)) == 3


def test_a_read_only_ledger_can_be_read_and_says_why_it_cannot_be_written(tmp_path: Path) -> None:
    ledger = new_ledger(tmp_path)

    def write() -> None:
        with writing(ledger) as connection:
            connection.execute(text("PRAGMA query_only=ON"))
            change_item(connection, items(connection)[0], {"opinion": "x"}, doing())

    with pytest.raises(LedgerError, match="只能读"):
        write()
    assert items_of(ledger)["二（一）"].opinion == ""


@pytest.mark.parametrize(("number", "words"), [(13, "只能读"), (30, "只能读"), (28, "磁盘满了")])
def test_a_folder_that_takes_no_lock_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, words: str
) -> None:
    ledger = new_ledger(tmp_path)

    def refuse(*_: object) -> int:
        raise OSError(number, "refused")

    monkeypatch.setattr("jixiao.ledger.lock.os.open", refuse)
    with pytest.raises(LedgerError, match=words), writing(ledger):
        pass
    assert len(items_of(ledger)) == 3


@pytest.mark.parametrize("damage", ["head", "middle", "cut"])
def test_a_damaged_ledger_is_said_and_comes_back_from_its_backup(tmp_path: Path, damage: str) -> None:
    ledger = new_ledger(tmp_path, *(notice(f"青财绩〔2026〕{number}号") for number in range(1, 60)))
    file = tmp_path / NAME
    copy = backup(file, AT)
    whole = bytearray(file.read_bytes())
    if damage == "head":
        whole[:100] = b"x" * 100
    elif damage == "middle":
        whole[4096:-4096] = os.urandom(len(whole) - 8192)
    else:
        del whole[len(whole) // 2 :]
    file.write_bytes(bytes(whole))
    assert faults_of(file)

    def look() -> None:
        with reading(ledger) as connection:
            items(connection)
            changes(connection)

    with pytest.raises(LedgerError, match="jixiao ledger restore"):
        look()
    kept = restore(file, copy, datetime(2026, 11, 1, 8))
    assert kept is not None
    assert kept.read_bytes() == bytes(whole)
    assert len(items_of(ledger)) >= 3
    assert faults_of(file) == []
    with reading(ledger) as connection:
        assert len(items(connection)) == 59 * 3


def test_a_damaged_or_missing_backup_is_refused_and_nothing_is_touched(tmp_path: Path) -> None:
    new_ledger(tmp_path)
    file, copy = tmp_path / NAME, tmp_path / "坏.db"
    copy.write_bytes(b"SQLite format 3\0" + b"x" * 5000)
    before = file.read_bytes()
    with pytest.raises(LedgerError, match="不能用"):
        restore(file, copy, AT)
    with pytest.raises(LedgerError, match="找不到备份"):
        restore(file, tmp_path / "没有.db", AT)
    assert file.read_bytes() == before


def test_another_programs_database_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / NAME
    foreign = sqlite3.connect(file)
    foreign.execute("CREATE TABLE 账 (甲 TEXT)")
    foreign.commit()
    foreign.close()
    before = file.read_bytes()
    with pytest.raises(LedgerError, match="不是本程序的台账"), writing(ledger_at(tmp_path)):
        pass
    assert file.read_bytes() == before


def test_a_newer_ledger_is_left_alone(place: Path) -> None:
    ledger = new_ledger(place)
    with writing(ledger) as connection:
        connection.execute(text("UPDATE about SET version = 99"))
    with pytest.raises(LedgerError, match="请升级本程序"), reading(ledger):
        pass


def test_what_was_written_past_the_program_is_found(place: Path) -> None:
    ledger = new_ledger(place)
    assert faults_at(ledger) == []
    with writing(ledger) as connection:
        connection.execute(text("UPDATE items SET state = '已销号' WHERE id = 2"))
    (fault,) = faults_at(ledger)
    assert "二（二）" in fault
    assert "绕过本程序" in fault


# -- backups -----------------------------------------------------------------------------------------------------------


def test_the_first_writing_of_a_day_makes_a_copy_of_how_it_was_before(tmp_path: Path) -> None:
    ledger = new_ledger(tmp_path)
    assert backups_of(tmp_path / NAME) == []  # nothing was there before the first
    with writing(ledger) as connection:
        decide(connection, items(connection)[0], "reply", doing("收到"))
    (copy,) = backups_of(tmp_path / NAME)
    assert copy == tmp_path / FOLDER / f"台账_{date.today():%Y%m%d}.db"
    other = tmp_path / "旧"
    other.mkdir()
    shutil.copy(copy, other / NAME)
    assert items_of(ledger_at(other))["二（一）"].state == "已下发"
    assert daily_backup(tmp_path / NAME) is None
    assert daily_backup(tmp_path / NAME, date(2030, 1, 1)) is not None
