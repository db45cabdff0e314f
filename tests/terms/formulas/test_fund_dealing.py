# SPDX-License-Identifier: Apache-2.0
"""Funds that deal at net asset value: dealing days, fees, units, and proceeds by lots first in, first out."""

import decimal
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterfoil.terms.formulas.fund_dealing import (
    FeeMethod,
    Lot,
    RedemptionFee,
    SubscriptionFee,
    business_days_after,
    dealing_day,
    net_asset_value,
    net_subscription,
    redeem,
    redemption_rate,
    units_for,
)
from counterfoil.terms.kernel.arithmetic import Rounding
from counterfoil.terms.kernel.calendars import MONDAY_TO_FRIDAY

D = Decimal
TIERS = [
    SubscriptionFee(D(0), D("0.015")),
    SubscriptionFee(D(1_000_000), D("0.01")),
    SubscriptionFee(D(5_000_000), amount=D(1000)),
]
BY_DAYS = [RedemptionFee(0, D("0.015")), RedemptionFee(7, D("0.0075")), RedemptionFee(30, D(0))]


@pytest.mark.parametrize(
    ("at", "dealing"),
    [
        (datetime(2024, 1, 2, 14, 59, 59), datetime(2024, 1, 2)),
        (datetime(2024, 1, 2, 15), datetime(2024, 1, 3)),
        (datetime(2024, 1, 5, 15), datetime(2024, 1, 8)),
        (datetime(2024, 1, 6, 9), datetime(2024, 1, 8)),
        (datetime(2024, 1, 7, 23), datetime(2024, 1, 8)),
    ],
)
def test_the_cut_off_decides_the_dealing_day(at: datetime, dealing: datetime) -> None:
    """Before 15:00 of a trading day it is that day; later, or on a holiday, the next one."""
    assert dealing_day(at, MONDAY_TO_FRIDAY) == dealing
    assert dealing_day(datetime(2024, 1, 2, 10), MONDAY_TO_FRIDAY, timedelta(hours=9)) == datetime(2024, 1, 3)
    assert business_days_after(datetime(2024, 1, 5), 3, MONDAY_TO_FRIDAY) == datetime(2024, 1, 10)


@pytest.mark.parametrize(
    ("method", "amount", "net"),
    [
        (FeeMethod.EXTERNAL, "10000", "9852.22"),
        (FeeMethod.INTERNAL, "10000", "9850.00"),
        (FeeMethod.EXTERNAL, "1000000", "990099.01"),
        (FeeMethod.EXTERNAL, "5000000", "4999000"),
    ],
)
def test_the_fee_is_on_the_net_or_the_gross_amount(method: FeeMethod, amount: str, net: str) -> None:
    """10000 / 1.015 = 9852.22; 10000 * 0.985 = 9850; 1000000 / 1.01 = 990099.01; 1000 an order from 5 million on."""
    assert net_subscription(D(amount), TIERS, method) == D(net)
    assert net_subscription(D(amount), []) == D(amount)


@pytest.mark.parametrize(("days", "rate"), [(0, "0.015"), (6, "0.015"), (7, "0.0075"), (29, "0.0075"), (30, "0")])
def test_the_redemption_fee_falls_with_the_days_held(days: int, rate: str) -> None:
    """A tier begins on its day."""
    assert redemption_rate(BY_DAYS, days) == D(rate)


def test_lots_are_redeemed_first_in_first_out() -> None:
    """600 held 30 days pay no fee, 200 held 10 days 0.75 % of 300: 900 + 300 - 2.25; 200 of the second lot are left."""
    first, second = Lot(datetime(2024, 1, 1), D(600)), Lot(datetime(2024, 1, 21), D(400))
    redeemed = redeem([first, second], D(800), D("1.5"), datetime(2024, 1, 31), BY_DAYS)
    assert redeemed == (D("1197.75"), (Lot(datetime(2024, 1, 21), D(200)),))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.decimals("0.01", "10000", places=2), min_size=1, max_size=6), st.integers(0, 100), st.data())
def test_units_are_conserved(held: list[Decimal], percent: int, data: st.DataObject) -> None:
    """Units redeemed and units left are those that were there; no fee takes more than the gross amount."""
    lots = [Lot(datetime(2024, 1, 1) + timedelta(days=5 * number), units) for number, units in enumerate(held)]
    units = (sum(held) * percent / 100).quantize(D("0.01"), decimal.ROUND_DOWN)
    price = data.draw(st.decimals("0.5", "3", places=4))
    proceeds, left = redeem(lots, units, price, datetime(2024, 2, 1), BY_DAYS)
    assert sum(lot.units for lot in left) == sum(held) - units
    assert 0 <= proceeds <= units * price + D("0.01") * len(held)


@settings(max_examples=60, deadline=None)
@given(
    st.decimals("0.01", "1000000", places=2), st.decimals("0.1", "9", places=4), st.sampled_from(["HALF_UP", "DOWN"])
)
def test_units_are_worth_the_money(money: Decimal, price: Decimal, rule: str) -> None:
    """Rounding moves less than one unit of the last decimal: half of one if half up, never upwards if down."""
    rest = money - units_for(money, price, rounding=Rounding(rule)) * price
    assert abs(rest) <= price * Decimal("0.005") if rule == "HALF_UP" else 0 <= rest < price * Decimal("0.01")


@pytest.mark.parametrize(
    ("assets", "units", "decimals", "value"),
    [
        (D("1234567.89"), D("1000000.00"), 4, D("1.2346")),
        (D("1234550.00"), D("1000000.00"), 4, D("1.2346")),
        (D("1234549.99"), D("1000000.00"), 4, D("1.2345")),
        (D("2.00"), D("3.00"), 6, D("0.666667")),
    ],
)
def test_the_value_of_a_unit_is_rounded_half_up(assets: Decimal, units: Decimal, decimals: int, value: Decimal) -> None:
    """To as many decimals as the fund publishes, four unless told."""
    assert net_asset_value(assets, units, decimals) == value
    assert net_asset_value(D("10"), D("8")) == D("1.2500")


def test_a_fund_computes_the_same_in_a_hostile_context() -> None:
    """Six digits, rounded up, in the context of the thread change no digit."""
    with decimal.localcontext(prec=6, rounding=decimal.ROUND_UP):
        assert net_subscription(D("1234567.89"), TIERS) == D("1222344.45")
        assert units_for(D("9852.22"), D("1.0321")) == D("9545.80")
        assert net_asset_value(D("1234567.89"), D("1000000")) == D("1.2346")
        lots = [Lot(datetime(2024, 1, 1), D("9545.80"))]
        assert redeem(lots, D("9545.80"), D("1.2345"), datetime(2024, 1, 2), BY_DAYS).proceeds == D("11607.53")
