# SPDX-License-Identifier: Apache-2.0
"""Kinds of term values: what each reads, writes and refuses, and how a wrong value is shown."""

import re
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

import pytest

from counterfoil.terms.kernel.dates import Cycle, Period
from counterfoil.terms.kernel.values import CYCLE, PERIOD, POSITIVE, REAL, TEXT, TIME, Kind, array, choice, shown


class Colour(StrEnum):
    """A choice of the tests' own."""

    RED = "R"
    GREEN = "G2"


COLOUR = choice(Colour, RUBY=Colour.RED)


@pytest.mark.parametrize(
    ("kind", "given_", "value", "written"),
    [
        (TEXT, " CNY ", "CNY", "CNY"),
        (TEXT, "国债", "国债", "国债"),
        (TEXT, "x" * 200, "x" * 200, "x" * 200),
        (REAL, "-0.050", Decimal("-0.05"), "-0.05"),
        (REAL, 3, Decimal(3), "3"),
        (POSITIVE, "0", Decimal(0), "0"),
        (POSITIVE, Decimal("1E3"), Decimal(1000), "1000"),
        (TIME, "2024-02-29", datetime(2024, 2, 29), "2024-02-29T00:00:00"),
        (PERIOD, "P1Q", Period(3, 0), "P3M"),
        (PERIOD, "2W", Period(0, 14), "P14D"),
        (CYCLE, "P1Y", Cycle(Period(12, 0), False), "P12ML1"),
        (CYCLE, "P1WL0", Cycle(Period(0, 7), True), "P7DL0"),
        (COLOUR, " g2 ", Colour.GREEN, "G2"),
        (COLOUR, "ruby", Colour.RED, "R"),
        (array(REAL), ["1", "0.50"], (Decimal(1), Decimal("0.5")), ["1", "0.5"]),
        (array(REAL), "7", (Decimal(7),), ["7"]),
        (array(REAL), [], (), []),
        (array(COLOUR), ("R", "g2"), (Colour.RED, Colour.GREEN), ["R", "G2"]),
    ],
)
def test_values_are_read_and_written(kind: Kind, given_: object, value: object, written: object) -> None:
    """Blanks and capital letters do not matter; what is written is read as the same value."""
    assert kind.read(given_) == value
    assert kind.write(value) == written
    assert kind.read(kind.write(value)) == value


@pytest.mark.parametrize(
    ("kind", "given_", "reason"),
    [
        (TEXT, 7, "not a text"),
        (TEXT, None, "not a text"),
        (TEXT, "  ", "blank"),
        (TEXT, "x" * 201, "of 201 characters"),
        (REAL, "five", "not a number"),
        (REAL, 0.5, "a binary float, which is not exact: parse JSON numbers as decimals, or give texts"),
        (POSITIVE, "-1", "negative"),
        (POSITIVE, "minus one", "not a number"),
        (TIME, "29/02/2024", "not a time"),
        (TIME, "2023-02-29", "not on the calendar or the clock"),
        (PERIOD, 5, "not a text"),
        (PERIOD, "five days", "not a period"),
        (CYCLE, 5, "not a text"),
        (CYCLE, "P1ML2", "not a cycle"),
        (CYCLE, "P0D", "a cycle of no length"),
        (COLOUR, "BLUE", "not one of the allowed values"),
        (COLOUR, "RED", "not one of the allowed values"),
        (COLOUR, 1, "not one of the allowed values"),
        (array(REAL), ["1", "x"], "wrong at element 2: 'x' is not a number"),
        (array(REAL), "x", "wrong at element 1: 'x' is not a number"),
        (array(REAL), [["1"]], "wrong at element 1: ['1'] is not a number"),
        (array(COLOUR), ["R", "BLUE"], "wrong at element 2: 'BLUE' is not one of the allowed values"),
    ],
)
def test_wrong_values_are_refused(kind: Kind, given_: object, reason: str) -> None:
    """The reason completes the sentence "this value is …"; in lists it says which element."""
    with pytest.raises(ValueError, match=f"^{re.escape(reason)}$"):
        kind.read(given_)


def test_choices_say_what_is_allowed() -> None:
    """By the dictionary's acronyms, without the synonyms that we also understand."""
    assert COLOUR.allowed == "one of R, G2"
    assert array(COLOUR).allowed == "a list, each one of R, G2"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("x", "'x'"),
        (Decimal("1.0"), "Decimal('1.0')"),
        ("y" * 100, "'" + "y" * 56 + "..."),
        (10**5000, "an integer of very many digits"),
        ([10**5000], "an integer of very many digits"),
    ],
    ids=["text", "decimal", "long text", "long integer", "long integer in a list"],
)
def test_values_are_shown_in_a_line(value: object, expected: str) -> None:
    """An error message stays readable whatever was given."""
    assert shown(value) == expected
    assert len(shown(value)) <= 60
