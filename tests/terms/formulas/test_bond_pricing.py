# SPDX-License-Identifier: Apache-2.0
"""Chinese bonds as quoted: accrued interest by both rules, yield to maturity and back, refusals."""

import _pydecimal
import csv
import decimal
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterfoil.primitives.errors import InputError
from counterfoil.terms.formulas.bond_pricing import (
    AccrualRule,
    CouponType,
    QuotedBond,
    accrued_interest,
    clean_price,
    full_price,
    leap_days,
    power,
    price_at_yield,
    yield_to_maturity,
)
from counterfoil.terms.kernel.arithmetic import ZERO
from shared_data import shared_data

EXCHANGE, INTERBANK = AccrualRule.EXCHANGE, AccrualRule.INTERBANK
D = Decimal


def bond(issue: str, maturity: str, rate: str = "0", frequency: int = 1, **changed: Any) -> QuotedBond:
    """A bond of days."""
    start, end = datetime.fromisoformat(issue), datetime.fromisoformat(maturity)
    return QuotedBond(issue=start, maturity=end, rate=D(rate), frequency=frequency, **changed)


ANNUAL = bond("2023-12-01", "2028-12-01", "0.0365")
HALF_YEARLY = bond("2023-05-25", "2033-05-25", "0.028", 2)
AT_MATURITY = bond("2022-06-10", "2025-06-10", "0.04", coupon_type=CouponType.AT_MATURITY)
DISCOUNT = bond("2024-01-15", "2024-04-15", coupon_type=CouponType.DISCOUNT, issue_price=D("99.5"))
ACCRUED = [
    (ANNUAL, "2023-12-01", EXCHANGE, "0"),
    (ANNUAL, "2024-02-29", EXCHANGE, "0.9"),  # 3.65 * 90 / 365
    (ANNUAL, "2024-03-01", EXCHANGE, "0.9"),  # the 29th is not counted: still 90 days
    (ANNUAL, "2024-03-01", INTERBANK, "0.9075137"),  # 3.65 * 91 / 366
    (ANNUAL, "2024-11-30", EXCHANGE, "3.64"),  # 364 of 365 days
    (ANNUAL, "2024-12-01", EXCHANGE, "0"),
    (HALF_YEARLY, "2024-03-01", INTERBANK, "0.7461538"),  # 1.4 * 97 / 182
    (HALF_YEARLY, "2024-03-01", EXCHANGE, "0.7364384"),  # 2.8 * 96 / 365
    (HALF_YEARLY, "2024-05-24", INTERBANK, "1.3923077"),  # 1.4 * 181 / 182
    (AT_MATURITY, "2024-06-01", INTERBANK, "7.9016393"),  # 4 + 4 * 357 / 366
    (AT_MATURITY, "2024-06-01", EXCHANGE, "7.9013699"),  # 4 * (722 - 1) / 365
    (DISCOUNT, "2024-02-15", INTERBANK, "0.1703297"),  # 0.5 * 31 / 91
    (DISCOUNT, "2024-04-14", EXCHANGE, "0.4945055"),  # 0.5 * 90 / 91
]


@pytest.mark.parametrize(("quoted", "at", "rule", "accrued"), ACCRUED)
def test_accrued_interest(quoted: QuotedBond, at: str, rule: AccrualRule, accrued: str) -> None:
    """Accrued interest per 100 to 7 decimals, by the arithmetic beside each row."""
    assert accrued_interest(quoted, datetime.fromisoformat(at), rule, decimals=7) == D(accrued)


@pytest.mark.parametrize("at", ["2023-11-30", "2028-12-01", "2030-01-01"])
def test_nothing_accrues_outside_the_life_of_a_bond(at: str) -> None:
    """Before the issue and from maturity on there is no accrued interest, and asking is an error."""
    with pytest.raises(InputError, match="not in the life"):
        accrued_interest(ANNUAL, datetime.fromisoformat(at), INTERBANK)


PLAIN = bond("2023-01-10", "2026-01-10", "0.04")
LONG_DISCOUNT = bond("2020-05-06", "2030-05-06", coupon_type=CouponType.DISCOUNT, issue_price=D(80))
YIELDS = [
    (PLAIN, "2024-01-10", "98.140589569160997732", "0.05"),  # 4 / 1.05 + 104 / 1.05^2
    (PLAIN, "2024-01-10", "100", "0.04"),  # at par
    (PLAIN, "2025-07-10", "101", "0.058921653035"),  # (104 / 101 - 1) / (184 / 365)
    (DISCOUNT, "2024-02-15", "99.7", "0.018355065196"),  # (100 / 99.7 - 1) / (60 / 366)
    (LONG_DISCOUNT, "2028-05-06", "81", "0.111111111111"),  # 100 / 81 = (10 / 9)^2
    (AT_MATURITY, "2023-06-10", "107.650903498654363706", "0.02"),  # 112 / 1.02^2
    (AT_MATURITY, "2024-06-10", "110", "0.018181818182"),  # 112 / 110 - 1, simple: a year is left
]


@pytest.mark.parametrize(("quoted", "at", "full", "expected"), YIELDS)
def test_yield_to_maturity(quoted: QuotedBond, at: str, full: str, expected: str) -> None:
    """The yield to 12 decimals, by the arithmetic beside each row."""
    assert yield_to_maturity(quoted, datetime.fromisoformat(at), D(full)) == D(expected)


def test_prices_at_yields_by_hand() -> None:
    """100 / (10/9)^2 = 81 for a single payment; 1000 % on the two-year 4 % bond: 4 / 11 + 104 / 121 = 1.2231."""
    ninth = D(1) / 9
    assert abs(price_at_yield(LONG_DISCOUNT, datetime(2028, 5, 6), ninth) - 81) < D("1e-20")
    price = price_at_yield(PLAIN, datetime(2024, 1, 10), D(10))
    assert abs(price - D(148) / 121) < D("1e-20")
    assert yield_to_maturity(PLAIN, datetime(2024, 1, 10), price) == 10


rates = st.decimals("0.001", "0.12", places=4)
lives = st.integers(1, 30)
frequencies = st.sampled_from([1, 2, 4])
starts = st.dates(datetime(2000, 1, 1).date(), datetime(2030, 1, 1).date())


def made(start: Any, years: int, rate: Decimal, frequency: int) -> QuotedBond:
    begin = datetime(start.year, start.month, min(start.day, 28))
    end = begin.replace(year=begin.year + years)
    return QuotedBond(issue=begin, maturity=end, rate=rate, frequency=frequency)


@settings(max_examples=40, deadline=None)
@given(starts, lives, rates, frequencies, st.integers(0, 10_000), st.decimals("-0.02", "0.3", places=6))
def test_yield_and_price_are_inverse(
    start: Any, years: int, rate: Decimal, frequency: int, day: int, wanted: Decimal
) -> None:
    """The yield of the price at a yield is that yield, to 12 decimals."""
    quoted = made(start, years, rate, frequency)
    at = quoted.issue + timedelta(days=day % (quoted.maturity - quoted.issue).days)
    assert abs(yield_to_maturity(quoted, at, price_at_yield(quoted, at, wanted)) - wanted) <= D("1e-12")


@settings(max_examples=60, deadline=None)
@given(starts, lives, rates, frequencies, st.integers(0, 10_000))
def test_accrued_interest_grows_within_a_period(
    start: Any, years: int, rate: Decimal, frequency: int, day: int
) -> None:
    """From one day to the next it rises, stays (29 February, exchange rule) or begins again; never above a coupon."""
    quoted = made(start, years, rate, frequency)
    today = quoted.issue + timedelta(days=day % ((quoted.maturity - quoted.issue).days - 1))
    tomorrow = today + timedelta(days=1)
    for rule in AccrualRule:
        before, after = accrued_interest(quoted, today, rule), accrued_interest(quoted, tomorrow, rule)
        if tomorrow in quoted.dates:
            assert after == 0
        elif rule is EXCHANGE and (today.month, today.day) == (2, 29):
            assert after == before
        else:
            assert after > before
        assert rule is EXCHANGE or after < quoted.coupon
        assert clean_price(quoted, today, full_price(quoted, today, D("101.5"), rule), rule) == D("101.5")


@settings(max_examples=80, deadline=None)
@given(starts, st.integers(0, 4000))
def test_leap_days_are_counted_one_by_one(start: Any, length: int) -> None:
    """The count equals that of a walk through every day."""
    days = [start + timedelta(days=number) for number in range(length)]
    expected = sum((day.month, day.day) == (2, 29) for day in days)
    assert leap_days(start, start + timedelta(days=length)) == expected


@settings(max_examples=60, deadline=None)
@given(st.decimals("0.2", "3", places=6), st.decimals("-40", "40", places=3))
def test_power_has_the_same_digits_in_pure_python(base: Decimal, exponent: Decimal) -> None:
    """The decimal module in C and the one in Python, two implementations, agree on all 34 digits."""
    other = _pydecimal.Context(prec=34, rounding=_pydecimal.ROUND_HALF_EVEN, Emin=-6143, Emax=6144)
    logarithm = other.ln(_pydecimal.Decimal(str(base)))
    expected = other.exp(other.multiply(_pydecimal.Decimal(str(exponent)), logarithm))
    assert str(power(base, exponent)) == str(expected)


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 400), st.integers(1, 60))
def test_power_is_a_twelfth_root(percent: int, twelfths: int) -> None:
    """base^(n/12), raised to the 12th with exact fractions, is base^n to 30 digits."""
    base = Fraction(1000 + percent, 1000)
    root = Fraction(power(D(1000 + percent) / 1000, D(twelfths) / 12))
    assert abs(root**12 / base**twelfths - 1) < Fraction(1, 10**25)


@pytest.mark.parametrize(
    ("call", "problem"),
    [
        (lambda: bond("2024-01-01", "2024-01-01"), "matures before"),
        (lambda: bond("2024-01-01", "2026-01-01", "0.03", 7), "7 coupons a year"),
        (lambda: bond("2024-01-01", "2026-01-01", "0.03", first_coupon=datetime(2026, 1, 2)), "first coupon outside"),
        (lambda: bond("2024-01-01", "2026-01-01", "0.03", first_coupon=datetime(2024, 1, 1)), "first coupon outside"),
        (
            lambda: bond(
                "2024-01-01", "2026-01-01", first_coupon=datetime(2025, 1, 1), coupon_type=CouponType.DISCOUNT
            ),
            "first coupon of a bond without coupons",
        ),
        (lambda: price_at_yield(ANNUAL, datetime(2024, 1, 1), D(-1)), "a yield of -1"),
        (lambda: yield_to_maturity(ANNUAL, datetime(2024, 1, 1), D(0)), "not above 0"),
        (lambda: yield_to_maturity(ANNUAL, datetime(2024, 1, 1), D("1e20")), "no yield gives"),
    ],
)
def test_quotes_that_are_refused(call: Any, problem: str) -> None:
    """What no bond can be, and what no yield can be, is an error."""
    with pytest.raises(InputError, match=problem):
        call()


@pytest.mark.real_data
def test_yields_of_the_government_curve_come_back() -> None:
    """For every day and tenor from 3 to 30 years of the 2016 curve, a bond priced at its yield has that yield."""
    path = shared_data("market/treasury_curve/cn_treasury_curve_2016.csv")
    with path.open() as file:
        rows = [row for row in csv.DictReader(file) if D(row["years"]) in (3, 5, 7, 10, 30)]
    assert len(rows) > 500
    for row in rows[::25]:
        issue = datetime.fromisoformat(row["date"])
        quoted = made(issue, int(D(row["years"])), D("0.03"), 2)
        rate = D(row["yield_pct"]) / 100
        price = price_at_yield(quoted, quoted.issue, rate)
        assert abs(yield_to_maturity(quoted, quoted.issue, price) - rate) <= D("1e-12")
        assert (price > 100) == (rate < D("0.03"))


@pytest.mark.parametrize(
    ("quoted", "at"),
    [
        (HALF_YEARLY, datetime(2024, 3, 1)),
        (HALF_YEARLY, datetime(2033, 3, 1)),
        (AT_MATURITY, datetime(2023, 6, 1)),
        (LONG_DISCOUNT, datetime(2025, 6, 1)),
        (DISCOUNT, datetime(2024, 2, 15)),
    ],
)
def test_quotes_do_not_depend_on_the_context_of_the_thread(quoted: QuotedBond, at: datetime) -> None:
    """Six digits, rounded up, in the context of the thread change no digit of any function."""
    price, rate = D("98.7654321987"), D("0.0312345678")

    def everything() -> list[str]:
        return [
            *(str(accrued_interest(quoted, at, rule)) for rule in AccrualRule),
            *(str(full_price(quoted, at, price, rule)) for rule in AccrualRule),
            *(str(clean_price(quoted, at, price, rule)) for rule in AccrualRule),
            str(price_at_yield(quoted, at, rate)),
            str(yield_to_maturity(quoted, at, price)),
            str(power(price, rate)),
            str(quoted.coupon),
            str(quoted.final_payment),
        ]

    expected = everything()
    with decimal.localcontext(prec=6, rounding=decimal.ROUND_UP):
        assert everything() == expected


PAPER = bond("2024-03-01", "2024-11-26", "0.0241", coupon_type=CouponType.AT_MATURITY)
"""Commercial paper of 270 days."""
SHORT_FIRST = bond("2024-01-15", "2027-03-15", "0.03", first_coupon=datetime(2024, 3, 15))
LONG_FIRST = bond("2024-01-15", "2027-03-15", "0.03", 2, first_coupon=datetime(2024, 9, 15))
SHORT_LAST = bond("2024-01-15", "2026-07-15", "0.03")


def test_commercial_paper_of_270_days_pays_its_days() -> None:
    """Interest at maturity, once: 2.41 * 270 / 365 days of the year since the issue; simple interest as its yield."""
    assert [each.date().isoformat() for each in PAPER.dates] == ["2024-03-01", "2024-11-26"]
    assert abs(PAPER.final_payment - (100 + D("2.41") * 270 / 365)) < D("1e-25")
    day = datetime(2024, 6, 1)
    assert abs(accrued_interest(PAPER, day, INTERBANK) - D("2.41") * 92 / 365) < D("1e-25")
    assert abs(price_at_yield(PAPER, day, D("0.02")) - PAPER.final_payment / (1 + D("0.02") * 178 / 365)) < D("1e-25")
    assert yield_to_maturity(PAPER, day, price_at_yield(PAPER, day, D("0.02"))) == D("0.02")


@pytest.mark.parametrize(
    ("odd", "due", "part"),
    [
        (SHORT_FIRST, "2024-03-15", Fraction(60, 366)),  # 15 January to 15 March, of 15 March 2023 to 15 March 2024
        (SHORT_FIRST, "2025-03-15", Fraction(1)),
        (LONG_FIRST, "2024-09-15", Fraction(60, 182) + 1),  # of 15 September 2023 to 15 March, and a whole one
        (SHORT_LAST, "2026-01-15", Fraction(1)),
        (SHORT_LAST, "2026-07-15", Fraction(181, 365)),
    ],
)
def test_odd_periods_pay_the_part_that_lies_in_them(odd: QuotedBond, due: str, part: Fraction) -> None:
    """Of the periods that the coupon dates would have, continued backwards and forwards."""
    expected = D(part.numerator) / part.denominator * odd.coupon
    assert abs(odd.interest_due(datetime.fromisoformat(due)) - expected) < D("1e-25")


@settings(max_examples=60)
@given(st.integers(1, 1_100), st.sampled_from([SHORT_FIRST, LONG_FIRST, SHORT_LAST, PAPER]), st.integers(-50, 900))
def test_odd_bonds_come_back_from_their_yield(days: int, odd: QuotedBond, basis_points: int) -> None:
    """Price at a yield, and the yield of that price, at any day; accrued interest ends at the payment that is due."""
    day = odd.issue + timedelta(days=days % (odd.maturity - odd.issue).days)
    rate = D(basis_points) / 10_000
    assert abs(yield_to_maturity(odd, day, price_at_yield(odd, day, rate)) - rate) < D("1e-10")
    following = min(date for date in odd.dates if date > day)
    last = accrued_interest(odd, following - timedelta(days=1), INTERBANK)
    assert ZERO < odd.interest_due(following) - last < D("0.02")
