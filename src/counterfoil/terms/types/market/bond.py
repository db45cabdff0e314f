# SPDX-License-Identifier: Apache-2.0
"""BONDCN: a holding of a Chinese bond as it is quoted; CONVB: one of a convertible, which follows its share.

BONDCN: coupons are equal parts of the annual rate, ``face * rate / frequency``; interest at maturity is
``face * rate`` for each year; a zero coupon pays its face. A part of a period or of a year counts by its actual days:
commercial paper of 270 days, or an odd first or last period, of which ``cycleAnchorDateOfInterestPayment`` states the
first coupon. Market convention; check the terms of issue and the exchange's rule.

CONVB:

- Coupons: once a year, ``face * rate`` of that year; the last is part of ``redemptionPrice``, paid at maturity.
- The conversion price changes with corporate actions of the share (CPA), as long as there is something to convert.
- Accrued interest: ``face * rate * days / 365``, actual days since the last coupon.

What a conversion, a call and a put are worth, and when they may be made, is in ``formulas/corporate_actions.py``. The
clauses are market convention; check the prospectus before use.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cached_property, partial
from typing import Any, ClassVar, Generic, TypeVar

from counterfoil.primitives.errors import InputError
from counterfoil.terms.formulas.bond_pricing import (
    FACE,
    AccrualRule,
    CouponType,
    QuotedBond,
    accrued_by_year,
    accrued_interest,
    paid_for,
)
from counterfoil.terms.formulas.corporate_actions import ShareAction, Trigger, adjusted_conversion_price
from counterfoil.terms.kernel.arithmetic import ZERO
from counterfoil.terms.kernel.dates import add_months
from counterfoil.terms.kernel.dictionary import BasicTerms
from counterfoil.terms.kernel.events import ContractState, Occurrence, Scheduled
from counterfoil.terms.kernel.reading import REQUIRED, TermError, records, term
from counterfoil.terms.kernel.risk_factors import RiskFactors
from counterfoil.terms.kernel.roles import HOLDING
from counterfoil.terms.kernel.values import AMOUNT, TEXT, TIME, array, whole
from counterfoil.terms.types.contract import Contract, Fault


@dataclass(frozen=True, kw_only=True)
class BondTerms(BasicTerms):
    """``market_object_code``: what prices the bond, or a convertible's share, for whoever trades it.

    ``notional_principal``: the face held at the status date, or subscribed at an issue after it. ``issue_price`` and
    ``redemption_price`` are per 100, the latter beside the coupons; where a type has no such term, they are the face.
    """

    market_object_code: str | None = term(TEXT, "MOC")
    notional_principal: Decimal = term(AMOUNT, "NT", default=REQUIRED)
    initial_exchange_date: datetime = term(TIME, "IED", default=REQUIRED)
    maturity_date: datetime = term(TIME, "MD", default=REQUIRED)
    issue_price: Decimal = FACE
    redemption_price: Decimal = FACE


@dataclass
class BondState(ContractState):
    """The face held, and its accrued interest."""

    notional_principal: Decimal = ZERO
    accrued_interest: Decimal = ZERO


B = TypeVar("B", bound=BondTerms)
S = TypeVar("S", bound=BondState)


class BondContract(Contract[B, S], Generic[B, S]):
    """Issue, coupons and redemption. Holidays postpone payments, never the other way."""

    state: ClassVar[type[Any]] = BondState
    sides = HOLDING

    coupons: Callable[[], Iterable[datetime]]
    """When interest is due."""
    per_100: Callable[[datetime], Decimal]
    """The interest per 100 that is due then."""
    accrued: Callable[[Decimal, datetime], Decimal]
    """Accrued interest of a face within the bond's life, to the cent."""

    def faults(self) -> Iterator[Fault]:
        """A holiday postpones a payment: made earlier, it would not be to who holds the bond when it is due."""
        yield from super().faults()
        convention = self.terms.business_day_convention
        if convention.goes_back:
            problem = f"under {convention} a payment may be made before it is due"
            yield "businessDayConvention", problem, "allowed: NOS, SCF, CSF"

    def initial_state(self, until: datetime | None, risk_factors: RiskFactors) -> S:
        """The face that the terms state, if it is issued and not repaid."""
        state: S = self.state(self.status_date)
        repaid = self.shifted("MD", self.terms.maturity_date, self.redemption).at
        if self.terms.initial_exchange_date <= self.status_date < repaid:
            state.notional_principal = self.terms.notional_principal
            self._accrue(state)
        return state

    def planned(self, until: datetime | None, risk_factors: RiskFactors) -> Iterator[Scheduled[S]]:
        """Issue, coupons and redemption; where a holiday delays a coupon, the day that says who gets it (DUE)."""
        if self.terms.notional_principal:
            yield self.unshifted("IED", self.terms.initial_exchange_date, self.issue)
        for due in self.coupons():
            payment = self.shifted("IP", due, self.interest)
            if payment.at > due:
                yield self.on_its_day("DUE", due, self.falls_due)
            yield payment
        yield self.shifted("MD", self.terms.maturity_date, self.redemption)

    def happen(self, now: Occurrence[S]) -> Decimal:
        """One event, and what has accrued after it on the day on which it takes place."""
        now.state.status_date = now.item.at
        payoff = now.item.step(now)
        self._accrue(now.state)
        return payoff or ZERO

    def _accrue(self, state: S) -> None:
        face, at = state.notional_principal, state.status_date
        living = self.terms.initial_exchange_date <= at < self.terms.maturity_date and face
        state.accrued_interest = self.accrued(face, at) if living else ZERO

    def issue(self, now: Occurrence[S]) -> Decimal:
        """IED: pays ``face / 100`` times the issue price."""
        now.state.notional_principal = self.terms.notional_principal
        return -self.sign * paid_for(now.state.notional_principal, self.terms.issue_price)

    def falls_due(self, now: Occurrence[S]) -> None:
        """DUE: who holds the bond now gets the coupon."""

    def interest(self, now: Occurrence[S]) -> Decimal:
        """IP: receives the coupon."""
        return self.sign * paid_for(now.state.notional_principal, self.per_100(now.item.scheduled))

    def redemption(self, now: Occurrence[S]) -> Decimal:
        """MD: receives ``face / 100`` times the redemption price, which is 100 but of a convertible."""
        face, now.state.notional_principal = now.state.notional_principal, ZERO
        return self.sign * paid_for(face, self.terms.redemption_price)


@dataclass(frozen=True, kw_only=True)
class ChineseBondTerms(BondTerms):
    """How the bond was issued, what it pays, and how its accrued interest is counted."""

    notional_principal: Decimal = term(AMOUNT, "NT", default=ZERO)
    issue_price: Decimal = term(AMOUNT, "ISP", default=FACE)
    nominal_interest_rate: Decimal = term(AMOUNT, "IPNR", default=ZERO)
    coupon_type: CouponType = term(CouponType, "CPT", default=CouponType.FIXED)
    cycle_anchor_date_of_interest_payment: datetime | None = term(TIME, "IPANX")
    coupon_frequency: int = term(whole(1, 12), "CPF", default=1)
    accrued_interest_rule: AccrualRule = term(AccrualRule, "AIR", default=AccrualRule.INTERBANK)
    accrued_interest_decimals: int | None = term(whole(0, 16), "AID")


class ChineseBond(BondContract[ChineseBondTerms, BondState]):
    """A bond with coupons, with interest at maturity, or sold at a discount."""

    contract_type = "BONDCN"
    name = "Chinese bond as quoted"
    record = ChineseBondTerms

    @cached_property
    def quoted(self) -> QuotedBond:
        """The bond that is quoted; TermError for one that cannot be."""
        terms = self.terms
        try:
            return QuotedBond(
                issue=terms.initial_exchange_date,
                maturity=terms.maturity_date,
                rate=terms.nominal_interest_rate,
                frequency=terms.coupon_frequency,
                coupon_type=terms.coupon_type,
                issue_price=terms.issue_price,
                first_coupon=terms.cycle_anchor_date_of_interest_payment,
            )
        except InputError as wrong:
            raise TermError("maturityDate", wrong.problem, remedy=wrong.remedy) from wrong

    def faults(self) -> Iterator[Fault]:
        """A zero coupon has no rate; a coupon bond has one."""
        yield from super().faults()
        _ = self.quoted
        zero = self.terms.coupon_type is CouponType.DISCOUNT
        if zero == bool(self.terms.nominal_interest_rate):
            problem = f"{'a rate' if zero else 'no rate'} of a bond of couponType {self.terms.coupon_type}"
            yield "nominalInterestRate", problem, "give a rate above 0, or couponType DISCOUNT without a rate"

    def coupons(self) -> Iterable[datetime]:
        """None of a zero coupon."""
        dates = {CouponType.FIXED: self.quoted.dates[1:], CouponType.AT_MATURITY: [self.terms.maturity_date]}
        return dates.get(self.terms.coupon_type, [])

    def per_100(self, due: datetime) -> Decimal:
        """A coupon, the part of one of an odd period, or all interest at maturity."""
        return self.quoted.interest_due(due)

    def accrued(self, face: Decimal, at: datetime) -> Decimal:
        """``face / 100`` times accrued interest per 100 by the rule of the terms."""
        terms = self.terms
        rule, decimals = terms.accrued_interest_rule, terms.accrued_interest_decimals
        return paid_for(face, accrued_interest(self.quoted, at, rule, decimals=decimals))


@dataclass(frozen=True, kw_only=True)
class ConvertibleTerms(BondTerms):
    """``redemption_price`` is paid at maturity per 100, the last coupon included. Coupon rates are a year each.

    When the bond may be converted, called and put is stated for who takes such orders.
    """

    coupon_rates: tuple[Decimal, ...] = term(array(AMOUNT), "CRT", default=REQUIRED)
    redemption_price: Decimal = term(AMOUNT, "RDP", default=REQUIRED)
    conversion_price: Decimal = term(AMOUNT, "CVP", default=REQUIRED)
    conversion_start: datetime = term(TIME, "CVS", default=REQUIRED)
    conversion_end: datetime | None = term(TIME, "CVE")
    call_trigger: tuple[Trigger, ...] = term(records(Trigger, name="callTrigger"), "CLT", default=())
    put_trigger: tuple[Trigger, ...] = term(records(Trigger, name="putTrigger"), "PTT", default=())
    share_actions: tuple[ShareAction, ...] = term(records(ShareAction, name="shareActions"), "SHA", default=())


@dataclass
class ConvertibleState(BondState):
    """The conversion price in force as well."""

    conversion_price: Decimal = ZERO


class Convertible(BondContract[ConvertibleTerms, ConvertibleState]):
    """Issue, coupons, price adjustments, redemption."""

    contract_type = "CONVB"
    name = "Chinese convertible bond"
    record = ConvertibleTerms
    state = ConvertibleState

    def faults(self) -> Iterator[Fault]:
        """A rate for every year, a conversion price above zero, triggers that can be met."""
        yield from super().faults()
        terms = self.terms
        years, end = len(terms.coupon_rates), terms.maturity_date
        if add_months(terms.initial_exchange_date, 12 * years) != end:
            problem = f"{years} rates do not fill the years to {end.date()}"
            yield "couponRates", problem, "give one rate for each year of the bond"
        if not terms.conversion_price:
            yield "conversionPrice", "the price is 0", "give a price above 0"
        for name, triggers in (("callTrigger", terms.call_trigger), ("putTrigger", terms.put_trigger)):
            if len(triggers) > 1:
                yield name, "more than one trigger", "give a list of one"
            if any(item.days > item.window for item in triggers):
                yield name, "more days than the window has", "give days <= window"

    def coupons(self) -> Iterable[datetime]:
        """All but the last, which the redemption price includes."""
        years = range(1, len(self.terms.coupon_rates))
        return [add_months(self.terms.initial_exchange_date, 12 * year) for year in years]

    def per_100(self, due: datetime) -> Decimal:
        """The rate of the year that ends."""
        return FACE * self.terms.coupon_rates[due.year - self.terms.initial_exchange_date.year - 1]

    def accrued(self, face: Decimal, at: datetime) -> Decimal:
        """``face * rate * days / 365`` since the last coupon, to the cent."""
        return accrued_by_year(face, self.terms.coupon_rates, self.terms.initial_exchange_date, at)

    def initial_state(self, until: datetime | None, risk_factors: RiskFactors) -> ConvertibleState:
        """The conversion price as well."""
        state = super().initial_state(until, risk_factors)
        state.conversion_price = self.terms.conversion_price
        return state

    def planned(self, until: datetime | None, risk_factors: RiskFactors) -> Iterator[Scheduled[ConvertibleState]]:
        """Adjustments of the conversion price as well."""
        yield from super().planned(until, risk_factors)
        for action in self.terms.share_actions:
            if action.ex_date < self.terms.maturity_date:
                yield self.on_its_day("CPA", action.ex_date, partial(self.adjust, action))

    def adjust(self, action: ShareAction, now: Occurrence[ConvertibleState]) -> None:
        """CPA: the conversion price follows a corporate action."""
        now.state.conversion_price = adjusted_conversion_price(now.state.conversion_price, action)
