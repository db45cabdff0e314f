# SPDX-License-Identifier: Apache-2.0
"""Exact arithmetic: what numbers may look like, how they are written, and one context for everybody."""

import decimal
import re
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterfoil.terms.kernel.arithmetic import CONTEXT, exact, number, text

D = Decimal
CANONICAL = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]*[1-9])?")

numbers = st.builds(
    lambda sign, digits, exponent: Decimal(sign * digits).scaleb(exponent, CONTEXT),
    st.sampled_from((1, -1)),
    st.integers(0, 10**34 - 1),
    st.integers(-60, 60),
)


@pytest.mark.parametrize(
    ("given_", "expected"),
    [
        ("0.05", D("0.05")),
        (" 80", D(80)),
        ("   0", D(0)),
        ("-3000", D(-3000)),
        ("+7", D(7)),
        (".5", D("0.5")),
        ("5.", D(5)),
        ("1e3", D(1000)),
        ("25E-4", D("0.0025")),
        (42, D(42)),
        (-1, D(-1)),
        (D("1.50"), D("1.5")),
        ("9" * 34, D("9" * 34)),
        ("1" + "0" * 60, D("1e60")),
        (10**60, D("1e60")),
        ("1e-99", D("1e-99")),
        ("0e500", D(0)),
    ],
)
def test_numbers_are_read(given_: object, expected: Decimal) -> None:
    """Texts, integers and decimals, with blanks around them and with exponents."""
    assert number(given_) == expected


@pytest.mark.parametrize(
    ("given_", "reason"),
    [
        (0.05, "a binary float, which is not exact"),
        (float("nan"), "a binary float"),
        (True, "not a number but true or false"),
        (None, "not a number"),
        ([], "not a number"),
        ("", "not a number"),
        ("  ", "not a number"),
        ("five", "not a number"),
        ("1,000", "not a number"),
        ("1_000", "not a number"),
        ("1 000", "not a number"),
        ("٣", "not a number"),
        ("0x10", "not a number"),
        ("--1", "not a number"),
        (".", "not a number"),
        ("1e", "not a number"),
        ("1e9999", "not a number"),
        ("NaN", "not a number"),
        ("Infinity", "not a number"),
        ("0" * 201, "not a number"),
        (D("NaN"), "not a finite number"),
        (D("sNaN"), "not a finite number"),
        (D("-Infinity"), "not a finite number"),
        ("1" * 35, "of more than 34 digits"),
        ("0." + "1" * 35, "of more than 34 digits"),
        (10**34 + 1, "of more than 34 digits"),
        ("1e100", "not between 1e-99 and 1e100 in size"),
        ("1e-100", "not between 1e-99 and 1e100 in size"),
        pytest.param(10**5000, "not between 1e-99 and 1e100 in size", id="10**5000"),
    ],
)
def test_what_is_no_number_is_refused(given_: object, reason: str) -> None:
    """Each way a number may be wrong has its reason; floats are refused because 0.1 is none."""
    with pytest.raises(ValueError, match=f"^{re.escape(reason)}"):
        number(given_)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (D("25.50"), "25.5"),
        (D("-3000"), "-3000"),
        (D("0"), "0"),
        (D("-0.000"), "0"),
        (D("1E+3"), "1000"),
        (D("100"), "100"),
        (D("1E-7"), "0.0000001"),
        (D("3.000"), "3"),
        (D("-0.10"), "-0.1"),
    ],
)
def test_numbers_are_written_in_one_way(value: Decimal, expected: str) -> None:
    """No exponent, no trailing zero, no negative zero."""
    assert text(value) == expected


@given(numbers)
def test_numbers_go_through_text(value: Decimal) -> None:
    """Whatever 34 digits can say comes back from its text unchanged."""
    assert number(text(value)) == value


@given(st.from_regex(r"[+-]?[0-9]{1,20}(\.[0-9]{0,12})?(e[+-]?[0-9])?", fullmatch=True))
def test_text_is_canonical(given_: str) -> None:
    """Every text of one number leads to one text, of one form, and that one to itself."""
    value = number(given_)
    written = text(value)
    assert CANONICAL.fullmatch(written) and written != "-0"
    assert text(number(written)) == written
    assert Fraction(written) == Fraction(given_)


def test_the_context_is_decimal128() -> None:
    """34 digits, half to even (IEEE 754-2008, decimal128): 1/3 and 2/3 by hand."""
    with exact():
        assert str(D(1) / D(3)) == "0." + "3" * 34
        assert str(D(2) / D(3)) == "0." + "6" * 33 + "7"
        assert D(10**34 + 5) + 0 == D(10**34), "half to even rounds down to an even digit"
        assert D(3) * D(10**33) * 10 + 15 == D(3) * D(10**34) + 20, "half to even rounds up to an even digit"


def test_nothing_undefined_goes_on() -> None:
    """A division by zero, an undefined operation or an overflow stops at once."""
    with exact():
        with pytest.raises(decimal.DivisionByZero):
            _ = D(1) / D(0)
        with pytest.raises(decimal.InvalidOperation):
            _ = D(0) / D(0)
        with pytest.raises(decimal.Overflow):
            _ = D("1e6000") * D("1e6000")


def test_the_context_of_the_caller_is_left_alone() -> None:
    """What somebody else set for the thread neither matters inside nor changes outside."""
    with decimal.localcontext(prec=5):
        with exact():
            inside = D(1) / D(3)
        outside = D(1) / D(3)
    assert (len(inside.as_tuple().digits), len(outside.as_tuple().digits)) == (34, 5)


@settings(max_examples=50)
@given(numbers, numbers)
def test_operations_do_not_depend_on_the_callers_context(one: Decimal, other: Decimal) -> None:
    """Sum and product have the same digits whatever precision the thread had."""
    results = []
    for precision in (3, 28, 60):
        with decimal.localcontext(prec=precision), exact():
            results.append((str(one + other), str(one * other)))
    assert len(set(results)) == 1
