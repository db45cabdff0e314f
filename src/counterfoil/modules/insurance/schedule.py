# SPDX-License-Identifier: Apache-2.0
"""The terms of a product, and what follows from them: days, the schedule of premiums, surrender values.

Days are the product's: they begin ``offset_min`` minutes before midnight UTC, and are told from the block's time. A
time "until" is the first at which it is over.
"""

from enum import StrEnum
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from counterfoil.law.dated import DAY_MS, DayOffset, day_begins, day_of
from counterfoil.primitives.types import (
    PARTS_PER_MILLION,
    QUANTITY_MAX,
    DayNumber,
    HashField,
    Millionths,
    PositiveQuantity,
    Quantity,
    Timestamp,
)
from counterfoil.terms.kernel.dates import months_after

PREMIUMS_MAX: Final = 600
"""Fifty years of months."""
MONTHS_MAX: Final = 1_200
DAYS_MAX: Final = 3_660
YEARS_MAX: Final = 100
SHARE_PPM_MAX: Final = 10_000_000
"""Ten times the premiums."""
_Months = Annotated[int, Meta(ge=1, le=MONTHS_MAX)]
_Days = Annotated[int, Meta(ge=0, le=DAYS_MAX)]
SharePpm = Annotated[Millionths, Meta(ge=0, le=SHARE_PPM_MAX)]


class Rounding(StrEnum):
    """What becomes of a fraction of the smallest unit in a surrender value."""

    down = "down"
    up = "up"
    half_up = "half_up"


class Terms(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a policy is bought on. Premium 1 is paid with the purchase, number n due n - 1 intervals after its day."""

    document: HashField
    """SHA-256 of the terms in words"""
    premium: PositiveQuantity
    """each of them"""
    premiums: Annotated[int, Meta(ge=1, le=PREMIUMS_MAX)]
    """how many there are"""
    interval_months: _Months
    grace_days: _Days
    """after the day on which a premium is due, in which cover goes on"""
    term_months: _Months
    """how long cover lasts"""
    cover: PositiveQuantity
    """the most that a claim is paid"""
    claim_days: _Days
    """after cover has ended, in which claims about what happened before are made"""
    cooling_off_days: _Days
    """after the day of purchase, in which all that was paid goes back (犹豫期)"""
    surrender_ppm: Annotated[tuple[SharePpm, ...], Meta(min_length=1, max_length=YEARS_MAX)]
    """of the premiums paid that were due, by policy year; the last holds for later years"""
    rounding: Rounding
    offset_min: DayOffset
    """minutes by which the day begins before midnight UTC; 480 in China"""

    @property
    def sound(self) -> bool:
        """Whether every premium is due while cover lasts, and no sum is beyond what can be counted."""
        due_in_time = (self.premiums - 1) * self.interval_months < self.term_months
        greatest = self.premium * self.premiums * max(PARTS_PER_MILLION, *self.surrender_ppm)
        return due_in_time and greatest <= QUANTITY_MAX * PARTS_PER_MILLION

    def due(self, bought: Timestamp, number: int) -> Timestamp:
        """The begin of the day on which a premium, counted from 1, is due."""
        return self._begin(self._later(bought, (number - 1) * self.interval_months))

    def grace_until(self, bought: Timestamp, number: int) -> Timestamp:
        """When the days of grace for a premium are over."""
        return self._begin(self._later(bought, (number - 1) * self.interval_months) + self.grace_days + 1)

    def cooling_off_until(self, bought: Timestamp) -> Timestamp:
        """When the days in which the holder may step back are over."""
        return self._begin(day_of(bought, self.offset_min) + self.cooling_off_days + 1)

    def cover_until(self, bought: Timestamp) -> Timestamp:
        """When cover ends if every premium is paid."""
        return self._begin(self._later(bought, self.term_months))

    def covered_until(self, bought: Timestamp, paid: int) -> Timestamp:
        """When cover ends if no premium is paid after the first ``paid`` ones."""
        end = self.cover_until(bought)
        return end if paid == self.premiums else min(end, self.grace_until(bought, paid + 1))

    def claims_until(self, bought: Timestamp) -> Timestamp:
        """When the time for claims is over."""
        return Timestamp(self.cover_until(bought) + self.claim_days * DAY_MS)

    def year_of(self, bought: Timestamp, time: Timestamp) -> int:
        """The policy year of a time, from 1: one more on each anniversary of the purchase."""
        day = day_of(time, self.offset_min)
        # No year has more days: so many are over at least, and seldom one more.
        passed = max(day - day_of(bought, self.offset_min), 0) // 366
        while self._later(bought, 12 * (passed + 1)) <= day:
            passed += 1
        return passed + 1

    def due_by(self, bought: Timestamp, paid: int, time: Timestamp) -> int:
        """How many of the premiums paid were due by a time."""
        due = paid
        while due > 1 and self.due(bought, due) > time:
            due -= 1
        return due

    def due_in(self, year: int) -> range:
        """How many premiums may have been due at some time of a policy year."""
        first = 12 * (year - 1) // self.interval_months + 1
        last = -(-12 * year // self.interval_months)
        return range(min(first, self.premiums), min(last, self.premiums) + 1)

    def share_of(self, year: int) -> Millionths:
        """What of the premiums paid is given back on surrender in a policy year."""
        return self.surrender_ppm[min(year, len(self.surrender_ppm)) - 1]

    def surrender_value(self, due: int, year: int) -> Quantity:
        """What so many premiums, paid and due, are worth in a policy year, in whole units."""
        value, fraction = divmod(self.premium * due * self.share_of(year), PARTS_PER_MILLION)
        if self.rounding is Rounding.up:
            return Quantity(value + (fraction > 0))
        return Quantity(value + (self.rounding is Rounding.half_up and 2 * fraction >= PARTS_PER_MILLION))

    def _later(self, bought: Timestamp, months: int) -> DayNumber:
        """So many months after the day of purchase: the same day of the month, or the month's last."""
        return DayNumber(months_after(day_of(bought, self.offset_min), months))

    def _begin(self, day: int) -> Timestamp:
        return day_begins(DayNumber(day), self.offset_min)
