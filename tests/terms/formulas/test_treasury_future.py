# SPDX-License-Identifier: Apache-2.0
"""Treasury futures: conversion factors as published, invoices, implied repo rates, the cheapest bond."""

import csv
import decimal
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterfoil.primitives.errors import InputError
from counterfoil.terms.formulas.bond_pricing import CouponType, QuotedBond, price_at_yield
from counterfoil.terms.formulas.treasury_future import (
    Deliverable,
    accrued_at_delivery,
    cheapest_to_deliver,
    conversion_factor,
    delivery_invoice,
    factor_of,
    implied_repo_rate,
)
from counterfoil.terms.kernel.dates import add_months
from shared_data import shared_data

D = Decimal
MARCH_2019 = datetime(2019, 3, 1)
PUBLISHED = [
    ("150023", "2025-10-15", "2.99", "0.9994"),
    ("160004", "2026-01-28", "2.85", "0.9908"),
    ("160010", "2026-05-05", "2.90", "0.9936"),
    ("160017", "2026-08-04", "2.74", "0.9828"),
    ("160023", "2026-11-03", "2.70", "0.9796"),
    ("170004", "2027-02-09", "3.40", "1.0280"),
    ("170010", "2027-05-04", "3.52", "1.0374"),
    ("170018", "2027-08-03", "3.59", "1.0436"),
    ("170025", "2027-11-02", "3.82", "1.0621"),
    ("180004", "2028-02-01", "3.85", "1.0661"),
    ("180011", "2028-05-17", "3.69", "1.0549"),
]
"""Deliverable bonds of the contract T1903 with their factors, as the exchange published them."""


def ten_years(maturity: str, rate: str) -> QuotedBond:
    """A ten-year government bond, half-yearly coupons, the rate in percent."""
    end = datetime.fromisoformat(maturity)
    return QuotedBond(issue=end.replace(year=end.year - 10), maturity=end, rate=D(rate) / 100, frequency=2)


@pytest.mark.parametrize(("code", "maturity", "rate", "factor"), PUBLISHED)
def test_published_conversion_factors(code: str, maturity: str, rate: str, factor: str) -> None:
    """The eleven published factors of T1903 come out, to all four decimals."""
    assert str(factor_of(ten_years(maturity, rate), MARCH_2019)) == factor


def test_a_factor_by_hand() -> None:
    """c = 4 %, once a year, x = 6, n = 2: 1.03^-0.5 * (0.04 + 4/3 - 1/3 / 1.03) - 0.04 * 0.5 = 1.014309."""
    assert conversion_factor(D("0.04"), frequency=1, months=6, coupons=2) == D("1.0143")


@settings(max_examples=60, deadline=None)
@given(st.sampled_from([1, 2, 4]), st.integers(1, 60))
def test_the_notional_coupon_has_the_factor_1_on_coupon_dates(frequency: int, coupons: int) -> None:
    """A 3 % bond whose coupon has just been paid converts at 1."""
    assert conversion_factor(D("0.03"), frequency=frequency, months=12 // frequency, coupons=coupons) == 1


@settings(max_examples=60, deadline=None)
@given(st.decimals("0.005", "0.09", places=4), st.sampled_from([1, 2]), st.integers(2, 60))
def test_a_coupon_in_the_delivery_month_may_count_or_not(rate: Decimal, frequency: int, coupons: int) -> None:
    """No month to the next of n coupons gives the factor of a whole period to the next of n - 1."""
    period = 12 // frequency
    now = conversion_factor(rate, frequency=frequency, months=0, coupons=coupons)
    assert now == conversion_factor(rate, frequency=frequency, months=period, coupons=coupons - 1)


@settings(max_examples=60, deadline=None)
@given(st.decimals("0.005", "0.09", places=4), st.sampled_from([1, 2]), st.integers(1, 20))
def test_the_factor_is_the_price_at_3_percent(rate: Decimal, frequency: int, years: int) -> None:
    """On a coupon date the factor is the price of 1 of face at a yield of 3 %, summed with exact fractions."""
    growth = 1 + Fraction(3, 100 * frequency)
    coupon = Fraction(rate) / frequency
    left = years * frequency
    value = sum((coupon / growth**number for number in range(1, left + 1)), 1 / growth**left)
    expected = Fraction((2 * value * 10**4 + 1) // 2, 10**4)
    assert Fraction(conversion_factor(rate, frequency=frequency, months=12 // frequency, coupons=left)) == expected


def test_the_invoice_by_hand() -> None:
    """1.845 * 117 / 181 = 1.1926243; 10000 * (97.5 * 1.0549 + 1.1926243) = 1040453.74."""
    quoted = ten_years("2028-05-17", "3.69")
    accrued = accrued_at_delivery(quoted, datetime(2019, 3, 14))
    assert accrued == D("1.1926243")
    assert delivery_invoice(D("97.5"), D("1.0549"), accrued, face=D(1_000_000)) == D("1040453.74")
    assert delivery_invoice(D("97.5"), D("1.0549"), accrued) == D("104.05")


CHEAP = Deliverable(identifier="A", full_price=D("100"), factor=D("1.02"), accrued=D("0.5"))
DEAR = Deliverable(identifier="B", full_price=D("104"), factor=D("1.05"), accrued=D("0.5"))


def test_implied_repo_rates_by_hand() -> None:
    """(98 * 1.02 + 0.5 - 100) / (100 * 73 / 365) = 0.46 / 20 = 0.023; with a coupon of 2 after 36.5 days less carry."""
    assert implied_repo_rate(CHEAP, D(98), 73) == D("0.023")
    paying = Deliverable(identifier="C", full_price=D(102), factor=D("1.02"), accrued=D("0.5"), coupons=((D(2), 73),))
    assert implied_repo_rate(paying, D(98), 73) == D("0.023")


def test_the_cheapest_has_the_highest_implied_repo_rate() -> None:
    """B would return (98 * 1.05 + 0.5 - 104) / (104 * 0.2) = -0.0288; of equal ones the first by name is taken."""
    twin = Deliverable(identifier="0", full_price=D("100"), factor=D("1.02"), accrued=D("0.5"))
    assert cheapest_to_deliver([DEAR, CHEAP], D(98), 73) is CHEAP
    assert cheapest_to_deliver([DEAR, CHEAP, twin], D(98), 73) is twin


ZERO_COUPON = QuotedBond(issue=datetime(2019, 1, 1), maturity=datetime(2020, 1, 1), coupon_type=CouponType.DISCOUNT)


@pytest.mark.parametrize(
    ("call", "problem"),
    [
        (lambda: conversion_factor(D("0.03"), frequency=2, months=7, coupons=4), "7 months to the next"),
        (lambda: conversion_factor(D("0.03"), frequency=2, months=-1, coupons=4), "-1 months to the next"),
        (lambda: conversion_factor(D("0.03"), frequency=2, months=3, coupons=0), "the next of 0 coupons"),
        (lambda: factor_of(ten_years("2019-03-31", "3"), MARCH_2019), "does not live in 2019-03"),
        (lambda: factor_of(ten_years("2029-04-01", "3"), MARCH_2019), "does not live in 2019-03"),
        (lambda: factor_of(ZERO_COUPON, MARCH_2019), "only coupon bonds"),
        (lambda: implied_repo_rate(CHEAP, D(98), 0), "no day until delivery"),
        (lambda: cheapest_to_deliver([], D(98), 73), "no bond to deliver"),
    ],
)
def test_what_is_refused(call: Any, problem: str) -> None:
    """What cannot be delivered, and what cannot be computed, is an error."""
    with pytest.raises(InputError, match=problem):
        call()


@pytest.mark.real_data
def test_real_futures_lie_among_the_prices_of_their_bonds() -> None:
    """Closes of T lie between the prices of 3 % bonds: 6.5 years at the 10-year yield, 10 years at the 5-year yield."""
    folder = shared_data("market/bond_futures_monitor")
    with (folder / "bond_yields.csv").open() as file:
        yields = {(row["date"], row["tenor"]): D(row["yield_value"]) / 100 for row in csv.DictReader(file)}
    with (folder / "futures_quotes.csv").open() as file:
        closes = {row["date"]: D(row["close_price"]) for row in csv.DictReader(file) if row["contract"] == "T"}
    compared = 0
    for day, close in closes.items():
        if (day, "5Y") not in yields or (day, "10Y") not in yields:
            continue
        start = datetime.fromisoformat(day)
        start = start.replace(day=min(start.day, 28))
        short = QuotedBond(issue=start, maturity=add_months(start, 78), rate=D("0.03"), frequency=2)
        long = QuotedBond(issue=start, maturity=add_months(start, 120), rate=D("0.03"), frequency=2)
        assert price_at_yield(short, start, yields[day, "10Y"]) < close
        assert close < price_at_yield(long, start, yields[day, "5Y"])
        compared += 1
    assert compared > 30


def test_nothing_depends_on_the_context_of_the_thread() -> None:
    """Six digits, rounded up, in the context of the thread change no digit of any function."""
    bond = ten_years("2027-05-04", "3.52")
    near = [
        Deliverable(identifier=name, full_price=D(price), factor=D("1.0374"), accrued=D("1.1234567"))
        for name, price in (("A", "101.23456799"), ("B", "101.23456789"))
    ]

    def everything() -> list[str]:
        return [
            str(factor_of(bond, MARCH_2019)),
            str(conversion_factor(D("0.0352"), frequency=2, months=2, coupons=17)),
            str(accrued_at_delivery(bond, datetime(2019, 3, 13))),
            str(delivery_invoice(D("97.655"), D("1.0374"), D("1.1234567"), face=D(1000000))),
            str(implied_repo_rate(near[0], D("97.655"), 30)),
            cheapest_to_deliver(near, D("97.655"), 30).identifier,
        ]

    expected = everything()
    assert expected[-1] == "B"
    with decimal.localcontext(prec=6, rounding=decimal.ROUND_UP):
        assert everything() == expected


@pytest.mark.parametrize(("frequency", "notional_coupon"), [(0, "0.03"), (-1, "0.03"), (2, "0"), (2, "-0.03")])
def test_a_factor_needs_a_coupon_and_a_frequency(frequency: int, notional_coupon: str) -> None:
    """Neither zero nor less divides."""
    with pytest.raises(InputError, match="conversion factor: a notional coupon of"):
        conversion_factor(
            Decimal("0.03"), frequency=frequency, months=0, coupons=1, notional_coupon=Decimal(notional_coupon)
        )
