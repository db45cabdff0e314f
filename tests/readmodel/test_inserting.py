# SPDX-License-Identifier: Apache-2.0
"""Rows entered at once are those that the library would enter, and what it would refuse is refused."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import BigInteger, Boolean, Column, LargeBinary, MetaData, Table, select

from counterfoil.primitives.errors import InputError, StorageError
from counterfoil.readmodel.address import DatabaseAddress
from counterfoil.readmodel.columns import ByteText, ExactDecimal, LedgerText
from counterfoil.readmodel.database import Database
from counterfoil.readmodel.inserting import insert_plain, insert_rows
from counterfoil.readmodel.migrations import Migration, Schema, making

META = MetaData()
ROWS = Table(
    "test_rows",
    META,
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("text", ByteText, nullable=False),
    Column("holds", Boolean),
    Column("amount", ExactDecimal),
    Column("document", LargeBinary),
)
PLAIN = Table(
    "test_plain",
    MetaData(),
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("text", LedgerText, nullable=False),
    Column("document", LargeBinary),
)
PLAIN_SCHEMA = Schema("test_plain", [Migration(1, "rows", making(PLAIN))])
SCHEMA = Schema("test_inserting", [Migration(1, "rows", making(ROWS))])
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8)
VALUES = st.fixed_dictionaries(
    {
        "text": TEXTS,
        "holds": st.sampled_from([True, False, None]),
        "amount": st.one_of(st.none(), st.integers(-(10**30), 10**30).map(lambda one: Decimal(one).scaleb(-9))),
        "document": st.one_of(st.none(), st.binary(max_size=8)),
    }
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(rows=st.lists(VALUES, max_size=5))
def test_rows_are_those_of_the_library(address: DatabaseAddress, rows: list[dict[str, Any]]) -> None:
    """Texts, truth values, decimals, bytes and nothing come back as from the library's own way, on either database."""
    numbered = [{"number": number, **row} for number, row in enumerate(rows)]
    with Database(address, SCHEMA) as database:
        told = []
        for enter in (insert_rows, lambda connection, table, some: some and connection.execute(table.insert(), some)):
            with database.writing() as connection:
                connection.execute(ROWS.delete())
                enter(connection, ROWS, numbered)
            with database.reading() as connection:
                told.append([tuple(row) for row in connection.execute(select(ROWS).order_by(ROWS.c.number))])
    assert told[0] == told[1]
    assert len(told[0]) == len(rows)


@pytest.mark.parametrize("row", [{"number": 1, "text": "a\0b"}, {"number": 1, "text": "\ud800"}])
def test_what_a_column_cannot_keep_is_refused(address: DatabaseAddress, row: dict[str, Any]) -> None:
    """With the column's own words, and nothing is entered."""
    with Database(address, SCHEMA) as database:
        with pytest.raises(InputError, match="cannot be stored"), database.writing() as connection:
            insert_rows(connection, ROWS, [{"number": 0, "text": "kept"}, row])
        with database.reading() as connection:
            assert connection.execute(select(ROWS)).all() == []


def test_columns_that_are_not_said_are_empty(address: DatabaseAddress) -> None:
    """Of all rows alike."""
    with Database(address, SCHEMA) as database:
        with database.writing() as connection:
            insert_rows(connection, ROWS, [{"text": "a", "number": 7}, {"number": 8, "text": "b"}])
        with database.reading() as connection:
            assert connection.execute(select(ROWS.c.text, ROWS.c.holds).order_by(ROWS.c.number)).all() == [
                ("a", None),
                ("b", None),
            ]


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(rows=st.lists(st.tuples(TEXTS, st.one_of(st.none(), st.binary(max_size=8))), max_size=5))
def test_plain_rows_are_entered_as_they_are(address: DatabaseAddress, rows: list[tuple[str, bytes | None]]) -> None:
    """Tabs, line ends and backslashes too, which mean something to COPY; and bytes."""
    numbered = [(number, f"{text}\t\\N\n", document) for number, (text, document) in enumerate(rows)]
    with Database(address, PLAIN_SCHEMA) as database:
        with database.writing() as connection:
            connection.execute(PLAIN.delete())
            insert_plain(connection, PLAIN, numbered)
        with database.reading() as connection:
            assert [tuple(row) for row in connection.execute(select(PLAIN).order_by(PLAIN.c.number))] == numbered


def test_plain_rows_that_break_a_rule_are_none_of_them_there(address: DatabaseAddress) -> None:
    """The error is ours and shows no value."""
    with Database(address, PLAIN_SCHEMA) as database:
        with pytest.raises(StorageError) as refused, database.writing() as connection:
            insert_plain(connection, PLAIN, [(1, "secret", None), (1, "secret", None)])
        assert "secret" not in str(refused.value)
        with database.reading() as connection:
            assert connection.execute(select(PLAIN)).all() == []
