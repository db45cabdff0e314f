# SPDX-License-Identifier: Apache-2.0
"""Times of contracts: ISO 8601 without time zone, and 23:59:59 as another name of the next midnight."""

import calendar
import re
from datetime import date, datetime, timedelta
from typing import Final

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
