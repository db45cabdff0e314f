# SPDX-License-Identifier: Apache-2.0
"""Policy as dated data: entries, each in force from a time on, so that a block is judged by what was in force then.

One meaning for every policy. A call names a time or none, which is: from its block on (``begins``); never one that has
passed. The new entry takes the place of those of its time and after it. What is in force stays until then; what is over
goes out of the record (``scheduled``), and the trail has it.
"""

from collections.abc import Sequence
from typing import Annotated, Final, Protocol, TypeVar

from msgspec import Meta

from counterfoil.evidence.text import format_time
from counterfoil.law.outcome import Outcome, require
from counterfoil.primitives.types import DayNumber, OffsetMinutes, Timestamp

SCHEDULED_MAX: Final = 8
"""Changes of one policy that may be to come at a time, so that its record stays small."""
MINUTE_MS: Final = 60_000
DAY_MS: Final = 86_400_000
DayField = Annotated[DayNumber, Meta(ge=0, le=2_932_896)]
"""A day since 1970-01-01 as a call may name it: up to 9999-12-31, the last that is written as a date."""
DayOffset = Annotated[OffsetMinutes, Meta(ge=-720, le=840)]
"""Minutes by which a chain's day begins before midnight UTC: 480 in all of China."""


class Dated(Protocol):
    """An entry of a policy."""

    @property
    def since(self) -> Timestamp: ...


D = TypeVar("D", bound=Dated)


def kind_of(entry: object) -> tuple[object, ...]:
    """Which of several policies in one list an entry is of, by the fields that it says are its ``kinds``."""
    return tuple(getattr(entry, name) for name in getattr(entry, "kinds", ()))


def in_force(entries: Sequence[D], time: Timestamp) -> D | None:
    """The last entry whose time has come; None when none has."""
    return next((entry for entry in reversed(entries) if entry.since <= time), None)


def coming(entries: Sequence[D], now: Timestamp, until: Timestamp) -> tuple[D, ...]:
    """The entries that come into force after now and before a time."""
    return tuple(entry for entry in entries if now < entry.since < until)


def begins(since: Timestamp | None, now: Timestamp, backdated: Outcome, policy: str) -> Timestamp:
    """When an entry begins whose call says ``since``; None: now. Refused as ``backdated`` before now."""
    at = now if since is None else since
    require(at >= now, backdated, f"{policy}: {format_time(at)} is before {format_time(now)}")
    return at


def keeps_the_day(
    since: Timestamp, now: Timestamp, began: Timestamp | None, backdated: Outcome, policy: str
) -> Timestamp:
    """From when on what was in force stays on record: since the day began that is open, if one is, or now.

    Refused as ``backdated`` where the entry begins with that day, or within it: a day keeps its rules.
    """
    told = (
        "" if began is None else f"not after {format_time(began)}, when the day began that is open: it keeps its rules"
    )
    require(began is None or since > began, backdated, f"{policy}: {format_time(since)} is {told}")
    return now if began is None else min(now, began)


def scheduled(entries: Sequence[D], entry: D, now: Timestamp, too_many: Outcome, policy: str) -> tuple[D, ...]:
    """With one more entry: what is in force until its time, what is to come before it, and the entry.

    Refused as ``too_many`` where as many as can be are to come before it.
    """
    between = coming(entries, now, entry.since)
    require(len(between) < SCHEDULED_MAX, too_many, f"{policy}: {len(between)} are to come before it")
    current = in_force(entries, now)
    kept = () if current is None or entry.since <= now else (current,)
    return (*kept, *between, entry)


def day_of(time: Timestamp, offset_min: int) -> DayNumber:
    """The day of a time, counted from 1970-01-01, where the day begins so many minutes before midnight UTC."""
    return DayNumber((time + offset_min * MINUTE_MS) // DAY_MS)


def day_begins(day: DayNumber, offset_min: int) -> Timestamp:
    """When such a day begins: the first time of which ``day_of`` says it."""
    return Timestamp(day * DAY_MS - offset_min * MINUTE_MS)


def minute_of(time: Timestamp, offset_min: int) -> int:
    """Minutes since that day began, from 0 to 1439."""
    return (time + offset_min * MINUTE_MS) % DAY_MS // MINUTE_MS


def weekday_of(time: Timestamp, offset_min: int) -> int:
    """The day of the week as in ISO 8601: 1 Monday to 7 Sunday."""
    return weekday_of_day(day_of(time, offset_min))


def weekday_of_day(day: int) -> int:
    """The same of a day by its number; 1970-01-01 was a Thursday."""
    return (day + 3) % 7 + 1


def is_weekday(day: int) -> bool:
    """Whether it is a Monday to Friday."""
    return weekday_of_day(day) <= 5
