# SPDX-License-Identifier: Apache-2.0
"""Events of locked days: that a day was one, and margins that the house announced."""

from collections.abc import Iterator
from typing import ClassVar, Final

from counterfoil.law.event import Changes, Consents, Touch
from counterfoil.law.moment import Moment
from counterfoil.modules.futures.events import ByVenue, OfHouse
from counterfoil.modules.futures.records import FUTURES, FuturesContract, Price
from counterfoil.modules.futures.reduction_records import REDUCTIONS, Reduction
from counterfoil.modules.futures.widening import AnnouncedMargins, Locked, LockedSide, ReductionRules
from counterfoil.primitives.types import DayNumber, Millionths

_CONTRACTS: Changes[FuturesContract] = Changes(FUTURES)
_REDUCTIONS: Changes[Reduction] = Changes(REDUCTIONS)


class DayLocked(ByVenue, frozen=True):
    """A contract was locked at a limit on a day; limit and margin are wider from then on."""

    type: ClassVar[str] = "futures.day_locked"
    contract: str
    day: DayNumber
    side: LockedSide
    count: int
    on_ppm: Millionths
    """limit of that day"""
    limit_ppm: Millionths
    """of the next"""
    margin_ppm: Millionths
    """at least"""
    reason: str
    price: Price
    """the limit at which it was"""
    reduction: ReductionRules | None
    """of the forced reduction about which the house decides; None: about none"""

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        locked = Locked(
            day=self.day,
            side=self.side,
            count=self.count,
            on_ppm=self.on_ppm,
            limit_ppm=self.limit_ppm,
            margin_ppm=self.margin_ppm,
            reduces=self.reduction is not None,
        )
        yield _CONTRACTS.replace(self.contract, locked=locked)
        if self.reduction is not None:
            reduction = Reduction(
                contract=self.contract, day=self.day, side=self.side, price=self.price, rules=self.reduction
            )
            yield _REDUCTIONS.create(reduction, self.contract, str(self.day))


class MarginsAnnounced(OfHouse, frozen=True):
    """A contract has these margins, whatever is computed, until the price of the day after is fixed."""

    type: ClassVar[str] = "futures.margins_announced"
    contract: str
    day: DayNumber
    long_ppm: Millionths
    short_ppm: Millionths
    hedge_ppm: Millionths | None
    """None: as others"""
    reason: str

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        announced = AnnouncedMargins(self.day, self.long_ppm, self.short_ppm, self.hedge_ppm)
        yield _CONTRACTS.replace(self.contract, announced_margins=announced)


EVENTS: Final = (DayLocked, MarginsAnnounced)
