# SPDX-License-Identifier: Apache-2.0
"""Events of forced reductions."""

from collections.abc import Iterator
from typing import ClassVar, Final

from counterfoil.evidence.event import ObjectClass
from counterfoil.law.event import Changes, Consents, EventData, FollowingEvent, Touch
from counterfoil.law.moment import Moment
from counterfoil.modules.futures.booking import Entered
from counterfoil.modules.futures.events import ByVenue, FuturesEvent, OfHouse
from counterfoil.modules.futures.positions import TRADINGS, Trading
from counterfoil.modules.futures.records import HedgeFlag, Lots
from counterfoil.modules.futures.reduction_records import (
    REDUCTIONS,
    UNFILLED,
    Cut,
    Reduction,
    ReductionStatus,
    Unfilled,
)
from counterfoil.primitives.types import AccountId, DayNumber

_REDUCTIONS: Changes[Reduction] = Changes(REDUCTIONS)
_TRADINGS: Changes[Trading] = Changes(TRADINGS)


class UnfilledStated(ByVenue, frozen=True):
    """An account's orders to close a position at the limit stood until the day ended."""

    type: ClassVar[str] = "futures.unfilled_stated"
    object: ClassVar[ObjectClass] = ObjectClass.transfer_report
    contract: str
    account: AccountId
    hedge: HedgeFlag
    day: DayNumber
    lots: Lots

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield Touch(UNFILLED, (self.contract, self.account, self.hedge), self._stated)

    def _stated(self, _before: Unfilled | None) -> Unfilled:
        return Unfilled(account=self.account, contract=self.contract, hedge=self.hedge, day=self.day, lots=self.lots)


class Decided(OfHouse, frozen=True):
    """What the house decided about a forced reduction."""

    object: ClassVar[ObjectClass] = ObjectClass.regulatory
    contract: str
    day: DayNumber
    reason: str
    status: ClassVar[ReductionStatus]

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _REDUCTIONS.replace(self.contract, str(self.day), status=self.status)


class ReductionOrdered(Decided, frozen=True):
    """Positions are reduced by force."""

    type: ClassVar[str] = "futures.reduction_ordered"
    status: ClassVar[ReductionStatus] = ReductionStatus.ordered


class ReductionCut(FollowingEvent, frozen=True):
    """How an ordered reduction falls on all who asked and all who gained, found once from every position."""

    type: ClassVar[str] = "futures.reduction_cut"
    object: ClassVar[ObjectClass] = ObjectClass.regulatory
    contract: str
    day: DayNumber
    cuts: tuple[Cut, ...]

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _REDUCTIONS.replace(self.contract, str(self.day), cuts=self.cuts)


class ReductionWaived(Decided, frozen=True):
    """No position is reduced by force."""

    type: ClassVar[str] = "futures.reduction_waived"
    status: ClassVar[ReductionStatus] = ReductionStatus.not_ordered


class Reduced(Entered, frozen=True):
    """Lots of a position were closed by a forced reduction; no average counts them."""

    type: ClassVar[str] = "futures.reduced"


class ReductionConcluded(FuturesEvent, frozen=True):
    """All is closed that the rule closes: as much bought as sold, at one price."""

    type: ClassVar[str] = "futures.reduction_concluded"
    object: ClassVar[ObjectClass] = ObjectClass.regulatory
    contract: str
    house: str
    day: DayNumber
    closes: bool
    """whether it closed anything; where nothing is open, nothing may ever have been traded"""

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _REDUCTIONS.replace(self.contract, str(self.day), status=ReductionStatus.reduced)
        if self.closes:
            yield _TRADINGS.replace(self.contract, balanced=True)


EVENTS: Final[tuple[type[EventData], ...]] = (
    UnfilledStated,
    ReductionOrdered,
    ReductionCut,
    ReductionWaived,
    Reduced,
    ReductionConcluded,
)
TABLES: Final = (REDUCTIONS, UNFILLED)
