# SPDX-License-Identifier: Apache-2.0
"""Events of the crossings module. What moves value is holdings'; these say what it was for."""

from collections.abc import Iterator
from typing import Any, ClassVar

from counterfoil.evidence.event import ObjectClass, Side
from counterfoil.law.event import Changes, Consents, EventData, Touch, given_by
from counterfoil.law.moment import Moment, known
from counterfoil.modules.crossings.records import (
    ARRIVALS,
    ASSETS,
    DEALS,
    DEPARTURES,
    PAYMENTS,
    USERS,
    Arrival,
    Asset,
    AssetSide,
    CrossPayment,
    Deal,
    DealStatus,
    Departure,
    DepartureStatus,
    Price,
    TracedTitle,
    User,
    UserStatus,
)
from counterfoil.modules.parties.authority import RECORDERS, require_parties, require_role, signed_for
from counterfoil.modules.parties.records import Role
from counterfoil.primitives.types import (
    AccountId,
    ChainId,
    InstrumentId,
    PartyId,
    PositiveQuantity,
    RecordPath,
    Timestamp,
)

_ASSETS: Changes[Asset] = Changes(ASSETS)
_USERS: Changes[User] = Changes(USERS)
_DEPARTURES: Changes[Departure] = Changes(DEPARTURES)
_ARRIVALS: Changes[Arrival] = Changes(ARRIVALS)
_DEALS: Changes[Deal] = Changes(DEALS)
_PAYMENTS: Changes[CrossPayment] = Changes(PAYMENTS)


class AssetMapped(EventData, frozen=True):
    """A keeper and a supervisor said that an instrument here and one on another chain are one asset."""

    type: ClassVar[str] = "crossings.asset_mapped"
    object: ClassVar[ObjectClass] = ObjectClass.product
    asset: str
    side: AssetSide
    peer: RecordPath
    chain: ChainId
    instrument: InstrumentId
    unique: bool
    pool: AccountId
    keeper: PartyId
    by: PartyId
    reason: str

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        asset = Asset(
            asset=self.asset,
            side=self.side,
            peer=self.peer,
            chain=self.chain,
            instrument=self.instrument,
            unique=self.unique,
            pool=self.pool,
            keeper=self.keeper,
        )
        yield _ASSETS.create(asset, self.asset)

    def permit(self, moment: Moment) -> Consents:
        require_role(moment, self.keeper, Role.venue, *RECORDERS)
        require_role(moment, self.by, Role.supervisor)
        require_parties(moment, self.keeper, self.by)
        return ()


class UserRegistered(EventData, frozen=True):
    """Whoever controls an account said which it is on another chain, and lets in what comes from there."""

    type: ClassVar[str] = "crossings.user_registered"
    object: ClassVar[ObjectClass] = ObjectClass.account
    chain: ChainId
    account: AccountId
    there: AccountId

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        user = User(chain=self.chain, account=self.account, there=self.there, agreed_by=given_by(consents))
        # One that has ended begins anew; the law refuses where one stands.
        yield Touch(USERS, (self.chain, self.account), lambda _before: user)

    def permit(self, moment: Moment) -> Consents:
        return (signed_for(moment, self.account, Side.takes),)


class UserDeregistered(EventData, frozen=True):
    """A registration ended."""

    type: ClassVar[str] = "crossings.user_deregistered"
    object: ClassVar[ObjectClass] = ObjectClass.account
    chain: ChainId
    account: AccountId

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _USERS.replace(self.chain, self.account, status=UserStatus.deregistered)

    def permit(self, moment: Moment) -> Consents:
        return (signed_for(moment, self.account, Side.takes),)


class Departed(EventData, frozen=True):
    """Units left for another chain."""

    type: ClassVar[str] = "crossings.departed"
    object: ClassVar[ObjectClass] = ObjectClass.transfer_report
    crossing: str
    asset: str
    side: AssetSide
    to: ChainId
    account: AccountId
    instrument: InstrumentId
    quantity: PositiveQuantity
    receiver: AccountId
    until: Timestamp
    time: Timestamp

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        departure = Departure(
            crossing=self.crossing,
            asset=self.asset,
            side=self.side,
            origin=moment.chain,
            to=self.to,
            account=self.account,
            instrument=self.instrument,
            quantity=self.quantity,
            receiver=self.receiver,
            since=self.time,
            until=self.until,
            agreed_by=given_by(consents),
        )
        yield _DEPARTURES.create(departure, self.crossing)

    def permit(self, moment: Moment) -> Consents:
        return (signed_for(moment, self.account, Side.gives),)


class Arrived(EventData, frozen=True):
    """Units came from another chain, as it showed."""

    type: ClassVar[str] = "crossings.arrived"
    object: ClassVar[ObjectClass] = ObjectClass.transfer_report
    chain: ChainId
    crossing: str
    asset: str
    instrument: InstrumentId
    quantity: PositiveQuantity
    receiver: AccountId
    sender: AccountId
    left: Timestamp
    until: Timestamp
    title: TracedTitle | None

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        arrival = Arrival(
            chain=self.chain,
            crossing=self.crossing,
            asset=self.asset,
            instrument=self.instrument,
            quantity=self.quantity,
            receiver=self.receiver,
            sender=self.sender,
            left=self.left,
            until=self.until,
            title=self.title,
        )
        yield _ARRIVALS.create(arrival, self.chain, self.crossing)


class TakenBack(EventData, frozen=True):
    """Units that left and did not arrive in time came back."""

    type: ClassVar[str] = "crossings.taken_back"
    object: ClassVar[ObjectClass] = ObjectClass.transfer_report
    crossing: str
    account: AccountId
    instrument: InstrumentId
    quantity: PositiveQuantity

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _DEPARTURES.replace(self.crossing, status=DepartureStatus.taken_back)


class Offered(EventData, frozen=True):
    """Units are reserved for whoever pays on another chain."""

    type: ClassVar[str] = "crossings.offered"
    object: ClassVar[ObjectClass] = ObjectClass.transfer_report
    deal: str
    peer: RecordPath
    to: ChainId
    account: AccountId
    instrument: InstrumentId
    quantity: PositiveQuantity
    receiver: AccountId
    price: Price
    until: Timestamp
    time: Timestamp

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        deal = Deal(
            deal=self.deal,
            peer=self.peer,
            origin=moment.chain,
            to=self.to,
            account=self.account,
            instrument=self.instrument,
            quantity=self.quantity,
            receiver=self.receiver,
            price=self.price,
            since=self.time,
            until=self.until,
        )
        yield _DEALS.create(deal, self.deal)

    def permit(self, moment: Moment) -> Consents:
        return (signed_for(moment, self.account, Side.gives),)


class PaidAcross(EventData, frozen=True):
    """What another chain delivers was paid for here, which decides it."""

    type: ClassVar[str] = "crossings.paid"
    object: ClassVar[ObjectClass] = ObjectClass.fund_settlement
    chain: ChainId
    deal: str
    price: Price
    time: Timestamp

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        payment = CrossPayment(chain=self.chain, deal=self.deal, price=self.price, time=self.time)
        yield _PAYMENTS.create(payment, self.chain, self.deal)

    def permit(self, moment: Moment) -> Consents:
        return (signed_for(moment, self.price.sender, Side.gives),)


class Delivered(EventData, frozen=True):
    """What was paid for on another chain was delivered."""

    type: ClassVar[str] = "crossings.delivered"
    object: ClassVar[ObjectClass] = ObjectClass.transfer_report
    deal: str

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _DEALS.replace(self.deal, status=DealStatus.delivered)


class Withdrawn(EventData, frozen=True):
    """What was not paid for in time is free again."""

    type: ClassVar[str] = "crossings.withdrawn"
    object: ClassVar[ObjectClass] = ObjectClass.transfer_report
    deal: str

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _DEALS.replace(self.deal, status=DealStatus.withdrawn)


EVENTS: tuple[Any, ...] = (
    AssetMapped,
    UserRegistered,
    UserDeregistered,
    Departed,
    Arrived,
    TakenBack,
    Offered,
    PaidAcross,
    Delivered,
    Withdrawn,
)


def asset_of(moment: Moment, asset: str) -> Asset:
    """The mapping, which must be there."""
    return known(moment, ASSETS, asset)
