"""How a ledger of an earlier version becomes one of today's: numbered steps, plain functions, never changed again.

A step says its tables itself and does not look at schema.py, which is only how things are after the last one.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection, text

_ID = {"sqlite": "INTEGER PRIMARY KEY", "postgresql": "SERIAL PRIMARY KEY"}
_TEXT = "TEXT NOT NULL DEFAULT ''"


def _run(connection: Connection, *statements: str) -> None:
    for statement in statements:
        connection.execute(text(statement))


def _id(connection: Connection) -> str:
    return _ID.get(connection.dialect.name, _ID["postgresql"])


def _short(size: int) -> str:
    return f"VARCHAR({size}) NOT NULL DEFAULT ''"


def first(connection: Connection) -> None:
    """Version 1: notices with their items, and the record of changes, which nobody may alter."""
    _run(
        connection,
        "CREATE TABLE about (version INTEGER NOT NULL)",
        "INSERT INTO about (version) VALUES (0)",
        f"CREATE TABLE notices (id {_id(connection)}, number VARCHAR(60) NOT NULL UNIQUE, unit {_short(200)},"
        f" project {_TEXT}, title {_TEXT}, signature {_short(200)}, issued DATE, report_by DATE, source {_TEXT},"
        f" digest {_short(64)}, added TIMESTAMP NOT NULL)",
        f"CREATE TABLE items (id {_id(connection)}, notice_id INTEGER NOT NULL REFERENCES notices (id),"
        f" code VARCHAR(40) NOT NULL, project {_TEXT}, grade {_short(20)}, category {_short(100)}, problem {_TEXT},"
        f" amount {_short(60)}, unit {_short(200)}, basis {_TEXT}, requirement {_TEXT}, proof {_TEXT}, deadline DATE,"
        f" state {_short(10)}, measures {_TEXT}, status {_short(40)}, done_on DATE, evidence {_TEXT},"
        f" person {_short(100)}, opinion {_TEXT}, remark {_TEXT}, revision INTEGER NOT NULL DEFAULT 1,"
        " UNIQUE (notice_id, code))",
        "CREATE INDEX ix_items_notice_id ON items (notice_id)",
        f"CREATE TABLE changes (id {_id(connection)}, at TIMESTAMP NOT NULL, who {_short(200)}, why {_TEXT},"
        " notice_id INTEGER NOT NULL REFERENCES notices (id), item_id INTEGER REFERENCES items (id),"
        f" field {_short(40)}, old {_TEXT}, new {_TEXT}, revision INTEGER NOT NULL DEFAULT 0)",
        "CREATE INDEX ix_changes_item_id ON changes (item_id)",
    )
    if connection.dialect.name == "sqlite":
        _run(
            connection,
            *(
                f"CREATE TRIGGER changes_no_{verb} BEFORE {verb} ON changes "
                "BEGIN SELECT RAISE(ABORT, 'changes are kept'); END"
                for verb in ("update", "delete")
            ),
        )


def replies_and_decisions(connection: Connection) -> None:
    """Version 2: what came in as replies, who decided what, and which findings of the rules an item rests on."""
    _run(
        connection,
        f"CREATE TABLE replies (id {_id(connection)}, notice_id INTEGER NOT NULL REFERENCES notices (id),"
        f" file {_TEXT}, digest {_short(64)}, unit {_short(200)}, number {_short(60)}, dated DATE, reasons {_TEXT},"
        f" mechanism {_TEXT}, faults {_TEXT}, received TIMESTAMP NOT NULL, UNIQUE (notice_id, digest))",
        "CREATE INDEX ix_replies_notice_id ON replies (notice_id)",
        f"CREATE TABLE decisions (id {_id(connection)}, item_id INTEGER NOT NULL REFERENCES items (id),"
        f" kind VARCHAR(10) NOT NULL, means {_short(10)}, at TIMESTAMP NOT NULL, who {_short(200)}, why {_TEXT})",
        "CREATE INDEX ix_decisions_item_id ON decisions (item_id)",
        "CREATE TABLE findings (item_id INTEGER NOT NULL REFERENCES items (id), rule VARCHAR(10) NOT NULL,"
        f" sheet {_TEXT}, label {_TEXT})",
        "CREATE INDEX ix_findings_item_id ON findings (item_id)",
    )


def found_quickly(connection: Connection) -> None:
    """Version 3: one unit's history and the overdue list by index."""
    _run(
        connection,
        "CREATE INDEX items_by_unit ON items (unit)",
        "CREATE INDEX items_by_deadline ON items (state, deadline)",
    )


_LIMITED = {
    "notices": ("number", "unit", "signature", "digest"),
    "items": ("code", "grade", "category", "amount", "unit", "state", "status", "person"),
    "changes": ("who", "field"),
    "replies": ("digest", "unit", "number"),
    "decisions": ("kind", "means", "who"),
    "findings": ("rule",),
}


def servers_like_files(connection: Connection) -> None:
    """Version 4: PostgreSQL keeps texts of any length and every change for good, as SQLite has from the beginning."""
    if connection.dialect.name != "postgresql":
        return
    for table, names in _LIMITED.items():
        _run(connection, f"ALTER TABLE {table} " + ", ".join(f"ALTER COLUMN {name} TYPE TEXT" for name in names))
    _run(
        connection,
        "CREATE FUNCTION changes_are_kept() RETURNS trigger LANGUAGE plpgsql AS"
        " 'BEGIN RAISE EXCEPTION USING ERRCODE = ''integrity_constraint_violation'', MESSAGE = ''changes are kept'';"
        " END'",
        "CREATE TRIGGER changes_no_update BEFORE UPDATE OR DELETE ON changes"
        " FOR EACH ROW EXECUTE FUNCTION changes_are_kept()",
        "CREATE TRIGGER changes_no_truncate BEFORE TRUNCATE ON changes"
        " FOR EACH STATEMENT EXECUTE FUNCTION changes_are_kept()",
    )


def knows_where_it_went(connection: Connection) -> None:
    """Version 5: a ledger that went to another place says where, so that nobody writes into the old one."""
    _run(connection, f"ALTER TABLE about ADD COLUMN moved {_TEXT}")


STEPS: tuple[Callable[[Connection], None], ...] = (
    first,
    replies_and_decisions,
    found_quickly,
    servers_like_files,
    knows_where_it_went,
)
"""Step n leads from version n-1 to version n."""
LATEST = len(STEPS)


def migrate(connection: Connection, version: int) -> int:
    """Lead a ledger of this version (0: an empty database) to the latest; its version then."""
    for number, step in enumerate(STEPS[version:], version + 1):
        step(connection)
        connection.execute(text("UPDATE about SET version = :number"), {"number": number})
    return LATEST
