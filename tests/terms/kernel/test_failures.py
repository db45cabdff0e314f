# SPDX-License-Identifier: Apache-2.0
"""Whatever stops a contract becomes an error with a place, and says whose fault it is."""

from datetime import datetime
from decimal import Decimal, InvalidOperation

import pytest

from counterfoil.primitives.errors import DecodeError, InputError
from counterfoil.terms.kernel.reading import as_input_errors
from counterfoil.terms.kernel.risk_factors import MissingFixing

BEYOND = "look for amounts and times far out of range"
FAILURES = [
    (ZeroDivisionError("by zero"), "x: cannot be computed: ZeroDivisionError by zero", BEYOND),
    (OverflowError("date value out of range"), "x: cannot be computed: OverflowError date value out of range", BEYOND),
    (InvalidOperation(), "x: cannot be computed: InvalidOperation", BEYOND),
    (RecursionError("too deep"), "x: cannot be computed: RecursionError too deep", BEYOND),
    (MemoryError(), "x: cannot be computed: MemoryError", BEYOND),
    (KeyError("k"), "x: internal error, please report it: KeyError 'k'", ""),
    (
        ValueError("year 0 is out of range"),
        "x: internal error, please report it: ValueError year 0 is out of range",
        "",
    ),
]


@pytest.mark.parametrize(("error", "said", "remedy"), FAILURES, ids=[type(row[0]).__name__ for row in FAILURES])
def test_what_was_not_foreseen_is_said_clearly(error, said, remedy):
    """What numbers and times cause asks for other terms; what is our mistake asks to be reported."""
    with pytest.raises(InputError) as caught, as_input_errors("x"):
        raise error
    assert str(caught.value) == (f"{said} ({remedy})" if remedy else said)
    assert caught.value.__cause__ is error


PLACES = [
    ("x", "x"),
    ("x.terms", "x.terms"),
    ("x[3].time", "x[3].time"),
    ("x, line 3", "x, line 3"),
    ("xyz", "x, xyz"),
    ("", "x"),
]


@pytest.mark.parametrize(("where", "place"), PLACES, ids=[place for _, place in PLACES])
def test_the_place_begins_with_the_case(where, place):
    """An error of our own keeps its kind; its place is put below the case unless it is there already."""
    with pytest.raises(DecodeError) as caught, as_input_errors("x"):
        raise DecodeError("own", where=where)
    assert caught.value.where == place


def test_a_missing_fixing_stays_one():
    """Whoever fetches fixings can still ask the error which one, and when."""
    with pytest.raises(MissingFixing) as caught, as_input_errors("x"):
        raise MissingFixing("LPR1Y", datetime(2027, 1, 2))
    assert (caught.value.identifier, caught.value.at) == ("LPR1Y", datetime(2027, 1, 2))
    assert str(caught.value).startswith("x, risk factors: no fixing of LPR1Y")


def test_what_goes_well_is_left_alone():
    """Nothing happens without an exception, and an interrupt is none of ours."""
    with as_input_errors("x"):
        total = Decimal(1) + 1
    assert total == 2
    with pytest.raises(KeyboardInterrupt), as_input_errors("x"):
        raise KeyboardInterrupt
