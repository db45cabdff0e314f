# SPDX-License-Identifier: Apache-2.0
"""Rows that follow from what is recorded elsewhere, and can be made again from it.

1. What is recorded is numbered upwards from 1, in one order, and is never changed.
2. The number up to which the rows follow, their *position*, is committed with them: whoever dies in between has both
   or neither, and goes on from there. Nothing is lost, and nothing is applied twice.
3. Rows depend on what is recorded and on nothing else. So ``rebuild`` makes them equal, whatever had become of them.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Final, Generic, NamedTuple, TypeVar

from sqlalchemy import BigInteger, Column, Connection, MetaData, Table, bindparam, select

from counterfoil.primitives.errors import InvariantBroken
from counterfoil.readmodel.columns import ByteText
from counterfoil.readmodel.database import Database
from counterfoil.readmodel.migrations import Migration, Schema, making

Record = TypeVar("Record")

POSITIONS: Final = Table(
    "counterfoil_positions",
    MetaData(),
    Column("projection", ByteText, primary_key=True),
    Column("position", BigInteger, nullable=False),
)
_POSITION: Final = select(POSITIONS.c.position).where(POSITIONS.c.projection == bindparam("called"))
PROJECTIONS: Final = Schema("projections", [Migration(1, "positions", making(POSITIONS))])
"""What a database with any projection has besides its own tables."""
BATCH: Final = 256
"""How many records are applied in one transaction."""


class Numbered(NamedTuple, Generic[Record]):
    """One thing that is recorded, and its number."""

    number: int
    record: Record


Source = Callable[[int], Iterable[Numbered[Record]]]
"""What is recorded above a number, in order."""


class Projection(NamedTuple, Generic[Record]):
    """Which tables are filled, in the order in which they refer to each other, and what records do to them.

    ``apply`` is given some at a time, in their order: how many is no part of what comes out.
    """

    name: str
    tables: Sequence[Table]
    apply: Callable[[Connection, Sequence[Numbered[Record]]], None]

    def position(self, connection: Connection) -> int:
        """The number of the last record that its rows follow from; 0 at first."""
        found = connection.execute(_POSITION, {"called": self.name}).scalar()
        return 0 if found is None else int(found)

    def take(self, connection: Connection, records: Iterable[Numbered[Record]]) -> int:
        """Apply what comes after the position, and move it, within the transaction given; how many that were.

        What is at or before the position was applied already, and is passed over.
        """
        before = last = self.position(connection)
        count = 0
        for batch in _batches(records):
            fresh = [one for one in batch if one.number > before]
            for number, _ in fresh:
                if number <= last:
                    raise InvariantBroken(f"{self.name}: record {number} came after record {last}")
                last = number
            if fresh:
                self.apply(connection, fresh)
            count += len(fresh)
        if last != before:
            self._move(connection, last)
        return count

    def advance(self, database: Database, source: Source[Record]) -> int:
        """Apply all that is recorded and not applied yet, some at a time; how many that were."""
        with database.reading() as connection:
            start = self.position(connection)
        count = 0
        for batch in _batches(source(start)):
            with database.writing() as connection:
                count += self.take(connection, batch)
        return count

    def rebuild(self, database: Database, source: Source[Record]) -> int:
        """Make all rows anew, in one transaction, until which the old ones are read; of how many records."""
        with database.writing() as connection:
            for table in reversed(self.tables):
                connection.execute(table.delete())
            self._move(connection, 0)
            return self.take(connection, source(0))

    def _move(self, connection: Connection, position: int) -> None:
        connection.execute(POSITIONS.delete().where(POSITIONS.c.projection == self.name))
        connection.execute(POSITIONS.insert().values(projection=self.name, position=position))


def _batches(records: Iterable[Numbered[Record]]) -> Iterator[list[Numbered[Record]]]:
    """A transaction's worth at a time."""
    left = iter(records)
    while batch := list(islice(left, BATCH)):
        yield batch
