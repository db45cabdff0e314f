# SPDX-License-Identifier: Apache-2.0
"""Times of contracts, and lengths between them.

Times are ISO 8601 without time zone, with 23:59:59 as another name of the next midnight. A period (``P3M``) is a
length, a cycle (``P3ML0``) one that repeats, and says how an incomplete last period is treated.
"""

import calendar
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Final

from counterfoil.primitives.errors import InputError

_FORM: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T[0-9]{2}:[0-9]{2}(?::[0-9]{2})?)?")
_END_OF_DAY: Final = ("T24:00", "T24:00:00")
ONE_DAY: Final = timedelta(days=1)
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


_MONTHS: Final = {"M": 1, "Q": 3, "H": 6, "Y": 12}
_DAYS: Final = {"D": 1, "W": 7}
_MOST_DAYS: Final = 999_999
_PERIOD: Final = re.compile(r"P?([0-9]{1,6})([DWMQHY])(?:L[01])?")
_CYCLE: Final = re.compile(r"P?([0-9]{1,6})([DWMQHY])(L0|L1|\+|-)?")


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
            raise InputError(
                f"{self} from {format_time(start)} leads out of the calendar",
                where="period",
                remedy="give a shorter period",
            ) from None

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
    if matched is None:
        raise ValueError("not a period")
    return _period(int(matched[1]), matched[2])


@lru_cache(maxsize=512)
def parse_cycle(value: str) -> Cycle:
    """A cycle: a period, then ``L0`` (long last stub) or ``L1`` (short, the default).

    The dictionary writes ``L0``/``L1``, section 3.1 of the techspec ``+``/``-``; both are read.
    """
    matched = _CYCLE.fullmatch(value.strip())
    if matched is None:
        raise ValueError("not a cycle")
    period = _period(int(matched[1]), matched[2])
    if not (period.months or period.days):
        raise ValueError("a cycle of no length")
    return Cycle(period, matched[3] in ("L0", "+"))


def _period(count: int, unit: str) -> Period:
    period = Period(count * _MONTHS[unit], 0) if unit in _MONTHS else Period(0, count * _DAYS[unit])
    if period.months > LAST_YEAR * 12 or period.days > _MOST_DAYS:
        raise ValueError("longer than the calendar")
    return period
