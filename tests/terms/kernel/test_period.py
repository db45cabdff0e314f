# SPDX-License-Identifier: Apache-2.0
"""Periods and cycles: which texts are read, and what adding one to a time gives."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterfoil.primitives.errors import InputError
from counterfoil.terms.kernel.dates import Cycle, Period, parse_cycle, parse_period, parse_time

times = st.datetimes(datetime(1900, 1, 1), datetime(2200, 12, 31)).map(lambda at: at.replace(microsecond=0))
periods = st.builds(Period, st.integers(1, 600), st.just(0)) | st.builds(Period, st.just(0), st.integers(0, 5000))


@pytest.mark.parametrize(
    ("given_", "expected"),
    [
        ("P5D", Period(0, 5)),
        ("P2W", Period(0, 14)),
        ("P1M", Period(1, 0)),
        ("P1Q", Period(3, 0)),
        ("P1H", Period(6, 0)),
        ("P2Y", Period(24, 0)),
        ("P0D", Period(0, 0)),
        ("P0M", Period(0, 0)),
        ("3M", Period(3, 0)),
        (" P3M ", Period(3, 0)),
        ("P3ML0", Period(3, 0)),
        ("P99999W", Period(0, 699_993)),
        ("P2999Y", Period(35_988, 0)),
    ],
)
def test_periods_are_read(given_: str, expected: Period) -> None:
    """Days and weeks are days; months, quarters, half years and years are months (techspec 3.1)."""
    assert parse_period(given_) == expected


@pytest.mark.parametrize(
    ("given_", "expected"),
    [
        ("P1ML0", Cycle(Period(1, 0), long_stub=True)),
        ("P1ML1", Cycle(Period(1, 0), long_stub=False)),
        ("P1M", Cycle(Period(1, 0), long_stub=False)),
        ("1Q+", Cycle(Period(3, 0), long_stub=True)),
        ("1Q-", Cycle(Period(3, 0), long_stub=False)),
        ("P1WL0", Cycle(Period(0, 7), long_stub=True)),
    ],
)
def test_cycles_are_read(given_: str, expected: Cycle) -> None:
    """L0 and + ask for a long last stub, L1 and - for a short one, which is also what no suffix means."""
    assert parse_cycle(given_) == expected


@pytest.mark.parametrize(
    "given_",
    [
        "",
        "P",
        "M",
        "P1",
        "PM",
        "p1m",
        "P1m",
        "P-1M",
        "P1.5M",
        "P1M2D",
        "PT1H",
        "P1ML2",
        "P1ML",
        "P1234567D",
        "P1X",
        "P１M",
    ],
)
def test_what_is_no_period_is_refused(given_: str) -> None:
    """Lower case, signs, fractions, compounds, times of day, other units and other digits."""
    with pytest.raises(ValueError, match=r"^not a period$"):
        parse_period(given_)
    with pytest.raises(ValueError, match=r"^not a cycle$"):
        parse_cycle(given_)


@pytest.mark.parametrize("given_", ["P3000Y", "P35989M", "P999999W", "P12000Q"])
def test_periods_beyond_the_calendar_are_refused(given_: str) -> None:
    """No contract lasts longer than the calendar."""
    for parse in (parse_period, parse_cycle):
        with pytest.raises(ValueError, match=r"^longer than the calendar$"):
            parse(given_)


@pytest.mark.parametrize("given_", ["P0D", "P0ML0", "P00Y"])
def test_cycles_without_length_are_refused(given_: str) -> None:
    """A schedule would never end."""
    with pytest.raises(ValueError, match=r"^a cycle of no length$"):
        parse_cycle(given_)


@given(periods)
def test_periods_go_through_text(period: Period) -> None:
    """What is written can be read, and is itself again; so with both stubs."""
    assert parse_period(str(period)) == period
    if period != Period(0, 0):
        for long_stub in (True, False):
            assert parse_cycle(str(Cycle(period, long_stub))) == Cycle(period, long_stub)


@given(st.integers(0, 999_999), st.sampled_from("DWMQHY"))
def test_whatever_is_read_can_be_written(count: int, unit: str) -> None:
    """The text of any period that is accepted is accepted."""
    try:
        period = parse_period(f"P{count}{unit}")
    except ValueError:
        return
    assert parse_period(str(period)) == period


@pytest.mark.parametrize(
    ("start", "period", "after", "before"),
    [
        ("2024-01-31", "P1M", "2024-02-29", "2023-12-31"),
        ("2024-02-29", "P1Y", "2025-02-28", "2023-02-28"),
        ("2024-02-28", "P2D", "2024-03-01", "2024-02-26"),
        ("2024-03-01T23:59:59", "P1W", "2024-03-08T23:59:59", "2024-02-23T23:59:59"),
        ("2024-08-31", "P1H", "2025-02-28", "2024-02-29"),
        ("2024-05-17", "P0D", "2024-05-17", "2024-05-17"),
    ],
)
def test_periods_are_added_and_subtracted(start: str, period: str, after: str, before: str) -> None:
    """By hand, over month ends and leap days; the time of day stays."""
    assert parse_period(period).after(parse_time(start)) == parse_time(after)
    assert parse_period(period).before(parse_time(start)) == parse_time(before)


@given(times, periods)
def test_subtracting_undoes_adding(start: datetime, period: Period) -> None:
    """Always for days; for months where no month is too short, and within three days otherwise."""
    back = period.before(period.after(start))
    if period.days or start.day <= 28:
        assert back == start
    else:
        assert 0 <= (start - back).days <= 3


@given(times, periods, st.integers(0, 5), st.integers(0, 5))
def test_periods_add_up(start: datetime, period: Period, one: int, other: int) -> None:
    """n periods and then m are n + m periods, where no month is too short."""
    start = start.replace(day=min(start.day, 28))
    assert period.times(other).after(period.times(one).after(start)) == period.times(one + other).after(start)


@given(times, times, periods)
def test_adding_keeps_the_order(one: datetime, other: datetime, period: Period) -> None:
    """Of two days, the later is not earlier after a period."""
    earlier, later = sorted((one.date(), other.date()))
    start, end = datetime.combine(earlier, one.time()), datetime.combine(later, one.time())
    assert start <= period.after(start) <= period.after(end)


@pytest.mark.parametrize("period", ["P1Y", "P400D"])
def test_leaving_the_calendar_is_an_error_that_says_so(period: str) -> None:
    """Before the year 1 and after the year 9999 there is nothing."""
    with pytest.raises(InputError, match=r"period: P-\d+[MD] from 0001-01-01T00:00:00 leads out of the calendar"):
        parse_period(period).before(datetime(1, 1, 1))
    with pytest.raises(InputError, match=r"leads out of the calendar \(give a shorter period\)"):
        parse_period(period).after(datetime(9999, 12, 31))
