# SPDX-License-Identifier: Apache-2.0
"""Policy by date: which entry is in force, what is scheduled, and when a chain's day begins."""

from datetime import UTC, datetime, timedelta, timezone
from random import Random

import msgspec
import pytest

from counterfoil.law.dated import (
    DAY_MS,
    SCHEDULED_MAX,
    begins,
    coming,
    day_begins,
    day_of,
    in_force,
    minute_of,
    scheduled,
    weekday_of,
)
from counterfoil.law.outcome import MachineOutcome, Refused
from counterfoil.primitives.types import Timestamp

CHINA_MIN = 480


class Entry(msgspec.Struct, frozen=True):
    since: int


def times(*since: int) -> tuple[Entry, ...]:
    return tuple(Entry(one) for one in since)


def test_the_last_entry_whose_time_has_come_is_in_force() -> None:
    """At its very millisecond; before the first there is none."""
    entries = times(10, 20)
    assert [in_force(entries, time) for time in (9, 10, 19, 20)] == [None, entries[0], entries[0], entries[1]]


def with_entry(entries: tuple[Entry, ...], since: int, now: int) -> tuple[Entry, ...]:
    return scheduled(entries, Entry(since), now, MachineOutcome.over_budget, "a policy")


def test_an_entry_takes_the_place_of_what_was_to_come_after_it() -> None:
    """What is in force stays until its time, what comes before it comes, and what is over is left out."""
    entries = times(10, 20, 30, 40)
    assert with_entry(entries, 35, 25) == times(20, 30, 35)
    assert with_entry(entries, 30, 25) == times(20, 30)
    assert with_entry(entries, 25, 25) == times(25)
    assert with_entry((), 5, 1) == times(5)
    assert coming(entries, 20, 40) == times(30)


def test_nobody_is_judged_by_what_a_record_leaves_out() -> None:
    """At every time from now on the same entry is in force as if nothing were ever left out, at random."""
    random = Random(2)
    for _ in range(300):
        now, kept = 0, times()
        said: list[int] = []
        for _ in range(12):
            now += random.randrange(3)
            since = now + random.choice((0, 0, 1, 2, 5))
            kept = with_entry(kept, since, now)
            said = [one for one in said if one < since or one <= now] + [since]
            for time in range(now, now + 9):
                begun = [one for one in said if one <= time]
                found = in_force(kept, time)
                assert (found.since if found else None) == (max(begun) if begun else None)


def test_as_many_as_can_be_are_to_come_before_another() -> None:
    """Eight; a ninth is refused with the policy's own outcome, and one in the place of the first is not."""
    full = times(5, *range(11, 11 + SCHEDULED_MAX))
    with pytest.raises(Refused, match="a policy: 8 are to come before it") as refused:
        with_entry(full, 90, 10)
    assert refused.value.outcome is MachineOutcome.over_budget
    assert with_entry(full, 11, 10) == times(5, 11)


def test_an_entry_begins_now_where_its_call_names_no_time() -> None:
    """No time is from now on; a time is that time; one that has passed is refused, 0 too."""
    now = Timestamp(20)
    assert [begins(since, now, MachineOutcome.over_budget, "p") for since in (None, now, 21)] == [20, 20, 21]  # type: ignore[arg-type]
    for past in (0, 19):
        with pytest.raises(Refused, match="is before 1970-01-01"):
            begins(Timestamp(past), now, MachineOutcome.over_budget, "p")


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
        begun = day_begins(day_of(time, offset), offset)
        assert (day_of(begun, offset), day_of(begun - 1, offset) + 1) == (day_of(time, offset),) * 2
        assert weekday_of(time, offset) == local.isoweekday()
