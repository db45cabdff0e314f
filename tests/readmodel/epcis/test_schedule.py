# SPDX-License-Identifier: Apache-2.0
"""Schedules: which time comes next, and what is none."""

import calendar
from datetime import UTC, datetime, timedelta
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterfoil.primitives.errors import InputError
from counterfoil.primitives.types import Timestamp
from counterfoil.readmodel.epcis.schedule import FIELDS, Schedule, read_schedule

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def ms(text: str) -> Timestamp:
    return Timestamp((datetime.fromisoformat(text) - EPOCH) // timedelta(milliseconds=1))


def text(found: Timestamp | None) -> str:
    assert found is not None
    return (EPOCH + timedelta(milliseconds=found)).isoformat()


@pytest.mark.parametrize(
    ("fields", "after", "expected"),
    [
        ({"second": "0"}, "2026-11-30T08:59:59.999+00:00", "2026-11-30T09:00:00+00:00"),
        ({"second": "0"}, "2026-11-30T09:00:00+00:00", "2026-11-30T09:01:00+00:00"),
        ({"second": "0", "minute": "0,30"}, "2026-11-30T09:00:01+00:00", "2026-11-30T09:30:00+00:00"),
        ({"second": "0", "minute": "0", "hour": "[8-17]"}, "2026-11-30T17:00:00+00:00", "2026-12-01T08:00:00+00:00"),
        ({"second": "5", "minute": "0", "hour": "2"}, "2026-11-30T01:59:59+00:00", "2026-11-30T02:00:05+00:00"),
        (
            {"second": "0", "minute": "0", "hour": "9", "dayOfWeek": "1"},
            "2026-11-30T09:00:00+00:00",
            "2026-12-07T09:00:00+00:00",
        ),
        ({"dayOfWeek": "7"}, "2026-11-30T09:00:00+00:00", "2026-12-06T00:00:00+00:00"),
        ({"dayOfMonth": "31"}, "2026-11-30T09:00:00+00:00", "2026-12-31T00:00:00+00:00"),
        ({"dayOfMonth": "29", "month": "2"}, "2026-11-30T09:00:00+00:00", "2028-02-29T00:00:00+00:00"),
        (
            {"dayOfMonth": "29", "month": "2", "dayOfWeek": "1"},
            "2072-03-01T00:00:00+00:00",
            "2112-02-29T00:00:00+00:00",
        ),
        ({"month": "[1-3],7"}, "2026-11-30T09:00:00+00:00", "2027-01-01T00:00:00+00:00"),
    ],
)
def test_what_comes_next(fields: dict[str, str], after: str, expected: str) -> None:
    """Behind the time asked for, by every field; a field that is not said fits whatever comes."""
    assert text(read_schedule(fields).next(ms(after))) == expected


def slowly(schedule: Schedule, after: Timestamp) -> Timestamp:
    """Second by second, by the library's calendar."""
    at = EPOCH + timedelta(seconds=after // 1_000 + 1)
    while True:
        fits = (at.month in schedule.month, at.day in schedule.dayOfMonth, at.isoweekday() in schedule.dayOfWeek)
        if not all(fits):
            at = at.replace(hour=0, minute=0, second=0) + timedelta(days=1)
        elif at.hour in schedule.hour and at.minute in schedule.minute and at.second in schedule.second:
            return Timestamp((at - EPOCH) // timedelta(milliseconds=1))
        else:
            at += timedelta(seconds=1)


@given(
    fields=st.fixed_dictionaries(
        {"second": st.integers(0, 59).map(str), "minute": st.integers(0, 59).map(lambda one: f"[{one}-59]")},
        optional={"hour": st.integers(0, 23).map(str), "dayOfWeek": st.integers(1, 7).map(lambda one: f"1,{one}")},
    ),
    after=st.integers(0, 4_000_000_000_000),
)
def test_a_slow_schedule_agrees(fields: dict[str, str], after: int) -> None:
    """That walks through the seconds."""
    schedule = read_schedule(fields)
    assert schedule.next(Timestamp(after)) == slowly(schedule, Timestamp(after))


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({}, "no time at all"),
        ({"second": ""}, "no time at all"),
        ({"year": "2026"}, "is no field"),
        ({"second": 0}, "takes a text"),
        ({"second": "60"}, "not within 0 to 59"),
        ({"hour": "24"}, "not within 0 to 23"),
        ({"dayOfMonth": "0"}, "not within 1 to 31"),
        ({"month": "13"}, "not within 1 to 12"),
        ({"dayOfWeek": "0"}, "not within 1 to 7"),
        ({"second": "*/5"}, "neither a number nor a range"),
        ({"second": "1-5"}, "neither a number nor a range"),
        ({"second": "[5-1]"}, "not within"),
        ({"second": "1,,2"}, "neither a number nor a range"),
        ({"second": "1," * 201}, "takes a text"),
        ({"dayOfMonth": "31", "month": "2,4,6"}, "never comes"),
    ],
    ids=str,
)
def test_what_is_no_schedule(fields: dict[str, object], problem: str) -> None:
    """Refused with the field that is wrong."""
    with pytest.raises(InputError, match=problem):
        read_schedule(fields)


def test_the_bounds_are_those_of_a_calendar() -> None:
    """No month has more days, and no day more hours."""
    assert FIELDS["dayOfMonth"][1] == max(calendar.mdays)
    assert [FIELDS[name] for name in ("second", "minute", "hour")] == [(0, 59), (0, 59), (0, 23)]
