# SPDX-License-Identifier: Apache-2.0
"""Check digits of GS1 keys: known ones, and what a mistake does to them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterfoil.epcis.keys.check_digit import check_digit, has_check_digit

KNOWN = {
    "629104150021": "3",
    "61414112345": "2",
    "0952012345678": "8",
    "950110102001": "6",
    "37610425002123456": "9",
}


@pytest.mark.parametrize(("payload", "digit"), KNOWN.items())
def test_known_digits(payload, digit):
    """GTIN-13, GTIN-12, GTIN-14, GLN and SSCC with published check digits."""
    assert check_digit(payload) == digit
    assert has_check_digit(payload + digit)


@given(st.text("0123456789", min_size=7, max_size=17), st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_noticed(payload, place, by):
    """Whichever digit is mistyped, the check digit is no longer the right one."""
    key = payload + check_digit(payload)
    place %= len(key)
    wrong = key[:place] + str((int(key[place]) + by) % 10) + key[place + 1 :]
    assert not has_check_digit(wrong)


@given(st.text("0123456789", min_size=1, max_size=30))
def test_digits_one_by_one_come_to_the_same(payload):
    """Three times every second digit from the right, and what is missing to the next ten."""
    total = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(payload)))
    assert check_digit(payload) == str((10 - total % 10) % 10)
