# SPDX-License-Identifier: Apache-2.0
"""Policy as dated data: entries, each in force from a time on, so that a block is judged by what was in force then."""

from collections.abc import Sequence
from typing import Annotated, Final, Protocol, TypeVar

from msgspec import Meta

from counterfoil.primitives.types import DayNumber, OffsetMinutes, Timestamp

SCHEDULED_MAX: Final = 8
"""Changes of one policy that may be scheduled at a time, so that its record stays small."""
MINUTE_MS: Final = 60_000
DAY_MS: Final = 86_400_000
DayOffset = Annotated[OffsetMinutes, Meta(ge=-720, le=840)]
"""Minutes by which a chain's day begins before midnight UTC: 480 in all of China."""


class Dated(Protocol):
    """An entry of a policy."""

    @property
    def since(self) -> Timestamp: ...


D = TypeVar("D", bound=Dated)


def in_force(entries: Sequence[D], time: Timestamp) -> D | None:
    """The last entry whose time has come; None when none has."""
    return next((entry for entry in reversed(entries) if entry.since <= time), None)


def coming(entries: Sequence[D], now: Timestamp, until: Timestamp) -> tuple[D, ...]:
    """The entries that come into force after now and before a time."""
    return tuple(entry for entry in entries if now < entry.since < until)


def scheduled(entries: Sequence[D], entry: D, now: Timestamp) -> tuple[D, ...]:
    """With one more entry. What was to come after it is decided anew; what is over stays in the trail alone."""
    current = in_force(entries, now)
    kept = () if current is None or entry.since <= now else (current,)
    return (*kept, *coming(entries, now, entry.since), entry)


def day_of(time: Timestamp, offset_min: int) -> DayNumber:
    """The day of a time, counted from 1970-01-01, where the day begins so many minutes before midnight UTC."""
    return DayNumber((time + offset_min * MINUTE_MS) // DAY_MS)


def minute_of(time: Timestamp, offset_min: int) -> int:
    """Minutes since that day began, from 0 to 1439."""
    return (time + offset_min * MINUTE_MS) % DAY_MS // MINUTE_MS


def weekday_of(time: Timestamp, offset_min: int) -> int:
    """The day of the week as in ISO 8601: 1 Monday to 7 Sunday; 1970-01-01 was a Thursday."""
    return (day_of(time, offset_min) + 3) % 7 + 1
