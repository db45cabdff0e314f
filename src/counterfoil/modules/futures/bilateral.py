# SPDX-License-Identifier: Apache-2.0
"""Trades that two agree on, until they are registered: block trades (大宗交易), exchanges for physicals (期转现).

One side proposes, the other affirms, and the house agrees where the product says so. Each side is registered by a call
of its own, which reads its own account alone; the record of the agreement names both, and is shown to both.
"""

from collections.abc import Iterator
from enum import StrEnum
from typing import ClassVar, Final

import msgspec
from msgspec.structs import asdict

from counterfoil.evidence.event import ObjectClass
from counterfoil.law.event import Changes, Consents, EventData, Touch
from counterfoil.law.moment import Moment, known
from counterfoil.law.table import Table, TrailedRecord
from counterfoil.modules.futures.booking import EnteredByVenue
from counterfoil.modules.futures.outcomes import FuturesOutcome
from counterfoil.modules.futures.positions import Direction, Offset
from counterfoil.modules.futures.records import HOUSES, HedgeFlag, Lots, Price
from counterfoil.modules.futures.trade_policy import TradeKind
from counterfoil.modules.parties.authority import require_party, require_role
from counterfoil.modules.parties.records import Role
from counterfoil.primitives.types import AccountId, DayNumber, HashField, PartyId, Timestamp


class AgreedStatus(StrEnum):
    """Of a trade between two."""

    proposed = "proposed"
    affirmed = "affirmed"
    """by the other side; the house is still to agree"""
    agreed = "agreed"
    """by all who must: it can be registered"""
    withdrawn = "withdrawn"


AGREED_CYCLE: Final[dict[AgreedStatus, frozenset[AgreedStatus]]] = {
    AgreedStatus.proposed: frozenset({AgreedStatus.affirmed, AgreedStatus.agreed, AgreedStatus.withdrawn}),
    AgreedStatus.affirmed: frozenset({AgreedStatus.agreed, AgreedStatus.withdrawn}),
    AgreedStatus.agreed: frozenset(),
    AgreedStatus.withdrawn: frozenset(),
}
"""status → the statuses it may change to"""


class TradeSide(msgspec.Struct, frozen=True, gc=False, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Whose account it is, who speaks for it, and what the trade does there."""

    account: AccountId
    party: PartyId
    """its holder, or the member that answers for it"""
    offset: Offset = Offset.opens
    hedge: HedgeFlag = HedgeFlag.speculation


Sides = tuple[TradeSide, ...]
"""The buyer's, and the seller's."""


class AgreedTrade(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A trade between two, and how far it has come. Its terms are what both consented to."""

    trade: str
    contract: str
    house: str
    kind: TradeKind
    price: Price
    lots: Lots
    sides: Sides
    by: PartyId
    """who proposed it"""
    day: DayNumber
    """the trading day that it is of"""
    expires: Timestamp
    house_agrees: bool
    """whether the house must agree, too"""
    physical: str
    """of an exchange for physicals: the instruction or contract by which the goods change hands"""
    document: HashField | None
    """hash of what was agreed about the goods"""
    status: AgreedStatus = AgreedStatus.proposed
    agreed_at: Timestamp | None = None
    """when both sides stood by it"""

    @property
    def other(self) -> PartyId:
        """Who is to affirm it."""
        return next(one.party for one in self.sides if one.party != self.by)

    def side(self, direction: Direction) -> TradeSide:
        buyer, seller = self.sides
        return buyer if direction is Direction.bought else seller


class Registration(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """That one side of an agreed trade was registered: so none is twice. A record of its own, which that side alone is
    shown.
    """

    trade: str
    direction: Direction
    account: AccountId
    number: int
    """by the venue"""


AGREED: Final = Table(
    "futures/agreed", AgreedTrade, FuturesOutcome.unknown_agreed_trade, FuturesOutcome.agreed_trade_exists
)
REGISTRATIONS: Final = Table(
    "futures/registration", Registration, FuturesOutcome.not_registered, FuturesOutcome.registered_already
)
_AGREED: Changes[AgreedTrade] = Changes(AGREED)


class OfAgreed(EventData, frozen=True):
    """What happens to a trade between two."""

    object: ClassVar[ObjectClass] = ObjectClass.transfer_report
    trade: str


class TradeProposed(OfAgreed, frozen=True):
    """One side proposed a trade to the other."""

    type: ClassVar[str] = "futures.trade_proposed"
    contract: str
    house: str
    kind: TradeKind
    price: Price
    lots: Lots
    sides: Sides
    by: PartyId
    day: DayNumber
    expires: Timestamp
    house_agrees: bool
    physical: str
    document: HashField | None

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _AGREED.create(AgreedTrade(**asdict(self)), self.trade)

    def permit(self, moment: Moment) -> Consents:
        require_party(moment, self.by)
        return ()


class TradeAffirmed(OfAgreed, frozen=True):
    """The other side affirmed it on the same terms."""

    type: ClassVar[str] = "futures.trade_affirmed"
    by: PartyId
    time: Timestamp
    status: AgreedStatus
    """agreed, unless the house is still to agree"""

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _AGREED.replace(self.trade, status=self.status, agreed_at=self.time)

    def permit(self, moment: Moment) -> Consents:
        require_party(moment, self.by)
        return ()


class TradeAllowed(OfAgreed, frozen=True):
    """The house agreed, too."""

    type: ClassVar[str] = "futures.trade_allowed"
    house: str

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _AGREED.replace(self.trade, status=AgreedStatus.agreed)

    def permit(self, moment: Moment) -> Consents:
        require_role(moment, known(moment, HOUSES, self.house).by, Role.clearing_house)
        return ()


class TradeWithdrawn(OfAgreed, frozen=True):
    """One of the two, or the house, let it go before it was agreed."""

    type: ClassVar[str] = "futures.trade_withdrawn"
    by: PartyId
    reason: str

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _AGREED.replace(self.trade, status=AgreedStatus.withdrawn)

    def permit(self, moment: Moment) -> Consents:
        require_party(moment, self.by)
        return ()


class TradeRegistered(EnteredByVenue, frozen=True):
    """One side of an agreed trade was registered; the house is its other side from now on."""

    type: ClassVar[str] = "futures.trade_registered"
    trade: str

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield from super().touches(moment, consents)
        (fill,) = self.fills
        made = Registration(trade=self.trade, direction=fill.direction, account=self.account, number=fill.trade)
        yield Changes(REGISTRATIONS).create(made, self.trade, fill.direction)


def reached(before: AgreedTrade) -> AgreedStatus:
    """Where a trade stands once the other side has affirmed it."""
    return AgreedStatus.affirmed if before.house_agrees else AgreedStatus.agreed


EVENTS: tuple[type[EventData], ...] = (TradeProposed, TradeAffirmed, TradeAllowed, TradeWithdrawn, TradeRegistered)
TABLES: Final = (AGREED, REGISTRATIONS)
