# SPDX-License-Identifier: Apache-2.0
"""Limits and margins that are others than a product's rules have them: wider after a locked day, or announced.

A contract keeps what was said of a day as long as it counts: until the price of the day after is fixed. So nobody need
say that it is over, and a day on which the contract was not locked brings back what the rules say.
"""

from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from counterfoil.primitives.types import PARTS_PER_MILLION, DayNumber, Millionths

STEPS_MAX: Final = 8
Ratio = Annotated[Millionths, Meta(ge=0, le=PARTS_PER_MILLION)]


class LockedSide(StrEnum):
    """At which limit a day was locked (单边市): nobody traded against those who waited there."""

    at_upper = "at_upper"
    """buyers waited"""
    at_lower = "at_lower"
    """sellers waited"""


class WideningStep(msgspec.Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """What comes after one more locked day. SHFE, copper: three points wider, and two more as margin."""

    limit_ppm: Ratio
    """by which the next day's limit is wider than the locked day's was"""
    margin_ppm: Ratio
    """by which margins are beyond that limit"""


class ReductionRules(msgspec.Struct, frozen=True, gc=False, kw_only=True, forbid_unknown_fields=True):
    """When and how positions are reduced by force (强制减仓). SHFE: after three days, at a loss of six per cent."""

    days: Annotated[int, Meta(ge=1, le=100)]
    """locked at one side, the last of them the day on which it is done"""
    loss_ppm: Ratio
    """of the settlement price: what a lot lost, at least, of who is closed because it asked for it"""
    tiers: Annotated[tuple[Ratio, ...], Meta(min_length=1, max_length=STEPS_MAX)]
    """what a lot gained, at least, of those who are closed first, then next; at 0 whoever gained anything"""
    hedge_ppm: Ratio | None = None
    """the same of positions for hedging, which come last; None: they are spared"""

    @property
    def in_order(self) -> bool:
        """Whether who gained more comes first."""
        return list(self.tiers) == sorted(set(self.tiers), reverse=True)


class Widening(msgspec.Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """What comes after locked days."""

    steps: Annotated[tuple[WideningStep, ...], Meta(min_length=1, max_length=STEPS_MAX)]
    """after the first, the second in the same direction, and so on; after the last of them all stays so"""
    reduction: ReductionRules | None = None
    """None: nobody is reduced"""

    def reduces(self, count: int) -> bool:
        """Whether the house decides about it after so many locked days."""
        return self.reduction is not None and count >= self.reduction.days


class Announced(msgspec.Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """Price limits that were announced for a day, in units of the product's last decimal."""

    day: DayNumber
    lower: int
    upper: int


class AnnouncedMargins(msgspec.Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """Margins that the house announced on a day, before its price was fixed."""

    day: DayNumber
    long_ppm: Ratio
    short_ppm: Ratio
    hedge_ppm: Ratio | None
    """None: as others"""

    def counts(self, settled: DayNumber | None) -> bool:
        """Whether no later day has its price yet."""
        return settled is None or settled <= self.day


class Locked(msgspec.Struct, frozen=True, gc=False, kw_only=True, forbid_unknown_fields=True):
    """That a contract was locked on a day, and what limit and margin are after it."""

    day: DayNumber
    side: LockedSide
    count: int
    """days that it was locked at this side, one after the other"""
    on_ppm: Ratio
    """the limit of the locked day itself, which its late trades keep to"""
    limit_ppm: Ratio
    """of the day after"""
    margin_ppm: Ratio
    """at least, from this day's settlement on"""
    reduces: bool
    """whether nobody who has it is settled for that day before the house decides about a forced reduction"""

    def counts(self, settled: DayNumber | None) -> bool:
        """Whether no later day has its price yet."""
        return settled is None or settled <= self.day

    def limit_of(self, day: DayNumber) -> int:
        """Of the locked day, or of the one that follows."""
        return self.limit_ppm if day > self.day else self.on_ppm


def after(steps: Sequence[WideningStep], before: Locked | None, side: LockedSide, on_ppm: int) -> tuple[int, int, int]:
    """How many days it is locked at this side, and the next day's limit and the margin.

    ``before``: what was said of the trading day before, if that was locked; ``on_ppm``: the limit of the locked day. A
    day at the other side is a first one again. No margin is less than before, and nothing is beyond the whole price.
    """
    count = before.count + 1 if before is not None and before.side is side else 1
    least = 0 if before is None else before.margin_ppm
    if count > len(steps):
        return count, on_ppm, least
    step = steps[count - 1]
    limit = min(on_ppm + step.limit_ppm, PARTS_PER_MILLION)
    return count, limit, min(max(limit + step.margin_ppm, least), PARTS_PER_MILLION)
