# SPDX-License-Identifier: Apache-2.0
"""BONDCN: a holding of a Chinese bond, quoted at a clean price and paid for with accrued interest.

Coupons are equal parts of the annual rate, ``face * rate / frequency``; interest at maturity is ``face * rate`` for
each year; a zero coupon pays its face. A part of a period or of a year counts by its actual days: commercial paper of
270 days, or an odd first or last period, of which ``cycleAnchorDateOfInterestPayment`` states the first coupon.
What is paid for a face that is traded is ``face / 100 * (clean price + accrued interest per 100)`` to the cent, the
price being that of ``marketObjectCode``. Market convention; check the terms of issue and the exchange's rule.
Conservation: face bought or stated at first = face sold + face repaid + face held.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import partial

from counterfoil.primitives.errors import InputError
from counterfoil.terms.formulas.bond_pricing import FACE, AccrualRule, CouponType, QuotedBond, accrued_interest
from counterfoil.terms.kernel.arithmetic import CENT, ZERO, rounded
from counterfoil.terms.kernel.calendars import STANDARD, Calendar
from counterfoil.terms.kernel.reading import TermError, term
from counterfoil.terms.kernel.risk_factors import ObservedEvent, RiskFactors
from counterfoil.terms.kernel.values import POSITIVE, TIME, choice, whole
from counterfoil.terms.types.contract import Fault
from counterfoil.terms.types.market.holding import BondContract, BondTerms, Now, Payment, impossible, traded


@dataclass(frozen=True, kw_only=True)
class ChineseBondTerms(BondTerms):
    """How the bond was issued, what it pays, and how its accrued interest is counted."""

    issue_price: Decimal = term(POSITIVE, "ISP", default=FACE)
    nominal_interest_rate: Decimal = term(POSITIVE, "IPNR", default=ZERO)
    coupon_type: CouponType = term(choice(CouponType), "CPT", default=CouponType.FIXED)
    first_coupon: datetime | None = term(TIME, "IPANX", name="cycleAnchorDateOfInterestPayment")
    coupon_frequency: int = term(whole(1, 12), "CPF", default=1)
    accrual_rule: AccrualRule = term(
        choice(AccrualRule), "AIR", name="accruedInterestRule", default=AccrualRule.INTERBANK
    )
    accrued_decimals: int | None = term(whole(0, 16), "AID", name="accruedInterestDecimals")


class ChineseBond(BondContract[ChineseBondTerms]):
    """Issue, coupons and redemption, and observed purchases (PRD) and sales (TD), whose value is a face amount."""

    contract_type = "BONDCN"
    name = "Chinese bond as quoted"
    record = ChineseBondTerms

    def __init__(self, terms: ChineseBondTerms, calendars: Mapping[str, Calendar] = STANDARD) -> None:
        super().__init__(terms, calendars)
        try:
            self.quoted = QuotedBond(
                issue=self.issued,
                maturity=self.maturity,
                rate=terms.nominal_interest_rate,
                frequency=terms.coupon_frequency,
                coupon_type=terms.coupon_type,
                issue_price=terms.issue_price,
                first_coupon=terms.first_coupon,
            )
        except InputError as wrong:
            raise TermError("maturityDate", wrong.problem, remedy=wrong.remedy) from wrong

    def faults(self) -> Iterator[Fault]:
        """A zero coupon has no rate; a coupon bond has one."""
        yield from super().faults()
        zero = self.terms.coupon_type is CouponType.DISCOUNT
        if zero == bool(self.terms.nominal_interest_rate):
            yield (
                "nominalInterestRate",
                f"{'a rate' if zero else 'no rate'} of a bond of couponType {self.terms.coupon_type}",
                "give a rate above 0, or couponType DISCOUNT without a rate",
            )

    def coupons(self) -> Iterator[datetime]:
        """None of a zero coupon."""
        if self.terms.coupon_type is not CouponType.DISCOUNT:
            yield from self.quoted.dates[1:] if self.terms.coupon_type is CouponType.FIXED else [self.maturity]

    def per_100(self, due: datetime) -> Decimal:
        """A coupon, the part of one of an odd period, or all interest at maturity."""
        return self.quoted.interest_due(due)

    def prices(self) -> tuple[Decimal, Decimal]:
        """The issue price, and the face."""
        return self.terms.issue_price, FACE

    def accrued(self, face: Decimal, at: datetime) -> Decimal:
        """``face / 100`` times accrued interest per 100, to the cent."""
        return rounded(face / FACE * self.accrued_per_100(at), CENT)

    def accrued_per_100(self, at: datetime) -> Decimal:
        """Accrued interest per 100 by the rule of the terms."""
        return accrued_interest(self.quoted, at, self.terms.accrual_rule, decimals=self.terms.accrued_decimals)

    def planned(self, until: datetime | None, risk_factors: RiskFactors) -> Iterator[Payment]:
        """Trades as well."""
        yield from super().planned(until, risk_factors)
        for seen in self.trades(risk_factors, "PRD", "TD"):
            yield self.unshifted(seen.type, seen.at, partial(self.trade, seen))

    def trade(self, seen: ObservedEvent, now: Now) -> Decimal:
        """PRD pays the clean price and accrued interest, TD receives them; InputError outside the life of the bond."""
        state, at, bought = now.state, now.item.at, seen.type == "PRD"
        if not self.issued <= at < self.maturity:
            raise impossible(seen, "outside the life of the bond")
        face = traded(seen, None if bought else state.face)
        full = rounded(face / FACE * (self.price(at, now.risk_factors) + self.accrued_per_100(at)), CENT)
        state.face_in += face if bought else ZERO
        state.face_sold += ZERO if bought else face
        state.face += face if bought else -face
        return -self.sign * full if bought else self.sign * full
