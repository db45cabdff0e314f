# SPDX-License-Identifier: Apache-2.0
"""Calendars as data: lists of business days that users bring as JSON documents.

::

    {"name": "SSE", "first": "2026-01-01", "last": "2026-12-31", "holidays": ["2026-01-01", …], "openWeekends": []}
    {"name": "SSE", "first": "2026-01-01", "last": "2026-12-31", "businessDays": ["2026-01-05", …]}

``name`` is what the term ``calendar`` says. ``first`` and ``last`` bound what is known: nothing is answered outside.
``businessDays`` lists every business day. ``holidays`` lists days that are none, on top of Saturdays and Sundays, but
for the Saturdays and Sundays in ``openWeekends``, which may be left out. The order of days does not matter.
"""

import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import date
from typing import Final

from counterfoil.primitives.errors import InputError
from counterfoil.terms.kernel.calendars import STANDARD, Calendar, TradingDays
from counterfoil.terms.kernel.values import name_shown, shown

_RANGE: Final = ("name", "first", "last")
_OPEN: Final = "businessDays"
_CLOSED: Final = "holidays"
_WORKED: Final = "openWeekends"
_SHAPE: Final = "give name, first, last, and either businessDays or holidays (with openWeekends if there are any)"
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOST_YEARS: Final = 200


def read_calendar(document: object, *, where: str = "calendar") -> TradingDays:
    """The calendar that a parsed JSON document states; InputError says which field is wrong, and how."""
    if not isinstance(document, Mapping):
        raise InputError(f"{shown(document)} is not an object", where=where, remedy=_SHAPE)
    for field in document:
        if field not in (*_RANGE, _OPEN, _CLOSED, _WORKED):
            raise InputError("no such field", where=f"{where}.{name_shown(field)}", remedy=_SHAPE)
    for field in _RANGE:
        if field not in document:
            raise InputError("the field is missing", where=f"{where}.{field}", remedy=_SHAPE)
    name = _name(document["name"], where)
    first, last = (_day(document[field], f"{where}.{field}") for field in ("first", "last"))
    if last < first:
        raise InputError(f"{last} is before first, {first}", where=f"{where}.last", remedy="give a later day")
    if last.year - first.year > _MOST_YEARS:
        raise InputError(
            f"more than {_MOST_YEARS} years after first, {first}", where=f"{where}.last", remedy="give a shorter range"
        )
    if (_OPEN in document) == (_CLOSED in document or _WORKED in document):
        problem = f"{_OPEN} and {_CLOSED} exclude each other" if _OPEN in document else "no days are given"
        raise InputError(problem, where=where, remedy=_SHAPE)
    if _OPEN in document:
        return TradingDays(name, _days(document, _OPEN, where), first=first, last=last)
    if _CLOSED not in document:
        raise InputError("the field is missing", where=f"{where}.{_CLOSED}", remedy=f"give [] beside {_WORKED} if none")
    worked = _days(document, _WORKED, where) if _WORKED in document else []
    return TradingDays.from_holidays(
        name, _days(document, _CLOSED, where), first=first, last=last, open_weekends=worked
    )


def write_calendar(calendar: TradingDays) -> dict[str, object]:
    """The calendar by its holidays and open weekends, ascending: one document for one calendar, ready for JSON."""
    holidays, worked = [], []
    for number in range(calendar.first.toordinal(), calendar.last.toordinal() + 1):
        day = date.fromordinal(number)
        weekday, is_open = day.weekday() < 5, calendar.is_business_day(day)
        if weekday and not is_open:
            holidays.append(day.isoformat())
        elif is_open and not weekday:
            worked.append(day.isoformat())
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


def _name(value: object, where: str) -> str:
    if not isinstance(value, str) or not value.strip() or len(value) > 200 or value != value.strip():
        raise InputError(
            f"{shown(value)} is not a name",
            where=f"{where}.name",
            remedy="give a text of 1 to 200 characters without blanks around it",
        )
    if value.upper() in STANDARD:
        raise InputError(
            f"{value} is the name of a calendar that needs no data",
            where=f"{where}.name",
            remedy="give a name other than " + ", ".join(STANDARD),
        )
    return value


def _days(document: Mapping[str, object], field: str, where: str) -> list[date]:
    items = document[field]
    if not isinstance(items, list | tuple):
        raise InputError(f"{shown(items)} is not a list", where=f"{where}.{field}", remedy="give a list of days")
    days: list[date] = []
    seen: set[date] = set()
    for number, item in enumerate(items, start=1):
        day = _day(item, f"{where}.{field}, element {number}")
        if day in seen:
            raise InputError(f"{day} is there twice", where=f"{where}.{field}, element {number}", remedy="give it once")
        seen.add(day)
        days.append(day)
    return days


def _day(value: object, where: str) -> date:
    if isinstance(value, str) and _DAY.fullmatch(value):
        with suppress(ValueError):
            return date.fromisoformat(value)
    raise InputError(f"{shown(value)} is not a day", where=where, remedy="give a day such as 2026-02-17")
