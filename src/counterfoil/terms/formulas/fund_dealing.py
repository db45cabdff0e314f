# SPDX-License-Identifier: Apache-2.0
"""Open-end funds that deal at net asset value, as Chinese funds do: dealing day, fees, units, proceeds.

Price unknown: an order before the cut-off of a trading day T deals at the net asset value of T, a later one at that of
the next trading day. Dealing and fees are market convention; check the fund's prospectus before use. Source of the fee
on the net amount (外扣法): notice of the fund department of the China Securities Regulatory Commission, March 2007.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from counterfoil.terms.kernel.arithmetic import CENT, ONE, ZERO, Rounding, exact, rounded
from counterfoil.terms.kernel.calendars import Calendar, following
from counterfoil.terms.kernel.dates import ONE_DAY, days_between, midnight


class FeeMethod(StrEnum):
    """What a subscription fee is a share of: the net amount (``EXTERNAL``, the rule of Chinese funds) or the gross."""

    EXTERNAL = "EXTERNAL"
    INTERNAL = "INTERNAL"


@dataclass(frozen=True, slots=True)
class SubscriptionFee:
    """The fee of subscriptions of ``from_amount`` or more: a rate, or an amount per order."""

    from_amount: Decimal
    rate: Decimal = ZERO
    amount: Decimal | None = None


@dataclass(frozen=True, slots=True)
class RedemptionFee:
    """The fee rate of units that were held ``from_days`` calendar days or longer."""

    from_days: int
    rate: Decimal


@dataclass(frozen=True, slots=True)
class Lot:
    """Units that were acquired together: what a redemption fee depends on, first in, first out."""

    acquired: datetime
    units: Decimal


class Redeemed(NamedTuple):
    """What a redemption pays after its fee, and the lots that it leaves."""

    proceeds: Decimal
    left: tuple[Lot, ...]


def dealing_day(at: datetime, calendar: Calendar, cut_off: timedelta = timedelta(hours=15)) -> datetime:
    """T of an order: its trading day before the cut-off, else the next one."""
    today = midnight(at)
    on = following(today, calendar)
    return following(today + ONE_DAY, calendar) if on == today and at - today >= cut_off else on


def business_days_after(at: datetime, count: int, calendar: Calendar) -> datetime:
    """The ``count``-th business day after a day, for confirmation and settlement; the time of day is kept."""
    for _ in range(count):
        at = following(at + ONE_DAY, calendar)
    return at


def net_subscription(
    amount: Decimal, tiers: Sequence[SubscriptionFee], method: FeeMethod = FeeMethod.EXTERNAL
) -> Decimal:
    """What of a subscription buys units, to the cent; the rest is the fee. ``tiers`` ascend.

    ``amount / (1 + rate)``, or ``amount - amount * rate``, or less an amount per order.
    """
    tier = next((tier for tier in reversed(tiers) if tier.from_amount <= amount), None)
    with exact():
        if tier is None:
            return amount
        if tier.amount is not None:
            return amount - tier.amount
        if method is FeeMethod.EXTERNAL:
            return rounded(amount / (ONE + tier.rate), CENT)
        return amount - rounded(amount * tier.rate, CENT)


def net_asset_value(
    net_assets: Decimal, units: Decimal, decimals: int = 4, rounding: Rounding = Rounding.HALF_UP
) -> Decimal:
    """Of one unit, to so many decimals: Chinese funds publish four. There are ``units``."""
    with exact():
        return rounded(net_assets / units, decimals, rounding)


def units_for(
    money: Decimal, net_asset_value: Decimal, *, decimals: int = CENT, rounding: Rounding = Rounding.HALF_UP
) -> Decimal:
    """The units that money buys, rounded as the fund says."""
    with exact():
        return rounded(money / net_asset_value, decimals, rounding)


def redemption_rate(tiers: Sequence[RedemptionFee], days: int) -> Decimal:
    """The fee rate of units that were held so many days; ``tiers`` ascend."""
    return next((tier.rate for tier in reversed(tiers) if tier.from_days <= days), ZERO)


def redeem(
    lots: Sequence[Lot], units: Decimal, net_asset_value: Decimal, confirmed: datetime, tiers: Sequence[RedemptionFee]
) -> Redeemed:
    """Lot by lot, first in, first out: ``gross = units * NAV`` less ``gross * rate(days held)``, each to the cent.

    Days are counted from the confirmation of the lot to that of the redemption. ``lots`` hold ``units`` or more.
    """
    proceeds, left = ZERO, []
    with exact():
        for lot in lots:
            taken = min(lot.units, units)
            units -= taken
            gross = rounded(taken * net_asset_value, CENT)
            proceeds += gross - rounded(gross * redemption_rate(tiers, days_between(lot.acquired, confirmed)), CENT)
            if lot.units > taken:
                left.append(replace(lot, units=lot.units - taken))
    return Redeemed(proceeds, tuple(left))
