# SPDX-License-Identifier: Apache-2.0
"""Policy by date: which entry is in force, what is scheduled, and when a chain's day begins."""

from datetime import UTC, datetime, timedelta, timezone
from random import Random

import msgspec
import pytest

from counterfoil.law.dated import DAY_MS, coming, day_of, in_force, minute_of, scheduled, weekday_of

CHINA_MIN = 480


class Entry(msgspec.Struct, frozen=True):
    since: int


def times(*since: int) -> tuple[Entry, ...]:
    return tuple(Entry(one) for one in since)


def test_the_last_entry_whose_time_has_come_is_in_force() -> None:
    """At its very millisecond; before the first there is none."""
    entries = times(10, 20)
    assert [in_force(entries, time) for time in (9, 10, 19, 20)] == [None, entries[0], entries[0], entries[1]]


def test_an_entry_takes_the_place_of_what_was_to_come_after_it() -> None:
    """What is in force stays until its time, what comes before it comes, and what is over is left out."""
    entries = times(10, 20, 30, 40)
    assert scheduled(entries, Entry(35), 25) == times(20, 30, 35)
    assert scheduled(entries, Entry(25), 25) == times(25)
    assert scheduled((), Entry(5), 1) == times(5)
    assert coming(entries, 20, 40) == times(30)


@pytest.mark.parametrize(("minute", "is_next"), [(15 * 60 + 59, False), (16 * 60, True)])
def test_the_day_of_china_begins_at_four_in_greenwich(minute: int, is_next: bool) -> None:
    """15:59 UTC is the old day, 16:00 UTC the new one."""
    midnight = 20_000 * DAY_MS
    assert day_of(midnight + minute * 60_000, CHINA_MIN) == 20_000 + is_next
    assert day_of(midnight + minute * 60_000, 0) == 20_000


def test_days_and_minutes_are_those_of_the_calendar() -> None:
    """Against the standard library, at random times and offsets."""
    random = Random(1)
    for _ in range(2_000):
        time, offset = random.randrange(0, 4 * 10**12), random.randrange(-720, 841)
        local = datetime.fromtimestamp(time / 1_000, UTC).astimezone(timezone(timedelta(minutes=offset)))
        epoch = datetime(1970, 1, 1, tzinfo=local.tzinfo)
        assert day_of(time, offset) == (local.replace(hour=0, minute=0, second=0, microsecond=0) - epoch).days
        assert minute_of(time, offset) == local.hour * 60 + local.minute
        assert weekday_of(time, offset) == local.isoweekday()
