# SPDX-License-Identifier: Apache-2.0
"""QuantLib as an oracle: day counts, short-stub schedules and business-day shifts, on thousands of random inputs."""

import random
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from fractions import Fraction

import pytest
import QuantLib as ql  # noqa: N813

from counterfoil.terms.kernel.calendars import MONDAY_TO_FRIDAY, Calendar, TradingDays, following, preceding
from counterfoil.terms.kernel.dates import (
    Cycle,
    EndOfMonthConvention,
    Period,
    add_months,
    is_last_of_month,
    month_length,
    schedule,
)
from counterfoil.terms.kernel.day_count import DayCountConvention, year_fraction
from support.terms import modified_following, modified_preceding

PAIRS = 3000
SCHEDULES = 400
FIRST, LAST = date(1999, 1, 1), date(2060, 12, 31)
MATURITIES = (date(2023, 2, 28), date(2024, 2, 29), date(2025, 3, 31))
HOLIDAYS = [date(year, month, day) for year in range(1999, 2061) for month, day in ((1, 1), (2, 12), (5, 1), (10, 3))]


def theirs(day: date) -> ql.Date:
    """A day as QuantLib writes it."""
    return ql.Date(day.day, day.month, day.year)


def ours(day: ql.Date) -> datetime:
    """A day of QuantLib as a time of ours."""
    return datetime(day.year(), day.month(), day.dayOfMonth())


def midnight(day: date) -> datetime:
    """The time at which a day begins."""
    return datetime.combine(day, time(0))


def random_days(seed: int, count: int) -> Iterator[date]:
    """Days of sixty years, every third the last of its month, some of them days of maturity."""
    chance = random.Random(seed)
    for number in range(count):
        day = FIRST + timedelta(days=chance.randrange((LAST - FIRST).days))
        if number % 3 == 0:
            day = day.replace(day=month_length(day.year, day.month))
        yield chance.choice(MATURITIES) if number % 50 == 0 else day


def random_pairs(seed: int) -> list[tuple[date, date]]:
    """Pairs of different days, in order."""
    days = random_days(seed, 2 * PAIRS)
    return [(min(pair), max(pair)) for pair in zip(days, days, strict=True) if pair[0] != pair[1]]


@pytest.mark.parametrize(
    ("convention", "counter", "basis"),
    [
        ("A360", ql.Actual360(), 360),
        ("A365", ql.Actual365Fixed(), 365),
        ("30E360", ql.Thirty360(ql.Thirty360.European), 360),
    ],
)
def test_day_counts_are_the_same(convention: str, counter: ql.DayCounter, basis: int) -> None:
    """The same days over the same basis."""
    fraction = year_fraction(DayCountConvention(convention))
    for start, end in random_pairs(1):
        days = counter.dayCount(theirs(start), theirs(end))
        assert round(fraction(midnight(start), midnight(end)) * basis, 20) == days, (start, end)


@pytest.mark.parametrize("maturity", MATURITIES)
def test_isda_30e_360_is_the_same(maturity: date) -> None:
    """With a maturity at the end of February, of a leap year or not, and elsewhere."""
    counter = ql.Thirty360(ql.Thirty360.ISDA, theirs(maturity))
    fraction = year_fraction(DayCountConvention.THIRTY_E_360_ISDA, maturity=midnight(maturity))
    for start, end in random_pairs(2):
        days = counter.dayCount(theirs(start), theirs(end))
        assert round(fraction(midnight(start), midnight(end)) * 360, 20) == days, (start, end)


def test_isda_30e_360_without_maturity_is_the_german_one() -> None:
    """Every end of February counts as the 30th."""
    counter = ql.Thirty360(ql.Thirty360.German)
    fraction = year_fraction(DayCountConvention.THIRTY_E_360_ISDA)
    for start, end in random_pairs(3):
        days = counter.dayCount(theirs(start), theirs(end))
        assert round(fraction(midnight(start), midnight(end)) * 360, 20) == days, (start, end)


def test_actual_actual_is_the_same() -> None:
    """Up to the rounding of QuantLib's binary floats."""
    counter = ql.ActualActual(ql.ActualActual.ISDA)
    fraction = year_fraction(DayCountConvention.ACTUAL_ACTUAL)
    for start, end in random_pairs(4):
        found = Fraction(fraction(midnight(start), midnight(end)))
        assert abs(found - Fraction(counter.yearFraction(theirs(start), theirs(end)))) < Fraction(1, 10**13), (
            start,
            end,
        )


def test_business_252_is_the_same() -> None:
    """With weekends and 248 holidays."""
    bespoke = ql.BespokeCalendar("made up")
    bespoke.addWeekend(ql.Saturday)
    bespoke.addWeekend(ql.Sunday)
    for day in HOLIDAYS:
        bespoke.addHoliday(theirs(day))
    counter = ql.Business252(bespoke)
    calendar = TradingDays.from_holidays("MADE UP", HOLIDAYS, first=FIRST, last=LAST)
    fraction = year_fraction(DayCountConvention.BUSINESS_252, calendar=calendar)
    for start, end in random_pairs(5):
        days = counter.dayCount(theirs(start), theirs(end))
        assert round(fraction(midnight(start), midnight(end)) * 252, 20) == days, (start, end)


@pytest.mark.parametrize("end_of_month", [False, True])
def test_short_stub_schedules_are_the_same(end_of_month: bool) -> None:
    """Generated forwards without adjustment, with a short last stub where the cycle does not fit."""
    chance = random.Random(6)
    convention = EndOfMonthConvention.END_OF_MONTH if end_of_month else EndOfMonthConvention.SAME_DAY
    for start in random_days(6, SCHEDULES):
        months = chance.choice((1, 2, 3, 6, 12))
        end = start + timedelta(days=chance.randrange(1, 2500))
        found = schedule(
            midnight(start), midnight(end), Cycle(Period(months, 0), long_stub=False), end_of_month=convention
        )
        wanted = _schedule(start, end, ql.Period(months, ql.Months), ql.DateGeneration.Forward, end_of_month)
        assert found == wanted, (start, end, months)


def test_short_stub_schedules_of_days_are_the_same() -> None:
    """Cycles of days and weeks."""
    chance = random.Random(7)
    for start in random_days(7, SCHEDULES):
        days = chance.choice((1, 7, 14, 28, 30, 91))
        end = start + timedelta(days=chance.randrange(1, 700))
        found = schedule(midnight(start), midnight(end), Cycle(Period(0, days), long_stub=False))
        assert found == _schedule(start, end, ql.Period(days, ql.Days), ql.DateGeneration.Forward, False)


def test_schedules_that_fit_are_the_same_backwards() -> None:
    """Where the cycle fits and no month is too short, or all times are month ends, both directions mean one thing."""
    chance = random.Random(8)
    for day in random_days(8, SCHEDULES):
        start = midnight(day)
        at_end = is_last_of_month(start)
        if start.day > 28 and not at_end:
            continue
        months = chance.choice((1, 3, 6, 12))
        end = add_months(start, months * chance.randrange(1, 20), to_month_end=at_end)
        convention = EndOfMonthConvention.END_OF_MONTH if at_end else EndOfMonthConvention.SAME_DAY
        for long_stub in (False, True):
            found = schedule(start, end, Cycle(Period(months, 0), long_stub), end_of_month=convention)
            wanted = _schedule(day, end.date(), ql.Period(months, ql.Months), ql.DateGeneration.Backward, at_end)
            assert found == wanted, (start, end, months)


def _schedule(start: date, end: date, tenor: ql.Period, rule: int, end_of_month: bool) -> list[datetime]:
    made = ql.Schedule(
        theirs(start), theirs(end), tenor, ql.NullCalendar(), ql.Unadjusted, ql.Unadjusted, rule, end_of_month
    )
    return [ours(day) for day in made]


@pytest.mark.parametrize(
    ("shift", "convention"),
    [
        (following, ql.Following),
        (modified_following, ql.ModifiedFollowing),
        (preceding, ql.Preceding),
        (modified_preceding, ql.ModifiedPreceding),
    ],
)
def test_business_day_shifts_are_the_same(shift: Callable[[datetime, Calendar], datetime], convention: int) -> None:
    """On weekends alone, and the time of day stays."""
    weekends = ql.WeekendsOnly()
    for day in random_days(9, PAIRS):
        wanted = ours(weekends.adjust(theirs(day), convention))
        assert shift(midnight(day), MONDAY_TO_FRIDAY) == wanted
        assert shift(midnight(day).replace(hour=12), MONDAY_TO_FRIDAY) == wanted.replace(hour=12)
