# SPDX-License-Identifier: Apache-2.0
"""Which days are business days, and where an event goes that falls on a holiday.

Two rules need no data; lists of days know where they end. Users bring lists of business days as JSON documents.

::

    {"name": "SSE", "first": "2026-01-01", "last": "2026-12-31", "holidays": ["2026-01-01", …], "openWeekends": []}
    {"name": "SSE", "first": "2026-01-01", "last": "2026-12-31", "businessDays": ["2026-01-05", …]}

``name`` is what the term ``calendar`` says. ``first`` and ``last`` bound what is known: nothing is answered outside.
``businessDays`` lists every business day. ``holidays`` lists days that are none, on top of Saturdays and Sundays, but
for the Saturdays and Sundays in ``openWeekends``, which may be left out. The order of days does not matter.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final, Protocol

from counterfoil.primitives.errors import InputError
from counterfoil.terms.kernel.dates import ONE_DAY, from_number, number_of
from counterfoil.terms.kernel.values import Kind, mapping_at, name_shown, read_at, read_list


class Calendar(Protocol):
    """Tells business days from holidays."""

    @property
    def name(self) -> str:
        """What the term ``calendar`` calls it."""

    def is_business_day(self, day: date) -> bool:
        """Whether ``day`` is a business day; InputError where the calendar's data does not reach."""


@dataclass(frozen=True, slots=True)
class Weekdays:
    """The first ``count`` days of every week are business days."""

    name: str
    count: int

    def is_business_day(self, day: date) -> bool:
        """Whether ``day`` is one of them."""
        return day.weekday() < self.count


@dataclass(frozen=True, slots=True)
class InForce:
    """A calendar that changes: each day, by its number since 1970-01-01, by the one that is in force on it."""

    name: str
    on: Callable[[int], Calendar]

    def is_business_day(self, day: date) -> bool:
        """Whether ``day`` is a business day by its own calendar; InputError where that does not reach."""
        return self.on(number_of(datetime(day.year, day.month, day.day))).is_business_day(day)


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
                raise _outside(name, f"the business day {day}", self.first, self.last)
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
        days = (day for day in _each_day(first, last) if (day.weekday() < 5 and day not in closed) or day in worked)
        return cls(name, days, first=first, last=last)

    @classmethod
    def from_numbers(
        cls, name: str, closed: Iterable[int], *, first: int, last: int, opened: Iterable[int] = ()
    ) -> "TradingDays":
        """``from_holidays`` of days by their numbers since 1970-01-01."""
        holidays, weekends = ([from_number(day).date() for day in days] for days in (closed, opened))
        ends = {"first": from_number(first).date(), "last": from_number(last).date()}
        return cls.from_holidays(name, holidays, **ends, open_weekends=weekends)

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
            wanted = f"the day {abs(count)} business days {'after' if count > 0 else 'before'} {day}"
            raise _outside(self.name, wanted, self.first, self.last)
        return self.days[at]

    def require(self, day: date) -> None:
        """InputError if ``day`` is outside the calendar's range."""
        if not self.first <= day <= self.last:
            raise _outside(self.name, str(day), self.first, self.last)


def _each_day(first: date, last: date) -> Iterator[date]:
    return map(date.fromordinal, range(first.toordinal(), last.toordinal() + 1))


def _outside(name: str, what: str, first: date, last: date) -> InputError:
    problem = f"{what} is outside the calendar, which runs from {first} to {last}"
    return InputError(problem, where=f"calendar {name}", remedy="give a calendar whose data reaches that far")


NO_HOLIDAY: Final = Weekdays("NC", 7)
MONDAY_TO_FRIDAY: Final = Weekdays("MF", 5)
STANDARD: Final[Mapping[str, Calendar]] = MappingProxyType(
    {"NC": NO_HOLIDAY, "NOCALENDAR": NO_HOLIDAY, "MF": MONDAY_TO_FRIDAY, "MONDAYTOFRIDAY": MONDAY_TO_FRIDAY}
)
"""Calendars that need no data, by the values of the term ``calendar`` (in upper case)."""


def _read_name(value: object) -> str:
    if not isinstance(value, str) or not value.strip() or len(value) > 200 or value != value.strip():
        raise ValueError("not a name")
    return value


def _read_day(value: object) -> date:
    if isinstance(value, str) and _ISO_DAY.fullmatch(value):
        with suppress(ValueError):
            return date.fromisoformat(value)
    raise ValueError("not a day")


_OPEN: Final = "businessDays"
_CLOSED: Final = "holidays"
_WORKED: Final = "openWeekends"
_SHAPE: Final = "give name, first, last, and either businessDays or holidays (with openWeekends if there are any)"
_ISO_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NAME: Final = Kind(_read_name, str, "a text of 1 to 200 characters without blanks around it")
_DAY: Final = Kind(_read_day, str, "a day such as 2026-02-17")
_DAYS: Final = Kind(read_list, list, "a list of days")
_MOST_YEARS: Final = 200


def read_calendar(document: object, *, where: str = "calendar") -> TradingDays:
    """The calendar that a parsed JSON document states; InputError says which field is wrong, and how."""
    given = mapping_at(document, where, _SHAPE)
    for field in given:
        if field not in ("name", "first", "last", _OPEN, _CLOSED, _WORKED):
            raise InputError("no such field", where=f"{where}.{name_shown(field)}", remedy=_SHAPE)
    name = read_at(_NAME, given.get("name"), f"{where}.name")
    if name.upper() in STANDARD:
        problem = f"{name} is the name of a calendar that needs no data"
        raise InputError(problem, where=f"{where}.name", remedy="give a name other than " + ", ".join(STANDARD))
    first, last = (read_at(_DAY, given.get(field), f"{where}.{field}") for field in ("first", "last"))
    if last < first:
        raise InputError(f"{last} is before first, {first}", where=f"{where}.last", remedy="give a later day")
    if last.year - first.year > _MOST_YEARS:
        problem = f"more than {_MOST_YEARS} years after first, {first}"
        raise InputError(problem, where=f"{where}.last", remedy="give a shorter range")
    if (_OPEN in given) == (_CLOSED in given or _WORKED in given):
        problem = f"{_OPEN} and {_CLOSED} exclude each other" if _OPEN in given else "no days are given"
        raise InputError(problem, where=where, remedy=_SHAPE)
    if _OPEN in given:
        return TradingDays(name, _days(given, _OPEN, where), first=first, last=last)
    closed, worked = _days(given, _CLOSED, where), _days({_WORKED: (), **given}, _WORKED, where)
    return TradingDays.from_holidays(name, closed, first=first, last=last, open_weekends=worked)


def write_calendar(calendar: TradingDays) -> dict[str, object]:
    """The calendar by its holidays and open weekends, ascending: one document for one calendar, ready for JSON."""
    weekdays = (day for day in _each_day(calendar.first, calendar.last) if day.weekday() < 5)
    holidays = [day.isoformat() for day in weekdays if not calendar.is_business_day(day)]
    worked = [day.isoformat() for day in calendar.days if day.weekday() >= 5]
    first, last = calendar.first.isoformat(), calendar.last.isoformat()
    return {"name": calendar.name, "first": first, "last": last, _CLOSED: holidays, _WORKED: worked}


def read_calendars(documents: Iterable[object]) -> dict[str, Calendar]:
    """The calendars that need no data, and those of the documents: what ``Contract.from_terms`` takes.

    InputError if two go by one name, capital letters or not.
    """
    known: dict[str, Calendar] = dict(STANDARD)
    taken = set(STANDARD)
    for number, document in enumerate(documents, start=1):
        where = f"calendar {number}"
        calendar = read_calendar(document, where=where)
        if calendar.name.upper() in taken:
            problem = f"there is another calendar {calendar.name}"
            raise InputError(problem, where=f"{where}.name", remedy="give each calendar a name of its own")
        known[calendar.name] = calendar
        taken.add(calendar.name.upper())
    return known


def _days(given: Mapping[str, object], field: str, where: str) -> list[date]:
    days: dict[date, None] = {}
    for number, item in enumerate(read_at(_DAYS, given.get(field), f"{where}.{field}"), start=1):
        place = f"{where}.{field}, element {number}"
        day = read_at(_DAY, item, place)
        if day in days:
            raise InputError(f"{day} is there twice", where=place, remedy="give it once")
        days[day] = None
    return list(days)


_LONGEST_CLOSURE: Final = 60
LONGEST_SHIFT: Final = timedelta(days=_LONGEST_CLOSURE)
"""No event is shifted further."""


class BusinessDayConvention(StrEnum):
    """Shift/calculate (SC…): amounts run to the shifted day. Calculate/shift (CS…): to the day before the shift."""

    NOS = "NOS"
    SCF = "SCF"
    SCMF = "SCMF"
    CSF = "CSF"
    CSMF = "CSMF"
    SCP = "SCP"
    SCMP = "SCMP"
    CSP = "CSP"
    CSMP = "CSMP"

    @property
    def calculates_first(self) -> bool:
        """Whether amounts are calculated for the day before the shift."""
        return self.value.startswith("CS")

    @property
    def goes_back(self) -> bool:
        """Whether an event may take place before the day it is scheduled for."""
        return self.value not in ("NOS", "SCF", "CSF")


def following(at: datetime, calendar: Calendar) -> datetime:
    """The first business day on or after ``at``; the time of day is kept."""
    return _walk(at, calendar, ONE_DAY)


def preceding(at: datetime, calendar: Calendar) -> datetime:
    """The last business day on or before ``at``."""
    return _walk(at, calendar, -ONE_DAY)


def _walk(at: datetime, calendar: Calendar, step: timedelta) -> datetime:
    for _ in range(_LONGEST_CLOSURE):
        if calendar.is_business_day(at.date()):
            return at
        at += step
    remedy = "give a calendar with the business days of that time"
    problem = f"no business day within {_LONGEST_CLOSURE} days of {at.date()}"
    raise InputError(problem, where=f"calendar {calendar.name}", remedy=remedy)


def shift(at: datetime, convention: BusinessDayConvention, calendar: Calendar) -> datetime:
    """Where an event scheduled for ``at`` takes place; a modified convention (M) never leads into another month."""
    if convention is BusinessDayConvention.NOS:
        return at
    there, back = (following, preceding) if convention.value.endswith("F") else (preceding, following)
    shifted = there(at, calendar)
    return back(at, calendar) if "M" in convention.value and shifted.month != at.month else shifted
