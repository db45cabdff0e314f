# SPDX-License-Identifier: Apache-2.0
"""Bonds delivered into a treasury future: conversion factor, invoice, implied repo rate, the cheapest to deliver.

Conversion factor and accrued interest at delivery. Source: China Financial Futures Exchange, notice on the formulas for
conversion factor and accrued interest of the 5-year treasury future, 3 September 2013
(关于发布5年期国债期货转换因子和应计利息计算公式的通知); for the other treasury futures market convention: check the
exchange's rule before use. Factors are rounded half up to 4 decimals, interest to 7. With ``r`` the coupon of the
notional bond (3 %), ``x`` months from the delivery month to the next coupon month, ``n`` coupons left, ``c`` the bond's
coupon and ``f`` coupons a year::

    CF = (1 + r/f) ** -(x*f/12) * (c/f + c/r + (1 - c/r) * (1 + r/f) ** -(n-1)) - c/f * (1 - x*f/12)
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final

from counterfoil.primitives.errors import InputError
from counterfoil.terms.formulas.bond_pricing import (
    FACE,
    YEAR,
    AccrualRule,
    CouponType,
    QuotedBond,
    accrued_interest,
    power,
)
from counterfoil.terms.kernel.arithmetic import CENT, ONE, ZERO, exact, rounded

NOTIONAL_COUPON: Final = Decimal("0.03")
FACTOR_DECIMALS: Final = 4
ACCRUED_DECIMALS: Final = 7
"""Decimals of a conversion factor, and of accrued interest at delivery."""


def conversion_factor(
    coupon: Decimal, *, frequency: int, months: int, coupons: int, notional_coupon: Decimal = NOTIONAL_COUPON
) -> Decimal:
    """The factor of a bond: ``coupon`` c, ``frequency`` f, ``months`` x, ``coupons`` n; 4 decimals, half up."""
    if notional_coupon <= 0 or frequency < 1:
        problem = f"a notional coupon of {notional_coupon}, {frequency} coupons a year"
        raise InputError(problem, where="conversion factor", remedy="give both above 0")
    if not 0 <= months <= 12 // frequency or coupons < 1:
        remedy = "months within a coupon period, at least one coupon"
        problem = f"{months} months to the next of {coupons} coupons, {frequency} a year"
        raise InputError(problem, where="conversion factor", remedy=remedy)
    with exact():
        fraction = Decimal(months * frequency) / 12
        growth = ONE + notional_coupon / frequency
        share = coupon / notional_coupon
        later = coupon / frequency + share + (ONE - share) * power(growth, Decimal(1 - coupons))
        factor = later * power(growth, -fraction) - coupon / frequency * (ONE - fraction)
        return rounded(factor, FACTOR_DECIMALS)


def factor_of(bond: QuotedBond, delivery: datetime, *, notional_coupon: Decimal = NOTIONAL_COUPON) -> Decimal:
    """The factor of a coupon bond for a delivery month; coupons of that month count as paid."""
    if bond.coupon_type is not CouponType.FIXED:
        raise InputError("only coupon bonds are delivered", where="conversion factor", remedy="give a fixed coupon")
    month = _month(delivery)
    left = [_month(at) - month for at in bond.dates[1:] if _month(at) > month]
    if not left or _month(bond.issue) > month:
        problem = f"the bond does not live in {delivery:%Y-%m}"
        raise InputError(problem, where="conversion factor", remedy="give another bond")
    return conversion_factor(
        bond.rate, frequency=bond.frequency, months=left[0], coupons=len(left), notional_coupon=notional_coupon
    )


def delivery_invoice(settlement_price: Decimal, factor: Decimal, accrued: Decimal, *, face: Decimal = FACE) -> Decimal:
    """What the buyer of the future pays for ``face``: ``face / 100 * (price * factor + accrued)``, to the cent.

    ``accrued`` is the bond's interest per 100 on the delivery day, to 7 decimals (``accrued_at_delivery``).
    """
    with exact():
        return rounded(face / FACE * (settlement_price * factor + accrued), CENT)


def accrued_at_delivery(bond: QuotedBond, delivery: datetime) -> Decimal:
    """Accrued interest per 100 by actual days of the coupon period, 7 decimals, half up."""
    return accrued_interest(bond, delivery, AccrualRule.INTERBANK, decimals=ACCRUED_DECIMALS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deliverable:
    """A bond that may be delivered, per 100: its full price now, its factor, its accrued interest at delivery.

    ``coupons``: amount per 100 and days to delivery of each coupon until then.
    """

    identifier: str
    full_price: Decimal
    factor: Decimal
    accrued: Decimal
    coupons: tuple[tuple[Decimal, int], ...] = ()


def implied_repo_rate(bond: Deliverable, futures_price: Decimal, days: int) -> Decimal:
    """What a year's money earns in the bond, sold through the future ``days`` from now; simple interest on 365 days.

    ``(invoice + coupons - full price) / (full price * days / 365 - sum of coupon * its days / 365)``
    """
    if days < 1:
        raise InputError("no day until delivery", where="implied repo rate", remedy="give at least one day")
    with exact():
        gained = futures_price * bond.factor + bond.accrued + sum((paid for paid, _ in bond.coupons), ZERO)
        reinvested = sum((paid * left for paid, left in bond.coupons), ZERO)
        invested = (bond.full_price * days - reinvested) / YEAR
        if invested <= 0:
            problem = "the coupons until delivery return more than the price for the whole time"
            raise InputError(problem, where="implied repo rate", remedy="check full price, coupons and days")
        return (gained - bond.full_price) / invested


def cheapest_to_deliver(bonds: Iterable[Deliverable], futures_price: Decimal, days: int) -> Deliverable:
    """The bond with the highest implied repo rate; of equal ones the first by identifier."""
    with exact():
        ranked = sorted(bonds, key=lambda bond: (-implied_repo_rate(bond, futures_price, days), bond.identifier))
    if not ranked:
        raise InputError("no bond to deliver", where="cheapest to deliver", remedy="give at least one")
    return ranked[0]


def _month(at: datetime) -> int:
    return at.year * 12 + at.month
