# SPDX-License-Identifier: Apache-2.0
"""Conversion of Chinese convertible bonds: shares and the rest of a face, accrued interest, calls and puts."""

import decimal
from datetime import datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterfoil.terms.formulas.bond_pricing import accrued_by_year
from counterfoil.terms.formulas.corporate_actions import Trigger, converted

D = Decimal
RATES = [D("0.002"), D("0.004"), D("0.006")]
ISSUED = datetime(2023, 3, 1)


def test_a_conversion_gives_whole_shares_and_the_rest_in_cash() -> None:
    """10000 / 12.34 = 810.37: 810 shares, and 4.60 with 4.60 * 0.002 * 222 / 365 = 0.01; 20000 / 10 leaves nothing."""
    assert converted(D(10_000), D("12.34")) == (810, D("4.60"))
    assert accrued_by_year(D("4.60"), RATES, ISSUED, datetime(2023, 10, 9)) == D("0.01")
    assert converted(D(20_000), D(10)) == (2000, 0)


@settings(max_examples=60, deadline=None)
@given(st.decimals("1", "100000", places=2), st.decimals("0.5", "300", places=2))
def test_shares_and_rest_are_the_face(face: Decimal, price: Decimal) -> None:
    """shares * price + rest = face, the rest less than a share."""
    shares, rest = converted(face, price)
    assert shares * price + rest == face
    assert 0 <= rest < price


@pytest.mark.parametrize(
    ("at", "interest"),
    [
        (datetime(2023, 3, 1), "0"),
        (datetime(2024, 2, 29), "200.00"),  # 100000 * 0.002 * 365 / 365
        (datetime(2024, 3, 1), "0"),
        (datetime(2025, 2, 28), "398.90"),  # 100000 * 0.004 * 364 / 365
    ],
)
def test_interest_accrues_at_the_rate_of_the_year(at: datetime, interest: str) -> None:
    """Actual days since the last coupon, over 365."""
    assert accrued_by_year(D(100_000), RATES, ISSUED, at) == D(interest)


CLOSES = st.lists(st.sampled_from([D("6.99"), D(7), D(10), D("12.99"), D(13), D(15)]), max_size=40)


@settings(max_examples=100, deadline=None)
@given(CLOSES, st.integers(1, 30), st.integers(1, 30), st.booleans())
def test_triggers_count_as_a_plain_list_does(quotes: list[Decimal], days: int, window: int, above: bool) -> None:
    """Met exactly when enough of the last closes are beyond, and the window is full."""
    days = min(days, window)
    trigger = Trigger(ratio=D("1.3") if above else D("0.7"), days=days, window=window)
    beyond = [close >= 13 if above else close < 7 for close in quotes[-window:]]
    met = trigger.call if above else trigger.put
    assert met([(close, D(10)) for close in quotes]) == (len(beyond) == window and sum(beyond) >= days)


def test_each_day_is_measured_by_its_own_conversion_price() -> None:
    """12 is 1.2 times the price of 10 before the ex-date, and 1.33 times the 9 after it."""
    trigger = Trigger(ratio=D("1.3"), days=3, window=3)
    assert not trigger.call([(D(12), D(10)), (D(12), D(9)), (D(12), D(9))])
    assert trigger.call([(D(12), D(9)), (D(12), D(9)), (D(12), D(9))])


def test_conversion_is_the_same_in_a_hostile_context() -> None:
    """Four digits, rounded up, in the context of the thread change no digit."""
    with decimal.localcontext(prec=4, rounding=decimal.ROUND_UP):
        assert converted(D("12345678.99"), D("12.34")) == (1000460, D("2.59"))
        assert accrued_by_year(D("12345678.99"), RATES, ISSUED, datetime(2024, 1, 1)) == D("20700.15")
        assert Trigger(ratio=D("1.30001"), days=1, window=1).call([(D("12.34568"), D("9.49660"))])
