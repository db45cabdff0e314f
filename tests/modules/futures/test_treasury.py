# SPDX-License-Identifier: Apache-2.0
"""Bonds delivered into a treasury future: conversion factor, accrued interest, and one rounding of the invoice."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from msgspec.structs import replace

from counterfoil.modules.futures import delivery_calls as s
from counterfoil.modules.futures.delivery import INVOICES, Bond, Goods
from counterfoil.modules.futures.ending_rules import EndingMode, EndingRules, FinalMethod, Schedule
from counterfoil.modules.futures.expiry import ENDINGS, EndingStatus
from counterfoil.modules.futures.records import CalendarDays, House
from counterfoil.modules.futures.trading_days import out_from
from counterfoil.primitives.types import DayNumber, Millionths, OffsetMinutes
from support.futures_ending import (
    AFTER,
    LAST,
    RICH,
    allotments,
    close,
    founded,
    intend,
    listing,
    offer,
    open_day,
    product,
    traded_out,
)
from support.ledger import Ledger

PRICE: Fraction = Fraction(101_235, 1_000)
WORTH = 1_000
"""fen a lot for a thousandth of the price: a face of a million"""
BY_TREASURY = EndingRules(
    mode=EndingMode.in_goods,
    final=FinalMethod.last_settlement,
    out_of_month=True,
    schedule=Schedule(1, 2, 3),
    penalty_ppm=Millionths(20_000),
)
ISSUED = AFTER[2] - 425
"""So that interest accrued for 60 of 365 days, or 366, on the day of payment, a year's coupon before."""


@pytest.fixture
def ledger() -> Ledger:
    """Ann bought two lots of a ten-year future from Bob, who has the bond: ten thousand of a hundred each for a lot."""
    ledger = founded(Ledger())
    rules = {"tick": 5, "limit_ppm": 20_000}
    defined = product("T", BY_TREASURY, decimals=3, multiplier=WORTH, rules=rules)
    ledger.do(defined, signed_by="ccp venue")
    ledger.do(listing("T1", "T", listing_price=101_235), signed_by="venue")
    ledger.instrument("BOND", "depot")
    ledger.issue("BOND", "of-bob", 25_000, issuer="depot bob")
    bond = Bond(DayNumber(ISSUED), DayNumber(ISSUED + 3_653), Millionths(29_000), 1)
    ledger.do(s.AdmitGoods(instrument="BOND", product="T", quantity=10_000, bond=bond), signed_by="venue")
    traded_out(ledger, "T1", ("ann", "bob", 101_235, 2), settlement=101_235)
    return ledger


def expected(lots: int) -> tuple[int, str, str]:
    """By hand, in exact fractions: factor to four decimals, interest to seven; then the invoice, once to the fen."""
    issued = date(1970, 1, 1) + timedelta(days=ISSUED)
    matures = issued + timedelta(days=3_653)
    paid, last = (date(1970, 1, 1) + timedelta(days=day) for day in (AFTER[2], LAST))
    assert (matures.month, matures.day) == (issued.month, issued.day)
    coupons = [date(issued.year + number, issued.month, issued.day) for number in range(1, 11)]
    left = [(one.year - last.year) * 12 + one.month - last.month for one in coupons]
    left = [months for months in left if months > 0]
    x, n, c, r = left[0], len(left), Fraction(29, 1_000), Fraction(3, 100)
    # (1 + r) to a power of twelfths is no fraction: Newton to forty digits, far beyond the four that count.
    root = _root(1 + r, 12)
    exact = (c + c / r + (1 - c / r) / (1 + r) ** (n - 1)) / root**x - c * (1 - Fraction(x, 12))
    factor = Fraction(int(exact * 10_000 + Fraction(1, 2)), 10_000)
    before = max(one for one in [issued, *coupons] if one <= paid)
    after = min(one for one in coupons if one > paid)
    accrued = Fraction(int(100 * c * (paid - before).days / (after - before).days * 10**7 + Fraction(1, 2)), 10**7)
    face = 1_000_000 * lots
    fen = Fraction(face, 100) * (PRICE * factor + accrued) * 100
    return int(fen + Fraction(1, 2)), _text(factor, 4), _text(accrued, 7)


def _number(year: int, month: int, day: int) -> int:
    """Of a day, from 1970-01-01."""
    return (date(year, month, day) - date(1970, 1, 1)).days


def _text(value: Fraction, decimals: int) -> str:
    """As a decimal is written, without zeros at its end."""
    digits = f"{int(value * 10**decimals):0{decimals + 1}d}"
    return f"{digits[:-decimals]}.{digits[-decimals:]}".rstrip("0")


def _root(value: Fraction, degree: int) -> Fraction:
    guess = Fraction(1)
    for _ in range(12):
        guess = ((degree - 1) * guess + value / guess ** (degree - 1)) / degree
        guess = Fraction(round(guess * 10**40), 10**40)
    return guess


def test_a_bond_is_invoiced_by_its_factor_and_its_interest(ledger: Ledger) -> None:
    """Twenty thousand of the bond for two lots, one invoice for both, rounded once; and the same to the seller."""
    open_day(ledger, AFTER[0])
    ledger.do(offer("bob", Goods("BOND", 2), contract="T1"), signed_by="bob")
    ledger.do(intend("ann", contract="T1"), signed_by="ann")
    close(ledger)
    open_day(ledger, AFTER[1])
    ledger.do(*allotments(ledger, "T1"), signed_by="ccp")
    close(ledger)
    open_day(ledger, AFTER[2])
    ledger.drive("pat", "futures")
    amount, factor, accrued = expected(2)
    for name in ("ann", "bob"):
        invoice = ledger.state.read(INVOICES, "T1", f"m-{name}", "1")
        assert (invoice.amount, invoice.factor, invoice.accrued) == (amount, factor, accrued)
        assert (invoice.quantity, invoice.lots, invoice.premium) == (20_000, 2, 0)
    assert ledger.holding("of-ann", "BOND").free == 20_000 and ledger.holding("of-bob", "BOND").free == 5_000
    assert ledger.holding("m-ann", "CNY").free == RICH - amount
    assert ledger.holding("m-bob", "CNY").free == RICH + amount
    assert ledger.state.read(ENDINGS, "T1").status is EndingStatus.ended


def test_who_takes_no_delivery_is_out_of_the_month() -> None:
    """From the first day of the month of the last trading day on."""
    calendar = CalendarDays(first=DayNumber(LAST - 400), last=DayNumber(LAST + 400))
    house = House(
        house="H",
        by="ccp",
        cash="CNY",
        account="a",
        fees="b",
        agreed_by=(),
        offset_min=OffsetMinutes(480),
        calendar=calendar,
    )
    last = DayNumber(_number(2024, 3, 8))
    assert out_from(house, last, BY_TREASURY) == _number(2024, 3, 1)
    both = replace(BY_TREASURY, out_days=9)
    assert out_from(house, last, both) == _number(2024, 2, 27)
    assert out_from(house, last, replace(BY_TREASURY, out_of_month=False)) is None
