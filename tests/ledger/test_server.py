"""What only a server can be: several writers at once, cut off in the middle, unreachable, closed to us, damaged."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from jixiao.cli.program import run
from jixiao.ledger.errors import LedgerError
from jixiao.ledger.lock import whoami
from jixiao.ledger.moving import backup_of_server, copied, sums_of
from jixiao.ledger.opening import Ledger, ledger_at, reading, writing
from jixiao.ledger.queries import items
from jixiao.ledger.recording import add_notice, change_item
from jixiao.ledger.soundness import faults_at
from tests.ledger.rounds import AT, doing, items_of, new_ledger, notice
from tests.ledger.servers import Server
from tests.ledger.test_opening import ROOT, writer

HALF_WAY = """
import sys, time
from tests.ledger.rounds import doing, notice
from jixiao.ledger.opening import ledger_at, writing
from jixiao.ledger.recording import add_notice
with writing(ledger_at(sys.argv[1])) as connection:
    add_notice(connection, notice("青财绩〔2026〕99号"), doing())
    print("half way", flush=True)
    time.sleep(600)
"""


@pytest.fixture
def address(server: Server) -> str:
    return server.new_database()


@pytest.fixture
def ledger(address: str) -> Ledger:
    return new_ledger(address)


def half_way(address: str) -> subprocess.Popen[str]:
    """A program that has written and not yet said so."""
    process = subprocess.Popen(
        [sys.executable, "-c", HALF_WAY, address], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "half way\n"
    return process


# -- several at once ---------------------------------------------------------------------------------------------------


def test_several_people_begin_one_ledger_at_once_and_everything_is_kept(new_place: Callable[[], Path]) -> None:
    place = new_place()
    every = [writer(place, 1 + 1000 * number, 5) for number in range(3)] + [writer(place, 1, 5)]  # two do the same
    outs = [process.communicate(timeout=120) for process in every]
    assert [process.returncode for process in every] == [0] * 4, outs
    with reading(ledger_at(place)) as connection:
        assert len(items(connection)) == 3 * 5 * 3
    assert faults_at(ledger_at(place)) == []


def test_who_writes_is_named_and_readers_go_on(address: str, ledger: Ledger) -> None:
    process = half_way(address)
    try:
        with pytest.raises(LedgerError) as told, writing(ledger, wait=0.3):
            pass
        assert f"正由 {whoami()}(服务器进程 " in str(told.value)
        assert len(items_of(ledger)) == 3
    finally:
        process.kill()
        process.communicate()


def test_a_chinese_name_is_said_as_it_is(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jixiao.ledger.server.whoami", lambda: "张三@绩效股一号机")
    with writing(ledger), pytest.raises(LedgerError, match="正由 张三@绩效股一号机"), writing(ledger, wait=0.1):
        pass


def test_a_reader_sees_one_state_from_beginning_to_end(ledger: Ledger) -> None:
    with reading(ledger) as connection:
        before = items(connection)
        with writing(ledger) as other:
            add_notice(other, notice("青财绩〔2026〕13号"), doing())
        assert items(connection) == before
    assert len(items_of(ledger)) == 3
    with reading(ledger) as connection:
        assert len(items(connection)) == 6


# -- cut off in the middle ---------------------------------------------------------------------------------------------


def test_who_is_killed_in_the_middle_has_written_nothing_and_blocks_nobody(address: str, ledger: Ledger) -> None:
    process = half_way(address)
    process.kill()
    process.communicate()
    with writing(ledger, wait=10) as connection:
        add_notice(connection, notice("青财绩〔2026〕13号"), doing())
    with reading(ledger) as connection:
        assert {one.number for one in items(connection)} == {"青财绩〔2026〕12号", "青财绩〔2026〕13号"}


def test_a_server_that_falls_over_keeps_what_was_acknowledged(server: Server, ledger: Ledger) -> None:
    def cut_off() -> None:
        with writing(ledger) as connection:
            change_item(connection, items(connection)[0], {"opinion": "半截"}, doing())
            server.stop("immediate")

    with writing(ledger) as connection:
        change_item(connection, items(connection)[1], {"opinion": "记下了"}, doing())
    try:
        with pytest.raises(LedgerError, match=r"连接断了.*再登记一次也不会重复"):
            cut_off()
        with pytest.raises(LedgerError, match="连不上"):
            items_of(ledger)
    finally:
        server.start()
    found = items_of(ledger)
    assert (found["二（一）"].opinion, found["二（二）"].opinion) == ("", "记下了")
    assert faults_at(ledger) == []


def test_writing_is_sure_even_where_the_server_was_set_up_to_be_quick(server: Server, address: str) -> None:
    server.sql(f"ALTER DATABASE {address.split('/')[3].split('?')[0]} SET synchronous_commit = off")
    with writing(ledger_at(address)) as connection:
        assert connection.execute(text("SHOW synchronous_commit")).scalar_one() == "on"


# -- not reached, not let in, not able ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("postgresql://postgres@/none?host={host}", "连不上"),
        ("postgresql://nobody_here@/postgres?host={host}", "连不上"),
        ("postgresql://postgres@/postgres?host={host}/none", "连不上"),
        ("postgresql://postgres:secret@127.0.0.1:1/postgres", "连不上"),
        ("postgresql://strict:secret@/postgres?host={host}", "不认这个用户名或密码"),
        ("postgresql://strict@/postgres?host={host}", "PGPASSWORD"),
    ],
)
def test_what_cannot_be_reached_is_said_with_the_way_back(
    server: Server, capsys: pytest.CaptureFixture[str], address: str, words: str
) -> None:
    status = run(["ledger", "show", address.format(host=server.folder)])
    told = capsys.readouterr()
    assert status == 2
    assert words in told.err
    assert "secret" not in told.err
    assert "Traceback" not in told.err


@pytest.mark.parametrize(("frozen", "words"), [(False, "pip install psycopg"), (True, "免安装程序不带网络组件")])
def test_without_the_driver_it_is_said_where_to_get_it(
    monkeypatch: pytest.MonkeyPatch, frozen: bool, words: str
) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    monkeypatch.setattr(sys, "frozen", frozen, raising=False)
    with pytest.raises(LedgerError, match=words):
        ledger_at("postgresql://u@h/x")


def test_the_password_may_come_from_the_surroundings(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGPASSWORD", "right")
    address = server.new_database().replace("postgres@", "strict@")
    assert len(items_of(new_ledger(address))) == 3


def name_of(address: str) -> str:
    return address.split("/")[3].split("?")[0]


def test_a_database_that_is_read_only_can_be_read(server: Server, address: str, ledger: Ledger) -> None:
    server.sql(f"ALTER DATABASE {name_of(address)} SET default_transaction_read_only = on")
    with pytest.raises(LedgerError, match="只能读"), writing(ledger) as connection:
        change_item(connection, items(connection)[0], {"opinion": "x"}, doing())
    assert items_of(ledger)["二（一）"].opinion == ""


def test_who_may_not_write_is_told(server: Server, address: str, ledger: Ledger) -> None:
    role = f"weak_{name_of(address)}"
    server.sql(f"CREATE ROLE {role} LOGIN")
    weak = ledger_at(address.replace("postgres@", f"{role}@"))
    with pytest.raises(LedgerError, match=r"没有权限.*管理员授权"):
        items_of(weak)
    empty = server.new_database()
    server.sql("REVOKE CREATE ON SCHEMA public FROM PUBLIC", name_of(empty))
    with pytest.raises(LedgerError, match="没有权限"), writing(ledger_at(empty.replace("postgres@", f"{role}@"))):
        pass


def test_a_database_that_cannot_keep_chinese_is_refused(server: Server) -> None:
    with pytest.raises(LedgerError, match="UTF8"):
        new_ledger(server.new_database("ENCODING 'SQL_ASCII' TEMPLATE template0"))


def test_another_programs_tables_are_left_alone(server: Server, address: str) -> None:
    server.sql("CREATE TABLE items (a INTEGER)", name_of(address))
    with pytest.raises(LedgerError, match="不是本程序的台账"), writing(ledger_at(address)):
        pass
    assert server.sql("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'", name_of(address)) == [(1,)]


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("53100", "磁盘满了"),
        ("53300", "忙不过来"),
        ("40001", "占用"),
        ("58030", "坏了"),
        ("57014", "占用"),
        ("22P05", "存不下"),
    ],
)
def test_what_the_server_says_becomes_a_message_and_nothing_is_written(
    server: Server, address: str, ledger: Ledger, number: str, words: str
) -> None:
    server.sql(
        f"CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS"
        f" 'BEGIN RAISE EXCEPTION USING ERRCODE = ''{number}''; END';"
        "CREATE TRIGGER fail BEFORE INSERT ON notices EXECUTE FUNCTION fail()",
        name_of(address),
    )

    def write() -> None:
        with writing(ledger) as connection:
            change_item(connection, items(connection)[0], {"opinion": "x"}, doing())
            add_notice(connection, notice("青财绩〔2026〕13号"), doing())

    with pytest.raises(LedgerError, match=words):
        write()
    assert items_of(ledger)["二（一）"].opinion == ""


def test_a_sign_that_the_server_cannot_keep_is_said(ledger: Ledger) -> None:
    with pytest.raises(LedgerError, match="存不下"), writing(ledger) as connection:
        change_item(connection, items(connection)[0], {"opinion": "甲\0乙"}, doing())


def test_the_record_of_changes_cannot_be_emptied(ledger: Ledger) -> None:
    with pytest.raises(IntegrityError), writing(ledger) as connection:
        connection.execute(text("TRUNCATE changes"))


def test_texts_of_any_length_are_kept(ledger: Ledger) -> None:
    with writing(ledger) as connection:
        change_item(connection, items(connection)[0], {"unit": "长" * 300, "status": "说" * 90}, doing(who="甲" * 250))
    assert len(items_of(ledger)["二（一）"].unit) == 300


# -- damaged, and the way back -----------------------------------------------------------------------------------------


def test_a_damaged_ledger_is_said_and_comes_back_from_a_backup(
    server: Server, address: str, ledger: Ledger, tmp_path: Path
) -> None:
    copy = backup_of_server(ledger, AT, tmp_path / "备份.db")
    with reading(ledger) as connection:
        before = sums_of(connection)
    ((path,),) = server.sql("SELECT pg_relation_filepath('items')", name_of(address))
    server.stop()
    pages = server.folder / "data" / str(path)
    pages.write_bytes(b"x" * 4000 + pages.read_bytes()[4000:])
    server.start()
    (fault,) = faults_at(ledger)
    assert "坏了" in fault
    assert "从备份恢复到新库" in fault
    fresh = ledger_at(server.new_database())
    copied(ledger_at(copy), fresh)
    with reading(fresh) as connection:
        assert sums_of(connection) == before
