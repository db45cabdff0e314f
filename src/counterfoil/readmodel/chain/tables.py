# SPDX-License-Identifier: Apache-2.0
"""The tables of a chain. None of them is a module's own, so that a new module needs no line.

All rows follow from the block log, and are entered by one function: so no reference is checked again, row by row. A
record is known by a number, in the order in which records came to be. A version of one holds until its next; what a
field of one says holds from a height until before another.
"""

from typing import Final

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    text,
)
from sqlalchemy import UniqueConstraint as Unique

from counterfoil.readmodel.columns import LedgerText
from counterfoil.readmodel.migrations import Migration, Schema, making
from counterfoil.readmodel.projection import POSITIONS

META: Final = MetaData()


def _number(name: str) -> Column[int]:
    return Column(name, BigInteger, nullable=False)


def _own_number(name: str) -> Column[int]:
    """A key that SQLite has for the place of the row, under this name of its type alone: it needs no second tree."""
    return Column(name, BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False)


def _text(name: str) -> Column[str]:
    return Column(name, LedgerText, nullable=False)


def _of_record() -> Column[int]:
    return _number("record")


BLOCKS: Final = Table(
    "chain_blocks",
    META,
    _own_number("height"),
    _text("chain"),
    _number("time_ms"),
    _text("state"),
    _text("hash"),
    Column("header", LargeBinary, nullable=False),
)
"""Every block: its header as sealed, its hash, and of it what answers say."""
EVENTS: Final = Table(
    "chain_events",
    META,
    _number("height"),
    _number("place"),
    _text("type"),
    _text("transaction"),
    Column("event", LargeBinary, nullable=False),
    PrimaryKeyConstraint("height", "place"),
    Index("chain_events_by_type", "type", "height", "place"),
)
"""Every event, in its canonical bytes; ``place`` is its index in the block."""
RECORDS: Final = Table(
    "chain_records",
    META,
    _own_number("number"),
    _text("path"),
    _text("prefix"),
    _number("since"),
    Unique("path", name="chain_records_once"),
    Index("chain_records_by_table", "prefix", "number"),
)
"""Every record that there ever was: ``since`` is the height of its first version. None is ever deleted."""
VERSIONS: Final = Table(
    "chain_versions",
    META,
    _of_record(),
    _number("since"),
    Column("document", LargeBinary, nullable=False),
    PrimaryKeyConstraint("record", "since"),
)
"""What a record was after a block, in its canonical bytes, until the next version of it."""
LINKS: Final = Table(
    "chain_links",
    META,
    _of_record(),
    _number("seq"),
    _number("height"),
    _number("place"),
    PrimaryKeyConstraint("record", "seq"),
    sqlite_with_rowid=False,
)
"""The trail of a record: which event is the first that touched it, the second, and so on."""
FIELDS: Final = Table(
    "chain_fields",
    META,
    _text("prefix"),
    _text("name"),
    _text("value"),
    _of_record(),
    _number("since"),
    Column("until", BigInteger),
    PrimaryKeyConstraint("prefix", "name", "value", "record", "since"),
    sqlite_with_rowid=False,
)
"""What records are asked by: from the height ``since`` until before ``until``, which is null while it holds.

In the one order in which it is asked: what a record says is read from its last version, and needs no index here.
"""

TABLES: Final = (BLOCKS, EVENTS, RECORDS, VERSIONS, LINKS, FIELDS)
CHAIN: Final = "chain"
"""How the projection is called."""


def _anew(connection: Connection) -> None:
    """Rows that were made before are made again: what they are found by has changed."""
    for table in reversed(TABLES):
        connection.execute(text(f"DROP TABLE IF EXISTS {table.name}"))
    connection.execute(POSITIONS.delete().where(POSITIONS.c.projection == CHAIN))
    making(*TABLES)(connection)


SCHEMA: Final = Schema(
    "chain",
    [
        Migration(1, "tables", lambda _: None),
        Migration(2, "named", lambda _: None),
        Migration(3, "opened", _anew),
    ],
)
