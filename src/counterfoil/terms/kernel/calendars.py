# SPDX-License-Identifier: Apache-2.0
"""Which days are business days: two rules without data, and lists of days that know where they end."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Final, Protocol

from counterfoil.primitives.errors import InputError
from counterfoil.terms.kernel.dates import ONE_DAY


class Calendar(Protocol):
    """Tells business days from holidays."""

    @property
    def name(self) -> str:
        """What the term ``calendar`` calls it."""

    def is_business_day(self, day: date) -> bool:
        """Whether ``day`` is a business day; InputError where the calendar's data does not reach."""


class NoHoliday:
    """Every day is a business day (``NC``)."""

    name: Final = "NC"

    def is_business_day(self, day: date) -> bool:
        """True."""
        return True


class MondayToFriday:
    """Mondays to Fridays are business days (``MF``)."""

    name: Final = "MF"

    def is_business_day(self, day: date) -> bool:
        """Whether ``day`` is a Monday to Friday."""
        return day.weekday() < 5


class TradingDays:
    """A list of business days over a stated range; outside the range nothing is known, and asking is an error."""

    def __init__(self, name: str, days: Iterable[date], *, first: date | None = None, last: date | None = None) -> None:
        self.name = name
        self.days = tuple(sorted(set(days)))
        if not self.days:
            raise InputError("a calendar without a business day", where=f"calendar {name}")
        self.first = first or self.days[0]
        self.last = last or self.days[-1]
        for day in (self.days[0], self.days[-1]):
            if not self.first <= day <= self.last:
                raise self._outside(f"the business day {day}")
        self._set = frozenset(self.days)

    @classmethod
    def from_holidays(
        cls, name: str, holidays: Iterable[date], *, first: date, last: date, open_weekends: Iterable[date] = ()
    ) -> "TradingDays":
        """Mondays to Fridays from ``first`` to ``last`` that are not holidays, and the weekend days worked instead.

        Holidays on a weekend change nothing; those outside the range are an error, as is a calendar without a day.
        """
        closed, worked = frozenset(holidays), frozenset(open_weekends)
        for day in sorted(closed | worked):
            if not first <= day <= last:
                raise _outside(name, f"the {'holiday' if day in closed else 'open weekend'} {day}", first, last)
            if day in worked and (day in closed or day.weekday() < 5):
                problem = "both a holiday and open" if day in closed else "not a Saturday or Sunday"
                raise InputError(f"the open weekend {day} is {problem}", where=f"calendar {name}")
        every = (date.fromordinal(number) for number in range(first.toordinal(), last.toordinal() + 1))
        days = (day for day in every if (day.weekday() < 5 and day not in closed) or day in worked)
        return cls(name, days, first=first, last=last)

    def is_business_day(self, day: date) -> bool:
        """Whether ``day`` is listed; InputError outside the range."""
        self.require(day)
        return day in self._set

    def business_days(self, start: date, end: date) -> int:
        """How many business days there are from ``start`` (counted) to ``end`` (not counted); negative backwards.

        The day after the calendar's last may be ``end``: whether it is a business day makes no difference.
        """
        earlier, later = min(start, end), max(start, end)
        self.require(earlier)
        if earlier < later:
            self.require(later - ONE_DAY)
        return bisect_left(self.days, end) - bisect_left(self.days, start)

    def add(self, day: date, count: int) -> date:
        """The ``count``-th business day after ``day``; before it if negative; ``day`` itself, open or not, if zero."""
        self.require(day)
        if not count:
            return day
        at = bisect_right(self.days, day) - 1 + count if count > 0 else bisect_left(self.days, day) + count
        if not 0 <= at < len(self.days):
            raise self._outside(f"the day {abs(count)} business days {'after' if count > 0 else 'before'} {day}")
        return self.days[at]

    def require(self, day: date) -> None:
        """InputError if ``day`` is outside the calendar's range."""
        if not self.first <= day <= self.last:
            raise self._outside(str(day))

    def _outside(self, what: str) -> InputError:
        return _outside(self.name, what, self.first, self.last)


def _outside(name: str, what: str, first: date, last: date) -> InputError:
    return InputError(
        f"{what} is outside the calendar, which runs from {first} to {last}",
        where=f"calendar {name}",
        remedy="give a calendar whose data reaches that far",
    )


NO_HOLIDAY: Final = NoHoliday()
MONDAY_TO_FRIDAY: Final = MondayToFriday()
STANDARD: Final[Mapping[str, Calendar]] = MappingProxyType(
    {"NC": NO_HOLIDAY, "NOCALENDAR": NO_HOLIDAY, "MF": MONDAY_TO_FRIDAY, "MONDAYTOFRIDAY": MONDAY_TO_FRIDAY}
)
"""Calendars that need no data, by the values of the term ``calendar`` (in upper case)."""
