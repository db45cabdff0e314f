# SPDX-License-Identifier: Apache-2.0
"""Business-day conventions (techspec 3.4): by hand around month ends, and what holds on any calendar."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterfoil.primitives.errors import InputError
from counterfoil.terms.kernel.calendars import (
    MONDAY_TO_FRIDAY,
    NO_HOLIDAY,
    BusinessDayConvention,
    Calendar,
    TradingDays,
    following,
    preceding,
    shift,
)
from counterfoil.terms.kernel.dates import parse_time
from support.terms import modified_following, modified_preceding

FIRST, LAST = date(2024, 1, 1), date(2024, 12, 31)
SPRING = [date(2024, 4, 1) + timedelta(days=number) for number in range(61)]
CONVENTIONS = list(BusinessDayConvention)
SHIFTING = CONVENTIONS[1:]


def with_holidays(holidays: set[date]) -> TradingDays:
    """A calendar of 2024 with the weekends and these days closed."""
    return TradingDays.from_holidays("MADE UP", holidays, first=FIRST, last=LAST)


calendars = st.sets(st.sampled_from(SPRING), max_size=50).map(with_holidays) | st.just(MONDAY_TO_FRIDAY)
times = st.builds(datetime.combine, st.sampled_from(SPRING), st.sampled_from((time(0), time(12, 30), time(23, 59, 59))))


@pytest.mark.parametrize(
    ("at", "expected_f", "expected_mf", "expected_p", "expected_mp"),
    [
        # 2024-03-30 is a Saturday, 2024-03-31 a Sunday at the end of a month, 2024-06-01 a Saturday at its beginning.
        ("2024-03-29", "2024-03-29", "2024-03-29", "2024-03-29", "2024-03-29"),
        ("2024-03-30", "2024-04-01", "2024-03-29", "2024-03-29", "2024-03-29"),
        ("2024-03-31", "2024-04-01", "2024-03-29", "2024-03-29", "2024-03-29"),
        ("2024-06-01", "2024-06-03", "2024-06-03", "2024-05-31", "2024-06-03"),
        ("2024-06-02", "2024-06-03", "2024-06-03", "2024-05-31", "2024-06-03"),
        ("2024-06-15", "2024-06-17", "2024-06-17", "2024-06-14", "2024-06-14"),
        ("2023-12-31", "2024-01-01", "2023-12-29", "2023-12-29", "2023-12-29"),
        ("2024-03-30T23:59:59", "2024-04-01T23:59:59", *["2024-03-29T23:59:59"] * 3),
    ],
)
def test_weekends_by_hand(at: str, expected_f: str, expected_mf: str, expected_p: str, expected_mp: str) -> None:
    """Following, modified following, preceding, modified preceding: across and within months, time of day kept."""
    start = parse_time(at)
    assert following(start, MONDAY_TO_FRIDAY) == parse_time(expected_f)
    assert modified_following(start, MONDAY_TO_FRIDAY) == parse_time(expected_mf)
    assert preceding(start, MONDAY_TO_FRIDAY) == parse_time(expected_p)
    assert modified_preceding(start, MONDAY_TO_FRIDAY) == parse_time(expected_mp)


@pytest.mark.parametrize(
    ("convention", "expected", "calculates_first"),
    [
        ("NOS", "2024-03-31", False),
        ("SCF", "2024-04-01", False),
        ("SCMF", "2024-03-29", False),
        ("CSF", "2024-04-01", True),
        ("CSMF", "2024-03-29", True),
        ("SCP", "2024-03-29", False),
        ("SCMP", "2024-03-29", False),
        ("CSP", "2024-03-29", True),
        ("CSMP", "2024-03-29", True),
    ],
)
def test_the_nine_conventions(convention: str, expected: str, calculates_first: bool) -> None:
    """Where a Sunday at the end of a month goes, and whether amounts are calculated before it goes there."""
    known = BusinessDayConvention(convention)
    assert shift(parse_time("2024-03-31"), known, MONDAY_TO_FRIDAY) == parse_time(expected)
    assert known.calculates_first is calculates_first


def test_all_conventions_are_in_the_table() -> None:
    """The test above speaks of every one there is."""
    assert len(CONVENTIONS) == 9


@given(times, calendars, st.sampled_from(SHIFTING))
def test_shifts_land_on_business_days(at: datetime, calendar: Calendar, convention: BusinessDayConvention) -> None:
    """Whatever the convention, and the time of day stays what it was."""
    shifted = shift(at, convention, calendar)
    assert calendar.is_business_day(shifted.date())
    assert shifted.time() == at.time()


@given(times, calendars, st.sampled_from(CONVENTIONS))
def test_shifting_twice_is_shifting_once(at: datetime, calendar: Calendar, convention: BusinessDayConvention) -> None:
    """A shifted event stays where it is; so does one on a business day."""
    shifted = shift(at, convention, calendar)
    assert shift(shifted, convention, calendar) == shifted
    if calendar.is_business_day(at.date()):
        assert shifted == at


@given(times, calendars)
def test_shifts_are_the_shortest(at: datetime, calendar: Calendar) -> None:
    """A slow twin looks at every day of the neighbourhood: no business day lies between."""
    around = [at + timedelta(days=number) for number in range(-80, 81)]
    open_days = [day for day in around if calendar.is_business_day(day.date())]
    assert following(at, calendar) == min(day for day in open_days if day >= at)
    assert preceding(at, calendar) == max(day for day in open_days if day <= at)


@given(times, calendars)
def test_modified_shifts_stay_in_the_month(at: datetime, calendar: Calendar) -> None:
    """Where the month has a business day; where it has none, they go the other way."""
    month = [at.replace(day=1) + timedelta(days=number) for number in range(31)]
    has_one = any(calendar.is_business_day(day.date()) for day in month if day.month == at.month)
    for modified, other in ((modified_following, preceding), (modified_preceding, following)):
        shifted = modified(at, calendar)
        assert shifted.month == at.month if has_one else shifted == other(at, calendar)


def test_a_month_that_is_closed_altogether() -> None:
    """All of April 2024 closed: modified following falls back to March, modified preceding goes on to May."""
    calendar = with_holidays({day for day in SPRING if day.month == 4})
    at = datetime(2024, 4, 15)
    assert modified_following(at, calendar) == datetime(2024, 3, 29)
    assert modified_preceding(at, calendar) == datetime(2024, 5, 1)


def test_no_calendar_means_no_shift() -> None:
    """Every day is a business day."""
    sunday = datetime(2024, 3, 31)
    assert {shift(sunday, convention, NO_HOLIDAY) for convention in CONVENTIONS} == {sunday}


def test_a_closure_without_end_is_an_error() -> None:
    """Ninety days without a business day are a mistake in the calendar, and the error names it."""
    calendar = TradingDays("BROKEN", [date(2024, 1, 2), date(2024, 12, 30)])
    with pytest.raises(InputError, match=r"calendar BROKEN: no business day within 60 days of 2024-\d\d-\d\d \(give a"):
        following(datetime(2024, 5, 1), calendar)


def test_shifts_out_of_the_calendar_are_refused() -> None:
    """The first business day after the last one known is not known."""
    calendar = TradingDays("SHORT", [date(2024, 1, 2), date(2024, 1, 5)], last=date(2024, 1, 6))
    with pytest.raises(InputError, match="calendar SHORT: 2024-01-07 is outside the calendar"):
        shift(datetime(2024, 1, 6), BusinessDayConvention.SCF, calendar)
    assert shift(datetime(2024, 1, 6), BusinessDayConvention.SCP, calendar) == datetime(2024, 1, 5)
