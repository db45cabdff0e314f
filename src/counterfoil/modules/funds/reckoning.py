# SPDX-License-Identifier: Apache-2.0
"""The formulas of funds, from the integers of the ledger and back: money in cents, days by their numbers, rates in ppm.

The formulas are those of ``terms``; here is the border, at which nothing is lost and nothing is rounded.
"""

from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Final

from counterfoil.law.dated import DAY_MS, MINUTE_MS, day_of
from counterfoil.law.outcome import Refused, require
from counterfoil.modules.funds.outcomes import FundsOutcome
from counterfoil.modules.funds.records import (
    CalendarEntry,
    FundTerms,
    FundValue,
    LotOfUnits,
    RedemptionTier,
    SubscriptionTier,
)
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.types import DayNumber, Quantity, Timestamp
from counterfoil.terms.formulas import fund_dealing as formulas
from counterfoil.terms.kernel.arithmetic import CENT, CONTEXT
from counterfoil.terms.kernel.calendars import TradingDays
from counterfoil.terms.kernel.dates import ONE_DAY, from_number, number_of

_PPM: Final = 6
_RANGE_MAX: Final = 4_000
"""Days that a calendar may know, about eleven years."""


def dealing_day(entry: CalendarEntry, cut_off: int, time: Timestamp) -> DayNumber:
    """The trading day at whose value an order of this time deals; Refused beyond the calendar."""
    today = day_of(time, entry.offset_min)
    require(entry.first <= today <= entry.last, FundsOutcome.beyond_trading_calendar, str(today))
    local = from_number(today) + ONE_DAY // DAY_MS * ((time + entry.offset_min * MINUTE_MS) % DAY_MS)
    try:
        return DayNumber(number_of(formulas.dealing_day(local, _calendar(entry), ONE_DAY // 1_440 * cut_off)))
    except InputError as error:
        raise Refused(FundsOutcome.beyond_trading_calendar, str(today)) from error


def trading_days_after(entry: CalendarEntry, day: DayNumber, count: int) -> DayNumber:
    """The ``count``-th trading day after a day; Refused beyond the calendar."""
    try:
        return DayNumber(number_of(formulas.business_days_after(from_number(day), count, _calendar(entry))))
    except InputError as error:
        raise Refused(FundsOutcome.beyond_trading_calendar, str(day)) from error


def is_trading_day(entry: CalendarEntry, day: DayNumber) -> bool:
    """Refused beyond the calendar."""
    try:
        return _calendar(entry).is_business_day(from_number(day).date())
    except InputError as error:
        raise Refused(FundsOutcome.beyond_trading_calendar, str(day)) from error


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
    """The net asset value of one unit, in its last decimal; the first value while there is none."""
    if not units:
        return terms.first_value
    return _integer(
        formulas.net_asset_value(_cents(net_assets), _decimal(units, unit_decimals), terms.nav_decimals),
        terms.nav_decimals,
    )


def units_for(money: int, value: FundValue, unit_decimals: int, terms: FundTerms) -> int:
    """The units that money buys at a value; beyond what can be counted as well."""
    bought = formulas.units_for(_cents(money), _nav(value), decimals=unit_decimals, rounding=terms.rounding)
    return _integer(bought, unit_decimals)


def proceeds(lots: Sequence[LotOfUnits], units: int, value: FundValue, unit_decimals: int) -> tuple[int, int]:
    """(money before the fee, the fee) of units given back at a value, lot by lot, the oldest first."""
    held = [formulas.Lot(from_number(lot.day), _decimal(lot.units, unit_decimals)) for lot in lots]
    confirmed, given, nav = from_number(value.confirmed_on), _decimal(units, unit_decimals), _nav(value)
    tiers = [_redemption_tier(one) for one in value.redemption]
    gross = _integer(formulas.redeem(held, given, nav, confirmed, ()).proceeds, CENT)
    return gross, gross - _integer(formulas.redeem(held, given, nav, confirmed, tiers).proceeds, CENT)


@lru_cache(maxsize=64)
def _calendar(entry: CalendarEntry) -> TradingDays:
    first, last = (from_number(day).date() for day in (entry.first, entry.last))
    closed, opened = ([from_number(day).date() for day in days] for days in (entry.closed, entry.opened))
    return TradingDays.from_holidays("", closed, first=first, last=last, open_weekends=opened)


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
