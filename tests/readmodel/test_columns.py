# SPDX-License-Identifier: Apache-2.0
"""Columns mean the same on both databases."""

from decimal import Decimal
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Column, Integer, MetaData, Table, select

from counterfoil.primitives.errors import InputError
from counterfoil.readmodel.address import DatabaseAddress
from counterfoil.readmodel.columns import ByteText, ExactDecimal, from_sortable, plain, sortable
from counterfoil.readmodel.database import Database
from counterfoil.readmodel.migrations import Migration, Schema, making

KEPT: Final = Table(
    "kept",
    MetaData(),
    Column("number", Integer, primary_key=True),
    Column("word", ByteText),
    Column("amount", ExactDecimal),
)
SCHEMA: Final = Schema("kept", [Migration(1, "kept", making(KEPT))])
DECIMALS = st.decimals(allow_nan=False, allow_infinity=False, places=None).filter(
    lambda one: len(one.as_tuple().digits) <= 40 and abs(one.adjusted()) < 900
)
NUMBERS: Final = (
    *("0", "-0", "1", "-1", "0.1", "-0.1", "10", "9.99", "-9.99", "1.50", "1e-300", "-1e-300", "1e300", "-1e300"),
    *(
        "0.30000000000000004",
        "0.3",
        "123456789012345678901234567890.123456789",
        "1000000000000000000000",
        "99.5",
        "100",
    ),
)
WORDS: Final = (
    "",
    "A",
    "B",
    "a",
    "b",
    "ä",
    "z",
    "é",
    "e",
    "Ω",
    "仓",
    "\U0001f4e6",
    "\uffff",
    "a b",
    "a-b",
    "ab",
    "a_b",
    "%",
)


def stored(address: DatabaseAddress, column: str, values: tuple[object, ...]) -> Database:
    with Database(address, SCHEMA) as database, database.writing() as connection:
        rows = [{"number": number, column: value} for number, value in enumerate(values)]
        connection.execute(KEPT.insert(), rows)
    return Database(address, SCHEMA)


def test_decimals_come_back_exactly_and_in_order(address: DatabaseAddress) -> None:
    """No digit is lost, and the order is that of numbers, not of texts or of floats."""
    numbers = tuple(Decimal(text) for text in NUMBERS)
    with stored(address, "amount", numbers) as database, database.reading() as connection:
        found = list(connection.execute(select(KEPT.c.amount).order_by(KEPT.c.number)).scalars())
        ordered = list(connection.execute(select(KEPT.c.amount).order_by(KEPT.c.amount)).scalars())
        above = connection.execute(select(KEPT.c.number).where(KEPT.c.amount > Decimal("0.3"))).scalars()
        assert [str(one) for one in found] == [str(plain(one)) for one in numbers]
        assert found == list(numbers)
        assert ordered == sorted(numbers)
        assert {numbers[place] for place in above} == {one for one in numbers if one > Decimal("0.3")}


def test_texts_are_in_the_order_of_their_bytes(address: DatabaseAddress) -> None:
    """Upper case before lower, letters with marks behind all without, and equal only what is the same."""
    with stored(address, "word", WORDS) as database, database.reading() as connection:
        found = list(connection.execute(select(KEPT.c.word).order_by(KEPT.c.word)).scalars())
        assert found == sorted(WORDS, key=str.encode)
        assert connection.execute(select(KEPT.c.number).where(KEPT.c.word == "a")).scalars().all() == [WORDS.index("a")]


@pytest.mark.parametrize("text", ["a\0b", "\ud800", "\0"], ids=["a NUL inside", "half a character", "a NUL alone"])
def test_what_one_of_the_two_cannot_hold_is_refused_by_both(address: DatabaseAddress, text: str) -> None:
    """A text that a move to the other database would lose is never taken in; that is no failure of a disk."""
    with pytest.raises(InputError, match="cannot be stored"):
        stored(address, "word", (text,))


@pytest.mark.parametrize("text", ["NaN", "Infinity", "1e1000", "1e-1001", "1" * 61, "sNaN"])
def test_numbers_beyond_the_bounds_are_refused(address: DatabaseAddress, text: str) -> None:
    """Not numbers, numbers too far from the point, and numbers with too many digits."""
    with pytest.raises(InputError):
        stored(address, "amount", (Decimal(text),))


@given(DECIMALS, DECIMALS)
def test_sortable_texts_are_in_the_order_of_numbers(one: Decimal, other: Decimal) -> None:
    """The order of the texts is that of the numbers, and each gives its number back."""
    assert (sortable(one) < sortable(other)) == (one < other)
    assert (sortable(one) == sortable(other)) == (one == other)
    assert from_sortable(sortable(one)) == one
    assert plain(one) == one
    assert str(from_sortable(sortable(one))) == str(plain(one))
