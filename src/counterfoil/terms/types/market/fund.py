# SPDX-License-Identifier: Apache-2.0
"""FUND: an open-end fund that deals at net asset value, as Chinese funds do.

Price unknown: an order before the cut-off of a trading day T deals at the net asset value of T, a later one at that of
the next trading day; it is confirmed ``confirmationDays`` trading days after T, and proceeds of a redemption are paid
``settlementDays`` trading days after T.

Dealing and fees are market convention; check the fund's prospectus before use. Source of the fee on the net amount
(外扣法): notice of the fund department of the China Securities Regulatory Commission, March 2007.

- Subscription: ``net = amount / (1 + rate)`` (rate on the net amount; or ``net = amount - amount * rate``, or an amount
  per order), to the cent; ``units = net / NAV``, rounded as the terms say.
- Redemption, lot by lot, first in, first out: ``gross = units * NAV`` and ``fee = gross * rate(days held)``, to the
  cent; days are counted from the confirmation of the lot to that of the redemption. Only lots that were confirmed when
  the order deals are available to it: one for more is refused. Where less than ``minimumHolding`` would remain, of all
  lots, every available unit is redeemed.
- An order that is not settled at the status date is an error: no term states the money, or the units, on their way.
- Conservation: units subscribed, reinvested and stated at first = units redeemed + units held.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Final

from counterfoil.terms.kernel.arithmetic import CENT, ONE, ZERO, exact, rounded, text
from counterfoil.terms.kernel.business_day import LONGEST_SHIFT, following
from counterfoil.terms.kernel.calendars import Calendar
from counterfoil.terms.kernel.dates import ONE_DAY, days_between, format_time, midnight
from counterfoil.terms.kernel.events import Event, FlatState, Scheduled
from counterfoil.terms.kernel.reading import TermError
from counterfoil.terms.kernel.risk_factors import ObservedEvent, RiskFactors
from counterfoil.terms.types.market.fund_terms import DividendOption, FeeMethod, FundDividend, FundTerms, Lot
from counterfoil.terms.types.market.holding import HoldingContract, record_time
from counterfoil.terms.types.market.orders import Rejection, amount_of, is_whole, refusal

_ORDERS: Final = ("SUB", "RED")


@dataclass(slots=True)
class FundState(FlatState):
    """Units by lots; money of orders that are not confirmed; money that the fund owes the holder, by what for.

    ``dealt``: the last day that orders were dealt for, and the money subscribed and the units redeemed on it.
    """

    status_date: datetime
    lots: tuple[Lot, ...]
    units_in: Decimal
    units_out: Decimal = ZERO
    money_pending: Decimal = ZERO
    rejection: Rejection = Rejection.NONE
    dealt: tuple[datetime | None, Decimal, Decimal] = (None, ZERO, ZERO)
    owed: tuple[tuple[str, Decimal], ...] = ()

    @property
    def units(self) -> Decimal:
        """Units held."""
        with exact():
            return sum((lot.units for lot in self.lots), ZERO)

    @property
    def money_owed(self) -> Decimal:
        """Proceeds and dividends that are not paid yet."""
        with exact():
            return sum((amount for _, amount in self.owed), ZERO)

    def owe(self, key: str, amount: Decimal) -> None:
        """From now on the fund owes ``amount``."""
        self.owed = (*self.owed, (key, amount))

    def pay(self, key: str) -> Decimal:
        """What was owed under a key, which is owed no longer."""
        paid = sum((amount for name, amount in self.owed if name == key), ZERO)
        self.owed = tuple(item for item in self.owed if item[0] != key)
        return paid

    def add(self, acquired: datetime, units: Decimal) -> None:
        """A new lot."""
        if units:
            self.lots = (*self.lots, Lot(acquired=acquired, units=units))
            self.units_in += units

    def values(self) -> dict[str, Decimal | datetime | str | None]:
        """The state by names of terms."""
        lots = "; ".join(f"{format_time(lot.acquired)[:10]} {text(lot.units)}" for lot in self.lots)
        return {
            "statusDate": self.status_date,
            "units": self.units,
            "unitsIn": self.units_in,
            "unitsOut": self.units_out,
            "lots": lots,
            "moneyPending": self.money_pending,
            "moneyOwed": self.money_owed,
            "rejection": self.rejection.value,
        }


class Fund(HoldingContract[FundTerms, FundState]):
    """Subscriptions (SUB, value: money), redemptions (RED, value: units) and dividends, dealt at net asset value."""

    contract_type = "FUND"
    name = "open-end fund"
    record = FundTerms
    required = (*HoldingContract.required, "market_object_code")

    def check(self, where: str) -> None:
        """Tiers ascend from zero, and a dividend is fixed before it is paid."""
        super().check(where)
        terms = self.terms
        starts: tuple[tuple[str, list[Decimal]], ...] = (
            ("subscriptionFees", [tier.from_amount for tier in terms.subscription_fees]),
            ("redemptionFees", [Decimal(tier.from_days) for tier in terms.redemption_fees]),
        )
        for name, tiers in starts:
            if tiers and (tiers[0] or tiers != sorted(set(tiers))):
                raise TermError(name, "the tiers do not ascend from 0", where=where, remedy="order them, first from 0")
        for fee in terms.subscription_fees:
            if (fee.rate is None) == (fee.amount is None):
                raise TermError("subscriptionFees", "not one of rate and amount", where=where, remedy="give one")
        for dividend in terms.dividends:
            record, ex, paid = (midnight(at) for at in (dividend.record_date, dividend.ex_date, dividend.pay_date))
            if ex < record or paid <= record:
                wrong = "not recordDate <= exDate and recordDate < payDate"
                raise TermError("dividends", wrong, where=where, remedy="see the terms of FUND")
            self.check_entitlement(record, max(ex, paid), name="dividends", where=where)

    def initial_state(self, until: datetime | None, risk_factors: RiskFactors) -> FundState:
        """The lots that the terms state, oldest first."""
        lots = tuple(sorted(self.terms.lots, key=lambda lot: lot.acquired))
        return FundState(self.status_date, lots, sum((lot.units for lot in lots), ZERO))

    def planned(self, until: datetime | None, risk_factors: RiskFactors) -> Iterator[Scheduled[FundState]]:
        """Orders with their confirmations and settlements; dividends with their record dates."""
        self._check_settled(risk_factors)
        for number, order in enumerate(self.orders(risk_factors, *_ORDERS)):
            dealing, confirmed, settled = self._times(order)
            if order.type == "SUB":
                yield self.occasion("SUB", order.at, partial(self.subscribe, order))
                yield self.occasion("CNF", confirmed, partial(self.confirm_subscription, order, dealing))
                continue
            key = f"RED {number}"
            yield self.occasion("RED", order.at, self.redeem)
            yield self.occasion("CNF", confirmed, partial(self.confirm_redemption, order, dealing, key))
            yield self.occasion("STD", settled, partial(self.settle, key))
        for number, dividend in enumerate(self.terms.dividends):
            key = f"DV {number}"
            fixed = partial(self.fix_dividend, dividend, key)
            yield self.occasion("RD", record_time(dividend.record_date), fixed)
            if self.terms.dividend_option is DividendOption.CASH:
                yield self.occasion("DV", dividend.pay_date, partial(self.settle, key))
            else:
                ex_date = midnight(dividend.ex_date)
                confirmed = business_days_after(ex_date, self.terms.confirmation_days, self.calendar)
                yield self.occasion("DV", confirmed, partial(self.reinvest, key, ex_date))

    def reported(self, events: list[Event], until: datetime | None) -> list[Event]:
        """Without settlements of redemptions that were refused."""
        return [event for event in events if event.payoff or event.type.acronym != "STD"]

    def dealing_day(self, at: datetime) -> datetime:
        """T of an order: its trading day before the cut-off, else the next one."""
        today = midnight(at)
        on = following(today, self.calendar)
        if on == today and at - today >= self.terms.cut_off:
            return following(today + ONE_DAY, self.calendar)
        return on

    def _times(self, order: ObservedEvent) -> tuple[datetime, datetime, datetime]:
        """When an order deals, when it is confirmed, and when nothing of it is left to do."""
        dealing = self.dealing_day(order.at)
        confirmed = business_days_after(dealing, self.terms.confirmation_days, self.calendar)
        if order.type == "SUB":
            return dealing, confirmed, confirmed
        paid = business_days_after(dealing, self.terms.settlement_days, self.calendar)
        return dealing, confirmed, max(paid, confirmed)

    def _check_settled(self, risk_factors: RiskFactors) -> None:
        """TermError for an order that was given by the status date and is settled after it."""
        longest = max(self.terms.confirmation_days, self.terms.settlement_days)
        # Before this nothing is pending, and the calendar need not reach: but for closures, a week has a business day.
        first = self.status_date - LONGEST_SHIFT - timedelta(weeks=longest)
        for order in risk_factors.observed(self.terms.contract_id or ""):
            if order.type not in _ORDERS or not first < order.at <= self.status_date or _refused_at_once(order):
                continue
            if self._times(order)[-1] > self.status_date:
                problem = f"the {order.type} of {format_time(order.at)} is not settled by then"
                remedy = "state the holding before the order, or after its settlement"
                raise TermError("statusDate", problem, where="terms", remedy=remedy)

    def subscription(self, amount: Decimal) -> tuple[Decimal, Decimal]:
        """The net amount and the fee of a subscription, to the cent."""
        with exact():
            return self._subscription(amount)

    def _subscription(self, amount: Decimal) -> tuple[Decimal, Decimal]:
        tier = next((tier for tier in reversed(self.terms.subscription_fees) if tier.from_amount <= amount), None)
        if tier is None:
            return amount, ZERO
        if tier.amount is not None:
            return amount - tier.amount, tier.amount
        rate = tier.rate or ZERO
        if self.terms.fee_method is FeeMethod.EXTERNAL:
            net = rounded(amount / (ONE + rate), CENT)
            return net, amount - net
        fee = rounded(amount * rate, CENT)
        return amount - fee, fee

    def redemption_rate(self, days: int) -> Decimal:
        """The fee rate of units that were held so many days."""
        tiers = reversed(self.terms.redemption_fees)
        return next((tier.rate for tier in tiers if tier.from_days <= days), ZERO)

    def to_units(self, money: Decimal, net_asset_value: Decimal) -> Decimal:
        """The units that money buys, rounded as the terms say."""
        with exact():
            return rounded(money / net_asset_value, self.terms.unit_decimals, self.terms.unit_rounding)

    # Steps.

    def subscribe(
        self, order: ObservedEvent, state: FundState, item: Scheduled[FundState], risk_factors: RiskFactors
    ) -> Decimal:
        """SUB: pays the amount, which is pending until it is confirmed; refused unless it is some whole cents."""
        amount = amount_of(order)
        state.status_date, state.rejection = item.at, _refused_at_once(order)
        if state.rejection is not Rejection.NONE:
            return ZERO
        state.money_pending += amount
        return -self.sign * amount

    def confirm_subscription(
        self,
        order: ObservedEvent,
        dealing: datetime,
        state: FundState,
        item: Scheduled[FundState],
        risk_factors: RiskFactors,
    ) -> Decimal:
        """CNF of a subscription: a lot of new units; or the amount comes back, if it was paid."""
        amount = amount_of(order)
        state.status_date, state.rejection = item.at, _refused_at_once(order)
        if state.rejection is not Rejection.NONE:
            return ZERO
        state.money_pending -= amount
        subscribed, redeemed = _dealt(state, dealing)
        net, _ = self._subscription(amount)
        limit = self.terms.maximum_subscription
        if net <= 0 or amount < self.terms.minimum_subscription:
            state.rejection = Rejection.BELOW_MINIMUM
        elif limit is not None and subscribed + amount > limit:
            state.rejection = Rejection.ABOVE_LIMIT
        else:
            state.dealt = (dealing, subscribed + amount, redeemed)
            state.add(item.at, self.to_units(net, self.price(dealing, risk_factors)))
            return ZERO
        return self.sign * amount

    def redeem(self, state: FundState, item: Scheduled[FundState], risk_factors: RiskFactors) -> Decimal:
        """RED: the order is noted."""
        state.status_date, state.rejection = item.at, Rejection.NONE
        return ZERO

    def confirm_redemption(
        self,
        order: ObservedEvent,
        dealing: datetime,
        key: str,
        state: FundState,
        item: Scheduled[FundState],
        risk_factors: RiskFactors,
    ) -> Decimal:
        """CNF of a redemption: units go, lot by lot, and the fund owes ``gross - fee``; or nothing changes."""
        units = amount_of(order)
        state.status_date = item.at
        subscribed, redeemed = _dealt(state, dealing)
        available = sum((lot.units for lot in state.lots if lot.acquired <= dealing), ZERO)
        state.rejection = refusal(units, available)
        if state.rejection is Rejection.NONE:
            if state.units - units < self.terms.minimum_holding:
                units = available
            state.rejection = self._limited(units, available, redeemed)
        if state.rejection is not Rejection.NONE:
            return ZERO
        state.dealt = (dealing, subscribed, redeemed + units)
        state.units_out += units
        price, proceeds, left = self.price(dealing, risk_factors), ZERO, []
        for lot in state.lots:
            taken = min(lot.units, units)
            units -= taken
            gross = rounded(taken * price, CENT)
            held = days_between(lot.acquired, item.at)
            proceeds += gross - rounded(gross * self.redemption_rate(held), CENT)
            if lot.units > taken:
                left.append(replace(lot, units=lot.units - taken))
        state.lots = tuple(left)
        state.owe(key, proceeds)
        return ZERO

    def _limited(self, units: Decimal, available: Decimal, redeemed: Decimal) -> Rejection:
        """What the least and the most of a redemption say of units that are available."""
        limit = self.terms.maximum_redemption
        if units < self.terms.minimum_redemption and units < available:
            return Rejection.BELOW_MINIMUM
        return Rejection.ABOVE_LIMIT if limit is not None and redeemed + units > limit else Rejection.NONE

    def settle(self, key: str, state: FundState, item: Scheduled[FundState], risk_factors: RiskFactors) -> Decimal:
        """STD of a redemption, DV in cash: receives what the fund owes."""
        state.status_date = item.at
        return self.sign * state.pay(key)

    def fix_dividend(
        self,
        dividend: FundDividend,
        key: str,
        state: FundState,
        item: Scheduled[FundState],
        risk_factors: RiskFactors,
    ) -> Decimal:
        """RD: the fund owes ``units * amountPerUnit``, to the cent."""
        state.status_date = item.at
        state.owe(key, rounded(state.units * dividend.amount_per_unit, CENT))
        return ZERO

    def reinvest(
        self,
        key: str,
        ex_date: datetime,
        state: FundState,
        item: Scheduled[FundState],
        risk_factors: RiskFactors,
    ) -> Decimal:
        """DV reinvested: new units at the net asset value of the ex-date, without a fee."""
        state.status_date = item.at
        state.add(item.at, self.to_units(state.pay(key), self.price(ex_date, risk_factors)))
        return ZERO


def _refused_at_once(order: ObservedEvent) -> Rejection:
    """Why an order is refused whatever the fund says: it is for nothing, or for money that is not whole cents."""
    amount = amount_of(order)
    reason = refusal(amount, amount)
    if reason is Rejection.NONE and order.type == "SUB" and not is_whole(amount, CENT):
        return Rejection.NOT_WHOLE
    return reason


def _dealt(state: FundState, dealing: datetime) -> tuple[Decimal, Decimal]:
    """Money subscribed and units redeemed for a dealing day so far."""
    day, subscribed, redeemed = state.dealt
    return (subscribed, redeemed) if day == dealing else (ZERO, ZERO)


def business_days_after(at: datetime, count: int, calendar: Calendar) -> datetime:
    """The ``count``-th business day after a day; the time of day is kept."""
    for _ in range(count):
        at = following(at + ONE_DAY, calendar)
    return at
