# SPDX-License-Identifier: Apache-2.0
"""A position in a future: what its terms say of days, sides and prices, and which terms contradict each other.

The half of EXFUT that does not know events; the other half is ``exchange_future.py``.
"""

from collections.abc import Iterator
from datetime import datetime, time
from decimal import Decimal
from functools import cached_property

from counterfoil.primitives.errors import InputError
from counterfoil.terms.formulas.amounts import check_amounts
from counterfoil.terms.formulas.delivery import check_delivery
from counterfoil.terms.formulas.trading_rules import PriceLimits, check_limits, check_tick, price_limits
from counterfoil.terms.kernel.calendars import TradingDays
from counterfoil.terms.kernel.dates import format_time, midnight
from counterfoil.terms.kernel.reading import TermError, given
from counterfoil.terms.kernel.risk_factors import RiskFactors
from counterfoil.terms.kernel.roles import ContractRole, DeliverySettlement
from counterfoil.terms.types.contract import Contract, Fault
from counterfoil.terms.types.market.future_terms import ExchangeFutureTerms, FutureState


class FuturePosition(Contract[ExchangeFutureTerms, FutureState]):
    """One instrument, one side, and the exchange's trading days and prices; a base class of ``ExchangeFuture`` only."""

    record = ExchangeFutureTerms
    required = "CNTRL SD CUR CLDR INID VM PTK SPMO DS OPD OPP VOL"

    @cached_property
    def opened(self) -> datetime:
        """The trading day of the opening trade."""
        return given(self.terms.open_date, "openDate")

    @cached_property
    def multiple(self) -> Decimal:
        """Units of the underlying per lot and unit of price."""
        return given(self.terms.volume_multiple, "volumeMultiple")

    @cached_property
    def tick(self) -> Decimal:
        """Prices of trades are multiples of it."""
        return given(self.terms.price_tick, "priceTick")

    @cached_property
    def trading_days(self) -> TradingDays:
        """The exchange's calendar; TermError unless it is a list of days."""
        calendar = self.calendar
        if not isinstance(calendar, TradingDays):
            raise TermError(
                "calendar",
                f"{calendar.name} has no list of trading days (CLDR)",
                remedy="name a calendar of the exchange's trading days, and give it",
            )
        return calendar

    @cached_property
    def last_trading_day(self) -> datetime:
        """The last trading day, stated or made by the rule."""
        stated, made = self.terms.last_trading_day, self._last_trading_day_by_rule()
        if stated is None and made is None:
            raise TermError(
                "lastTradingDay",
                f"{self.contract_type} needs the term (LTD)",
                remedy="give it, or lastTradingDayRule with deliveryYear and deliveryMonth",
            )
        if stated is not None and made is not None and stated != made:
            raise TermError(
                "lastTradingDay",
                f"{stated.date()}, but the rule makes it {made.date()}",
                remedy="leave out lastTradingDayRule if the exchange announced another day",
            )
        return given(stated or made, "lastTradingDay")

    def _last_trading_day_by_rule(self) -> datetime | None:
        terms = self.terms
        if terms.last_trading_day_rule is None:
            return None
        if terms.delivery_year is None or terms.delivery_month is None:
            name = "deliveryYear" if terms.delivery_year is None else "deliveryMonth"
            raise TermError(name, "lastTradingDayRule needs the term", remedy="give the delivery month")
        day = terms.last_trading_day_rule.day(
            terms.delivery_year, terms.delivery_month, self.trading_days, holiday_move=terms.last_trading_day_move
        )
        return midnight(day)

    @property
    def physical(self) -> bool:
        """Whether the goods are delivered."""
        return self.terms.delivery_settlement is DeliverySettlement.PHYSICAL

    def faults(self) -> Iterator[Fault]:
        """A side, a price on the tick, trading days in order and in the calendar, delivery steps only if physical."""
        terms = self.terms
        if terms.contract_role not in (ContractRole.BUY, ContractRole.SEL):
            yield "contractRole", f"{terms.contract_role} is not a side of a future", "BUY or SEL"
        check_amounts(terms, where="terms")
        check_tick(given(terms.open_price, "openPrice"), self.tick, where="terms.openPrice")
        days = {"openDate": self.opened, "lastTradingDay": self.last_trading_day}
        if terms.listing_date is not None:
            days = {"listingDate": terms.listing_date} | days
        for name, at in days.items():
            self.check_trading_day(at, where=f"terms.{name}")
        if list(days.values()) != sorted(days.values()):
            yield "openDate", "not between the listing date and the last trading day", "check both"
        if self.status_date >= self.last_trading_day:
            yield "statusDate", "not before the last trading day", "give an earlier one"
        check_delivery(terms.delivery_schedule, physical=self.physical, where="terms")
        for step in terms.delivery_schedule:
            step.day(self.last_trading_day.date(), self.trading_days)

    def check_trading_day(self, at: datetime, *, where: str) -> None:
        """InputError unless ``at`` is a trading day, at midnight, within the calendar."""
        if at.time() != time() or not self.trading_days.is_business_day(at.date()):
            raise InputError(
                f"{format_time(at)} is not a trading day of {self.trading_days.name}",
                where=where,
                remedy="give the trading day, at midnight; a night session belongs to the next one",
            )

    # Prices.

    def settlement_price(self, at: datetime, risk_factors: RiskFactors) -> Decimal:
        """The settlement price of a trading day; on the last one the final settlement price, if it has its own code."""
        terms = self.terms
        code = given(terms.market_object_code_of_settlement_price, "marketObjectCodeOfSettlementPrice")
        if at == self.last_trading_day:
            code = terms.market_object_code_of_final_settlement_price or code
        return risk_factors.fixing(code, at)

    def limits(self, at: datetime, risk_factors: RiskFactors) -> PriceLimits | None:
        """The price limits of a trading day, about the settlement price of the one before; None if there are none.

        The settlement price before the first day to come is the term preSettlementPrice, if it is given: on the listing
        date there is no other.
        """
        terms, days = self.terms, self.trading_days
        ratio = terms.price_limit_ratio
        if at == terms.listing_date and terms.price_limit_ratio_first_day is not None:
            ratio = terms.price_limit_ratio_first_day
        if at == self.last_trading_day and terms.price_limit_ratio_last_day is not None:
            ratio = terms.price_limit_ratio_last_day
        if ratio is None:
            return None
        if at == self.first_day_to_come and terms.pre_settlement_price is not None:
            before = terms.pre_settlement_price
        else:
            before = self.settlement_price(midnight(days.add(at.date(), -1)), risk_factors)
        return price_limits(before, ratio, self.tick)

    @cached_property
    def first_day_to_come(self) -> datetime:
        """The first trading day after the status date on which there is a position."""
        if self.opened > self.status_date:
            return self.opened
        return midnight(self.trading_days.add(self.status_date.date(), 1))

    def check_limits(self, price: Decimal, at: datetime, risk_factors: RiskFactors) -> None:
        """InputError if the opening trade is outside the price limits of the day: it cannot have happened."""
        limits = self.limits(at, risk_factors)
        if limits is not None:
            check_limits(price, limits, where=f"{self.terms.instrument_id} on {at.date()}")
