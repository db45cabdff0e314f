# SPDX-License-Identifier: Apache-2.0
"""Times of contracts: which texts are read, 23:59:59 as midnight (techspec 2.6, 3.10), and months."""

import calendar
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterfoil.terms.kernel.dates import (
    add_months,
    day_of,
    days_between,
    format_time,
    from_number,
    is_last_of_month,
    month_length,
    number_of,
    parse_time,
    seconds_of,
)

times = st.datetimes(datetime(1900, 1, 1), datetime(2900, 12, 31)).map(lambda at: at.replace(microsecond=0))


@pytest.mark.parametrize(
    ("given_", "expected"),
    [
        ("2024-02-29", datetime(2024, 2, 29)),
        ("2024-02-29T00:00", datetime(2024, 2, 29)),
        ("2024-02-29T00:00:00", datetime(2024, 2, 29)),
        (" 2024-02-29T12:30:15 ", datetime(2024, 2, 29, 12, 30, 15)),
        ("2024-02-29T23:59:59", datetime(2024, 2, 29, 23, 59, 59)),
        ("2024-02-29T24:00", datetime(2024, 3, 1)),
        ("2023-12-31T24:00:00", datetime(2024, 1, 1)),
        ("1600-01-01", datetime(1600, 1, 1)),
        ("2999-12-31T23:59:59", datetime(2999, 12, 31, 23, 59, 59)),
    ],
)
def test_times_are_read(given_: str, expected: datetime) -> None:
    """With and without time of day and seconds; 24:00 is the next midnight (ISO 8601), 23:59:59 stays as it is."""
    assert parse_time(given_) == expected


@pytest.mark.parametrize(
    ("given_", "reason"),
    [
        (None, "not a time"),
        (20240229, "not a time"),
        (datetime(2024, 2, 29), "not a time"),
        ("", "not a time"),
        ("tomorrow", "not a time"),
        ("20240229", "not a time"),
        ("2024-2-29", "not a time"),
        ("29.02.2024", "not a time"),
        ("2024-02-29 00:00:00", "not a time"),
        ("2024-02-29T00", "not a time"),
        ("2024-02-29T00:00:00Z", "not a time"),
        ("2024-02-29T00:00:00+08:00", "not a time"),
        ("2024-02-29T00:00:00.5", "not a time"),
        ("٢٠٢٤-02-29", "not a time"),
        ("2023-02-29", "not on the calendar or the clock"),
        ("2024-13-01", "not on the calendar or the clock"),
        ("2024-00-01", "not on the calendar or the clock"),
        ("0000-01-01", "not on the calendar or the clock"),
        ("2024-02-29T24:00:01", "not on the calendar or the clock"),
        ("2024-02-29T12:60:00", "not on the calendar or the clock"),
        ("2024-02-30T24:00:00", "not on the calendar or the clock"),
        ("3000-01-01", "not in the years 1600 to 2999"),
        ("1599-12-31", "not in the years 1600 to 2999"),
        ("2999-12-31T24:00:00", "not in the years 1600 to 2999"),
        ("9999-12-31T23:00:00", "not in the years 1600 to 2999"),
    ],
)
def test_what_is_no_time_is_refused(given_: object, reason: str) -> None:
    """Each way a time may be wrong has its reason; time zones are among them."""
    with pytest.raises(ValueError, match=f"^{reason}$"):
        parse_time(given_)


@given(times)
def test_times_go_through_text(at: datetime) -> None:
    """What is written can be read, and is itself again."""
    assert parse_time(format_time(at)) == at
    assert format_time(parse_time(format_time(at))) == format_time(at)


@pytest.mark.parametrize(
    ("at", "day"),
    [
        (datetime(2024, 2, 29), date(2024, 2, 29)),
        (datetime(2024, 2, 29, 23, 59, 58), date(2024, 2, 29)),
        (datetime(2024, 2, 29, 23, 59, 59), date(2024, 3, 1)),
        (datetime(2024, 2, 29, 22, 59, 59), date(2024, 2, 29)),
        (datetime(2024, 2, 29, 23, 58, 59), date(2024, 2, 29)),
        (datetime(2023, 12, 31, 23, 59, 59), date(2024, 1, 1)),
    ],
)
def test_the_last_second_is_the_midnight_that_follows(at: datetime, day: date) -> None:
    """23:59:59, and nothing else, counts as the next day (techspec 2.6)."""
    assert day_of(at) == day


def test_days_between_two_times() -> None:
    """2024 has 366 days; one second before midnight is midnight; backwards is negative."""
    assert days_between(datetime(2024, 1, 1), datetime(2025, 1, 1)) == 366
    assert days_between(datetime(2024, 1, 1), datetime(2024, 12, 31, 23, 59, 59)) == 366
    assert days_between(datetime(2024, 1, 1, 23, 59, 59), datetime(2024, 1, 2)) == 0
    assert days_between(datetime(2024, 3, 1), datetime(2024, 2, 28)) == -2


@pytest.mark.parametrize("year", [1900, 2000, 2023, 2024, 2100])
def test_months_have_their_days(year: int) -> None:
    """As the standard library's calendar says, centuries included."""
    for month in range(1, 13):
        assert month_length(year, month) == calendar.monthrange(year, month)[1]


@pytest.mark.parametrize(
    ("start", "months", "same_day", "month_end"),
    [
        ("2024-01-31", 1, "2024-02-29", "2024-02-29"),
        ("2023-01-31", 1, "2023-02-28", "2023-02-28"),
        ("2024-02-29", 12, "2025-02-28", "2025-02-28"),
        ("2024-02-29", 1, "2024-03-29", "2024-03-31"),
        ("2024-04-30", 1, "2024-05-30", "2024-05-31"),
        ("2024-03-31", -1, "2024-02-29", "2024-02-29"),
        ("2024-01-15", -1, "2023-12-15", "2023-12-31"),
        ("2024-12-15", 1, "2025-01-15", "2025-01-31"),
        ("2024-05-31", 0, "2024-05-31", "2024-05-31"),
        ("2024-01-31", -23, "2022-02-28", "2022-02-28"),
    ],
)
def test_months_are_added(start: str, months: int, same_day: str, month_end: str) -> None:
    """By hand: the same day, or the last of the month where that has fewer days or where asked for."""
    assert add_months(parse_time(start), months) == parse_time(same_day)
    assert add_months(parse_time(start), months, to_month_end=True) == parse_time(month_end)


@given(times, st.integers(-600, 600))
def test_adding_months_agrees_with_walking(start: datetime, months: int) -> None:
    """A slow twin goes from month to month, and down from the wanted day to one that the month has."""
    year, month = start.year, start.month
    for _ in range(abs(months)):
        month += 1 if months > 0 else -1
        if month in (0, 13):
            year, month = (year + 1, 1) if month == 13 else (year - 1, 12)
    day = start.day
    while day > calendar.monthrange(year, month)[1]:
        day -= 1
    assert add_months(start, months) == start.replace(year=year, month=month, day=day)


@given(times)
def test_the_last_of_a_month_is_followed_by_a_first(at: datetime) -> None:
    """A day is the last of its month exactly if the next day is a first."""
    assert is_last_of_month(at) == ((at + timedelta(days=1)).day == 1)
    assert is_last_of_month(add_months(at, 0, to_month_end=True))


@given(st.integers(-100_000, 300_000))
def test_days_have_numbers(number: int) -> None:
    """Counted from 1970-01-01, before it too; the time of day does not matter."""
    assert number_of(from_number(number)) == number_of(from_number(number) + timedelta(hours=23)) == number
    assert from_number(0) == datetime(1970, 1, 1)
    assert seconds_of(from_number(number) + timedelta(hours=23)) == number * 86_400 + 23 * 3_600
