# SPDX-License-Identifier: Apache-2.0
"""Numbers in canonical form: in all their digits, and as doubles, against what a processor makes of the same texts."""

from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from counterfoil.epcis.numbers import as_double, canonical_number, in_full

IN_FULL = {
    "26.0": "26",
    "12.10000": "12.1",
    "+007": "7",
    "-0.0": "0",
    ".5": "0.5",
    "1.": "1",
    "1e5": "100000",
    "-2.50": "-2.5",
    "0.00001": "0.00001",
    "1e-7": "0.0000001",
    "111100001111000011110000": "111100001111000011110000",
    "0.1234567890123456789": "0.1234567890123456789",
}
AS_DOUBLES = {
    "26.0": "26",
    "12.10000": "12.1",
    "+007": "7",
    "-0.0": "0",
    ".5": "0.5",
    "1.": "1",
    "1e5": "100000",
    "0.00001": "1e-05",
    "111100001111000011110000": "111100001111000003641344",
    "0.1234567890123456789": "0.12345678901234568",
}
TEXTS = ("", "1-2", "12a", "1e400", "2026-03-04", "1,5", "١٢", "1_000", "NaN", "-", "e5")


def twin(text: str) -> str:
    """What a double of the processor says, which the form is defined by."""
    number = float(text)
    return str(int(number)) if number == int(number) else repr(number)


@pytest.mark.parametrize(("text", "written"), IN_FULL.items())
def test_numbers_in_full(text, written):
    """No zeros before or behind, no sign of plus, no exponent, and every digit."""
    assert canonical_number(text, in_full) == written
    assert Decimal(written) == Decimal(text)


@pytest.mark.parametrize(("text", "written"), AS_DOUBLES.items())
def test_numbers_as_doubles(text, written):
    """The same, long ones as their double."""
    assert canonical_number(text, as_double) == written == twin(text)


def test_a_number_of_thousands_of_digits():
    """Digits without end are written, or rounded as any number is."""
    text = f"0.{'1' * 5_000}"
    assert canonical_number(text, in_full) == text
    assert canonical_number(text, as_double) == twin(text)


@pytest.mark.parametrize("text", TEXTS)
def test_what_is_no_number_stays(text):
    """A lot, a date, a word: texts are not touched."""
    assert canonical_number(text, in_full) == canonical_number(text, as_double) == text


@given(st.from_regex(r"-?[0-9]{1,25}(\.[0-9]{1,25})?(e-?[0-9]{1,2})?", fullmatch=True))
@example("9007199254740993")
@example("9007199254740992.5")
@example("179769313486231570000")
def test_the_processor_agrees(text):
    """Any number is written as its double would be: computed here in integers, without one."""
    if 1e-300 < abs(float(text)) < 1e300:
        assert canonical_number(text, as_double) == twin(text)
