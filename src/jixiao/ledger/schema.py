"""The tables of the ledger as they are now; how older ledgers become like this is in migrations.py."""

from __future__ import annotations

from sqlalchemy import (
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

METADATA = MetaData()


def _text(name: str, size: int | None = None) -> Column[str]:
    return Column(name, String(size) if size else Text, nullable=False, server_default="")


ABOUT = Table("about", METADATA, Column("version", Integer, nullable=False), _text("moved"))
NOTICES = Table(
    "notices",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("number", String(60), nullable=False, unique=True),
    _text("unit", 200),
    _text("project"),
    _text("title"),
    _text("signature", 200),
    Column("issued", Date),
    Column("report_by", Date),
    _text("source"),
    _text("digest", 64),  # of what the notice says: the same notice twice is one notice
    Column("added", DateTime, nullable=False),
)
ITEMS = Table(
    "items",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("notice_id", ForeignKey("notices.id"), nullable=False, index=True),
    Column("code", String(40), nullable=False),
    _text("project"),
    _text("grade", 20),
    _text("category", 100),
    _text("problem"),
    _text("amount", 60),  # as written: 万元 with the digits that somebody typed
    _text("unit", 200),
    _text("basis"),
    _text("requirement"),
    _text("proof"),
    Column("deadline", Date),
    _text("state", 10),
    _text("measures"),
    _text("status", 40),
    Column("done_on", Date),
    _text("evidence"),
    _text("person", 100),
    _text("opinion"),
    _text("remark"),
    Column("revision", Integer, nullable=False, server_default="1"),
    UniqueConstraint("notice_id", "code"),
)
Index("items_by_unit", ITEMS.c.unit)
Index("items_by_deadline", ITEMS.c.state, ITEMS.c.deadline)
FINDINGS = Table(
    "findings",
    METADATA,
    Column("item_id", ForeignKey("items.id"), nullable=False, index=True),
    Column("rule", String(10), nullable=False),
    _text("sheet"),
    _text("label"),
)
REPLIES = Table(
    "replies",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("notice_id", ForeignKey("notices.id"), nullable=False, index=True),
    _text("file"),
    _text("digest", 64),
    _text("unit", 200),
    _text("number", 60),
    Column("dated", Date),
    _text("reasons"),
    _text("mechanism"),
    _text("faults"),
    Column("received", DateTime, nullable=False),
    UniqueConstraint("notice_id", "digest"),
)
DECISIONS = Table(
    "decisions",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("item_id", ForeignKey("items.id"), nullable=False, index=True),
    Column("kind", String(10), nullable=False),
    _text("means", 10),  # 人工, 复核
    Column("at", DateTime, nullable=False),
    _text("who", 200),
    _text("why"),
)
CHANGES = Table(
    "changes",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("at", DateTime, nullable=False),
    _text("who", 200),
    _text("why"),
    Column("notice_id", ForeignKey("notices.id"), nullable=False),
    Column("item_id", ForeignKey("items.id"), index=True),
    _text("field", 40),
    _text("old"),
    _text("new"),
    Column("revision", Integer, nullable=False, server_default="0"),
)
