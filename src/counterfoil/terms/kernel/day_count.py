# SPDX-License-Identifier: Apache-2.0
"""Year fractions under the day-count conventions of the dictionary, and Business/252 (techspec 3.6)."""

from calendar import isleap
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Final

from counterfoil.primitives.errors import InputError
from counterfoil.terms.kernel.arithmetic import CONTEXT, ZERO
from counterfoil.terms.kernel.calendars import Calendar, TradingDays
from counterfoil.terms.kernel.dates import day_of, days_between, month_length

YearFraction = Callable[[datetime, datetime], Decimal]


class DayCountConvention(StrEnum):
    """How days between two dates become a fraction of a year."""

    ACTUAL_ACTUAL = "AA"
    ACTUAL_360 = "A360"
    ACTUAL_365 = "A365"
    THIRTY_E_360_ISDA = "30E360ISDA"
    THIRTY_E_360 = "30E360"
    TWENTY_EIGHT_E_336 = "28E336"
    BUSINESS_252 = "B252"


_D360, _D365, _D366, _D252 = (Decimal(days) for days in (360, 365, 366, 252))


def year_fraction(
    convention: DayCountConvention, *, maturity: datetime | None = None, calendar: Calendar | None = None
) -> YearFraction:
    """The function from two times to the fraction of a year between them; negative if the second is earlier.

    ``maturity`` matters to 30E/360 ISDA alone, ``calendar`` (a list of business days) to B/252 alone.
    """
    if convention is DayCountConvention.THIRTY_E_360_ISDA:
        return _thirty_e_360_isda(day_of(maturity) if maturity else None)
    if convention is DayCountConvention.BUSINESS_252:
        return _business_252(calendar)
    return _BY_CONVENTION[convention]


def _actual(year: Decimal) -> YearFraction:
    """Actual days over a year of so many."""
    return lambda start, end: CONTEXT.divide(Decimal(days_between(start, end)), year)


def _actual_actual(start: datetime, end: datetime) -> Decimal:
    """Actual/Actual ISDA: days in leap years over 366 plus days in other years over 365 (2006 definitions, 4.16(b))."""
    first, last = day_of(start), day_of(end)
    if first.year == last.year:
        return CONTEXT.divide(Decimal((last - first).days), _D366 if isleap(first.year) else _D365)
    if last < first:
        return CONTEXT.minus(_actual_actual(end, start))
    fraction = Decimal(last.year - first.year - 1)
    for days, year in (
        ((date(first.year + 1, 1, 1) - first).days, first.year),
        ((last - date(last.year, 1, 1)).days, last.year),
    ):
        fraction = CONTEXT.add(fraction, CONTEXT.divide(Decimal(days), _D366 if isleap(year) else _D365))
    return fraction


def _equal_months(length: int) -> YearFraction:
    """30E/360 (Eurobond; 2006 ISDA definitions, 4.16(g)) and 28E/336: later days of a month count as its last."""
    year = Decimal(12 * length)

    def fraction(start: datetime, end: datetime) -> Decimal:
        first, last = day_of(start), day_of(end)
        days = length * _months(first, last) + min(last.day, length) - min(first.day, length)
        return CONTEXT.divide(Decimal(days), year)

    return fraction


def _thirty_e_360_isda(maturity: date | None) -> YearFraction:
    """30E/360 ISDA: the last of a month counts as the 30th, but February's end at maturity (4.16(h))."""

    def fraction(start: datetime, end: datetime) -> Decimal:
        first, last = day_of(start), day_of(end)
        if last <= first:
            # The end of February at maturity is the 30th for a period that begins on it, but not for one that ends.
            return CONTEXT.minus(fraction(end, start)) if last < first else ZERO
        from_day = 30 if first.day == month_length(first.year, first.month) else first.day
        ends_month = last.day == month_length(last.year, last.month) and not (last.month == 2 and last == maturity)
        to_day = 30 if ends_month else last.day
        return CONTEXT.divide(Decimal(30 * _months(first, last) + to_day - from_day), _D360)

    return fraction


def _months(first: date, last: date) -> int:
    return 12 * (last.year - first.year) + last.month - first.month


def _business_252(calendar: Calendar | None) -> YearFraction:
    """Business/252: business days over 252, for which the calendar must be a list of days."""
    if not isinstance(calendar, TradingDays):
        remedy = "name in the term calendar (CLDR) a calendar of trading days, and give it"
        problem = "B252 counts business days, and the calendar has no list of them"
        raise InputError(problem, where="dayCountConvention (IPDC)", remedy=remedy)

    def fraction(start: datetime, end: datetime) -> Decimal:
        return CONTEXT.divide(Decimal(calendar.business_days(day_of(start), day_of(end))), _D252)

    return fraction


def no_accrual(start: datetime, end: datetime) -> Decimal:
    """The year fraction of a contract that states no day count: nothing accrues."""
    return ZERO


_BY_CONVENTION: Final[dict[DayCountConvention, YearFraction]] = {
    DayCountConvention.ACTUAL_ACTUAL: _actual_actual,
    DayCountConvention.ACTUAL_360: _actual(_D360),
    DayCountConvention.ACTUAL_365: _actual(_D365),
    DayCountConvention.THIRTY_E_360: _equal_months(30),
    DayCountConvention.TWENTY_EIGHT_E_336: _equal_months(28),
}
