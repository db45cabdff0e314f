# SPDX-License-Identifier: Apache-2.0
"""Schedules (techspec 3.1 to 3.3): by hand, a slow twin that asks every day, and what holds for every cycle."""

from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from counterfoil.primitives.errors import InputError
from counterfoil.terms.kernel.dates import (
    MOST_TIMES,
    Cycle,
    EndOfMonthConvention,
    Period,
    array_schedule,
    is_last_of_month,
    month_length,
    parse_cycle,
    parse_time,
    schedule,
)

EOM, SD = EndOfMonthConvention.END_OF_MONTH, EndOfMonthConvention.SAME_DAY

starts = st.builds(
    lambda year, month, day, hour: datetime(year, month, min(day, month_length(year, month)), hour),
    st.integers(1999, 2030),
    st.integers(1, 12),
    st.integers(1, 31),
    st.sampled_from((0, 0, 12)),
)
lengths = st.integers(0, 1500).map(lambda days: timedelta(days=days))
cycles = st.builds(
    Cycle,
    st.builds(Period, st.sampled_from((1, 2, 3, 6, 12, 18)), st.just(0))
    | st.builds(Period, st.just(0), st.sampled_from((1, 7, 14, 30, 91))),
    st.booleans(),
)
conventions = st.sampled_from((EOM, SD))


def times(written: str) -> list[datetime]:
    """Times by their texts, separated by blanks."""
    return [parse_time(part) for part in written.split()]


@pytest.mark.parametrize(
    ("start", "end", "cycle", "expected"),
    [
        # The cycle fits: the stub does not matter.
        ("2024-01-15", "2024-04-15", "P1ML0", "2024-01-15 2024-02-15 2024-03-15 2024-04-15"),
        ("2024-01-15", "2024-04-15", "P1ML1", "2024-01-15 2024-02-15 2024-03-15 2024-04-15"),
        # It does not: a long last stub leaves out the last time before the end, a short one does not.
        ("2024-01-15", "2024-04-01", "P1ML0", "2024-01-15 2024-02-15 2024-04-01"),
        ("2024-01-15", "2024-04-01", "P1ML1", "2024-01-15 2024-02-15 2024-03-15 2024-04-01"),
        ("2024-01-01", "2024-01-25", "P1WL0", "2024-01-01 2024-01-08 2024-01-15 2024-01-25"),
        ("2024-01-01", "2024-01-25", "P1WL1", "2024-01-01 2024-01-08 2024-01-15 2024-01-22 2024-01-25"),
        # The start is never left out.
        ("2024-01-15", "2024-02-01", "P1ML0", "2024-01-15 2024-02-01"),
        ("2024-01-15", "2024-01-15", "P1ML0", "2024-01-15"),
        # The day of the start is kept: after a short February comes the 31st again.
        ("2024-01-31", "2024-05-31", "P1ML1", "2024-01-31 2024-02-29 2024-03-31 2024-04-30 2024-05-31"),
        ("2023-12-30", "2024-03-30", "P1ML1", "2023-12-30 2024-01-30 2024-02-29 2024-03-30"),
        ("2024-02-29", "2027-02-28", "P1YL1", "2024-02-29 2025-02-28 2026-02-28 2027-02-28"),
        # The time of day is part of a time: an end one second before midnight is not the day after.
        ("2024-01-01T23:59:59", "2024-02-01T23:59:59", "P1ML1", "2024-01-01T23:59:59 2024-02-01T23:59:59"),
        ("2024-01-01", "2024-01-31T23:59:59", "P1ML1", "2024-01-01 2024-01-31T23:59:59"),
        ("2024-03-01", "2024-02-01", "P1ML1", ""),
    ],
)
def test_known_schedules(start: str, end: str, cycle: str, expected: str) -> None:
    """By hand from techspec 3.1 and the dictionary's stubs; with the end left out, the same but for the end."""
    found = schedule(parse_time(start), parse_time(end), parse_cycle(cycle))
    assert found == times(expected)
    without = schedule(parse_time(start), parse_time(end), parse_cycle(cycle), with_end=False)
    assert without == [at for at in found if at != parse_time(end)]


@pytest.mark.parametrize(
    ("start", "cycle", "same_day", "month_end"),
    [
        ("2024-02-29", "P1ML1", "2024-02-29 2024-03-29 2024-04-29", "2024-02-29 2024-03-31 2024-04-30"),
        ("2024-04-30", "P1QL1", "2024-04-30 2024-07-30 2024-10-30", "2024-04-30 2024-07-31 2024-10-31"),
        ("2023-02-28", "P1YL1", "2023-02-28 2024-02-28 2025-02-28", "2023-02-28 2024-02-29 2025-02-28"),
        ("2024-01-31", "P1ML1", "2024-01-31 2024-02-29 2024-03-31", "2024-01-31 2024-02-29 2024-03-31"),
        ("2024-02-28", "P1ML1", "2024-02-28 2024-03-28 2024-04-28", "2024-02-28 2024-03-28 2024-04-28"),
        ("2024-04-30", "P30DL1", "2024-04-30 2024-05-30 2024-06-29", "2024-04-30 2024-05-30 2024-06-29"),
    ],
)
def test_month_ends(start: str, cycle: str, same_day: str, month_end: str) -> None:
    """EOM matters to a start on the last of a month and cycles of months alone (techspec 3.3)."""
    for convention, expected in ((SD, same_day), (EOM, month_end)):
        wanted = times(expected)
        assert schedule(wanted[0], wanted[-1], parse_cycle(cycle), end_of_month=convention) == wanted
        assert parse_time(start) == wanted[0]


def test_missing_parts() -> None:
    """Without a start nothing; without an end the start; without a cycle start and end (techspec 3.1)."""
    start, end, cycle = datetime(2024, 1, 1), datetime(2024, 3, 1), parse_cycle("P1M")
    assert schedule(None, None, None) == schedule(None, end, cycle) == []
    assert schedule(start, None, cycle) == schedule(start, None, None) == [start]
    assert schedule(start, end, None) == [start, end]
    assert schedule(start, end, None, with_end=False) == [start]
    assert schedule(start, start, None) == schedule(start, start, cycle) == [start]
    assert schedule(start, start, cycle, with_end=False) == schedule(end, start, None) == []


@given(starts, lengths, cycles, conventions, st.booleans())
def test_times_ascend_between_start_and_end(
    start: datetime, length: timedelta, cycle: Cycle, convention: EndOfMonthConvention, with_end: bool
) -> None:
    """Strictly ascending, from the start, not beyond the end, and the end is there exactly if it is wanted."""
    end = start + length
    found = schedule(start, end, cycle, end_of_month=convention, with_end=with_end)
    assert all(earlier < later for earlier, later in pairwise(found))
    assert all(start <= at <= end for at in found)
    assert (end in found) is with_end
    assert found[:1] == ([start] if length or with_end else [])


@given(starts, lengths, cycles, conventions)
def test_a_long_stub_is_no_shorter_than_the_cycle(
    start: datetime, length: timedelta, cycle: Cycle, convention: EndOfMonthConvention
) -> None:
    """Long: from one to two cycles; short: at most one. Only a schedule of one period may be shorter."""
    found = schedule(start, start + length, cycle, end_of_month=convention)
    repeated = schedule(start, start + length * 2 + timedelta(days=1200), cycle, end_of_month=convention)
    assume(len(found) > 2)
    last = repeated.index(found[-2])
    if cycle.long_stub:
        assert repeated[last + 1] <= found[-1] < repeated[last + 2]
    else:
        assert found[-1] <= repeated[last + 1]


@given(starts, lengths, cycles, conventions)
def test_stubs_differ_by_one_time(
    start: datetime, length: timedelta, cycle: Cycle, convention: EndOfMonthConvention
) -> None:
    """The long one lacks the last time before the end, if that is not a whole cycle before it and not the start."""
    end = start + length
    short, long = (schedule(start, end, Cycle(cycle.period, stub), end_of_month=convention) for stub in (False, True))
    complete = end in schedule(start, end + timedelta(days=1200), cycle, end_of_month=convention)
    assert long == (short if complete or len(short) <= 2 else [*short[:-2], end])


@given(starts, lengths, cycles, conventions)
def test_agreement_with_asking_every_day(
    start: datetime, length: timedelta, cycle: Cycle, convention: EndOfMonthConvention
) -> None:
    """A slow twin walks from day to day and asks whether the cycle comes round on it."""
    ends = convention is EOM and is_last_of_month(start)
    end = start + length

    def comes_round(at: datetime) -> bool:
        if cycle.period.days:
            return (at - start).days % cycle.period.days == 0
        wanted = 31 if ends else start.day
        months = (at.year - start.year) * 12 + at.month - start.month
        return months % cycle.period.months == 0 and at.day == min(wanted, month_length(at.year, at.month))

    walked = [at for number in range(length.days + 1) if comes_round(at := start + timedelta(days=number))]
    walked += [] if end in walked else [end]
    assert schedule(start, end, Cycle(cycle.period, long_stub=False), end_of_month=convention) == walked


def test_schedules_have_a_longest() -> None:
    """A daily cycle over three centuries is a mistake in the terms, and the error says which cycle it is."""
    start = datetime(2000, 1, 1)
    longest = schedule(start, start + timedelta(days=MOST_TIMES - 1), parse_cycle("P1D"))
    assert len(longest) == MOST_TIMES
    with pytest.raises(InputError) as caught:
        schedule(start, datetime(2300, 1, 1), parse_cycle("P1D"))
    assert str(caught.value) == (
        "schedule: a schedule of more than 40000 times, from 2000-01-01 to 2300-01-01 by P1DL1 "
        "(check the cycle and the end date)"
    )


def test_array_schedules_follow_each_other() -> None:
    """Each part ends before the next one starts, the last one before the end (techspec 3.2)."""
    found = array_schedule(
        times("2024-01-01 2024-04-01 2024-10-01"),
        [parse_cycle("P1ML1"), parse_cycle("P1QL1"), None],
        parse_time("2025-01-01"),
        end_of_month=SD,
    )
    assert found == [
        times("2024-01-01 2024-02-01 2024-03-01"),
        times("2024-04-01 2024-07-01"),
        times("2024-10-01"),
    ]


def test_array_schedules_treat_stubs_and_month_ends_part_by_part() -> None:
    """A long stub before the next anchor, and an anchor on the last of a month; nothing from the end on."""
    found = array_schedule(
        times("2024-01-31 2024-04-15 2024-06-20 2024-07-01"),
        [parse_cycle("P1ML0"), parse_cycle("P1ML0"), parse_cycle("P1ML0"), None],
        parse_time("2024-06-20"),
        end_of_month=EOM,
    )
    assert found == [times("2024-01-31 2024-02-29"), times("2024-04-15 2024-05-15"), [], []]


def test_an_array_of_one_is_a_schedule() -> None:
    """And an array of none is nothing."""
    start, end, cycle = datetime(2024, 1, 31), datetime(2025, 3, 15), parse_cycle("P1QL0")
    assert array_schedule([start], [cycle], end, end_of_month=SD) == [schedule(start, end, cycle, with_end=False)]
    assert array_schedule([], [], end, end_of_month=SD) == []
