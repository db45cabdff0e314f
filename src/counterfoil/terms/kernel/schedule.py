# SPDX-License-Identifier: Apache-2.0
"""Schedules: the times that an anchor, a cycle and an end date make (techspec 3.1 to 3.3)."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Final

from counterfoil.primitives.errors import InputError
from counterfoil.terms.kernel.dates import Cycle, add_months, format_time, is_last_of_month

MOST_TIMES: Final = 40_000
"""Longest schedule: a daily cycle over a century. More is a mistake in the terms."""


class EndOfMonthConvention(StrEnum):
    """Whether a schedule that starts on the last of a month stays on that day or on the months' ends."""

    SAME_DAY = "SD"
    END_OF_MONTH = "EOM"


def schedule(
    start: datetime | None,
    end: datetime | None,
    cycle: Cycle | None,
    *,
    end_of_month: EndOfMonthConvention = EndOfMonthConvention.SAME_DAY,
    with_end: bool = True,
) -> list[datetime]:
    """The times from ``start`` to ``end``, ascending and distinct, before any business-day shift.

    Without a cycle: the start and the end. Where the last period is incomplete, a long stub (``L0``) leaves out the
    last time before ``end``, unless it is the start. ``with_end=False`` leaves out ``end`` itself.
    """
    if start is None:
        return []
    if end is None:
        return [start]
    if start > end:
        return []
    times = [start] if cycle is None else _repeat(start, end, cycle, end_of_month)
    complete = times[-1] == end
    if cycle is not None and cycle.long_stub and not complete and len(times) > 1:
        times.pop()
    if with_end and not complete:
        times.append(end)
    elif complete and not with_end:
        times.pop()
    return times


def array_schedule(
    starts: Sequence[datetime],
    cycles: Sequence[Cycle | None],
    end: datetime,
    *,
    end_of_month: EndOfMonthConvention = EndOfMonthConvention.SAME_DAY,
    with_end: bool = True,
) -> list[list[datetime]]:
    """One schedule per start, each ending where the next one starts (techspec 3.2); the last reaches ``end``.

    InputError unless there are as many cycles as starts, and the starts ascend.
    """
    if len(starts) != len(cycles):
        raise InputError(
            f"{len(starts)} anchors and {len(cycles)} cycles", where="schedule", remedy="give one cycle for each anchor"
        )
    for earlier, later in pairwise(starts):
        if earlier >= later:
            raise InputError(
                f"the anchor {format_time(later)} follows {format_time(earlier)}",
                where="schedule",
                remedy="give the anchors in ascending order",
            )
    if not starts:
        return []
    ends = [*starts[1:], end]
    return [
        schedule(start, stop, cycle, end_of_month=end_of_month, with_end=with_end and number == len(starts))
        for number, (start, stop, cycle) in enumerate(zip(starts, ends, cycles, strict=True), start=1)
    ]


def repetition(start: datetime, cycle: Cycle, count: int, end_of_month: EndOfMonthConvention) -> datetime:
    """``start`` plus ``count`` cycles; InputError where the calendar does not reach."""
    at = cycle.period.times(count).after(start)
    if cycle.period.months and end_of_month is EndOfMonthConvention.END_OF_MONTH and is_last_of_month(start):
        return add_months(at, 0, to_month_end=True)
    return at


def _repeat(start: datetime, end: datetime, cycle: Cycle, end_of_month: EndOfMonthConvention) -> list[datetime]:
    """``start`` plus 0, 1, 2 … cycles, not beyond ``end``."""
    months, days = cycle.period.months, timedelta(days=cycle.period.days)
    to_month_end = end_of_month is EndOfMonthConvention.END_OF_MONTH and is_last_of_month(start)
    times = [start]
    while len(times) <= MOST_TIMES:
        at = add_months(start, months * len(times), to_month_end=to_month_end) if months else times[-1] + days
        if at > end:
            return times
        times.append(at)
    raise InputError(
        f"a schedule of more than {MOST_TIMES} times, from {start.date()} to {end.date()} by {cycle}",
        where="schedule",
        remedy="check the cycle and the end date",
    )
