# SPDX-License-Identifier: Apache-2.0
"""Calendars: days of the week, lists of days that know where they end, and the real trading days of 2026."""

import json
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterfoil.primitives.errors import InputError
from counterfoil.terms.kernel.calendars import MONDAY_TO_FRIDAY, NO_HOLIDAY, STANDARD, TradingDays
from shared_data import shared_data

FIRST, LAST = date(2024, 1, 1), date(2024, 6, 30)
EVERY_DAY = [FIRST + timedelta(days=number) for number in range((LAST - FIRST).days + 1)]

calendars = st.sets(st.sampled_from(EVERY_DAY), min_size=1).map(
    lambda days: TradingDays("MADE UP", days, first=FIRST, last=LAST)
)
days = st.sampled_from(EVERY_DAY)


def test_calendars_without_data() -> None:
    """2024-02-24 and 25 are a Saturday and a Sunday."""
    week = [date(2024, 2, 19) + timedelta(days=number) for number in range(7)]
    assert [NO_HOLIDAY.is_business_day(day) for day in week] == [True] * 7
    assert [MONDAY_TO_FRIDAY.is_business_day(day) for day in week] == [True] * 5 + [False] * 2
    assert {STANDARD[name].name for name in ("NC", "NOCALENDAR")} == {"NC"}
    assert {STANDARD[name].name for name in ("MF", "MONDAYTOFRIDAY")} == {"MF"}


def test_the_range_is_that_of_the_days_unless_stated() -> None:
    """Days come in any order and more than once."""
    calendar = TradingDays("X", [date(2024, 1, 5), date(2024, 1, 2), date(2024, 1, 5)])
    assert (calendar.first, calendar.last) == (date(2024, 1, 2), date(2024, 1, 5))
    assert calendar.days == (date(2024, 1, 2), date(2024, 1, 5))
    assert not calendar.is_business_day(date(2024, 1, 3))


def test_holidays_and_weekends_that_are_worked() -> None:
    """Mondays to Fridays but holidays, and the weekend days worked for them; a holiday on a weekend changes nothing."""
    calendar = TradingDays.from_holidays(
        "X",
        [date(2024, 1, 1), date(2024, 1, 6)],
        first=date(2024, 1, 1),
        last=date(2024, 1, 7),
        open_weekends=[date(2024, 1, 7)],
    )
    assert [day.day for day in calendar.days] == [2, 3, 4, 5, 7]


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: TradingDays("X", []), "calendar X: a calendar without a business day"),
        (
            lambda: TradingDays("X", [date(2024, 1, 2)], first=date(2024, 1, 3), last=date(2024, 1, 4)),
            "the business day 2024-01-02 is outside the calendar, which runs from 2024-01-03 to 2024-01-04",
        ),
        (
            lambda: TradingDays("X", [date(2024, 1, 2), date(2024, 1, 5)], last=date(2024, 1, 4)),
            "the business day 2024-01-05 is outside the calendar, which runs from 2024-01-02 to 2024-01-04",
        ),
        (
            lambda: TradingDays.from_holidays("X", [date(2023, 12, 25)], first=FIRST, last=LAST),
            "the holiday 2023-12-25 is outside the calendar",
        ),
        (
            lambda: TradingDays.from_holidays("X", [], first=FIRST, last=LAST, open_weekends=[date(2024, 7, 6)]),
            "the open weekend 2024-07-06 is outside the calendar",
        ),
        (
            lambda: TradingDays.from_holidays("X", [], first=FIRST, last=LAST, open_weekends=[date(2024, 1, 8)]),
            "the open weekend 2024-01-08 is not a Saturday or Sunday",
        ),
        (
            lambda: TradingDays.from_holidays(
                "X", [date(2024, 1, 6)], first=FIRST, last=LAST, open_weekends=[date(2024, 1, 6)]
            ),
            "the open weekend 2024-01-06 is both a holiday and open",
        ),
        (lambda: TradingDays.from_holidays("X", [], first=LAST, last=FIRST), "a calendar without a business day"),
    ],
)
def test_contradictions_are_refused(make: object, message: str) -> None:
    """Days outside the stated range, and calendars without a day."""
    assert callable(make)
    with pytest.raises(InputError) as caught:
        make()
    assert message in str(caught.value)


@pytest.mark.parametrize("day", [FIRST - timedelta(days=1), LAST + timedelta(days=1)])
def test_nothing_is_known_outside_the_range(day: date) -> None:
    """Asking is an error that names the calendar and its range: silence would be a wrong answer."""
    calendar = TradingDays.from_holidays("X", [], first=FIRST, last=LAST)
    message = f"calendar X: {day} is outside the calendar, which runs from 2024-01-01 to 2024-06-30 "
    for ask in (calendar.require, calendar.is_business_day, lambda at: calendar.add(at, 1)):
        with pytest.raises(InputError) as caught:
            ask(day)
        assert str(caught.value) == message + "(give a calendar whose data reaches that far)"


def test_counting_may_end_the_day_after_the_last() -> None:
    """The end is not counted, so nobody need know whether it is a business day; one day more is too much."""
    calendar = TradingDays.from_holidays("X", [], first=FIRST, last=LAST)
    after = LAST + timedelta(days=1)
    assert calendar.business_days(FIRST, after) == len(calendar.days) == 130
    assert calendar.business_days(after, FIRST) == -130
    for start, end in ((FIRST, after + timedelta(days=1)), (FIRST - timedelta(days=1), LAST), (after, after)):
        with pytest.raises(InputError, match="is outside the calendar"):
            calendar.business_days(start, end)


def test_sums_beyond_the_days_are_refused() -> None:
    """The last day and the first have none beyond them."""
    calendar = TradingDays("X", [date(2024, 1, 2), date(2024, 1, 3)])
    with pytest.raises(InputError, match="the day 1 business days after 2024-01-03 is outside the calendar"):
        calendar.add(date(2024, 1, 3), 1)
    with pytest.raises(InputError, match="the day 2 business days before 2024-01-03 is outside the calendar"):
        calendar.add(date(2024, 1, 3), -2)


@given(calendars, days, days)
def test_counts_agree_with_walking(calendar: TradingDays, start: date, end: date) -> None:
    """A slow twin asks every day from the earlier to before the later."""
    low, high = sorted((start, end))
    walked = sum(calendar.is_business_day(low + timedelta(days=number)) for number in range((high - low).days))
    assert calendar.business_days(start, end) == (walked if start <= end else -walked)


@settings(max_examples=60)
@given(calendars, days, st.integers(-8, 8))
def test_sums_agree_with_walking(calendar: TradingDays, start: date, count: int) -> None:
    """A slow twin goes day by day and counts the open ones; where it leaves the calendar, so does the sum."""
    at, left = start, abs(count)
    step = timedelta(days=1 if count > 0 else -1)
    while left and FIRST <= at + step <= LAST:
        at += step
        left -= calendar.is_business_day(at)
    if left:
        with pytest.raises(InputError, match="is outside the calendar"):
            calendar.add(start, count)
    else:
        assert calendar.add(start, count) == at


def real_trading_days() -> TradingDays:
    """The trading days of the Shanghai Stock Exchange, 1990-12-19 to 2026-12-31."""
    listed = json.loads(shared_data("market/akshare/calendar.json").read_text())
    return TradingDays("SSE", [date.fromisoformat(f"{day[:4]}-{day[4:6]}-{day[6:]}") for day in listed])


@pytest.mark.real_data
def test_the_real_trading_days_of_2026() -> None:
    """242 trading days; closed on the weekdays of the exchange's notice for 2026, and never open on a weekend."""
    calendar = real_trading_days()
    closed = (
        "01-01 01-02 02-16 02-17 02-18 02-19 02-20 02-23 04-06 05-01 05-04 05-05 06-19 09-25 "
        "10-01 10-02 10-05 10-06 10-07"
    )
    weekdays = [day for number in range(365) if (day := date(2026, 1, 1) + timedelta(days=number)).weekday() < 5]
    assert [f"{day:%m-%d}" for day in weekdays if not calendar.is_business_day(day)] == closed.split()
    assert calendar.business_days(date(2026, 1, 1), date(2027, 1, 1)) == 242
    assert all(day.weekday() < 5 for day in calendar.days if day.year == 2026)
    assert calendar.add(date(2026, 2, 13), 1) == date(2026, 2, 24), "the Spring Festival"
    assert calendar.add(date(2026, 10, 8), -1) == date(2026, 9, 30), "the National Day holiday"


@pytest.mark.real_data
def test_the_real_trading_days_refuse_2027() -> None:
    """The holidays of 2027 are not announced in this data: no answer is better than a wrong one."""
    calendar = real_trading_days()
    with pytest.raises(
        InputError, match="2027-01-04 is outside the calendar, which runs from 1990-12-19 to 2026-12-31"
    ):
        calendar.is_business_day(date(2027, 1, 4))
    with pytest.raises(InputError, match="is outside the calendar"):
        calendar.add(date(2026, 12, 31), 1)
