# SPDX-License-Identifier: Apache-2.0
"""EXFUT, exchange-traded future: settled daily against the exchange, then in cash or by delivery of the goods.

======  =====================  =======================================================================
Event   Name                   Payoff
======  =====================  =======================================================================
PRD     purchase               0: opening a position costs nothing but margin and commission
FP      fee payment            commission: ``-(lots price multiple ratio + lots amount per lot)``
MTM     daily settlement       ``position multiple (settlement price - last mark)``
MD      maturity               0: after the last trading day's MTM, at the final settlement price
DLV     delivery step          for the step that pays:
                               ``-position multiple (final price conversion factor + accrued interest)``
======  =====================  =======================================================================

The position is positive for lots held, negative for lots owed. The last mark is the open price at first, and the last
settlement price from then on (逐日盯市), so the payoffs of MTM add up to what the position gained since it was opened,
to the last digit. Who closes lots states the terms of what is left, as at the end of the trading day before; what the
close pays is ``profit_by_trade`` since the last mark, and ``commission``.

Words are those of the CTP interface where it has one (VolumeMultiple, PriceTick, PreSettlementPrice, UseMargin), and of
the ACTUS dictionary otherwise. Times are trading days, at midnight: a night session belongs to the next trading day, so
the time on the clock says nothing of the day that a trade settles.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time
from decimal import Decimal
from functools import cached_property, partial
from typing import Final

from counterfoil.primitives.errors import InputError
from counterfoil.terms.formulas import trading_rules
from counterfoil.terms.formulas.trading_rules import LAST_TRADING_DAY_RULE, HolidayMove, LastTradingDayRule
from counterfoil.terms.kernel.arithmetic import ONE, ZERO
from counterfoil.terms.kernel.calendars import TradingDays
from counterfoil.terms.kernel.dates import format_time, midnight
from counterfoil.terms.kernel.dictionary import BasicTerms
from counterfoil.terms.kernel.events import ContractState, Occurrence, Scheduled
from counterfoil.terms.kernel.reading import REQUIRED, TermError, given, term
from counterfoil.terms.kernel.risk_factors import RiskFactors
from counterfoil.terms.kernel.roles import ContractRole, DeliverySettlement, Sides
from counterfoil.terms.kernel.values import ABOVE_ZERO, AMOUNT, SIGNED, TEXT, TIME, choice, whole
from counterfoil.terms.types.contract import Contract, Fault

_DELIVERY: Final = choice(
    DeliverySettlement,
    CASH=DeliverySettlement.CASH,
    PHYSICAL=DeliverySettlement.PHYSICAL,
    COMMODITY=DeliverySettlement.PHYSICAL,
)


@dataclass(frozen=True, kw_only=True)
class ExchangeFutureTerms(BasicTerms):
    """One instrument, one opening trade. Ratios are fractions: ``0.1`` is 10 %."""

    # The instrument.
    calendar: str = term(TEXT, "CLDR", default=REQUIRED)
    exchange_id: str | None = term(TEXT, "EXID", name="exchangeID")
    product_id: str | None = term(TEXT, "PRID", name="productID")
    instrument_id: str = term(TEXT, "INID", name="instrumentID", default=REQUIRED)
    volume_multiple: Decimal = term(ABOVE_ZERO, "VM", default=REQUIRED)
    price_tick: Decimal = term(ABOVE_ZERO, "PTK", default=REQUIRED)
    listing_date: datetime | None = term(TIME, "LSTD")
    delivery_year: int | None = term(whole(1900, 2999), "DLY")
    delivery_month: int | None = term(whole(1, 12), "DLM")
    last_trading_day: datetime | None = term(TIME, "LTD")
    last_trading_day_rule: LastTradingDayRule | None = term(LAST_TRADING_DAY_RULE, "LTDR")
    last_trading_day_move: HolidayMove = term(HolidayMove, "LTDM", default=HolidayMove.NEXT)
    price_limit_ratio: Decimal | None = term(AMOUNT, "PLR")
    price_limit_ratio_first_day: Decimal | None = term(AMOUNT, "PLRF")
    price_limit_ratio_last_day: Decimal | None = term(AMOUNT, "PLRL")
    long_margin_ratio: Decimal = term(AMOUNT, "LMR", default=ZERO)
    short_margin_ratio: Decimal = term(AMOUNT, "SMR", default=ZERO)
    # Settlement and delivery.
    market_object_code_of_settlement_price: str = term(TEXT, "SPMO", default=REQUIRED)
    market_object_code_of_final_settlement_price: str | None = term(TEXT, "FSPMO")
    pre_settlement_price: Decimal | None = term(SIGNED, "PSP")
    delivery_settlement: DeliverySettlement = term(_DELIVERY, "DS", default=REQUIRED)
    delivery_schedule: tuple[trading_rules.DeliveryStep, ...] = term(
        trading_rules.DELIVERY_SCHEDULE, "DLSCH", default=()
    )
    delivery_unit: Decimal | None = term(ABOVE_ZERO, "DLU")
    conversion_factor: Decimal = term(ABOVE_ZERO, "CF", default=ONE)
    accrued_interest_at_delivery: Decimal = term(AMOUNT, "AID", default=ZERO)
    # The position.
    open_date: datetime = term(TIME, "OPD", default=REQUIRED)
    open_price: Decimal = term(SIGNED, "OPP", default=REQUIRED)
    volume: int = term(whole(1, 999_999_999), "VOL", default=REQUIRED)
    # Commission: a ratio of the turnover (by money), an amount per lot (by volume), or both together. That of a close
    # is stated for who closes.
    open_ratio_by_money: Decimal = term(AMOUNT, "ORM", default=ZERO)
    open_ratio_by_volume: Decimal = term(AMOUNT, "ORV", default=ZERO)
    close_ratio_by_money: Decimal = term(AMOUNT, "CRM", default=ZERO)
    close_ratio_by_volume: Decimal = term(AMOUNT, "CRV", default=ZERO)
    close_today_ratio_by_money: Decimal | None = term(AMOUNT, "CTRM")
    close_today_ratio_by_volume: Decimal | None = term(AMOUNT, "CTRV")
    delivery_ratio_by_money: Decimal = term(AMOUNT, "DRM", default=ZERO)
    delivery_ratio_by_volume: Decimal = term(AMOUNT, "DRV", default=ZERO)

    def close_ratios(self, at: datetime) -> tuple[Decimal, Decimal]:
        """Commission of a close by money and by volume: on the day of the opening trade, of today's lots, if stated.

        Only SHFE and INE tell today's lots from yesterday's.
        """
        by_money, by_volume = self.close_today_ratio_by_money, self.close_today_ratio_by_volume
        if at != self.open_date or (by_money is None and by_volume is None):
            return self.close_ratio_by_money, self.close_ratio_by_volume
        return by_money or ZERO, by_volume or ZERO


@dataclass
class FutureState(ContractState):
    """Position and delivered quantity are positive for what is held, negative for what is owed.

    The profit by date is that of the trading day of ``statusDate``; commission is paid in total.
    """

    position: Decimal = ZERO
    settlement_price: Decimal = ZERO
    use_margin: Decimal = ZERO
    position_profit: Decimal = ZERO
    cumulative_profit: Decimal = ZERO
    commission: Decimal = ZERO
    delivery_step: str | None = None
    delivered_quantity: Decimal = ZERO


Occasion = Scheduled[FutureState]
Now = Occurrence[FutureState]


class ExchangeFuture(Contract[ExchangeFutureTerms, FutureState]):
    """A position in one instrument, opened by one trade."""

    contract_type = "EXFUT"
    name = "exchange-traded future, settled daily"
    record = ExchangeFutureTerms
    sides = Sides("is not a side of a future", (ContractRole.BUY, ContractRole.SEL))

    def faults(self) -> Iterator[Fault]:
        """A side, a price on the tick, trading days in order and in the calendar, delivery steps only if physical."""
        terms, last = self.terms, self.last_trading_day
        yield from super().faults()
        try:
            trading_rules.check_tick(terms.open_price, terms.price_tick, where="openPrice")
        except InputError as off:
            yield off.where, off.problem, off.remedy
        days = {"listingDate": terms.listing_date} if terms.listing_date is not None else {}
        days |= {"openDate": terms.open_date, "lastTradingDay": last}
        for name, at in days.items():
            if at.time() != time() or not self.trading_days.is_business_day(at.date()):
                problem = f"{format_time(at)} is not a trading day of {self.trading_days.name}"
                yield name, problem, "give the trading day, at midnight; a night session belongs to the next one"
        if list(days.values()) != sorted(days.values()):
            yield "openDate", "not between the listing date and the last trading day", "check both"
        if self.status_date >= last:
            yield "statusDate", "not before the last trading day", "give an earlier one"
        wrong = trading_rules.wrong_delivery(terms.delivery_schedule, physical=self.physical)
        if wrong is not None:
            yield "deliverySchedule", wrong, "give the steps of the exchange's rules"
        for step in terms.delivery_schedule:
            step.day(last.date(), self.trading_days)

    @cached_property
    def trading_days(self) -> TradingDays:
        """The exchange's calendar; TermError unless it is a list of days."""
        calendar = self.calendar
        if not isinstance(calendar, TradingDays):
            problem = f"{calendar.name} has no list of trading days (CLDR)"
            raise TermError("calendar", problem, remedy="name a calendar of the exchange's trading days, and give it")
        return calendar

    @cached_property
    def last_trading_day(self) -> datetime:
        """The last trading day, stated or made by the rule."""
        terms, stated, made = self.terms, self.terms.last_trading_day, None
        rule, year, month = terms.last_trading_day_rule, terms.delivery_year, terms.delivery_month
        if rule is not None:
            if year is None or month is None:
                name = "deliveryYear" if year is None else "deliveryMonth"
                raise TermError(name, "lastTradingDayRule needs the term", remedy="give the delivery month")
            made = midnight(rule.day(year, month, self.trading_days, holiday_move=terms.last_trading_day_move))
        if stated is None and made is None:
            remedy = "give it, or lastTradingDayRule with deliveryYear and deliveryMonth"
            raise TermError("lastTradingDay", f"{self.contract_type} needs the term (LTD)", remedy=remedy)
        if stated is not None and made is not None and stated != made:
            remedy = "leave out lastTradingDayRule if the exchange announced another day"
            raise TermError("lastTradingDay", f"{stated.date()}, but the rule makes it {made.date()}", remedy=remedy)
        return given(stated or made, "lastTradingDay")

    @property
    def physical(self) -> bool:
        """Whether the goods are delivered."""
        return self.terms.delivery_settlement is DeliverySettlement.PHYSICAL

    def settlement_price(self, at: datetime, risk_factors: RiskFactors) -> Decimal:
        """The settlement price of a trading day; on the last one the final settlement price, if it has its own code."""
        code = self.terms.market_object_code_of_settlement_price
        if at == self.last_trading_day:
            code = self.terms.market_object_code_of_final_settlement_price or code
        return risk_factors.fixing(code, at)

    def limits(self, at: datetime, risk_factors: RiskFactors) -> trading_rules.PriceLimits | None:
        """The price limits of the day of the opening trade; None if there are none.

        They are about the settlement price before it: the term preSettlementPrice, which is the only one on the listing
        date, else that of the trading day before.
        """
        terms, ratio = self.terms, self.terms.price_limit_ratio
        if at == terms.listing_date and terms.price_limit_ratio_first_day is not None:
            ratio = terms.price_limit_ratio_first_day
        if at == self.last_trading_day and terms.price_limit_ratio_last_day is not None:
            ratio = terms.price_limit_ratio_last_day
        if ratio is None:
            return None
        before = terms.pre_settlement_price
        if before is None:
            before = self.settlement_price(midnight(self.trading_days.add(at.date(), -1)), risk_factors)
        return trading_rules.price_limits(before, ratio, terms.price_tick)

    def initial_state(self, until: datetime | None, risk_factors: RiskFactors) -> FutureState:
        """Nothing before the position is opened; else its lots, marked at the last settlement up to ``SD``."""
        state = FutureState(self.status_date)
        if self.terms.open_date <= self.status_date:
            state.position = self.sign * self.terms.volume
            marked = self.terms.pre_settlement_price
            if marked is None:
                known = self.trading_days.add(self.trading_days.add(self.status_date.date(), 1), -1)
                marked = self.settlement_price(midnight(known), risk_factors)
            self._mark(state, marked)
        return state

    def planned(self, until: datetime | None, risk_factors: RiskFactors) -> Iterator[Occasion]:
        """From the opening trade to the end of trading or of delivery."""
        terms, opened, last = self.terms, self.terms.open_date, self.last_trading_day
        yield self.on_its_day("PRD", opened, self.opening)
        rates = terms.open_ratio_by_money, terms.open_ratio_by_volume
        if any(rates):
            yield self.on_its_day("FP", opened, partial(self.commission, rates, terms.open_price))
        for day in self.trading_days.days:
            if opened.date() <= day <= last.date():
                yield self.on_its_day("MTM", midnight(day), self.daily_settlement)
        yield self.on_its_day("MD", last, self.maturity)
        rates = terms.delivery_ratio_by_money, terms.delivery_ratio_by_volume
        if any(rates):
            yield self.on_its_day("FP", last, partial(self.commission, rates, None))
        for step in terms.delivery_schedule:
            at = midnight(step.day(last.date(), self.trading_days))
            yield self.on_its_day("DLV", at, partial(self.delivery_step, step))

    # Steps.

    def opening(self, now: Now) -> None:
        """PRD: the position is marked at the open price; InputError if nobody can have traded at it."""
        limits = self.limits(now.item.at, now.risk_factors)
        if limits is not None:
            where = f"{self.terms.instrument_id} on {now.item.at.date()}"
            trading_rules.check_limits(self.terms.open_price, limits, where=where)
        now.state.position = self.sign * self.terms.volume
        self._mark(now.state, self.terms.open_price)

    def daily_settlement(self, now: Now) -> Decimal:
        """MTM: ``position multiple (settlement price - mark)``."""
        state = now.state
        price = self.settlement_price(now.item.at, now.risk_factors)
        payoff = state.position * self.terms.volume_multiple * (price - state.settlement_price)
        state.position_profit = payoff
        state.cumulative_profit += payoff
        self._mark(state, price)
        return payoff

    def maturity(self, now: Now) -> None:
        """MD: a position settled in cash is gone, one settled by delivery keeps its margin until it is performed."""
        if not self.physical:
            now.state.position = now.state.use_margin = ZERO

    def delivery_step(self, step: trading_rules.DeliveryStep, now: Now) -> Decimal:
        """DLV: ``-position multiple (final price conversion factor + accrued interest)`` when the buyer pays."""
        state, terms = now.state, self.terms
        state.delivery_step = step.name
        payoff = ZERO
        if step.action.pays:
            price = state.settlement_price * terms.conversion_factor + terms.accrued_interest_at_delivery
            payoff = -state.position * terms.volume_multiple * price
        if step.action.delivers:
            state.delivered_quantity = state.position * (terms.delivery_unit or terms.volume_multiple)
        if step == trading_rules.completing(terms.delivery_schedule):
            state.position = state.use_margin = ZERO
        return payoff

    def commission(self, rates: tuple[Decimal, Decimal], price: Decimal | None, now: Now) -> Decimal:
        """FP: by money and by volume; without a price, at the settlement price of the day."""
        at_price = self.settlement_price(now.item.at, now.risk_factors) if price is None else price
        lots, multiple = Decimal(self.terms.volume), self.terms.volume_multiple
        paid = trading_rules.commission(lots, price=at_price, multiple=multiple, by_money=rates[0], by_volume=rates[1])
        now.state.commission += paid
        return -paid

    def advance(self, state: FutureState, until: datetime) -> None:
        """A new trading day has no profit yet."""
        state.position_profit = ZERO
        state.status_date = until

    def _mark(self, state: FutureState, price: Decimal) -> None:
        ratio = self.terms.long_margin_ratio if self.sign == ONE else self.terms.short_margin_ratio
        state.settlement_price = price
        multiple = self.terms.volume_multiple
        state.use_margin = trading_rules.margin(state.position, price=price, multiple=multiple, ratio=ratio)
