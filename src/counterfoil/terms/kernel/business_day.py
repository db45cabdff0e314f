# SPDX-License-Identifier: Apache-2.0
"""The nine business-day conventions (techspec 3.4): where an event goes that falls on a holiday."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from counterfoil.primitives.errors import InputError
from counterfoil.terms.kernel.calendars import Calendar
from counterfoil.terms.kernel.dates import ONE_DAY

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
    raise InputError(
        f"no business day within {_LONGEST_CLOSURE} days of {at.date()}",
        where=f"calendar {calendar.name}",
        remedy="give a calendar with the business days of that time",
    )


def shift(at: datetime, convention: BusinessDayConvention, calendar: Calendar) -> datetime:
    """Where an event scheduled for ``at`` takes place; a modified convention (M) never leads into another month."""
    if convention is BusinessDayConvention.NOS:
        return at
    there, back = (following, preceding) if convention.value.endswith("F") else (preceding, following)
    shifted = there(at, calendar)
    return back(at, calendar) if "M" in convention.value and shifted.month != at.month else shifted
