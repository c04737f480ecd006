"""A ledger of an earlier version becomes one of today's, on either database, wholly or not at all."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Connection, create_engine, inspect, text

from jixiao.ledger.backup import backups_of
from jixiao.ledger.errors import LedgerError
from jixiao.ledger.migrations import LATEST, STEPS, first
from jixiao.ledger.opening import Ledger, ledger_at, writing
from jixiao.ledger.recording import decide
from jixiao.ledger.schema import METADATA
from jixiao.ledger.soundness import faults_at
from tests.ledger.rounds import doing, items_of, new_ledger


@pytest.fixture
def version_one(place: Path) -> Ledger:
    """A ledger as version 1 left it, with one item."""
    ledger = ledger_at(place)
    engine = create_engine(ledger.url)
    with engine.begin() as connection:
        first(connection)
        for statement in (
            "UPDATE about SET version = 1",
            "INSERT INTO notices (number, unit, added) VALUES ('青财绩〔2024〕3号', '甲局', '2024-01-02 08:00:00')",
            "INSERT INTO items (notice_id, code, unit, state, deadline)"
            " VALUES (1, '一', '甲局', '已下发', '2024-02-01')",
            "INSERT INTO changes (at, who, why, notice_id, item_id, field, new, revision)"
            " VALUES ('2024-01-02 08:00:00', '甲', '登记', 1, 1, 'state', '已下发', 1)",
        ):
            connection.execute(text(statement))
    engine.dispose()
    return ledger


def test_a_ledger_of_version_one_becomes_one_of_today_and_keeps_its_items(version_one: Ledger) -> None:
    (item,) = items_of(version_one).values()
    assert (item.number, item.deadline, item.state) == ("青财绩〔2024〕3号", date(2024, 2, 1), "已下发")
    with writing(version_one) as connection:
        decide(connection, decide(connection, item, "reply", doing("收到")), "close", doing("属实"))
    assert faults_at(version_one) == []
    if version_one.file is not None:
        assert len(backups_of(version_one.file)) == 1  # made before anything was changed


def test_a_migration_that_fails_leaves_the_older_ledger_as_it_was(
    version_one: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(connection: Connection) -> None:
        connection.execute(text("CREATE TABLE half (a INTEGER)"))
        raise LedgerError("断电")

    with monkeypatch.context() as patched:
        patched.setattr("jixiao.ledger.migrations.STEPS", (*STEPS[:-1], fail))
        with pytest.raises(LedgerError, match="断电"):
            items_of(version_one)
    engine = create_engine(version_one.url)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT version FROM about")).scalar_one() == 1
        assert set(inspect(connection).get_table_names()) == {"about", "notices", "items", "changes"}
    engine.dispose()
    assert len(items_of(version_one)) == 1


def test_the_steps_lead_to_the_very_tables_that_the_program_uses(place: Path) -> None:
    stepped = create_engine(new_ledger(place).url)
    plain = create_engine("sqlite://")
    METADATA.create_all(plain)
    with stepped.connect() as one, plain.connect() as other:
        for table in METADATA.tables:
            names = [[column["name"] for column in inspect(each).get_columns(table)] for each in (one, other)]
            assert names[0] == names[1]
            indexes = [
                sorted(
                    (index["name"], index["column_names"])
                    for index in inspect(each).get_indexes(table)
                    if not index["unique"]
                )
                for each in (one, other)
            ]
            assert indexes[0] == indexes[1]
        assert one.execute(text("SELECT version FROM about")).scalar_one() == LATEST == len(STEPS)
    stepped.dispose()
