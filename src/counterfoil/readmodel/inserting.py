# SPDX-License-Identifier: Apache-2.0
"""Many rows of a table at once, quicker than the library does it: the statement is made once for each kind of database.

``insert_rows``: every value goes through its column's type as ever, which refuses what it cannot keep.
``insert_plain``: values that were judged before, as they are; PostgreSQL takes them by COPY.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Dialect, Table
from sqlalchemy.exc import DBAPIError

Row = Mapping[str, Any]
_Bind = Callable[[Any], Any]


def insert_rows(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Enter rows that say each column of the table, or all the same of them. What a type refuses is its InputError."""
    if not rows:
        return
    names = tuple(column.name for column in table.c if column.name in rows[0])
    statement, binds, by_place = _prepared(connection.dialect, table, names)
    if len(names) > 1 and not any(bind for _, bind in binds):
        # Nothing to be done to a value: what is left is the most that can be had.
        plain: Any = list(map(itemgetter(*names), rows)) if by_place else list(rows)
        connection.exec_driver_sql(statement, plain)
        return
    values = [[row[name] if bind is None else bind(row[name]) for name, bind in binds] for row in rows]
    given: Any = [tuple(one) for one in values] if by_place else [dict(zip(names, one, strict=True)) for one in values]
    connection.exec_driver_sql(statement, given)


def insert_plain(connection: Connection, table: Table, rows: Sequence[tuple[Any, ...]]) -> None:
    """Enter rows that say every column of the table, in its order: whole numbers, bytes, texts without NUL, None."""
    if not rows:
        return
    if connection.dialect.name != "postgresql":
        statement, _, by_place = _prepared(connection.dialect, table, tuple(column.name for column in table.c))
        assert by_place
        connection.exec_driver_sql(statement, list(rows))
        return
    database: Any = connection.connection
    columns = ", ".join(f'"{column.name}"' for column in table.c)
    try:
        with database.cursor() as cursor, cursor.copy(f"COPY {table.name} ({columns}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
    except connection.dialect.loaded_dbapi.Error as error:
        raise DBAPIError("COPY", None, error) from error


@lru_cache(maxsize=64)
def _prepared(
    dialect: Dialect, table: Table, names: tuple[str, ...]
) -> tuple[str, list[tuple[str, _Bind | None]], bool]:
    """The statement, what each value goes through, and whether values are given by their places."""
    made = table.insert().compile(dialect=dialect, column_keys=list(names))
    assert not dialect.positional or list(made.positiontup or ()) == list(names)
    binds: list[tuple[str, _Bind | None]] = [
        (name, table.c[name].type.dialect_impl(dialect).bind_processor(dialect)) for name in names
    ]
    return str(made), binds, dialect.positional
