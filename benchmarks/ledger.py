"""A ledger of 100,000 items measured: `python benchmarks/ledger.py [--items 100000] [--url postgresql://…/empty]`.

The overdue list and one unit's history against the bare indexed SQL query that fetches the same rows (sqlite3 or
psycopg, a connection that is open already); medians of ROUNDS in turns. Only a temporary folder is written to, or the
empty database that the address names.
"""

from __future__ import annotations

import argparse
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import date, datetime, timedelta

from jixiao.ledger.entries import ItemEntry, NoticeEntry
from jixiao.ledger.opening import Ledger, ledger_at, reading, writing
from jixiao.ledger.queries import changes, items, overdue
from jixiao.ledger.recording import Doing, add_notice

ROUNDS = 7
ON = date(2026, 11, 10)
UNITS, PER_NOTICE = 219, 10


def build(place: str, count: int) -> Ledger:
    """A ledger of so many items of 219 units, one in twenty overdue on ON."""
    ledger, doing = ledger_at(place), Doing("甲@一号机", datetime(2026, 10, 8, 9), "登记")
    with writing(ledger) as connection:
        for number in range(count // PER_NOTICE):
            due = ON - timedelta(days=5) if number % 20 == 0 else ON + timedelta(days=30)
            entries = tuple(
                ItemEntry(str(code), f"第 {code} 个问题:资金支付率偏低,年末只支付了一部分", deadline=due)
                for code in range(PER_NOTICE)
            )
            notice = NoticeEntry(f"青财绩〔2026〕{number}号", f"第{number % UNITS}局", "项目", items=entries)
            add_notice(connection, notice, doing)
    return ledger


def bare(ledger: Ledger, query: str, *values: object) -> Callable[[], object]:
    """The same rows by plain SQL over an open connection."""
    if ledger.file is not None:
        connection = sqlite3.connect(ledger.file)
        return lambda: connection.execute(query, values).fetchall()
    import psycopg

    server = psycopg.connect(ledger.url.replace("+psycopg", ""))
    return lambda: server.execute(query.replace("?", "%s").encode(), values).fetchall()


def through(ledger: Ledger, ask: Callable[..., object]) -> Callable[[], object]:
    """A question to the ledger as a command asks it: opened, asked, closed."""

    def run() -> object:
        with reading(ledger) as connection:
            return ask(connection)

    return run


def medians(works: dict[str, Callable[[], object]]) -> dict[str, float]:
    """Median seconds of each, all in turns."""
    spent: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(ROUNDS):
        for name, work in works.items():
            before = time.perf_counter()
            work()
            spent[name].append(time.perf_counter() - before)
    return {name: statistics.median(times) for name, times in spent.items()}


def main() -> None:
    """Build, ask in turns, print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--items", type=int, default=100_000)
    parser.add_argument("--url", help="an empty PostgreSQL database, in place of a file")
    given = parser.parse_args()
    count = given.items
    with tempfile.TemporaryDirectory() as folder:
        before = time.perf_counter()
        ledger = build(given.url or folder, count)
        print(f"{count} items entered in {time.perf_counter() - before:.1f} s")
        late = (
            "SELECT * FROM items WHERE state IN ('已下发', '已回复', '退回') AND deadline < ?"
            " AND (state <> '已回复' OR status <> '已完成') ORDER BY unit, deadline, id"
        )
        works = {
            "overdue list": through(ledger, lambda connection: overdue(connection, ON)),
            "bare overdue": bare(ledger, late, ON.isoformat()),
            "unit's items": through(ledger, lambda connection: items(connection, unit="第7局")),
            "bare unit's items": bare(ledger, "SELECT * FROM items WHERE unit = ?", "第7局"),
            "unit's history": through(ledger, lambda connection: changes(connection, unit="第7局")),
            "bare unit's history": bare(
                ledger,
                "SELECT c.* FROM changes c JOIN items i ON i.id = c.item_id WHERE i.unit = ? ORDER BY c.id",
                "第7局",
            ),
        }
        found = medians(works)
    for name, other in (("overdue list", "overdue"), ("unit's items", "unit's items"), ("unit's history",) * 2):
        own, plain = found[name], found[f"bare {other}"]
        print(f"{name}: {own * 1000:.1f} ms, bare {plain * 1000:.2f} ms, {own / plain:.1f} times (goal: 50)")


if __name__ == "__main__":
    main()
