# SPDX-License-Identifier: Apache-2.0
"""Times of contracts, and lengths between them.

Times are ISO 8601 without time zone, with 23:59:59 as another name of the next midnight. A period (``P3M``) is a
length, a cycle (``P3ML0``) one that repeats, and says how an incomplete last period is treated.
"""

import calendar
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Final

from counterfoil.primitives.errors import InputError

_FORM: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T[0-9]{2}:[0-9]{2}(?::[0-9]{2})?)?")
_END_OF_DAY: Final = ("T24:00", "T24:00:00")
ONE_DAY: Final = timedelta(days=1)
_EPOCH: Final = datetime(1970, 1, 1)
FIRST_YEAR: Final = 1600
LAST_YEAR: Final = 2999
"""Contracts live between them, so that sums of times and periods stay inside the standard library's calendar."""


def parse_time(value: object) -> datetime:
    """The time that ``2024-02-29``, ``…T00:00``, ``…T23:59:59`` or ``…T24:00:00`` states; ValueError otherwise."""
    text = value.strip() if isinstance(value, str) else ""
    if _FORM.fullmatch(text) is None:
        raise ValueError("not a time")
    ends_day = text[10:] in _END_OF_DAY
    try:
        at = datetime.fromisoformat(text[:10] if ends_day else text)
    except ValueError:
        raise ValueError("not on the calendar or the clock") from None
    if ends_day:
        at += ONE_DAY
    if not FIRST_YEAR <= at.year <= LAST_YEAR:
        raise ValueError(f"not in the years {FIRST_YEAR} to {LAST_YEAR}")
    return at


def format_time(at: datetime) -> str:
    """``2024-02-29T00:00:00``."""
    return at.isoformat(timespec="seconds")


def midnight(day: date) -> datetime:
    """The begin of a day, whether a date or a time of that day tells which."""
    return datetime(day.year, day.month, day.day)


def from_number(day: int) -> datetime:
    """The begin of a day that is counted from 1970-01-01."""
    return _EPOCH + ONE_DAY * day


def number_of(at: datetime) -> int:
    """The day of a time, counted from 1970-01-01."""
    return (at - _EPOCH).days


def seconds_of(at: datetime) -> int:
    """Seconds from the begin of 1970 to a time."""
    since = at - _EPOCH
    return since.days * 86_400 + since.seconds


def day_of(at: datetime) -> date:
    """The day that counts for accruals: techspec 2.8 reads 23:59:59 as the midnight that follows."""
    if at.second == 59 and at.minute == 59 and at.hour == 23:
        return at.date() + ONE_DAY
    return at.date()


def days_between(start: datetime, end: datetime) -> int:
    """Actual days from ``start`` to ``end``."""
    return day_of(end).toordinal() - day_of(start).toordinal()


def month_length(year: int, month: int) -> int:
    """Days of a month of the Gregorian calendar."""
    return 29 if month == 2 and calendar.isleap(year) else (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)[month - 1]


def is_last_of_month(at: datetime) -> bool:
    """Whether the time falls on the last day of its month."""
    return at.day == month_length(at.year, at.month)


def add_months(at: datetime, months: int, *, to_month_end: bool = False) -> datetime:
    """The same day ``months`` later, or the last of that month where it has fewer days (or where asked for)."""
    year, month = divmod(at.year * 12 + at.month - 1 + months, 12)
    if at.day <= 28 and not to_month_end:
        return at.replace(year=year, month=month + 1)
    length = month_length(year, month + 1)
    return at.replace(year=year, month=month + 1, day=length if to_month_end or at.day > length else at.day)


def months_after(day: int, months: int) -> int:
    """A day counted from 1970-01-01, so many months later; a day that its month lacks becomes the month's last."""
    return number_of(add_months(from_number(day), months))


_MONTHS: Final = {"M": 1, "Q": 3, "H": 6, "Y": 12}
_DAYS: Final = {"D": 1, "W": 7}
_MOST_DAYS: Final = 999_999
_PERIOD: Final = re.compile(r"P?(?P<count>[0-9]{1,6})(?P<unit>[DWMQHY])(?P<stub>L0|L1|\+|-)?")


@dataclass(frozen=True, slots=True)
class Period:
    """A length of time: whole months, or whole days; never both."""

    months: int
    days: int

    def times(self, count: int) -> "Period":
        """``count`` of these periods in a row."""
        return Period(self.months * count, self.days * count)

    def after(self, start: datetime) -> datetime:
        """``start`` plus the period; a day that its month lacks becomes the month's last.

        InputError where the calendar does not reach (years 1 to 9999).
        """
        try:
            if self.months:
                return add_months(start, self.months)
            return start + timedelta(days=self.days)
        except (ValueError, OverflowError):
            problem = f"{self} from {format_time(start)} leads out of the calendar"
            raise InputError(problem, where="period", remedy="give a shorter period") from None

    def before(self, start: datetime) -> datetime:
        """``start`` minus the period."""
        return self.times(-1).after(start)

    def __str__(self) -> str:
        return f"P{self.months}M" if self.months else f"P{self.days}D"


@dataclass(frozen=True, slots=True)
class Cycle:
    """A period that repeats. ``long_stub``: an incomplete last period is joined to the one before it."""

    period: Period
    long_stub: bool

    def __str__(self) -> str:
        return f"{self.period}L{0 if self.long_stub else 1}"


@lru_cache(maxsize=512)
def parse_period(value: str) -> Period:
    """A period ``P5D``, ``P2W``, ``P1M``, ``P1Q``, ``P1H`` or ``P1Y``, a stub suffix ignored; ValueError otherwise."""
    matched = _PERIOD.fullmatch(value.strip())
    if matched is None or matched["stub"] in ("+", "-"):
        raise ValueError("not a period")
    return _length(matched)


@lru_cache(maxsize=512)
def parse_cycle(value: str) -> Cycle:
    """A cycle: a period, then ``L0`` (long last stub) or ``L1`` (short, the default).

    The dictionary writes ``L0``/``L1``, section 3.1 of the techspec ``+``/``-``; both are read.
    """
    matched = _PERIOD.fullmatch(value.strip())
    if matched is None:
        raise ValueError("not a cycle")
    period = _length(matched)
    if not (period.months or period.days):
        raise ValueError("a cycle of no length")
    return Cycle(period, matched["stub"] in ("L0", "+"))


def _length(matched: re.Match[str]) -> Period:
    count, unit = int(matched["count"]), matched["unit"]
    period = Period(count * _MONTHS.get(unit, 0), count * _DAYS.get(unit, 0))
    if period.months > LAST_YEAR * 12 or period.days > _MOST_DAYS:
        raise ValueError("longer than the calendar")
    return period


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
    starts: Sequence[datetime], cycles: Sequence[Cycle | None], end: datetime, *, end_of_month: EndOfMonthConvention
) -> list[list[datetime]]:
    """One schedule for each of ascending starts, until the next one starts (techspec 3.2), without ``end``."""
    stops = [min(stop, end) for stop in (*starts, end)[1:]]
    return [
        schedule(start, stop, cycle, end_of_month=end_of_month, with_end=False)
        for start, stop, cycle in zip(starts, stops, cycles, strict=True)
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
    problem = f"a schedule of more than {MOST_TIMES} times, from {start.date()} to {end.date()} by {cycle}"
    raise InputError(problem, where="schedule", remedy="check the cycle and the end date")
