# SPDX-License-Identifier: Apache-2.0
"""CONVB: a holding of a Chinese convertible bond.

- Coupons: once a year, ``face * rate`` of that year; the last is part of ``redemptionPrice``, paid at maturity.
- Conversion (CV, value: face): ``shares = floor(face / price)``; the rest of the face comes in cash with its accrued
  interest.
- The conversion price changes with corporate actions of the share (CPA), and downwards when the issuer resets it
  (CPR, value: new price).
- Call (CALL): the issuer redeems everything at ``face + accrued``; put (PUT, value: face): the holder sells back at
  that price. Both need their trigger: enough of the last trading days, the day itself not counted, on which the share
  closed at or above (call) or below (put) the ratio of the conversion price of that day. After a reset the days for a
  put are counted anew. Days before the status date do not count: no term states the conversion price of those days.
- Holidays postpone payments, never the other way; a coupon belongs to who held the bond when it was due.
- Accrued interest: ``face * rate * days / 365``, actual days since the last coupon.

The clauses are market convention; check the prospectus before use.
Conservation: face at first = face converted + redeemed + sold back + held.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import partial

from counterfoil.terms.formulas.adjusted_prices import ShareAction, adjusted_conversion_price
from counterfoil.terms.formulas.bond_pricing import FACE, YEAR
from counterfoil.terms.kernel.arithmetic import CENT, ZERO, Rounding, exact, rounded
from counterfoil.terms.kernel.business_day import preceding
from counterfoil.terms.kernel.dates import ONE_DAY, add_months, day_of, days_between, midnight
from counterfoil.terms.kernel.events import FlatState, Scheduled
from counterfoil.terms.kernel.reading import TermError, given
from counterfoil.terms.kernel.risk_factors import ObservedEvent, RiskFactors
from counterfoil.terms.types.market.convertible_terms import ConvertibleTerms, Trigger
from counterfoil.terms.types.market.holding import HoldingContract, day_after
from counterfoil.terms.types.market.orders import Rejection, amount_of, refusal


@dataclass(slots=True)
class ConvertibleState(FlatState):
    """Face held and where the rest went; shares received; the conversion prices and since when each is in force.

    ``due``: a coupon that a holiday delays.
    """

    status_date: datetime
    conversion_prices: tuple[tuple[datetime, Decimal], ...]
    face: Decimal = ZERO
    face_converted: Decimal = ZERO
    face_redeemed: Decimal = ZERO
    face_put: Decimal = ZERO
    shares: Decimal = ZERO
    accrued_interest: Decimal = ZERO
    last_reset: datetime | None = None
    rejection: Rejection = Rejection.NONE
    due: Decimal | None = None

    @property
    def conversion_price(self) -> Decimal:
        """The price in force."""
        return self.conversion_prices[-1][1]

    def conversion_price_on(self, day: datetime) -> Decimal:
        """The price in force on a day from that of the status date on."""
        return [price for since, price in self.conversion_prices if day_of(since) <= day_of(day)][-1]

    def values(self) -> dict[str, Decimal | datetime | str | None]:
        """The state by names of terms."""
        return {
            "statusDate": self.status_date,
            "notionalPrincipal": self.face,
            "accruedInterest": self.accrued_interest,
            "conversionPrice": self.conversion_price,
            "shares": self.shares,
            "faceConverted": self.face_converted,
            "faceRedeemed": self.face_redeemed,
            "facePut": self.face_put,
            "rejection": self.rejection.value,
        }


class Convertible(HoldingContract[ConvertibleTerms, ConvertibleState]):
    """Issue, coupons, conversion, price adjustments and resets, call, put, redemption."""

    contract_type = "CONVB"
    name = "Chinese convertible bond"
    record = ConvertibleTerms
    required = (
        *HoldingContract.required,
        "notional_principal",
        "initial_exchange_date",
        "maturity_date",
        "coupon_rates",
        "redemption_price",
        "conversion_price",
        "conversion_start",
    )

    def check(self, where: str) -> None:
        """A rate for every year, a conversion price above zero, triggers that can be met and counted."""
        super().check(where)
        self.check_payments(where)
        years = len(self.rates)
        if add_months(self.issued, 12 * years) != self.maturity:
            raise TermError(
                "couponRates",
                f"{years} rates do not fill the years to {self.maturity.date()}",
                where=where,
                remedy="give one rate for each year of the bond",
            )
        if not self.terms.conversion_price:
            raise TermError("conversionPrice", "the price is 0", where=where, remedy="give a price above 0")
        for name, triggers in (("callTrigger", self.terms.call), ("putTrigger", self.terms.put)):
            if len(triggers) > 1:
                raise TermError(name, "more than one trigger", where=where, remedy="give a list of one")
            if any(item.days > item.window for item in triggers):
                raise TermError(name, "more days than the window has", where=where, remedy="give days <= window")
            if triggers and self.terms.market_object_code is None:
                raise TermError(
                    "marketObjectCode", f"a {name} needs the share's price", where=where, remedy="name its fixings"
                )

    @property
    def issued(self) -> datetime:
        """When interest begins."""
        return given(self.terms.initial_exchange_date, "initialExchangeDate")

    @property
    def maturity(self) -> datetime:
        """When the bond is redeemed."""
        return given(self.terms.maturity_date, "maturityDate")

    @property
    def rates(self) -> tuple[Decimal, ...]:
        """The coupon rate of each year."""
        return given(self.terms.coupon_rates, "couponRates")

    def initial_state(self, until: datetime | None, risk_factors: RiskFactors) -> ConvertibleState:
        """The face, if the bond is not repaid, its coupon that a holiday delays, and the conversion price."""
        price, at = given(self.terms.conversion_price, "conversionPrice"), self.status_date
        state = ConvertibleState(at, ((at, price),))
        if self.issued <= at < self._repayment().at:
            state.face = given(self.terms.notional_principal, "notionalPrincipal")
            for rate, payment in self._coupons():
                if payment.scheduled <= at < payment.at:
                    state.due = rounded(state.face * rate, CENT)
            self._at(state, at)
        return state

    def _coupons(self) -> Iterator[tuple[Decimal, Scheduled[ConvertibleState]]]:
        """All but the last, each with its rate."""
        for year, rate in enumerate(self.rates[:-1], start=1):
            yield rate, self.shifted("IP", add_months(self.issued, 12 * year), partial(self.interest, rate))

    def _repayment(self) -> Scheduled[ConvertibleState]:
        return self.shifted("MD", self.maturity, self.redemption)

    def planned(self, until: datetime | None, risk_factors: RiskFactors) -> Iterator[Scheduled[ConvertibleState]]:
        """Issue, coupons but the last, redemption, price adjustments, and what is observed."""
        yield self.unshifted("IED", self.issued, self.issue)
        for rate, payment in self._coupons():
            if payment.at > payment.scheduled:
                yield self.occasion("DUE", payment.scheduled, partial(self.fix_interest, rate))
            yield payment
        yield self._repayment()
        for action in self.terms.share_actions:
            if action.ex_date < self.maturity:
                yield self.occasion("CPA", action.ex_date, partial(self.adjust, action))
        steps = {"CPR": self.reset, "CV": self.convert, "CALL": self.call, "PUT": self.put}
        for order in self.orders(risk_factors, *steps):
            yield self.occasion(order.type, order.at, partial(steps[order.type], order))

    def accrued(self, face: Decimal, at: datetime) -> Decimal:
        """``face * rate * days / 365`` since the last coupon, to the cent."""
        if not self.issued <= at < self.maturity:
            return ZERO
        year = next(number for number in range(len(self.rates)) if at < add_months(self.issued, 12 * (number + 1)))
        days = days_between(add_months(self.issued, 12 * year), at)
        with exact():
            return rounded(face * self.rates[year] * days / YEAR, CENT)

    def _triggered(
        self, state: ConvertibleState, at: datetime, trigger: Trigger, risk_factors: RiskFactors, *, above: bool
    ) -> bool:
        """Whether the share closed beyond the ratio on enough of the trading days before ``at``.

        Days before the status date do not count: the conversion price of those days is not known.
        """
        day, met = midnight(at), 0
        for _ in range(trigger.window):
            day = preceding(day - ONE_DAY, self.calendar)
            if not above and state.last_reset is not None and day_of(day) < day_of(state.last_reset):
                return False
            if day_of(day) < day_of(self.issued):
                return False
            if day_of(day) < day_of(self.status_date):
                continue
            level = trigger.ratio * state.conversion_price_on(day)
            close = self.price(day, risk_factors)
            met += close >= level if above else close < level
        return met >= trigger.days

    def _within(self, at: datetime, start: datetime, end: datetime | None) -> bool:
        """Whether ``at`` is from ``start`` to the end of the day ``end``, and before maturity."""
        return start <= at < self.maturity and (end is None or at < day_after(end))

    def _repaid(self, state: ConvertibleState, at: datetime) -> bool:
        """Whether nothing is left to convert: the bond is due, or was converted, redeemed or sold back."""
        return at >= self.maturity or (at >= self.issued and not state.face)

    def _at(self, state: ConvertibleState, at: datetime) -> None:
        state.status_date, state.accrued_interest = at, self.accrued(state.face, at)

    # Steps.

    def issue(self, state: ConvertibleState, item: Scheduled[ConvertibleState], risk_factors: RiskFactors) -> Decimal:
        """IED: pays the face."""
        state.face = given(self.terms.notional_principal, "notionalPrincipal")
        self._at(state, item.at)
        return -self.sign * state.face

    def fix_interest(
        self, rate: Decimal, state: ConvertibleState, item: Scheduled[ConvertibleState], risk_factors: RiskFactors
    ) -> Decimal:
        """DUE: who holds the bond when a coupon is due gets it, though a holiday delays it."""
        self._at(state, item.at)
        state.due = rounded(state.face * rate, CENT)
        return ZERO

    def interest(
        self, rate: Decimal, state: ConvertibleState, item: Scheduled[ConvertibleState], risk_factors: RiskFactors
    ) -> Decimal:
        """IP: receives ``face * rate`` of the year that ends, of the face when it was due."""
        self._at(state, item.at)
        due, state.due = state.due, None
        return self.sign * (rounded(state.face * rate, CENT) if due is None else due)

    def redemption(
        self, state: ConvertibleState, item: Scheduled[ConvertibleState], risk_factors: RiskFactors
    ) -> Decimal:
        """MD: receives ``face / 100 * redemptionPrice``."""
        payoff = rounded(state.face / FACE * given(self.terms.redemption_price, "redemptionPrice"), CENT)
        state.face_redeemed += state.face
        state.face = ZERO
        self._at(state, item.at)
        return self.sign * payoff

    def adjust(
        self,
        action: ShareAction,
        state: ConvertibleState,
        item: Scheduled[ConvertibleState],
        risk_factors: RiskFactors,
    ) -> Decimal:
        """CPA: the conversion price follows a corporate action, as long as there is something to convert."""
        self._at(state, item.at)
        if not self._repaid(state, item.at):
            price = adjusted_conversion_price(state.conversion_price, action)
            state.conversion_prices = (*state.conversion_prices, (item.at, price))
        return ZERO

    def reset(
        self,
        order: ObservedEvent,
        state: ConvertibleState,
        item: Scheduled[ConvertibleState],
        risk_factors: RiskFactors,
    ) -> Decimal:
        """CPR: the conversion price falls to the one that the issuer states; refused if it does not fall."""
        self._at(state, item.at)
        price = amount_of(order)
        lower = Rejection.NONE if ZERO < price < state.conversion_price else Rejection.NOT_LOWER
        state.rejection = Rejection.OUTSIDE_PERIOD if self._repaid(state, item.at) else lower
        if state.rejection is Rejection.NONE:
            state.conversion_prices = (*state.conversion_prices, (item.at, price))
            state.last_reset = item.at
        return ZERO

    def convert(
        self,
        order: ObservedEvent,
        state: ConvertibleState,
        item: Scheduled[ConvertibleState],
        risk_factors: RiskFactors,
    ) -> Decimal:
        """CV: receives whole shares, and in cash the rest of the face with its accrued interest."""
        face = amount_of(order)
        start = given(self.terms.conversion_start, "conversionStart")
        inside = self._within(item.at, start, self.terms.conversion_end)
        state.rejection = refusal(face, state.face) if inside else Rejection.OUTSIDE_PERIOD
        payoff = ZERO
        if state.rejection is Rejection.NONE:
            shares = rounded(face / state.conversion_price, 0, Rounding.DOWN)
            rest = face - shares * state.conversion_price
            payoff = rounded(rest, CENT) + self.accrued(rest, item.at)
            state.shares += shares
            state.face -= face
            state.face_converted += face
        self._at(state, item.at)
        return self.sign * payoff

    def call(
        self,
        order: ObservedEvent,
        state: ConvertibleState,
        item: Scheduled[ConvertibleState],
        risk_factors: RiskFactors,
    ) -> Decimal:
        """CALL: receives face and accrued interest of all that is held; refused without the trigger."""
        face = state.face
        state.rejection = self._untriggered(state, item.at, self.terms.call, risk_factors, above=True)
        if state.rejection is Rejection.NONE:
            state.rejection = refusal(face, face)
        payoff = ZERO
        if state.rejection is Rejection.NONE:
            payoff = face + self.accrued(face, item.at)
            state.face_redeemed += face
            state.face = ZERO
        self._at(state, item.at)
        return self.sign * payoff

    def put(
        self,
        order: ObservedEvent,
        state: ConvertibleState,
        item: Scheduled[ConvertibleState],
        risk_factors: RiskFactors,
    ) -> Decimal:
        """PUT: receives a face and its accrued interest; refused without the trigger or beyond the holding."""
        face = amount_of(order)
        state.rejection = self._untriggered(state, item.at, self.terms.put, risk_factors, above=False)
        if state.rejection is Rejection.NONE:
            state.rejection = refusal(face, state.face)
        payoff = ZERO
        if state.rejection is Rejection.NONE:
            payoff = rounded(face, CENT) + self.accrued(face, item.at)
            state.face -= face
            state.face_put += face
        self._at(state, item.at)
        return self.sign * payoff

    def _untriggered(
        self,
        state: ConvertibleState,
        at: datetime,
        triggers: tuple[Trigger, ...],
        risk_factors: RiskFactors,
        *,
        above: bool,
    ) -> Rejection:
        for trigger in triggers:
            if not self._within(at, trigger.start or self.issued, trigger.end):
                return Rejection.OUTSIDE_PERIOD
            met = self._triggered(state, at, trigger, risk_factors, above=above)
            return Rejection.NONE if met else Rejection.NOT_TRIGGERED
        return Rejection.OUTSIDE_PERIOD
