# SPDX-License-Identifier: Apache-2.0
"""What is paid for goods that are delivered, and for those that are not. One rounding, halves up, for each parcel."""

from decimal import Decimal
from typing import NamedTuple

from counterfoil.law.outcome import Refused, require
from counterfoil.modules.futures.delivery import Bond, Deliverable
from counterfoil.modules.futures.expiry import Ending
from counterfoil.modules.futures.outcomes import FuturesOutcome
from counterfoil.modules.futures.reckoning import share_of
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.types import DayNumber
from counterfoil.terms.formulas.bond_pricing import QuotedBond
from counterfoil.terms.formulas.treasury_future import accrued_at_delivery, delivery_invoice, factor_of
from counterfoil.terms.kernel.arithmetic import text
from counterfoil.terms.kernel.dates import from_number


class Invoiced(NamedTuple):
    """Of a parcel: what is paid for it, and what of that is premium; of a bond factor and accrued interest."""

    amount: int
    premium: int
    factor: str = ""
    accrued: str = ""


def invoice_of(ending: Ending, goods: Deliverable, lots: int) -> Invoiced:
    """What so many lots of these goods cost; Refused where they may not be delivered, or cost nothing.

    Final price × multiplier × lots + premium × lots. Of a bond the price counts by its conversion factor, and the
    interest that accrued up to the day of payment is added: as that was scheduled when the price was fixed, so that
    both halves of a parcel cost the same, whatever moves the day.
    """
    grade = ending.rules.grade(goods.grade)
    if grade is None or goods.product != ending.product:
        raise Refused(FuturesOutcome.not_deliverable, f"{goods.instrument}: {goods.grade}")
    premium = grade.premium * lots
    told = Invoiced(ending.price * ending.multiplier * lots + premium, premium)
    if goods.bond is not None:
        told = _of_bond(ending, goods.bond, lots, premium, goods.instrument)
    require(told.amount > 0, FuturesOutcome.not_deliverable, f"{goods.instrument}: {told.amount}")
    return told


def penalty_of(ending: Ending, lots: int) -> int:
    """What is paid for lots that are not delivered, or not paid for."""
    return share_of(abs(ending.price) * ending.multiplier * lots, ending.rules.penalty_ppm)


def quoted(bond: Bond) -> QuotedBond:
    """As formulas of bonds have it; InputError for one that cannot be."""
    return QuotedBond(
        issue=from_number(bond.issued),
        maturity=from_number(bond.matures),
        rate=Decimal(bond.coupon_ppm).scaleb(-6),
        frequency=bond.coupons,
    )


def _of_bond(ending: Ending, bond: Bond, lots: int, premium: int, instrument: str) -> Invoiced:
    """Prices are per 100 of face, and a lot's multiplier says what 1.00 of the price is worth: a hundredth of face."""
    paid_on = ending.last if ending.accrues_to is None else ending.accrues_to
    try:
        factor, accrued = _factor_and_accrued(bond, ending.last, paid_on)
    except InputError as error:
        raise Refused(FuturesOutcome.not_deliverable, f"{instrument}: {error}") from None
    # The formula rounds to hundredths: of a hundredth of the amount in smallest units, that is to the unit.
    face = Decimal(ending.multiplier * 10**ending.decimals * lots)
    amount = delivery_invoice(Decimal(ending.price).scaleb(-ending.decimals), factor, accrued, face=face)
    return Invoiced(int(amount.scaleb(2)) + premium, premium, text(factor), text(accrued))


def _factor_and_accrued(bond: Bond, last: DayNumber, paid_on: DayNumber) -> tuple[Decimal, Decimal]:
    one = quoted(bond)
    return factor_of(one, from_number(last)), accrued_at_delivery(one, from_number(paid_on))
