# SPDX-License-Identifier: Apache-2.0
"""EXFUT, exchange-traded future: settled daily against the exchange, then in cash or by delivery of the goods.

======  =====================  =======================================================================
Event   Name                   Payoff
======  =====================  =======================================================================
PRD     purchase               0: opening a position costs nothing but margin and commission
TD      termination            ``sign lots multiple (close price - last mark)``, for each observed close
FP      fee payment            commission: ``-(lots price multiple ratio + lots amount per lot)``
MTM     daily settlement       ``position multiple (settlement price - last mark)``
MD      maturity               0: after the last trading day's MTM, at the final settlement price
DLV     delivery step          for the step that pays:
                               ``-position multiple (final price conversion factor + accrued interest)``
======  =====================  =======================================================================

The position is positive for lots held, negative for lots owed. The last mark is the open price at first, and the last
settlement price from then on (逐日盯市), so the payoffs of MTM and TD add up to what the position gained since it was
opened, to the last digit. Closes are observed as events of type TD: their value is the price, ``states`` may hold
``{"volume": lots}`` (all that are left if absent). One that the exchange would not have taken, by its day, volume,
price tick or price limits, cannot have happened and is an error.
"""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import Final, NamedTuple

from counterfoil.primitives.errors import InputError
from counterfoil.terms.formulas.amounts import amount_of
from counterfoil.terms.formulas.delivery import DeliveryStep, completing
from counterfoil.terms.formulas.trading_rules import check_tick, margin
from counterfoil.terms.kernel.arithmetic import ONE, ZERO
from counterfoil.terms.kernel.dates import format_time, midnight
from counterfoil.terms.kernel.events import MARKET_EVENT_TYPES, Occurrence, Scheduled, Step
from counterfoil.terms.kernel.reading import given
from counterfoil.terms.kernel.risk_factors import ObservedEvent, RiskFactors
from counterfoil.terms.kernel.values import whole
from counterfoil.terms.types.market.future_position import FuturePosition
from counterfoil.terms.types.market.future_terms import FutureState

Occasion = Scheduled[FutureState]
Now = Occurrence[FutureState]
Rates = tuple[Decimal, Decimal]
"""Commission as a ratio of the turnover (by money), and an amount per lot (by volume)."""

_LOTS: Final = whole(1, 999_999_999)


class Close(NamedTuple):
    """Lots that were closed out at a price."""

    at: datetime
    lots: Decimal
    price: Decimal


class ExchangeFuture(FuturePosition):
    """A position in one instrument, opened by one trade, closed by any number of them."""

    contract_type = "EXFUT"
    name = "exchange-traded future, settled daily"

    # What is planned.

    def initial_state(self, until: datetime | None, risk_factors: RiskFactors) -> FutureState:
        """Nothing before the position is opened; else its lots, marked at the last settlement up to ``SD``."""
        state = FutureState(self.status_date)
        if self.opened <= self.status_date:
            state.position = self.sign * given(self.terms.volume, "volume")
            marked = self.terms.pre_settlement_price
            if marked is None:
                known = self.trading_days.add(self.first_day_to_come.date(), -1)
                marked = self.settlement_price(midnight(known), risk_factors)
            self._mark(state, marked)
        return state

    def planned(self, until: datetime | None, risk_factors: RiskFactors) -> Iterator[Occasion]:
        """From the opening trade to the last close or, of what is left, to the end of trading or of delivery."""
        terms = self.terms
        lots = Decimal(given(terms.volume, "volume"))
        yield self.event("PRD", self.opened, self.opening)
        yield from self._fee(
            self.opened, (terms.open_ratio_by_money, terms.open_ratio_by_volume), lots, terms.open_price
        )
        flat_at = None
        for close in self._closes(until, risk_factors):
            yield self.event("TD", close.at, partial(self.closing, close))
            yield from self._fee(close.at, self._close_rates(close.at), close.lots, close.price)
            lots -= close.lots
            flat_at = close.at if not lots else None
        for day in self._settlement_days():
            if flat_at is None or midnight(day) < flat_at:
                yield self.event("MTM", midnight(day), self.daily_settlement)
        if flat_at is None:
            yield from self._end(lots)

    def _end(self, lots: Decimal) -> Iterator[Occasion]:
        terms, last = self.terms, self.last_trading_day
        yield self.event("MD", last, self.maturity)
        yield from self._fee(last, (terms.delivery_ratio_by_money, terms.delivery_ratio_by_volume), lots, None)
        for step in terms.delivery_schedule:
            at = midnight(step.day(last.date(), self.trading_days))
            yield self.event("DLV", at, partial(self.delivery_step, step))

    def _fee(self, at: datetime, rates: Rates, lots: Decimal, price: Decimal | None) -> Iterator[Occasion]:
        if any(rates):
            yield self.event("FP", at, partial(self.commission, rates, lots, price))

    def _settlement_days(self) -> Iterator[date]:
        for day in self.trading_days.days:
            if self.opened.date() <= day <= self.last_trading_day.date():
                yield day

    def _close_rates(self, at: datetime) -> Rates:
        terms = self.terms
        by_money, by_volume = terms.close_today_ratio_by_money, terms.close_today_ratio_by_volume
        if at != self.opened or (by_money is None and by_volume is None):
            return terms.close_ratio_by_money, terms.close_ratio_by_volume
        return by_money or ZERO, by_volume or ZERO

    def _closes(self, until: datetime | None, risk_factors: RiskFactors) -> Iterator[Close]:
        """The observed closes, in order; those up to the status date are in the volume that the terms state."""
        left = Decimal(given(self.terms.volume, "volume"))
        for seen in risk_factors.observed(self.terms.contract_id or ""):
            if seen.type == "TD" and self.lives(seen.at, MARKET_EVENT_TYPES["TD"].sequence, until):
                close = self._close(seen, left, risk_factors)
                left -= close.lots
                yield close

    def _close(self, seen: ObservedEvent, left: Decimal, risk_factors: RiskFactors) -> Close:
        where = f"close of {self.terms.instrument_id} on {format_time(seen.at)}"
        self.check_trading_day(seen.at, where=where)
        problem = "" if left else "no lots are left"
        if not self.opened <= seen.at <= self.last_trading_day:
            problem = "there is no position before the opening trade and after the last trading day"
        if problem:
            raise InputError(problem, where=where, remedy="check the day")
        lots, price = _lots(seen, left, where), amount_of(seen)
        check_tick(price, self.tick, where=where)
        self.check_limits(price, seen.at, risk_factors)
        return Close(seen.at, lots, price)

    def event(self, kind: str, at: datetime, step: Step[FutureState]) -> Occasion:
        """An event on a trading day."""
        return Scheduled(at, MARKET_EVENT_TYPES[kind], at, at, step)

    # Steps.

    def opening(self, now: Now) -> Decimal:
        """PRD: 0; the position is marked at the open price."""
        state = now.state
        price = given(self.terms.open_price, "openPrice")
        self.check_limits(price, now.item.at, now.risk_factors)
        state.position = self.sign * given(self.terms.volume, "volume")
        self._mark(state, price)
        return ZERO

    def closing(self, close: Close, now: Now) -> Decimal:
        """TD: ``sign lots multiple (price - mark)``."""
        state = now.state
        payoff = self.sign * close.lots * self.multiple * (close.price - state.settlement_price)
        state.position -= self.sign * close.lots
        state.close_profit_by_date += payoff
        state.cumulative_profit += payoff
        self._mark(state, state.settlement_price)
        return payoff

    def daily_settlement(self, now: Now) -> Decimal:
        """MTM: ``position multiple (settlement price - mark)``."""
        state = now.state
        price = self.settlement_price(now.item.at, now.risk_factors)
        payoff = state.position * self.multiple * (price - state.settlement_price)
        state.position_profit = payoff
        state.cumulative_profit += payoff
        self._mark(state, price)
        return payoff

    def maturity(self, now: Now) -> Decimal:
        """MD: 0; a position settled in cash is gone, one settled by delivery keeps its margin until it is performed."""
        state = now.state
        if not self.physical:
            state.position = state.use_margin = ZERO
        return ZERO

    def delivery_step(self, step: DeliveryStep, now: Now) -> Decimal:
        """DLV: ``-position multiple (final price conversion factor + accrued interest)`` when the buyer pays."""
        state = now.state
        terms = self.terms
        state.delivery_step = step.name
        payoff = ZERO
        if step.action.pays:
            price = state.settlement_price * terms.conversion_factor + terms.accrued_interest_at_delivery
            payoff = -state.position * self.multiple * price
        if step.action.delivers:
            state.delivered_quantity = state.position * (terms.delivery_unit or self.multiple)
        if step == completing(terms.delivery_schedule):
            state.position = state.use_margin = ZERO
        return payoff

    def commission(self, rates: Rates, lots: Decimal, price: Decimal | None, now: Now) -> Decimal:
        """FP: ``-lots (price multiple by_money + by_volume)``; without a price, at the settlement price of the day."""
        by_money, by_volume = rates
        at_price = self.settlement_price(now.item.at, now.risk_factors) if price is None else price
        paid = lots * (abs(at_price) * self.multiple * by_money + by_volume)
        now.state.commission += paid
        return -paid

    def advance(self, state: FutureState, until: datetime) -> None:
        """A new trading day has no profit yet."""
        if state.status_date != until:
            state.close_profit_by_date = state.position_profit = ZERO
        state.status_date = until

    def _mark(self, state: FutureState, price: Decimal) -> None:
        ratio = self.terms.long_margin_ratio if self.sign == ONE else self.terms.short_margin_ratio
        state.settlement_price = price
        state.use_margin = margin(state.position, price=price, multiple=self.multiple, ratio=ratio)


def _lots(seen: ObservedEvent, left: Decimal, where: str) -> Decimal:
    """The lots that a close states, all that are left if it states none; InputError if they are none, or not whole."""
    stated = seen.states.get("volume", left)
    try:
        lots = Decimal(_LOTS.read(stated))
    except ValueError:
        problem = f"volume {stated!r} is not a number of lots"
        raise InputError(problem, where=where, remedy=f"give {_LOTS.allowed}") from None
    if lots > left:
        problem = f"{lots} lots of the {left} that are left"
        raise InputError(problem, where=where, remedy="give no more than there are")
    return lots
