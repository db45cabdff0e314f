# SPDX-License-Identifier: Apache-2.0
"""BONDCN: a holding of a Chinese bond, traded at a clean price and paid for with accrued interest.

Coupons are equal parts of the annual rate, ``face * rate / frequency``, and of an odd first or last period the part
that lies in it; interest at maturity is ``face * rate`` for each year, of a begun one by its days, as of commercial
paper; a zero coupon pays its face. Orders state a face amount; what is paid for it is
``face / 100 * (clean price + accrued interest per 100)`` to the cent, the price being that of ``marketObjectCode``.
Holidays postpone payments, never the other way; one that is delayed belongs to who held the bond when it was due.
Market convention; check the terms of issue and the exchange's rule before use. An order outside the life of the bond,
for nothing, or beyond the holding is refused.
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
from counterfoil.terms.kernel.events import FlatState, Scheduled
from counterfoil.terms.kernel.reading import TermError, given, term
from counterfoil.terms.kernel.risk_factors import ObservedEvent, RiskFactors
from counterfoil.terms.kernel.values import POSITIVE, TIME, choice, whole
from counterfoil.terms.types.market.holding import HoldingContract, HoldingTerms
from counterfoil.terms.types.market.orders import Rejection, amount_of, refusal


@dataclass(frozen=True, kw_only=True)
class BondTerms(HoldingTerms):
    """``notional_principal``: the face held at the status date, or subscribed at an issue after it."""

    notional_principal: Decimal = term("notionalPrincipal", "NT", POSITIVE, default=ZERO)
    initial_exchange_date: datetime | None = term("initialExchangeDate", "IED", TIME)
    maturity_date: datetime | None = term("maturityDate", "MD", TIME)
    issue_price: Decimal = term("issuePrice", "ISP", POSITIVE, default=FACE)
    nominal_interest_rate: Decimal = term("nominalInterestRate", "IPNR", POSITIVE, default=ZERO)
    coupon_type: CouponType = term("couponType", "CPT", choice(CouponType), default=CouponType.FIXED)
    first_coupon: datetime | None = term("cycleAnchorDateOfInterestPayment", "IPANX", TIME)
    coupon_frequency: int = term("couponFrequency", "CPF", whole(1, 12), default=1)
    accrual_rule: AccrualRule = term("accruedInterestRule", "AIR", choice(AccrualRule), default=AccrualRule.INTERBANK)
    accrued_decimals: int | None = term("accruedInterestDecimals", "AID", whole(0, 16))


@dataclass(slots=True)
class BondState(FlatState):
    """Face held, its accrued interest, and where face came from and went. ``due``: payments fixed but not made."""

    status_date: datetime
    face: Decimal = ZERO
    accrued_interest: Decimal = ZERO
    face_in: Decimal = ZERO
    face_sold: Decimal = ZERO
    face_repaid: Decimal = ZERO
    rejection: Rejection = Rejection.NONE
    due: tuple[tuple[datetime, Decimal], ...] = ()

    def values(self) -> dict[str, Decimal | datetime | str | None]:
        """The state by names of terms."""
        return {
            "statusDate": self.status_date,
            "notionalPrincipal": self.face,
            "accruedInterest": self.accrued_interest,
            "faceIn": self.face_in,
            "faceSold": self.face_sold,
            "faceRepaid": self.face_repaid,
            "rejection": self.rejection.value,
        }


class ChineseBond(HoldingContract[BondTerms, BondState]):
    """Issue, coupons, redemption, and observed purchases (PRD) and sales (TD), whose value is a face amount."""

    contract_type = "BONDCN"
    name = "Chinese bond as quoted"
    record = BondTerms
    required = (*HoldingContract.required, "initial_exchange_date", "maturity_date")

    def __init__(self, terms: BondTerms, calendars: Mapping[str, Calendar] = STANDARD) -> None:
        super().__init__(terms, calendars)
        try:
            self.quoted = QuotedBond(
                issue=given(terms.initial_exchange_date, "initialExchangeDate"),
                maturity=given(terms.maturity_date, "maturityDate"),
                rate=terms.nominal_interest_rate,
                frequency=terms.coupon_frequency,
                coupon_type=terms.coupon_type,
                issue_price=terms.issue_price,
                first_coupon=terms.first_coupon,
            )
        except InputError as wrong:
            raise TermError("maturityDate", wrong.problem, where="terms", remedy=wrong.remedy) from wrong

    def check(self, where: str) -> None:
        """A zero coupon has no rate; a coupon bond has one."""
        super().check(where)
        self.check_payments(where)
        zero = self.terms.coupon_type is CouponType.DISCOUNT
        if zero == bool(self.terms.nominal_interest_rate):
            raise TermError(
                "nominalInterestRate",
                f"{'a rate' if zero else 'no rate'} of a bond of couponType {self.terms.coupon_type}",
                where=where,
                remedy="give a rate above 0, or couponType DISCOUNT without a rate",
            )

    def accrued_per_100(self, at: datetime) -> Decimal:
        """Accrued interest per 100 by the rule of the terms."""
        return accrued_interest(self.quoted, at, self.terms.accrual_rule, decimals=self.terms.accrued_decimals)

    def initial_state(self, until: datetime | None, risk_factors: RiskFactors) -> BondState:
        """The face that the terms state, if it is issued and not repaid, and its coupons that a holiday delays."""
        state, at = BondState(self.status_date), self.status_date
        if self.quoted.issue <= at < self._repayment().at:
            state.face = state.face_in = self.terms.notional_principal
            delayed = (payment.scheduled for payment in self._coupons() if payment.scheduled <= at < payment.at)
            state.due = tuple((due, self._coupon(state.face, due)) for due in delayed)
            self._accrue(state, at)
        return state

    def _coupons(self) -> Iterator[Scheduled[BondState]]:
        bond = self.quoted
        if bond.coupon_type is CouponType.FIXED:
            times = bond.dates[1:]
        else:
            times = [bond.maturity] if bond.coupon_type is CouponType.AT_MATURITY else []
        for at in times:
            yield self.shifted("IP", at, self.interest)

    def _repayment(self) -> Scheduled[BondState]:
        return self.shifted("MD", self.quoted.maturity, self.redemption)

    def planned(self, until: datetime | None, risk_factors: RiskFactors) -> Iterator[Scheduled[BondState]]:
        """Issue, coupons, redemption and orders."""
        if self.terms.notional_principal:
            yield self.unshifted("IED", self.quoted.issue, self.issue)
        for payment in self._coupons():
            if payment.at > payment.scheduled:
                yield self.occasion("DUE", payment.scheduled, self.fix_interest)
            yield payment
        yield self._repayment()
        for order in self.orders(risk_factors, "PRD", "TD"):
            step = self.purchase if order.type == "PRD" else self.sale
            yield self.unshifted(order.type, order.at, partial(step, order))

    def _accrue(self, state: BondState, at: datetime) -> None:
        """The state at a time: accrued interest of the holding, none outside the bond's life."""
        state.status_date = at
        living = self.quoted.issue <= at < self.quoted.maturity and state.face
        state.accrued_interest = rounded(state.face / FACE * self.accrued_per_100(at), CENT) if living else ZERO

    def _coupon(self, face: Decimal, due: datetime) -> Decimal:
        return rounded(face / FACE * self.quoted.interest_due(due), CENT)

    # Steps.

    def issue(self, state: BondState, item: Scheduled[BondState], risk_factors: RiskFactors) -> Decimal:
        """IED: pays ``face / 100 * issuePrice``."""
        state.face = state.face_in = self.terms.notional_principal
        self._accrue(state, item.at)
        return -self.sign * rounded(state.face / FACE * self.terms.issue_price, CENT)

    def fix_interest(self, state: BondState, item: Scheduled[BondState], risk_factors: RiskFactors) -> Decimal:
        """DUE: who holds the bond when a coupon is due gets it, though a holiday delays it."""
        state.due = (*state.due, (item.at, self._coupon(state.face, item.at)))
        self._accrue(state, item.at)
        return ZERO

    def interest(self, state: BondState, item: Scheduled[BondState], risk_factors: RiskFactors) -> Decimal:
        """IP: receives the coupon."""
        fixed = [amount for at, amount in state.due if at == item.scheduled]
        state.due = tuple(due for due in state.due if due[0] != item.scheduled)
        self._accrue(state, item.at)
        return self.sign * (fixed[0] if fixed else self._coupon(state.face, item.scheduled))

    def redemption(self, state: BondState, item: Scheduled[BondState], risk_factors: RiskFactors) -> Decimal:
        """MD: receives the face."""
        payoff = self.sign * state.face
        state.face_repaid += state.face
        state.face = ZERO
        self._accrue(state, item.at)
        return payoff

    def purchase(
        self, order: ObservedEvent, state: BondState, item: Scheduled[BondState], risk_factors: RiskFactors
    ) -> Decimal:
        """PRD: pays the clean price and accrued interest."""
        face = amount_of(order)
        state.rejection = self._refusal(item.at, face, face)
        if state.rejection is not Rejection.NONE:
            self._accrue(state, item.at)
            return ZERO
        state.face += face
        state.face_in += face
        self._accrue(state, item.at)
        return -self.sign * self._full(face, item.at, risk_factors)

    def sale(
        self, order: ObservedEvent, state: BondState, item: Scheduled[BondState], risk_factors: RiskFactors
    ) -> Decimal:
        """TD: receives the clean price and accrued interest; refused beyond the holding."""
        face = amount_of(order)
        state.rejection = self._refusal(item.at, face, state.face)
        if state.rejection is not Rejection.NONE:
            self._accrue(state, item.at)
            return ZERO
        state.face -= face
        state.face_sold += face
        self._accrue(state, item.at)
        return self.sign * self._full(face, item.at, risk_factors)

    def _full(self, face: Decimal, at: datetime, risk_factors: RiskFactors) -> Decimal:
        return rounded(face / FACE * (self.price(at, risk_factors) + self.accrued_per_100(at)), CENT)

    def _refusal(self, at: datetime, face: Decimal, available: Decimal) -> Rejection:
        inside = self.quoted.issue <= at < self.quoted.maturity
        return refusal(face, available) if inside else Rejection.OUTSIDE_PERIOD
