# SPDX-License-Identifier: Apache-2.0
"""How the tables of a database came to be: numbered steps, each recorded in it, done whole or not at all.

What is asked of a database before anything is done to it, in this order:

1. It is empty, or has our table of steps: a foreign one is left alone.
2. Its steps of this schema are ours, by number and name, without a gap.
3. It has no step that this program does not know: a newer program has been there.

One database may hold several schemas, which know nothing of each other.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Column, Connection, Integer, MetaData, PrimaryKeyConstraint, Table, inspect, select

from counterfoil.primitives.errors import InputError
from counterfoil.readmodel.columns import ByteText

STEPS: Final = Table(
    "counterfoil_migrations",
    MetaData(),
    Column("schema", ByteText, nullable=False),
    Column("number", Integer, nullable=False),
    Column("name", ByteText, nullable=False),
    PrimaryKeyConstraint("schema", "number"),
)


@dataclass(frozen=True)
class Migration:
    """One step. What it does is never changed once a program with it was given to anybody."""

    number: int
    name: str
    change: Callable[[Connection], None]


@dataclass(frozen=True)
class Schema:
    """The tables of one subject, by the steps that make them: numbered from 1."""

    name: str
    migrations: Sequence[Migration]

    def __post_init__(self) -> None:
        assert [one.number for one in self.migrations] == list(range(1, len(self.migrations) + 1))


def making(*tables: Table) -> Callable[[Connection], None]:
    """A step that makes these tables with their indexes."""

    def change(connection: Connection) -> None:
        for table in tables:
            table.create(connection)

    return change


def indexing(table: Table, name: str) -> Callable[[Connection], None]:
    """A step that makes an index of a table, where the table was made before it had one."""

    def change(connection: Connection) -> None:
        next(index for index in table.indexes if index.name == name).create(connection, checkfirst=True)

    return change


def migrate(connection: Connection, schema: Schema, where: str) -> int:
    """Do what is left to do of a schema's steps, within the transaction that is given; how many that were.

    Raises InputError for a database that is foreign, or was made by a newer program.
    """
    present = set(inspect(connection).get_table_names())
    if STEPS.name not in present:
        if present:
            remedy = "name a new one; nothing was done to it"
            problem = "the database is another program's: it has tables, and none of ours"
            raise InputError(problem, where=where, remedy=remedy)
        STEPS.create(connection)
    done = recorded(connection, schema)
    _require_ours(done, schema, where)
    for step in schema.migrations[len(done) :]:
        step.change(connection)
        connection.execute(STEPS.insert().values(schema=schema.name, number=step.number, name=step.name))
    return len(schema.migrations) - len(done)


def recorded(connection: Connection, schema: Schema) -> list[tuple[int, str]]:
    """The steps of a schema that the database says were done."""
    wanted = select(STEPS.c.number, STEPS.c.name).where(STEPS.c.schema == schema.name).order_by(STEPS.c.number)
    return [(number, name) for number, name in connection.execute(wanted)]


def _require_ours(done: Sequence[tuple[int, str]], schema: Schema, where: str) -> None:
    known = [(step.number, step.name) for step in schema.migrations]
    for place, step in enumerate(done[: len(known)]):
        if step != known[place]:
            problem = f"step {step[0]} of {schema.name} is {step[1]!r} there, and {known[place][1]!r} here"
            raise InputError(problem, where=where, remedy="the database is another program's; nothing was done to it")
    if len(done) > len(known):
        problem = f"a newer program was there: {schema.name} has {len(done)} steps, and this one knows {len(known)}"
        raise InputError(problem, where=where, remedy="use that program; nothing was done to the database")
