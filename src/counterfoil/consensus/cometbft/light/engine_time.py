# SPDX-License-Identifier: Apache-2.0
"""The engine's times: nanoseconds since 1970 in UTC, as its JSON writes them and as its protobuf encodes them."""

import re
from typing import Final, NewType

from counterfoil.consensus.cometbft.light.protobuf_fields import Fields, integer
from counterfoil.primitives.errors import DecodeError
from counterfoil.primitives.types import Timestamp

Nanoseconds = NewType("Nanoseconds", int)
"""Of a moment, since 1970-01-01T00:00:00Z; or of a duration."""

SECOND: Final = Nanoseconds(10**9)
MINUTE: Final = Nanoseconds(60 * SECOND)
HOUR: Final = Nanoseconds(60 * MINUTE)
DAY: Final = Nanoseconds(24 * HOUR)
ZERO_TIME: Final = Nanoseconds(-62_135_596_800 * SECOND)
"""The first moment of year 1, which the engine means by no time at all."""
_LAST: Final = 253_402_300_800 * SECOND
"""The end of year 9999: no later time can be written (timestamp.proto)."""
_RFC3339: Final = re.compile(r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?Z", re.ASCII)
_DAYS_BEFORE: Final = (0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365)


def milliseconds(time: Nanoseconds) -> Timestamp:
    """As our headers count, rounded down."""
    return Timestamp(time // 1_000_000)


def encode_time(time: Nanoseconds) -> bytes:
    """``google.protobuf.Timestamp``: whole seconds, and nanoseconds from there on."""
    seconds, nanoseconds = divmod(time, SECOND)
    return integer(1, seconds) + integer(2, nanoseconds)


def decode_time(fields: Fields, where: str) -> Nanoseconds:
    """The time of such a message."""
    seconds, nanoseconds = fields.integer(1), fields.integer(2)
    time = Nanoseconds(seconds * SECOND + nanoseconds)
    if not (0 <= nanoseconds < SECOND and ZERO_TIME <= time < _LAST):
        raise DecodeError("no time between the years 1 and 9999", where=where)
    return time


def parse_time(text: str, where: str) -> Nanoseconds:
    """A time of RFC 3339 in UTC, as the engine writes it; raises DecodeError."""
    found = _RFC3339.fullmatch(text)
    if found is None:
        raise DecodeError(f"{text[:40]!r} is no time in UTC", where=where, remedy="such as 2026-11-30T09:00:00.5Z")
    year, month, day, hour, minute, second = map(int, found.groups()[:6])
    if not (year and 1 <= month <= 12 and 1 <= day <= _days_in(year, month) and hour < 24 and max(minute, second) < 60):
        raise DecodeError(f"{text[:40]!r} is no time", where=where)
    days = _days_before_year(year) + _days_before_month(year, month) + day - 1 - _days_before_year(1970)
    seconds = ((days * 24 + hour) * 60 + minute) * 60 + second
    return Nanoseconds(seconds * SECOND + int((found[7] or "0").ljust(9, "0")))


def format_engine_time(time: Nanoseconds) -> str:
    """As the engine's JSON writes it: no fraction where there is none, and no zeros at its end."""
    seconds, nanoseconds = divmod(time, SECOND)
    days, second_of_day = divmod(seconds, 86_400)
    days += _days_before_year(1970)
    year = days // 366 + 1
    while _days_before_year(year + 1) <= days:
        year += 1
    days -= _days_before_year(year)
    month = max(month for month in range(1, 13) if _days_before_month(year, month) <= days)
    day = days - _days_before_month(year, month) + 1
    hour, minute, second = second_of_day // 3_600, second_of_day // 60 % 60, second_of_day % 60
    fraction = f".{nanoseconds:09}".rstrip("0") if nanoseconds else ""
    return f"{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{fraction}Z"


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def _days_in(year: int, month: int) -> int:
    return _days_before_month(year, month + 1) - _days_before_month(year, month)


def _days_before_month(year: int, month: int) -> int:
    """Since the year began."""
    return _DAYS_BEFORE[month - 1] + (month > 2 and _is_leap(year))


def _days_before_year(year: int) -> int:
    """Since year 1 began."""
    past = year - 1
    return past * 365 + past // 4 - past // 100 + past // 400
