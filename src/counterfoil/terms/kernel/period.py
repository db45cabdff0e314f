# SPDX-License-Identifier: Apache-2.0
"""Periods (``P3M``) and cycles (``P3ML0``): a length, and for cycles how an incomplete last period is treated."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Final

from counterfoil.primitives.errors import InputError
from counterfoil.terms.kernel.dates import LAST_YEAR, add_months, format_time

_MONTHS: Final = {"M": 1, "Q": 3, "H": 6, "Y": 12}
_DAYS: Final = {"D": 1, "W": 7}
_MOST_DAYS: Final = 999_999
_PERIOD: Final = re.compile(r"P?([0-9]{1,6})([DWMQHY])(?:L[01])?")
_CYCLE: Final = re.compile(r"P?([0-9]{1,6})([DWMQHY])(L0|L1|\+|-)?")


@dataclass(frozen=True, slots=True)
class Period:
    """A length of time: whole months, or whole days; never both."""

    months: int
    days: int

    def times(self, count: int) -> "Period":
        """``count`` of these periods in a row."""
        return Period(self.months * count, self.days * count)

    def after(self, start: datetime) -> datetime:
        """``start`` plus the period; a day that its month lacks becomes the month's last.

        InputError where the calendar does not reach (years 1 to 9999).
        """
        try:
            if self.months:
                return add_months(start, self.months)
            return start + timedelta(days=self.days)
        except (ValueError, OverflowError):
            raise InputError(
                f"{self} from {format_time(start)} leads out of the calendar",
                where="period",
                remedy="give a shorter period",
            ) from None

    def before(self, start: datetime) -> datetime:
        """``start`` minus the period."""
        return self.times(-1).after(start)

    def __str__(self) -> str:
        return f"P{self.months}M" if self.months else f"P{self.days}D"


@dataclass(frozen=True, slots=True)
class Cycle:
    """A period that repeats. ``long_stub``: an incomplete last period is joined to the one before it."""

    period: Period
    long_stub: bool

    def __str__(self) -> str:
        return f"{self.period}L{0 if self.long_stub else 1}"


@lru_cache(maxsize=512)
def parse_period(value: str) -> Period:
    """A period ``P5D``, ``P2W``, ``P1M``, ``P1Q``, ``P1H`` or ``P1Y``, a stub suffix ignored; ValueError otherwise."""
    matched = _PERIOD.fullmatch(value.strip())
    if matched is None:
        raise ValueError("not a period")
    return _period(int(matched[1]), matched[2])


@lru_cache(maxsize=512)
def parse_cycle(value: str) -> Cycle:
    """A cycle: a period, then ``L0`` (long last stub) or ``L1`` (short, the default).

    The dictionary writes ``L0``/``L1``, section 3.1 of the techspec ``+``/``-``; both are read.
    """
    matched = _CYCLE.fullmatch(value.strip())
    if matched is None:
        raise ValueError("not a cycle")
    period = _period(int(matched[1]), matched[2])
    if not (period.months or period.days):
        raise ValueError("a cycle of no length")
    return Cycle(period, matched[3] in ("L0", "+"))


def _period(count: int, unit: str) -> Period:
    period = Period(count * _MONTHS[unit], 0) if unit in _MONTHS else Period(0, count * _DAYS[unit])
    if period.months > LAST_YEAR * 12 or period.days > _MOST_DAYS:
        raise ValueError("longer than the calendar")
    return period
