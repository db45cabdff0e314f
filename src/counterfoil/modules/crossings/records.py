# SPDX-License-Identifier: Apache-2.0
"""Records of the crossings module: assets, users, what left, what came, deals and payments across chains."""

from enum import StrEnum
from typing import Annotated, ClassVar, Final

import msgspec

from counterfoil.evidence.event import ConsentKind, Side
from counterfoil.law.event import Movement
from counterfoil.law.moment import Moment
from counterfoil.law.outcome import require
from counterfoil.law.table import Table, TrailedRecord
from counterfoil.modules.crossings.outcomes import CrossingsOutcome
from counterfoil.modules.instruments.records import Instrument
from counterfoil.primitives.types import (
    IDENTIFIER,
    AccountId,
    ChainId,
    HashField,
    Height,
    InstrumentId,
    PartyId,
    PositiveQuantity,
    Quantity,
    RecordPath,
    Timestamp,
)

RESERVATIONS: Final = "crossings/"
"""What the names of the module's own encumbrances begin with."""


class AssetSide(StrEnum):
    """Which end of a mapping a chain is."""

    home = "home"
    """the asset is issued here"""
    mirror = "mirror"
    """it appears here by proof"""


class UserStatus(StrEnum):
    registered = "registered"
    deregistered = "deregistered"


class DepartureStatus(StrEnum):
    away = "away"
    """on its way, or arrived: only the other chain knows"""
    taken_back = "taken_back"


class DealStatus(StrEnum):
    reserved = "reserved"
    delivered = "delivered"
    withdrawn = "withdrawn"


DEPARTURE_CYCLE: Final[dict[DepartureStatus, frozenset[DepartureStatus]]] = {
    DepartureStatus.away: frozenset({DepartureStatus.taken_back}),
    DepartureStatus.taken_back: frozenset(),
}
DEAL_CYCLE: Final[dict[DealStatus, frozenset[DealStatus]]] = {
    DealStatus.reserved: frozenset({DealStatus.delivered, DealStatus.withdrawn}),
    DealStatus.delivered: frozenset(),
    DealStatus.withdrawn: frozenset(),
}


class Price(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is paid on the other chain: so many units of an instrument of it, from one of its accounts to another."""

    sender: Annotated[AccountId, IDENTIFIER]
    receiver: Annotated[AccountId, IDENTIFIER]
    instrument: Annotated[InstrumentId, IDENTIFIER]
    quantity: PositiveQuantity


class Asset(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An instrument here and one on another chain, which are one asset. It alone issues and redeems a mirror."""

    grant_kind: ClassVar[ConsentKind] = ConsentKind.mandate
    crosses: ClassVar[bool] = True
    asset: str
    side: AssetSide
    peer: RecordPath
    chain: ChainId
    """the other one"""
    instrument: InstrumentId
    unique: bool
    pool: AccountId
    keeper: PartyId

    @property
    def path(self) -> RecordPath:
        return ASSETS.path(self.asset)

    @property
    def mints(self) -> bool:
        """Whether units come into the world here when they arrive, and end when they leave."""
        return self.side is AssetSide.mirror and not self.unique

    def grants(self, moment: Moment, movement: Movement) -> tuple[PartyId, ...]:
        """Its own account takes what leaves and gives what arrives or comes back; the keeper agreed to that."""
        caused = (
            _caused(movement, DEPARTURES, ARRIVALS) if movement.side is Side.gives else _caused(movement, DEPARTURES)
        )
        own = (movement.account, movement.instrument) == (self.pool, self.instrument)
        require(own and caused, CrossingsOutcome.not_by_it, self.asset)
        return (self.keeper,)

    def issued_by(self, moment: Moment, movement: Movement) -> tuple[PartyId, ...]:
        """Units of the mirror come and end by what arrives and leaves alone."""
        own = self.side is AssetSide.mirror and movement.instrument == self.instrument
        require(own and _caused(movement, DEPARTURES, ARRIVALS), CrossingsOutcome.not_by_it, self.asset)
        return (self.keeper,)

    def defined_by(self, moment: Moment, instrument: Instrument, cause: RecordPath) -> tuple[PartyId, ...]:
        """The mirror, once."""
        own = self.side is AssetSide.mirror and instrument.instrument == self.instrument and cause == self.path
        require(own, CrossingsOutcome.not_by_it, self.asset)
        return (self.keeper,)


class User(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An account here, and which it is on another chain. What comes from there may come into it."""

    grant_kind: ClassVar[ConsentKind] = ConsentKind.mandate
    chain: ChainId
    account: AccountId
    there: AccountId
    agreed_by: tuple[PartyId, ...]
    status: UserStatus = UserStatus.registered

    def grants(self, moment: Moment, movement: Movement) -> tuple[PartyId, ...]:
        """It takes what arrives, what is paid and what is delivered across from that chain."""
        require(self.status is UserStatus.registered, CrossingsOutcome.user_ended, self.account)
        takes = movement.side is Side.takes and movement.account == self.account
        cause = movement.cause or ""
        begins = tuple(f"{table.prefix}/{self.chain}/" for table in (ARRIVALS, PAYMENTS))
        require(
            takes and (cause.startswith(begins) or self._delivers(moment, cause)), CrossingsOutcome.not_by_it, cause
        )
        return self.agreed_by

    def _delivers(self, moment: Moment, cause: str) -> bool:
        deal = moment.read(DEALS, cause.removeprefix(f"{DEALS.prefix}/")) if cause.startswith(DEALS.prefix) else None
        return deal is not None and deal.to == self.chain


class Departure(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Units that left for another chain. Shown there it brings them in; whoever sent them takes them back."""

    grant_kind: ClassVar[ConsentKind] = ConsentKind.mandate
    crossing: str
    asset: str
    side: AssetSide
    """which end of the mapping it left; it arrives at the other end alone"""
    origin: ChainId
    """which it left"""
    to: ChainId
    account: AccountId
    instrument: InstrumentId
    quantity: Quantity
    receiver: AccountId
    since: Timestamp
    until: Timestamp
    agreed_by: tuple[PartyId, ...]
    status: DepartureStatus = DepartureStatus.away

    @property
    def arrival(self) -> RecordPath:
        """Where on the other chain it arrives, if it does."""
        return ARRIVALS.path(self.origin, self.crossing)

    def grants(self, moment: Moment, movement: Movement) -> tuple[PartyId, ...]:
        """The account that it left takes it back, once."""
        own = (Side.takes, self.account, self.instrument, self.quantity)
        meant = movement[:4] == own and movement.cause == DEPARTURES.path(self.crossing)
        require(meant and self.status is DepartureStatus.away, CrossingsOutcome.not_by_it, self.crossing)
        return self.agreed_by


class TracedStep(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where a title was from a block of the other chain on; None: nowhere."""

    account: AccountId | None
    height: Height


class TracedTitle(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The chain of title on the other chain, up to what left: each event by its hash in the next, the last in a state
    that is anchored and audited."""

    record: RecordPath
    head: HashField
    """leaf hash of its last event"""
    before: int
    """events before those that are shown"""
    steps: tuple[TracedStep, ...]
    parents: tuple[RecordPath, ...]
    """titles there that it came from, which are not shown here"""


class Arrival(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Units that came from another chain."""

    chain: ChainId
    crossing: str
    asset: str
    instrument: InstrumentId
    quantity: Quantity
    receiver: AccountId
    sender: AccountId
    """on the other chain"""
    left: Timestamp
    """by the other chain's clock"""
    until: Timestamp
    title: TracedTitle | None
    """None: it is not unique, or it came home"""


class Deal(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Units that are delivered here once they are paid for on another chain."""

    deal: str
    peer: RecordPath
    origin: ChainId
    """where it is delivered"""
    to: ChainId
    """where it is paid, which decides"""
    account: AccountId
    instrument: InstrumentId
    quantity: Quantity
    receiver: AccountId
    price: Price
    since: Timestamp
    until: Timestamp
    status: DealStatus = DealStatus.reserved

    @property
    def reservation(self) -> str:
        """The hold that keeps its units; the slash keeps it apart from identifiers people choose."""
        return f"{RESERVATIONS}{self.deal}"

    @property
    def payment(self) -> RecordPath:
        """Where on the other chain it is paid, if it is."""
        return PAYMENTS.path(self.origin, self.deal)


class CrossPayment(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What was paid here for what the other chain delivers: it decides the deal."""

    chain: ChainId
    deal: str
    price: Price
    time: Timestamp


ASSETS: Final = Table("crossings/asset", Asset, CrossingsOutcome.unknown_asset, CrossingsOutcome.asset_exists).opened()
USERS: Final = Table("crossings/user", User, CrossingsOutcome.unknown_user, CrossingsOutcome.user_exists)
DEPARTURES: Final = Table(
    "crossings/departure", Departure, CrossingsOutcome.unknown_departure, CrossingsOutcome.departure_exists
)
ARRIVALS: Final = Table(
    "crossings/arrival", Arrival, CrossingsOutcome.unknown_arrival, CrossingsOutcome.already_arrived
)
DEALS: Final = Table("crossings/deal", Deal, CrossingsOutcome.unknown_cross_deal, CrossingsOutcome.cross_deal_exists)
PAYMENTS: Final = Table(
    "crossings/payment", CrossPayment, CrossingsOutcome.unknown_cross_payment, CrossingsOutcome.already_paid_across
)


def _caused(movement: Movement, *tables: Table[Departure] | Table[Arrival]) -> bool:
    cause = movement.cause or ""
    return any(cause.startswith(f"{table.prefix}/") for table in tables)
