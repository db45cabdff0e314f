# SPDX-License-Identifier: Apache-2.0
"""Large positions (大户持仓) and their reports: what a client is to report, by when, and that it did.

What is reported travels sealed to the house; on record stand the root over it and when it came.
"""

from collections.abc import Iterator
from enum import StrEnum
from typing import ClassVar, Final

from msgspec.structs import replace

from counterfoil.evidence.event import ObjectClass
from counterfoil.law.event import Changes, Consents, EventData, Touch
from counterfoil.law.moment import Moment, Reader, known
from counterfoil.law.outcome import require
from counterfoil.law.table import Table, TrailedRecord
from counterfoil.modules.futures.events import FuturesEvent
from counterfoil.modules.futures.member_reports_outcomes import MemberReportOutcome
from counterfoil.modules.futures.positions import PUBLISHED, Direction
from counterfoil.modules.futures.records import HOUSES, House, Lots, Product, ProductRules
from counterfoil.modules.futures.reports_outcomes import ReportOutcome
from counterfoil.modules.futures.trading_days import ends_at
from counterfoil.modules.parties.authority import require_parties, require_party, require_role
from counterfoil.modules.parties.records import Role
from counterfoil.primitives.types import DayNumber, HashField, HexHash, PartyId, Timestamp


class ReportStatus(StrEnum):
    """Of a large position."""

    awaited = "awaited"
    """its report is asked for"""
    missed = "missed"
    """the house noted that it did not come in time"""
    reported = "reported"
    below = "below"
    """it is no large one any more; when it is again, it is reported again"""


REPORT_CYCLE: Final[dict[ReportStatus, frozenset[ReportStatus]]] = {
    ReportStatus.awaited: frozenset({ReportStatus.reported, ReportStatus.missed}),
    ReportStatus.missed: frozenset({ReportStatus.reported}),
    ReportStatus.reported: frozenset({ReportStatus.below}),
    ReportStatus.below: frozenset({ReportStatus.awaited}),
}
"""status → the statuses it may change to"""


class LargePosition(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a client has open of one side of a contract, and has to report."""

    house: str
    holder: PartyId
    """the client, or the member of which all accounts together are large"""
    contract: str
    side: Direction
    lots: Lots
    """when it was noted last, for the purposes that the limit counts"""
    noted: DayNumber
    """at the end of which day"""
    due: DayNumber
    """the trading day by whose end it is reported"""
    status: ReportStatus
    grouped: bool = False
    """whether those under one actual control reached the threshold together"""
    root: HexHash | None = None
    """over what was reported last"""
    late: bool = False
    """whether that came after its time"""
    reports: int = 0
    """that came, what was added to them included"""

    @property
    def is_owed(self) -> bool:
        """Whether a report is asked for, and has not come."""
        return self.status in (ReportStatus.awaited, ReportStatus.missed)


LARGE_POSITIONS: Final = Table(
    "futures/large_position", LargePosition, ReportOutcome.no_large_position, ReportOutcome.large_position_exists
)
MEMBER_POSITIONS: Final = Table(
    "futures/member_position",
    LargePosition,
    MemberReportOutcome.no_member_position,
    MemberReportOutcome.member_position_exists,
)
"""What all accounts for which a member answers have together, and the member has to report."""


def table_of(*, of_member: bool) -> Table[LargePosition]:
    """Where positions of members stand, or those of clients."""
    return MEMBER_POSITIONS if of_member else LARGE_POSITIONS


def _changes_in(*, of_member: bool) -> Changes[LargePosition]:
    return Changes(table_of(of_member=of_member))


def threshold_of(moment: Reader, rules: ProductRules, contract: str, *, of_member: bool) -> int | None:
    """Lots of a side from which a position is large; of a member by what is open, as last published. None: none is."""
    if not of_member:
        return rules.reported_from
    published = moment.read(PUBLISHED, contract)
    open_lots = 0 if published is None else published.open_interest
    return None if rules.member_reported is None else rules.member_reported.of(open_lots)


def time_of(house: House, product: Product, due: DayNumber) -> Timestamp:
    """When a report's time is over: with the last session of its day."""
    return ends_at(house, product.rules_at(house.begins(due)).sessions, due)


def require_no_report_missing(
    moment: Reader, house: str, holder: PartyId, contract: str, *, of_member: bool = False
) -> None:
    """Refused where the house noted that a report of the client's, or the member's, position is missing."""
    for side in Direction:
        large = moment.read(table_of(of_member=of_member), house, holder, contract, side)
        there = large is None or large.status is not ReportStatus.missed
        require(there, ReportOutcome.report_missing_first, f"{holder} {contract}: {side}")


class OfLargePosition(FuturesEvent, frozen=True):
    """Of one client, or one member, contract and side."""

    object: ClassVar[ObjectClass] = ObjectClass.regulatory
    house: str
    holder: PartyId
    of_member: bool
    contract: str
    side: Direction

    @property
    def key(self) -> tuple[str, str, str, str]:
        return (self.house, self.holder, self.contract, self.side)


class Noted(OfLargePosition, frozen=True):
    """How many lots a client, or a member's accounts, have open at a day's end; that these are all is a limit."""

    lots: Lots
    day: DayNumber


class ReportAwaited(Noted, frozen=True):
    """A position is a large one, which its client, or the member, reports by the end of ``due``."""

    type: ClassVar[str] = "futures.report_awaited"
    due: DayNumber
    grouped: bool

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield Touch(table_of(of_member=self.of_member), self.key, self._asked)

    def _asked(self, before: LargePosition | None) -> LargePosition:
        return LargePosition(
            house=self.house,
            holder=self.holder,
            contract=self.contract,
            side=self.side,
            lots=self.lots,
            noted=self.day,
            due=self.due,
            status=ReportStatus.awaited,
            grouped=self.grouped,
            reports=0 if before is None else before.reports,
        )


class LargeNoMore(Noted, frozen=True):
    """A position is no large one any more."""

    type: ClassVar[str] = "futures.large_no_more"

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _changes_in(of_member=self.of_member).replace(
            *self.key, lots=self.lots, noted=self.day, status=ReportStatus.below
        )


class PositionReported(OfLargePosition, frozen=True):
    """A client reported its large position through its member, or a member its own; ``sealed``: each one's SHA-256."""

    type: ClassVar[str] = "futures.position_reported"
    member: PartyId
    root: HashField
    sealed: tuple[HashField, ...]
    sealed_to: tuple[HashField, ...]
    time: Timestamp
    late: bool

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _changes_in(of_member=self.of_member).change(self._with, *self.key)

    def permit(self, moment: Moment) -> Consents:
        if self.member == self.holder:
            require_party(moment, self.holder)
        else:
            require_parties(moment, self.holder, self.member)
        return ()

    def _with(self, before: LargePosition) -> LargePosition:
        late = self.late if before.is_owed else before.late
        status, reports = ReportStatus.reported, before.reports + 1
        return replace(before, root=self.root, late=late, status=status, reports=reports)


class ReportMissed(OfLargePosition, frozen=True):
    """The house noted that a report did not come in time."""

    type: ClassVar[str] = "futures.report_missed"
    due: DayNumber
    reason: str

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _changes_in(of_member=self.of_member).replace(*self.key, status=ReportStatus.missed)

    def permit(self, moment: Moment) -> Consents:
        require_role(moment, known(moment, HOUSES, self.house).by, Role.clearing_house)
        return ()


EVENTS: tuple[type[EventData], ...] = (ReportAwaited, LargeNoMore, PositionReported, ReportMissed)
TABLES: Final = (LARGE_POSITIONS, MEMBER_POSITIONS)
