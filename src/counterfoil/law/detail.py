# SPDX-License-Identifier: Apache-2.0
"""What a refusal says of its case: for people, and no part of the ledger. Times, in ms, are told in UTC."""

import re
from typing import Final

from counterfoil.evidence.text import format_day, format_time
from counterfoil.primitives.types import DayNumber, Timestamp

COUNTED: Final = re.compile(r"(?P<quantity>-?[0-9]+) smallest units of (?P<instrument>[^\s,;)]*[^\s,;).:])")
"""What ``units`` says: whoever knows the instrument's unit says it in that."""


def units(quantity: int, instrument: str) -> str:
    """A quantity of an instrument, in its smallest units."""
    return f"{quantity} smallest units of {instrument}"


def not_so_far(subject: object, status: str, needed: str) -> str:
    """That something is in one state, and must be in another."""
    return f"{subject} is {status}, and must be {needed}"


def from_then(subject: object, then: Timestamp, now: Timestamp) -> str:
    """That something may be from a time on, and that it is earlier."""
    return f"{subject}: from {format_time(then)} on, and it is {format_time(now)}"


def after_then(subject: object, then: Timestamp, now: Timestamp) -> str:
    """The same of what may be once a time has passed."""
    return f"{subject}: after {format_time(then)}, and it is {format_time(now)}"


def before_then(subject: object, then: Timestamp, now: Timestamp) -> str:
    """That something might be before a time, and that it is later."""
    return f"{subject}: before {format_time(then)}, and it is {format_time(now)}"


def from_day(subject: object, then: DayNumber, today: DayNumber) -> str:
    """That something may be from a day on, and that it is earlier."""
    return f"{subject}: from {format_day(then)} on, and it is {format_day(today)}"
