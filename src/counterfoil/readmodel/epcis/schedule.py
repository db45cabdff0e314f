# SPDX-License-Identifier: Apache-2.0
"""When a question is asked anew: by the second, minute, hour, day and month, and day of the week (EPCIS 2.0 §8.2.5.3).

::

    {"second": "0", "minute": "0,30", "hour": "[8-17]", "dayOfWeek": "[1-5]"}

is every half hour of a working day. A field that is not said fits whatever comes; Monday is 1. Times are UTC. What of
a time that somebody slept through: it is made up for once, however often it was missed.
"""

import re
from collections.abc import Mapping
from typing import Final, NamedTuple

from counterfoil.epcis.times import date_of
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.types import Timestamp

FIELDS: Final[Mapping[str, tuple[int, int]]] = {
    "second": (0, 59),
    "minute": (0, 59),
    "hour": (0, 23),
    "dayOfMonth": (1, 31),
    "month": (1, 12),
    "dayOfWeek": (1, 7),
}
_DAY_S: Final = 86_400
_DAYS_MAX: Final = 366 * 40
"""Until then every date that there is at all has fallen on every day of the week: 29 February, over a century's end."""
_TEXT_MAX: Final = 400
_ELEMENT: Final = re.compile(r"([0-9]{1,2})|\[([0-9]{1,2})-([0-9]{1,2})\]")


class Schedule(NamedTuple):
    """What fits, by fields, each in order; and as it was said."""

    said: Mapping[str, str]
    second: tuple[int, ...]
    minute: tuple[int, ...]
    hour: tuple[int, ...]
    dayOfMonth: tuple[int, ...]  # noqa: N815 - as the standard calls it
    month: tuple[int, ...]
    dayOfWeek: tuple[int, ...]  # noqa: N815

    def next(self, after: Timestamp) -> Timestamp | None:
        """The first time that fits behind one, in milliseconds since 1970; None where none ever does."""
        second = int(after) // 1_000 + 1
        today, in_day = divmod(second, _DAY_S)
        for day in range(today, today + _DAYS_MAX):
            if self._fits(day):
                found = self._in_day(in_day if day == today else 0)
                if found is not None:
                    return Timestamp((day * _DAY_S + found) * 1_000)
        return None

    def _fits(self, day: int) -> bool:
        _, month, of_month = date_of(day)
        # 1 January 1970 was a Thursday.
        return of_month in self.dayOfMonth and month in self.month and (day + 3) % 7 + 1 in self.dayOfWeek

    def _in_day(self, least: int) -> int | None:
        """The first second of a day that fits, from one on."""
        for hour in self.hour:
            if (hour + 1) * 3_600 <= least:
                continue
            for minute in self.minute:
                start = hour * 3_600 + minute * 60
                if start + 60 <= least:
                    continue
                found = next((start + one for one in self.second if start + one >= least), None)
                if found is not None:
                    return found
        return None


def read_schedule(fields: Mapping[str, object]) -> Schedule:
    """Raises InputError for a field that is none, or has what it cannot, and for a schedule that never comes."""
    said: dict[str, str] = {}
    for name, text in fields.items():
        if name not in FIELDS:
            raise InputError("is no field of a schedule", where=name, remedy=", ".join(FIELDS))
        if not isinstance(text, str) or len(text) > _TEXT_MAX:
            raise InputError("takes a text", where=name, remedy='such as "0,30" or "[8-17]"')
        said[name] = text
    if not any(said.values()):
        raise InputError("says no time at all", where="schedule", remedy='say at least {"minute": "0"}')
    numbers = {name: _numbers(name, said.get(name, ""), *bounds) for name, bounds in FIELDS.items()}
    made = Schedule(said, **numbers)
    if made.next(Timestamp(0)) is None:
        raise InputError("never comes: there is no such day", where="schedule")
    return made


def _numbers(name: str, text: str, least: int, most: int) -> tuple[int, ...]:
    if not text:
        return tuple(range(least, most + 1))
    found: set[int] = set()
    for element in text.split(","):
        read = _ELEMENT.fullmatch(element.strip())
        if read is None:
            raise InputError(f"{element!r} is neither a number nor a range [a-b]", where=name)
        first, last = int(read[1] or read[2]), int(read[1] or read[3])
        if not least <= first <= last <= most:
            raise InputError(f"{element!r} is not within {least} to {most}", where=name)
        found.update(range(first, last + 1))
    return tuple(sorted(found))
