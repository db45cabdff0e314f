# SPDX-License-Identifier: Apache-2.0
"""Times as users write them, and what time it is."""

import re
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, tzinfo
from typing import TYPE_CHECKING, Final

from counterfoil.primitives.errors import InputError

if TYPE_CHECKING:
    from counterfoil.primitives.types import DayNumber, Timestamp

UNITS_MS: Final = {"s": 1_000, "m": 60_000, "h": 3_600_000, "d": 86_400_000}
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_FROM_NOW: Final = re.compile(r"([+-])([0-9]{1,6})(s|m|h|d)\Z")


def now() -> "Timestamp":
    """By the clock of this machine: what every command means by now, unless a network is given another clock."""
    from counterfoil.primitives.types import Timestamp

    return Timestamp(time.time_ns() // 1_000_000)


def time_from(text: str, now: "Callable[[], Timestamp]", where: str) -> "Timestamp":
    """``parse_time``, or from now on such as ``+7d``, ``-2d``; raises InputError."""
    from counterfoil.node.times_read import parse_time
    from counterfoil.primitives.types import Timestamp

    match = _FROM_NOW.match(text)
    if match is None:
        return parse_time(text, where)
    meant = now() + int(match[1] + match[2]) * UNITS_MS[match[3]]
    if meant < 0:
        raise InputError(f"{text} is before 1970", where=where, remedy="a later time")
    return Timestamp(meant)


def parse_day(text: str | None, where: str = "--day") -> "DayNumber | None":
    """A date as the number of its day; None of none. Raises InputError."""
    from counterfoil.primitives.types import DayNumber
    from counterfoil.terms.kernel import dates

    if text is None:
        return None
    try:
        return DayNumber(dates.number_of(dates.parse_time(text)))
    except ValueError as error:
        raise InputError(f"{text!r}: {error}", where=where, remedy="such as 2021-01-04") from error


def local_times(timezone: str | None) -> Callable[[int], str]:
    """Writes milliseconds since 1970 in UTC, and beside it in a time zone; None: the machine's own.

    Raises InputError for a zone that this machine does not know.
    """
    from zoneinfo import ZoneInfo

    from counterfoil.evidence.text import format_time

    try:
        zone: tzinfo | None = None if timezone is None else ZoneInfo(timezone)
    except (KeyError, OSError, ValueError) as error:  # ZoneInfoNotFoundError is a KeyError
        remedy = "a name of the IANA database, such as Asia/Shanghai"
        raise InputError(f"no time zone {timezone!r} is known here", where="--timezone", remedy=remedy) from error

    def write(time_ms: int) -> str:
        utc = format_time(time_ms)
        try:
            local = (_EPOCH + timedelta(milliseconds=time_ms)).astimezone(zone)
        except (OverflowError, ValueError):  # a time that no calendar of Python's reaches
            return utc
        if timezone is None and not local.utcoffset():
            return utc
        return f"{utc} ({local.isoformat(sep=' ', timespec='seconds')}{f' {timezone}' if timezone else ''})"

    return write
