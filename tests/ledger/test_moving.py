"""A ledger that goes from a file to a server and back, with the proof that nothing was lost."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from jixiao.cli.program import run
from jixiao.ledger.backup import FOLDER, KEPT, backups_of, prune
from jixiao.ledger.errors import LedgerError
from jixiao.ledger.moving import Sum, copied, leave_address, sums_of
from jixiao.ledger.opening import MOVED, NAME, Ledger, ledger_at, reading, writing
from jixiao.ledger.queries import changes, items
from jixiao.ledger.recording import add_notice, change_item, decide
from jixiao.ledger.replies import replies_of
from jixiao.ledger.reply_checks import check_reply, record_reply
from tests.ledger.rounds import doing, items_of, judged, new_ledger, notice, reply_bytes
from tests.ledger.servers import Server


@pytest.fixture
def used(tmp_path: Path) -> Ledger:
    """A ledger file in which everything has happened once."""
    ledger = new_ledger(tmp_path / "活动", notice(), notice("青财绩〔2026〕13号", "青禾县教育局", issued=None))
    outcome = judged(reply_bytes())
    with writing(ledger) as connection:
        checked = check_reply(connection, replies_of(outcome)[0], outcome, "0" * 64, date(2026, 11, 1))
        record_reply(
            connection, checked, "回复.xlsx", "0" * 64, doing("收到", at=datetime(2026, 11, 1, 8, 0, 0, 123456))
        )
        first, second, *_ = items(connection)
        decide(connection, first, "close", doing("属实"))
        change_item(connection, second, {"opinion": "=1+1\n'引号' \\ % 〔〕𠮷", "deadline": None}, doing("改"))
    return ledger


def sums(ledger: Ledger) -> tuple[Sum, ...]:
    with reading(ledger) as connection:
        return sums_of(connection)


def test_everything_arrives_and_the_folder_leads_to_the_server(
    used: Ledger, server: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    assert used.folder is not None
    assert used.file is not None
    before, content = sums(used), used.file.read_bytes()
    with reading(used) as connection:
        everything = items(connection), changes(connection)
    address = server.new_database().replace("postgres@", "postgres:hidden@")
    assert run(["ledger", "move", str(used.folder), address]) == 0
    told = capsys.readouterr().out
    assert "问题 6 条,两边一致" in told
    assert "变更记录" in told
    assert "hidden" not in told
    assert (used.folder / MOVED).read_text("utf-8").startswith("postgresql://postgres@/")
    moved = ledger_at(used.folder)
    assert moved.file is None
    assert sums(moved) == before
    with reading(moved) as connection:
        assert (items(connection), changes(connection)) == everything
    with writing(moved) as connection:  # new keys go on after those that were copied
        assert add_notice(connection, notice("青财绩〔2026〕14号"), doing())
    assert len({one.id for one in items_by_number(moved)}) == 9
    assert used.file.read_bytes() == content
    assert run(["ledger", "move", str(used.folder), address]) == 2
    assert "不用搬" in capsys.readouterr().err
    next_server = server.new_database()
    assert run(["ledger", "move", str(used.folder), next_server]) == 0
    assert ledger_at(used.folder).url == ledger_at(next_server).url


def items_by_number(ledger: Ledger) -> tuple[object, ...]:
    with reading(ledger) as connection:
        return items(connection)


def test_who_still_has_the_file_in_hand_is_sent_to_the_folder(used: Ledger, server: Server) -> None:
    target = ledger_at(server.new_database())
    copied(used, target)
    leave_address(used, target)
    with pytest.raises(LedgerError, match=r"已经搬到.*再来一次"), writing(used):
        pass
    assert len(items_by_number(used)) == 6  # it can still be read


def test_cut_off_before_the_address_was_left_it_is_done_again_without_harm(used: Ledger, server: Server) -> None:
    target = ledger_at(server.new_database())
    assert copied(used, target) == copied(used, target) == sums(target)


def test_a_place_with_another_ledger_is_refused_and_left_as_it_was(used: Ledger, server: Server) -> None:
    target = new_ledger(server.new_database(), notice("青财绩〔2025〕1号"))
    before = sums(target)
    with pytest.raises(LedgerError, match="已经有别的台账"):
        copied(used, target)
    assert sums(target) == before


@pytest.mark.parametrize(
    ("change", "table"), [("RETURN NULL", "变更记录"), ("NEW.why = NEW.why || ''。''; RETURN NEW", "变更记录")]
)
def test_a_loss_on_the_way_is_found_and_nothing_counts(
    used: Ledger, server: Server, capsys: pytest.CaptureFixture[str], change: str, table: str
) -> None:
    target = ledger_at(server.new_database())
    with writing(target) as connection:
        connection.execute(
            text(
                "CREATE FUNCTION lose() RETURNS trigger LANGUAGE plpgsql AS"
                f" 'BEGIN IF NEW.id = 5 THEN {change}; END IF; RETURN NEW; END'"
            )
        )
        connection.execute(text("CREATE TRIGGER lose BEFORE INSERT ON changes FOR EACH ROW EXECUTE FUNCTION lose()"))
    assert run(["ledger", "move", str(used.folder), target.url]) == 2
    assert f"搬过去的{table}与原来的不一致" in capsys.readouterr().err
    assert {one.rows for one in sums(target)} == {0}
    assert used.folder is not None
    assert not (used.folder / MOVED).exists()
    assert ledger_at(used.folder) == used


def test_a_server_s_ledger_goes_back_into_a_file(used: Ledger, server: Server, tmp_path: Path) -> None:
    target = ledger_at(server.new_database())
    copied(used, target)
    assert run(["ledger", "backup", target.url, "-o", str(tmp_path / "备份.db")]) == 0
    assert sums(ledger_at(tmp_path / "备份.db")) == sums(used)
    assert leave_address(ledger_at(tmp_path / "备份.db"), target) is None
    assert run(["ledger", "move", target.url, str(tmp_path / "回来")]) == 0
    back = ledger_at(tmp_path / "回来")
    assert back.file == tmp_path / "回来" / NAME
    assert sums(back) == sums(used)


def test_the_old_server_takes_no_late_writes(used: Ledger, server: Server, capsys: pytest.CaptureFixture[str]) -> None:
    first, second = ledger_at(server.new_database()), server.new_database()
    copied(used, first)
    assert run(["ledger", "move", first.url, second]) == 0
    assert "再写会被拒绝" in capsys.readouterr().out
    with pytest.raises(LedgerError, match=r"已经搬到.*没有记"), writing(first) as connection:
        add_notice(connection, notice("青财绩〔2026〕15号"), doing())
    assert sums(first) == sums(used) == sums(ledger_at(second))  # it can still be read
    assert run(["ledger", "move", first.url, second]) == 0  # done again after an interruption


def test_the_first_writing_of_a_day_makes_a_copy_of_a_server_s_ledger(
    used: Ledger, server: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    assert used.folder is not None
    assert run(["ledger", "move", str(used.folder), server.new_database()]) == 0
    for old in backups_of(used.folder / NAME):
        old.unlink()
    written = "ledger", "return", str(used.folder), "--number", notice().number, "--why", "核对"
    run([*written])
    (copy,) = backups_of(used.folder / NAME)
    assert sums(ledger_at(copy)) == sums(used)  # as it was before the change
    content = copy.read_bytes()
    run([*written])
    assert [each.read_bytes() for each in backups_of(used.folder / NAME)] == [content]


def test_only_the_last_daily_copies_stay(tmp_path: Path) -> None:
    folder = tmp_path / FOLDER
    folder.mkdir()
    kept = folder / "台账_搬家以前.db"
    for path in (kept, *(folder / f"台账_202601{day:02}.db" for day in range(1, 32)), folder / "台账_20260201.db"):
        path.touch()
    prune(folder)
    daily = sorted(path.name for path in folder.iterdir() if path != kept)
    assert (len(daily), daily[0], daily[-1]) == (KEPT, "台账_20260103.db", "台账_20260201.db")
    assert kept.exists()


def test_an_address_file_that_nobody_can_use_is_said(tmp_path: Path) -> None:
    (tmp_path / MOVED).write_bytes("地址".encode("gbk"))
    with pytest.raises(LedgerError, match=MOVED):
        ledger_at(tmp_path)
    (tmp_path / MOVED).write_text("随便写的", "utf-8")
    with pytest.raises(LedgerError, match="地址不能用"):
        items_of(ledger_at(tmp_path))
