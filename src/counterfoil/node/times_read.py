# SPDX-License-Identifier: Apache-2.0
"""Times as people and programs write them, wherever they are asked for one."""

from datetime import UTC, datetime, timedelta
from typing import Final

from counterfoil.primitives.errors import InputError
from counterfoil.primitives.types import INTEGER_MAX, Timestamp

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def parse_time(text: str, where: str = "--at") -> Timestamp:
    """ISO 8601 with its offset, or milliseconds since 1970; raises InputError."""
    if text.isascii() and text.isdigit() and len(text) <= len(str(INTEGER_MAX)) and int(text) <= INTEGER_MAX:
        return Timestamp(int(text))
    try:
        when = datetime.fromisoformat(text)
    except ValueError as error:
        raise InputError(f"{text!r} is no time", where=where, remedy="such as 2026-01-31T09:30:00Z") from error
    if when.tzinfo is None:
        shown = f"{when.isoformat(timespec='minutes')}+08:00, or {when.isoformat(timespec='minutes')}Z"
        raise InputError(f"{text!r} does not say its time zone", where=where, remedy=f"such as {shown}")
    if when < _EPOCH:
        raise InputError(f"{text!r} is before 1970", where=where, remedy="a time of the ledger's")
    return Timestamp((when - _EPOCH) // timedelta(milliseconds=1))
