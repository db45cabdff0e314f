# SPDX-License-Identifier: Apache-2.0
"""The formulas of funds, from the integers of the ledger and back: money in cents, days by their numbers, rates in ppm.

The formulas are those of ``terms``; here is the border, at which nothing is lost and nothing is rounded.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from functools import lru_cache
from typing import Final

from counterfoil.law.dated import DAY_MS, day_of
from counterfoil.law.outcome import Outcome, Refused, require
from counterfoil.modules.funds.outcomes import FundsOutcome
from counterfoil.modules.funds.records import (
    CalendarEntry,
    Fund,
    FundTerms,
    FundValue,
    LotOfUnits,
    RedemptionTier,
    Side,
    SubscriptionTier,
    TradingCalendar,
)
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.types import DayNumber, Quantity, Timestamp
from counterfoil.terms.formulas import fund_dealing as formulas
from counterfoil.terms.kernel.arithmetic import CENT, CONTEXT
from counterfoil.terms.kernel.calendars import InForce, TradingDays
from counterfoil.terms.kernel.dates import ONE_DAY, from_number, number_of

_PPM: Final = 6
_RANGE_MAX: Final = 4_000
"""Days that a calendar may know, about eleven years."""


def dealing_day(calendar: TradingCalendar, fund: Fund, now: Timestamp) -> DayNumber:
    """The trading day at whose value an order of this time deals; Refused beyond the calendar.

    Today's cut-off and days are those that were in force when today began: who changes them changes later days alone.
    """
    today = day_of(now, calendar.offset_min)
    entry, cut_off = calendar.of_day(today), fund.terms_of(calendar.begins(today)).cut_off
    require(entry.first <= today <= entry.last, FundsOutcome.beyond_trading_calendar, str(today))
    local = from_number(today) + ONE_DAY // DAY_MS * (now - calendar.begins(today))
    with _else(FundsOutcome.beyond_trading_calendar, str(today)):
        day = formulas.dealing_day(local, _days(calendar), ONE_DAY // 1_440 * cut_off)
    return DayNumber(number_of(day))


def trading_days_after(calendar: TradingCalendar, day: DayNumber, count: int) -> DayNumber:
    """The ``count``-th trading day after a day; Refused beyond the calendar."""
    with _else(FundsOutcome.beyond_trading_calendar, str(day)):
        return DayNumber(number_of(formulas.business_days_after(from_number(day), count, _days(calendar))))


def is_trading_day(calendar: TradingCalendar, day: DayNumber) -> bool:
    """Refused beyond the calendar."""
    with _else(FundsOutcome.beyond_trading_calendar, str(day)):
        return _days(calendar).is_business_day(from_number(day).date())


def settles_on(calendar: TradingCalendar, fund: Fund, day: DayNumber, side: Side) -> DayNumber:
    """When an order of a dealing day is paid; Refused beyond the calendar."""
    terms = fund.terms_of(calendar.begins(day))
    lag = terms.subscription_days if side is Side.subscribes else terms.redemption_days
    return trading_days_after(calendar, day, lag)


def outlasts(calendar: TradingCalendar, expires: Timestamp | None, day: DayNumber) -> bool:
    """Whether what ends so is still there all through a day; what never ends is no hold."""
    return expires is not None and day_of(expires, calendar.offset_min) > day


def first_day_to_set(calendar: TradingCalendar, now: Timestamp) -> DayNumber:
    """The earliest day that may yet be a trading day or none: no order comes to it, whatever a fund's cut-off is."""
    today = day_of(now, calendar.offset_min)
    try:
        return DayNumber(trading_days_after(calendar, today, 1) + 1)
    except Refused:  # no trading day is left, and so no order either
        return DayNumber(today + 1)


def is_calendar(entry: CalendarEntry) -> bool:
    """Whether its days make one."""
    if not 0 <= entry.last - entry.first <= _RANGE_MAX:
        return False
    try:
        _calendar(entry)
    except InputError:
        return False
    return True


def net_of(amount: int, terms: FundTerms) -> Quantity:
    """What of a subscription buys units; the rest is its fee."""
    tiers = [_subscription_tier(one) for one in terms.subscription]
    return Quantity(_integer(formulas.net_subscription(_cents(amount), tiers, terms.method), CENT))


def value_of_unit(net_assets: int, units: int, unit_decimals: int, terms: FundTerms) -> int:
    """The net asset value of one unit, in its last decimal; the first value without any. Refused beyond 34 digits."""
    if not units:
        return terms.first_value
    with _else(FundsOutcome.fund_value_unusable, f"{net_assets} for {units}"):
        nav = formulas.net_asset_value(_cents(net_assets), _decimal(units, unit_decimals), terms.nav_decimals)
    return _integer(nav, terms.nav_decimals)


def units_for(money: int, value: FundValue, unit_decimals: int, terms: FundTerms) -> int:
    """The units that money buys at a value, even beyond the ledger's integers; Refused beyond 34 digits."""
    with _else(FundsOutcome.fund_value_unusable, f"{money} at {value.nav}"):
        bought = formulas.units_for(_cents(money), _nav(value), decimals=unit_decimals, rounding=terms.rounding)
    return _integer(bought, unit_decimals)


def proceeds(lots: Sequence[LotOfUnits], units: int, value: FundValue, unit_decimals: int) -> tuple[int, int]:
    """(money before the fee, the fee) of units given back at a value, lot by lot, the oldest first."""
    held = [formulas.Lot(from_number(lot.day), _decimal(lot.units, unit_decimals)) for lot in lots]
    confirmed, given, nav = from_number(value.confirmed_on), _decimal(units, unit_decimals), _nav(value)
    tiers = [_redemption_tier(one) for one in value.redemption]
    with _else(FundsOutcome.fund_value_unusable, f"{units} at {value.nav}"):
        before, after = (formulas.redeem(held, given, nav, confirmed, fees).proceeds for fees in ((), tiers))
    gross = _integer(before, CENT)
    return gross, gross - _integer(after, CENT)


@contextmanager
def _else(outcome: Outcome, about: str) -> Iterator[None]:
    """What a formula cannot compute is refused: nothing but a refusal leaves a law."""
    try:
        yield
    except InputError as error:
        raise Refused(outcome, about) from error


def _days(calendar: TradingCalendar) -> InForce:
    """For the formulas: each day by what is in force when it begins."""
    return InForce("", lambda number: _calendar(calendar.of_day(DayNumber(number))))


@lru_cache(maxsize=64)
def _calendar(entry: CalendarEntry) -> TradingDays:
    return TradingDays.from_numbers("", entry.closed, first=entry.first, last=entry.last, opened=entry.opened)


def _subscription_tier(tier: SubscriptionTier) -> formulas.SubscriptionFee:
    amount = None if tier.amount is None else _cents(tier.amount)
    return formulas.SubscriptionFee(_cents(tier.from_amount), _decimal(tier.fee_ppm, _PPM), amount)


def _redemption_tier(tier: RedemptionTier) -> formulas.RedemptionFee:
    return formulas.RedemptionFee(tier.from_days, _decimal(tier.fee_ppm, _PPM))


def _nav(value: FundValue) -> Decimal:
    return _decimal(value.nav, value.nav_decimals)


def _cents(amount: int) -> Decimal:
    return _decimal(amount, CENT)


def _decimal(number: int, decimals: int) -> Decimal:
    return Decimal(number).scaleb(-decimals, context=CONTEXT)


def _integer(number: Decimal, decimals: int) -> int:
    """Exactly: what is rounded to so many decimals has no more."""
    whole = number.scaleb(decimals, context=CONTEXT)
    assert whole == whole.to_integral_value(context=CONTEXT)
    return int(whole)
