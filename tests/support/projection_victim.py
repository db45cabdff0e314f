# SPDX-License-Identifier: Apache-2.0
"""A process that applies records without end, to be killed: ``projection_victim.py URL``."""

import sys
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import partial
from typing import Final

from sqlalchemy import BigInteger, Column, Connection, MetaData, Table, select

from counterfoil.readmodel.address import read_address
from counterfoil.readmodel.columns import ByteText, ExactDecimal
from counterfoil.readmodel.database import Database
from counterfoil.readmodel.migrations import Migration, Schema, making
from counterfoil.readmodel.projection import PROJECTIONS, Numbered, Projection

SUMS: Final = Table(
    "sums",
    MetaData(),
    Column("owner", ByteText, primary_key=True),
    Column("records", BigInteger, nullable=False),
    Column("sum", ExactDecimal, nullable=False),
)
SCHEMA: Final = Schema("sums", [Migration(1, "sums", making(SUMS))])
OWNERS: Final = ("a", "b", "c")


def apply(connection: Connection, records: Sequence[Numbered[Decimal]]) -> None:
    """Add to what an owner has: whoever did it twice, or never, would have another sum."""
    for number, record in records:
        owner = OWNERS[number % len(OWNERS)]
        found = connection.execute(select(SUMS.c.records, SUMS.c.sum).where(SUMS.c.owner == owner)).one_or_none()
        count, total = (0, Decimal(0)) if found is None else found
        connection.execute(SUMS.delete().where(SUMS.c.owner == owner))
        connection.execute(SUMS.insert().values(owner=owner, records=count + 1, sum=total + record))


PROJECTION: Final = Projection("sums", (SUMS,), apply)


def recorded(after: int, last: int = 10**9) -> Iterator[Numbered[Decimal]]:
    """What is recorded: the number, in hundredths."""
    for number in range(after + 1, last + 1):
        yield Numbered(number, Decimal(number) / 100)


def rows(database: Database) -> list[tuple[object, ...]]:
    with database.reading() as connection:
        found = connection.execute(select(SUMS).order_by(SUMS.c.owner))
        return [tuple(row) for row in found]


def position(database: Database) -> int:
    with database.reading() as connection:
        return PROJECTION.position(connection)


def open_database(url: str) -> Database:
    return Database(read_address(url), PROJECTIONS, SCHEMA)


def main(url: str) -> None:
    """Tell the position after each transaction."""
    with open_database(url) as database:
        while True:
            at = position(database)
            PROJECTION.advance(database, partial(recorded, last=at + 7))
            sys.stdout.write(f"{position(database)}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1])
